//! Documents that people write, and files beside them.

use std::fs;

use partnerctl::store::{Error, Store as _};

use super::{PARTNER, key, place};

#[test]
fn a_partner_file_must_keep_its_name_and_its_mechanism() {
    let place = place();
    let cases = [
        ("name: acme", "name: other", "partners/acme.yaml:4:13: `name` is `other`, and the file is that of `acme`"),
        ("scopes: [quote-read]", "issuer: x", "partners/acme.yaml:9:44: `issuer` does not go with mechanism `oauth2`"),
        (
            "scopes: [quote-read]",
            "certificates: [c.pem]",
            "partners/acme.yaml:9:44: `certificates` does not go with mechanism `oauth2`",
        ),
        (
            "oauth2, scopes: [quote-read]",
            "jwt-bearer, signedBy: gateway, issuer: x",
            "partners/acme.yaml:9:67: `issuer` does not go with `signedBy: gateway`",
        ),
        ("oauth2", "oidc", "partners/acme.yaml:9:25: mechanism `oidc` needs `issuer`"),
        (
            "oauth2, scopes: [quote-read]",
            "jwt-bearer, issuer: x, clientId: y",
            "partners/acme.yaml:9:59: `clientId` does not go with mechanism `jwt-bearer`",
        ),
        ("displayName", "displayname", "partners/acme.yaml:6:3: key `displayname` is not known here"),
    ];
    let name = "acme".parse().unwrap();
    assert!(place.store.partner(&name).is_ok());
    for (before, after, wanted) in cases {
        fs::write(place.folder.path().join("partners/acme.yaml"), PARTNER.replace(before, after)).unwrap();
        assert_eq!(place.store.partner(&name).unwrap_err().to_string(), wanted);
    }
}

#[test]
fn a_missing_partner_brings_up_names_that_look_like_it() {
    let place = place();
    let error = place.store.partner(&"acmee".parse().unwrap()).unwrap_err();
    assert_eq!(error.to_string(), "there is no partner `acmee`; did you mean `acme`?");
}

#[test]
fn partner_files_are_listed_and_bad_names_are_named() {
    let place = place();
    fs::write(place.folder.path().join("partners/README.md"), "").unwrap();
    assert_eq!(place.store.partners().unwrap(), ["acme".parse().unwrap()]);
    fs::write(place.folder.path().join("partners/Acme Corp.yaml"), PARTNER).unwrap();
    assert!(
        place
            .store
            .partners()
            .unwrap_err()
            .to_string()
            .starts_with("partners/Acme Corp.yaml:1:1: `Acme Corp` is not a partner name")
    );
}

#[test]
fn revising_a_partner_keeps_comments_and_order() {
    let place = place();
    let name = "acme".parse().unwrap();
    let revised = place.store.revise(&name, "spec.displayName", "Acme Corporation").unwrap();
    assert_eq!(revised.spec.display_name, "Acme Corporation");
    place.store.revise(&name, "spec.environments.sandbox.apis[1]", "contract-api/1.0").unwrap();
    place.store.revise(&name, "spec.environments.sandbox.customerSourceId", "ACME-T01").unwrap();
    let wanted = PARTNER.replace("displayName: Acme", "displayName: Acme Corporation")
        + "        - contract-api/1.0\n      customerSourceId: ACME-T01\n";
    let file = place.folder.path().join("partners/acme.yaml");
    assert_eq!(fs::read_to_string(&file).unwrap(), wanted);
    place.store.revise(&name, "spec.environments.sandbox.customerSourceId", "").unwrap();
    let before = wanted.replace("      customerSourceId: ACME-T01\n", "");
    assert_eq!(fs::read_to_string(&file).unwrap(), before);
    for (path, value) in [("spec.displayname", "x"), ("metadata.name", "other"), ("spec.environments.sandbox.apis", "none")] {
        assert!(place.store.revise(&name, path, value).is_err(), "{path}");
        assert_eq!(fs::read_to_string(&file).unwrap(), before);
    }
}

#[test]
fn a_new_partner_is_written_once() {
    let place = place();
    let mut partner = place.store.partner(&"acme".parse().unwrap()).unwrap();
    partner.metadata.name = "beta".parse().unwrap();
    place.store.add_partner(&partner).unwrap();
    assert_eq!(place.store.partner(&"beta".parse().unwrap()).unwrap(), partner);
    assert!(matches!(place.store.add_partner(&partner), Err(Error::Exists { path }) if path == "partners/beta.yaml"));
}

#[test]
fn apis_and_their_descriptions_lie_side_by_side() {
    let place = place();
    let api = |version: &str| {
        let text = format!(
            "apiVersion: partnerctl/v1\nkind: Api\nmetadata: {{ name: quote-api }}\nspec: {{ version: \"{version}\", openapi: apis/quote-{version}.yaml }}\n"
        );
        partnerctl::document::read::<partnerctl::domain::api::ApiDocument>("f", &text).unwrap()
    };
    let description = b"openapi: 3.0.3\ninfo: { title: x, version: \"1\" }\npaths: {}\n";
    for version in ["1.0", "2.0"] {
        place.store.add_api(&api(version), Some((&format!("apis/quote-{version}.yaml"), description))).unwrap();
    }
    assert_eq!(place.store.apis().unwrap().len(), 2);
    assert_eq!(place.store.description(&api("2.0")).unwrap(), description);
    assert!(matches!(place.store.add_api(&api("1.0"), None), Err(Error::Exists { .. })));
    let mut far = api("1.0");
    far.spec.openapi = "https://example.net/openapi.json".to_owned();
    assert!(matches!(place.store.description(&far), Err(Error::Elsewhere { .. })));
    far.spec.openapi = "../../etc/passwd".to_owned();
    assert!(place.store.description(&far).is_err());
}

#[test]
fn attachments_stay_inside_the_workspace() {
    let place = place();
    fs::write(place.folder.path().join("cert.pem"), "PEM").unwrap();
    assert_eq!(place.store.attachment("cert.pem").unwrap(), b"PEM");
    assert_eq!(place.store.attachment("./cert.pem").unwrap(), b"PEM");
    let outside = tempfile::NamedTempFile::new().unwrap();
    std::os::unix::fs::symlink(outside.path(), place.folder.path().join("link.pem")).unwrap();
    for path in ["", "..", "../x", "/etc/passwd", "link.pem", "a/../../b", "missing.pem", "partners", "a\0b"] {
        assert!(place.store.attachment(path).is_err(), "{path:?}");
    }
}

#[test]
fn documents_are_handed_over_below_their_folder() {
    let place = place();
    let path = place.store.hand_over(&key("acme"), "handover.md", b"# Acme").unwrap();
    assert_eq!(path, "handover/sandbox/acme/handover.md");
    assert_eq!(fs::read(place.folder.path().join(path)).unwrap(), b"# Acme");
    assert!(place.store.hand_over(&key("acme"), "../x", b"").is_err());
}

//! Partners of every mechanism at a certified authorization server: onboarded, verified, changed, removed.

use partnerctl::crypto::key::Key;
use serde_json::json;

use super::workplace::Workplace;
use crate::mechanisms::{material::key_set, way::Publisher};

#[test]
fn a_partner_with_a_secret_is_registered_once_and_makes_its_calls() {
    for rotates in [true, false] {
        let Some(at) = Workplace::start(rotates) else { return };
        let report = at.onboard("acme");
        assert_eq!(Workplace::operations(&report), ["create-profile"], "{report:#}");
        assert_eq!(at.managed(0), ["POST"]);
        at.verify("acme", None);
        let before = at.server.calls().len();
        let second = at.onboard("acme");
        assert_eq!(Workplace::operations(&second), Vec::<String>::new(), "{second:#}");
        assert_eq!(at.managed(before), ["GET"], "the second time nothing is written");
        let clients = at.server.clients();
        assert_eq!(clients.len(), 1);
        assert_eq!(clients[0]["token_endpoint_auth_method"], "client_secret_basic");
        assert_eq!(clients[0]["application_id"], at.record("acme")["status"]["applicationId"]);
    }
}

#[test]
fn a_certificate_of_an_authority_is_known_by_its_subject() {
    let Some(at) = Workplace::start(true) else { return };
    at.hand_over(&["client-chain.pem", "client-root.pem"], "partners/acme.pem");
    at.partner("acme", "mechanism: client-certificate, certificates: [partners/acme.pem]");
    let report = at.onboard("acme");
    assert_eq!(Workplace::operations(&report), ["create-profile"], "{report:#}");
    assert!(Workplace::codes(&report).contains(&"authority-not-checked".to_owned()), "{report:#}");
    let client = at.server.clients().remove(0);
    assert_eq!(client["token_endpoint_auth_method"], "tls_client_auth");
    assert_eq!(client["tls_client_auth_subject_dn"], "CN=partner-app,O=Example Partner,C=US");
    assert_eq!(client["tls_client_certificate_bound_access_tokens"], true);
    let checks = at.verify("acme", Some("client.key"));
    assert!(checks.contains(&"stranger's certificate".to_owned()), "{checks:?}");
    assert_eq!(Workplace::operations(&at.onboard("acme")), Vec::<String>::new());
    assert_eq!(at.record("acme")["status"]["certificates"].as_array().unwrap().len(), 1);
}

#[test]
fn nothing_is_explained_away_where_nothing_is_wrong() {
    let Some(at) = Workplace::start(true) else { return };
    at.hand_over(&["client-chain.pem", "client-root.pem"], "partners/globex.pem");
    at.partner("globex", "mechanism: client-certificate, certificates: [partners/globex.pem]");
    at.hand_over(&["selfsigned.pem"], "partners/initech.pem");
    at.partner("initech", "mechanism: jwt-bearer, issuer: initech, certificates: [partners/initech.pem]");
    for name in ["acme", "globex", "initech"] {
        at.onboard(name);
        let explained = at.place.json(&["explain", name], 0);
        assert_eq!(explained["ok"], true, "{explained:#}");
    }
}

#[test]
fn a_self_signed_certificate_is_registered_itself() {
    let Some(at) = Workplace::start(true) else { return };
    at.hand_over(&["selfsigned.pem"], "partners/acme.pem");
    at.partner("acme", "mechanism: client-certificate, certificates: [partners/acme.pem]");
    let report = at.onboard("acme");
    assert_eq!(Workplace::operations(&report), ["create-profile"], "{report:#}");
    let client = at.server.clients().remove(0);
    assert_eq!(client["token_endpoint_auth_method"], "self_signed_tls_client_auth");
    at.verify("acme", Some("selfsigned.key"));
    assert_eq!(Workplace::operations(&at.onboard("acme")), Vec::<String>::new());
}

#[test]
fn a_key_of_the_partner_signs_for_its_client_and_can_be_replaced() {
    let Some(at) = Workplace::start(true) else { return };
    at.hand_over(&["selfsigned.pem"], "partners/acme.pem");
    let authentication = "mechanism: jwt-bearer, issuer: acme, scopes: [partner:read]";
    at.partner("acme", &format!("{authentication}, certificates: [partners/acme.pem]"));
    let report = at.onboard("acme");
    assert_eq!(Workplace::operations(&report), ["create-profile"], "{report:#}");
    let client = at.server.clients().remove(0);
    assert_eq!((&client["token_endpoint_auth_method"], &client["jwks_uri"]), (&json!("private_key_jwt"), &json!(null)));
    assert_eq!(client["grant_types"].as_array().unwrap().len(), 2, "{client}");
    let checks = at.verify("acme", Some("selfsigned.key"));
    for wrong in ["wrong audience", "stranger's key"] {
        assert!(checks.contains(&wrong.to_owned()), "{checks:?}");
    }
    assert_eq!(Workplace::operations(&at.onboard("acme")), Vec::<String>::new());

    at.hand_over(&["client.pem"], "partners/acme.pem");
    assert_eq!(Workplace::operations(&at.onboard("acme")), ["set-keys"]);
    at.verify("acme", Some("client.key"));
    at.run(&["verify", "acme", "--secret-file", &at.server.pki("selfsigned.key").display().to_string()], 7);

    at.partner("acme", &format!("{authentication}, jwksUri: \"https://acme.example/jwks\""));
    assert_eq!(Workplace::operations(&at.onboard("acme")), ["set-keys"]);
    let client = at.server.clients().remove(0);
    assert_eq!((&client["jwks_uri"], &client["jwks"]), (&json!("https://acme.example/jwks"), &json!(null)), "never both");
    assert_eq!(Workplace::operations(&at.onboard("acme")), Vec::<String>::new());
}

/// The server reads the keys where the partner publishes them; both count while both are there.
#[test]
fn keys_at_an_address_serve_a_client_and_two_of_them_overlap() {
    // Left alone, the server fetches nothing from loopback.
    let fetches = "jwks: { keys }, fetch: (url, { dispatcher, ...options }) => globalThis.fetch(url, options),";
    let Some(at) = Workplace::start_as(&[("jwks: { keys },", fetches)]) else { return };
    let read = |name: &str| Key::read(&std::fs::read(at.server.pki(name)).unwrap(), None).unwrap();
    let (old, new) = (read("selfsigned.key"), read("client.key"));
    let publisher = Publisher::start(key_set(&[&old, &new]));
    let keys = format!("jwksUri: \"{}/jwks\"", publisher.url());
    at.partner("acme", &format!("mechanism: jwt-bearer, issuer: acme, scopes: [partner:read], {keys}"));
    assert_eq!(Workplace::operations(&at.onboard("acme")), ["create-profile"]);
    let client = at.server.clients().remove(0);
    assert_eq!((&client["jwks_uri"], &client["jwks"]), (&json!(format!("{}/jwks", publisher.url())), &json!(null)));
    for key in ["selfsigned.key", "client.key"] {
        at.verify("acme", Some(key));
    }
    assert_eq!(Workplace::operations(&at.onboard("acme")), Vec::<String>::new());
}

#[test]
fn tokens_of_a_foreign_issuer_are_refused_before_anything_is_sent() {
    let Some(at) = Workplace::start(true) else { return };
    let authentication = "mechanism: oidc, issuer: \"https://idp.example\", clientId: a, jwksUri: \"https://idp.example/jwks\"";
    at.partner("acme", authentication);
    let output = at.run(&["onboard", "acme"], 1);
    assert!(String::from_utf8_lossy(&output.stderr).contains("no member of a registration names another issuer"));
    at.partner("acme", "mechanism: jwt-bearer, signedBy: gateway");
    at.run(&["onboard", "acme"], 1);
    assert_eq!(at.managed(0), Vec::<String>::new());
}

#[test]
fn what_the_partner_file_changes_is_updated_in_place() {
    for rotates in [true, false] {
        let Some(at) = Workplace::start(rotates) else { return };
        at.onboard("acme");
        at.server.rotate(true);
        let id = at.server.clients().remove(0)["client_id"].clone();
        at.partner("acme", "mechanism: oauth2, scopes: [partner:read, partner:write]");
        assert_eq!(Workplace::operations(&at.onboard("acme")), ["set-scopes"]);
        let file = at.place.read("partners/acme.yaml").replace("keys@acme.example", "new@acme.example");
        at.place.write("partners/acme.yaml", &file);
        assert_eq!(Workplace::operations(&at.onboard("acme")), ["update-profile"]);
        let client = at.server.clients().remove(0);
        assert_eq!((&client["client_id"], &client["scope"]), (&id, &json!("partner:read partner:write")), "{client}");
        assert_eq!(client["contacts"], json!(["new@acme.example"]));
        assert_eq!(at.verify("acme", None).first().map(String::as_str), Some("token"));
        assert_eq!(Workplace::operations(&at.onboard("acme")), Vec::<String>::new());
    }
}

#[test]
fn a_profile_is_shown_listed_removed_and_made_anew() {
    let Some(at) = Workplace::start(true) else { return };
    at.partner("globex", "mechanism: oauth2, scopes: [partner:write]");
    let both = at.place.json(&["onboard", "acme", "globex"], 0);
    assert_eq!(both["partners"].as_array().unwrap().len(), 2);
    let listed = at.place.json(&["profile", "list"], 0);
    let names: Vec<_> = listed["profiles"].as_array().unwrap().iter().map(|profile| profile["name"].clone()).collect();
    assert_eq!(names, ["acme-test", "globex-test"]);
    at.run(&["profile", "suspend", "acme"], 1);
    at.run(&["profile", "delete", "acme", "--confirm", "acme"], 0);
    assert_eq!(at.server.clients().len(), 1);
    at.run(&["profile", "delete", "acme", "--confirm", "acme"], 0);
    let secrets = at.place.json(&["secret", "list"], 0).to_string();
    assert!(!secrets.contains("acme") && secrets.contains("globex.registration-token"), "{secrets}");
    assert_eq!(Workplace::operations(&at.onboard("acme")), ["create-profile"]);
    at.verify("acme", None);
}

#[test]
fn a_client_that_was_removed_elsewhere_is_registered_anew_on_consent_only() {
    let Some(at) = Workplace::start(true) else { return };
    at.onboard("acme");
    at.forget_clients();
    let failure = at.place.json(&["onboard", "acme"], 4);
    assert_eq!(failure["error"]["code"], "disowned", "{failure}");
    let report = at.place.json(&["onboard", "acme", "--adopt"], 0)["partners"][0].clone();
    assert_eq!(Workplace::operations(&report), ["create-profile"]);
    assert!(Workplace::codes(&report).contains(&"profile-given-up".to_owned()), "{report:#}");
    at.forget_clients();
    at.run(&["profile", "delete", "acme", "--confirm", "acme"], 0);
}

#[test]
fn the_login_is_an_initial_access_token() {
    let Some(mut at) = Workplace::start(true) else { return };
    "another-token".clone_into(&mut at.place.password);
    let failure = at.place.json(&["onboard", "acme"], 5);
    assert_eq!(failure["error"]["code"], "unauthenticated", "{failure}");
    let able = at.place.json(&["gateway", "capabilities"], 0);
    let row = |operation: &str, mechanism: &str| {
        let rows = able["capabilities"].as_array().unwrap();
        rows.iter().find(|row| row["operation"] == operation && row["mechanism"] == mechanism).unwrap()["support"].clone()
    };
    assert_eq!((row("create-profile", "oauth2"), row("create-profile", "oidc")), (json!("native"), json!("unsupported")));
    assert_eq!((row("set-keys", "jwt-bearer"), row("set-keys", "oauth2")), (json!("native"), json!("unsupported")));
    crate::support::authority::INITIAL.clone_into(&mut at.place.password);
    let report = at.onboard("acme");
    assert!(!Workplace::codes(&report).contains(&"registration-unanswered".to_owned()), "a refusal is an answer: {report:#}");
}

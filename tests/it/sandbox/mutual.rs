//! Identification by the client certificate of the TLS handshake.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use serde_json::{Value, json};

use super::{
    Got, Rig, client,
    tools::{Paper, api, application, client_auth, trust, verdict},
};

/// Why, the API, what is shown, and the verdict.
type Case<'a> = (&'a str, &'a str, Option<reqwest::Identity>, (u16, &'a str));

/// Calls an API over TLS with what a client shows.
fn call(rig: &Rig, name: &str, identity: Option<reqwest::Identity>) -> Got {
    let url = rig.ready().tls_url.join(&format!("/gateway/{name}/1.0/x")).unwrap();
    let client = client(rig.ready(), identity);
    rig.send(|_| client.get(url))
}

fn identifier(values: &[&str]) -> Value {
    json!([{ "key": "httpsCertificate", "name": "certificate", "value": values }])
}

#[test]
fn who_shows_which_certificate_is_let_in_or_not() {
    let rig = Rig::new();
    let quotes = api(&rig, "quotes", &["httpsCertificate"]);
    api(&rig, "contracts", &["httpsCertificate"]);
    let (root, other) = (Paper::root("Partners"), Paper::root("Partners"));
    let middle = root.below("Issuing");
    let (leaf, below) = (root.client("acme"), middle.client("below"));
    let (pem, bundle) = (root.client("pem"), root.client("bundle"));
    let (expired, suspended) = (root.expired("acme"), root.client("late"));
    let (unknown, stranger) = (root.client("acme"), other.client("acme"));
    let bundled = STANDARD.encode(format!("{}{}", bundle.pem, root.pem));
    let values =
        [leaf.base64(), below.base64(), STANDARD.encode(&pem.pem), bundled, expired.base64(), other.client("acme").base64()];
    let values: Vec<&str> = values.iter().map(String::as_str).collect();
    application(&rig, "acme", &[&quotes], &identifier(&values));
    let late = application(&rig, "late", &[&quotes], &identifier(&[&suspended.base64()]));
    rig.admin("PATCH", &format!("/applications/{late}"), &json!({ "isSuspended": true }));
    trust(&rig, "partners", &[("root", &root)]);
    client_auth(&rig, "request");

    let cases: [Case<'_>; 12] = [
        ("base64(DER)", "quotes", Some(leaf.identity(&[])), (200, "")),
        ("base64(PEM)", "quotes", Some(pem.identity(&[])), (200, "")),
        ("the first of a PEM bundle", "quotes", Some(bundle.identity(&[])), (200, "")),
        ("a chain with its intermediate", "quotes", Some(below.identity(&[&middle])), (200, "")),
        ("the intermediate missing", "quotes", Some(below.identity(&[])), (401, "certificate-untrusted")),
        ("no certificate", "quotes", None, (401, "no-credential")),
        (
            "registered, under another authority of the same name",
            "quotes",
            Some(stranger.identity(&[&other])),
            (401, "certificate-untrusted"),
        ),
        ("the same subject and authority, another key", "quotes", Some(unknown.identity(&[])), (401, "certificate-unknown")),
        ("expired", "quotes", Some(expired.identity(&[])), (401, "certificate-expired")),
        ("an API that is not assigned", "contracts", Some(leaf.identity(&[])), (401, "not-assigned")),
        ("a suspended application", "quotes", Some(suspended.identity(&[])), (403, "suspended")),
        (
            "self-signed and not trusted for itself",
            "quotes",
            Some(Paper::alone("x").identity(&[])),
            (401, "certificate-untrusted"),
        ),
    ];
    for (why, name, identity, expected) in cases {
        let got = call(&rig, name, identity);
        assert_eq!(verdict(&got), expected, "{why}: {got:?}");
    }
    let got = call(&rig, "quotes", Some(leaf.identity(&[])));
    assert_eq!(got.body["application"]["name"], "acme");
    let refused = call(&rig, "quotes", Some(stranger.identity(&[])));
    let text = refused.body["Exception"].as_str().unwrap();
    assert!(text.contains("Error Message: Unauthorized application request. Request Details: Service - quotes"), "{text}");
    assert_eq!(verdict(&rig.call("quotes/1.0/x", "")), (401, "no-credential"), "over plain HTTP");
}

#[test]
fn the_port_decides_whether_certificates_count() {
    let mut rig = Rig::new();
    let quotes = api(&rig, "quotes", &["httpsCertificate"]);
    let root = Paper::root("Partners");
    let leaf = root.client("acme");
    application(&rig, "acme", &[&quotes], &identifier(&[&leaf.base64()]));
    trust(&rig, "partners", &[("root", &root)]);
    let with = || Some(leaf.identity(&[]));
    assert_eq!(rig.get("/ports")["listeners"][1]["clientAuth"], "none", "a fresh gateway does not ask");
    for (word, shown, bare) in [
        ("none", (401, "no-credential"), (401, "no-credential")),
        ("request", (200, ""), (401, "no-credential")),
        ("require", (200, ""), (401, "certificate-required")),
    ] {
        client_auth(&rig, word);
        assert_eq!(verdict(&call(&rig, "quotes", with())), shown, "{word}");
        assert_eq!(verdict(&call(&rig, "quotes", None)), bare, "{word}");
    }
    let admin = rig.ready().tls_url.join("/rest/apigateway/health").unwrap();
    let password = rig.password();
    let got = rig.send(|client| client.get(admin).basic_auth("Administrator", Some(password)));
    assert_eq!(got.status, 200, "nobody locks himself out");
    rig.restart();
    assert_eq!(rig.get("/ports")["listeners"][1]["clientAuth"], "require");
    assert_eq!(call(&rig, "quotes", with()).status, 200, "everything survives a restart");
    trust(&rig, "others", &[]);
    assert_eq!(verdict(&call(&rig, "quotes", with())), (401, "certificate-untrusted"), "a truststore without its authority");
    let own = json!({ "clientAuth": "request", "trustStore": "partners" });
    assert_eq!(rig.admin("PUT", "/ports/sandboxHttps", &own).status, 200);
    assert_eq!(call(&rig, "quotes", with()).status, 200, "the port's own truststore counts more than the default");
    rig.admin("DELETE", "/is/truststore/partners", &Value::Null);
    assert_eq!(verdict(&call(&rig, "quotes", with())), (401, "certificate-untrusted"), "a truststore that is gone");
}

#[test]
fn what_is_stored_need_not_identify_anybody() {
    let rig = Rig::new();
    let quotes = api(&rig, "quotes", &["httpsCertificate"]);
    let (root, alone) = (Paper::root("Partners"), Paper::alone("acme"));
    let leaf = root.client("acme");
    let dead = [
        STANDARD.encode("garbage"),
        STANDARD.encode(format!("Bag Attributes\n    friendlyName: acme\n{}", leaf.pem)),
        STANDARD.encode([leaf.der.as_slice(), &root.der].concat()),
        STANDARD.encode(format!("{}{}", root.pem, leaf.pem)),
    ];
    let dead: Vec<&str> = dead.iter().map(String::as_str).collect();
    let id = application(&rig, "acme", &[&quotes], &identifier(&dead));
    trust(&rig, "partners", &[("root", &root), ("acme itself", &alone)]);
    client_auth(&rig, "request");
    assert_eq!(verdict(&call(&rig, "quotes", Some(leaf.identity(&[])))), (401, "certificate-unknown"));
    assert_eq!(verdict(&call(&rig, "quotes", Some(alone.identity(&[])))), (401, "certificate-unknown"));
    let put = json!({ "name": "acme", "identifiers": identifier(&[dead[0], &alone.base64(), &leaf.base64()]) });
    assert_eq!(rig.admin("PUT", &format!("/applications/{id}"), &put).status, 200);
    assert_eq!(call(&rig, "quotes", Some(leaf.identity(&[]))).status, 200);
    assert_eq!(call(&rig, "quotes", Some(alone.identity(&[]))).status, 200, "self-signed, and trusted for itself");
    trust(&rig, "partners", &[("root", &root)]);
    assert_eq!(verdict(&call(&rig, "quotes", Some(alone.identity(&[])))), (401, "certificate-untrusted"));
}

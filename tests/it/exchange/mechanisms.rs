//! The whole exchange for each of the four mechanisms, from the invitation to the first call.

use serde_json::{Value, json};

use super::{Pair, sealed::scan};
use crate::support::runtime;

#[test]
fn a_client_secret_travels_sealed() {
    let pair = Pair::new("{ mechanism: oauth2, scopes: [quote-read] }");
    let words = pair.invite();
    let accepted = pair.accept(&words, &["--contact", "technical=dev@acme.example"]);
    assert_eq!(accepted["complete"], true);
    let received = pair.receive();
    assert!(received["changes"].to_string().contains("step `terms` is done"), "{received}");
    assert!(pair.operator.read("partners/acme.yaml").starts_with("# kept by people\n"));
    assert!(pair.operator.read("partners/acme.yaml").contains("dev@acme.example"));
    let opened = pair.finish(&[]);
    assert_eq!(opened["call"]["ok"], true, "{opened}");
    pair.shell(&opened);
    pair.prove(&[]);
    assert!(pair.partner.run(&["token", "get"]).status.success());
    assert!(pair.partner.run(&["call", "GET", "/status"]).status.success());
    let status = pair.partner.json(&["status"], 0);
    assert_eq!(status["partners"][0]["name"], "acme");
    assert_eq!(opened["expires"], status["partners"][0]["expires"]);
}

#[test]
fn a_certificate_is_made_and_its_key_stays() {
    let pair = Pair::new("{ mechanism: client-certificate }");
    let words = pair.invite();
    let accepted = pair.accept(&words, &[]);
    assert_eq!((&accepted["complete"], &accepted["certificate"]), (&json!(true), &json!("certs/acme.test.pem")));
    let received = pair.receive();
    assert_eq!(received["possession"], "shown");
    assert!(pair.operator.read("partners/acme.yaml").contains("certificates: [certs/acme.test.pem]"));
    let opened = pair.finish(&[]);
    assert_eq!(opened["call"]["ok"], true, "{opened}");
    assert!(opened.get("stored").is_none(), "{opened}");
    pair.shell(&opened);
    pair.prove(&[]);
    scan(&pair, 5);
}

#[test]
fn a_request_is_signed_days_later() {
    let pair = Pair::new("{ mechanism: client-certificate }");
    let words = pair.invite();
    let accepted = pair.accept(&words, &["--csr"]);
    assert_eq!((&accepted["complete"], &accepted["request"]), (&json!(false), &json!("certs/acme.test.csr")));
    let received = pair.receive();
    assert!(received["next"].as_str().unwrap().contains("signed"), "{received}");
    let steps = pair.operator.json(&["step", "list", "acme"], 0)["steps"].clone();
    let state = |id: &str| steps.as_array().unwrap().iter().find(|step| step["id"] == id).unwrap()["state"].clone();
    assert_eq!((state("key-pair"), state("certificate")), (json!("done"), json!("waiting")));
    pair.operator.json(&["onboard", "acme"], 0);
    authority(&pair);
    let again = pair.accept(&words, &["--certificate", "signed.pem", "--certificate", "ca.pem"]);
    assert_eq!((&again["complete"], &again["ownKey"]), (&json!(true), &accepted["ownKey"]));
    pair.receive();
    let opened = pair.finish(&[]);
    assert_eq!(opened["call"]["ok"], true, "{opened}");
    pair.prove(&[]);
}

/// A test authority on the operator's machine signs what the partner asked for.
pub(super) fn authority(pair: &Pair) {
    let made = |words: &[&str]| pair.operator.json(words, 0);
    made(&["key", "generate", "--type", "ec-p256", "--no-passphrase", "--out", "ca.key"]);
    made(&["cert", "ca", "--key", "ca.key", "--subject", "CN=Test CA", "--out", "root.pem"]);
    let csr = "certs/acme.test.csr";
    made(&["cert", "issue", "--ca", "root.pem", "--ca-key", "ca.key", "--csr", csr, "--days", "30", "--out", "signed.pem"]);
    std::fs::copy(pair.operator.root().join("signed.pem"), pair.partner.desk().join("signed.pem")).unwrap();
    std::fs::copy(pair.operator.root().join("root.pem"), pair.partner.desk().join("ca.pem")).unwrap();
}

#[test]
fn a_key_of_the_partner_signs_its_tokens() {
    let pair = Pair::new("{ mechanism: jwt-bearer, issuer: \"https://acme.example\", audience: quotes, claims: { sub: acme } }");
    let words = pair.invite();
    let accepted = pair.accept(&words, &[]);
    assert_eq!(accepted["complete"], true);
    assert_eq!(pair.receive()["possession"], "shown");
    let opened = pair.finish(&[]);
    assert_eq!(opened["call"]["ok"], true, "{opened}");
    pair.shell(&opened);
    pair.prove(&[]);
    scan(&pair, 5);
}

#[test]
fn the_gateways_key_for_its_tokens_travels_sealed() {
    let pair = Pair::new("{ mechanism: jwt-bearer, signedBy: gateway, claims: { company: acme } }");
    let words = pair.invite();
    pair.accept(&words, &[]);
    pair.receive();
    let opened = pair.finish(&[]);
    assert_eq!((&opened["call"]["ok"], &opened["stored"]), (&json!(true), &json!("test/acme")), "{opened}");
    scan(&pair, 6);
}

#[test]
fn an_identity_provider_of_the_partner_issues_the_tokens() {
    let pair = Pair::new("{ mechanism: oidc, issuer: \"https://not-known.example\" }");
    let words = pair.invite();
    let [issuer, id, secret] = application(&pair);
    std::fs::write(pair.partner.desk().join("secret.txt"), &secret).unwrap();
    let claim = format!("sub={id}");
    let more = ["--issuer", &issuer, "--client-id", &id, "--client-secret-file", "secret.txt", "--claim", &claim];
    pair.accept(&words, &more);
    pair.receive();
    let file = pair.operator.read("partners/acme.yaml");
    assert!(file.contains(&issuer) && file.contains(&id) && !file.contains(&secret), "{file}");
    pair.operator.json(&["onboard", "acme"], 0);
    let token = pair.partner.run(&["token", "get", "--issuer", &issuer, "--client-id", &id]);
    assert!(!token.status.success(), "by hand no secret is taken from the store");
    let opened = pair.finish(&[]);
    assert_eq!(opened["call"]["ok"], true, "{opened}");
    pair.prove(&[]);
    std::fs::remove_file(pair.partner.desk().join("secret.txt")).unwrap();
    scan(&pair, 5);
}

/// An application at the identity provider: issuer, client id, secret.
fn application(pair: &Pair) -> [String; 3] {
    let ready = pair.sandbox.running.ready();
    let url = ready.url.join("/idp/register").unwrap();
    let registered: Value = runtime().block_on(async {
        let client = reqwest::Client::builder().no_proxy().tls_certs_only([]).build().unwrap();
        client.post(url).json(&json!({ "client_name": "acme" })).send().await.unwrap().json().await.unwrap()
    });
    let of = |name: &str| registered[name].as_str().unwrap().to_owned();
    [format!("{}idp", ready.tls_url), of("client_id"), of("client_secret")]
}

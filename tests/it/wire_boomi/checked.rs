//! Key sets are checked before the gateway is told to fetch them, by what this product verifies: RSA and elliptic curves.

use partnerctl::crypto::key::{Key, KeyType};
use serde_json::Value;

use super::place::Place;
use crate::{
    mechanisms::{
        material::{key_set, token},
        way::Publisher,
    },
    support::front::Front,
    twin::boomi::{Boomi, Habits, Pace},
};

/// A workspace whose partner's keys are at an https address that both sides reach.
struct Scene {
    place: Place,
    publisher: Publisher,
    url: String,
    _front: Front,
}

impl Scene {
    fn new(mechanism: &str, key: &Key) -> Self {
        let place = Place::ready(Boomi::start(Habits { pace: Pace::PerSecond(400), ..Habits::default() }), "");
        let publisher = Publisher::start(key_set(&[key]));
        let front = Front::before(&publisher.url().parse().unwrap());
        place.write("ca.pem", &format!("{}{}", place.front.ca_pem, front.ca_pem));
        place.write("signer.key", &key.to_pem());
        let url = format!("https://{}", front.host);
        place.boomi.publish(&format!("{url}/jwks"), &key_set(&[key]));
        let authentication = format!(
            "mechanism: {mechanism}, issuer: \"{url}\", jwksUri: \"{url}/jwks\", audience: quotes, claims: {{ azp: acme-client }}"
        );
        place.partner("acme", &authentication, "quote-api/1.0");
        // The provider names itself as it is reached.
        publisher.say(&serde_json::json!({ "issuer": url, "jwks_uri": format!("{url}/jwks") }));
        Self { place, publisher, url, _front: front }
    }

    /// The findings of a run, by their codes.
    fn codes(&self, words: &[&str]) -> Vec<String> {
        let board: Value = self.place.json(words, 0);
        let findings = board["partners"][0]["findings"].as_array().cloned().unwrap_or_default();
        findings.iter().map(|finding| finding["code"].as_str().unwrap().to_owned()).collect()
    }
}

#[test]
fn an_elliptic_key_is_good_here_and_its_tokens_are_taken() {
    let key = Key::generate(KeyType::EcP256).unwrap();
    let scene = Scene::new("jwt-bearer", &key);
    assert!(!scene.codes(&["onboard", "acme", "--dry-run"]).contains(&"no-fitting-key".to_owned()));
    scene.place.json(&["onboard", "acme"], 0);
    let checks = scene.place.verifies(&["verify", "acme", "--secret-file", "signer.key"], 0);
    assert!(checks.contains(&("call quote-api/1.0".to_owned(), true)), "{checks:?}");
    let shown = scene.place.json(&["jwk", "verify", &format!("{}/jwks", scene.url), "--ca", "ca.pem"], 0);
    assert!(!shown.to_string().contains("\"refuse\""), "{shown}");
}

/// The same set is looked at, by the same rules as `jwk verify`, before the first write; for both mechanisms with an issuer.
#[test]
fn a_set_that_the_gateway_cannot_use_is_said_before_the_first_write() {
    for mechanism in ["jwt-bearer", "oidc, clientId: acme-client"] {
        let scene = Scene::new(mechanism, &Key::generate(KeyType::Ed25519).unwrap());
        let writes = scene.place.boomi.count("WRITE /**");
        let said = scene.codes(&["onboard", "acme", "--dry-run"]);
        assert!(said.contains(&"no-fitting-key".to_owned()), "{mechanism}: {said:?}");
        scene.publisher.publish(serde_json::json!({ "keys": [] }));
        let said = scene.codes(&["onboard", "acme", "--dry-run"]);
        assert!(said.contains(&"no-key".to_owned()), "{mechanism}: {said:?}");
        scene.publisher.publish(key_set(&[&Key::generate(KeyType::EcP384).unwrap()]));
        let said = scene.codes(&["onboard", "acme", "--dry-run"]);
        assert!(!said.iter().any(|code| code.starts_with("no-")), "{mechanism}: {said:?}");
        assert_eq!(scene.place.boomi.count("WRITE /**"), writes, "{mechanism}");
    }
}

#[test]
fn an_id_token_is_judged_by_what_this_gateway_verifies() {
    let key = Key::generate(KeyType::EcP256).unwrap();
    let scene = Scene::new("oidc, clientId: acme-client", &key);
    scene.publisher.say(&serde_json::json!({
        "issuer": scene.url, "jwks_uri": format!("{}/jwks", scene.url), "id_token_signing_alg_values_supported": ["ES256"]
    }));
    scene.place.json(&["onboard", "acme"], 0);
    let made = token(&key, &scene.url, |order| {
        order.claims = vec![("azp".to_owned(), "acme-client".into())];
    });
    scene.place.write("id.jwt", &made);
    let words = ["step", "done", "acme", "id-token", "--by", "jane", "--evidence", "id.jwt"];
    scene.place.json(&words, 0);
    scene.publisher.say(&serde_json::json!({
        "issuer": scene.url, "jwks_uri": format!("{}/jwks", scene.url), "id_token_signing_alg_values_supported": ["EdDSA"]
    }));
    scene.place.json(&["step", "reopen", "acme", "idp-app", "--why", "new keys"], 0);
    let refused = scene.place.json(&["step", "done", "acme", "idp-app", "--by", "jane", "--evidence", "mail"], 7);
    assert!(refused.to_string().contains("no-fitting-algorithm"), "{refused}");
}

//! How an issuer's keys are found: the two places of its metadata, and what is refused there.

use std::cell::RefCell;

use partnerctl::job::{
    Cause, Result,
    jwt::{keys_at, keys_of_issuer},
};
use serde_json::{Value, json};
use url::Url;

const ISSUER: &str = "https://as.example/tenant/a";
const KEYS: &str = r#"{"keys":[{"kty":"EC","crv":"P-256","x":"MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4","y":"4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM"}]}"#;

fn gone() -> Result<Vec<u8>> {
    Err(Cause::NotFound { what: "nothing is there".to_owned(), next: "look elsewhere".to_owned() }.into())
}

/// Looks for the keys of an issuer at a server with one metadata document; returns what was asked for, too.
fn look(issuer: &str, place: &str, document: &str) -> (std::result::Result<usize, String>, Vec<String>) {
    let asked = RefCell::new(Vec::new());
    let fetch = |url: &Url| {
        asked.borrow_mut().push(url.to_string());
        match url.as_str() {
            "https://as.example/keys" => Ok(KEYS.as_bytes().to_vec()),
            address if address == place => Ok(document.as_bytes().to_vec()),
            _ => gone(),
        }
    };
    let found = keys_of_issuer(issuer, &fetch).map(|set| set.keys.len()).map_err(|error| error.to_string());
    (found, asked.into_inner())
}

fn metadata(changes: &Value) -> String {
    let mut all = json!({ "issuer": ISSUER, "jwks_uri": "https://as.example/keys" });
    for (name, value) in changes.as_object().unwrap() {
        all[name] = value.clone();
    }
    all.to_string()
}

#[test]
fn openid_appends_and_rfc_8414_inserts() {
    let good = metadata(&json!({}));
    for place in [
        "https://as.example/tenant/a/.well-known/openid-configuration",
        "https://as.example/.well-known/oauth-authorization-server/tenant/a",
    ] {
        let (found, asked) = look(ISSUER, place, &good);
        assert_eq!(found, Ok(1), "{asked:?}");
        assert_eq!(asked[0], "https://as.example/tenant/a/.well-known/openid-configuration");
        assert_eq!(asked.last().map(String::as_str), Some("https://as.example/keys"));
        assert!(asked.contains(&place.to_owned()), "{asked:?}");
    }
    let (found, asked) = look(ISSUER, "https://as.example/nowhere", &good);
    assert!(found.is_err() && asked.len() == 2, "{asked:?}");
}

#[test]
fn metadata_that_cannot_be_relied_on_is_refused() {
    let place = "https://as.example/tenant/a/.well-known/openid-configuration";
    for (document, part) in [
        (metadata(&json!({ "jwks_uri": null })), "no `jwks_uri`"),
        (metadata(&json!({ "jwks_uri": 5 })), "no `jwks_uri`"),
        (metadata(&json!({ "jwks_uri": "http://as.example/keys" })), "https"),
        (metadata(&json!({ "issuer": "https://as.example/tenant/b" })), "another issuer"),
        (metadata(&json!({ "issuer": "https://as.example/tenant/a/" })), "another issuer"),
        (metadata(&json!({ "issuer": null })), "another issuer"),
        ("<html><body>Sign in</body></html>".to_owned(), "cannot be read"),
        (r#"{"issuer":"a","issuer":"b"}"#.to_owned(), "cannot be read"),
    ] {
        let (found, _) = look(ISSUER, place, &document);
        let message = found.expect_err(&document);
        assert!(message.contains(part), "{document}: {message}");
    }
    for issuer in ["http://as.example", "https://as.example?a=b", "https://as.example#a", "as.example"] {
        let (found, asked) = look(issuer, place, "");
        assert!(found.is_err() && asked.is_empty(), "{issuer}: {asked:?}");
    }
}

#[test]
fn sets_are_fetched_over_tls_alone_and_must_be_sets() {
    let at = |address: &str, answer: &str| {
        let url = Url::parse(address).unwrap();
        keys_at(&url, &|_| Ok(answer.as_bytes().to_vec())).map(|set| set.keys.len()).map_err(|error| error.to_string())
    };
    assert_eq!(at("https://as.example/keys", KEYS), Ok(1));
    assert_eq!(at("http://127.0.0.1:8080/keys", KEYS), Ok(1));
    for (address, answer, part) in [
        ("http://as.example/keys", KEYS, "https"),
        ("https://as.example/keys", "<html></html>", "no JWK set"),
        ("https://as.example/keys", r#"{"keys":5}"#, "`keys` is no list"),
    ] {
        let message = at(address, answer).expect_err(answer);
        assert!(message.contains(part), "{message}");
    }
    let refused = at("https://as.example/keys", r#"{"keys":5}"#).unwrap_err();
    assert!(!refused.contains("not JSON"), "{refused}");
}

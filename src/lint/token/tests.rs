//! Each rule has a good and a bad example.

use base64::{
    Engine as _,
    engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD},
};
use serde_json::{Value, json};

use super::*;
use crate::crypto::{bundle::Bundle, key::Key};

const NOW: i64 = 1_800_000_000;
const ISSUER: &str = "https://as.example";

fn authentication() -> Expected {
    Expected {
        purpose: Some(Purpose::ClientAuthentication),
        client_id: Some("acme".to_owned()),
        issuer: Some(ISSUER.to_owned()),
        token_endpoint: Some("https://as.example/oauth2/v2/token".to_owned()),
        algorithms: vec![Algorithm::Es256, Algorithm::Rs256],
        kids: vec!["k1".to_owned()],
        leeway: 30,
        now: NOW,
        ..Expected::default()
    }
}

fn good() -> (Value, Value) {
    let header = json!({"alg": "ES256", "kid": "k1", "typ": "client-authentication+jwt"});
    let claims = json!({"iss": "acme", "sub": "acme", "aud": ISSUER, "iat": NOW, "exp": NOW + 300, "jti": "1"});
    (header, claims)
}

fn codes(header: &Value, claims: &Value, expected: &Expected) -> Vec<String> {
    let found = check(header.as_object().unwrap(), claims.as_object().unwrap(), expected);
    found.into_iter().map(|finding| finding.code).collect()
}

/// Certificates that are kept for tests; `L` is issued by `M`, and that by `R`.
fn kept(name: &str) -> Certificate {
    let bytes = CERTIFICATES.iter().find(|(known, _)| *known == name).unwrap().1;
    Bundle::read(name, bytes, None).unwrap().certificates.remove(0)
}

const CERTIFICATES: [(&str, &[u8]); 4] = [
    ("L", include_bytes!("../../../tests/data/weak/L.pem")),
    ("M", include_bytes!("../../../tests/data/weak/M.pem")),
    ("R", include_bytes!("../../../tests/data/weak/R.pem")),
    ("r1024", include_bytes!("../../../tests/data/weak/r1024.pem")),
];

const WEAK: [(&[u8], &str); 4] = [
    (include_bytes!("../../../tests/data/weak/roca.key"), "key-weak"),
    (include_bytes!("../../../tests/data/weak/close.key"), "key-weak"),
    (include_bytes!("../../../tests/data/weak/small.key"), "key-weak"),
    (include_bytes!("../../../tests/data/weak/e3.key"), "small-exponent"),
];

fn x5c(names: &[&str]) -> Value {
    names.iter().map(|name| STANDARD.encode(kept(name).der())).collect()
}

#[test]
fn certificates_are_in_order_and_in_date() {
    let (mut header, claims) = good();
    header["x5c"] = x5c(&["L", "M", "R"]);
    assert_eq!(codes(&header, &claims, &authentication()), Vec::<String>::new());
    let late = Expected { now: 2_000_000_000, ..authentication() };
    assert!(codes(&header, &claims, &late).contains(&"certificate-ended".to_owned()));
    let (header, _) = good();
    let named = |now| Expected { certificate: Some(kept("L")), now, ..authentication() };
    assert!(!codes(&header, &claims, &named(NOW)).contains(&"certificate-ended".to_owned()));
    assert!(codes(&header, &claims, &named(2_000_000_000)).contains(&"certificate-ended".to_owned()));
}

#[test]
fn keys_that_can_be_broken_are_refused() {
    let (header, claims) = good();
    for (bytes, wanted) in WEAK {
        let key = Key::read(bytes, None).unwrap();
        let expected = Expected { key: Some(key.public().clone()), ..authentication() };
        assert_eq!(codes(&header, &claims, &expected), [wanted]);
    }
}

/// The member to change (`null` takes it away), and the code that must be found then.
fn bad() -> Vec<(&'static str, &'static str, Value, &'static str)> {
    vec![
        ("header", "alg", json!("none"), "alg"),
        ("header", "alg", json!("HS256"), "alg"),
        ("header", "alg", Value::Null, "alg"),
        ("header", "alg", json!("PS256"), "alg-not-accepted"),
        ("header", "kid", Value::Null, "kid-missing"),
        ("header", "kid", json!("k2"), "kid-unknown"),
        ("header", "x5t", json!("MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDEyMzQ1Njc4OQ"), "x5t-form"),
        ("header", "x5t#S256", json!("AAAA"), "x5t-form"),
        ("header", "kid", json!(""), "kid-form"),
        ("header", "kid", json!(7), "kid-form"),
        ("header", "x5c", json!("AAAA"), "x5c-form"),
        ("header", "x5c", json!([]), "x5c-form"),
        ("header", "x5c", x5c(&["M", "L", "R"]), "x5c-order"),
        ("header", "x5c", x5c(&["L", "R"]), "x5c-order"),
        ("header", "x5c", x5c(&["r1024", "L"]), "x5c-order"),
        ("claims", "iss", json!("acme "), "blanks"),
        ("claims", "aud", json!("https://as.example\n"), "blanks"),
        ("claims", "aud", json!([ISSUER, 5]), "aud-type"),
        ("header", "crit", json!(["b64"]), "crit"),
        ("header", "typ", Value::Null, "typ-missing"),
        ("header", "typ", json!("JWT"), "typ-missing"),
        ("claims", "iss", Value::Null, "iss-missing"),
        ("claims", "sub", json!(""), "sub-missing"),
        ("claims", "sub", json!("another"), "sub-not-iss"),
        ("claims", "iss", json!("Acme"), "client-id"),
        ("claims", "aud", Value::Null, "aud-missing"),
        ("claims", "aud", json!([ISSUER, "https://other.example"]), "aud-several"),
        ("claims", "aud", json!("https://as.example/oauth2/v2/token"), "aud-token-endpoint"),
        ("claims", "aud", json!("https://as.example/as/token.oauth2"), "aud-token-endpoint"),
        ("claims", "aud", json!("https://as.example/"), "aud-mismatch"),
        ("claims", "aud", json!("as.example"), "aud-mismatch"),
        ("claims", "exp", json!("1800000300"), "time-type"),
        ("claims", "exp", json!((NOW + 300) * 1000), "time-milliseconds"),
        ("claims", "exp", Value::Null, "exp-missing"),
        ("claims", "exp", json!(NOW - 1), "exp-passed"),
        ("claims", "nbf", json!(NOW + 31), "nbf-future"),
        ("claims", "iat", json!(NOW + 31), "iat-future"),
        ("claims", "exp", json!(NOW + 301), "lifetime-long"),
        ("claims", "jti", json!(12), "jti-type"),
        ("claims", "jti", Value::Null, "jti-missing"),
    ]
}

#[test]
fn a_good_token_gives_no_finding() {
    let (header, claims) = good();
    assert_eq!(codes(&header, &claims, &authentication()), Vec::<String>::new());
    let grant = Expected { purpose: Some(Purpose::Grant), ..authentication() };
    let header = json!({"alg": "RS256", "kid": "k1", "typ": "JWT"});
    for audience in [ISSUER, "https://as.example/oauth2/v2/token"] {
        let claims = json!({"iss": "acme", "sub": "user", "aud": audience, "exp": NOW + 60});
        assert_eq!(codes(&header, &claims, &grant), Vec::<String>::new(), "{audience}");
    }
}

#[test]
fn each_bad_member_is_found() {
    for (place, member, value, wanted) in bad() {
        let (mut header, mut claims) = good();
        let object = if place == "header" { &mut header } else { &mut claims };
        let object = object.as_object_mut().unwrap();
        if value.is_null() {
            object.remove(member)
        } else {
            object.insert(member.to_owned(), value.clone())
        };
        let found = codes(&header, &claims, &authentication());
        assert!(found.iter().any(|code| code == wanted), "{member} = {value}: {found:?}");
    }
}

#[test]
fn every_rule_is_shown_by_an_example() {
    let elsewhere =
        ["certificate-ended", "key-weak", "small-exponent", "key-short", "typ-of-client-authentication", "lifetime-over-limit"];
    let shown: Vec<&str> = bad().into_iter().map(|(.., code)| code).chain(elsewhere).collect();
    for rule in RULES {
        assert!(shown.contains(&rule.code), "no example for {}", rule.code);
    }
}

#[test]
fn rules_that_depend_on_the_server() {
    let (header, claims) = good();
    let grant = Expected { purpose: Some(Purpose::Grant), ..authentication() };
    assert_eq!(codes(&header, &claims, &grant), ["typ-of-client-authentication"]);
    let strict = Expected { longest: Some(60), ..authentication() };
    assert_eq!(codes(&header, &claims, &strict), ["lifetime-over-limit"]);
    let generous = Expected { longest: Some(3600), ..authentication() };
    let (_, mut long) = good();
    long["exp"] = json!(NOW + 3600);
    assert_eq!(codes(&header, &long, &generous), Vec::<String>::new());
    let short =
        PublicKey::from_jwk(json!({"kty": "RSA", "e": "AQAB", "n": URL_SAFE_NO_PAD.encode([0xc1; 128])}).as_object().unwrap());
    let weak = Expected { key: Some(short.unwrap()), ..authentication() };
    assert!(codes(&header, &claims, &weak).contains(&"key-short".to_owned()));
}

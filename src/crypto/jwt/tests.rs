//! Tokens made, broken and refused.

use serde_json::json;

use super::*;
use crate::crypto::{
    algorithm::Algorithm,
    jwk::Set,
    key::{Key, KeyType},
};

const NOW: i64 = 1_800_000_000;

fn order() -> Order {
    Order {
        purpose: Purpose::ClientAuthentication,
        issuer: "acme".to_owned(),
        subject: "acme".to_owned(),
        audience: vec!["https://as.example".to_owned()],
        now: NOW,
        lifetime: 300,
        id: "0123456789".to_owned(),
        algorithm: None,
        kid: Kid::Thumbprint,
        typ: None,
        certificate: None,
        chain: Vec::new(),
        claims: Vec::new(),
    }
}

fn rules() -> Rules {
    Rules {
        audience: Some("https://as.example".to_owned()),
        issuer: Some("acme".to_owned()),
        leeway: 60,
        at: NOW,
        ..Rules::default()
    }
}

fn part(value: &serde_json::Value) -> String {
    URL_SAFE_NO_PAD.encode(value.to_string())
}

#[test]
fn every_algorithm_makes_a_token_that_verifies() {
    for kind in [KeyType::Rsa(2048), KeyType::EcP256, KeyType::EcP384, KeyType::EcP521, KeyType::Ed25519] {
        let key = Key::generate(kind).unwrap();
        for algorithm in Algorithm::of(kind) {
            let made = assert(&key, &Order { algorithm: Some(algorithm), ..order() }).unwrap();
            let seen = verify(&made.jwt, &Set::of(key.public().clone()), &rules()).unwrap();
            assert_eq!(seen.algorithm, algorithm);
            assert_eq!(seen.claims, made.claims);
            assert_eq!(seen.header["kid"], json!(key.public().thumbprint()));
            assert_eq!(seen.header["typ"], json!("client-authentication+jwt"));
        }
    }
}

#[test]
fn claims_come_out_typed() {
    let key = Key::generate(KeyType::EcP256).unwrap();
    let with = |text: &str| assert(&key, &Order { claims: vec![claim(text).unwrap()], ..order() });
    assert_eq!(with("jti=12345").unwrap().claims["jti"], json!("12345"));
    assert_eq!(with("scope=\"a=b=c\"").unwrap().claims["scope"], json!("a=b=c"));
    assert_eq!(with("nbf=1799999990").unwrap().claims["nbf"], json!(1_799_999_990));
    assert_eq!(order().claims.len(), 0);
    for (text, wanted) in [
        ("nbf=1800000000000", AssertionError::Time("nbf".to_owned())),
        ("iat=\"1800000000\"", AssertionError::Time("iat".to_owned())),
        ("iss=\"x\"", AssertionError::OwnFlag("iss".to_owned(), "--issuer")),
        ("exp=1", AssertionError::OwnFlag("exp".to_owned(), "--ttl")),
    ] {
        assert_eq!(with(text).unwrap_err(), wanted, "{text}");
    }
    assert_eq!(claim("scope=read").unwrap_err(), AssertionError::NotJson { name: "scope".to_owned(), shown: "read".to_owned() });
    for text in ["", "x", "=1"] {
        assert!(matches!(claim(text), Err(AssertionError::Form(_))), "{text}");
    }
}

#[test]
#[expect(clippy::too_many_lines, reason = "one table")]
fn broken_tokens_are_refused_with_the_rule() {
    let key = Key::generate(KeyType::EcP256).unwrap();
    let keys = Set::of(key.public().clone());
    let sign = |header: serde_json::Value, claims: serde_json::Value| {
        let signed = format!("{}.{}", part(&header), part(&claims));
        let signature = key.sign(Algorithm::Es256, signed.as_bytes()).unwrap();
        format!("{signed}.{}", URL_SAFE_NO_PAD.encode(signature))
    };
    let claims = json!({"iss": "acme", "sub": "acme", "aud": "https://as.example", "exp": NOW + 300});
    let es = json!({"alg": "ES256"});
    let good = sign(es.clone(), claims.clone());
    assert!(verify(&good, &keys, &rules()).is_ok());
    let with = |name: &str, value: serde_json::Value| {
        let mut claims = claims.clone();
        claims[name] = value;
        sign(es.clone(), claims)
    };
    let twice = URL_SAFE_NO_PAD.encode(r#"{"alg":"ES256","alg":"none"}"#);
    for (what, token, wanted) in [
        ("empty", String::new(), RefusalKind::Malformed),
        ("two parts", "a.b".to_owned(), RefusalKind::Malformed),
        ("five parts", "a.b.c.d.e".to_owned(), RefusalKind::Malformed),
        ("many parts", ".".repeat(10_000), RefusalKind::Malformed),
        ("long", "a".repeat(LIMIT + 1), RefusalKind::Malformed),
        ("padding", good.replacen('.', "=.", 1), RefusalKind::Malformed),
        ("no JSON", format!("{}.{}.", URL_SAFE_NO_PAD.encode("x"), part(&claims)), RefusalKind::Malformed),
        ("a member twice", format!("{twice}.{}.", part(&claims)), RefusalKind::Malformed),
        ("none", format!("{}.{}.", part(&json!({"alg": "none"})), part(&claims)), RefusalKind::AlgorithmNone),
        ("NONE", format!("{}.{}.", part(&json!({"alg": "NoNe"})), part(&claims)), RefusalKind::AlgorithmNone),
        ("HMAC", sign(json!({"alg": "HS256"}), claims.clone()), RefusalKind::AlgorithmRefused),
        ("no alg", sign(json!({}), claims.clone()), RefusalKind::AlgorithmRefused),
        ("alg is a number", sign(json!({"alg": 1}), claims.clone()), RefusalKind::AlgorithmRefused),
        ("another family", sign(json!({"alg": "RS256"}), claims.clone()), RefusalKind::AlgorithmRefused),
        ("another curve", sign(json!({"alg": "ES384"}), claims.clone()), RefusalKind::AlgorithmRefused),
        ("crit", sign(json!({"alg": "ES256", "crit": ["exp"], "exp": 1}), claims.clone()), RefusalKind::CriticalHeader),
        (
            "unencoded payload",
            sign(json!({"alg": "ES256", "crit": ["b64"], "b64": false}), claims.clone()),
            RefusalKind::CriticalHeader,
        ),
        ("empty crit", sign(json!({"alg": "ES256", "crit": []}), claims.clone()), RefusalKind::CriticalHeader),
        ("cut signature", good[..good.len() - 2].to_owned(), RefusalKind::Signature),
        ("no signature", good[..=good.rfind('.').unwrap()].to_owned(), RefusalKind::Signature),
        ("changed claims", good.replace(&part(&claims), &part(&json!({"exp": NOW + 9}))), RefusalKind::Signature),
        ("exp as text", with("exp", json!("1800000300")), RefusalKind::ClaimType),
        ("no exp", with("exp", json!(null)), RefusalKind::ClaimType),
        ("good for ever", sign(es.clone(), json!({"iss": "acme"})), RefusalKind::ExpiryMissing),
        ("ended", with("exp", json!(NOW - 60)), RefusalKind::Expired),
        ("begins later", with("nbf", json!(NOW + 61)), RefusalKind::NotYetValid),
        ("other issuer", with("iss", json!("Acme")), RefusalKind::Issuer),
        ("issuer as list", with("iss", json!(["acme"])), RefusalKind::ClaimType),
        ("issuer as number", with("iss", json!(4711)), RefusalKind::ClaimType),
        ("subject as number", with("sub", json!(4711)), RefusalKind::ClaimType),
        ("jti as number", with("jti", json!(4711)), RefusalKind::ClaimType),
        ("kid as number", sign(json!({"alg": "ES256", "kid": 1}), claims.clone()), RefusalKind::Malformed),
        ("exp in milliseconds", with("exp", json!((NOW + 300) * 1000)), RefusalKind::ClaimType),
        ("iat in milliseconds", with("iat", json!(NOW * 1000)), RefusalKind::ClaimType),
        ("a number among audiences", with("aud", json!(["https://as.example", 5])), RefusalKind::ClaimType),
        ("slash", with("aud", json!("https://as.example/")), RefusalKind::Audience),
        ("audience null", with("aud", json!(null)), RefusalKind::ClaimType),
        ("no audience", sign(es.clone(), json!({"iss": "acme", "exp": NOW + 300})), RefusalKind::Audience),
        ("other audiences", with("aud", json!(["a", "b"])), RefusalKind::Audience),
    ] {
        let refusal = verify(&token, &keys, &rules()).expect_err(what);
        assert_eq!(refusal.kind, wanted, "{what}: {refusal}");
    }
    for fine in [with("exp", json!(NOW - 59)), with("nbf", json!(NOW + 60)), with("aud", json!(["x", "https://as.example"]))] {
        assert!(verify(&fine, &keys, &rules()).is_ok());
    }
    let only = Rules { algorithms: vec![Algorithm::Es384], ..rules() };
    assert_eq!(verify(&good, &keys, &only).unwrap_err().kind, RefusalKind::AlgorithmRefused);
}

#[test]
fn the_wanted_type_is_asked_for() {
    let key = Key::generate(KeyType::EcP256).unwrap();
    let typed = |typ: &str| assert(&key, &Order { typ: Some(typ.to_owned()), ..order() }).unwrap().jwt;
    let asked = |typ: &str| Rules { typ: Some(typ.to_owned()), ..rules() };
    for (has, wanted, good) in [
        ("at+jwt", "at+jwt", true),
        ("AT+JWT", "at+jwt", true),
        ("application/at+jwt", "at+jwt", true),
        ("at+jwt", "application/at+jwt", true),
        ("JWT", "at+jwt", false),
        ("client-authentication+jwt", "at+jwt", false),
    ] {
        let seen = verify(&typed(has), &Set::of(key.public().clone()), &asked(wanted));
        assert_eq!(seen.map_err(|refusal| refusal.kind).err(), (!good).then_some(RefusalKind::Type), "{has} {wanted}");
    }
}

#[test]
fn the_key_is_found_by_its_name_and_addresses_in_the_token_are_not_followed() {
    let (ours, theirs) = (Key::generate(KeyType::EcP256).unwrap(), Key::generate(KeyType::EcP256).unwrap());
    let named = |key: &Key, kid: &str| {
        let mut jwk = key.public().to_jwk();
        jwk.insert("kid".to_owned(), json!(kid));
        jwk
    };
    let set = |keys: Vec<Object>| Set::read(&json!({ "keys": keys }).to_string()).unwrap();
    let made = |kid: &str| assert(&ours, &Order { kid: Kid::Named(kid.to_owned()), ..order() }).unwrap().jwt;
    let both = set(vec![named(&theirs, "a"), named(&ours, "b")]);
    assert!(verify(&made("b"), &both, &rules()).is_ok());
    assert_eq!(verify(&made("a"), &both, &rules()).unwrap_err().kind, RefusalKind::Signature);
    assert_eq!(verify(&made("c"), &both, &rules()).unwrap_err().kind, RefusalKind::KeyUnknown);
    assert_eq!(verify(&made("b"), &Set::default(), &rules()).unwrap_err().kind, RefusalKind::KeyUnknown);
    // A key inside the token, or an address of one, proves nothing.
    let header =
        json!({"alg": "ES256", "jwk": ours.public().to_jwk(), "jku": "https://evil.example/jwks", "x5u": "https://evil.example"});
    let signed = format!("{}.{}", part(&header), part(&json!({"exp": NOW + 9})));
    let forged = format!("{signed}.{}", URL_SAFE_NO_PAD.encode(ours.sign(Algorithm::Es256, signed.as_bytes()).unwrap()));
    let refusal = verify(&forged, &set(vec![named(&theirs, "a")]), &Rules { at: NOW, ..Rules::default() }).unwrap_err();
    assert_eq!(refusal.kind, RefusalKind::Signature);
}

#[test]
fn a_key_for_another_use_or_algorithm_serves_nothing() {
    let key = Key::generate(KeyType::Rsa(2048)).unwrap();
    let token = assert(&key, &order()).unwrap().jwt;
    for (member, value, good) in [("use", "enc", false), ("use", "sig", true), ("alg", "PS256", false), ("alg", "RS256", true)] {
        let mut jwk = key.public().to_jwk();
        jwk.insert(member.to_owned(), json!(value));
        let set = Set::read(&serde_json::Value::Object(jwk).to_string()).unwrap();
        assert_eq!(verify(&token, &set, &rules()).is_ok(), good, "{member} {value}");
    }
}

//! Each finding about a token, with each signer, against the side that can mend it.

use serde_json::{Value, json};

use super::*;
use crate::{
    domain::{finding::Level, signature::Signatures},
    lint::id_token::{Expected, RULES, check},
};

/// A token that is right, by whoever signs.
fn good() -> Value {
    json!({ "iss": "https://idp.example", "sub": "acme", "aud": "quotes", "azp": "app", "iat": 999_990, "exp": 1_000_290 })
}

fn expected() -> Expected {
    Expected {
        issuer: "https://idp.example".to_owned(),
        audience: Some("quotes".to_owned()),
        client_id: Some("app".to_owned()),
        claims: vec![("sub".to_owned(), "acme".to_owned())],
        kids: vec!["k1".to_owned(), "k2".to_owned()],
        leeway: 60,
        now: 1_000_000,
        signatures: Signatures::of(&["RS256", "RS384", "RS512"]),
    }
}

/// The sides of all findings about a token, by code.
fn sides(signer: Signer, header: &Value, claims: &Value, known: &[String]) -> Vec<(String, Side)> {
    let (Value::Object(header), Value::Object(claims)) = (header, claims) else { return Vec::new() };
    let findings = check(header, claims, &expected());
    let token = Refused { signer, claims, client_id: Some("app"), expected: known };
    reasons(findings, &token).into_iter().map(|reason| (reason.finding.code, reason.side)).collect()
}

/// What is odd in header or claims, and who can mend it: when the partner signs, its identity provider, the gateway.
const CASES: &[(&str, &str, Option<&str>, [Side; 3])] = {
    use Side::{Both as B, Issuer as I, Operator as O, Partner as P};
    &[
        ("alg", "alg", Some("\"ES256\""), [P, I, O]),
        ("kid-unknown", "kid", Some("\"k9\""), [P, I, P]),
        ("kid-missing", "kid", None, [P, I, O]),
        ("iss", "iss", Some("\"https://idp.example/\""), [P, O, P]),
        ("aud", "aud", Some("\"quotess\""), [P, O, O]),
        ("azp", "azp", Some("\"other\""), [P, P, P]),
        ("claim", "sub", Some("\"globex\""), [P, O, P]),
        ("exp-missing", "exp", None, [P, I, O]),
        ("iat-missing", "iat", None, [P, I, O]),
        ("milliseconds", "exp", Some("1000290000000"), [P, I, O]),
        ("expired", "exp", Some("999000"), [P, P, P]),
        ("not-yet-valid", "nbf", Some("1000061"), [P, I, B]),
        ("issued-in-future", "iat", Some("1000061"), [B, B, B]),
        ("lifetime-long", "exp", Some("1090000"), [P, I, O]),
    ]
};

#[test]
fn each_finding_is_given_to_the_side_that_can_mend_it() {
    for (code, member, value, wanted) in CASES {
        for (signer, side) in Signer::ALL.into_iter().zip(wanted) {
            let (mut header, mut claims) = (json!({ "alg": "RS256", "kid": "k1" }), good());
            let part = if ["alg", "kid"].contains(member) { &mut header } else { &mut claims };
            match value.and_then(|text| serde_json::from_str::<Value>(text).ok()) {
                Some(value) => part[*member] = value,
                None => part.as_object_mut().into_iter().for_each(|part| drop(part.remove(*member))),
            }
            let found = sides(signer, &header, &claims, &[]);
            assert!(found.contains(&((*code).to_owned(), *side)), "{code}, signed by {signer:?}: {found:?}");
        }
    }
    let known = |rule: &str| rule == "sub-missing" || CASES.iter().any(|(code, ..)| *code == rule);
    let left: Vec<_> = RULES.iter().map(|rule| rule.code).filter(|code| !known(code)).collect();
    assert!(left.is_empty(), "who can mend these: {left:?}");
}

/// `sub` stands for the partner in most tokens, so that its absence is also a claim that does not fit.
#[test]
fn a_token_without_a_subject_is_the_signers() {
    let mut claims = good();
    claims.as_object_mut().into_iter().for_each(|claims| drop(claims.remove("sub")));
    for (signer, side) in Signer::ALL.into_iter().zip([Side::Partner, Side::Issuer, Side::Operator]) {
        let found = sides(signer, &json!({ "alg": "RS256", "kid": "k1" }), &claims, &[]);
        assert!(found.contains(&("sub-missing".to_owned(), side)), "{signer:?}: {found:?}");
    }
}

/// The issuer made it, but not for the partner: there is nothing for the operator to correct.
#[test]
fn a_token_of_another_client_is_the_partners_matter() {
    let header = json!({ "alg": "RS256", "kid": "k1" });
    let mut claims = good();
    (claims["aud"], claims["azp"], claims["sub"]) = (json!("other"), json!("other"), json!("other"));
    let found = sides(Signer::Issuer, &header, &claims, &[]);
    assert!(found.len() == 3 && found.iter().all(|(_, side)| *side == Side::Partner), "{found:?}");
    claims.as_object_mut().into_iter().for_each(|claims| drop(claims.remove("azp")));
    let found = sides(Signer::Issuer, &header, &claims, &[]);
    assert!(found.len() == 2 && found.iter().all(|(_, side)| *side == Side::Partner), "{found:?}");
}

/// A token that the gateway takes is not wrong because the partner file is.
#[test]
fn an_audience_that_the_gateway_was_told_is_the_operators_to_write_down() {
    let mut claims = good();
    claims["aud"] = json!(["quotess"]);
    for signer in Signer::ALL {
        let found = sides(signer, &json!({ "alg": "RS256", "kid": "k1" }), &claims, &["quotess".to_owned()]);
        assert_eq!(found, [("aud".to_owned(), Side::Operator)], "{signer:?}");
    }
}

#[test]
fn advice_is_the_rules_where_nothing_better_is_known() {
    let claims = Object::default();
    let finding = Finding::new(Level::Refuse, "expired", "the token ended", "get a new one");
    let token = Refused { signer: Signer::Issuer, claims: &claims, client_id: None, expected: &[] };
    assert_eq!(reasons(vec![finding.clone()], &token), [Reason::new(Side::Partner, finding)]);
}

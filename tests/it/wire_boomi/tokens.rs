//! JWT connectors: what several partners at one endpoint share, and what survives.

use std::collections::BTreeSet;

use partnerctl::{
    domain::{
        change::Change,
        mechanism::{IssuerKeys, MechanismKind, TokenIssuer},
    },
    gateway::Error,
};
use serde_json::{Value, json};

use crate::{
    wire::desk::{settings, target},
    wire_boomi::{
        stand_in::Habits,
        way::{Bench, contract, issuer, other_partner, publish, service},
    },
};

/// A bench with an API that lets JWTs in and two partners that have no issuer yet.
fn bench() -> Bench {
    let mut bench = Bench::new(Habits::default());
    bench.ground(&publish(&contract()));
    bench.ground(&Change::Admit(contract(), MechanismKind::JwtBearer));
    for (target, settings) in [other_partner(), (target(), settings())] {
        bench.target = target;
        bench.profile(&Change::CreateProfile(settings));
    }
    bench
}

fn link(bench: &Bench, issuer: &TokenIssuer) -> Result<(), Error> {
    bench.profile(&Change::LinkSubject(issuer.clone(), MechanismKind::JwtBearer));
    bench.try_profile(&Change::Assign(BTreeSet::from([contract()]))).map(drop)
}

fn endpoint(bench: &Bench) -> (String, Value) {
    let path = format!("services/{}/endpoints", service(bench, "contract-api"));
    let endpoint = bench.stand_in.with(|state| state.below(&path)).remove(0);
    (format!("{path}/{}", endpoint["id"].as_str().unwrap()), endpoint)
}

#[test]
fn partners_with_merged_keys_share_an_endpoint_and_foreign_settings_stay() {
    let mut bench = bench();
    let (path, _) = endpoint(&bench);
    bench.stand_in.with(|state| {
        state.records.get_mut(&path).unwrap()["processor"]["preInputs"]["http_proxy_server"] = json!("proxy.example");
    });
    bench.afresh();
    let ours = issuer("idp", &[("azp", "acme-client"), ("tenant", "red")]);
    link(&bench, &ours).unwrap();
    bench.target = other_partner().0;
    let theirs = TokenIssuer {
        keys: ours.keys.clone(),
        audience: Some("https://other.example".to_owned()),
        ..issuer("sts", &[("azp", "globex-client"), ("tenant", "blue")])
    };
    link(&bench, &theirs).unwrap();
    let (_, kept) = endpoint(&bench);
    let inputs = &kept["processor"]["preInputs"];
    let expected = json!({
        "http_proxy_server": "proxy.example", "jwks_uri": "https://idp.example/jwks.json", "jwks_cache_expiry": "60",
        "iss": "https://idp.example,https://sts.example", "aud": "https://api.example.com,https://other.example",
        "nonstandard_claims": r#"{"tenant":"red,blue"}"#, "tenantMatchPolicy": "matchany",
    });
    assert_eq!(inputs, &expected);
    assert_eq!(kept["apiKeyValueLocationKey"], "azp");
    assert_eq!(kept["vendorField"], json!(true));
    for target in [target(), other_partner().0] {
        bench.target = target;
        assert_eq!(bench.observed().apis, BTreeSet::from([contract()]));
    }
}

#[test]
fn what_one_endpoint_cannot_hold_is_a_conflict() {
    let mut bench = bench();
    link(&bench, &issuer("idp", &[("azp", "acme-client")])).unwrap();
    bench.target = other_partner().0;
    let same = IssuerKeys::Published("https://idp.example/jwks.json".parse().unwrap());
    let cases = [
        (issuer("sts", &[("azp", "globex-client")]), "fetches keys from", "key set"),
        (TokenIssuer { keys: same.clone(), ..issuer("sts", &[("sub", "globex")]) }, "claim `azp`", "once more"),
        (TokenIssuer { keys: same.clone(), audience: None, ..issuer("sts", &[("azp", "g")]) }, "audience", "audience"),
        (TokenIssuer { keys: same, ..issuer("sts", &[]) }, "another place", "once more"),
    ];
    for (issuer, expected, advice) in cases {
        let before = endpoint(&bench).1;
        match link(&bench, &issuer) {
            Err(Error::Conflict { what, next, .. }) => {
                assert!(what.contains(expected) && next.contains(advice), "{what}; {next}");
            }
            other => panic!("{expected}: {other:?}"),
        }
        assert_eq!(endpoint(&bench).1, before);
        assert!(bench.observed().apis.is_empty());
    }
}

#[test]
fn an_issuer_moves_to_other_keys_where_it_is_alone() {
    let mut bench = bench();
    let first = issuer("idp", &[("azp", "acme-client")]);
    link(&bench, &first).unwrap();
    let moved = TokenIssuer { keys: issuer("new", &[]).keys, ..first.clone() };
    bench.twice(&Change::TrustIssuer(moved.clone()));
    assert_eq!(endpoint(&bench).1["processor"]["preInputs"]["jwks_uri"], "https://new.example/jwks.json");
    assert_eq!(bench.observed().apis, BTreeSet::from([contract()]));
    bench.profile(&Change::Unassign(BTreeSet::from([contract()])));
    bench.twice(&Change::Assign(BTreeSet::from([contract()])));
    link(&bench, &moved).unwrap();
    bench.target = other_partner().0;
    link(&bench, &TokenIssuer { keys: moved.keys.clone(), ..issuer("sts", &[("azp", "globex-client")]) }).unwrap();
    let error = bench.try_ground(&Change::TrustIssuer(first)).unwrap_err();
    assert!(matches!(&error, Error::Conflict { what, .. } if what.contains("sts.example")), "{error:?}");
}

#[test]
fn a_partner_without_a_claim_sends_a_key_beside_its_tokens() {
    let bench = bench();
    let nameless = issuer("idp", &[]);
    let effect = bench.profile(&Change::LinkSubject(nameless.clone(), MechanismKind::JwtBearer));
    assert_eq!((effect.issued.len(), bench.desk.kept()), (0, None), "a key beside tokens is no secret");
    assert_eq!(effect.notes[0].code, "key-beside-token");
    link(&bench, &nameless).unwrap();
    let kept = endpoint(&bench).1;
    assert_eq!(kept["processor"]["adapter"], "com.mashery.proxy.customer.generic.JWTAuthProcessor");
    assert_eq!(kept["processor"]["preInputs"]["public_key_request_path"], "https://idp.example/jwks.json");
    assert_eq!((&kept["requestAuthenticationType"], &kept["apiKeyValueLocationKey"]), (&json!("apiKey"), &json!("X-API-Key")));
    let client = bench.observed().clients.remove(0);
    assert_eq!((client.usage.key_header.as_deref(), client.usage.ends), (Some("X-API-Key"), None));
    assert!(!bench.observed().claims.is_empty());
}

#[test]
fn what_the_gateway_cannot_fetch_or_sign_is_refused() {
    let bench = bench();
    let before = bench.stand_in.server.seen().len();
    let gateway = TokenIssuer { keys: IssuerKeys::Gateway, ..issuer("idp", &[]) };
    let plain = TokenIssuer { keys: IssuerKeys::Published("http://idp.example/jwks".parse().unwrap()), ..issuer("idp", &[]) };
    for (issuer, unsupported) in [(gateway, true), (plain, false)] {
        let error = bench.try_profile(&Change::LinkSubject(issuer, MechanismKind::JwtBearer)).unwrap_err();
        assert_eq!(matches!(error, Error::Unsupported(_)), unsupported, "{error:?}");
    }
    let error = bench.try_ground(&Change::Admit(contract(), MechanismKind::ClientCertificate)).unwrap_err();
    assert!(matches!(&error, Error::Unsupported(support) if support.note().contains("Local Edition")), "{error:?}");
    assert!(bench.writes_since(before).is_empty());
}

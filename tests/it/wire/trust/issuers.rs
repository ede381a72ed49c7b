//! Issuers of tokens: external ones, those of others, the gateway itself.

use std::collections::BTreeSet;

use partnerctl::{
    domain::{
        change::Change,
        mechanism::{IssuerKeys, TokenIssuer},
    },
    gateway::Error,
};
use serde_json::json;

use super::{made, twice_ground};
use crate::wire::{
    pki::{authority, certified, gateway, published},
    recorder::Habits,
};

#[test]
fn an_issuer_is_trusted_once_and_its_keys_may_change() {
    let mut bench = made(Habits::default());
    let signers = authority("Signers");
    let first = published();
    twice_ground(&mut bench, &Change::TrustIssuer(first.clone()));
    let ground = bench.gateway.ground().unwrap();
    let known = &ground.issuers[&first.issuer];
    assert_eq!(
        (known.jwks_uri.as_ref().unwrap().as_str(), known.certificate.as_ref()),
        ("https://login.acme.example/jwks", None)
    );
    let id = known.remote.id.clone();
    bench.recorder.with(|state| {
        let alias = &mut state.security.aliases[&id];
        assert_eq!(
            (&alias["name"], &alias["description"]),
            (&json!("login.acme.example"), &json!("[partnerctl:juniper-networks]"))
        );
        assert_eq!((&alias["authServerType"], &alias["scopes"][0]["name"]), (&json!("EXTERNAL"), &json!("openid")));
        alias["localIntrospectionConfig"]["description"] = json!("kept");
    });
    // Another scope joins, a certificate replaces the address, and back.
    let IssuerKeys::Certificate(certificate) = certified(&signers).keys else { unreachable!() };
    let scopes = BTreeSet::from(["profile".parse().unwrap()]);
    let held = TokenIssuer { keys: IssuerKeys::Certificate(certificate.clone()), scopes, ..first.clone() };
    twice_ground(&mut bench, &Change::TrustIssuer(held.clone()));
    let known = bench.gateway.ground().unwrap().issuers[&first.issuer].clone();
    assert_eq!((known.jwks_uri, known.certificate), (None, Some(certificate.facts.sha256.clone())));
    twice_ground(&mut bench, &Change::TrustIssuer(first.clone()));
    bench.recorder.with(|state| {
        let alias = &state.security.aliases[&id];
        let config = json!({"issuer": first.issuer, "description": "kept", "jwksuri": "https://login.acme.example/jwks"});
        assert_eq!(alias["localIntrospectionConfig"], config);
        assert_eq!(alias["scopes"].as_array().unwrap().len(), 2);
        assert_eq!((&alias["owner"], state.security.aliases.len()), (&json!("admin"), 3));
        assert_eq!(state.security.stores["partnerctl_issuers"]["isLoaded"], true);
    });
}

#[test]
fn an_issuer_of_others_is_used_and_not_changed() {
    let bench = made(Habits::default());
    bench.recorder.with(|state| {
        let alias = &mut state.security.aliases["i-1"];
        alias["localIntrospectionConfig"]["jwksuri"] = json!("https://idp.example/jwks");
        alias["remoteIntrospectionConfig"] = json!({"clientId": "gw", "clientSecret": "*".repeat(32)});
    });
    let theirs = |url: &str| TokenIssuer {
        issuer: "https://idp.example".to_owned(),
        keys: IssuerKeys::Published(url.parse().unwrap()),
        scopes: BTreeSet::new(),
        ..published()
    };
    let before = bench.recorder.with(|state| state.security.aliases.clone());
    bench.ground(&Change::TrustIssuer(theirs("https://idp.example/jwks")));
    let error = bench.try_ground(&Change::TrustIssuer(theirs("https://idp.example/other"))).unwrap_err();
    assert!(matches!(&error, Error::Conflict { what, .. } if what.contains("CorpIdP")), "{error:?}");
    // A scope would join, but the record shows a secret masked.
    let scoped = TokenIssuer { scopes: published().scopes, ..theirs("https://idp.example/jwks") };
    let error = bench.try_ground(&Change::TrustIssuer(scoped.clone())).unwrap_err();
    assert!(matches!(error, Error::SecretMasked { .. }), "{error:?}");
    bench.recorder.with(|state| {
        assert_eq!(state.security.aliases, before);
        state.security.aliases["i-1"]["remoteIntrospectionConfig"]["clientSecret"] = json!("in-clear");
    });
    bench.ground(&Change::TrustIssuer(scoped));
    bench.recorder.with(|state| {
        assert_eq!(state.security.aliases["i-1"]["scopes"][0]["name"], "openid");
        assert_eq!(state.security.aliases["i-1"]["description"], "by hand");
    });
}

#[test]
fn the_gateway_becomes_an_issuer_where_it_is_none() {
    let mut bench = made(Habits::default());
    assert_eq!(bench.gateway.ground().unwrap().own_issuer, None);
    twice_ground(&mut bench, &Change::TrustIssuer(gateway()));
    assert_eq!(bench.gateway.ground().unwrap().own_issuer.as_deref(), Some("https://api.example"));
    bench.recorder.with(|state| {
        assert_eq!(state.local["tokenGeneratorConfig"], json!({"expiry": 60, "algorithm": "RS256"}));
        assert_eq!(state.local["sslConfig"], json!({"keyStoreAlias": "DEFAULT_IS_KEYSTORE", "keyAlias": "ssos"}));
        assert_eq!(state.local["scopes"][0], json!({"name": "other", "description": "d", "extra": 1}));
        let watt = json!({"watt.net.timeout": "300", "watt.server.oauth.authServer.alias": "local"});
        assert_eq!(
            (&state.security.settings["wattKeys"], &state.security.settings["extendedKeys"]["pg_oauth2_isHTTPS"]),
            (&watt, &json!("false"))
        );
    });
    // What somebody chose stays.
    let bench = made(Habits { provider_only: true, ..Habits::default() });
    bench.recorder.with(|state| {
        state.local["localIntrospectionConfig"] = json!({"issuer": "theirs", "extra": 1});
        state.local["sslConfig"] = json!({"keyStoreAlias": "K", "keyAlias": "k"});
        state.local["tokenGeneratorConfig"] = json!({"expiry": 5, "algorithm": ""});
    });
    let notes = bench.ground(&Change::TrustIssuer(gateway())).notes;
    assert_eq!(notes.iter().map(|note| note.code.as_str()).collect::<Vec<_>>(), ["setting-not-changed"]);
    bench.recorder.with(|state| {
        assert_eq!(state.local["localIntrospectionConfig"], json!({"issuer": "theirs", "extra": 1}));
        assert_eq!(state.local["tokenGeneratorConfig"], json!({"expiry": 5, "algorithm": "RS256"}));
        assert_eq!(state.local["sslConfig"]["keyAlias"], "k");
    });
}

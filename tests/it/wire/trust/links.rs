//! Partners and their tokens: strategies, claims and API keys.

use std::collections::BTreeSet;

use partnerctl::{
    domain::{
        capability::Support,
        change::{Change, Overlap},
        mechanism::{MechanismKind, TokenIssuer},
        profile::{ObservedClient, Usage},
    },
    gateway::{Error, Issued},
};
use serde_json::json;

use super::{application, key_order, made, observed, twice};
use crate::wire::{
    pki::{authority, certified, gateway, published},
    recorder::{Habits, Key},
};

#[test]
fn a_partner_is_linked_with_the_tokens_of_its_issuer() {
    let mut bench = made(Habits::default());
    let secret = bench.issue(Overlap::First);
    let issuer = published();
    bench.ground(&Change::TrustIssuer(issuer.clone()));
    let seen = twice(&mut bench, &Change::LinkSubject(issuer.clone(), MechanismKind::Oidc));
    let [oauth, oidc] = seen.clients.as_slice() else { panic!("{:?}", seen.clients) };
    assert_eq!((&oauth.remote, oauth.mechanism), (&secret.remote, MechanismKind::Oauth2), "other credentials stay");
    let expected = ObservedClient {
        remote: oidc.remote.clone(),
        mechanism: MechanismKind::Oidc,
        client_id: Some("acme-at-idp".to_owned()),
        scopes: BTreeSet::new(),
        issuer: Some(issuer.issuer.clone()),
        audience: Some("acme-at-idp".to_owned()),
        usage: Usage::default(),
    };
    assert_eq!(oidc, &expected);
    assert_eq!(seen.claims, BTreeSet::from([("azp".to_owned(), "acme-at-idp".to_owned())]));
    bench.recorder.with(|state| {
        let strategy = &state.strategies[&oidc.remote.id];
        assert_eq!(
            (&strategy["type"], &strategy["authServerAlias"]),
            (&json!("OPENID_CONNECT_RSA"), &json!("login.acme.example"))
        );
        assert_eq!(strategy["description"], "[partnerctl:juniper-networks/production/acme#1]");
    });
    // Another audience and claim: the same strategy, its unknown fields kept.
    let moved =
        TokenIssuer { audience: None, client_id: Some("b".into()), claims: [("azp".into(), "b".into())].into(), ..issuer };
    let seen = twice(&mut bench, &Change::LinkSubject(moved, MechanismKind::Oidc));
    assert_eq!(
        (&seen.clients[1].remote, &seen.clients[1].audience),
        (&oidc.remote, &Some("b".to_owned())),
        "it is for the client"
    );
    assert_eq!(seen.claims, BTreeSet::from([("azp".to_owned(), "b".to_owned())]), "the old claim opens nothing");
    bench.recorder.with(|state| assert_eq!(state.strategies[&oidc.remote.id]["unknownField"], json!({"kept": true})));
    bench.profile(&Change::RetireSecret(secret.remote));
    assert_eq!(observed(&bench).clients.len(), 1);
    bench.profile(&Change::RemoveProfile);
    bench.recorder.with(|state| assert!(state.strategies.is_empty() && state.applications.is_empty()));
}

#[test]
fn a_jwt_is_recognised_by_a_set_of_claims() {
    let mut bench = made(Habits::default());
    let issuer = certified(&authority("Signers"));
    bench.ground(&Change::TrustIssuer(issuer.clone()));
    let effect = bench.profile(&Change::LinkSubject(issuer.clone(), MechanismKind::JwtBearer));
    assert_eq!(effect.notes.iter().map(|note| note.code.as_str()).collect::<Vec<_>>(), ["issuer-key-not-rsa"]);
    let seen = twice(&mut bench, &Change::LinkSubject(issuer.clone(), MechanismKind::JwtBearer));
    assert_eq!((seen.clients[0].mechanism, seen.clients[0].issuer.as_deref()), (MechanismKind::JwtBearer, Some("acme-signer")));
    bench.recorder.with(|state| {
        let set = json!([{"key": "jwtClaims", "name": "acme jwt-bearer", "value": [r#"{"company":"ACME","sub":"acme"}"#]}]);
        assert_eq!(application(state)["identifiers"], set);
        assert_eq!(state.strategies.values().next().unwrap()["type"], "JWT_RSA");
    });
    bench.profile(&Change::RetireSecret(seen.clients[0].remote.clone()));
    assert_eq!(observed(&bench).claims, BTreeSet::new(), "claims go with the strategy that they belong to");
    let nameless = TokenIssuer { claims: [].into(), ..issuer };
    assert!(matches!(bench.try_profile(&Change::LinkSubject(nameless, MechanismKind::JwtBearer)), Err(Error::Settings(_))));
    let unknown = TokenIssuer { issuer: "nobody".to_owned(), ..published() };
    let error = bench.try_profile(&Change::LinkSubject(unknown, MechanismKind::JwtBearer)).unwrap_err();
    assert!(matches!(error, Error::Missing { .. }), "{error:?}");
}

#[test]
fn tokens_of_the_gateway_are_the_partners_by_their_subject() {
    let mut bench = made(Habits { key: Key::Shown, ..Habits::default() });
    bench.ground(&Change::TrustIssuer(gateway()));
    let id = observed(&bench).remote.id;
    let issued = bench.profile(&key_order(Overlap::First)).issued;
    let [Issued::Now(pending)] = issued.as_slice() else { panic!("{issued:?}") };
    assert_eq!((pending.remote.kind.as_str(), pending.client_id.as_ref()), ("application", Some(&id)));
    assert_eq!(bench.desk.kept(), Some(format!("key-of-{id}")));
    let seen = twice(&mut bench, &Change::LinkSubject(gateway(), MechanismKind::JwtBearer));
    assert_eq!((seen.clients[0].client_id.as_ref(), &seen.clients[0].issuer), (Some(&id), &None));
    assert_eq!(seen.claims, BTreeSet::from([("sub".to_owned(), id.clone())]));
    twice(&mut bench, &key_order(Overlap::First));
    bench.desk.forget();
    let again = bench.profile(&key_order(Overlap::First)).issued;
    let [Issued::Now(pending)] = again.as_slice() else { panic!("{again:?}") };
    assert_eq!(pending.remote, seen.clients[0].remote);
    bench.desk.forget();
    bench.afresh();
    assert!(bench.gateway.collect(std::slice::from_ref(pending), &bench.desk).unwrap().is_empty());
    assert_eq!(bench.desk.kept(), Some(format!("key-of-{id}")));
    let error = bench.try_profile(&key_order(Overlap::Beside)).unwrap_err();
    assert!(matches!(error, Error::Unsupported(Support::Unsupported { .. })), "{error:?}");
}

#[test]
fn a_key_that_is_not_shown_is_made_anew_once() {
    let mut bench = made(Habits { key: Key::Cleared, ..Habits::default() });
    let id = observed(&bench).remote.id;
    twice(&mut bench, &key_order(Overlap::First));
    assert_eq!(bench.desk.kept(), Some(format!("new-key-of-{id}")));
    let bench = made(Habits { key: Key::Masked, ..Habits::default() });
    let error = bench.try_profile(&key_order(Overlap::First)).unwrap_err();
    assert!(matches!(error, Error::SecretMasked { .. }), "{error:?}");
    assert_eq!(bench.desk.kept(), None);
    let bench = made(Habits { key: Key::Refused, ..Habits::default() });
    let error = bench.try_profile(&key_order(Overlap::First)).unwrap_err();
    assert!(matches!(&error, Error::Unsupported(Support::Manual { steps }) if steps.contains("console")), "{error:?}");
}

#[test]
fn a_client_secret_is_ordered_beside_links_to_issuers() {
    let mut bench = made(Habits::default());
    bench.ground(&Change::TrustIssuer(published()));
    bench.profile(&Change::LinkSubject(published(), MechanismKind::Oidc));
    bench.afresh();
    let first = bench.issue(Overlap::First);
    let clients = observed(&bench).clients;
    assert_eq!(clients.iter().map(|client| client.mechanism).collect::<Vec<_>>(), [MechanismKind::Oidc, MechanismKind::Oauth2]);
    assert_eq!(clients[1].remote, first.remote);
}

//! Certificates, issuers of tokens and API keys through the driver, and what may go wrong with them.

use std::collections::BTreeSet;

use partnerctl::{
    crypto::jks,
    domain::{
        capability::Support,
        change::{Change, Operation, Overlap, SecretKind, SecretOrder},
        mechanism::{IssuerKeys, MechanismKind, TokenIssuer},
        profile::{Observed, ObservedClient},
        secret::Secret,
    },
    gateway::{Error, Issued},
};
use serde_json::{Value, json};

use crate::wire::{
    desk::settings,
    pki::{authority, certified, foreign_store, gateway, held, leaf, published, root},
    recorder::{Cut, Habits, Key, PortForm, State},
    security::file,
    way::{Bench, api, prepare},
};

const DEFAULT: &str = "DEFAULT_IS_TRUSTSTORE";

pub(crate) fn key_order(overlap: Overlap) -> Change {
    Change::IssueSecret(SecretOrder { kind: SecretKind::ApiKey, scopes: BTreeSet::new(), overlap })
}

/// Every new operation once, on a profile that is there.
pub(crate) fn walk(bench: &Bench) {
    let (roots, signers) = (authority("Roots"), authority("Signers"));
    bench.ground(&Change::Admit(api(), MechanismKind::ClientCertificate));
    bench.ground(&Change::TrustChain(vec![root(&roots)]));
    bench.ground(&Change::AskForCertificates);
    bench.profile(&Change::BindCertificates(vec![leaf(&roots, "acme")]));
    for (issuer, kind) in [
        (published(), MechanismKind::Oidc),
        (certified(&signers), MechanismKind::JwtBearer),
        (gateway(), MechanismKind::JwtBearer),
    ] {
        bench.ground(&Change::TrustIssuer(issuer.clone()));
        bench.profile(&Change::LinkSubject(issuer, kind));
    }
    let moved = TokenIssuer { keys: IssuerKeys::Published("https://login.acme.example/keys".parse().unwrap()), ..published() };
    bench.ground(&Change::TrustIssuer(moved));
    bench.profile(&key_order(Overlap::First));
}

fn made(habits: Habits) -> Bench {
    let bench = Bench::new(habits);
    prepare(&bench);
    bench.profile(&Change::CreateProfile(settings()));
    bench
}

fn observed(bench: &Bench) -> Observed {
    bench.gateway.observe(&bench.target, &bench.desk).unwrap().unwrap()
}

/// Applies a change to a profile, then again as a new command, which must write nothing.
fn twice(bench: &mut Bench, change: &Change) -> Observed {
    let first = bench.profile(change).observed.unwrap();
    bench.afresh();
    let before = bench.recorder.server.seen().len();
    let second = bench.profile(change).observed.unwrap();
    assert_eq!(bench.writes_since(before), Vec::<String>::new(), "{}", change.summary());
    assert_eq!(first, second);
    second
}

fn twice_ground(bench: &mut Bench, change: &Change) {
    bench.ground(change);
    bench.afresh();
    let before = bench.recorder.server.seen().len();
    bench.ground(change);
    assert_eq!(bench.writes_since(before), Vec::<String>::new(), "{}", change.summary());
}

fn application(state: &mut State) -> &mut Value {
    state.applications.values_mut().next().unwrap()
}

#[test]
fn certificates_are_bound_exactly_and_the_rest_survives() {
    let mut bench = made(Habits::default());
    let roots = authority("Roots");
    let (old, new) = (leaf(&roots, "acme"), leaf(&roots, "acme"));
    let range = json!({"id": "r", "key": "ipAddressRange", "name": "office", "value": ["10.0.0.1-10.0.0.1"], "odd": 1});
    bench.recorder.with(|state| {
        let garbage = json!({"key": "httpsCertificate", "name": "broken", "value": ["nonsense"]});
        application(state)["identifiers"] = json!([range, garbage]);
    });
    let seen = twice(&mut bench, &Change::BindCertificates(vec![old.clone()]));
    assert_eq!(seen.certificates.as_slice(), std::slice::from_ref(&old.facts.sha256));
    let name = format!("acme {}", old.facts.not_after.time().date());
    bench.recorder.with(|state| {
        assert_eq!(application(state)["identifiers"][0], range);
        assert_eq!(application(state)["identifiers"][1]["name"], json!(name), "the broken one is gone");
        assert_eq!(application(state)["unknownField"], json!({"kept": true}));
        application(state)["identifiers"][1]["odd"] = json!("kept");
    });
    let seen = twice(&mut bench, &Change::BindCertificates(vec![old.clone(), new.clone()]));
    assert_eq!(seen.certificates, [old.facts.sha256, new.facts.sha256.clone()]);
    bench.recorder.with(|state| {
        assert_eq!(application(state)["identifiers"][1]["odd"], "kept", "what is wanted already stays as it is");
        assert_eq!(application(state)["identifiers"][2]["name"], json!(format!("{name} (2)")));
    });
    assert_eq!(twice(&mut bench, &Change::BindCertificates(vec![new.clone()])).certificates, [new.facts.sha256]);
    assert!(twice(&mut bench, &Change::BindCertificates(Vec::new())).certificates.is_empty());
    bench.recorder.with(|state| assert_eq!(application(state)["identifiers"], json!([range])));
}

#[test]
fn an_authority_joins_the_truststore_and_nobody_leaves_it() {
    let mut bench = made(Habits::default());
    bench.ground(&Change::Admit(api(), MechanismKind::ClientCertificate));
    let (one, two) = (root(&authority("One")), root(&authority("Two")));
    assert_eq!(bench.gateway.ground().unwrap().anchors.len(), 2);
    let notes = bench.ground(&Change::TrustChain(vec![one.clone()])).notes;
    assert_eq!(notes.iter().map(|note| note.code.as_str()).collect::<Vec<_>>(), ["truststore-rewritten"]);
    twice_ground(&mut bench, &Change::TrustChain(vec![one.clone(), two.clone()]));
    let anchors = bench.gateway.ground().unwrap().anchors;
    assert!(anchors.len() == 4 && [&one, &two].iter().all(|one| anchors.contains(&one.facts.sha256)));
    bench.recorder.with(|state| {
        let alias = |sha256: &str| format!("partnerctl-{}", &sha256[..16]);
        let names = held(&file(state, DEFAULT)).1;
        assert_eq!(names, ["zebra", "key", "ant", &alias(&one.facts.sha256), &alias(&two.facts.sha256)]);
        let password = Secret::new(state.security.passwords[DEFAULT].as_str().unwrap().to_owned());
        let store = jks::read(&file(state, DEFAULT), Some(&password)).unwrap();
        let before = foreign_store();
        assert_eq!(store.entries[1], before.entries[1], "a key is kept byte for byte");
        assert!(store.entries[3].created > 1_700_000_000_000 || store.entries[3].created == 0);
        assert_eq!(state.security.stores[DEFAULT]["keyStoreDescription"], "theirs");
        assert_eq!(state.security.stores[DEFAULT]["uploadFileName"], "platform.jks");
    });
    assert_eq!(bench.desk.noted("truststore"), [DEFAULT, DEFAULT]);
}

#[test]
fn a_truststore_that_cannot_be_completed_is_for_people() {
    for (habits, content) in [
        (Habits::default(), json!("bm8gamtz")),
        (Habits::default(), Value::Null),
        (Habits { provider_only: true, ..Habits::default() }, json!("x")),
    ] {
        let bench = made(habits);
        bench.ground(&Change::Admit(api(), MechanismKind::ClientCertificate));
        bench.recorder.with(|state| state.security.stores[DEFAULT]["fileContent"] = content.clone());
        let ground = bench.gateway.ground().unwrap();
        assert!(ground.anchors.is_empty() && !ground.asks_for_certificates);
        let before = bench.recorder.server.seen().len();
        let error = bench.try_ground(&Change::TrustChain(vec![root(&authority("One"))])).unwrap_err();
        let fits = match &error {
            Error::Forbidden { missing, .. } => habits.provider_only && missing.contains("security"),
            Error::Unsupported(Support::Manual { steps }) => steps.contains("JKS") || steps.contains("keytool"),
            _ => false,
        };
        assert!(fits, "{error:?}");
        assert_eq!(bench.writes_since(before), Vec::<String>::new());
    }
}

#[test]
fn the_port_asks_and_a_demand_is_never_lowered() {
    for port_form in [PortForm::Described, PortForm::ByAlias] {
        let mut bench = made(Habits { port_form, ..Habits::default() });
        bench.ground(&Change::Admit(api(), MechanismKind::ClientCertificate));
        assert!(!bench.gateway.ground().unwrap().asks_for_certificates);
        twice_ground(&mut bench, &Change::AskForCertificates);
        assert!(bench.gateway.ground().unwrap().asks_for_certificates);
        bench.recorder.with(|state| {
            assert_eq!(state.security.ports[1]["clientAuth"], "request");
            assert_eq!(state.security.ports[1]["maxQueue"], "65534");
            state.security.ports[1]["clientAuth"] = json!("require");
        });
        bench.ground(&Change::AskForCertificates);
        bench.recorder.with(|state| assert_eq!(state.security.ports[1]["clientAuth"], "require"));
    }
    let bench = made(Habits { port_form: PortForm::Broken, ..Habits::default() });
    let error = bench.try_ground(&Change::AskForCertificates).unwrap_err();
    assert!(matches!(&error, Error::Unsupported(Support::Manual { steps }) if steps.contains("Request Client")), "{error:?}");
    // Which of several is meant is for people, unless one of them is published.
    let bench = made(Habits::default());
    bench.recorder.with(|state| {
        let other = json!({"key": "HTTPSListener@8443", "port": 8443, "ssl": "true", "enabled": "true", "clientAuth": "none"});
        state.security.ports.push(other);
    });
    let error = bench.try_ground(&Change::AskForCertificates).unwrap_err();
    assert!(matches!(&error, Error::Unsupported(Support::Manual { steps }) if steps.contains("5543, 8443")), "{error:?}");
    bench.recorder.with(|state| state.security.ports[2]["port"] = json!(443));
    bench.ground(&Change::AskForCertificates);
    bench.recorder.with(|state| assert_eq!(state.security.ports[2]["clientAuth"], "request"));
}

#[test]
fn nothing_is_asked_about_ports_where_no_certificate_is_let_in() {
    let bench = made(Habits::default());
    let before = bench.recorder.server.seen().len();
    bench.gateway.ground().unwrap();
    let asked: Vec<_> = bench.recorder.server.seen().split_off(before).into_iter().map(|seen| seen.path).collect();
    assert!(
        asked.iter().all(|path| !path.contains("/ports") && !path.contains("/is/") && !path.contains("/keystore")),
        "{asked:?}"
    );
}

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
    assert_eq!((&seen.clients[1].remote, &seen.clients[1].audience), (&oidc.remote, &None));
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

#[test]
fn what_the_gateway_can_do_is_said_per_mechanism() {
    let bench = Bench::new(Habits::default());
    let able = bench.gateway.probe().unwrap().capabilities;
    let word = |operation, mechanism| able.support(operation, mechanism).word();
    for (operation, words) in [
        (Operation::IssueSecret, ["unsupported", "native", "unsupported", "native"]),
        (Operation::RetireSecret, ["native", "native", "native", "native"]),
        (Operation::SetScopes, ["unsupported", "native", "unsupported", "unsupported"]),
        (Operation::BindCertificates, ["native", "native", "native", "native"]),
        (Operation::LinkSubject, ["native", "unsupported", "unsupported", "native"]),
        (Operation::TrustIssuer, ["native", "native", "native", "native"]),
        (Operation::TrustChain, ["emulated", "emulated", "emulated", "emulated"]),
        (Operation::AskForCertificates, ["native", "native", "native", "native"]),
        (Operation::SetKeys, ["unsupported", "unsupported", "unsupported", "unsupported"]),
    ] {
        assert_eq!(MechanismKind::ALL.map(|kind| word(operation, kind)), words, "{operation}");
    }
}

/// Everything that is new, in the order of a plan; ends at the first error.
fn trusting(bench: &Bench, parts: &[(Change, bool)]) -> Result<(), Error> {
    for (change, ground) in parts {
        if *ground {
            bench.try_ground(change)?
        } else {
            bench.try_profile(change)?
        };
    }
    Ok(())
}

#[test]
fn a_run_that_is_cut_at_any_write_of_trust_is_completed_by_the_next() {
    let (roots, signers) = (authority("Roots"), authority("Signers"));
    let (external, internal) = (certified(&signers), gateway());
    let parts = [
        (Change::TrustChain(vec![root(&roots)]), true),
        (Change::AskForCertificates, true),
        (Change::TrustIssuer(external.clone()), true),
        (Change::TrustIssuer(published()), true),
        (Change::TrustIssuer(internal), true),
        (key_order(Overlap::First), false),
        (Change::BindCertificates(vec![leaf(&roots, "acme")]), false),
        (Change::LinkSubject(external, MechanismKind::JwtBearer), false),
        (Change::LinkSubject(published(), MechanismKind::Oidc), false),
    ];
    for carried_out in [false, true] {
        for after in 0.. {
            let mut bench = made(Habits { key: Key::Cleared, ..Habits::default() });
            bench.recorder.cut(Cut { after, carried_out });
            let ended = trusting(&bench, &parts);
            if !bench.recorder.was_cut() {
                ended.unwrap();
                assert!(after > 10, "{after} writes");
                break;
            }
            bench.afresh();
            let place = format!("write {after}, carried out: {carried_out}, first run: {ended:?}");
            trusting(&bench, &parts).unwrap_or_else(|error| panic!("{place}: {error:?}"));
            let seen = observed(&bench);
            assert_eq!((seen.clients.len(), seen.certificates.len(), seen.claims.len()), (2, 1, 3), "{place}");
            assert!(bench.desk.kept().is_some(), "{place}");
            bench.recorder.with(|state| {
                let counts = (state.strategies.len(), state.security.aliases.len(), state.security.stores.len());
                assert_eq!(counts, (2, 4, 2), "{place}");
                assert_eq!(held(&file(state, DEFAULT)).1.len(), 4, "{place}");
            });
        }
    }
}

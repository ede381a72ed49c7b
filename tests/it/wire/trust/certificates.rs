//! Certificates of partners, their authorities, and the port that asks for them.

use partnerctl::{
    crypto::jks,
    domain::{capability::Support, change::Change, mechanism::MechanismKind, secret::Secret},
    gateway::Error,
};
use serde_json::{Value, json};

use super::{DEFAULT, application, made, twice, twice_ground};
use crate::wire::{
    pki::{authority, foreign_store, held, leaf, root},
    recorder::{Habits, PortForm},
    security::file,
    way::api,
};

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

//! What may go wrong on the way: runs that are ended, objects and rules of others, masks, odd answers.

use std::collections::BTreeSet;

use partnerctl::{
    domain::{
        change::{Change, Overlap},
        mechanism::MechanismKind,
        message::{Method, Request},
        profile::{RemoteRef, State},
    },
    gateway::{Error, Issued, Target},
};
use serde_json::{Value, json};

use crate::{
    replies::{Play, Server, client},
    wire::{
        desk::{TestDesk, open, settings, target},
        pki::{authority, certified, gateway, published, root},
        recorder::{self, Cut, Habits},
        trust::key_order,
        way::{Bench, api, ground_changes, order as ordered, prepare, scopes},
    },
};

#[test]
fn a_killed_run_is_healed() {
    let mut bench = Bench::new(Habits::default());
    bench.profile(&Change::CreateProfile(settings()));
    let made = bench.issue(Overlap::First);
    // Ended between the creation of the strategy and its attachment, the secret not kept.
    bench.recorder.with(|state| first(state)["authStrategyIds"] = json!([]));
    bench.desk.forget();
    bench.afresh();
    assert_eq!(bench.issue(Overlap::First), made);
    assert_eq!(bench.desk.kept(), Some(format!("secret-of-{}", made.remote.id)));
    assert_eq!(bench.count("POST", "/strategies"), 1);
    // Ended after the attachment, before the secret was read.
    bench.desk.forget();
    bench.afresh();
    assert_eq!(bench.issue(Overlap::First), made);
    assert_eq!(bench.desk.kept(), Some(format!("secret-of-{}", made.remote.id)));
    // Ended between detaching and removing: what was retired is not taken for new, and goes.
    bench.recorder.with(|state| {
        first(state)["authStrategyIds"] = json!([]);
        first(state)["customFields"]["partnerctlRetired"] = json!(made.remote.id);
    });
    bench.afresh();
    let next = bench.issue(Overlap::First);
    assert_ne!(next.remote, made.remote);
    bench.recorder.with(|state| assert_eq!(state.strategies.keys().collect::<Vec<_>>(), [&next.remote.id]));
    // Ended after the profile was made: it is found.
    bench.afresh();
    bench.profile(&Change::CreateProfile(settings()));
    assert_eq!(bench.count("POST", "/applications"), 1);
}

#[test]
fn what_is_not_ours_is_left_alone() {
    let bench = Bench::new(Habits::default());
    let foreign =
        json!({"id": "app-x", "name": settings().name, "description": null, "authStrategyIds": ["s-x"], "contactEmails": null});
    let strategy = json!({"id": "s-x", "name": settings().name, "description": "", "type": "OAUTH2", "authServerAlias": "local"});
    bench.recorder.with(|state| {
        state.applications.insert("app-x".to_owned(), foreign.clone());
        state.strategies.insert("s-x".to_owned(), strategy.clone());
    });
    let seen = bench.gateway.observe(&bench.target, &bench.desk).unwrap().unwrap();
    assert_eq!(seen.marker, None);
    let order = ordered(&["a"], Overlap::First);
    for change in [
        Change::CreateProfile(settings()),
        Change::UpdateProfile(settings(), Vec::new()),
        Change::SetState(State::Suspended),
        Change::IssueSecret(order),
        Change::RetireSecret(RemoteRef::new("strategy", "s-x")),
        Change::RemoveProfile,
    ] {
        let error = bench.try_profile(&change).unwrap_err();
        assert!(matches!(error, Error::Conflict { .. }), "{change:?}: {error:?}");
    }
    bench.recorder.with(|state| {
        assert_eq!(state.applications["app-x"], foreign);
        assert_eq!(state.strategies["s-x"], strategy);
    });
    let mut bench = bench;
    bench.target.adopt = true;
    let adopted = bench.profile(&Change::CreateProfile(settings())).observed.unwrap();
    assert_eq!((adopted.remote.id.as_str(), adopted.marker), ("app-x", Some(bench.target.marker.clone())));
}

#[test]
fn rules_of_others_stay() {
    let bench = Bench::new(Habits::default());
    prepare(&bench);
    bench.ground(&Change::Admit(api(), MechanismKind::ClientCertificate));
    let foreign = json!({"templateKey": "IdentificationRule", "parameters": [
        {"templateKey": "applicationLookup", "values": ["open"]}, {"templateKey": "identificationType", "values": ["apiKey"]}]});
    bench.recorder.with(|state| {
        let action = state.actions.values_mut().find(|action| action["templateKey"] == "evaluatePolicy").unwrap();
        action["parameters"].as_array_mut().unwrap().push(foreign.clone());
        action["names"] = json!([{"value": "Renamed", "locale": "en"}]);
    });
    bench.ground(&Change::Admit(api(), MechanismKind::JwtBearer));
    let ground = bench.gateway.ground().unwrap();
    let kinds = [MechanismKind::Oauth2, MechanismKind::ClientCertificate, MechanismKind::JwtBearer];
    assert_eq!(ground.apis[&api()].admits, BTreeSet::from(kinds));
    assert_eq!(ground.apis[&api()].foreign_rules, BTreeSet::from(["apiKey".to_owned()]));
    bench.recorder.with(|state| {
        let stages = state.policies.values().next().unwrap()["policyEnforcements"].as_array().unwrap().clone();
        let keys: Vec<_> = stages.iter().map(|stage| stage["stageKey"].as_str().unwrap()).collect();
        assert_eq!(keys, ["transport", "routing", "IAM"], "other stages are repeated");
        let others: Vec<_> = state.local["scopes"].as_array().unwrap().iter().map(|scope| scope["name"].clone()).collect();
        assert_eq!(others, [json!("other"), json!("css-api-scope")]);
        assert_eq!(state.local["scopes"][0]["extra"], 1);
    });
    // Rules joined by AND are for people to decide.
    bench.recorder.with(|state| {
        let action = state.actions.values_mut().find(|action| action["templateKey"] == "evaluatePolicy").unwrap();
        action["parameters"][0]["values"] = json!(["AND"]);
    });
    let target = Target::Ground(bench.target.marker.key.environment.clone());
    let error = bench.gateway.apply(&target, &Change::Admit(api(), MechanismKind::Oidc), &bench.desk).unwrap_err();
    assert!(matches!(error, Error::Conflict { .. }), "{error:?}");
}

#[test]
fn what_does_not_exist_is_named() {
    let bench = Bench::new(Habits::default());
    bench.profile(&Change::CreateProfile(settings()));
    let error = bench.try_profile(&Change::Assign(BTreeSet::from([api()]))).unwrap_err();
    assert!(
        matches!(&error, Error::Missing { what, next, .. } if what.contains("quote-api/1.0") && next.contains("publish")),
        "{error:?}"
    );
    let before = bench.desk.noted("application");
    bench.profile(&Change::Unassign(BTreeSet::from([api()])));
    bench.profile(&Change::RetireSecret(RemoteRef::new("strategy", "gone")));
    assert_eq!(bench.desk.noted("application"), before, "nothing is written");
}

#[test]
fn a_mask_is_never_taken_for_a_secret() {
    let bench = Bench::new(Habits { hides: true, ..Habits::default() });
    bench.profile(&Change::CreateProfile(settings()));
    let order = ordered(&["a"], Overlap::First);
    let issued = bench.profile(&Change::IssueSecret(order)).issued;
    let [Issued::Later(pending)] = issued.as_slice() else { panic!("{issued:?}") };
    let left = bench.gateway.collect(std::slice::from_ref(pending), &bench.desk).unwrap();
    assert_eq!((left.as_slice(), bench.desk.kept()), (std::slice::from_ref(pending), None));
    let before = bench.recorder.with(|state| state.strategies.clone());
    let error = bench.try_profile(&Change::SetScopes(pending.remote.clone(), scopes(&["b"]))).unwrap_err();
    assert!(matches!(error, Error::SecretMasked { .. }), "{error:?}");
    bench.recorder.with(|state| assert_eq!(state.strategies, before, "nothing was written"));
}

#[test]
fn no_answer_makes_it_panic() {
    let order = ordered(&["a"], Overlap::Beside);
    let strategy = RemoteRef::new("strategy", "a");
    let changes = [
        Change::CreateProfile(settings()),
        Change::UpdateProfile(settings(), Vec::new()),
        Change::SetState(State::Suspended),
        Change::IssueSecret(order),
        Change::RetireSecret(strategy.clone()),
        Change::SetScopes(strategy, scopes(&["b"])),
        Change::Assign(BTreeSet::from([api()])),
        Change::Unassign(BTreeSet::from([api()])),
        key_order(Overlap::First),
        Change::BindCertificates(Vec::new()),
        Change::LinkSubject(published(), MechanismKind::Oidc),
        Change::LinkSubject(gateway(), MechanismKind::JwtBearer),
        Change::RemoveProfile,
    ];
    let signers = authority("Signers");
    let shared = [
        Change::TrustChain(vec![root(&signers)]),
        Change::AskForCertificates,
        Change::TrustIssuer(published()),
        Change::TrustIssuer(certified(&signers)),
        Change::TrustIssuer(gateway()),
    ];
    for body in ODD {
        let server = Server::play(vec![Play::text(200, body)]);
        let gateway = open(client(server.url(), 0));
        let (desk, mut target) = (TestDesk::default(), target());
        let ground = Target::Ground(target.marker.key.environment.clone());
        let _ = (gateway.probe(), gateway.ground(), gateway.observe(&target, &desk));
        let _ = gateway.survey().map(Iterator::count);
        target.adopt = true;
        target.remote = Some(RemoteRef::new("application", "a"));
        for change in &changes {
            let _ = gateway.apply(&Target::Profile(target.clone()), change, &desk);
        }
        for change in ground_changes().iter().chain(&shared) {
            let _ = gateway.apply(&ground, change, &desk);
        }
    }
}

#[test]
fn a_request_of_ones_own_stays_below_the_admin_api() {
    let bench = Bench::new(Habits::default());
    for path in ["/strategies", "strategies", "/rest/apigateway/strategies"] {
        assert_eq!(bench.gateway.raw(&Request::new(Method::Get, path)).unwrap().status, 200, "{path}");
    }
    assert!(bench.gateway.raw(&Request::new(Method::Get, "http://other.example/")).is_err());
    assert_eq!(bench.gateway.raw(&Request::new(Method::Get, "/nowhere")).unwrap().status, 404);
}

/// Everything a first run does; ends at the first error.
fn onboard(bench: &Bench) -> Result<(), Error> {
    let ground = Target::Ground(bench.target.marker.key.environment.clone());
    for change in ground_changes() {
        bench.gateway.apply(&ground, &change, &bench.desk)?;
    }
    bench.try_profile(&Change::CreateProfile(settings()))?;
    bench.try_profile(&Change::Assign(BTreeSet::from([api()])))?;
    let order = ordered(&["css-api-scope"], Overlap::First);
    for issued in bench.try_profile(&Change::IssueSecret(order))?.issued {
        if let Issued::Later(pending) = issued {
            bench.gateway.collect(&[pending], &bench.desk)?;
        }
    }
    Ok(())
}

#[test]
fn a_run_that_is_cut_at_any_write_is_completed_by_the_next() {
    for carried_out in [false, true] {
        for drops_fields in [false, true] {
            for after in 0.. {
                let mut bench = Bench::new(Habits { drops_fields, ..Habits::default() });
                bench.recorder.cut(Cut { after, carried_out });
                let ended = onboard(&bench);
                if !bench.recorder.was_cut() {
                    ended.unwrap();
                    assert!(after > 10, "{after} writes");
                    break;
                }
                bench.afresh();
                let place = format!("write {after}, carried out: {carried_out}, first run: {ended:?}");
                onboard(&bench).unwrap_or_else(|error| panic!("{place}: {error:?}"));
                let seen = bench.gateway.observe(&bench.target, &bench.desk).unwrap().unwrap();
                assert_eq!((seen.clients.len(), seen.apis.len(), &seen.settings), (1, 1, &settings()), "{place}");
                let secret = format!("secret-of-{}", seen.clients[0].remote.id);
                assert_eq!(bench.desk.kept(), Some(secret), "{place}");
                bench.recorder.with(|state| {
                    let counts = (state.applications.len(), state.strategies.len(), state.apis.len(), state.scopes.len());
                    assert_eq!(counts, (1, 1, 1, 1), "{place}");
                });
            }
        }
    }
}

#[test]
fn a_removal_that_is_cut_at_any_write_is_completed_by_the_next() {
    for carried_out in [false, true] {
        for by_query in [false, true] {
            for after in 0.. {
                let mut bench = Bench::new(Habits { by_query, ..Habits::default() });
                onboard(&bench).unwrap();
                let old = bench.gateway.observe(&bench.target, &bench.desk).unwrap().unwrap().clients.remove(0).remote;
                bench.issue(Overlap::Beside);
                bench.recorder.cut(Cut { after, carried_out });
                let remove = |bench: &Bench| {
                    bench.try_profile(&Change::RetireSecret(old.clone()))?;
                    bench.try_profile(&Change::RemoveProfile)
                };
                let ended = remove(&bench);
                let was_cut = bench.recorder.was_cut();
                if was_cut {
                    bench.afresh();
                    let again = remove(&bench);
                    again.unwrap_or_else(|error| panic!("write {after}, first run: {ended:?}: {error:?}"));
                }
                bench
                    .recorder
                    .with(|state| assert!(state.applications.is_empty() && state.strategies.is_empty(), "write {after}"));
                if !was_cut {
                    ended.unwrap();
                    break;
                }
            }
        }
    }
}

fn first(state: &mut recorder::State) -> &mut Value {
    state.applications.values_mut().next().unwrap()
}

/// Answers that nobody expects.
const ODD: &[&str] = &[
    "null",
    "[]",
    "{}",
    "0",
    "\"text\"",
    "[null]",
    "[[]]",
    "[{}]",
    r#"{"applications":null}"#,
    r#"{"applications":{}}"#,
    r#"{"applications":[{"id":7,"name":null,"customFields":[],"identifiers":null}]}"#,
    r#"{"apiResponse":null}"#,
    r#"{"apiResponse":[{"api":null}]}"#,
    r#"{"apiResponse":{"api":{"id":null,"policies":null}}}"#,
    r#"{"strategies":null}"#,
    r#"{"strategy":{}}"#,
    r#"{"strategy":{"id":"a","dcrConfig":null,"clientRegistration":null}}"#,
    r#"{"policy":{}}"#,
    r#"{"policyAction":{}}"#,
    r#"{"alias":{}}"#,
    r#"{"alias":[{"type":"authServerAlias","localIntrospectionConfig":[]},{"type":"authServerAlias","name":"a","localIntrospectionConfig":{"issuer":"acme-signer","trustStoreAlias":"a","certificateAlias":""}}]}"#,
    r#"{"listeners":[null,{"ssl":true,"port":null,"clientAuth":[]},{"ssl":"true","enabled":1}]}"#,
    r#"{"truststores":[null,{"keyStoreName":7}],"fileContent":"/u3+7QAAAAL/////","truststoreName":"a","keystoreName":null}"#,
    r#"{"truststoreName":"a","fileContent":"/u3+7QAAAAL/////","isLoaded":true,"preferredSettings":[],"allSettings":null}"#,
    r#"{"scope":null}"#,
    r#"{"APPLICATION":{}}"#,
    r#"{"id":"a","name":"acme-production","strategy":{"id":"a","type":"OAUTH2","dcrConfig":[]},"applications":[{"id":"a"}],"alias":{"scopes":[{}]}}"#,
];

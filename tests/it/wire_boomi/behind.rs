//! What happens behind the driver's back, and what it leaves behind itself.

use std::collections::BTreeSet;

use partnerctl::{
    domain::{
        change::{Change, Overlap},
        mechanism::{IssuerKeys, MechanismKind, TokenIssuer},
    },
    gateway::ProfileTarget,
};
use serde_json::Value;

use super::twin::{Scene, ground, profile};
use crate::{
    twin::boomi::{Habits, Kind, Processor},
    wire::desk::{settings, target},
    wire_boomi::way::{contract, issuer, order, other_partner, publish, quote},
};

/// Whatever is taken away, the next run makes it again, and nothing twice.
#[test]
fn whatever_is_removed_behind_our_back_is_made_again() {
    for kind in [Kind::Application, Kind::Member, Kind::PackageKey, Kind::Plan, Kind::Package, Kind::Service] {
        let mut scene = Scene::new(Habits::default());
        let all = || ground().into_iter().chain(profile());
        all().for_each(|change| scene.make(&target(), &change));
        let id = scene.boomi.list(kind).remove(0)["id"].as_str().unwrap().to_owned();
        scene.boomi.remove(&id);
        scene.afresh();
        for change in all() {
            scene.attempt(&target(), &change).unwrap_or_else(|error| panic!("{kind:?} {}: {error:?}", change.summary()));
        }
        scene.afresh();
        let seen = scene.observed(&target());
        assert_eq!((&seen.settings, &seen.apis, seen.clients.len()), (&settings(), &BTreeSet::from([quote()]), 1), "{kind:?}");
        let client = seen.clients[0].client_id.clone().unwrap();
        let key = scene.boomi.list(Kind::PackageKey).into_iter().find(|key| key["apikey"] == client.as_str()).unwrap();
        assert_eq!(key["secret"].as_str().map(str::to_owned), scene.desk.kept(), "{kind:?}");
        for kind in [Kind::Member, Kind::Application, Kind::Plan, Kind::Package, Kind::Service] {
            assert_eq!(scene.boomi.list(kind).len(), 1, "{kind:?}");
        }
        let before = scene.writes();
        scene.attempt(&target(), &order(Overlap::First)).unwrap();
        assert_eq!(scene.writes(), before, "{kind:?}");
    }
}

/// An issuer whose keys are in the one set that its API knows.
fn shared(name: &str) -> TokenIssuer {
    let keys = IssuerKeys::Published("https://keys.example/jwks.json".parse().unwrap());
    TokenIssuer { keys, ..issuer(name, &[("azp", &format!("{name}-client")), ("team", name)]) }
}

fn inputs(scene: &Scene) -> Value {
    scene.boomi.list(Kind::Endpoint).remove(0)["processor"]["preInputs"].clone()
}

/// What one partner added to the connector of an endpoint goes with it; what the other needs stays, until it goes, too.
#[test]
fn an_endpoint_forgets_what_nobody_needs_any_more() {
    for processor in [Processor::Merged, Processor::Replaced] {
        let scene = Scene::new(Habits { processor, ..Habits::default() });
        let (globex, globex_settings) = other_partner();
        let acme = target();
        scene.make(&acme, &publish(&contract()));
        scene.make(&acme, &Change::Admit(contract(), MechanismKind::JwtBearer));
        let link = |target: &ProfileTarget, name: &str| {
            scene.make(target, &Change::LinkSubject(shared(name), MechanismKind::JwtBearer));
            scene.make(target, &Change::Assign(BTreeSet::from([contract()])));
        };
        scene.make(&acme, &Change::CreateProfile(settings()));
        link(&acme, "acme");
        scene.make(&globex, &Change::CreateProfile(globex_settings));
        link(&globex, "globex");
        assert_eq!(inputs(&scene)["iss"], "https://acme.example,https://globex.example");
        scene.make(&acme, &Change::Unassign(BTreeSet::from([contract()])));
        let left = inputs(&scene);
        assert_eq!(
            (&left["iss"], &left["nonstandard_claims"]),
            (&"https://globex.example".into(), &"{\"team\":\"globex\"}".into())
        );
        assert_eq!(scene.observed(&globex).apis, BTreeSet::from([contract()]), "the other one is served as before");
        assert!(scene.observed(&acme).apis.is_empty());
        scene.make(&acme, &Change::Assign(BTreeSet::from([contract()])));
        assert_eq!(inputs(&scene)["iss"], "https://globex.example,https://acme.example");
        for partner in [&acme, &globex] {
            scene.make(partner, &Change::RemoveProfile);
        }
        let left = inputs(&scene);
        for name in ["iss", "aud", "nonstandard_claims", "jwks_uri"] {
            assert_eq!(left[name].as_str().unwrap_or_default(), "", "{name}: {left}");
        }
        assert!(scene.gateway.ground().unwrap().issuers.is_empty());
    }
}

/// A partner that moves to another issuer takes the former along, also where an endpoint has one address of keys.
#[test]
fn another_issuer_takes_the_place_of_the_former() {
    let scene = Scene::new(Habits::default());
    let acme = target();
    scene.make(&acme, &publish(&contract()));
    scene.make(&acme, &Change::Admit(contract(), MechanismKind::JwtBearer));
    scene.make(&acme, &Change::CreateProfile(settings()));
    scene.make(&acme, &Change::LinkSubject(issuer("first", &[("azp", "acme-client")]), MechanismKind::JwtBearer));
    scene.make(&acme, &Change::Assign(BTreeSet::from([contract()])));
    scene.make(&acme, &Change::LinkSubject(issuer("second", &[("azp", "acme-client")]), MechanismKind::JwtBearer));
    let seen = inputs(&scene);
    assert_eq!((&seen["iss"], &seen["jwks_uri"]), (&"https://second.example".into(), &"https://second.example/jwks.json".into()));
    assert_eq!(scene.observed(&acme).apis, BTreeSet::from([contract()]));
}

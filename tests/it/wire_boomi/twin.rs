//! The driver before the imitation of the V3 API, which is another reading of the same contract: the whole way under its habits, cut
//! at every write, up to the partner's own call.

use std::{collections::BTreeSet, sync::Arc, time::Duration};

use partnerctl::{
    caller::{self, oauth2},
    clock::{Clock as _, Fixed, Stop},
    domain::{
        change::{Change, Overlap},
        mechanism::MechanismKind,
        message::{Body, Method},
        profile::{Observed, State},
        secret::Secret,
    },
    gateway::{Effect, Error, Gateway, ProfileTarget, Target},
};
use serde_json::json;
use time::macros::datetime;

use crate::{
    twin::boomi::{
        AREA, Boomi, Codes, DeadToken, Duplicate, Fault, Habits, Kind, Manager, Offsets, Pace, PackageShown, PlanContent,
        Processor, Removal, SERVICE_USER, SecretsShown, Trouble, V3_KEY,
    },
    wire::desk::{TestDesk, settings, target},
    wire_boomi::{
        open_as,
        way::{contract, issuer, order, other_partner, publish, quote},
    },
};

/// A workspace before the imitation.
pub(super) struct Scene {
    pub(super) boomi: Boomi,
    clock: Arc<Fixed>,
    pub(super) desk: TestDesk,
    pub(super) gateway: Box<dyn Gateway>,
}

impl Scene {
    pub(super) fn new(habits: Habits) -> Self {
        let clock = Arc::new(Fixed::at(datetime!(2026-11-21 09:30:00 UTC)));
        let boomi = Boomi::with_clock(habits, clock.clone());
        let gateway = gateway(&boomi, &clock);
        Self { boomi, clock, desk: TestDesk::default(), gateway }
    }

    /// A new command: nothing is remembered.
    pub(super) fn afresh(&mut self) {
        self.gateway = gateway(&self.boomi, &self.clock);
    }

    pub(super) fn attempt(&self, target: &ProfileTarget, change: &Change) -> Result<Effect, Error> {
        let ground = matches!(
            change,
            Change::PublishApi(_)
                | Change::SetApiState(..)
                | Change::Admit(..)
                | Change::RequireHttps(_)
                | Change::TrustIssuer(_)
        );
        let at = if ground { Target::Ground(target.marker.key.environment.clone()) } else { Target::Profile(target.clone()) };
        self.gateway.apply(&at, change, &self.desk)
    }

    /// Makes a change twice: the second time nothing is written.
    pub(super) fn make(&self, target: &ProfileTarget, change: &Change) {
        for written in [None, Some(0)] {
            let before = self.writes();
            self.attempt(target, change).unwrap_or_else(|error| panic!("{}: {error:?}", change.summary()));
            assert!(written.is_none_or(|written| self.writes() == before + written), "{} again", change.summary());
        }
    }

    pub(super) fn writes(&self) -> usize {
        self.boomi.seen().iter().filter(|seen| seen.method != "GET" && seen.path.starts_with("/v3/rest")).count()
    }

    pub(super) fn observed(&self, target: &ProfileTarget) -> Observed {
        self.gateway.observe(target, &self.desk).unwrap().unwrap()
    }
}

fn gateway(boomi: &Boomi, clock: &Arc<Fixed>) -> Box<dyn Gateway> {
    open_as(boomi.url(), V3_KEY, (SERVICE_USER.0, SERVICE_USER.1, AREA), clock.clone())
}

pub(super) fn ground() -> Vec<Change> {
    vec![publish(&quote()), Change::RequireHttps(quote()), Change::Admit(quote(), MechanismKind::Oauth2)]
}

pub(super) fn profile() -> Vec<Change> {
    vec![Change::CreateProfile(settings()), order(Overlap::First), Change::Assign(BTreeSet::from([quote()]))]
}

fn walk(scene: &Scene) {
    let mine = target();
    assert!(scene.gateway.observe(&mine, &scene.desk).unwrap().is_none());
    for change in ground().iter().chain(&profile()) {
        scene.make(&mine, change);
    }
    let ground = scene.gateway.ground().unwrap();
    assert_eq!(ground.apis[&quote()].admits, BTreeSet::from([MechanismKind::Oauth2]));
    let seen = scene.observed(&mine);
    assert_eq!((&seen.settings, &seen.apis, seen.state), (&settings(), &BTreeSet::from([quote()]), State::Active));
    let first = seen.clients[0].remote.clone();
    assert!(matches!(scene.attempt(&mine, &order(Overlap::Beside)), Ok(effect) if effect.issued.len() == 1));
    for change in [
        Change::RetireSecret(first),
        Change::SetState(State::Suspended),
        Change::SetState(State::Active),
        Change::SetApiState(quote(), State::Suspended),
        Change::SetApiState(quote(), State::Active),
    ] {
        scene.make(&mine, &change);
    }
    assert_eq!(scene.gateway.survey().unwrap().map(Result::unwrap).collect::<Vec<_>>(), [scene.observed(&mine)]);
    scene.make(&mine, &Change::Unassign(BTreeSet::from([quote()])));
    scene.make(&mine, &Change::RemoveProfile);
    assert!(scene.boomi.list(Kind::Member).is_empty() && scene.boomi.list(Kind::PackageKey).is_empty());
}

#[test]
fn the_whole_way_under_every_habit() {
    let habits: [(&str, Habits); 12] = [
        ("plain", Habits::default()),
        ("two in a second", Habits { pace: Pace::PerSecond(2), ..Habits::default() }),
        ("refuses now and then", Habits { pace: Pace::RefusesEvery(5), retry_after: Some(3), ..Habits::default() }),
        ("pages", Habits { offsets: Offsets::Pages, ..Habits::default() }),
        ("replaced", Habits { processor: Processor::Replaced, codes: Codes::Rest, ..Habits::default() }),
        ("duplicates in words", Habits { duplicate: Duplicate::Plain, unsettled: 2, ..Habits::default() }),
        ("duplicates by field", Habits { duplicate: Duplicate::Field, ..Habits::default() }),
        ("secrets once", Habits { secrets_shown: SecretsShown::Once, ..Habits::default() }),
        ("no package", Habits { package: PackageShown::Null, ..Habits::default() }),
        ("service alone", Habits { plan_content: PlanContent::ServiceAlone, ..Habits::default() }),
        ("removals from below", Habits { removal: Removal::Refused, ..Habits::default() }),
        ("dead tokens", Habits { dead_token: DeadToken::Unauthorized, refresh_lifetime: 10, ..Habits::default() }),
    ];
    for (name, habits) in habits {
        println!("{name}");
        walk(&Scene::new(habits));
    }
}

/// Whatever happens to a write, the next run ends well: one member, one application, one key, and its secret at the desk.
#[test]
fn trouble_at_any_write_heals() {
    for fault in [
        Fault::ClosedBefore,
        Fault::Dropped,
        Fault::Cut,
        Fault::TimedOut,
        Fault::BadRequest,
        Fault::Page(502),
        Fault::Refused(Manager::Inactive),
    ] {
        for after in 0.. {
            let mut scene = Scene::new(Habits { unsettled: 1, ..Habits::default() });
            scene.boomi.fault(Trouble::on("WRITE /**", fault.clone()).after(after));
            let all = || ground().into_iter().chain(profile()).collect::<Vec<_>>();
            let first = all().iter().try_for_each(|change| scene.attempt(&target(), change).map(drop));
            if scene.boomi.heal() {
                assert!(first.is_ok(), "{fault:?} {after}: {first:?}");
                assert!(after > 9, "{fault:?}: {after} writes");
                break;
            }
            scene.afresh();
            for change in all() {
                let made = scene.attempt(&target(), &change);
                made.unwrap_or_else(|error| panic!("{fault:?} {after} {}: {error:?}", change.summary()));
            }
            let (members, keys) = (scene.boomi.list(Kind::Member), scene.boomi.list(Kind::PackageKey));
            assert_eq!((members.len(), scene.boomi.list(Kind::Application).len(), keys.len()), (1, 1, 1), "{fault:?} {after}");
            assert_eq!(keys[0]["secret"].as_str().map(str::to_owned), scene.desk.kept(), "{fault:?} {after}");
        }
    }
}

#[test]
fn a_partner_calls_with_what_it_was_given() {
    let scene = Scene::new(Habits::default());
    for change in ground().iter().chain(&profile()) {
        scene.make(&target(), change);
    }
    let seen = scene.observed(&target());
    let http = caller::client(scene.boomi.url(), None, Duration::from_secs(2), scene.clock.clone(), Stop::default()).unwrap();
    let local = |path: &str| scene.boomi.url().join(path).unwrap();
    let url = local(seen.token_endpoint.unwrap().path());
    let (client, secret) = (seen.clients[0].client_id.clone().unwrap(), Secret::new(scene.desk.kept().unwrap()));
    let call =
        |token| caller::call(&http, Method::Get, &local("/quote-api/1.0/quotes"), Some(&token), Body::Empty).unwrap().status;
    let token = || oauth2::token_by_client_secret(&http, &url, &client, &secret, &BTreeSet::new());
    assert_eq!(call(token().unwrap().access_token), 200);
    for (change, back) in [
        (Change::SetApiState(quote(), State::Suspended), Change::SetApiState(quote(), State::Active)),
        (Change::SetState(State::Suspended), Change::SetState(State::Active)),
    ] {
        scene.make(&target(), &change);
        let refused = token().map_or(403, |token| call(token.access_token));
        assert_eq!(refused, 403, "{}", change.summary());
        scene.make(&target(), &back);
        assert_eq!(call(token().unwrap().access_token), 200, "{}", back.summary());
    }
}

#[test]
fn a_key_ends_with_its_secret_and_a_second_one_has_a_life_of_its_own() {
    let scene = Scene::new(Habits::default());
    for change in ground().iter().chain(&profile()) {
        scene.make(&target(), change);
    }
    let ends = |scene: &Scene| scene.observed(&target()).clients.iter().map(|one| one.usage.ends).collect::<Vec<_>>();
    let first = Some("2027-11-21T00:00:00Z".parse().unwrap());
    assert_eq!(ends(&scene), [first]);
    scene.clock.sleep(Duration::from_secs(30 * 24 * 3600), &Stop::default());
    scene.attempt(&target(), &order(Overlap::Beside)).unwrap();
    assert_eq!(ends(&scene), [first, Some("2027-12-21T00:00:00Z".parse().unwrap())]);
    let sent: Vec<_> = scene.boomi.list(Kind::PackageKey).iter().map(|key| key["expires"].clone()).collect();
    assert_eq!(sent, [json!("2027-11-21"), json!("2027-12-21")]);
}

/// One client alone sends the field: a server may not know it, and drop it or refuse it.
#[test]
fn a_server_that_knows_no_end_of_keys_makes_one_all_the_same() {
    let scene = Scene::new(Habits::default());
    scene.boomi.fault(Trouble::on("POST /applications/*/packageKeys", Fault::Field("expires", "Unknown property")));
    for change in ground().iter().chain(&profile()) {
        scene.attempt(&target(), change).unwrap_or_else(|error| panic!("{}: {error:?}", change.summary()));
    }
    let keys = scene.boomi.list(Kind::PackageKey);
    assert_eq!((keys.len(), &keys[0]["expires"]), (1, &serde_json::Value::Null));
    assert_eq!(keys[0]["secret"].as_str().map(str::to_owned), scene.desk.kept());
    assert_eq!(scene.observed(&target()).clients[0].usage.ends, None);
}

#[test]
fn a_partner_with_its_own_issuer_gets_its_api() {
    let scene = Scene::new(Habits { processor: Processor::Replaced, ..Habits::default() });
    let (mine, settings) = other_partner();
    let theirs = issuer("idp", &[("azp", "globex-client")]);
    scene.boomi.publish("https://idp.example/jwks.json", &json!({"keys": []}));
    for change in [
        publish(&contract()),
        Change::Admit(contract(), MechanismKind::JwtBearer),
        Change::CreateProfile(settings),
        Change::LinkSubject(theirs.clone(), MechanismKind::JwtBearer),
        Change::Assign(BTreeSet::from([contract()])),
        Change::TrustIssuer(theirs.clone()),
        Change::LinkSubject(theirs, MechanismKind::JwtBearer),
    ] {
        scene.make(&mine, &change);
    }
    let seen = scene.observed(&mine);
    assert_eq!((seen.apis, seen.clients.len()), (BTreeSet::from([contract()]), 1));
    assert!(scene.gateway.ground().unwrap().issuers.contains_key("https://idp.example"));
    scene.make(&mine, &Change::RemoveProfile);
}

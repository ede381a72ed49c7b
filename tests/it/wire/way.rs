//! The whole way of an OAuth 2.0 partner through the driver, and what may go wrong on it.

use std::collections::BTreeSet;

use partnerctl::{
    domain::{
        api::{Api, ApiDescription, ApiFormat},
        capability::Support,
        change::{Change, Operation, Overlap, Scope, SecretKind, SecretOrder},
        mechanism::MechanismKind,
        name::{ApiRef, ScopeName},
        profile::State,
    },
    gateway::{Effect, Error, Gateway, Issued, Pending, ProfileTarget, Target},
};
use serde_json::json;

use crate::{
    replies::client,
    wire::{
        desk::{TestDesk, open, settings, target},
        recorder::{Habits, Recorder},
        trust,
    },
};

pub(crate) fn api() -> ApiRef {
    "quote-api/1.0".parse().unwrap()
}

pub(crate) fn scopes(names: &[&str]) -> BTreeSet<ScopeName> {
    names.iter().map(|name| name.parse().unwrap()).collect()
}

/// An order for a client secret.
pub(crate) fn order(names: &[&str], overlap: Overlap) -> SecretOrder {
    SecretOrder { kind: SecretKind::ClientSecret, scopes: scopes(names), overlap }
}

/// A partner at work: a gateway, a desk, a target.
pub(crate) struct Bench {
    pub(crate) recorder: Recorder,
    pub(crate) gateway: Box<dyn Gateway>,
    pub(crate) desk: TestDesk,
    pub(crate) target: ProfileTarget,
}

impl Bench {
    pub(crate) fn new(habits: Habits) -> Self {
        let recorder = Recorder::start(habits);
        let gateway = open(client(recorder.server.url(), 0));
        Self { recorder, gateway, desk: TestDesk::default(), target: target() }
    }

    /// A new command: nothing is remembered.
    pub(crate) fn afresh(&mut self) {
        self.gateway = open(client(self.recorder.server.url(), 0));
    }

    pub(crate) fn try_profile(&self, change: &Change) -> Result<Effect, Error> {
        self.gateway.apply(&Target::Profile(self.target.clone()), change, &self.desk)
    }

    pub(crate) fn profile(&self, change: &Change) -> Effect {
        self.try_profile(change).unwrap_or_else(|error| panic!("{}: {error:?}", change.summary()))
    }

    pub(crate) fn try_ground(&self, change: &Change) -> Result<Effect, Error> {
        let target = Target::Ground(self.target.marker.key.environment.clone());
        self.gateway.apply(&target, change, &self.desk)
    }

    pub(crate) fn ground(&self, change: &Change) -> Effect {
        self.try_ground(change).unwrap_or_else(|error| panic!("{}: {error:?}", change.summary()))
    }

    /// The writes since there were so many requests.
    pub(crate) fn writes_since(&self, before: usize) -> Vec<String> {
        let seen = self.recorder.server.seen().split_off(before);
        let writes = seen.iter().filter(|seen| seen.method != "GET" && !seen.path.ends_with("/search"));
        writes.map(|seen| format!("{} {}", seen.method, seen.path)).collect()
    }

    pub(crate) fn issue(&self, overlap: Overlap) -> Pending {
        let mut effect = self.profile(&Change::IssueSecret(order(&["css-api-scope"], overlap)));
        match effect.issued.pop() {
            Some(Issued::Later(pending)) => {
                assert!(self.gateway.collect(std::slice::from_ref(&pending), &self.desk).unwrap().is_empty());
                pending
            }
            Some(Issued::Now(pending)) => pending,
            None => panic!("nothing was issued"),
        }
    }

    /// How many of the requests so far were of this method and path.
    pub(crate) fn count(&self, method: &str, path: &str) -> usize {
        let path = format!("/rest/apigateway{path}");
        self.recorder.server.seen().iter().filter(|seen| seen.method == method && seen.path == path).count()
    }
}

pub(crate) fn ground_changes() -> Vec<Change> {
    let content =
        json!({"openapi": "3.0.0", "info": {"title": "q", "version": "1.0"}, "servers": [{"url": "http://old"}], "paths": {}});
    let publish = Api {
        reference: api(),
        description: ApiDescription { format: ApiFormat::OpenApi3, content },
        upstream: "https://backend.example/v1".parse().ok(),
        scopes: Vec::new(),
    };
    vec![
        Change::PublishApi(Box::new(publish)),
        Change::RequireHttps(api()),
        Change::Admit(api(), MechanismKind::Oauth2),
        Change::EnsureScope(Scope { name: "css-api-scope".parse().unwrap(), issuer: None, apis: BTreeSet::from([api()]) }),
        Change::SetApiState(api(), State::Active),
    ]
}

pub(crate) fn prepare(bench: &Bench) {
    for change in ground_changes() {
        bench.ground(&change);
    }
}

/// Walks the whole way, every operation once, with reads in between.
pub(crate) fn walk(bench: &mut Bench) {
    bench.gateway.probe().unwrap();
    assert!(bench.gateway.ground().unwrap().apis.is_empty());
    prepare(bench);
    bench.profile(&Change::CreateProfile(settings()));
    bench.profile(&Change::Assign(BTreeSet::from([api()])));
    let first = bench.issue(Overlap::First);
    bench.afresh();
    let second = bench.issue(Overlap::Beside);
    bench.profile(&Change::SetScopes(second.remote.clone(), scopes(&["css-api-scope", "css-phase2-scope"])));
    bench.profile(&Change::RetireSecret(first.remote));
    bench.profile(&Change::SetState(State::Suspended));
    bench.profile(&Change::UpdateProfile(
        partnerctl::domain::profile::Settings { description: "ACME Inc.".to_owned(), ..settings() },
        Vec::new(),
    ));
    trust::walk(bench);
    bench.gateway.ground().unwrap();
    assert_eq!(bench.gateway.survey().unwrap().map(Result::unwrap).count(), 1);
    bench.profile(&Change::Unassign(BTreeSet::from([api()])));
    bench.profile(&Change::RemoveProfile);
}

const HABITS: [Habits; 3] = [
    Habits::USUAL,
    Habits { version: "10.11", masks: false, bare: false, drops_fields: true, by_query: false, ..Habits::USUAL },
    Habits { version: "11.0", bare: false, drops_fields: true, by_query: false, ..Habits::USUAL },
];

#[test]
fn a_partner_is_onboarded_rotated_and_removed() {
    for habits in HABITS {
        let mut bench = Bench::new(habits);
        let probe = bench.gateway.probe().unwrap();
        assert_eq!(probe.version, format!("{}.0.1", habits.version));
        assert_eq!(probe.capabilities.support(Operation::IssueSecret, MechanismKind::Oauth2), Support::Native);
        prepare(&bench);

        let ground = bench.gateway.ground().unwrap();
        let published = &ground.apis[&api()];
        assert_eq!((published.state, published.https, published.https_only), (State::Active, true, false));
        assert_eq!(published.admits, BTreeSet::from([MechanismKind::Oauth2]));
        assert_eq!(published.scopes, scopes(&["css-api-scope"]));
        let endpoints: Vec<_> = published.endpoints.iter().map(url::Url::as_str).collect();
        assert_eq!(endpoints, ["https://api.example/gateway/quote-api/1.0", "http://api.example/gateway/quote-api/1.0"]);
        assert_eq!(ground.scopes, scopes(&["css-api-scope", "other"]));
        assert_eq!(ground.issuers.keys().collect::<Vec<_>>(), ["https://idp.example"]);

        assert_eq!(bench.gateway.observe(&bench.target, &bench.desk).unwrap(), None);
        let created = bench.profile(&Change::CreateProfile(settings())).observed.unwrap();
        assert_eq!((created.marker.as_ref(), &created.settings), (Some(&bench.target.marker), &settings()), "{habits:?}");
        bench.target.remote = Some(created.remote);
        bench.profile(&Change::Assign(BTreeSet::from([api()])));

        let first = bench.issue(Overlap::First);
        assert_eq!(bench.desk.kept(), Some(format!("secret-of-{}", first.remote.id)));
        let second = bench.issue(Overlap::Beside);
        assert_eq!(bench.desk.kept(), Some(format!("secret-of-{}", second.remote.id)));
        let seen = bench.gateway.observe(&bench.target, &bench.desk).unwrap().unwrap();
        let clients: Vec<_> = seen.clients.iter().map(|client| client.remote.clone()).collect();
        assert_eq!(clients, [first.remote.clone(), second.remote.clone()], "the oldest first");
        assert_eq!((seen.clients[0].scopes.clone(), seen.apis), (scopes(&["css-api-scope"]), BTreeSet::from([api()])));
        assert_eq!(seen.token_endpoint.unwrap().as_str(), "https://api.example/invoke/pub.apigateway.oauth2/getAccessToken");

        let wider = scopes(&["css-api-scope", "css-phase2-scope"]);
        bench.profile(&Change::SetScopes(second.remote.clone(), wider.clone()));
        let secret =
            bench.recorder.with(|state| state.strategies[&second.remote.id]["clientRegistration"]["clientSecret"].clone());
        assert_eq!(secret, json!(format!("secret-of-{}", second.remote.id)), "no mask is written back");
        let left = bench.profile(&Change::RetireSecret(first.remote.clone())).observed.unwrap();
        assert_eq!(left.clients.iter().map(|client| &client.remote).collect::<Vec<_>>(), [&second.remote]);
        assert_eq!(left.clients[0].scopes, wider);
        bench.profile(&Change::RetireSecret(first.remote));
        assert_eq!(bench.profile(&Change::SetState(State::Suspended)).observed.unwrap().state, State::Suspended);
        assert_eq!(bench.gateway.survey().unwrap().count(), 1);
        let kept = bench.recorder.with(|state| state.applications.values().next().unwrap()["unknownField"].clone());
        assert_eq!(kept, json!({"kept": true}), "what we do not know survives");

        bench.profile(&Change::RemoveProfile);
        bench.profile(&Change::RemoveProfile);
        bench.recorder.with(|state| assert!(state.applications.is_empty() && state.strategies.is_empty(), "{habits:?}"));
    }
}

#[test]
fn doing_it_again_writes_nothing() {
    let mut bench = Bench::new(Habits::default());
    prepare(&bench);
    bench.profile(&Change::CreateProfile(settings()));
    bench.profile(&Change::Assign(BTreeSet::from([api()])));
    bench.issue(Overlap::First);
    bench.afresh();
    let before = bench.recorder.server.seen().len();
    prepare(&bench);
    bench.profile(&Change::CreateProfile(settings()));
    bench.profile(&Change::UpdateProfile(settings(), Vec::new()));
    bench.profile(&Change::Assign(BTreeSet::from([api()])));
    bench.profile(&Change::SetState(State::Active));
    let order = order(&["css-api-scope"], Overlap::First);
    assert_eq!(bench.profile(&Change::IssueSecret(order)).issued, Vec::new());
    assert_eq!(bench.writes_since(before), Vec::<String>::new());
}

#[test]
fn all_profiles_of_ours_are_found_and_no_others() {
    for (drops_fields, lists_less) in [(false, false), (false, true), (true, false)] {
        let mut bench = Bench::new(Habits { drops_fields, lists_less, ..Habits::default() });
        for partner in ["acme", "globex", "initech"] {
            bench.target.name = format!("{partner}-production");
            bench.target.marker.key.partner = partner.parse().unwrap();
            let settings = partnerctl::domain::profile::Settings { name: bench.target.name.clone(), ..settings() };
            bench.profile(&Change::CreateProfile(settings));
        }
        bench.recorder.with(|state| {
            state.applications.insert("x".to_owned(), json!({"id": "x", "name": "Somebody Else", "description": "by hand"}));
            let other = json!({"id": "y", "name": "y", "customFields": {"partnerctl": "others/production/acme#1"}});
            state.applications.insert("y".to_owned(), other);
        });
        bench.afresh();
        let mut names: Vec<_> = bench.gateway.survey().unwrap().map(|found| found.unwrap().settings.name).collect();
        names.sort();
        assert_eq!(names, ["acme-production", "globex-production", "initech-production"], "{drops_fields} {lists_less}");
        assert_eq!(bench.count("GET", "/applications/x"), 0, "what cannot be ours is not read one by one");
    }
}

#[test]
fn more_apis_than_a_page_are_all_found() {
    let bench = Bench::new(Habits::default());
    bench.recorder.with(|state| {
        for number in 0..250 {
            let id = format!("api-{number}");
            let api =
                json!({"id": id, "apiName": format!("api-{number}"), "apiVersion": "1.0", "isActive": true, "policies": []});
            state.apis.insert(id, api);
        }
    });
    let ground = bench.gateway.ground().unwrap();
    assert_eq!(ground.apis.len(), 250);
    let lists = bench.recorder.server.seen().iter().filter(|seen| seen.path.contains("/apis?")).count();
    assert_eq!(lists, 3);
}

#[test]
fn a_partner_takes_a_handful_of_calls() {
    let mut bench = Bench::new(Habits { masks: false, ..Habits::default() });
    prepare(&bench);
    let mut calls = Vec::new();
    for partner in ["acme", "globex"] {
        let before = bench.recorder.server.seen().len();
        bench.target.name = format!("{partner}-production");
        bench.target.marker.key.partner = partner.parse().unwrap();
        bench.target.remote = None;
        assert_eq!(bench.gateway.observe(&bench.target, &bench.desk).unwrap(), None);
        let settings = partnerctl::domain::profile::Settings { name: bench.target.name.clone(), ..settings() };
        bench.target.remote = bench.profile(&Change::CreateProfile(settings)).observed.map(|observed| observed.remote);
        bench.profile(&Change::Assign(BTreeSet::from([api()])));
        bench.issue(Overlap::First);
        let seen = bench.recorder.server.seen().split_off(before);
        calls.push(seen.into_iter().map(|seen| format!("{} {}", seen.method, seen.path)).collect::<Vec<_>>());
    }
    // Five more for the first: where the mark lives, published addresses, APIs and strategies are learnt once per command.
    assert_eq!((calls[0].len(), calls[1].len()), (19, 14), "{calls:#?}");
}

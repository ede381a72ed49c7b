//! The whole way of two partners through the driver: one with a key, one with the tokens of its own issuer.

use std::collections::{BTreeMap, BTreeSet};

use partnerctl::{
    domain::{
        api::{Api, ApiDescription, ApiFormat},
        change::{Change, Overlap, SecretKind, SecretOrder},
        mechanism::{IssuerKeys, MechanismKind, TokenIssuer},
        name::{ApiRef, ProfileKey},
        profile::{Observed, Settings, State},
        secret::SecretRef,
    },
    gateway::{Effect, Error, Gateway, Issued, Pending, ProfileTarget, Target},
};
use serde_json::json;

use crate::{
    wire::desk::{TestDesk, settings, target},
    wire_boomi::{
        open,
        stand_in::{Habits, StandIn},
    },
};

/// A partner at work: a gateway, a desk, a target.
pub(crate) struct Bench {
    pub(crate) stand_in: StandIn,
    pub(crate) gateway: Box<dyn Gateway>,
    pub(crate) desk: TestDesk,
    pub(crate) target: ProfileTarget,
    habits: Habits,
}

impl Bench {
    pub(crate) fn new(habits: Habits) -> Self {
        let stand_in = StandIn::start(habits);
        let gateway = open(stand_in.server.url());
        Self { stand_in, gateway, desk: TestDesk::default(), target: target(), habits }
    }

    /// A new command: nothing is remembered.
    pub(crate) fn afresh(&mut self) {
        self.gateway = open(self.stand_in.server.url());
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

    pub(crate) fn observed(&self) -> Observed {
        self.gateway.observe(&self.target, &self.desk).unwrap().unwrap()
    }

    pub(crate) fn issue(&self, overlap: Overlap) -> Pending {
        let mut effect = self.profile(&order(overlap));
        match effect.issued.pop() {
            Some(Issued::Now(pending)) => pending,
            other => panic!("{other:?}"),
        }
    }

    /// The writes since there were so many requests.
    pub(crate) fn writes_since(&self, before: usize) -> Vec<String> {
        let seen = self.stand_in.server.seen().split_off(before);
        let writes = seen.iter().filter(|seen| seen.method != "GET" && seen.path != "/v3/token");
        writes.map(|seen| format!("{} {}", seen.method, seen.path)).collect()
    }

    /// Makes a change twice: the second time nothing is written.
    pub(crate) fn twice(&self, change: &Change) {
        let make = |change: &Change| match change {
            Change::PublishApi(_)
            | Change::SetApiState(..)
            | Change::Admit(..)
            | Change::RequireHttps(_)
            | Change::TrustIssuer(_) => self.ground(change),
            _ => self.profile(change),
        };
        make(change);
        let before = self.stand_in.server.seen().len();
        make(change);
        assert_eq!(self.writes_since(before), Vec::<String>::new(), "{}", change.summary());
    }
}

pub(crate) fn order(overlap: Overlap) -> Change {
    Change::IssueSecret(SecretOrder { kind: SecretKind::ClientSecret, scopes: BTreeSet::new(), overlap })
}

pub(crate) fn quote() -> ApiRef {
    "quote-api/1.0".parse().unwrap()
}

pub(crate) fn contract() -> ApiRef {
    "contract-api/2.0".parse().unwrap()
}

pub(crate) fn publish(reference: &ApiRef) -> Change {
    let paths = json!({"/quotes": {"get": {}, "post": {}}});
    let content = json!({"openapi": "3.0.0", "info": {"title": "Quotes", "version": "1.0"}, "paths": paths});
    Change::PublishApi(Box::new(Api {
        reference: reference.clone(),
        description: ApiDescription { format: ApiFormat::OpenApi3, content },
        upstream: "https://backend.example/v1".parse().ok(),
        scopes: Vec::new(),
    }))
}

pub(crate) fn issuer(name: &str, claims: &[(&str, &str)]) -> TokenIssuer {
    TokenIssuer {
        issuer: format!("https://{name}.example"),
        keys: IssuerKeys::Published(format!("https://{name}.example/jwks.json").parse().unwrap()),
        client_id: None,
        audience: Some("https://api.example.com".to_owned()),
        claims: claims.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect::<BTreeMap<_, _>>(),
        scopes: BTreeSet::new(),
    }
}

pub(crate) fn other_partner() -> (ProfileTarget, Settings) {
    let key = ProfileKey { partner: "globex".parse().unwrap(), environment: "production".parse().unwrap() };
    let mut target = target();
    target.marker.key = key.clone();
    target.slot = SecretRef::credential(&key);
    "globex-production".clone_into(&mut target.name);
    (target, Settings { name: "globex-production".to_owned(), ..settings() })
}

/// Every operation, so that every request is seen.
pub(crate) fn walk(bench: &mut Bench) {
    let probe = bench.gateway.probe().unwrap();
    assert_eq!((probe.product.as_str(), probe.version.as_str()), ("Boomi Cloud API Management", "V3"));
    assert!(bench.gateway.ground().unwrap().apis.is_empty());
    assert!(bench.gateway.observe(&bench.target, &bench.desk).unwrap().is_none());
    prepare_ground(bench);
    walk_with_keys(bench);
    walk_with_tokens(bench);
    for (target, _) in [(target(), settings()), other_partner()] {
        bench.target = target;
        bench.twice(&Change::RemoveProfile);
        assert!(bench.gateway.observe(&bench.target, &bench.desk).unwrap().is_none());
    }
    assert_eq!(bench.gateway.survey().unwrap().count(), 0);
    bench.stand_in.with(|state| {
        assert!(state.below("members").is_empty() && state.below("packageKeys").is_empty());
        assert_eq!(state.below("services").len(), 2, "APIs stay");
    });
}

fn prepare_ground(bench: &Bench) {
    bench.twice(&publish(&quote()));
    bench.twice(&publish(&contract()));
    if bench.habits.replaces {
        let id = service(bench, "quote-api");
        let profile = json!({"grantTypes": ["password"], "accessTokenTtl": 60});
        bench.stand_in.with(|state| state.records.insert(format!("services/{id}/securityProfile/oauth"), profile));
    }
    for change in [
        Change::RequireHttps(quote()),
        Change::Admit(quote(), MechanismKind::Oauth2),
        Change::Admit(contract(), MechanismKind::JwtBearer),
        Change::SetApiState(quote(), State::Active),
    ] {
        bench.twice(&change);
    }
    let ground = bench.gateway.ground().unwrap();
    let known = &ground.apis[&quote()];
    assert_eq!(known.endpoints[0].as_str(), "https://api.example.com/quote-api/1.0");
    assert_eq!(known.admits, BTreeSet::from([MechanismKind::Oauth2]));
    assert_eq!((known.state, known.https_only), (State::Active, true));
    assert!(ground.apis[&contract()].admits.contains(&MechanismKind::JwtBearer));
    let error = bench.try_ground(&Change::Admit(quote(), MechanismKind::Oidc)).unwrap_err();
    assert!(matches!(error, Error::Conflict { .. }), "{error:?}");
}

pub(crate) fn service(bench: &Bench, name: &str) -> String {
    let all = bench.stand_in.with(|state| state.below("services"));
    all.iter().find(|service| service["name"] == name).unwrap()["id"].as_str().unwrap().to_owned()
}

fn walk_with_keys(bench: &mut Bench) {
    bench.twice(&Change::CreateProfile(settings()));
    assert_eq!(bench.observed().settings, settings());
    let changed = Settings { contacts: vec!["a@acme.example".to_owned(), "b@acme.example".to_owned()], ..settings() };
    bench.twice(&Change::UpdateProfile(changed.clone(), Vec::new()));
    let seen = bench.observed();
    assert_eq!((seen.settings, seen.state), (changed, State::Active));
    assert_eq!(seen.marker, Some(bench.target.marker.clone()));

    let first = bench.issue(Overlap::First);
    let kept = bench.desk.kept().unwrap();
    bench.twice(&order(Overlap::First));
    assert_eq!(bench.desk.kept(), Some(kept.clone()));
    bench.twice(&Change::Assign(BTreeSet::from([quote()])));
    let seen = bench.observed();
    assert_eq!(seen.token_endpoint.unwrap().as_str(), "https://api.example.com/quote-api/1.0/oauth/token");
    assert_eq!((seen.apis, seen.clients.len()), (BTreeSet::from([quote()]), 1));
    assert_eq!(seen.clients[0].client_id, first.client_id);

    let second = bench.issue(Overlap::Beside);
    assert_ne!(bench.desk.kept(), Some(kept.clone()));
    assert_eq!(bench.observed().clients.len(), 2);
    assert!(bench.gateway.collect(std::slice::from_ref(&first), &bench.desk).unwrap().is_empty());
    assert_eq!(bench.desk.kept(), Some(kept), "the gateway shows secrets");
    bench.twice(&Change::RetireSecret(first.remote));
    assert_eq!(bench.observed().clients[0].client_id, second.client_id);

    bench.twice(&Change::SetState(State::Suspended));
    assert_eq!(bench.observed().state, State::Suspended);
    bench.twice(&Change::SetState(State::Active));
    bench.twice(&Change::SetApiState(quote(), State::Suspended));
    assert_eq!(bench.gateway.ground().unwrap().apis[&quote()].state, State::Suspended);
    assert_eq!(bench.observed().apis, BTreeSet::from([quote()]), "it is assigned all the same");
    bench.twice(&Change::SetApiState(quote(), State::Active));
    assert_eq!(bench.gateway.ground().unwrap().apis[&quote()].state, State::Active);
    assert_eq!(bench.gateway.survey().unwrap().map(Result::unwrap).collect::<Vec<_>>(), [bench.observed()]);
    bench.twice(&Change::Unassign(BTreeSet::from([quote()])));
    assert!(bench.observed().apis.is_empty());
}

fn walk_with_tokens(bench: &mut Bench) {
    let (target, settings) = other_partner();
    bench.target = target;
    bench.twice(&Change::CreateProfile(settings));
    let theirs = issuer("idp", &[("azp", "globex-client"), ("tenant", "blue")]);
    bench.twice(&Change::TrustIssuer(theirs.clone()));
    bench.twice(&Change::LinkSubject(theirs.clone(), MechanismKind::JwtBearer));
    bench.twice(&Change::Assign(BTreeSet::from([contract()])));
    bench.twice(&Change::LinkSubject(theirs.clone(), MechanismKind::JwtBearer));
    let seen = bench.observed();
    assert_eq!(seen.apis, BTreeSet::from([contract()]));
    assert_eq!(seen.clients.len(), 1);
    let client = &seen.clients[0];
    assert_eq!((client.mechanism, client.client_id.as_deref()), (MechanismKind::JwtBearer, Some("globex-client")));
    assert_eq!((client.issuer.as_ref(), client.audience.as_ref()), (Some(&theirs.issuer), theirs.audience.as_ref()));
    assert!(theirs.claims.into_iter().all(|claim| seen.claims.contains(&claim)));
    let known = bench.gateway.ground().unwrap().issuers.remove("https://idp.example").unwrap();
    assert_eq!(known.jwks_uri.unwrap().as_str(), "https://idp.example/jwks.json");
}

#[test]
fn the_whole_way() {
    for habits in super::judge::HABITS {
        walk(&mut Bench::new(habits));
    }
}

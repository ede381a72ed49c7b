//! What a law stands on: a rig for one product, a connection, a desk and a partner.

use std::collections::{BTreeMap, BTreeSet};

use partnerctl::{
    domain::{
        api::{Api, ApiDescription, ApiFormat},
        capability::{Capabilities, Support},
        change::{Change, Operation},
        ground::Needs,
        mechanism::{Mechanism, MechanismKind},
        moment::Span,
        name::ProfileKey,
        profile::{Marker, Observed, Settings, State, Wanted},
        secret::{Secret, SecretRef},
        workspace::{Connection, Login},
    },
    gateway::{Effect, Error, Gateway, Issued, Opening, ProfileTarget, Result, Target, registry::driver},
    http::Http,
    plan::{Planned, diff::diff, ground::diff_ground, scopes},
};
use serde_json::json;

use super::rigs::material;
use crate::{replies::Play, support::relay::Relay, wire::desk::TestDesk};

/// One product, or its twin, as the laws need it.
pub(crate) trait Rig {
    /// The driver's name.
    fn driver(&self) -> &'static str;
    /// A client for a new connection, signed in. It repeats nothing.
    fn client(&self) -> Http;
    /// A new connection to something that is more than one product; what belongs to one product is not asked then.
    fn connect(&self) -> Option<Box<dyn Gateway>> {
        None
    }
    /// How the connection signs in where the client does not do it alone, with the password.
    fn login(&self) -> Option<(Login, Secret)> {
        None
    }
    /// Whether an API serves partners of all mechanisms and issuers; where not, every partner has an API of its own, and the
    /// keys of issuers are had from an address.
    fn shares_apis(&self) -> bool {
        true
    }
    /// Two scopes that the product knows, or can be made to know.
    fn scopes(&self) -> [&'static str; 2] {
        ["quote-read", "quote-write"]
    }
    /// How many calls that change something arrived so far.
    fn writes(&self) -> usize;
    /// Makes a profile of that name as somebody else would, past the driver.
    fn plant(&self, name: &str);
    /// What somebody else's profile of that name looks like now.
    fn planted(&self, name: &str) -> String;
    /// Puts a member that the driver does not know into a profile, past the driver; `None` where nothing can be put.
    fn add_unknown(&self, observed: &Observed, desk: &TestDesk) -> Option<()>;
    /// Whether that member is still there.
    fn has_unknown(&self, observed: &Observed) -> bool;
    /// Breaks the next calls; `false` where this cannot be done here.
    fn break_calls(&self, how: Broken) -> bool;
    /// Carries out the next write and loses its answer.
    fn lose_answer(&self);
    /// Breaks nothing any more.
    fn heal(&self);
    /// The relay before it, where single calls are broken.
    fn relay(&self) -> Option<&Relay> {
        None
    }
    /// The product's own way to say that calls come too fast.
    fn throttling(&self) -> Play {
        Play::json(429, &json!({ "error": "too_many_requests" })).with("retry-after", "1")
    }
    /// Takes a profile away, past the driver.
    fn vanish(&self, observed: &Observed);
    /// How many profiles a page of a list holds; `None` where there is no list.
    fn page(&self) -> Option<usize>;
}

/// How calls are broken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Broken {
    /// This status, with a body in the product's way.
    Status(u16),
    /// A page of another server, with this status.
    Page(u16),
    /// The connection is closed without an answer.
    Closed,
    /// The answer ends too early.
    Cut,
}

/// One law's partner on a rig.
pub(crate) struct Bench<'a> {
    pub(crate) rig: &'a dyn Rig,
    pub(crate) gateway: Box<dyn Gateway>,
    pub(crate) able: Capabilities,
    pub(crate) desk: TestDesk,
    pub(crate) target: ProfileTarget,
    /// Everything that the driver said, for the law about secrets.
    pub(crate) said: Vec<String>,
}

impl<'a> Bench<'a> {
    /// A partner of that name.
    pub(crate) fn of(rig: &'a dyn Rig, partner: &str) -> Self {
        let key = ProfileKey { partner: partner.parse().unwrap(), environment: "test".parse().unwrap() };
        let target = ProfileTarget {
            slot: SecretRef::credential(&key),
            name: format!("{partner}-test"),
            marker: Marker { owner: "conformance".to_owned(), key, generation: 1 },
            remote: None,
            identity: None,
            adopt: false,
        };
        let gateway = connect(rig);
        let able = gateway.probe().unwrap().capabilities;
        Self { rig, gateway, able, desk: TestDesk::default(), target, said: Vec::new() }
    }

    /// A new command: nothing is remembered.
    pub(crate) fn afresh(&mut self) {
        self.gateway = connect(self.rig);
        self.gateway.probe().unwrap();
    }

    pub(crate) fn settings(&self) -> Settings {
        Settings {
            name: self.target.name.clone(),
            description: "Acme Ltd.".to_owned(),
            contacts: vec!["ops@acme.example".to_owned()],
            application_id: format!("app-{}", self.target.marker.key.partner).parse().ok(),
            customer_source_id: Some("ACME SRC".to_owned()),
        }
    }

    pub(crate) fn wanted(&self, kind: MechanismKind) -> Wanted {
        let partner = self.target.marker.key.partner.as_str();
        Wanted {
            key: self.target.marker.key.clone(),
            settings: self.settings(),
            mechanism: self.scoped(material::mechanism(kind, partner, self.scope(), !self.rig.shares_apis())),
            apis: BTreeSet::from([self.quote().reference]),
            state: State::Active,
        }
    }

    /// The mechanism with scopes of its issuer, where the product maps those.
    fn scoped(&self, mut mechanism: Mechanism) -> Mechanism {
        let kind = mechanism.kind();
        if let Mechanism::Oidc(issuer) | Mechanism::JwtBearer(issuer) = &mut mechanism
            && self.able.support(Operation::EnsureScope, kind) == Support::Native
        {
            issuer.scopes = self.scope().iter().map(|scope| scope.parse().unwrap()).collect();
        }
        mechanism
    }

    /// What one partner needs of the ground.
    fn needs(&self, wanted: &Wanted) -> Needs {
        let (issuers, authorities) = match &wanted.mechanism {
            Mechanism::Oauth2 { .. } => (Vec::new(), Vec::new()),
            Mechanism::ClientCertificate { authorities, .. } => (Vec::new(), authorities.clone()),
            Mechanism::Oidc(issuer) | Mechanism::JwtBearer(issuer) => (vec![issuer.clone()], Vec::new()),
        };
        let admitted = BTreeSet::from([wanted.mechanism.kind()]);
        let apis: BTreeMap<_, _> = wanted.apis.iter().map(|api| (api.clone(), admitted.clone())).collect();
        let published = vec![self.quote()];
        let asked = issuers.iter().flat_map(|issuer| scopes::of_partner(issuer, &[self.quote().reference], &published)).collect();
        Needs { apis, published, clients: wanted.mechanism.has_client(), issuers, scopes: asked, authorities }
    }

    /// The plan for the ground, then that for the profile.
    pub(crate) fn plan(&self, wanted: &Wanted) -> (Vec<Planned>, Vec<Planned>) {
        let ground = diff_ground(&self.needs(wanted), &self.gateway.ground().unwrap(), &self.able).items;
        let observed = self.observe().unwrap();
        (ground, diff(wanted, observed.as_ref(), None, &self.able).items)
    }

    /// Carries a whole plan out; `Err` with the first change that the product does not claim.
    pub(crate) fn bring(&mut self, wanted: &Wanted) -> std::result::Result<Observed, Box<Planned>> {
        let (ground, profile) = self.plan(wanted);
        let blocked = |item: &&Planned| matches!(item.support, Support::Unsupported { .. } | Support::Manual { .. });
        if let Some(item) = ground.iter().chain(&profile).find(blocked) {
            return Err(Box::new(item.clone()));
        }
        for item in &ground {
            self.on_ground(&item.change).unwrap_or_else(|error| panic!("{}: {error:?}", item.change.summary()));
        }
        for item in &profile {
            self.make(&item.change);
        }
        Ok(self.observe().unwrap().expect("the profile is there"))
    }

    pub(crate) fn on_ground(&self, change: &Change) -> Result<Effect> {
        self.gateway.apply(&Target::Ground(self.target.marker.key.environment.clone()), change, &self.desk)
    }

    pub(crate) fn try_change(&mut self, change: &Change) -> Result<Effect> {
        let done = self.gateway.apply(&Target::Profile(self.target.clone()), change, &self.desk);
        self.said.push(format!("{done:?}"));
        if let Err(error) = &done {
            self.said.push(error.to_string());
        }
        done
    }

    /// Makes a change of the profile as the jobs do: what is issued later is collected, and where the profile is, is remembered.
    pub(crate) fn make(&mut self, change: &Change) -> Effect {
        let effect = self.try_change(change).unwrap_or_else(|error| panic!("{}: {error:?}", change.summary()));
        for issued in &effect.issued {
            if let Issued::Later(pending) = issued {
                let left = self.gateway.collect(std::slice::from_ref(pending), &self.desk).unwrap();
                assert!(left.is_empty(), "a secret that was issued can be read: {left:?}");
            }
        }
        let halves = effect.observed.as_ref().and_then(|observed| observed.halves.clone());
        let remote = |half: Option<Observed>| half.map(|half| half.remote);
        (self.target.remote, self.target.identity) = match halves {
            Some(halves) => (remote(halves.gateway), remote(halves.identity)),
            None => (effect.observed.as_ref().map(|observed| observed.remote.clone()), None),
        };
        effect
    }

    pub(crate) fn observe(&self) -> Result<Option<Observed>> {
        self.gateway.observe(&self.target, &self.desk)
    }

    /// The scope that partners ask for, where the product checks scopes.
    fn scope(&self) -> Option<&'static str> {
        let support = self.able.support(Operation::SetScopes, MechanismKind::Oauth2);
        (!matches!(support, Support::Unsupported { .. })).then(|| self.rig.scopes()[0])
    }

    /// The API that partners are to call.
    pub(crate) fn quote(&self) -> Api {
        let content = json!({
            "openapi": "3.0.0", "info": { "title": "quote", "version": "1.0" }, "servers": [{ "url": "http://localhost" }],
            "paths": { "/quotes": { "get": { "responses": { "200": { "description": "done" } } } } }
        });
        let own = || format!("quote-{}/1.0", self.target.marker.key.partner);
        let reference = if self.rig.shares_apis() { "quote-api/1.0".to_owned() } else { own() };
        Api {
            reference: reference.parse().unwrap(),
            description: ApiDescription { format: ApiFormat::OpenApi3, content },
            upstream: "https://backend.example/v1".parse().ok(),
            scopes: self.scope().iter().map(|scope| scope.parse().unwrap()).collect(),
        }
    }
}

fn connect(rig: &dyn Rig) -> Box<dyn Gateway> {
    rig.connect().unwrap_or_else(|| connect_one(rig))
}

/// A new connection to one product.
pub(crate) fn connect_one(rig: &dyn Rig) -> Box<dyn Gateway> {
    let (http, (login, password)) = (rig.client(), rig.login().unzip());
    let connection =
        Connection { driver: rig.driver().to_owned(), url: Some(http.base().clone()), login, ..Connection::default() };
    let opening = Opening { connection, http, owner: "conformance".to_owned(), password, secret_lifetime: Span::days(365) };
    (driver(rig.driver()).expect("a driver of that name").open)(opening).unwrap()
}

/// Whether an error says that the product does not do this.
pub(crate) fn is_unsupported(error: &Error) -> bool {
    matches!(error.plain(), Error::Unsupported(_))
}

//! A partner at a sandbox, with a relay in between that counts writes and cuts them off.

use std::{collections::BTreeSet, sync::Arc, time::Duration};

use partnerctl::{
    clock::{Fixed, Stop},
    domain::{
        change::{Change, Overlap, SecretKind, SecretOrder},
        ground::Ground,
        mechanism::MechanismKind,
        message::{Method, Request},
        profile::Observed,
        secret::Secret,
    },
    gateway::{Effect, Error, Gateway, ProfileTarget, Target},
    http::{BasicLogin, Http, HttpSettings, Login},
    sandbox::Quirks,
};
use serde_json::Value;
use time::macros::datetime;

use crate::{
    support::{Sandbox, relay::Relay},
    wire::{
        desk::{TestDesk, open, settings, target},
        way::{api, ground_changes},
    },
};

pub(crate) struct Bench {
    pub(crate) sandbox: Sandbox,
    pub(crate) relay: Relay,
    pub(crate) gateway: Box<dyn Gateway>,
    pub(crate) desk: TestDesk,
    pub(crate) target: ProfileTarget,
}

impl Bench {
    /// A sandbox with an API that admits certificates, and a profile.
    pub(crate) fn new(quirks: Quirks) -> Self {
        let sandbox = Sandbox::start(quirks);
        let relay = Relay::before(&sandbox.url());
        let gateway = connect(&relay, &sandbox);
        let bench = Self { sandbox, relay, gateway, desk: TestDesk::default(), target: target() };
        for change in ground_changes() {
            bench.ground(&change);
        }
        for mechanism in [MechanismKind::ClientCertificate, MechanismKind::Oidc, MechanismKind::JwtBearer] {
            bench.ground(&Change::Admit(api(), mechanism));
        }
        bench.profile(&Change::CreateProfile(settings()));
        bench.profile(&Change::Assign(BTreeSet::from([api()])));
        bench
    }

    /// A new command: nothing is remembered, and the relay passes everything on.
    pub(crate) fn afresh(&mut self) {
        self.gateway = connect(&self.relay, &self.sandbox);
        self.relay.heal();
    }

    pub(crate) fn try_ground(&self, change: &Change) -> Result<Effect, Error> {
        let target = Target::Ground(self.target.marker.key.environment.clone());
        self.gateway.apply(&target, change, &self.desk)
    }

    pub(crate) fn ground(&self, change: &Change) -> Effect {
        self.try_ground(change).unwrap_or_else(|error| panic!("{}: {error:?}", change.summary()))
    }

    pub(crate) fn try_profile(&self, change: &Change) -> Result<Effect, Error> {
        self.gateway.apply(&Target::Profile(self.target.clone()), change, &self.desk)
    }

    pub(crate) fn profile(&self, change: &Change) -> Effect {
        self.try_profile(change).unwrap_or_else(|error| panic!("{}: {error:?}", change.summary()))
    }

    /// Makes a change of either kind.
    pub(crate) fn make(&self, change: &Change) -> Result<Effect, Error> {
        match change {
            Change::TrustChain(_) | Change::AskForCertificates | Change::TrustIssuer(_) => self.try_ground(change),
            _ => self.try_profile(change),
        }
    }

    /// Makes a change, and then again as a new command, which must write nothing.
    pub(crate) fn twice(&mut self, change: &Change) {
        let doing = change.summary();
        self.make(change).unwrap_or_else(|error| panic!("{doing}: {error:?}"));
        self.afresh();
        self.make(change).unwrap_or_else(|error| panic!("{doing}, again: {error:?}"));
        assert_eq!(self.relay.writes(), 0, "{doing}, again");
    }

    pub(crate) fn observed(&self) -> Observed {
        self.gateway.observe(&self.target, &self.desk).unwrap().unwrap()
    }

    pub(crate) fn shared(&self) -> Ground {
        self.gateway.ground().unwrap()
    }

    /// Asks the admin API as somebody else would.
    pub(crate) fn ask(&self, path: &str) -> Value {
        self.sandbox.ask(path)
    }

    /// Changes something as somebody else would.
    pub(crate) fn put(&self, path: &str, record: Value) {
        let reply = self.gateway.raw(&Request::new(Method::Put, path).json(record)).unwrap();
        assert!(reply.is_success(), "{path}: {}", String::from_utf8_lossy(&reply.body));
    }

    pub(crate) fn post(&self, path: &str, record: Value) -> Value {
        let reply = self.gateway.raw(&Request::new(Method::Post, path).json(record)).unwrap();
        assert!(reply.is_success(), "{path}: {}", String::from_utf8_lossy(&reply.body));
        serde_json::from_slice(&reply.body).unwrap()
    }
}

pub(crate) fn key_order() -> Change {
    let (kind, overlap) = (SecretKind::ApiKey, Overlap::First);
    Change::IssueSecret(SecretOrder { kind, scopes: BTreeSet::new(), overlap })
}

fn connect(relay: &Relay, sandbox: &Sandbox) -> Box<dyn Gateway> {
    let login = Some(BasicLogin { user: "Administrator".to_owned(), password: Secret::new(sandbox.password()) });
    let settings = HttpSettings {
        base: relay.url().parse().unwrap(),
        login: login.map(Login::Basic),
        ca_pem: None,
        timeout: Duration::from_secs(5),
        retries: 0,
        identity: None,
    };
    let clock = Arc::new(Fixed::at(datetime!(2026-11-21 09:30:00 UTC)));
    open(Http::new(settings, clock, Stop::default()).unwrap())
}

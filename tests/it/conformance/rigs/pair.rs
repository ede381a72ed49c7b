//! Pairs: an authorization server as identity, an API gateway behind it.

use partnerctl::{
    domain::{pair::Half, profile::Observed},
    gateway::{
        Gateway,
        pair::{self, Joint},
        registry::driver,
    },
    http::Http,
};

use crate::{
    conformance::bench::{Broken, Rig, connect_one},
    wire::desk::TestDesk,
};

/// Two rigs as one.
pub(crate) struct Pair {
    name: &'static str,
    identity: Box<dyn Rig>,
    gateway: Box<dyn Rig>,
    /// The half whose calls break.
    breaks: Half,
}

impl Pair {
    pub(crate) fn of(name: &'static str, identity: Box<dyn Rig>, gateway: Box<dyn Rig>, breaks: Half) -> Self {
        Self { name, identity, gateway, breaks }
    }

    fn breaking(&self) -> &dyn Rig {
        match self.breaks {
            Half::Identity => &*self.identity,
            Half::Gateway => &*self.gateway,
        }
    }

    fn halves(observed: &Observed) -> (&Observed, &Observed) {
        let halves = observed.halves.as_deref().expect("it is a pair");
        (halves.identity.as_ref().expect("a client"), halves.gateway.as_ref().expect("a profile"))
    }
}

impl Rig for Pair {
    fn driver(&self) -> &'static str {
        self.name
    }

    fn client(&self) -> Http {
        self.gateway.client()
    }

    fn connect(&self) -> Option<Box<dyn Gateway>> {
        let registrar = driver(self.identity.driver()).unwrap().registrar.expect("a driver of an identity");
        let joint = Joint { registrar, audience: Some("https://api.example".to_owned()), claim: None, keys: None };
        Some(pair::join(connect_one(&*self.identity), connect_one(&*self.gateway), joint))
    }

    fn shares_apis(&self) -> bool {
        self.gateway.shares_apis()
    }

    fn scopes(&self) -> [&'static str; 2] {
        self.identity.scopes()
    }

    fn writes(&self) -> usize {
        self.identity.writes() + self.gateway.writes()
    }

    fn plant(&self, name: &str) {
        self.identity.plant(name);
        self.gateway.plant(name);
    }

    fn planted(&self, name: &str) -> String {
        self.identity.planted(name) + &self.gateway.planted(name)
    }

    fn add_unknown(&self, observed: &Observed, desk: &TestDesk) -> Option<()> {
        let (client, profile) = Self::halves(observed);
        self.identity.add_unknown(client, desk)?;
        self.gateway.add_unknown(profile, desk)
    }

    fn has_unknown(&self, observed: &Observed) -> bool {
        let (client, profile) = Self::halves(observed);
        self.identity.has_unknown(client) && self.gateway.has_unknown(profile)
    }

    fn break_calls(&self, how: Broken) -> bool {
        self.breaking().break_calls(how)
    }

    /// A profile begins with its client.
    fn lose_answer(&self) {
        self.identity.lose_answer();
    }

    fn heal(&self) {
        self.identity.heal();
        self.gateway.heal();
    }

    fn vanish(&self, observed: &Observed) {
        let (client, profile) = Self::halves(observed);
        self.identity.vanish(client);
        self.gateway.vanish(profile);
    }

    fn page(&self) -> Option<usize> {
        self.gateway.page()
    }
}

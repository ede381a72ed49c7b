//! Dynamic client registration: the twin.

use partnerctl::{
    domain::{profile::Observed, secret::Secret},
    http::{Http, Login},
};
use serde_json::{Map, json};

use super::client;
use crate::{
    conformance::bench::{Broken, Rig},
    replies::Play,
    support::relay::{Meddling, Relay},
    twin::rfc7591::{Client, Habits, INITIAL, Twin},
    wire::desk::TestDesk,
};

impl Rig for Twin {
    fn driver(&self) -> &'static str {
        "rfc7591"
    }

    fn client(&self) -> Http {
        client(self.issuer().parse().unwrap(), Login::Bearer(Secret::new(INITIAL.to_owned())), None)
    }

    fn writes(&self) -> usize {
        self.state().writes
    }

    fn plant(&self, name: &str) {
        let members = Map::from_iter([("client_id".to_owned(), json!(name)), ("client_name".to_owned(), json!(name))]);
        self.state().clients.insert(name.to_owned(), Client { token: "of-somebody-else".to_owned(), members });
    }

    fn planted(&self, name: &str) -> String {
        json!(self.state().clients[name].members).to_string()
    }

    fn add_unknown(&self, observed: &Observed, _: &TestDesk) -> Option<()> {
        let id = id(observed);
        self.state().clients.get_mut(&id).unwrap().members.insert("logo_uri".to_owned(), json!("https://kept.example"));
        Some(())
    }

    fn has_unknown(&self, observed: &Observed) -> bool {
        self.state().clients[&id(observed)].members.get("logo_uri") == Some(&json!("https://kept.example"))
    }

    fn break_calls(&self, how: Broken) -> bool {
        let play = match how {
            Broken::Status(status) => {
                let body = json!({ "error": "broken", "error_description": "for the sake of a law" });
                Play::json(status, &body).with("retry-after", "70")
            }
            Broken::Page(status) => Play::text(status, "<html><title>Sign in</title></html>"),
            Broken::Closed => Play::Close,
            Broken::Cut => Play::Cut(b"{".to_vec()),
        };
        self.state().instead = Some(("/reg", usize::MAX, play));
        true
    }

    fn lose_answer(&self) {
        self.state().loses = true;
    }

    fn heal(&self) {
        let mut state = self.state();
        (state.instead, state.loses) = (None, false);
    }

    fn vanish(&self, observed: &Observed) {
        self.state().clients.remove(&id(observed)).expect("a client");
    }

    fn page(&self) -> Option<usize> {
        None
    }
}

/// The twin whose every answer brings new tokens.
pub(crate) fn twin() -> Twin {
    Twin::start(Habits { read_rotates: true, update_rotates: true, ..Habits::default() })
}

/// The twin behind a relay, which is its issuer then.
pub(crate) struct Registrar {
    twin: Twin,
    relay: Relay,
}

impl Registrar {
    pub(crate) fn twin() -> Self {
        let twin = twin();
        let relay = Relay::before(&twin.issuer());
        Self { twin, relay }
    }
}

impl Rig for Registrar {
    fn driver(&self) -> &'static str {
        self.twin.driver()
    }

    fn client(&self) -> Http {
        client(self.relay.url().parse().unwrap(), Login::Bearer(Secret::new(INITIAL.to_owned())), None)
    }

    fn writes(&self) -> usize {
        self.twin.writes()
    }

    fn plant(&self, name: &str) {
        self.twin.plant(name);
    }

    fn planted(&self, name: &str) -> String {
        self.twin.planted(name)
    }

    fn add_unknown(&self, observed: &Observed, desk: &TestDesk) -> Option<()> {
        self.twin.add_unknown(observed, desk)
    }

    fn has_unknown(&self, observed: &Observed) -> bool {
        self.twin.has_unknown(observed)
    }

    fn break_calls(&self, how: Broken) -> bool {
        self.twin.break_calls(how)
    }

    fn lose_answer(&self) {
        self.relay.meddle(Meddling::after_write(1, Play::Close));
    }

    fn heal(&self) {
        self.twin.heal();
        self.relay.heal();
    }

    fn relay(&self) -> Option<&Relay> {
        Some(&self.relay)
    }

    fn vanish(&self, observed: &Observed) {
        self.twin.vanish(observed);
    }

    fn page(&self) -> Option<usize> {
        self.twin.page()
    }
}

/// The last segment of a client's address.
pub(crate) fn id(observed: &Observed) -> String {
    observed.remote.id.rsplit('/').next().unwrap().to_owned()
}

//! Faults at each call to an authorization server, by the whole program: a lost request, a lost answer, a busy server, a late answer.
//! The next run ends as if nothing had happened, unless the lost answer took a registration token along: then it says so.

use std::{process::Output, time::Duration};

use serde_json::Value;

use super::rfc7591::{Habits, INITIAL, Twin};
use crate::{
    live::workplace::Workplace,
    replies::Play,
    support::{
        Place,
        relay::{Gate, Meddling, Relay},
        told,
    },
};

struct Scene {
    twin: Twin,
    relay: Relay,
    place: Place,
}

/// What happens to one call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fault {
    RequestLost,
    AnswerLost,
    Busy,
    Late,
}

impl Fault {
    const ALL: [Self; 4] = [Self::RequestLost, Self::AnswerLost, Self::Busy, Self::Late];

    fn at(self, call: usize) -> Meddling {
        let usual = Meddling { to: call, ..Meddling::instead(call, Play::Close) };
        match self {
            Self::RequestLost => usual,
            Self::AnswerLost => Meddling { passed: true, ..usual },
            Self::Busy => Meddling { play: Some(Play::text(503, "busy")), ..usual },
            Self::Late => {
                let gate = Gate::default();
                let opened = gate.clone();
                std::thread::spawn(move || {
                    std::thread::sleep(Duration::from_millis(700));
                    opened.open();
                });
                Meddling { passed: true, play: None, gate: Some(gate), ..usual }
            }
        }
    }
}

/// What is done when the fault comes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Deed {
    Registration,
    Update,
    Removal,
}

impl Scene {
    fn new(habits: Habits) -> Self {
        let twin = Twin::start(habits);
        let relay = Relay::before(&twin.issuer());
        let (place, recipient) = Place::bare(INITIAL.to_owned());
        place.write("partnerctl.yaml", &Workplace::workspace(relay.url().trim_end_matches('/'), &recipient, ""));
        place.write("apis/echo.yaml", &Workplace::api("http://127.0.0.1:1/api", "quote-read, quote-write"));
        place.write("apis/echo.json", Workplace::ECHO);
        let this = Self { twin, relay, place };
        this.wants("quote-read");
        this
    }

    fn wants(&self, scopes: &str) {
        let text = Workplace::partner_file("acme", &format!("mechanism: oauth2, scopes: [{scopes}]"));
        self.place.write("partners/acme.yaml", &text);
    }

    fn good(&self, words: &[&str]) -> Value {
        self.place.json(words, 0)
    }

    /// Everything up to the deed.
    fn prepare(&self, deed: Deed) {
        if deed != Deed::Registration {
            self.good(&["onboard", "acme"]);
        }
        if deed == Deed::Update {
            self.wants("quote-read, quote-write");
        }
    }

    fn does(&self, deed: Deed) -> Output {
        match deed {
            Deed::Registration | Deed::Update => self.place.run(&["onboard", "acme", "-o", "json"]),
            Deed::Removal => self.place.run(&["profile", "delete", "acme", "--confirm", "acme", "-o", "json"]),
        }
    }

    /// The client of the record as the server has it.
    fn client(&self) -> Value {
        let record = self.good(&["record", "show", "acme"]);
        let id = record["status"]["client"]["clientId"].as_str().unwrap().to_owned();
        Value::Object(self.twin.state().clients[&id].members.clone())
    }

    fn clients(&self) -> usize {
        self.twin.state().clients.len()
    }
}

/// One call of a deed meets a fault. `false` when there was no such call.
fn survives(habits: Habits, deed: Deed, fault: Fault, call: usize) -> bool {
    let scene = Scene::new(habits);
    scene.prepare(deed);
    scene.relay.meddle(fault.at(call));
    let first = scene.does(deed);
    let met = scene.relay.met() > 0;
    scene.relay.heal();
    let at = format!("{deed:?} {fault:?} at call {call}, {habits:?}");
    if !met {
        assert_eq!(first.status.code(), Some(0), "{at}: {}", told(&first));
        return false;
    }
    assert!(matches!(first.status.code(), Some(0 | 4 | 6)), "{at}: {}", told(&first));
    let mut second = scene.does(deed);
    let mut orphans = 0;
    if second.status.code() == Some(4) {
        // Only an answer that took a token along may end so, and only with consent a new client is made.
        assert!(fault == Fault::AnswerLost && (habits.read_rotates || habits.update_rotates), "{at}: {}", told(&second));
        assert!(told(&second).contains("disowned"), "{at}: {}", told(&second));
        second = scene.place.run(&["onboard", "acme", "--adopt", "-o", "json"]);
        orphans = 1;
    }
    assert_eq!(second.status.code(), Some(0), "{at}: {}", told(&second));
    if deed == Deed::Removal {
        // A removal takes a client that it cannot open for gone; only a lost token leaves one.
        let lost = fault == Fault::AnswerLost && habits.read_rotates;
        assert!(scene.clients() <= usize::from(lost), "{at}: {} clients", scene.clients());
        return true;
    }
    if deed == Deed::Registration && fault == Fault::AnswerLost && first.status.code() == Some(6) {
        let said = told(&second).contains("registration-unanswered");
        orphans = usize::from(said);
    }
    assert_eq!(scene.clients(), 1 + orphans, "{at}");
    let scope = if deed == Deed::Update { "quote-read quote-write" } else { "quote-read" };
    let client = scene.client();
    assert_eq!((&client["scope"], &client["client_name"]), (&scope.into(), &"acme-test".into()), "{at}");
    let kept = scene.place.run(&["secret", "get", "test/acme", "--reveal"]);
    assert_eq!(client["client_secret"], String::from_utf8_lossy(&kept.stdout).trim(), "{at}");
    let writes = scene.twin.state().writes;
    scene.good(&["onboard", "acme"]);
    assert_eq!(scene.twin.state().writes, writes, "{at}: quiet");
    true
}

#[test]
fn a_fault_at_any_call_leaves_no_trace() {
    let habits = [(false, false), (false, true), (true, true)];
    std::thread::scope(|scope| {
        for (read_rotates, update_rotates) in habits {
            scope.spawn(move || {
                for deed in [Deed::Registration, Deed::Update, Deed::Removal] {
                    for fault in Fault::ALL {
                        let habits = Habits { read_rotates, update_rotates, ..Habits::default() };
                        let calls = (1..100).take_while(|call| survives(habits, deed, fault, *call)).count();
                        assert!(calls >= 2, "{deed:?} {fault:?}: {calls} calls");
                    }
                }
            });
        }
    });
}

/// A routing outage at a client's address: neither a second client nor a lost token comes of it.
#[test]
fn a_page_where_the_client_should_be_stops_every_command() {
    let scene = Scene::new(Habits::default());
    scene.prepare(Deed::Update);
    let secret = || scene.place.run(&["secret", "get", "test/acme", "--reveal"]).stdout;
    let kept = secret();
    scene.twin.state().instead = Some(("/reg/", usize::MAX, Play::text(404, "<html><title>Not found</title></html>")));
    for deed in [Deed::Update, Deed::Removal] {
        let stopped = scene.does(deed);
        assert!(stopped.status.code() == Some(1) && told(&stopped).contains("unexpected"), "{deed:?}: {}", told(&stopped));
    }
    // The server's own 404 gives a client up with consent alone.
    scene.twin.state().instead = Some(("/reg/", usize::MAX, Play::text(404, "")));
    let stopped = scene.does(Deed::Update);
    assert!(stopped.status.code() == Some(4) && told(&stopped).contains("disowned"), "{}", told(&stopped));
    let writes = scene.twin.state().writes;
    assert_eq!((writes, scene.clients(), secret() == kept), (1, 1, true));
    scene.twin.state().instead = None;
    scene.good(&["onboard", "acme"]);
    assert_eq!(scene.client()["scope"], "quote-read quote-write");
}

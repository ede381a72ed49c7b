//! The program is ended before and after each write to an authorization server; the next run heals, or says why it cannot.

use std::process::{Output, Stdio};

use serde_json::Value;

use super::rfc7591::{Habits, INITIAL, Twin};
use crate::{
    live::workplace::Workplace,
    support::{
        Place,
        proxy::{Moment, Proxy},
        told,
    },
};

/// A workspace whose environment is the twin, reached through a proxy.
struct Scene {
    twin: Twin,
    proxy: Proxy,
    place: Place,
}

impl Scene {
    fn new(habits: Habits) -> Self {
        let twin = Twin::start(habits);
        let proxy = Proxy::before(&twin.issuer());
        let (place, recipient) = Place::bare(INITIAL.to_owned());
        place.write("partnerctl.yaml", &Workplace::workspace(&proxy.url(), &recipient, ""));
        place.write("apis/echo.yaml", &Workplace::api("http://127.0.0.1:1/api", "quote-read, quote-write"));
        place.write("apis/echo.json", Workplace::ECHO);
        let this = Self { twin, proxy, place };
        this.wants("quote-read");
        this
    }

    fn wants(&self, scopes: &str) {
        self.place
            .write("partners/acme.yaml", &Workplace::partner_file("acme", &format!("mechanism: oauth2, scopes: [{scopes}]")));
    }

    fn run(&self, words: &[&str], kill: Option<(usize, Moment)>) -> Output {
        self.proxy.begin(kill);
        // Held until the process id is known: a request that comes earlier waits for it.
        let mut plan = self.proxy.plan.lock().unwrap();
        let words = [words, &["-o", "json"]].concat();
        let child = self.place.command(&words).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        plan.pid = Some(child.id());
        drop(plan);
        child.wait_with_output().unwrap()
    }

    /// Runs to a good end; the codes of its findings.
    fn heals(&self) -> Vec<String> {
        let output = self.run(&["onboard", "acme"], None);
        assert!(output.status.success(), "{}\n{:?}", told(&output), self.proxy.seen());
        let report: Value = serde_json::from_slice(&output.stdout).unwrap();
        Workplace::codes(&report["partners"][0])
    }

    fn is_quiet(&self) {
        assert!(!self.heals().iter().any(|code| code.starts_with("registration") || code.starts_with("profile")));
        assert_eq!(self.proxy.writes(), 0, "{:?}", self.proxy.seen());
    }

    fn count(&self) -> usize {
        self.twin.state().clients.len()
    }
}

/// A server may end secrets before our own rule does; whichever is first is shown.
#[test]
fn the_end_of_a_secret_is_in_the_record_and_on_the_board() {
    let (soon, late) = (1_800_000_000, 4_000_000_000);
    for (secret_ends, expected) in [(soon, Some("2027-01-15T08:00:00Z")), (late, None), (0, None)] {
        let scene = Scene::new(Habits { secret_ends, ..Habits::default() });
        let codes = scene.heals();
        assert_eq!(codes.contains(&"secret-ends".to_owned()), secret_ends != 0, "{codes:?}");
        let record = scene.place.json(&["record", "show", "acme"], 0);
        let shown = record["status"]["secrets"][0]["expires"].as_str().unwrap().to_owned();
        if let Some(expected) = expected {
            assert_eq!(shown, expected);
            let table = scene.place.run(&["record", "show", "acme"]);
            assert!(String::from_utf8_lossy(&table.stdout).contains("2027-01-15"), "{}", told(&table));
        } else {
            assert!(shown.starts_with("20") && !shown.starts_with("2096"), "{shown}");
        }
        assert_eq!(scene.place.json(&["status", "acme"], 0)["partners"][0]["expires"], shown.as_str());
        // The server ends it later than it said: the next look writes that down.
        if secret_ends == soon {
            let id = record["status"]["client"]["clientId"].as_str().unwrap().to_owned();
            let member = "client_secret_expires_at".to_owned();
            scene.twin.state().clients.get_mut(&id).unwrap().members.insert(member, (soon + 86_400).into());
            scene.heals();
            let record = scene.place.json(&["record", "show", "acme"], 0);
            assert_eq!(record["status"]["secrets"][0]["expires"], "2027-01-16T08:00:00Z");
        }
    }
}

#[test]
fn a_registration_that_is_killed_is_made_anew_and_said() {
    for (moment, clients) in [(Moment::Before, 1), (Moment::After, 2)] {
        let scene = Scene::new(Habits { read_rotates: true, ..Habits::default() });
        assert_eq!(scene.run(&["onboard", "acme"], Some((1, moment))).status.code(), None);
        assert!(scene.heals().contains(&"registration-unanswered".to_owned()), "{moment:?}");
        assert_eq!(scene.count(), clients, "{moment:?}");
        scene.is_quiet();
    }
}

#[test]
fn an_update_that_is_killed_is_made_again_unless_it_took_the_token_along() {
    for (moment, update_rotates) in [(Moment::Before, true), (Moment::After, false), (Moment::After, true)] {
        let scene = Scene::new(Habits { update_rotates, ..Habits::default() });
        scene.heals();
        scene.wants("quote-read, quote-write");
        assert_eq!(scene.run(&["onboard", "acme"], Some((1, moment))).status.code(), None);
        if moment == Moment::After && update_rotates {
            let output = scene.run(&["onboard", "acme"], None);
            assert_eq!(output.status.code(), Some(4), "nothing is registered anew without consent: {}", told(&output));
            assert!(scene.run(&["onboard", "acme", "--adopt"], None).status.success());
        } else {
            scene.heals();
            assert_eq!(scene.count(), 1, "{moment:?}");
        }
        scene.is_quiet();
    }
}

#[test]
fn a_removal_that_is_killed_is_completed() {
    for moment in [Moment::Before, Moment::After] {
        let scene = Scene::new(Habits { update_rotates: true, ..Habits::default() });
        scene.heals();
        let words = ["profile", "delete", "acme", "--confirm", "acme"];
        assert_eq!(scene.run(&words, Some((1, moment))).status.code(), None);
        let second = scene.run(&words, None);
        assert!(second.status.success(), "{moment:?}: {}", told(&second));
        assert_eq!(scene.count(), 0);
        scene.heals();
        assert_eq!(scene.count(), 1);
        scene.is_quiet();
    }
}

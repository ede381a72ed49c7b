//! Wrong answers of a gateway, at its door and in the middle of the work.

use std::{fmt::Write as _, sync::Mutex};

use partnerctl::sandbox::Quirks;

use super::{in_parallel, snapshot, the_error};
use crate::{
    replies::Play,
    support::{
        Place, Sandbox,
        relay::{Meddling, Relay},
        tally::{ONE_OF_EACH, numbers},
        told,
    },
};

/// What is answered, the exit code, and the word for it where the program only reads and where it made something.
type Row = (&'static str, fn() -> Play, i64, [&'static str; 2]);

const ROWS: &[Row] = &[
    ("401", || Play::text(401, ""), 5, ["unauthenticated"; 2]),
    ("403", || Play::text(403, r#"{"errorDetails":"not yours"}"#), 5, ["forbidden"; 2]),
    ("404", || Play::text(404, r#"{"errorDetails":"not here"}"#), 3, ["not-found"; 2]),
    ("409", || Play::text(409, r#"{"errorDetails":"not now"}"#), 4, ["conflict"; 2]),
    ("429", || Play::text(429, "slow down").with("retry-after", "900"), 6, ["throttled"; 2]),
    ("500", || Play::text(500, r#"{"errorDetails":"null"}"#), 6, ["server-error"; 2]),
    ("503", || Play::text(503, "later").with("retry-after", "900"), 6, ["throttled"; 2]),
    ("302", || Play::text(302, "").with("location", "http://127.0.0.1:1/"), 1, ["unexpected"; 2]),
    ("a page", || Play::text(200, PAGE), 1, ["unexpected"; 2]),
    ("half of a document", || Play::text(200, r#"{"applications":[{"#), 1, ["unexpected"; 2]),
    ("nothing", || Play::text(200, ""), 1, ["unexpected"; 2]),
    ("a cut answer", || Play::Cut(b"{".to_vec()), 6, ["connection-lost", "outcome-unknown"]),
    ("a closed connection", || Play::Close, 6, ["connection-lost", "outcome-unknown"]),
    ("silence", || Play::Silence, 6, ["timed-out", "outcome-unknown"]),
];

/// Where: a name, what is meddled with, whether something was made by then, whether a partner is being worked on.
type Spot = (&'static str, fn(Play) -> Meddling, bool, bool);

const SPOTS: &[Spot] = &[
    ("at the door", |play| Meddling::instead(1, play), false, false),
    ("at the search for the profile", |play| Meddling::instead(44, play), false, true),
    ("when the application is made", |play| Meddling::after_write(8, play), true, true),
    ("when the credential is made", |play| Meddling::after_write(10, play), true, true),
];

#[test]
fn each_wrong_answer_is_one_clear_message_and_the_next_run_completes() {
    let all = ROWS.iter().flat_map(|row| SPOTS.iter().map(move |spot| (row, spot)));
    in_parallel(all.collect(), |((answer, play, exit, codes), (spot, meddling, made, partner))| {
        let who = format!("{answer} {spot}");
        let rig = Rig::new();
        rig.relay.meddle(meddling(play()));
        let before = snapshot(&rig.place.root());
        let output = rig.place.run(&["onboard", "acme", "-o", "json", "--timeout", "1s"]);
        assert!(rig.relay.met() > 0, "{who}: {}", told(&output));
        let error = the_error(&output);
        assert_eq!(
            (error["exit"].as_i64(), error["code"].as_str()),
            (Some(*exit), Some(codes[usize::from(*made)])),
            "{who}: {error}"
        );
        assert_eq!(error["environment"], "test", "{who}: {error}");
        assert_eq!(error["partner"].as_str(), partner.then_some("acme"), "{who}: {error}");
        assert!(error["call"].as_str().is_some_and(|call| call.contains(" /rest/apigateway/")), "{who}: {error}");
        rig.left_is_whole(&before);
        rig.heals(&who);
    });
}

/// Every answer at every call: takes minutes, so it runs when it is asked for, with `-- --ignored`.
#[test]
#[ignore = "takes minutes"]
fn every_wrong_answer_at_every_call() {
    let spots = (1..=61).map(|at| (at, false)).chain((1..=12).map(|at| (at, true)));
    let all = spots.flat_map(|spot| ROWS.iter().map(move |row| (spot, row)));
    let codes = Mutex::new(String::new());
    in_parallel(all.collect(), |((at, made), (answer, play, ..))| {
        let rig = Rig::new();
        let instead = |play| Meddling { to: *at, ..Meddling::instead(*at, play) };
        rig.relay.meddle(if *made { Meddling::after_write(*at, play()) } else { instead(play()) });
        let before = snapshot(&rig.place.root());
        let output = rig.place.run(&["onboard", "acme", "-o", "json", "--timeout", "1s"]);
        if !output.status.success() {
            let error = the_error(&output);
            writeln!(codes.lock().unwrap(), "{answer} at {at}, made {made}: {error}").unwrap();
        }
        rig.left_is_whole(&before);
        rig.heals(&format!("{answer} at {at}, made {made}"));
    });
    println!("{}", codes.lock().unwrap());
}

struct Rig {
    sandbox: Sandbox,
    relay: Relay,
    place: Place,
}

impl Rig {
    fn new() -> Self {
        let sandbox = Sandbox::start(Quirks::default());
        let relay = Relay::before(&sandbox.url());
        let place = Place::at(&relay.url(), &sandbox);
        Self { sandbox, relay, place }
    }

    /// Only what belongs to the partner may have changed, and what there is can be read.
    fn left_is_whole(&self, before: &super::Snapshot) {
        let after = snapshot(&self.place.root());
        for (path, content) in &after {
            let ours = ["records/test/acme.yaml", "handover/test/acme", "secrets/"].iter().any(|own| path.starts_with(own));
            assert!(ours || before.get(path) == Some(content), "{path} changed");
        }
        assert!(before.keys().all(|path| after.contains_key(path)), "a file is gone");
        let recorded = after.contains_key("records/test/acme.yaml");
        self.place.json(&["record", "show", "acme"], if recorded { 0 } else { 3 });
    }

    fn heals(&self, who: &str) {
        self.relay.heal();
        let again = self.place.run(&["onboard", "acme", "-o", "json"]);
        assert!(again.status.success(), "{who}: {}", told(&again));
        assert_eq!(numbers(&self.sandbox), ONE_OF_EACH, "{who}");
    }
}

const PAGE: &str = "<!DOCTYPE html><html><head><title>Proxy login</title></head><body>Who are you?</body></html>";

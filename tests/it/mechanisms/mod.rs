//! The mechanisms besides client secrets: whole lives, interruptions, refusals, and why a call fails.

mod guard;
mod kills;
mod life;
pub(crate) mod material;
mod portal;
mod proofs;
mod report;
mod scopes;
mod steps;
mod tour;
pub(crate) mod way;
mod why;
mod words;

use partnerctl::{document::read_any, sandbox::Quirks};
use serde_json::Value;

use self::way::{Publisher, Traces, Way};
use crate::support::{Place, Sandbox, relay::Relay};

/// The partner `acme` with one way of authentication, on a gateway of its own.
pub(crate) struct Rig {
    pub(crate) way: Way,
    pub(crate) sandbox: Sandbox,
    pub(crate) relay: Relay,
    pub(crate) place: Place,
    pub(crate) publisher: Publisher,
}

impl Rig {
    /// Equipped and not onboarded.
    pub(crate) fn new(way: Way, quirks: Quirks) -> Self {
        let sandbox = Sandbox::start(quirks);
        let relay = Relay::before(&sandbox.url());
        let place = Place::at(&relay.url(), &sandbox);
        let contract = place.read("apis/quote-api.yaml").replace("name: quote-api", "name: contract-api");
        place.write("apis/contract-api.yaml", &contract);
        let publisher = way.equip(&place, &sandbox);
        Self { way, sandbox, relay, place, publisher }
    }

    /// Onboarded on the usual gateway.
    pub(crate) fn onboarded(way: Way) -> Self {
        let rig = Self::new(way, Quirks::default());
        rig.does(&["onboard", "acme"]);
        rig
    }

    pub(crate) fn does(&self, words: &[&str]) -> Value {
        self.place.json(words, 0)
    }

    /// The error of a command that ends with `code`.
    pub(crate) fn refuses(&self, words: &[&str], code: i32) -> Value {
        let answer = self.place.json(words, code);
        assert!(answer["error"].is_object(), "{words:?}: {answer}");
        answer["error"].clone()
    }

    /// Changes the partner file.
    pub(crate) fn set(&self, value: &str) {
        self.does(&["partner", "set", "acme", &format!("spec.environments.test.{value}")]);
    }

    pub(crate) fn record(&self, pointer: &str) -> Value {
        let record: Value = read_any("acme.yaml", &self.place.read("records/test/acme.yaml")).unwrap();
        record.pointer(pointer).cloned().unwrap_or_default()
    }

    pub(crate) fn has(&self, expected: Traces) {
        assert_eq!(Traces::on(&self.sandbox), expected, "{:?}", self.way);
    }

    /// Onboards, and says which changes that took.
    pub(crate) fn onboards(&self) -> Vec<String> {
        self.relay.heal();
        changes(&self.does(&["onboard", "acme"]))
    }

    pub(crate) fn onboards_without_a_write(&self) {
        let changes = self.onboards();
        assert!(changes.is_empty() && self.relay.writes() == 0 && self.relay.calls() > 0, "{:?}: {changes:?}", self.way);
    }

    /// Verifies; every call that was made came out as it should.
    pub(crate) fn verifies(&self) -> Vec<Check> {
        let checks = checks(&self.does(&["verify", "acme"]));
        assert!(checks.iter().all(|check| check.ok || !check.ran), "{:?}: {checks:?}", self.way);
        checks
    }
}

/// One call of a verification.
#[derive(Debug, PartialEq)]
pub(crate) struct Check {
    pub(crate) name: String,
    pub(crate) ok: bool,
    pub(crate) ran: bool,
}

pub(crate) fn checks(board: &Value) -> Vec<Check> {
    let all = board["partners"][0]["checks"].as_array().unwrap_or_else(|| panic!("{board}"));
    let check = |check: &Value| Check {
        name: check["name"].as_str().unwrap().to_owned(),
        ok: check["ok"] == true,
        ran: check["ran"] == true,
    };
    all.iter().map(check).collect()
}

/// The operations of the changes that were made.
pub(crate) fn changes(board: &Value) -> Vec<String> {
    let all = board["partners"][0]["changes"].as_array().cloned().unwrap_or_default();
    all.iter().map(|change| change["operation"].as_str().unwrap_or_else(|| panic!("{change}")).to_owned()).collect()
}

/// The steps that are in a state.
pub(crate) fn steps<'b>(board: &'b Value, state: &str) -> Vec<&'b str> {
    let all = board["partners"][0]["steps"].as_array().or(board["steps"].as_array()).unwrap_or_else(|| panic!("{board}"));
    all.iter().filter(|step| step["state"] == state).map(|step| step["id"].as_str().unwrap()).collect()
}

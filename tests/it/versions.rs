//! A partner's whole life on every version of the product and with every peculiarity switched to its other value.

use std::{
    any::Any,
    panic::{AssertUnwindSafe, catch_unwind},
    sync::Mutex,
};

use partnerctl::{
    document::read_any,
    sandbox::{Masked, Quirks, RegistrationOnPut, StrategyDelete, Version},
};
use serde_json::Value;

use crate::support::{
    Place, Sandbox,
    relay::Relay,
    tally::{ONE_OF_EACH, Tally, numbers, of},
};

type Switch = fn(&mut Quirks);

/// Each row starts from what 10.15 does.
const ROWS: &[(&str, Switch)] = &[
    ("10.11", |quirks| quirks.version = Version::V10_11),
    ("10.15", |quirks| quirks.version = Version::V10_15),
    ("11.0", |quirks| quirks.version = Version::V11_0),
    ("10.11 with a bare list", |quirks| {
        quirks.version = Version::V10_11;
        quirks.bare_strategy_list = Some(true);
    }),
    ("10.15 with a wrapped list", |quirks| quirks.bare_strategy_list = Some(false)),
    ("10.15 deletes by path", |quirks| quirks.strategy_delete = Some(StrategyDelete::Path)),
    ("11.0 deletes by query", |quirks| {
        quirks.version = Version::V11_0;
        quirks.strategy_delete = Some(StrategyDelete::Query);
    }),
    ("deletes either way", |quirks| quirks.strategy_delete = Some(StrategyDelete::Both)),
    ("stores a registration as it comes", |quirks| quirks.registration_on_put = RegistrationOnPut::Stored),
    ("the same with secrets in clear", |quirks| {
        quirks.registration_on_put = RegistrationOnPut::Stored;
        quirks.masked_secrets = Masked::Never;
    }),
    ("secrets are never masked", |quirks| quirks.masked_secrets = Masked::Never),
    ("secrets are masked in lists only", |quirks| quirks.masked_secrets = Masked::ListOnly),
    ("lists without custom fields", |quirks| quirks.custom_fields_in_lists = false),
    ("an application is made with 200", |quirks| quirks.application_create_status = 200),
    ("no two applications of one name", |quirks| quirks.duplicate_application_names = false),
    ("an API that exists is a 409", |quirks| quirks.duplicate_api_status = 409),
    ("assigning replaces", |quirks| quirks.api_post_replaces = true),
    ("a search needs no condition", |quirks| quirks.search_needs_condition = false),
    ("a search finds parts", |quirks| quirks.search_partial = true),
    ("a token needs a scope mapping", |quirks| quirks.scope_mapping_required = true),
    ("API keys cannot be made", |quirks| quirks.api_key_post_refused = true),
];

#[test]
fn a_partner_lives_on_every_version_and_with_every_peculiarity() {
    let (rows, failed) = (Mutex::new(ROWS.iter()), Mutex::new(Vec::new()));
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                while let Some((name, switch)) = { rows.lock().unwrap().next() } {
                    if let Err(panic) = catch_unwind(AssertUnwindSafe(|| Life::begin(*switch).whole())) {
                        failed.lock().unwrap().push(format!("{name}: {}", words(&*panic)));
                    }
                }
            });
        }
    });
    assert!(failed.lock().unwrap().is_empty(), "{}", failed.lock().unwrap().join("\n"));
}

#[test]
fn a_gateway_that_throttles_every_seventh_call_is_served_with_patience() {
    let life = Life::begin(|quirks| quirks.throttle = Some(7));
    life.does(&["onboard", "acme"]);
    life.has(ONE_OF_EACH);
    life.does(&["verify", "acme"]);
    life.onboards_without_a_write();
}

/// Writing the record of a credential back would make the mask its secret: nothing is written, and the rest goes on.
#[test]
fn where_secrets_are_shown_only_once_scopes_cannot_be_changed_and_nothing_is_lost() {
    let life = Life::begin(|quirks| quirks.masked_secrets = Masked::AfterIssue);
    life.does(&["onboard", "acme"]);
    life.publish_another_scope();
    life.set("authentication.scopes=[quote-read, quote-write]");
    let refused = life.place.json(&["onboard", "acme"], 1);
    assert_eq!(refused["error"]["code"], "secret-masked", "{refused}");
    life.does(&["verify", "acme"]);
    life.set("authentication.scopes=[quote-read]");
    life.does(&["onboard", "acme"]);
    life.goes_on();
}

/// A partner on a gateway of its own.
struct Life {
    sandbox: Sandbox,
    relay: Relay,
    place: Place,
}

impl Life {
    fn begin(switch: Switch) -> Self {
        let mut quirks = Quirks::default();
        switch(&mut quirks);
        let sandbox = Sandbox::start(quirks);
        let relay = Relay::before(&sandbox.url());
        let place = Place::at(&relay.url(), &sandbox);
        let contract = place.read("apis/quote-api.yaml").replace("name: quote-api", "name: contract-api");
        place.write("apis/contract-api.yaml", &contract);
        Self { sandbox, relay, place }
    }

    fn whole(&self) {
        self.does(&["onboard", "acme"]);
        self.has(ONE_OF_EACH);
        self.does(&["verify", "acme"]);
        self.onboards_without_a_write();
        self.gets_another_scope();
        self.goes_on();
    }

    fn goes_on(&self) {
        self.gets_another_api_and_loses_it();
        self.is_suspended_and_resumed();
        self.is_removed_and_comes_back();
        assert_eq!(self.does(&["audit", "verify"])["ok"], true);
    }

    fn onboards_without_a_write(&self) {
        self.relay.heal();
        let board = self.does(&["onboard", "acme"]);
        assert_eq!(self.relay.writes(), 0, "{board}");
        assert!(self.relay.calls() > 0 && changes(&board).is_empty(), "{board}");
    }

    fn publish_another_scope(&self) {
        let wider = self.place.read("apis/quote-api.yaml").replace("[quote-read]", "[quote-read, quote-write]");
        self.place.write("apis/quote-api.yaml", &wider);
    }

    fn gets_another_scope(&self) {
        let before = self.record("/status/client/clientId");
        self.publish_another_scope();
        self.set("authentication.scopes=[quote-read, quote-write]");
        assert!(!changes(&self.does(&["onboard", "acme"])).is_empty());
        assert_eq!(self.record("/status/client/scopes"), serde_json::json!(["quote-read", "quote-write"]));
        self.does(&["verify", "acme"]);
        self.onboards_without_a_write();
        self.set("authentication.scopes=[quote-read]");
        self.does(&["onboard", "acme"]);
        assert_eq!(self.record("/status/client/scopes"), serde_json::json!(["quote-read"]));
        assert_eq!(self.record("/status/client/clientId"), before, "the partner keeps its client id");
        self.does(&["verify", "acme"]);
    }

    fn gets_another_api_and_loses_it(&self) {
        self.set("apis=[quote-api/1.0, contract-api/1.0]");
        self.does(&["onboard", "acme"]);
        self.has(of(1, 2, 2));
        assert!(checks(&self.does(&["verify", "acme"])).contains(&"call contract-api/1.0".to_owned()));
        self.onboards_without_a_write();
        self.set("apis=[quote-api/1.0]");
        self.does(&["onboard", "acme"]);
        assert!(checks(&self.does(&["verify", "acme"])).contains(&"unassigned API contract-api/1.0".to_owned()));
        self.onboards_without_a_write();
    }

    fn is_suspended_and_resumed(&self) {
        self.does(&["profile", "suspend", "acme"]);
        let refused = self.place.json(&["verify", "acme"], 7);
        let call = refused["partners"][0]["checks"].as_array().unwrap().iter().find(|check| check["ok"] == false);
        assert!(call.is_some(), "{refused}");
        self.does(&["profile", "resume", "acme"]);
        self.does(&["verify", "acme"]);
        self.onboards_without_a_write();
    }

    fn is_removed_and_comes_back(&self) {
        let (id, client) = (self.record("/status/applicationId"), self.record("/status/client/clientId"));
        self.does(&["profile", "delete", "acme", "--confirm", "acme"]);
        assert_eq!(numbers(&self.sandbox)[..2], [("applications", 0), ("strategies", 0)]);
        self.does(&["profile", "delete", "acme", "--confirm", "acme"]);
        self.does(&["onboard", "acme"]);
        assert_eq!(numbers(&self.sandbox)[..2], [("applications", 1), ("strategies", 1)]);
        self.does(&["verify", "acme"]);
        assert_eq!(self.record("/status/applicationId"), id, "the partner keeps its application ID");
        assert_ne!(self.record("/status/client/clientId"), client, "the old client id is gone for good");
        self.onboards_without_a_write();
    }

    fn does(&self, words: &[&str]) -> Value {
        self.place.json(words, 0)
    }

    fn set(&self, value: &str) {
        self.does(&["partner", "set", "acme", &format!("spec.environments.test.{value}")]);
    }

    fn record(&self, pointer: &str) -> Value {
        let record: Value = read_any("acme.yaml", &self.place.read("records/test/acme.yaml")).unwrap();
        record.pointer(pointer).unwrap_or_else(|| panic!("no {pointer} in {record}")).clone()
    }

    fn has(&self, expected: Tally) {
        assert_eq!(numbers(&self.sandbox), expected);
    }
}

fn words(panic: &(dyn Any + Send)) -> &str {
    panic.downcast_ref::<String>().map_or("panicked", String::as_str)
}

fn changes(board: &Value) -> Vec<Value> {
    board["partners"][0]["changes"].as_array().cloned().unwrap_or_default()
}

/// The checks of a verification that were made and came out well.
fn checks(board: &Value) -> Vec<String> {
    let checks = board["partners"][0]["checks"].as_array().unwrap();
    let good = checks.iter().filter(|check| check["ok"] == true && check["ran"] == true);
    good.map(|check| check["name"].as_str().unwrap().to_owned()).collect()
}

//! What the tool says is so: secrets belong to their client, evidence to what it was seen for, one fault to one partner.

use partnerctl::sandbox::{Masked, Quirks};
use serde_json::Value;

use crate::support::{Place, Sandbox, told};

fn masked(masked_secrets: Masked) -> (Sandbox, Place) {
    let sandbox = Sandbox::start(Quirks { masked_secrets, ..Quirks::default() });
    let place = Place::at(&sandbox.url(), &sandbox);
    (sandbox, place)
}

fn strategies(sandbox: &Sandbox) -> usize {
    let answer = sandbox.ask("/strategies");
    answer.get("strategies").unwrap_or(&answer).as_array().map_or(0, Vec::len)
}

fn state(board: &Value, step: &str) -> String {
    let steps = board["partners"][0]["steps"].as_array().unwrap();
    steps.iter().find(|known| known["id"] == step).unwrap()["state"].as_str().unwrap().to_owned()
}

fn forget(place: &Place, paths: &[&str]) {
    for path in paths {
        std::fs::remove_dir_all(place.root().join(path)).unwrap();
    }
}

fn codes(board: &Value) -> Vec<String> {
    let findings = board["partners"][0]["findings"].as_array().cloned().unwrap_or_default();
    findings.iter().map(|finding| finding["code"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn a_secret_in_the_store_is_taken_only_when_it_is_proven_to_be_this_clients() {
    let (sandbox, place) = masked(Masked::AfterIssue);
    place.json(&["onboard", "acme"], 0);
    forget(&place, &[".partnerctl", "records"]);
    place.json(&["onboard", "acme"], 0);
    place.json(&["verify", "acme"], 0);
    forget(&place, &[".partnerctl", "records"]);
    place.write("other.txt", "a-secret-of-something-else");
    place.json(&["secret", "put", "test/acme", "--secret-file", "other.txt", "--yes"], 0);
    let lost = place.json(&["onboard", "acme"], 1);
    assert_eq!(lost["error"]["code"], "secret-lost", "{lost}");
    place.json(&["onboard", "acme", "--replace-lost-secret"], 0);
    place.json(&["verify", "acme"], 0);
    assert_eq!(strategies(&sandbox), 1);
}

#[test]
fn a_secret_that_left_the_store_is_read_again_or_missed() {
    let (_sandbox, place) = masked(Masked::ListOnly);
    place.json(&["onboard", "acme"], 0);
    place.json(&["secret", "remove", "test/acme", "--yes"], 0);
    place.json(&["onboard", "acme"], 0);
    place.json(&["verify", "acme"], 0);

    let (sandbox, place) = masked(Masked::AfterIssue);
    place.json(&["onboard", "acme"], 0);
    place.json(&["secret", "remove", "test/acme", "--yes"], 0);
    assert!(codes(&place.json(&["onboard", "acme"], 0)).contains(&"secret-elsewhere".to_owned()));
    place.json(&["verify", "acme"], 7);
    place.json(&["onboard", "acme", "--replace-lost-secret"], 0);
    place.json(&["verify", "acme"], 0);
    assert_eq!(strategies(&sandbox), 1);
}

#[test]
fn evidence_ends_with_what_it_was_seen_for() {
    let (_sandbox, place) = masked(Masked::ListOnly);
    place.json(&["onboard", "acme"], 0);
    assert_eq!(state(&place.json(&["verify", "acme"], 0), "validate"), "done");
    place.json(&["profile", "delete", "acme", "--confirm", "acme"], 0);
    let gone = place.json(&["status", "acme"], 0);
    assert_eq!((state(&gone, "validate"), state(&gone, "endpoints")), ("blocked".to_owned(), "blocked".to_owned()));
    assert_eq!(state(&place.json(&["onboard", "acme"], 0), "validate"), "waiting");
}

#[test]
fn a_call_that_no_longer_works_opens_its_step_again() {
    let (_sandbox, place) = masked(Masked::ListOnly);
    place.json(&["onboard", "acme"], 0);
    place.json(&["verify", "acme"], 0);
    place.json(&["profile", "suspend", "acme"], 0);
    assert_eq!(state(&place.json(&["verify", "acme"], 7), "validate"), "waiting");
    place.json(&["profile", "resume", "acme"], 0);
    assert_eq!(state(&place.json(&["verify", "acme"], 0), "validate"), "done");
    place.json(&["api", "unassign", "acme", "quote-api/1.0"], 0);
    assert_eq!(state(&place.json(&["verify", "acme"], 7), "apis"), "ready");
}

#[test]
fn a_step_of_the_tool_that_was_opened_again_closes_when_it_was_read_back() {
    let (_sandbox, place) = masked(Masked::ListOnly);
    place.json(&["onboard", "acme"], 0);
    place.json(&["step", "reopen", "acme", "profile", "--why", "looked odd"], 0);
    assert_eq!(state(&place.json(&["onboard", "acme"], 0), "profile"), "done");
}

#[test]
fn an_application_id_belongs_to_one_partner() {
    let sandbox = Sandbox::start(Quirks::default());
    let place = Place::with_environments(&sandbox, &["test"]);
    place.json(&["onboard", "acme", "globex"], 0);
    let records = place.read("records/test/acme.yaml");
    let id = records.lines().find_map(|line| line.trim().strip_prefix("applicationId: ")).unwrap();
    place.json(&["partner", "set", "globex", &format!("spec.environments.test.applicationId={id}")], 0);
    let refused = place.json(&["onboard", "globex"], 4);
    assert!(refused["error"]["message"].as_str().unwrap().contains(id), "{refused}");
}

#[test]
fn one_partners_fault_costs_nobody_else() {
    let sandbox = Sandbox::start(Quirks::default());
    let place = Place::with_environments(&sandbox, &["test"]);
    place.json(&["partner", "set", "acme", "spec.environments.test.apis=[nope-api/1.0]"], 0);
    let output = place.run(&["onboard", "acme", "globex", "-o", "json"]);
    assert_eq!(output.status.code(), Some(9), "{}", told(&output));
    let board: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(board["partners"][0]["error"]["exit"], 3, "{board}");
    assert_eq!(board["partners"][1]["name"], "globex");
    place.json(&["verify", "globex"], 0);
    let scope = ["partner", "set", "globex", "spec.environments.test.authentication.scopes=[bogus]"];
    place.json(&scope, 0);
    assert!(place.json(&["onboard", "globex"], 2)["error"]["next"].as_str().unwrap().contains("quote-read"));
}

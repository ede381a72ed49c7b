//! `changes: planned`: what writes directly elsewhere saves a plan here, and `apply` carries out exactly that.

use partnerctl::sandbox::Quirks;
use serde_json::Value;

use crate::support::{Place, Sandbox, proxy::Proxy, tally::list};

fn planned() -> (Sandbox, Proxy, Place) {
    let sandbox = Sandbox::start(Quirks::default());
    let proxy = Proxy::before(&sandbox.url());
    let place = Place::at(&proxy.url(), &sandbox);
    let workspace = place.read("partnerctl.yaml").replace("class: non-production,", "class: non-production, changes: planned,");
    place.write("partnerctl.yaml", &workspace);
    (sandbox, proxy, place)
}

fn refused(place: &Place, words: &[&str], code: i32, text: &str) -> Value {
    let answer = place.json(words, code);
    assert!(answer["error"].to_string().contains(text), "{words:?}: {answer}");
    answer
}

fn suspended(sandbox: &Sandbox) -> Vec<bool> {
    list(sandbox, "/applications", "applications").iter().map(|one| one["isSuspended"] == true).collect()
}

/// From nothing to withdrawn, with a ticket at each turn and no direct write.
#[test]
fn every_step_of_a_life_can_be_planned() {
    let (sandbox, proxy, place) = planned();
    let told = refused(&place, &["onboard", "acme"], 5, "--plan FILE");
    assert!(told["error"]["next"].as_str().unwrap().contains("partnerctl apply FILE"), "{told}");
    let turn = |words: &[&str], file: &str, operations: &[&str]| {
        refused(&place, words, 5, "without a saved plan");
        proxy.begin(None);
        let board = place.json(&[words, &["--plan", file, "--change", "CHG0042"]].concat(), 0);
        assert_eq!(proxy.writes(), 0, "{words:?}: {:?}", proxy.seen());
        let changes = board["partners"][0]["changes"].as_array().cloned().unwrap_or_default();
        let found: Vec<&str> = changes.iter().map(|change| change["operation"].as_str().unwrap()).collect();
        assert!(operations.iter().all(|operation| found.contains(operation)), "{words:?}: {found:?}");
        assert!(changes.iter().all(|change| change["done"] == false), "{board}");
        refused(&place, &[words, &["--plan", file]].concat(), 4, "already");
        let ticket = place.run(&["plan", "show", file, "--format", "markdown"]);
        let ticket = String::from_utf8_lossy(&ticket.stdout).into_owned();
        assert!(ticket.contains("CHG0042") && ticket.contains("Way back"), "{ticket}");
        let applied = place.json(&["apply", file, "--change", "CHG0042"], 0);
        assert!(applied["summary"]["failed"] == 0 && applied["summary"]["changes"].as_u64() > Some(0), "{applied}");
        applied
    };
    turn(&["onboard", "acme"], "1.json", &["create-profile", "issue-secret", "assign"]);
    turn(&["profile", "suspend", "acme"], "2.json", &["set-state"]);
    assert_eq!(suspended(&sandbox), [true]);
    turn(&["profile", "resume", "acme"], "3.json", &["set-state"]);
    assert_eq!(suspended(&sandbox), [false]);
    turn(&["offboard", "acme", "--confirm", "acme"], "4.json", &["set-state"]);
    assert_eq!(suspended(&sandbox), [true]);
    turn(&["offboard", "acme", "--undo"], "5.json", &["set-state"]);
    assert_eq!(suspended(&sandbox), [false]);
    turn(&["offboard", "acme", "--confirm", "acme", "--now"], "6.json", &["set-state", "remove-profile"]);
    assert!(suspended(&sandbox).is_empty());
    assert!(place.json(&["record", "show", "acme"], 0)["status"]["offboarding"]["withdrawn"].is_string());
    let acts = place.json(&["audit", "show"], 0);
    let lines = acts["acts"].as_array().unwrap();
    assert!(lines.iter().filter(|act| act["change"] == "CHG0042").count() >= 5, "{acts}");
}

#[test]
fn a_profile_can_be_removed_by_a_plan() {
    let (sandbox, _proxy, place) = planned();
    place.json(&["onboard", "acme", "--plan", "on.json"], 0);
    place.json(&["apply", "on.json"], 0);
    refused(&place, &["profile", "delete", "acme", "--plan", "off.json"], 2, "--confirm");
    place.json(&["profile", "delete", "acme", "--confirm", "acme", "--plan", "off.json"], 0);
    assert_eq!(suspended(&sandbox).len(), 1);
    place.json(&["apply", "off.json"], 0);
    assert!(suspended(&sandbox).is_empty());
}

/// Whoever moved first wins: the plan says so and writes nothing.
#[test]
fn a_plan_of_a_command_that_moved_is_refused() {
    let (sandbox, proxy, place) = planned();
    place.json(&["onboard", "acme", "--plan", "on.json"], 0);
    place.json(&["apply", "on.json"], 0);
    place.json(&["profile", "suspend", "acme", "--plan", "one.json"], 0);
    place.json(&["offboard", "acme", "--confirm", "acme", "--now", "--plan", "two.json"], 0);
    place.json(&["apply", "one.json"], 0);
    proxy.begin(None);
    refused(&place, &["apply", "two.json"], 4, "not as it was when the plan was saved");
    refused(&place, &["apply", "one.json"], 4, "not as it was when the plan was saved");
    assert_eq!((proxy.writes(), suspended(&sandbox)), (0, vec![true]));
    // One that was changed by hand is not followed either.
    let text = place.read("one.json").replace("profile-suspend", "profile-delete");
    place.write("three.json", &text);
    refused(&place, &["apply", "three.json"], 4, "not as it was");
    place.write("four.json", &text.replace("profile-delete", "drop-everything"));
    refused(&place, &["apply", "four.json"], 2, "no saved plan");
}

#[test]
fn approvals_hold_for_plans_of_commands() {
    let (_sandbox, proxy, place) = planned();
    assert!(place.run(&["key", "generate", "--type", "ec-p256", "--out", "maria.key", "--no-passphrase"]).status.success());
    let thumbprint = place.json(&["jwk", "thumbprint", "maria.key"], 0)["thumbprint"].as_str().unwrap().to_owned();
    let workspace = place.read("partnerctl.yaml").replace("changes: planned,", "changes: planned, approvals: 1,");
    place.write("partnerctl.yaml", &format!("{workspace}approvers: [{{ user: maria, thumbprint: {thumbprint} }}]\n"));
    let agree = |file: &str| place.json(&["plan", "approve", file, "--key", "maria.key"], 0);
    place.json(&["onboard", "acme", "--plan", "on.json"], 0);
    agree("on.json");
    place.json(&["apply", "on.json"], 0);
    place.json(&["profile", "suspend", "acme", "--plan", "off.json"], 0);
    proxy.begin(None);
    refused(&place, &["apply", "off.json"], 5, "nobody agreed");
    assert_eq!(proxy.writes(), 0);
    agree("off.json");
    place.json(&["apply", "off.json"], 0);
}

/// What has no plan of its own says so and writes nothing.
#[test]
fn commands_without_a_plan_say_so() {
    let (_sandbox, proxy, place) = planned();
    proxy.begin(None);
    for words in [
        &["profile", "create", "acme"][..],
        &["api", "create", "quote-api/1.0"],
        &["api", "assign", "acme", "quote-api/1.0"],
        &["apply", "acme"],
    ] {
        refused(&place, words, 5, "other commands have no plan of their own");
    }
    for flag in [&["--dry-run"][..], &["--again"], &["--until", "validate"], &["--require-complete"]] {
        refused(&place, &[&["onboard", "acme", "--plan", "x.json"], flag].concat(), 2, "`--plan` does not go with");
    }
    assert_eq!(proxy.writes(), 0);
    assert!(!place.root().join("x.json").exists());
}

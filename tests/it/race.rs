//! Several operators at once, and operators who go away in the middle.

use std::{
    process::{Child, Command},
    time::{Duration, Instant},
};

use partnerctl::sandbox::Quirks;
use serde_json::Value;

use crate::{
    replies::Play,
    support::{
        Place, Sandbox, partner,
        relay::{Gate, Meddling, Relay},
        tally::{ONE_OF_EACH, list, numbers, of},
        told, until,
    },
};

struct Rig {
    sandbox: Sandbox,
    relay: Relay,
    place: Place,
}

fn rig() -> Rig {
    let sandbox = Sandbox::start(Quirks::default());
    let relay = Relay::before(&sandbox.url());
    let place = Place::at(&relay.url(), &sandbox);
    Rig { sandbox, relay, place }
}

fn signal(child: &Child, name: &str) {
    let sent = Command::new("sh").args(["-c", "kill \"$@\"", "sh", name, &child.id().to_string()]).status().unwrap();
    assert!(sent.success());
}

#[test]
fn of_two_who_onboard_one_partner_the_second_is_told_who_is_at_it() {
    let Rig { sandbox, relay, place } = rig();
    place.json(&["onboard", "acme"], 0);
    place.json(&["partner", "set", "acme", "spec.displayName=Acme Limited"], 0);
    let gate = Gate::default();
    relay.meddle(Meddling::hold_write(1, gate.clone()));
    let first = place.start(&["onboard", "acme"]);
    relay.await_meddled();
    let refused = place.json(&["onboard", "acme"], 4);
    let message = refused["error"]["message"].as_str().unwrap();
    let host = whoami::hostname().unwrap_or_else(|_| "unknown".to_owned());
    for word in ["tester", &host, &first.id().to_string(), "since 20"] {
        assert!(message.contains(word), "`{word}` is not in: {message}");
    }
    assert_eq!((refused["error"]["partner"].as_str(), refused["error"]["environment"].as_str()), (Some("acme"), Some("test")));
    gate.open();
    let first = first.wait_with_output().unwrap();
    assert!(first.status.success(), "{}", told(&first));
    assert_eq!(numbers(&sandbox), ONE_OF_EACH);
    place.json(&["onboard", "acme"], 0);
    place.json(&["verify", "acme"], 0);
}

#[test]
fn two_who_begin_at_the_same_moment_make_one_of_everything() {
    let sandbox = Sandbox::start(Quirks::default());
    let place = Place::at(&sandbox.url(), &sandbox);
    let both = [place.start(&["onboard", "acme"]), place.start(&["onboard", "acme"])];
    let outputs = both.map(|child| child.wait_with_output().unwrap());
    let codes = outputs.each_ref().map(|output| output.status.code().unwrap());
    assert!(codes.contains(&0) && codes.iter().all(|code| [0, 4].contains(code)), "{}", outputs.each_ref().map(told).join("\n"));
    assert_eq!(numbers(&sandbox), ONE_OF_EACH);
    place.json(&["onboard", "acme"], 0);
    place.json(&["verify", "acme"], 0);
}

#[test]
fn ten_onboard_ten_partners_of_one_workspace() {
    let sandbox = Sandbox::start(Quirks::default());
    let place = Place::at(&sandbox.url(), &sandbox);
    let names: Vec<String> = (1..=10).map(|number| format!("partner-{number}")).collect();
    for name in &names {
        place.write(&format!("partners/{name}.yaml"), &partner(name, &["test"]));
    }
    let children: Vec<Child> = names.iter().map(|name| place.start(&["onboard", name])).collect();
    for (name, child) in names.iter().zip(children) {
        let output = child.wait_with_output().unwrap();
        assert!(output.status.success(), "{name}: {}", told(&output));
    }
    assert_eq!(numbers(&sandbox), of(10, 1, 1));
    let records = place.json(&["record", "list"], 0);
    assert_eq!(records["records"].as_array().unwrap().len(), 10, "{records}");
    let applications = list(&sandbox, "/applications", "applications");
    for name in &names {
        let record = place.json(&["record", "show", name], 0);
        let id = record["status"]["profile"]["id"].as_str().unwrap_or_else(|| panic!("{name}: {record}"));
        let known = applications.iter().find(|application| application["id"] == id);
        assert_eq!(known.unwrap()["name"], format!("{name}-test"));
        let secret = place.json(&["secret", "get", &format!("test/{name}")], 0);
        assert_eq!(secret["fingerprint"], record["status"]["secrets"][0]["fingerprint"], "{name}: one key for all fingerprints");
    }
    let audit = place.json(&["audit", "verify"], 0);
    assert_eq!(audit["ok"], true, "{audit}");
    let secrets = place.json(&["secret", "list"], 0);
    assert_eq!(secrets["secrets"].as_array().unwrap().iter().filter(|slot| is_credential(slot)).count(), 10, "{secrets}");
}

fn is_credential(slot: &Value) -> bool {
    let name = slot["name"].as_str().or(slot.as_str()).unwrap_or_default();
    name.contains("/partner-")
}

#[test]
fn ten_keep_ten_secrets_under_one_key_of_fingerprints() {
    let sandbox = Sandbox::start(Quirks::default());
    let place = Place::at(&sandbox.url(), &sandbox);
    let names: Vec<String> = (1..=10).map(|number| format!("test/secret-{number}")).collect();
    let begin = |name: &String| place.start(&["secret", "generate", "--store", name, "-o", "json"]);
    let children: Vec<Child> = names.iter().map(begin).collect();
    for (name, child) in names.iter().zip(children) {
        let output = child.wait_with_output().unwrap();
        assert!(output.status.success(), "{name}: {}", told(&output));
        let kept: Value = serde_json::from_slice(&output.stdout).unwrap();
        assert_eq!(place.json(&["secret", "get", name], 0)["fingerprint"], kept["fingerprint"], "{name}");
    }
}

#[test]
fn the_lock_of_a_killed_command_is_taken_over() {
    let Rig { sandbox, relay, place } = rig();
    place.json(&["onboard", "acme"], 0);
    place.json(&["partner", "set", "acme", "spec.displayName=Acme Limited"], 0);
    let gate = Gate::default();
    relay.meddle(Meddling::hold_write(1, gate.clone()));
    let mut first = place.start(&["onboard", "acme"]);
    relay.await_meddled();
    signal(&first, "-KILL");
    first.wait().unwrap();
    gate.open();
    let locks = place.root().join(".partnerctl/locks");
    let pid = format!("\"pid\":{}", first.id());
    let left = std::fs::read_dir(locks).unwrap().filter_map(|file| std::fs::read_to_string(file.unwrap().path()).ok());
    assert!(left.into_iter().any(|text| text.replace(' ', "").contains(&pid)), "the dead left no lock behind");
    relay.heal();
    place.json(&["onboard", "acme"], 0);
    assert_eq!(numbers(&sandbox), ONE_OF_EACH);
}

#[test]
fn ctrl_c_ends_a_slow_call_at_once_and_the_next_run_completes() {
    // The probe, a read and a write of the ground, a write of the profile.
    let moments = [
        Meddling::instead(1, Play::Silence),
        Meddling::instead(3, Play::Silence),
        Meddling::after_write(2, Play::Silence),
        Meddling::after_write(9, Play::Silence),
    ];
    for (row, moment) in moments.into_iter().enumerate() {
        let Rig { sandbox, relay, place } = rig();
        relay.meddle(moment);
        let mut child = place.start(&["onboard", "acme", "-o", "json"]);
        until("the call hangs", || relay.met() > 0 || child.try_wait().unwrap().is_some());
        let start = Instant::now();
        signal(&child, "-INT");
        let output = child.wait_with_output().unwrap();
        assert!(start.elapsed() < Duration::from_secs(3), "row {row}: {:?}", start.elapsed());
        assert_eq!(output.status.code(), Some(130), "row {row}: {}", told(&output));
        let error: Value = serde_json::from_slice(&output.stderr).unwrap_or_else(|_| panic!("row {row}: {}", told(&output)));
        assert_eq!(error["error"]["code"], "interrupted");
        relay.heal();
        place.json(&["onboard", "acme"], 0);
        assert_eq!(numbers(&sandbox), ONE_OF_EACH, "row {row}");
        place.json(&["verify", "acme"], 0);
    }
}

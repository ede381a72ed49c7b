//! Saved plans: exactly what was shown, agreed to by a second person, or nothing.

use crate::{
    fleet::{Rig, add, rig},
    support::{
        Place,
        tally::{numbers, of},
        told,
    },
};

/// A workspace whose changes go through saved plans that one approver signed.
fn planned(partners: usize) -> Rig {
    let rig = rig(partners);
    let place = &rig.place;
    assert!(place.run(&["key", "generate", "--type", "ec-p256", "--out", "maria.key", "--no-passphrase"]).status.success());
    let thumbprint = place.json(&["jwk", "thumbprint", "maria.key"], 0)["thumbprint"].as_str().unwrap().to_owned();
    let workspace =
        place.read("partnerctl.yaml").replace("class: non-production,", "class: non-production, changes: planned, approvals: 1,");
    place.write("partnerctl.yaml", &format!("{workspace}approvers: [{{ user: maria, thumbprint: {thumbprint} }}]\n"));
    rig
}

fn refused(place: &Place, words: &[&str], code: i32, text: &str) {
    let answer = place.json(words, code);
    let message = answer["error"]["message"].as_str().unwrap_or_default();
    assert!(message.contains(text), "{words:?}: {answer}");
}

#[test]
fn a_planned_environment_takes_only_an_approved_plan_and_does_exactly_that() {
    let Rig { sandbox, place, proxy: _proxy } = planned(3);
    refused(&place, &["apply"], 5, "without a saved plan");
    let saved = place.json(&["plan", "--out", "change.json", "--change", "CHG0042"], 0);
    refused(&place, &["apply", "change.json"], 5, "nobody agreed");
    assert_eq!(numbers(&sandbox)[0], ("applications", 0));
    let approved = place.json(&["plan", "approve", "change.json", "--key", "maria.key"], 0);
    assert_eq!((approved["by"].as_str(), approved["plan"].as_str()), (Some("maria"), saved["hash"].as_str()));
    refused(&place, &["plan", "approve", "change.json", "--key", "maria.key"], 4, "already");
    let ticket = told(&place.run(&["plan", "show", "change.json", "--format", "markdown"]));
    for word in [saved["hash"].as_str().unwrap(), "CHG0042", "maria", "create profile `p00001-test`", "Way back"] {
        assert!(ticket.contains(word), "`{word}` is not in: {ticket}");
    }
    let ids: Vec<_> = serde_json::from_str::<serde_json::Value>(&place.read("change.json")).unwrap()["spec"]["partners"]
        .as_array()
        .unwrap()
        .iter()
        .map(|partner| partner["applicationId"].as_str().unwrap().to_owned())
        .collect();
    let applied = place.json(&["apply", "change.json"], 0);
    assert_eq!((&applied["summary"]["changed"], &applied["hash"]), (&3.into(), &saved["hash"]));
    assert_eq!(numbers(&sandbox), of(3, 1, 1));
    let record = place.json(&["record", "show", "p00001"], 0);
    assert_eq!(record["status"]["applicationId"].as_str(), Some(ids[0].as_str()), "the ID that the plan named");
    refused(&place, &["apply", "change.json"], 4, "changed since the plan was saved");
}

#[test]
fn a_plan_whose_gateway_or_files_moved_is_refused_before_a_write() {
    let Rig { sandbox, proxy, place } = rig(2);
    place.json(&["plan", "--out", "change.json"], 0);
    place.json(&["partner", "set", "p00002", "spec.displayName=Somebody Else"], 0);
    proxy.begin(None);
    refused(&place, &["apply", "change.json"], 4, "`p00002`");
    place.json(&["plan", "--out", "change.json", "--replace"], 0);
    place.json(&["onboard", "p00001"], 0);
    proxy.begin(None);
    refused(&place, &["apply", "change.json"], 4, "`p00001`");
    assert_eq!(proxy.writes(), 0);
    // A partner that is no part of it does not matter.
    add(&place, 3);
    place.json(&["plan", "--out", "change.json", "--replace"], 0);
    add(&place, 4);
    place.json(&["apply", "change.json"], 0);
    assert_eq!(numbers(&sandbox), of(3, 1, 1));
}

#[test]
fn a_plan_that_was_changed_after_its_approval_is_refused() {
    let Rig { place, proxy: _proxy, sandbox: _sandbox } = planned(1);
    place.json(&["plan", "--out", "change.json"], 0);
    place.json(&["plan", "approve", "change.json", "--key", "maria.key"], 0);
    let forged = place.read("change.json").replace("\"by\": \"tester", "\"by\": \"nobody");
    place.write("change.json", &forged);
    refused(&place, &["apply", "change.json"], 5, "not valid");
    place.write("change.json", "{}");
    refused(&place, &["apply", "change.json"], 2, "no saved plan");
    assert!(place.run(&["key", "generate", "--type", "ec-p256", "--out", "eve.key", "--no-passphrase"]).status.success());
    place.json(&["plan", "--out", "change.json", "--replace"], 0);
    refused(&place, &["plan", "approve", "change.json", "--key", "eve.key"], 5, "no approver's");
}

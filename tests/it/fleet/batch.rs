//! `plan` and `apply` over all partner files.

use crate::{
    fleet::{Rig, add, name, rig},
    support::{
        tally::{numbers, of},
        told,
    },
};

#[test]
fn what_is_planned_is_made_and_a_second_plan_is_empty_and_writes_nothing() {
    let Rig { sandbox, proxy, place } = rig(30);
    let planned = place.json(&["plan", "--exit-code"], 8);
    assert_eq!((&planned["summary"]["changed"], &planned["summary"]["changes"]), (&30.into(), &90.into()), "{planned}");
    assert_eq!(proxy.writes(), 0, "a plan writes nothing: {:?}", proxy.seen());
    let applied = place.json(&["apply", "--jobs", "3"], 0);
    assert_eq!(applied["summary"]["changes"], planned["summary"]["changes"], "what was planned was done");
    assert_eq!(numbers(&sandbox), of(30, 1, 1));
    proxy.begin(None);
    let second = place.json(&["plan", "--exit-code"], 0);
    assert_eq!((&second["summary"]["unchanged"], &second["summary"]["changes"]), (&30.into(), &0.into()), "{second}");
    assert_eq!(proxy.writes(), 0);
    proxy.begin(None);
    place.json(&["apply"], 0);
    assert_eq!(proxy.writes(), 0, "{:?}", proxy.seen());
    for number in [1, 15, 30] {
        place.json(&["verify", &name(number)], 0);
    }
}

/// The requests of a plan over partners that are as they should be.
fn requests(partners: usize) -> usize {
    let Rig { proxy, place, sandbox: _sandbox } = rig(partners);
    place.json(&["apply", "--jobs", "4"], 0);
    proxy.begin(None);
    let plan = place.json(&["plan"], 0);
    assert_eq!(plan["summary"]["unchanged"], partners);
    proxy.seen().len()
}

#[test]
fn the_requests_of_a_plan_do_not_grow_with_the_partners() {
    let (few, many) = (requests(5), requests(60));
    println!("a plan over 5 partners: {few} requests, over 60: {many}");
    assert_eq!(few, many);
}

#[test]
fn one_broken_file_costs_one_line_and_the_exit_code() {
    let Rig { sandbox, place, proxy: _proxy } = rig(12);
    place.write("partners/p00007.yaml", "apiVersion: partnerctl/v1\nkind: Partner\nmetadata: { name: p00007 }\nspec: {}\n");
    let applied = place.json(&["apply"], 9);
    assert_eq!((&applied["summary"]["changed"], &applied["summary"]["failed"]), (&11.into(), &1.into()), "{applied}");
    let broken = applied["partners"].as_array().unwrap().iter().find(|line| line["name"] == "p00007").unwrap();
    assert!(broken["error"]["message"].as_str().unwrap().contains("p00007.yaml"), "{broken}");
    assert_eq!(numbers(&sandbox), of(11, 1, 1));
}

#[test]
fn a_partner_whose_file_vanished_is_told_and_left_alone() {
    let Rig { sandbox, place, proxy: _proxy } = rig(3);
    place.json(&["apply"], 0);
    std::fs::remove_file(place.root().join("partners/p00002.yaml")).unwrap();
    let applied = place.json(&["apply"], 0);
    assert_eq!(applied["orphans"], serde_json::json!(["p00002"]));
    assert_eq!(numbers(&sandbox), of(3, 1, 1));
    let told = told(&place.run(&["plan"]));
    assert!(told.contains("orphaned") && told.contains("p00002"), "{told}");
}

#[test]
fn only_what_changed_is_shown_and_made() {
    let Rig { proxy, place, sandbox: _sandbox } = rig(6);
    place.json(&["apply"], 0);
    place.json(&["partner", "set", "p00003", "spec.displayName=Another Name"], 0);
    add(&place, 7);
    let plan = place.json(&["plan"], 0);
    let changed: Vec<_> = plan["partners"].as_array().unwrap().iter().map(|line| line["name"].as_str().unwrap()).collect();
    assert_eq!(changed, ["p00003", "p00007"]);
    let fields = &plan["partners"][0]["changes"][0]["fields"];
    assert_eq!(
        (fields[0]["before"].as_str(), fields[0]["after"].as_str()),
        (Some("The p00003 Corporation"), Some("Another Name"))
    );
    proxy.begin(None);
    let applied = place.json(&["apply"], 0);
    assert_eq!(applied["summary"]["changed"], 2);
    assert!(proxy.seen().iter().filter(|line| line.starts_with("PUT")).count() > 0, "{:?}", proxy.seen());
}

#[test]
fn a_failure_stops_the_others_only_where_that_is_wished() {
    let Rig { place, proxy: _proxy, sandbox: _sandbox } = rig(4);
    place.write("partners/p00001.yaml", "not: [a partner\n");
    let stopped = place.json(&["apply", "--on-error", "stop"], 9);
    // The broken file was found before anything was sent, so it stops nobody.
    assert_eq!((&stopped["summary"]["failed"], &stopped["summary"]["changed"]), (&1.into(), &3.into()), "{stopped}");
}

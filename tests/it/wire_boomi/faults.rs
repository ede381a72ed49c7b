//! Faults at each call of an onboarding, by the whole program: the next run ends as if nothing had happened.

use std::{collections::BTreeSet, time::Duration};

use serde_json::{Value, json};

use super::place::Place;
use crate::{
    support::told,
    twin::boomi::{Boomi, Fault, Habits, Kind, Manager, Pace, Trouble},
};

/// What a run left, without what differs from run to run.
fn left(place: &Place) -> BTreeSet<String> {
    let own = ["id", "created", "updated", "apikey", "secret", "expires", "externalId", "notes", "address", "publicDomains"];
    let kinds = [Kind::Member, Kind::Application, Kind::PackageKey, Kind::Package, Kind::Plan, Kind::Service, Kind::Endpoint];
    let plain = |value: Value| {
        let mut text = stripped(value, &own).to_string();
        text = text.replace(&place.front.host, "HOST");
        text
    };
    kinds.into_iter().flat_map(|kind| place.boomi.list(kind)).map(plain).collect()
}

fn stripped(value: Value, own: &[&str]) -> Value {
    match value {
        Value::Object(members) => {
            let kept = members.into_iter().filter(|(name, _)| !own.contains(&name.as_str()));
            kept.map(|(name, value)| (name, stripped(value, own))).collect()
        }
        Value::Array(list) => list.into_iter().map(|one| stripped(one, own)).collect(),
        other => other,
    }
}

fn start() -> Place {
    Place::ready(Boomi::start(Habits { pace: Pace::PerSecond(1000), ..Habits::default() }), "")
}

/// Onboards with one call broken, heals, and holds what is there against an undisturbed run. `false` when there was no such call.
fn survives(fault: &Fault, pattern: &str, after: usize, undisturbed: &BTreeSet<String>) -> bool {
    let place = start();
    place.boomi.fault(Trouble::on(pattern, fault.clone()).after(after));
    let first = place.run(&["onboard", "acme"]);
    if place.boomi.heal() {
        assert_eq!(first.status.code(), Some(0), "{}", told(&first));
        return false;
    }
    let at = format!("{fault:?} at {pattern} {after}");
    assert!(matches!(first.status.code(), Some(0 | 1 | 5 | 6)), "{at}: {}", told(&first));
    let second = place.run(&["onboard", "acme"]);
    assert_eq!(second.status.code(), Some(0), "{at}: {}", told(&second));
    assert_eq!(left(&place), *undisturbed, "{at}");
    let kept = place.run(&["secret", "get", "test/acme", "--reveal"]);
    let key = place.boomi.list(Kind::PackageKey).remove(0);
    assert_eq!(json!(String::from_utf8_lossy(&kept.stdout).trim()), key["secret"], "{at}");
    assert_eq!(place.record("acme", "/status/client/clientId"), key["apikey"], "{at}");
    let writes = place.boomi.count("WRITE /**");
    assert_eq!(place.does(&["onboard", "acme"]), Vec::<String>::new(), "{at}");
    assert_eq!(place.boomi.count("WRITE /**"), writes, "{at}");
    true
}

#[test]
fn a_fault_at_any_call_leaves_no_trace() {
    let place = start();
    place.json(&["onboard", "acme"], 0);
    let undisturbed = &left(&place);
    assert!(undisturbed.len() >= 7, "{undisturbed:#?}");
    let faults = [Fault::Dropped, Fault::Refused(Manager::Unavailable), Fault::Late(Duration::from_millis(300)), Fault::TimedOut];
    // Each write meets each fault; of the reads each meets one, by turns.
    std::thread::scope(|scope| {
        for fault in &faults {
            scope.spawn(move || {
                let writes = (0..200).take_while(|after| survives(fault, "WRITE /**", *after, undisturbed)).count();
                assert!(writes > 9, "{fault:?}: {writes} writes");
            });
        }
    });
    let reads = |turn: usize| {
        (turn..400).step_by(2).take_while(|after| survives(&faults[after % 4], "GET /v3/**", *after, undisturbed)).count()
    };
    let (even, odd) = std::thread::scope(|scope| {
        let even = scope.spawn(|| reads(0));
        (reads(1), even.join().unwrap())
    });
    assert!(even + odd > 20, "{} reads", even + odd);
}

#[test]
fn a_fault_at_the_sign_in_is_said_or_waited_out() {
    let codes = |fault: Fault| {
        let place = start();
        place.boomi.fault(Trouble::on("POST /v3/token", fault));
        let code = place.run(&["onboard", "acme"]).status.code().unwrap();
        assert_eq!(place.run(&["onboard", "acme"]).status.code(), Some(0));
        code
    };
    let rows = [
        (Fault::Dropped, 0),
        (Fault::Refused(Manager::Unavailable), 0),
        (Fault::Late(Duration::from_millis(300)), 0),
        (Fault::Refused(Manager::OverQps), 0),
        (Fault::Refused(Manager::NotAuthorized), 5),
    ];
    for (fault, expected) in rows {
        let shown = format!("{fault:?}");
        assert_eq!(codes(fault), expected, "{shown}");
    }
}

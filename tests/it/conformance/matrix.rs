//! Every driver against every law, at its twin and at a live server; the table is written to a file that the pipeline prints.

use std::{
    any::Any,
    collections::BTreeSet,
    env,
    fmt::Write as _,
    panic::{AssertUnwindSafe, catch_unwind},
    path::Path,
};

use partnerctl::{domain::pair::Half, gateway::registry::DRIVERS};

use super::{
    bench::Rig,
    laws::{LAWS, Outcome},
    rigs::{authority::Live, boomi::Cloud, pair::Pair, rfc7591, webmethods::Webmethods},
};

/// Makes a rig ready, or says why it cannot be had.
type Start = fn() -> Result<Box<dyn Rig>, String>;

/// Driver, place, rig. A new driver adds its twin here, and its live server where one can be had.
const RIGS: &[(&str, &str, Start)] = &[
    ("boomi", "twin", || Ok(Box::new(Cloud::twin()))),
    ("boomi", "live", || Err(unset("PARTNERCTL_LIVE_BOOMI"))),
    ("rfc7591", "twin", || Ok(Box::new(rfc7591::twin()))),
    ("rfc7591", "live", || Ok(Box::new(Live::start()?))),
    ("webmethods", "twin", || Ok(Box::new(Webmethods::twin()))),
    ("webmethods", "live", || Err(unset("PARTNERCTL_LIVE_WEBMETHODS"))),
    // A wrapper keeps the same laws, whichever half breaks.
    (WITH_BOOMI, "twin", || Ok(pair(WITH_BOOMI, Box::new(rfc7591::twin()), Box::new(Cloud::twin()), Half::Gateway))),
    (WITH_WEBMETHODS, "twin", || {
        Ok(pair(WITH_WEBMETHODS, Box::new(rfc7591::twin()), Box::new(Webmethods::twin()), Half::Gateway))
    }),
    (WITH_BOOMI, "live", || Err(unset("PARTNERCTL_LIVE_BOOMI"))),
    (WITH_WEBMETHODS, "live server with the sandbox", || {
        Ok(pair(WITH_WEBMETHODS, Box::new(Live::start()?), Box::new(Webmethods::twin()), Half::Identity))
    }),
];

const WITH_BOOMI: &str = "rfc7591+boomi";
const WITH_WEBMETHODS: &str = "rfc7591+webmethods";

fn pair(name: &'static str, identity: Box<dyn Rig>, gateway: Box<dyn Rig>, breaks: Half) -> Box<dyn Rig> {
    Box::new(Pair::of(name, identity, gateway, breaks))
}

#[test]
fn every_driver_keeps_the_laws() {
    let mut table = String::new();
    let mut broken = Vec::new();
    for (driver, place, start) in RIGS {
        let outcomes = match start() {
            Ok(rig) => LAWS.map(|(law, tried)| (law, tries(&*rig, tried))),
            Err(missing) => LAWS.map(|(law, _)| (law, Ok(Outcome::NotRun(missing.clone())))),
        };
        for (law, outcome) in outcomes {
            let said = match &outcome {
                Ok(Outcome::Passed(with)) if with.is_empty() => "passed".to_owned(),
                Ok(Outcome::Passed(with)) => format!("passed with {with}"),
                Ok(Outcome::Partly(without)) => format!("passed; not run: {without}"),
                Ok(Outcome::Refused) => "refused as declared".to_owned(),
                Ok(Outcome::NotRun(why)) => format!("not run: {why}"),
                Err(why) => format!("BROKEN: {why}"),
            };
            writeln!(table, "{driver:<18} {place:<28} {law:<58} {said}").unwrap();
            broken.extend(outcome.err().map(|why| format!("{driver} {place}, law {law}: {why}")));
        }
    }
    println!("{table}");
    std::fs::write(Path::new(env!("CARGO_TARGET_TMPDIR")).join("conformance.txt"), table).unwrap();
    assert!(broken.is_empty(), "{}", broken.join("\n"));
}

#[test]
fn every_driver_has_a_twin() {
    let alone = RIGS.iter().filter(|(driver, place, _)| *place == "twin" && !driver.contains('+'));
    let twins: BTreeSet<&str> = alone.map(|(driver, ..)| *driver).collect();
    let drivers: BTreeSet<&str> = DRIVERS.iter().map(|driver| driver.name).collect();
    assert_eq!(twins, drivers, "a driver needs a rig in `conformance/rigs/` and a line in `RIGS`");
}

fn tries(rig: &dyn Rig, law: fn(&dyn Rig) -> Outcome) -> Result<Outcome, String> {
    let outcome = catch_unwind(AssertUnwindSafe(|| law(rig)));
    rig.heal();
    outcome.map_err(|panic| words(&*panic))
}

pub(super) fn words(panic: &(dyn Any + Send)) -> String {
    let text = panic.downcast_ref::<String>().map(String::as_str).or_else(|| panic.downcast_ref::<&str>().copied());
    text.unwrap_or("it panicked").lines().collect::<Vec<_>>().join(" ")
}

fn unset(variable: &str) -> String {
    match env::var(variable) {
        Ok(_) => format!("{variable} is set, and no live rig is written yet"),
        Err(_) => format!("{variable} is not set"),
    }
}

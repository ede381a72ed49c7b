//! Every driver against every fault, one by one: at its twin behind a relay. The table is written to a file that the pipeline prints.

use std::{
    fmt::Write as _,
    panic::{AssertUnwindSafe, catch_unwind},
    path::Path,
};

use partnerctl::{
    domain::{
        change::Change,
        mechanism::MechanismKind,
        profile::{Settings, Wanted},
    },
    gateway::Error,
};

use super::{
    bench::{Bench, Rig, is_unsupported},
    laws::{LAWS, Outcome, lost_answer},
    matrix::words,
    rigs::{boomi::Cloud, rfc7591::Registrar, webmethods::Webmethods},
};
use crate::{replies::Play, support::relay::Meddling};

/// What came of a fault, or why it could not be tried.
enum Cell {
    Met(&'static str),
    NotRun(&'static str),
}

type Start = fn() -> Box<dyn Rig>;
type Try = fn(&dyn Rig) -> Cell;

const DRIVERS: [(&str, Start); 3] = [
    ("boomi", || Box::new(Cloud::twin())),
    ("rfc7591", || Box::new(Registrar::twin())),
    ("webmethods", || Box::new(Webmethods::twin())),
];

const FAULTS: [(&str, Try); 8] = [
    ("401 in the middle of a change", refused_midway),
    ("a foreign object of the same name", foreign),
    ("our own object, met without a record", found_again),
    ("the product's own throttling", throttled),
    ("the answer to a creation is lost", lost),
    ("a page in HTML instead of an answer", page),
    ("more objects than a page", pages),
    ("the profile is removed behind our back", vanished),
];

#[test]
fn every_driver_meets_every_fault() {
    let (mut table, mut broken) = (String::new(), Vec::new());
    for (driver, start) in DRIVERS {
        let rig = start();
        for (fault, tried) in FAULTS {
            let cell = catch_unwind(AssertUnwindSafe(|| tried(&*rig)));
            rig.heal();
            let said = match &cell {
                Ok(Cell::Met(how)) => (*how).to_owned(),
                Ok(Cell::NotRun(why)) => format!("not run: {why}"),
                Err(panic) => format!("BROKEN: {}", words(&**panic)),
            };
            writeln!(table, "{driver:<12} {fault:<40} {said}").unwrap();
            if cell.is_err() {
                broken.push(format!("{driver}, {fault}: {said}"));
            }
        }
    }
    println!("{table}");
    std::fs::write(Path::new(env!("CARGO_TARGET_TMPDIR")).join("faults.txt"), table).unwrap();
    assert!(broken.is_empty(), "{}", broken.join("\n"));
}

/// A partner with a secret, onboarded.
fn partner<'a>(rig: &'a dyn Rig, name: &str) -> (Bench<'a>, Wanted) {
    let mut bench = Bench::of(rig, name);
    let wanted = bench.wanted(MechanismKind::Oauth2);
    bench.bring(&wanted).unwrap();
    bench.afresh();
    (bench, wanted)
}

/// Changes a partner's contact while the second call meets an answer; then once more, undisturbed. What came of the first try.
fn update_meets(rig: &dyn Rig, name: &str, play: Play) -> Result<(), Error> {
    let (mut bench, _) = partner(rig, name);
    let contacts = vec!["new@acme.example".to_owned()];
    let change = Change::UpdateProfile(Settings { contacts: contacts.clone(), ..bench.settings() }, Vec::new());
    let relay = rig.relay().expect("a relay before the twin");
    relay.meddle(Meddling { to: 2, ..Meddling::instead(2, play) });
    let first = bench.try_change(&change).map(drop);
    assert_eq!(relay.met(), 1, "the fault was met");
    relay.heal();
    bench.afresh();
    bench.make(&change);
    let observed = bench.observe().unwrap().expect("the profile is there");
    assert_eq!(observed.settings.contacts, contacts);
    assert_eq!(observed.clients.len(), 1, "and its one credential");
    first
}

fn refused_midway(rig: &dyn Rig) -> Cell {
    match update_meets(rig, "fault-401", Play::text(401, "{\"error\":\"invalid_token\"}")) {
        Ok(()) => Cell::Met("signed in again, and carried on"),
        Err(error) if matches!(error.plain(), Error::Unauthenticated { .. } | Error::Disowned { .. }) => {
            Cell::Met("said, and the next run is whole")
        }
        Err(error) => panic!("{error:?}"),
    }
}

fn throttled(rig: &dyn Rig) -> Cell {
    match update_meets(rig, "fault-pace", rig.throttling()) {
        Ok(()) => Cell::Met("waited out"),
        Err(error) if matches!(error.plain(), Error::Throttled { .. }) => Cell::Met("said, and the next run is whole"),
        Err(error) => panic!("{error:?}"),
    }
}

fn page(rig: &dyn Rig) -> Cell {
    let error = update_meets(rig, "fault-page", Play::text(500, "<html><title>Proxy</title></html>")).expect_err("it is a page");
    assert!(matches!(error.plain(), Error::Unexpected { .. }), "{error:?}");
    Cell::Met("said with its first words, and the next run is whole")
}

fn foreign(rig: &dyn Rig) -> Cell {
    law(rig, 4);
    let clashes = Bench::of(rig, "law5").observe().unwrap().is_some();
    Cell::Met(if clashes {
        "refused; the object is untouched"
    } else {
        "no clash, for names are not unique; the object is untouched"
    })
}

fn found_again(rig: &dyn Rig) -> Cell {
    let (mut bench, wanted) = partner(rig, "fault-ours");
    if bench.gateway.survey().err().as_ref().is_some_and(is_unsupported) {
        return Cell::NotRun("the standard has no search: a client is found by its record, or taken over by `--adopt --client`");
    }
    (bench.target.remote, bench.target.identity) = (None, None);
    let before = rig.writes();
    let created = bench.try_change(&Change::CreateProfile(bench.settings())).unwrap();
    assert!(created.observed.is_some(), "it is found by our mark");
    assert!(bench.plan(&wanted).1.is_empty());
    assert_eq!(rig.writes(), before, "nothing is made twice");
    Cell::Met("found by our mark; nothing is made twice")
}

fn lost(rig: &dyn Rig) -> Cell {
    partner(rig, "fault-first");
    lost_answer(rig);
    Cell::Met("outcome unknown; the next run heals")
}

fn pages(rig: &dyn Rig) -> Cell {
    match law(rig, 7) {
        Outcome::Refused => Cell::NotRun("the standard has no list, and the driver says so"),
        _ => Cell::Met("all are found, each once"),
    }
}

fn vanished(rig: &dyn Rig) -> Cell {
    let (mut bench, wanted) = partner(rig, "fault-gone");
    let observed = bench.observe().unwrap().expect("the profile is there");
    rig.vanish(&observed);
    bench.afresh();
    let how = match bench.observe() {
        Ok(None) => "made again by the next run",
        Err(error) if matches!(error.plain(), Error::Disowned { .. }) => {
            (bench.target.remote, bench.target.identity) = (None, None);
            "said; made again with consent (`--adopt`)"
        }
        other => panic!("{other:?}"),
    };
    assert_eq!(bench.bring(&wanted).unwrap().clients.len(), 1);
    bench.afresh();
    assert!(bench.plan(&wanted).1.is_empty());
    Cell::Met(how)
}

fn law(rig: &dyn Rig, place: usize) -> Outcome {
    let (_, tried) = LAWS[place];
    tried(rig)
}

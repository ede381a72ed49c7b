//! Gateways in trouble: a batch slows down, comes back, and leaves nobody behind.

use partnerctl::sandbox::{Masked, Quirks};

use crate::{
    fleet::{add, scale},
    support::{
        Place, Sandbox,
        storm::{Fate, Storm, Weather},
        tally::{numbers, of},
    },
};

struct Rig {
    sandbox: Sandbox,
    storm: Storm,
    place: Place,
}

fn rig(partners: usize, weather: Weather) -> Rig {
    let sandbox = Sandbox::start(Quirks { masked_secrets: Masked::ListOnly, ..Quirks::default() });
    let storm = Storm::before(&sandbox.url(), weather, 20_261_122);
    let place = Place::at(&storm.url(), &sandbox);
    std::fs::remove_file(place.root().join("partners/acme.yaml")).unwrap();
    (1..=partners).for_each(|number| add(&place, number));
    Rig { sandbox, storm, place }
}

fn all_are_made(Rig { sandbox, place, .. }: &Rig, partners: usize) {
    assert_eq!(numbers(sandbox), of(partners, 1, 1));
    for number in 1..=partners {
        let record = place.read(&format!("records/test/{}.yaml", super::name(number)));
        assert!(record.contains("fingerprint:"), "{record}");
    }
}

#[test]
fn a_gateway_that_throttles_fails_breaks_off_and_dawdles_costs_no_partner() {
    let partners = scale(25, 300);
    let rig = rig(partners, Weather { rate: 60, retry_after: Some(1), failing: 25, broken: 20, slow: 10 });
    let applied = rig.place.json(&["apply", "--jobs", "8"], 0);
    let summary = &applied["summary"];
    assert_eq!(
        (&summary["partners"], &summary["failed"], &summary["left"]),
        (&partners.into(), &0.into(), &0.into()),
        "{summary}"
    );
    all_are_made(&rig, partners);
    let seen = rig.storm.seen();
    let count = |wanted: fn(&Fate) -> bool| seen.iter().filter(|(_, fate)| wanted(fate)).count();
    let (throttled, failed) = (count(|fate| *fate == Fate::Throttled), count(|fate| matches!(fate, Fate::Failed(_))));
    let broken = count(|fate| *fate == Fate::Broken);
    println!(
        "{partners} partners: {} requests, {throttled} throttled, {failed} failed, {broken} broken off; requests (throttled) in each \
         second: {:?}",
        seen.len(),
        rig.storm.seconds()
    );
    assert!(throttled > 0 && failed > 0 && broken > 0, "there was no storm");
    // Each pause is one that the gateway asked for: those under way when it began may meet it, nobody else does.
    assert!(rig.storm.seconds().iter().all(|(_, throttled)| *throttled <= 16), "{:?}", rig.storm.seconds());
    assert!(throttled * 4 < seen.len(), "{throttled} of {} requests were refused", seen.len());
}

#[test]
fn without_a_word_about_how_long_the_pauses_grow_by_themselves() {
    let rig = rig(scale(8, 60), Weather { rate: 40, retry_after: None, failing: 0, broken: 0, slow: 0 });
    let applied = rig.place.json(&["apply", "--jobs", "8"], 0);
    assert_eq!(applied["summary"]["failed"], 0, "{applied}");
    let throttled = rig.storm.seen().iter().filter(|(_, fate)| *fate == Fate::Throttled).count();
    println!("requests (throttled) in each second: {:?}", rig.storm.seconds());
    assert!(throttled > 0 && rig.storm.seconds().iter().all(|(_, throttled)| *throttled <= 24), "{:?}", rig.storm.seconds());
}

#[test]
fn two_runs_share_one_budget_and_hold_back_together() {
    let rig = rig(scale(20, 200), Weather { rate: 50, retry_after: Some(1), failing: 0, broken: 0, slow: 0 });
    // The state folder is there before they meet.
    rig.place.json(&["onboard", &super::name(1)], 0);
    let runs = [rig.place.start(&["apply", "--jobs", "8"]), rig.place.start(&["apply", "--jobs", "8"])];
    for run in runs {
        let output = run.wait_with_output().unwrap();
        assert!([Some(0), Some(9), Some(4)].contains(&output.status.code()), "{}", crate::support::told(&output));
    }
    rig.place.json(&["apply"], 0);
    all_are_made(&rig, scale(20, 200));
    println!("requests (throttled) in each second: {:?}", rig.storm.seconds());
    let most = rig.storm.seconds().iter().map(|(_, throttled)| *throttled).max().unwrap_or_default();
    assert!(most <= 32, "{:?}", rig.storm.seconds());
}

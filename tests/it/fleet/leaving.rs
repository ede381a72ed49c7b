//! Partners that are let go: suspended at once, withdrawn later, brought back by nobody but who means it.

use crate::{
    fleet::{Rig, rig},
    support::{
        Place,
        tally::{list, numbers, of},
    },
};

fn refused(place: &Place, words: &[&str], code: i32, text: &str) {
    let answer = place.json(words, code);
    let message = answer["error"]["message"].as_str().unwrap_or_default();
    assert!(message.contains(text), "{words:?}: {answer}");
}

#[test]
fn a_partner_is_suspended_first_and_withdrawn_later_and_its_record_stays() {
    let Rig { sandbox, proxy: _proxy, place } = rig(2);
    place.json(&["apply"], 0);
    refused(&place, &["offboard", "p00001", "--yes"], 2, "confirm");
    let left = place.json(&["offboard", "p00001", "--confirm", "p00001"], 0);
    assert!(left["partners"][0]["next"].as_str().unwrap().contains("--undo"), "{left}");
    let suspended = list(&sandbox, "/applications", "applications").iter().filter(|one| one["isSuspended"] == true).count();
    assert_eq!(suspended, 1);
    // A second run before the day has come changes nothing, and nobody else brings the partner back.
    place.json(&["offboard", "p00001", "--confirm", "p00001"], 0);
    refused(&place, &["onboard", "p00001"], 4, "being let go");
    let applied = place.json(&["apply"], 0);
    assert_eq!((&applied["summary"]["partners"], &applied["summary"]["changes"]), (&1.into(), &0.into()), "{applied}");
    place.json(&["offboard", "p00001", "--confirm", "p00001", "--now"], 0);
    assert_eq!(numbers(&sandbox), of(1, 1, 1));
    let record = place.json(&["record", "show", "p00001"], 0);
    assert!(
        record["status"]["offboarding"]["withdrawn"].is_string() && record["status"]["applicationId"].is_string(),
        "{record}"
    );
    assert_eq!(place.json(&["apply"], 0)["summary"]["changes"], 0);
    refused(&place, &["offboard", "p00001", "--undo"], 4, "cannot be undone");
    refused(&place, &["onboard", "p00001"], 4, "withdrawn");
    place.json(&["onboard", "p00001", "--again"], 0);
    assert_eq!(numbers(&sandbox), of(2, 1, 1));
    place.json(&["verify", "p00001"], 0);
}

#[test]
fn it_is_taken_back_until_it_was_withdrawn_and_needs_no_partner_file() {
    let Rig { sandbox, proxy: _proxy, place } = rig(1);
    place.json(&["apply"], 0);
    place.json(&["offboard", "p00001", "--confirm", "p00001"], 0);
    place.json(&["offboard", "p00001", "--undo"], 0);
    place.json(&["verify", "p00001"], 0);
    std::fs::remove_file(place.root().join("partners/p00001.yaml")).unwrap();
    place.json(&["offboard", "p00001", "--confirm", "p00001", "--wait", "0s"], 0);
    assert_eq!(numbers(&sandbox)[0], ("applications", 0));
    refused(&place, &["offboard", "nobody", "--confirm", "nobody"], 3, "no record");
}

//! The secret of an OAuth 2.0 client at webMethods.

use partnerctl::sandbox::{Masked, Quirks};

use super::{Held, kept, slots, state, status, strategies};
use crate::support::{Place, Sandbox};

fn onboarded(quirks: Quirks) -> (Sandbox, Place) {
    let sandbox = Sandbox::start(quirks);
    let place = Place::at(&sandbox.url(), &sandbox);
    place.json(&["onboard", "acme"], 0);
    (sandbox, place)
}

#[test]
fn both_secrets_call_during_the_overlap_and_the_old_one_is_refused_afterwards() {
    let masked = [Masked::Never, Masked::AfterIssue];
    for masked_secrets in masked {
        let (sandbox, place) = onboarded(Quirks { masked_secrets, ..Quirks::default() });
        let old = Held::now(&place);
        let board = place.json(&["rotate", "acme", "--secret"], 0);
        let line = &board["partners"][0];
        assert_eq!((&line["rotation"]["state"], &line["complete"]), (&"ending".into(), &false.into()), "{board}");
        assert!(line["next"].as_str().unwrap().contains("partnerctl handover acme -e test"), "{board}");
        assert!(line["checks"][0]["ok"] == true, "{board}");
        let new = Held::now(&place);
        assert!(old.client != new.client && old.secret != new.secret);
        assert!(old.calls(&place) && new.calls(&place), "both are good");
        assert_eq!(kept(&place, "test/acme.previous").as_ref(), Some(&old.secret));
        assert_eq!((slots(&place), strategies(&sandbox)), (vec!["test/acme.previous".to_owned()], 2));
        // Nobody else's command ends one of the two.
        assert_eq!(place.json(&["plan", "--exit-code"], 0)["summary"]["changes"], 0);
        assert_eq!(place.json(&["apply"], 0)["summary"]["changes"], 0);
        place.json(&["onboard", "acme"], 0);
        assert!(old.calls(&place) && Held::now(&place) == new);
        // Before its day a second run changes nothing; then the old one goes, and only that.
        place.json(&["rotate", "acme"], 0);
        assert_eq!((state(&place), strategies(&sandbox)), ("ending".to_owned(), 2));
        let ended = place.json(&["rotate", "acme", "--finish"], 0);
        assert_eq!((&ended["partners"][0]["complete"], state(&place)), (&true.into(), "ended".to_owned()), "{ended}");
        assert!(new.calls(&place) && !old.calls(&place));
        assert_eq!((slots(&place), strategies(&sandbox)), (Vec::<String>::new(), 1));
        place.json(&["verify", "acme"], 0);
        let refused = place.json(&["rotate", "acme", "--finish"], 4);
        assert!(refused["error"]["message"].as_str().unwrap().contains("no rotation"), "{refused}");
    }
}

#[test]
fn an_overlap_that_has_ended_retires_the_old_one_by_itself() {
    let (sandbox, place) = onboarded(Quirks::default());
    let old = Held::now(&place);
    place.json(&["rotate", "acme", "--overlap", "0s"], 0);
    assert_eq!((state(&place), strategies(&sandbox)), ("ended".to_owned(), 1));
    assert!(!old.calls(&place) && Held::now(&place).calls(&place));
}

#[test]
fn a_secret_that_is_not_proven_leaves_the_old_one_in_use() {
    let (sandbox, place) = onboarded(Quirks::default());
    let old = Held::now(&place);
    place.json(&["profile", "suspend", "acme"], 0);
    let refused = place.json(&["rotate", "acme"], 7);
    let text = refused.to_string();
    assert!(text.contains("not proven") && text.contains("--cancel"), "{text}");
    assert_eq!((Held::now(&place), state(&place), strategies(&sandbox)), (old.clone(), "active".to_owned(), 2));
    // A second try issues no third one.
    place.json(&["rotate", "acme", "--finish"], 7);
    assert_eq!(strategies(&sandbox), 2);
    place.json(&["profile", "resume", "acme"], 0);
    place.json(&["rotate", "acme", "--cancel"], 0);
    assert_eq!((Held::now(&place), state(&place), strategies(&sandbox)), (old.clone(), "none".to_owned(), 1));
    assert!(slots(&place).is_empty() && old.calls(&place));
    place.json(&["rotate", "acme"], 0);
    assert!(old.calls(&place) && Held::now(&place) != old);
    let refused = place.json(&["rotate", "acme", "--cancel"], 4);
    assert!(refused["error"]["next"].as_str().unwrap().contains("--finish"), "{refused}");
}

#[test]
fn a_run_that_was_ended_while_the_secrets_changed_places_loses_neither() {
    let (_sandbox, place) = onboarded(Quirks::default());
    let old = Held::now(&place);
    place.json(&["profile", "suspend", "acme"], 0);
    place.json(&["rotate", "acme"], 7);
    place.json(&["profile", "resume", "acme"], 0);
    let new = kept(&place, "test/acme.next").unwrap();
    // The old one was set aside and the new one took its place; the record does not say so yet.
    for (slot, secret) in [("test/acme.previous", &old.secret), ("test/acme", &new)] {
        place.write_private("moved.txt", secret);
        place.json(&["secret", "put", slot, "--secret-file", "moved.txt", "--yes"], 0);
    }
    place.json(&["rotate", "acme"], 0);
    assert_eq!((kept(&place, "test/acme.previous"), Held::now(&place).secret), (Some(old.secret.clone()), new));
    assert!(old.calls(&place) && Held::now(&place).calls(&place));
    place.json(&["rotate", "acme", "--finish"], 0);
    assert!(slots(&place).is_empty());
}

#[test]
fn the_old_one_stays_when_the_new_one_no_longer_works() {
    let (sandbox, place) = onboarded(Quirks::default());
    place.json(&["rotate", "acme"], 0);
    place.json(&["profile", "suspend", "acme"], 0);
    let refused = place.json(&["rotate", "acme", "--finish"], 7);
    assert!(refused["error"]["message"].as_str().unwrap().contains("not retired"), "{refused}");
    assert_eq!(strategies(&sandbox), 2);
}

#[test]
fn a_rotation_that_is_scheduled_changes_nothing_before_its_day() {
    let (sandbox, place) = onboarded(Quirks::default());
    let old = Held::now(&place);
    place.json(&["rotate", "acme", "--at", "2999-01-31T02:00:00Z"], 0);
    place.json(&["rotate", "acme"], 0);
    assert_eq!((state(&place), strategies(&sandbox)), ("scheduled".to_owned(), 1));
    let due = place.json(&["due", "--within", "3650000d"], 8);
    let row = due["due"].as_array().unwrap().iter().find(|row| row["kind"] == "rotation").unwrap().clone();
    assert!(row["expires"] == "2999-01-31T02:00:00Z" && row["next"].as_str().unwrap().contains("rotate acme"), "{due}");
    assert_eq!(place.json(&["rotate", "--due"], 0)["partners"].as_array().map(Vec::len), Some(0));
    place.json(&["rotate", "acme", "--at", "2020-01-31T02:00:00Z"], 0);
    assert_eq!((state(&place), strategies(&sandbox)), ("ending".to_owned(), 2));
    assert!(old.calls(&place));
    place.json(&["rotate", "acme", "--at", "2999-01-31T02:00:00Z"], 4);
}

#[test]
fn the_yearly_schedule_begins_and_ends_by_itself_and_a_workspace_may_set_it() {
    let (sandbox, place) = onboarded(Quirks::default());
    assert_eq!(place.json(&["rotate", "--due"], 0)["partners"].as_array().map(Vec::len), Some(0), "a year is long");
    place.write("templates/rotation.yaml", "beginDays: 400\noverlap: 0s\nwindow: 1h\n");
    let board = place.json(&["rotate", "--due"], 0);
    assert_eq!(board["partners"][0]["rotation"]["state"], "ended", "{board}");
    assert_eq!(strategies(&sandbox), 1);
    place.write("templates/rotation.yaml", "beginDays: 30\noverlap: often\nwindow: 1h\n");
    let refused = place.json(&["rotate", "--due"], 2);
    assert!(refused["error"]["message"].as_str().unwrap().contains("templates/rotation.yaml"), "{refused}");
    place.write("templates/due.yaml", "notices: [400]\n");
    let due = place.json(&["due", "--within", "400d"], 8);
    assert_eq!(due["due"][0]["notice"], 400, "{due}");
}

#[test]
fn what_a_dry_run_says_is_written_nowhere() {
    let (sandbox, place) = onboarded(Quirks::default());
    let before = place.read("records/test/acme.yaml");
    let board = place.json(&["rotate", "acme", "--dry-run"], 0);
    assert_eq!(board["partners"][0]["rotation"]["state"], "scheduled", "{board}");
    assert_eq!((place.read("records/test/acme.yaml"), strategies(&sandbox)), (before, 1));
}

#[test]
fn who_is_withdrawn_leaves_no_secret_of_a_rotation() {
    let (sandbox, place) = onboarded(Quirks::default());
    place.json(&["rotate", "acme"], 0);
    place.json(&["profile", "delete", "acme", "--confirm", "acme"], 0);
    assert!(slots(&place).is_empty() && status(&place)["rotation"].is_null());
    assert_eq!(strategies(&sandbox), 0);
}

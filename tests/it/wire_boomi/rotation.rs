//! A second key beside the first: both call until the first one is retired.

use super::place::Place;
use crate::twin::boomi::{Boomi, Habits, Kind, Pace};

fn calls(place: &Place, client: &str, secret: &str) -> bool {
    let record = place.json(&["record", "show", "acme"], 0);
    let (url, api) = (&record["status"]["tokenEndpoint"], &record["status"]["apis"][0]["endpoints"][0]);
    place.write("held.txt", secret);
    let api = format!("{}/status", api.as_str().unwrap().trim_end_matches('/'));
    let words = ["call", "GET", &api, "--token-url", url.as_str().unwrap(), "--client-id", client];
    let more = ["--client-secret-file", "held.txt", "--no-cache", "--ca", "ca.pem"];
    place.run(&[&words[..], &more[..]].concat()).status.success()
}

fn held(place: &Place) -> (String, String) {
    let client = place.record("acme", "/status/client/clientId").as_str().unwrap().to_owned();
    let secret = place.run(&["secret", "get", "test/acme", "--reveal"]);
    (client, String::from_utf8(secret.stdout).unwrap().trim().to_owned())
}

#[test]
fn both_keys_call_during_the_overlap_and_the_old_one_is_refused_afterwards() {
    let place = Place::ready(Boomi::start(Habits { pace: Pace::PerSecond(40), ..Habits::default() }), "");
    place.json(&["onboard", "acme"], 0);
    let old = held(&place);
    assert!(calls(&place, &old.0, &old.1), "before");
    let board = place.json(&["rotate", "acme"], 0);
    assert_eq!(board["partners"][0]["rotation"]["state"], "ending", "{board}");
    let new = held(&place);
    assert!(new.0 != old.0 && new.1 != old.1);
    assert!(calls(&place, &new.0, &new.1) && calls(&place, &old.0, &old.1), "both are good");
    assert_eq!(place.does(&["onboard", "acme"]), Vec::<String>::new());
    assert_eq!((held(&place), place.boomi.list(Kind::PackageKey).len()), (new.clone(), 2));
    place.json(&["rotate", "acme", "--finish"], 0);
    assert!(calls(&place, &new.0, &new.1) && !calls(&place, &old.0, &old.1));
    assert_eq!(place.boomi.list(Kind::PackageKey).len(), 1);
    assert!(place.verifies(&["verify", "acme"], 0).iter().all(|(_, ok)| *ok));
}

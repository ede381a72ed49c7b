//! The program itself before the imitation: signed in as an area's service user, a partner onboarded, and nothing left to do.

use super::place::{Place, SIGNED_IN};
use crate::twin::boomi::{Boomi, Habits, Kind, Pace, SERVICE_USER, V3_KEY};

#[test]
fn a_partner_is_onboarded_by_a_service_user() {
    let boomi = Boomi::start(Habits { pace: Pace::PerSecond(40), ..Habits::default() });
    let place = Place::at(boomi);
    let missing = place.json(&["gateway", "login", "--secret-file", "env:PASSWORD"], 2);
    assert!(missing["error"]["message"].as_str().unwrap().contains("connections/test.gateway-key"), "{missing}");
    place.json(&["secret", "put", "connections/test.gateway-key", "--secret-file", "env:KEY_SECRET"], 0);
    let report = place.json(&SIGNED_IN, 0);
    assert_eq!(report["product"], "Boomi Cloud API Management");
    let first = place.json(&["onboard", "acme"], 0);
    let changes = &first["partners"][0]["changes"];
    assert!(changes.as_array().is_some_and(|changes| changes.len() >= 6), "{first}");
    let (writes, keys) = (place.boomi.count("WRITE /**"), place.boomi.list(Kind::PackageKey));
    assert_eq!(keys.len(), 1);
    let second = place.json(&["onboard", "acme"], 0);
    assert!(second["partners"][0]["changes"].is_null(), "{second}");
    assert_eq!(place.boomi.count("WRITE /**"), writes);
    let record = place.json(&["record", "show", "acme"], 0);
    assert_eq!(record["status"]["client"]["clientId"], keys[0]["apikey"]);
    let profiles = place.json(&["profile", "list"], 0);
    assert_eq!(profiles["profiles"].as_array().map(Vec::len), Some(1), "{profiles}");
    let everything = format!("{first}{second}{record}{profiles}");
    let secrets = [keys[0]["secret"].as_str().unwrap(), SERVICE_USER.1, V3_KEY.1];
    assert!(secrets.iter().all(|secret| !everything.contains(secret)));
}

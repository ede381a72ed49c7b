//! `demo`: one partner per mechanism, and every call of each.

use std::time::Instant;

use partnerctl::sandbox::Quirks;
use serde_json::{Value, json};

use crate::support::{Place, Sandbox};

/// Mechanism, and the calls that must have been made and come out as they should.
const PARTNERS: &[(&str, &str, &[&str])] = &[
    ("acme", "oauth2", &["token", "call quote-api/1.0", "no credential", "wrong token", "wrong secret"]),
    ("globex", "client-certificate", &["call contract-api/1.0", "no credential", "stranger's certificate"]),
    (
        "hooli",
        "jwt-bearer",
        &["token", "call contract-api/1.0", "no credential", "wrong token", "wrong audience", "ended token", "stranger's key"],
    ),
    ("initech", "oidc", &["token", "call quote-api/1.0", "no credential", "wrong token", "wrong audience", "ended token"]),
];

#[test]
fn the_tour_takes_a_partner_of_each_mechanism_to_its_calls() {
    let sandbox = Sandbox::start(Quirks::default());
    let place = Place::at(&sandbox.url(), &sandbox);
    let start = Instant::now();
    let tour = place.json(&["demo", "--dir", "tour"], 0);
    println!("the tour took {:.1} s, with the start of its sandbox", start.elapsed().as_secs_f64());
    assert_eq!(tour["ok"], true, "{tour}");
    let partners = tour["partners"].as_array().unwrap();
    assert_eq!(partners.len(), PARTNERS.len(), "{tour}");
    for (line, (name, mechanism, calls)) in partners.iter().zip(PARTNERS) {
        assert_eq!((&line["name"], &line["mechanism"]), (&json!(name), &json!(mechanism)), "{line}");
        let checks = line["checks"].as_array().unwrap();
        for call in *calls {
            let made =
                checks.iter().find(|check| check["name"] == *call).unwrap_or_else(|| panic!("{name}, no `{call}`: {line}"));
            assert_eq!((&made["ok"], &made["ran"]), (&json!(true), &json!(true)), "{name}: {made}");
        }
        let unassigned = |check: &&Value| check["name"].as_str().is_some_and(|called| called.starts_with("unassigned API "));
        assert!(checks.iter().find(unassigned).is_some_and(|check| check["ok"] == true && check["ran"] == true), "{line}");
        assert!(checks.iter().all(|check| check["ok"] == true || check["ran"] == false), "{line}");
    }
    let documents = tour["documents"].as_array().unwrap();
    assert!(documents.len() >= PARTNERS.len(), "{tour}");
    assert!(documents.iter().all(|path| !place.read(path.as_str().unwrap()).is_empty()), "{tour}");
}

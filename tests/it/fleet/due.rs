//! What ends soon.

use crate::{
    fleet::{Rig, rig},
    support::told,
};

#[test]
fn secrets_of_all_partners_are_due_in_time_and_not_before() {
    let Rig { sandbox: _sandbox, proxy: _proxy, place } = rig(3);
    place.json(&["apply"], 0);
    assert_eq!(place.json(&["due"], 0)["due"].as_array().map(Vec::len), Some(0));
    let due = place.json(&["due", "--within", "400d"], 8);
    let kinds: Vec<_> = due["due"].as_array().unwrap().iter().map(|end| (end["kind"].clone(), end["partner"].clone())).collect();
    assert_eq!(
        kinds,
        [("secret".into(), "p00001".into()), ("secret".into(), "p00002".into()), ("secret".into(), "p00003".into())]
    );
    assert_eq!(place.json(&["due", "p00002", "--within", "400d"], 8)["due"].as_array().map(Vec::len), Some(1));
    let metrics = place.run(&["due", "--within", "400d", "--format", "prometheus"]);
    let text = String::from_utf8_lossy(&metrics.stdout).into_owned();
    assert_eq!(
        text.lines().filter(|line| line.starts_with("partnerctl_expiry_timestamp_seconds{partner=\"p0000")).count(),
        3,
        "{text}"
    );
    let calendar = place.run(&["due", "--within", "400d", "--format", "ics"]);
    assert_eq!(told(&calendar).matches("BEGIN:VEVENT").count(), 3);
}

#[test]
fn online_it_looks_at_the_certificates_of_the_gateway() {
    let Rig { sandbox: _sandbox, proxy: _proxy, place } = rig(1);
    place.json(&["apply"], 0);
    let due = place.json(&["due", "--within", "36500d", "--online"], 8);
    let gateway: Vec<_> = due["due"].as_array().unwrap().iter().filter(|end| end["kind"] == "gateway-certificate").collect();
    assert!(!gateway.is_empty() && gateway.iter().all(|end| end["partner"].is_null()), "{due}");
}

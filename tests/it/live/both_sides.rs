//! The exchange of files where the partner is registered at an authorization server: the partner's own tool gets tokens there.

use super::workplace::Workplace;
use crate::exchange::Machine;

/// From the invitation to the first call and all other calls, on the partner's machine.
fn exchanged(authentication: &str) {
    let Some(at) = Workplace::start(true) else { return };
    let partner = Machine::new();
    at.partner("acme", authentication);
    let send = |word: &str| {
        let name = format!("acme.test.{word}.jws");
        std::fs::copy(at.place.root().join("handover/test/acme").join(&name), partner.desk().join(&name)).unwrap();
        name
    };
    let invited = at.place.json(&["invite", "acme"], 0);
    partner.json(&["accept", &send("invitation"), "--operator-key", invited["fingerprint"].as_str().unwrap()], 0);
    let response = "acme.test.response.jws";
    std::fs::copy(partner.desk().join(response), at.place.root().join(response)).unwrap();
    at.place.json(&["receive", response], 0);
    at.onboard("acme");
    at.place.json(&["handover", "acme"], 0);
    let opened = partner.json(&["open", &send("handover")], 0);
    assert_eq!(opened["call"]["ok"], true, "{authentication}: {opened:#}");
    assert!(opened["call"]["detail"].as_str().unwrap().starts_with("200 "), "{authentication}: {opened:#}");
    let record = partner.json(&["record", "show", "acme"], 0);
    assert_eq!(record["status"]["authorizationServer"], at.server.issuer());
    let board = partner.json(&["verify"], 0);
    assert!(board["partners"][0]["checks"].as_array().unwrap().iter().all(|check| check["ran"] == false || check["ok"] == true));
}

#[test]
fn a_partner_with_a_secret_opens_its_handover() {
    exchanged("mechanism: oauth2, scopes: [partner:read]");
}

#[test]
fn a_partner_with_a_certificate_opens_its_handover() {
    exchanged("mechanism: client-certificate");
}

#[test]
fn a_partner_with_a_key_opens_its_handover() {
    exchanged("mechanism: jwt-bearer, issuer: acme, scopes: [partner:read]");
}

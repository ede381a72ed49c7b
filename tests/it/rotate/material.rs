//! Certificates and keys of the partner, whose private keys are in this secret store.

use partnerctl::sandbox::Quirks;

use super::{slots, state, status};
use crate::{
    crash::run,
    mechanisms::{
        material::{MATERIAL, Paper},
        way::{Publisher, Traces, Way},
    },
    support::{
        Place, Sandbox,
        proxy::{Moment, Proxy},
        told,
    },
};

struct Scene {
    sandbox: Sandbox,
    proxy: Proxy,
    place: Place,
    way: Way,
    _publisher: Publisher,
}

fn scene(way: Way) -> Scene {
    let sandbox = Sandbox::start(Quirks::default());
    let proxy = Proxy::before(&sandbox.url());
    let place = Place::at(&proxy.url(), &sandbox);
    let publisher = way.equip(&place, &sandbox);
    let scene = Scene { sandbox, proxy, place, way, _publisher: publisher };
    assert!(run(&scene.place, &scene.proxy, &["onboard", "acme"], None).status.success());
    scene.keeps("test/acme.next", way.papers()[1]);
    scene
}

impl Scene {
    fn keeps(&self, slot: &str, paper: &Paper) {
        self.place.write_private("held.key", &paper.key);
        self.place.json(&["secret", "put", slot, "--secret-file", "held.key", "--yes"], 0);
    }

    /// The line that begins the rotation.
    fn line(&self) -> Vec<&'static str> {
        let chain: &[&str] = if self.way == Way::Issued { &["--file", "certs/chain.pem"] } else { &[] };
        [&["rotate", "acme", "--file", "certs/next.pem"], chain].concat()
    }

    /// Whether the gateway lets in who shows this certificate.
    fn lets_in(&self, paper: &Paper) -> bool {
        let api = status(&self.place)["apis"][0]["endpoints"].clone();
        let safe = api.as_array().unwrap().iter().find(|url| url.as_str().unwrap().starts_with("https")).unwrap().clone();
        self.place.write_private("shown.key", &paper.key);
        self.place.write("shown.pem", &format!("{}{}", paper.certificate, MATERIAL.intermediate));
        let url = format!("{}/status", safe.as_str().unwrap());
        let words = ["call", "GET", &url, "--cert", "shown.pem", "--key", "shown.key", "--ca", "ca.pem"];
        self.place.run(&words).status.success()
    }

    fn goes(&self, words: &[&str], label: &str) {
        let output = run(&self.place, &self.proxy, words, None);
        assert!(output.status.success(), "{label} {words:?}: {}\n{:?}", told(&output), self.proxy.seen());
    }
}

#[test]
fn both_certificates_call_during_the_overlap_and_the_old_one_is_refused_afterwards() {
    for way in [Way::Issued, Way::SelfSigned] {
        let scene = scene(way);
        let [old, new] = way.papers();
        assert!(scene.lets_in(old) && !scene.lets_in(new), "{way:?}");
        let board = scene.place.json(&scene.line(), 0);
        assert_eq!(board["partners"][0]["rotation"]["state"], "ending", "{board}");
        assert!(scene.lets_in(old) && scene.lets_in(new), "{way:?}: both are good");
        let board = scene.place.json(&["onboard", "acme"], 0);
        assert!(board["partners"][0]["changes"].is_null(), "{board}");
        assert!(scene.lets_in(old) && scene.lets_in(new), "{way:?}: an onboarding leaves both alone");
        assert_eq!(scene.place.json(&["rotate", "acme", "--finish"], 0)["partners"][0]["complete"], true);
        assert!(!scene.lets_in(old) && scene.lets_in(new), "{way:?}: the new one alone");
        assert!(slots(&scene.place).is_empty());
        scene.place.json(&["verify", "acme"], 0);
        assert_eq!(Traces::on(&scene.sandbox).identifiers, 1);
        let again = scene.place.json(&scene.line(), 4);
        assert!(again["error"]["message"].as_str().unwrap().contains("in use already"), "{again}");
    }
}

#[test]
fn a_certificate_whose_call_fails_leaves_the_old_one_in_use() {
    let scene = scene(Way::SelfSigned);
    let [old, new] = scene.way.papers();
    scene.place.json(&["profile", "suspend", "acme"], 0);
    let refused = scene.place.json(&scene.line(), 7);
    assert!(refused["error"]["message"].as_str().unwrap().contains("not proven"), "{refused}");
    scene.place.json(&["profile", "resume", "acme"], 0);
    assert!(scene.lets_in(old));
    scene.place.json(&["rotate", "acme", "--cancel"], 0);
    assert!(scene.lets_in(old) && !scene.lets_in(new));
    assert!(slots(&scene.place).is_empty() && state(&scene.place) == "none");
    scene.place.json(&["verify", "acme"], 0);
}

#[test]
fn without_its_key_a_certificate_waits_for_the_partner() {
    let scene = scene(Way::SelfSigned);
    scene.place.json(&["secret", "remove", "test/acme.next", "--yes"], 0);
    let board = scene.place.json(&scene.line(), 0);
    let line = &board["partners"][0];
    assert_eq!((&line["rotation"]["state"], &line["waitingOn"]), (&"active".into(), &"partner".into()), "{board}");
    scene.place.json(&["rotate", "acme", "--finish"], 0);
    let [old, new] = scene.way.papers();
    assert_eq!(state(&scene.place), "active", "nothing is retired without a proof");
    assert!(scene.lets_in(old) && scene.lets_in(new));
    scene.keeps("test/acme.next", new);
    scene.place.json(&["rotate", "acme", "--finish"], 0);
    assert!(!scene.lets_in(old) && scene.lets_in(new));
}

#[test]
fn a_key_that_cannot_stand_beside_the_other_needs_a_declared_window() {
    let scene = scene(Way::SignerCertificate);
    let refused = scene.place.json(&scene.line(), 2);
    assert!(refused["error"]["next"].as_str().unwrap().contains("--at TIME"), "{refused}");
    assert_eq!(state(&scene.place), "none");
    scene.place.json(&[&scene.line()[..], &["--at", "2999-01-31T02:00:00Z", "--window", "2h"]].concat(), 0);
    let rotation = status(&scene.place)["rotation"].clone();
    assert_eq!((&rotation["way"], &rotation["notAfter"]), (&"cut-over".into(), &"2999-01-31T04:00:00Z".into()));
    scene.place.json(&["verify", "acme"], 0);
    // A window that is over needs another one.
    scene.place.json(&["rotate", "acme", "--at", "2020-01-31T02:00:00Z"], 4);
    // The new one fails: the old one comes back.
    let now = partnerctl::domain::moment::Moment::new(time::OffsetDateTime::now_utc()).to_string();
    scene.place.json(&["profile", "suspend", "acme"], 0);
    let refused = scene.place.json(&["rotate", "acme", "--at", &now], 7);
    assert!(refused["error"]["message"].as_str().unwrap().contains("back in use"), "{refused}");
    scene.place.json(&["profile", "resume", "acme"], 0);
    scene.place.json(&["verify", "acme"], 0);
    let board = scene.place.json(&["rotate", "acme"], 0);
    assert_eq!(board["partners"][0]["rotation"]["state"], "ended", "{board}");
    scene.place.json(&["verify", "acme"], 0);
    assert!(scene.place.read("partners/acme.yaml").contains("certs/acme.test."));
    scene.place.write_private("old.key", &scene.way.papers()[0].key);
    let old = scene.place.json(&["verify", "acme", "--secret-file", "old.key"], 7);
    assert!(old.to_string().contains("refused the partner"), "{old}");
}

#[test]
fn what_cannot_be_rotated_here_is_said() {
    for (way, words, code, text) in [
        (Way::SignerKeys, &["rotate", "acme"][..], 2, "publishes its keys"),
        (Way::Gateway, &["rotate", "acme"], 1, "one API key"),
        (Way::Oidc, &["rotate", "acme"], 2, "identity provider"),
        (Way::SelfSigned, &["rotate", "acme", "--secret"], 2, "no secret"),
        (Way::SelfSigned, &["rotate", "acme"], 2, "stays with the partner"),
    ] {
        let scene = scene(way);
        let refused = scene.place.json(words, code);
        assert!(refused["error"].to_string().contains(text), "{way:?}: {refused}");
        scene.place.json(&["verify", "acme"], 0);
    }
}

#[test]
fn a_rotation_of_a_certificate_that_is_killed_at_any_write_goes_on() {
    let mut killed = 0;
    for moment in [Moment::Before, Moment::After] {
        for write in 1.. {
            let scene = scene(Way::SelfSigned);
            let [old, new] = scene.way.papers();
            let label = format!("write {write} {moment:?}");
            let first = run(&scene.place, &scene.proxy, &scene.line(), Some((write, moment)));
            if first.status.success() {
                assert!(write > 1, "a rotation writes");
                break;
            }
            assert!(scene.lets_in(old), "{label}");
            scene.goes(&["rotate", "acme"], &label);
            assert!(scene.lets_in(old) && scene.lets_in(new), "{label}");
            let cut = run(&scene.place, &scene.proxy, &["rotate", "acme", "--finish"], Some((1, moment)));
            assert!(cut.status.code().is_none(), "{label}: {}", told(&cut));
            scene.goes(&["rotate", "acme", "--finish"], &label);
            assert!(!scene.lets_in(old) && scene.lets_in(new), "{label}");
            assert!(slots(&scene.place).is_empty() && state(&scene.place) == "ended", "{label}");
            killed += 2;
        }
    }
    println!("killed {killed} times, healed {killed} times");
}

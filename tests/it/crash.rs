//! The program is ended before and after every write of an onboarding, one after the other; the next run heals.

use std::process::{Output, Stdio};

use partnerctl::sandbox::{Masked, Quirks};

use crate::support::{
    Place, Sandbox,
    proxy::{Moment, Proxy},
    tally::{ONE_OF_EACH, numbers},
    told,
};

/// Starts the program, tells the proxy its process id before it can have sent anything, and waits for its end.
pub(crate) fn run(place: &Place, proxy: &Proxy, words: &[&str], kill: Option<(usize, Moment)>) -> Output {
    proxy.begin(kill);
    // Held until the process id is known: a request that comes earlier waits for it.
    let mut plan = proxy.plan.lock().unwrap();
    let child = place.command(words).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    plan.pid = Some(child.id());
    drop(plan);
    child.wait_with_output().unwrap()
}

#[test]
fn an_onboarding_that_is_killed_at_any_write_heals_on_the_next_run() {
    let mut killed = 0;
    for moment in [Moment::Before, Moment::After] {
        for write in 1.. {
            let sandbox = Sandbox::start(Quirks::default());
            let proxy = Proxy::before(&sandbox.url());
            let place = Place::at(&proxy.url(), &sandbox);
            let first = run(&place, &proxy, &["onboard", "acme"], Some((write, moment)));
            if first.status.success() {
                assert!(write > 5, "an onboarding has more than five writes");
                break;
            }
            assert_eq!(first.status.code(), None, "write {write} {moment:?}: not killed: {}", told(&first));
            let second = run(&place, &proxy, &["onboard", "acme"], None);
            assert!(second.status.success(), "write {write} {moment:?}: {}\n{:?}", told(&second), proxy.seen());
            assert_eq!(numbers(&sandbox), ONE_OF_EACH, "write {write} {moment:?}");
            let verified = run(&place, &proxy, &["verify", "acme"], None);
            assert!(verified.status.success(), "write {write} {moment:?}: {}", told(&verified));
            let third = run(&place, &proxy, &["onboard", "acme"], None);
            assert!(third.status.success() && proxy.writes() == 0, "write {write} {moment:?}: {:?}", proxy.seen());
            killed += 1;
        }
    }
    println!("killed {killed} times, healed {killed} times");
}

/// What a colleague has who clones the workspace after a run that never got to commit anything.
pub(crate) fn clone_afresh(place: &Place) {
    for path in [".partnerctl", "records", "secrets", "handover"] {
        // What the killed run had not made yet is not there.
        let _ = std::fs::remove_dir_all(place.root().join(path));
    }
}

#[test]
fn a_fresh_clone_creates_nothing_twice_and_replaces_a_lost_secret_only_on_consent() {
    let mut lost = 0;
    for write in 1.. {
        let sandbox = Sandbox::start(Quirks { masked_secrets: Masked::AfterIssue, ..Quirks::default() });
        let proxy = Proxy::before(&sandbox.url());
        let place = Place::at(&proxy.url(), &sandbox);
        let first = run(&place, &proxy, &["onboard", "acme"], Some((write, Moment::After)));
        if first.status.success() {
            break;
        }
        clone_afresh(&place);
        let second = run(&place, &proxy, &["onboard", "acme"], None);
        assert_eq!(numbers(&sandbox), ONE_OF_EACH, "write {write}");
        if !second.status.success() {
            let text = String::from_utf8_lossy(&second.stderr).into_owned();
            assert_eq!(second.status.code(), Some(1), "write {write}: {}", told(&second));
            assert!(text.contains("--replace-lost-secret") && text.contains("acme"), "write {write}: {text}");
            let third = run(&place, &proxy, &["onboard", "acme", "--replace-lost-secret"], None);
            assert!(third.status.success(), "write {write}: {}", told(&third));
            assert_eq!(numbers(&sandbox), ONE_OF_EACH, "write {write}");
            lost += 1;
        }
        let verified = run(&place, &proxy, &["verify", "acme"], None);
        assert!(verified.status.success(), "write {write}: {}", told(&verified));
    }
    assert!(lost > 0, "no run was killed while its secret was on the way");
}

#[test]
fn a_secret_that_is_masked_everywhere_is_a_clear_failure_and_leaves_one_credential() {
    let sandbox = Sandbox::start(Quirks { masked_secrets: Masked::Always, ..Quirks::default() });
    let place = Place::at(&sandbox.url(), &sandbox);
    for words in [&["onboard", "acme"][..], &["onboard", "acme", "--replace-lost-secret"]] {
        let error = place.json(words, 1);
        assert!(error["error"]["message"].as_str().unwrap().contains("secret"), "{error}");
        assert_eq!(numbers(&sandbox), ONE_OF_EACH);
    }
}

#[test]
fn a_fresh_clone_reads_a_secret_that_the_gateway_still_shows() {
    let sandbox = Sandbox::start(Quirks::default());
    let proxy = Proxy::before(&sandbox.url());
    let place = Place::at(&proxy.url(), &sandbox);
    assert!(run(&place, &proxy, &["onboard", "acme"], None).status.success());
    clone_afresh(&place);
    let again = run(&place, &proxy, &["onboard", "acme"], None);
    assert!(again.status.success(), "{}", told(&again));
    assert_eq!(numbers(&sandbox), ONE_OF_EACH);
    let verified = run(&place, &proxy, &["verify", "acme"], None);
    assert!(verified.status.success(), "{}", told(&verified));
}

#[test]
fn an_older_record_than_the_gateway_shows_is_a_conflict() {
    let sandbox = Sandbox::start(Quirks::default());
    let place = Place::at(&sandbox.url(), &sandbox);
    place.json(&["onboard", "acme"], 0);
    let old = place.read("records/test/acme.yaml");
    place.json(&["partner", "set", "acme", "spec.displayName=Acme Limited"], 0);
    place.json(&["onboard", "acme"], 0);
    place.write("records/test/acme.yaml", &old);
    let refused = place.json(&["onboard", "acme"], 4);
    assert!(refused["error"]["message"].as_str().unwrap().contains("generation"), "{refused}");
    place.json(&["onboard", "acme", "--adopt"], 0);
}

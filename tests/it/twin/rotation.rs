//! A second client beside the first at an authorization server, also where the program is ended at any write, and where every answer brings
//! another token.

use std::process::{Output, Stdio};

use super::rfc7591::{Habits, INITIAL, Twin};
use crate::{
    live::workplace::Workplace,
    rotate::{kept, slots, state, status},
    support::{
        Place,
        proxy::{Moment, Proxy},
        told,
    },
};

struct Scene {
    twin: Twin,
    proxy: Proxy,
    place: Place,
}

impl Scene {
    fn new(habits: Habits) -> Self {
        let twin = Twin::start(habits);
        let proxy = Proxy::before(&twin.issuer());
        let (place, recipient) = Place::bare(INITIAL.to_owned());
        place.write("partnerctl.yaml", &Workplace::workspace(&proxy.url(), &recipient, ""));
        place.write("apis/echo.yaml", &Workplace::api(&format!("{}/api/echo", twin.issuer()), "quote-read, quote-write"));
        place.write("apis/echo.json", Workplace::ECHO);
        place.write("partners/acme.yaml", &Workplace::partner_file("acme", "mechanism: oauth2, scopes: [quote-read]"));
        let this = Self { twin, proxy, place };
        this.goes(&["onboard", "acme"], "");
        this
    }

    fn run(&self, words: &[&str], kill: Option<(usize, Moment)>) -> Output {
        self.proxy.begin(kill);
        // Held until the process id is known: a request that comes earlier waits for it.
        let mut plan = self.proxy.plan.lock().unwrap();
        let child = self.place.command(words).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        plan.pid = Some(child.id());
        drop(plan);
        child.wait_with_output().unwrap()
    }

    fn goes(&self, words: &[&str], label: &str) {
        let output = self.run(words, None);
        assert!(output.status.success(), "{label} {words:?}: {}\n{:?}", told(&output), self.proxy.seen());
    }

    fn client(&self) -> String {
        status(&self.place)["client"]["clientId"].as_str().unwrap().to_owned()
    }

    fn clients(&self) -> Vec<String> {
        self.twin.state().clients.keys().cloned().collect()
    }

    /// Whether the credential in use works, its token opens its client, and nothing is left of a rotation.
    fn is_whole(&self, label: &str) {
        self.goes(&["verify", "acme"], label);
        self.goes(&["onboard", "acme"], label);
        assert_eq!((self.clients(), slots(&self.place)), (vec![self.client()], Vec::new()), "{label}");
        // The newest one stands beside the one that has worked.
        let newest = kept(&self.place, "test/acme.registration-token-new");
        let token = newest.or_else(|| kept(&self.place, "test/acme.registration-token")).unwrap();
        assert_eq!(self.twin.state().clients[&self.client()].token, token, "{label}");
        let left = self.place.json(&["secret", "list"], 0).to_string();
        assert!(!left.contains("next") && !left.contains("previous"), "{label}: {left}");
    }
}

const RESTLESS: Habits = Habits {
    read_rotates: true,
    update_rotates: true,
    new_secrets: false,
    hides_secret: false,
    drops_unknown: false,
    secrets_for_all: false,
    unmanaged: false,
    secret_ends: 0,
    adds_scopes: false,
    drops_certificates: false,
};

#[test]
fn a_second_client_stands_beside_the_first_and_takes_its_place() {
    for habits in [Habits::default(), RESTLESS, Habits { hides_secret: true, ..Habits::default() }] {
        let scene = Scene::new(habits);
        let old = scene.client();
        scene.goes(&["rotate", "acme"], "");
        let new = scene.client();
        assert!(old != new && scene.clients() == [old.clone(), new.clone()]);
        assert_eq!(state(&scene.place), "ending");
        scene.goes(&["verify", "acme"], "");
        scene.goes(&["onboard", "acme"], "");
        assert_eq!(scene.clients().len(), 2, "an onboarding leaves both alone");
        let refused = scene.place.json(&["profile", "delete", "acme", "--confirm", "acme"], 4);
        assert!(refused["error"]["next"].as_str().unwrap().contains("--finish"), "{refused}");
        scene.goes(&["rotate", "acme", "--finish"], "");
        assert_eq!(scene.client(), new);
        scene.is_whole("");
    }
}

#[test]
fn a_second_client_that_does_not_work_is_given_up() {
    let scene = Scene::new(RESTLESS);
    let old = scene.client();
    scene.place.write("apis/echo.yaml", &Workplace::api(&format!("{}/nothing", scene.twin.issuer()), "quote-read, quote-write"));
    scene.goes(&["onboard", "acme"], "");
    scene.place.json(&["rotate", "acme"], 7);
    assert_eq!((scene.client(), scene.clients().len(), state(&scene.place)), (old.clone(), 2, "active".to_owned()));
    scene.goes(&["rotate", "acme", "--cancel"], "");
    scene.place.write("apis/echo.yaml", &Workplace::api(&format!("{}/api/echo", scene.twin.issuer()), "quote-read, quote-write"));
    scene.goes(&["onboard", "acme"], "");
    assert_eq!(scene.client(), old);
    scene.is_whole("");
}

#[test]
fn a_rotation_that_is_killed_at_any_write_goes_on() {
    let mut killed = 0;
    for moment in [Moment::Before, Moment::After] {
        for between in [false, true] {
            for write in 1.. {
                let scene = Scene::new(RESTLESS);
                let (old, label) = (scene.client(), format!("write {write} {moment:?} {between}"));
                let first = scene.run(&["rotate", "acme"], Some((write, moment)));
                if first.status.success() {
                    assert!(write > 1, "a rotation writes");
                    break;
                }
                assert_eq!(first.status.code(), None, "{label}: {}", told(&first));
                if between {
                    scene.goes(&["onboard", "acme"], &label);
                }
                scene.goes(&["rotate", "acme"], &label);
                assert_ne!(scene.client(), old, "{label}");
                scene.goes(&["verify", "acme"], &label);
                // The one client whose registration was never answered has no token that anybody knows: it is said, and cannot be used.
                let orphan = usize::from(write == 1 && moment == Moment::After);
                assert_eq!(scene.clients().len(), 2 + orphan, "{label}");
                scene.goes(&["rotate", "acme", "--finish"], &label);
                assert_eq!(scene.clients().len(), 1 + orphan, "{label}");
                if orphan == 0 {
                    scene.is_whole(&label);
                }
                killed += 1;
            }
        }
    }
    println!("killed {killed} times, healed {killed} times");
}

#[test]
fn a_retirement_that_is_killed_is_completed() {
    for moment in [Moment::Before, Moment::After] {
        for write in 1.. {
            let scene = Scene::new(RESTLESS);
            scene.goes(&["rotate", "acme"], "");
            let output = scene.run(&["rotate", "acme", "--finish"], Some((write, moment)));
            if output.status.success() {
                assert!(write > 1, "a retirement writes");
                break;
            }
            scene.goes(&["rotate", "acme", "--finish"], "");
            scene.is_whole(&format!("write {write} {moment:?}"));
        }
    }
}

/// The slots change hands in steps; what a run leaves that is ended between two of them is put right before anything is sent.
#[test]
fn slots_that_were_changing_hands_are_put_right() {
    let scene = Scene::new(RESTLESS);
    scene.goes(&["rotate", "acme"], "");
    // Ended after the record, before the new tokens came in.
    for slot in ["registration-token", "registration-token-new"] {
        let Some(token) = kept(&scene.place, &format!("test/acme.{slot}")) else { continue };
        scene.place.write_private("token.txt", &token);
        scene.place.json(&["secret", "put", &format!("test/acme.next.{slot}"), "--secret-file", "token.txt"], 0);
        scene.place.json(&["secret", "remove", &format!("test/acme.{slot}"), "--yes"], 0);
    }
    let new = scene.client();
    scene.goes(&["rotate", "acme", "--finish"], "");
    assert_eq!(scene.client(), new);
    scene.is_whole("");
}

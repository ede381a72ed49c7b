//! The program is ended at every write to either half; the next run heals, with one client and one profile.

use std::process::{Output, Stdio};

use partnerctl::sandbox::Quirks;
use serde_json::Value;

use super::{apis, codes, partner, summaries, workspace};
use crate::{
    support::{
        Place, Sandbox,
        proxy::{Moment, Proxy},
        relay::{Gate, Meddling, Relay},
        tally::{list, numbers},
        told,
    },
    twin::rfc7591::{Habits, INITIAL, Twin},
};

/// A twin of an authorization server, a sandbox, and a proxy before each.
struct Scene {
    twin: Twin,
    sandbox: Sandbox,
    there: Proxy,
    here: Proxy,
    place: Place,
}

/// A half to be killed at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum At {
    There,
    Here,
}

impl Scene {
    /// With the API there already: what partners share is cut in `crash`.
    fn new() -> Self {
        let twin = Twin::start(Habits { read_rotates: true, update_rotates: true, ..Habits::default() });
        let sandbox = Sandbox::start(Quirks::default());
        let (there, here) = (Proxy::before(&twin.issuer()), Proxy::before(&sandbox.url()));
        let (place, recipient) = Place::bare(sandbox.password());
        let identity = format!("identity: {{ driver: rfc7591, url: \"{}\", login: {{ token: bearer }} }}", there.url());
        let gateway =
            format!("gateway: {{ driver: webmethods, url: \"{}\", login: {{ basic: {{ user: Administrator }} }} }}", here.url());
        place.write("partnerctl.yaml", &workspace(&identity, &gateway, &recipient));
        apis(&place, "quote-read");
        place.write_private("initial.txt", INITIAL);
        place.write("partners/acme.yaml", &partner("acme", "mechanism: oauth2, scopes: [quote-read]", "quote-api/1.0"));
        let this = Self { twin, sandbox, there, here, place };
        this.does(&["gateway", "login", "--identity", "--secret-file", "initial.txt"]);
        this.does(&["api", "create", "quote-api/1.0"]);
        this
    }

    fn run(&self, words: &[&str], kill: Option<(At, usize, Moment)>) -> Output {
        let at = |half: At| kill.filter(|(at, ..)| *at == half).map(|(_, write, moment)| (write, moment));
        self.there.begin(at(At::There));
        self.here.begin(at(At::Here));
        // Held until the process id is known: a request that comes earlier waits for it.
        let (mut there, mut here) = (self.there.plan.lock().unwrap(), self.here.plan.lock().unwrap());
        let words = [words, &["-o", "json"]].concat();
        let child = self.place.command(&words).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        (there.pid, here.pid) = (Some(child.id()), Some(child.id()));
        drop((there, here));
        child.wait_with_output().unwrap()
    }

    fn does(&self, words: &[&str]) -> Value {
        let output = self.run(words, None);
        assert!(output.status.success(), "{words:?}: {}\n{:?}\n{:?}", told(&output), self.there.seen(), self.here.seen());
        serde_json::from_slice(&output.stdout).unwrap()
    }

    /// Is killed at a write; false when there is no such write.
    fn is_killed(&self, words: &[&str], kill: (At, usize, Moment)) -> bool {
        let output = self.run(words, Some(kill));
        assert!(output.status.success() || output.status.code().is_none(), "not killed: {}", told(&output));
        !output.status.success()
    }

    /// One profile that recognises the client of the record, nothing left to do; says what the healing run found.
    fn heals(&self) -> Vec<String> {
        let report = self.does(&["onboard", "acme"])["partners"][0].clone();
        let status = self.does(&["record", "show", "acme"])["status"].clone();
        let id = status["client"]["clientId"].as_str().unwrap().to_owned();
        assert!(self.twin.state().clients.contains_key(&id), "{status:#}");
        let counted = [("applications", 1), ("strategies", 1), ("apis", 1), ("scopes", 0), ("identify and authorize actions", 1)];
        assert_eq!(numbers(&self.sandbox), counted);
        let application = list(&self.sandbox, "/applications", "applications").remove(0)["id"].as_str().unwrap().to_owned();
        let whole = self.sandbox.ask(&format!("/applications/{application}"));
        let claims = whole["applications"][0]["identifiers"].as_array().unwrap();
        let claim = claims.iter().find(|identifier| identifier["key"] == "jwtClaims").unwrap();
        assert_eq!(serde_json::from_str::<Value>(claim["value"][0].as_str().unwrap()).unwrap()["client_id"], id);
        let secret = self.place.run(&["secret", "get", "test/acme", "--reveal"]).stdout;
        let kept = self.twin.state().clients[&id].members["client_secret"].as_str().unwrap().to_owned();
        assert_eq!(String::from_utf8(secret).unwrap().trim(), kept, "the secret that is kept is the client's");
        let quiet = self.does(&["onboard", "acme"])["partners"][0].clone();
        assert_eq!((summaries(&quiet).len(), self.there.writes(), self.here.writes()), (0, 0, 0), "{quiet:#}");
        codes(&report)
    }
}

#[test]
fn an_onboarding_that_is_killed_between_the_halves_or_within_one_heals_on_the_next_run() {
    let mut killed = 0;
    for moment in [Moment::Before, Moment::After] {
        for write in 1.. {
            let scene = Scene::new();
            if !scene.is_killed(&["onboard", "acme"], (At::Here, write, moment)) {
                assert!(write > 4, "a profile has more than four writes");
                break;
            }
            let registered = scene.twin.state().clients.len();
            let found = scene.heals();
            assert_eq!(scene.twin.state().clients.len(), 1, "write {write} {moment:?}: {registered} before");
            assert!(!found.contains(&"registration-unanswered".to_owned()), "write {write} {moment:?}: {found:?}");
            killed += 1;
        }
    }
    println!("killed {killed} times, healed {killed} times");
}

#[test]
fn a_registration_that_is_killed_is_made_anew_and_said() {
    for (moment, clients) in [(Moment::Before, 1), (Moment::After, 2)] {
        let scene = Scene::new();
        assert!(scene.is_killed(&["onboard", "acme"], (At::There, 1, moment)));
        assert!(scene.heals().contains(&"registration-unanswered".to_owned()), "{moment:?}");
        assert_eq!(scene.twin.state().clients.len(), clients, "{moment:?}");
    }
}

#[test]
fn a_removal_that_is_killed_is_completed() {
    let remove = ["profile", "delete", "acme", "--confirm", "acme"];
    for (at, moment) in
        [At::Here, At::There].into_iter().flat_map(|at| [Moment::Before, Moment::After].map(|moment| (at, moment)))
    {
        let scene = Scene::new();
        scene.heals();
        assert!(scene.is_killed(&remove, (at, 1, moment)), "{at:?} {moment:?}");
        scene.does(&remove);
        assert_eq!(scene.twin.state().clients.len(), 0, "{at:?} {moment:?}");
        assert_eq!(list(&scene.sandbox, "/applications", "applications").len(), 0, "{at:?} {moment:?}");
        scene.heals();
        assert_eq!(scene.twin.state().clients.len(), 1, "{at:?} {moment:?}");
    }
}

#[test]
fn a_half_that_was_removed_by_hand_is_made_again_for_the_other() {
    let scene = Scene::new();
    scene.heals();
    let application = list(&scene.sandbox, "/applications", "applications").remove(0)["id"].as_str().unwrap().to_owned();
    scene.sandbox.tell("DELETE", &format!("/applications/{application}"), &Value::Null);
    let before: Vec<String> = scene.twin.state().clients.keys().cloned().collect();
    assert!(scene.heals().contains(&"profile-gone".to_owned()));
    let after: Vec<String> = scene.twin.state().clients.keys().cloned().collect();
    assert_eq!(after, before, "the client stays, and with it the partner's secret");

    // The server answers the same for a client that is gone as for a token that is: only consent registers anew.
    scene.twin.state().clients.clear();
    assert_eq!(scene.run(&["onboard", "acme"], None).status.code(), Some(4));
    let adopted = scene.does(&["onboard", "acme", "--adopt"])["partners"][0].clone();
    assert!(codes(&adopted).contains(&"profile-given-up".to_owned()), "{adopted:#}");
    assert!(summaries(&adopted).iter().all(|line| !line.starts_with("create profile")), "{adopted:#}");
    scene.heals();
    assert_eq!(scene.twin.state().clients.len(), 1);

    scene.twin.state().clients.clear();
    scene.does(&["profile", "delete", "acme", "--confirm", "acme"]);
    assert_eq!(list(&scene.sandbox, "/applications", "applications").len(), 0, "the profile goes with a client that is gone");
}

#[test]
fn an_environment_of_one_product_becomes_a_pair() {
    let scene = Scene::new();
    let whole = scene.place.read("partnerctl.yaml");
    let line = |word: &str| whole.lines().find(|line| line.trim_start().starts_with(word)).unwrap().to_owned() + "\n";
    // Only the authorization server so far: its client is kept.
    let alone =
        whole.replace(&line("identity:"), "").replace(&line("gateway:"), &line("identity:").replace("identity:", "gateway:"));
    scene.place.write("partnerctl.yaml", &alone);
    let output = scene.place.command(&["onboard", "acme"]).env("PARTNERCTL_GATEWAY_PASSWORD", INITIAL).output().unwrap();
    assert!(output.status.success(), "{}", told(&output));
    scene.place.write("partnerctl.yaml", &whole);
    let before: Vec<String> = scene.twin.state().clients.keys().cloned().collect();
    assert!(!scene.heals().contains(&"profile-gone".to_owned()));
    assert_eq!(scene.twin.state().clients.keys().cloned().collect::<Vec<_>>(), before, "the client stays");
    scene.does(&["profile", "delete", "acme", "--confirm", "acme"]);

    // Only the gateway so far: its own credential stays until it is removed, and that is said.
    scene.place.write("partnerctl.yaml", &whole.replace(&line("identity:"), ""));
    scene.does(&["onboard", "acme"]);
    scene.place.write("partnerctl.yaml", &whole);
    let report = scene.does(&["onboard", "acme"])["partners"][0].clone();
    assert!(codes(&report).contains(&"other-credential".to_owned()), "{report:#}");
    let lines = summaries(&report);
    assert!(lines.iter().any(|line| line.starts_with("register client")), "{lines:?}");
    assert!(lines.iter().all(|line| !line.starts_with("create profile")), "{lines:?}");
    let status = scene.does(&["record", "show", "acme"])["status"].clone();
    assert!(scene.twin.state().clients.contains_key(status["client"]["clientId"].as_str().unwrap()), "{status:#}");
}

/// Between the answer to a registration and the record: the journal knows where the client is, the secret store what opens it.
#[test]
fn a_client_whose_record_was_never_written_is_found_again() {
    let scene = Scene::new();
    let (relay, gate) = (Relay::before(&scene.twin.issuer()), Gate::default());
    let text = scene.place.read("partnerctl.yaml").replace(&scene.there.url(), &relay.url());
    scene.place.write("partnerctl.yaml", &text);
    relay.meddle(Meddling::hold_write(1, gate.clone()));
    let child = scene.place.start(&["onboard", "acme"]);
    relay.await_meddled();
    let (records, aside) = (scene.place.root().join("records/test"), scene.place.root().join("aside"));
    std::fs::rename(&records, &aside).unwrap();
    std::fs::write(&records, "in the way").unwrap();
    gate.open();
    let output = child.wait_with_output().unwrap();
    assert!(!output.status.success(), "{}", told(&output));
    relay.heal();
    std::fs::remove_file(&records).unwrap();
    std::fs::rename(&aside, &records).unwrap();
    assert_eq!(scene.twin.state().clients.len(), 1);
    assert_eq!(scene.place.json(&["record", "show", "acme"], 0)["status"]["identity"], Value::Null, "the record knows nothing");
    let found = scene.heals();
    assert_eq!(scene.twin.state().clients.len(), 1, "{found:?}");
    assert!(!found.contains(&"registration-unanswered".to_owned()), "{found:?}");
}

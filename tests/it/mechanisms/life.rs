//! A partner's whole life with every mechanism, on every version of the product and with the peculiarities that matter to it.

use std::{
    any::Any,
    panic::{AssertUnwindSafe, catch_unwind},
    sync::Mutex,
};

use partnerctl::sandbox::{Masked, Quirks, RegistrationOnPut, Version};

use super::{
    Check, Rig, changes, checks,
    material::{MATERIAL, key, key_set},
    steps,
    way::{Traces, Way},
};
use crate::support::Place;

type Switch = fn(&mut Quirks);

const EXTERNAL: &[Way] = &[Way::SignerCertificate, Way::SignerKeys, Way::Oidc];
const TOKENS: &[Way] = &[Way::SignerCertificate, Way::Gateway, Way::Oidc];
const EACH: &[Way] = &[Way::Issued, Way::SignerKeys, Way::Gateway, Way::Oidc];

/// Each row starts from what 10.15 does; the lives of the versions are whole, the others brief.
const ROWS: &[(&str, &[Way], Switch)] = &[
    ("10.11", Way::ALL, |quirks| quirks.version = Version::V10_11),
    ("10.15", Way::ALL, |quirks| quirks.version = Version::V10_15),
    ("11.0", Way::ALL, |quirks| quirks.version = Version::V11_0),
    ("lists without custom fields", EACH, |quirks| quirks.custom_fields_in_lists = false),
    ("secrets are never masked", TOKENS, |quirks| quirks.masked_secrets = Masked::Never),
    ("secrets are masked after they were issued", TOKENS, |quirks| quirks.masked_secrets = Masked::AfterIssue),
    ("stores a registration as it comes", EXTERNAL, |quirks| quirks.registration_on_put = RegistrationOnPut::Stored),
    ("key sets are read again", &[Way::SignerKeys, Way::Oidc], |quirks| quirks.jwks_refresh = true),
    ("its own keys are for RS256", &[Way::Gateway], |quirks| quirks.jwks_algorithm_rsa = false),
    ("no two applications of one name", EACH, |quirks| quirks.duplicate_application_names = false),
    ("assigning replaces", EACH, |quirks| quirks.api_post_replaces = true),
];

#[test]
fn a_partner_lives_with_every_mechanism_on_every_version_and_with_every_peculiarity() {
    let all: Vec<_> = ROWS.iter().flat_map(|(name, ways, switch)| ways.iter().map(move |way| (*name, *way, *switch))).collect();
    let (rows, failed) = (Mutex::new(all.iter()), Mutex::new(Vec::new()));
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                while let Some((name, way, switch)) = { rows.lock().unwrap().next() } {
                    if let Err(panic) = catch_unwind(AssertUnwindSafe(|| live(name, *way, *switch))) {
                        failed.lock().unwrap().push(format!("{name}, {way:?}: {}", words(&*panic)));
                    }
                }
            });
        }
    });
    let failed = failed.into_inner().unwrap();
    assert!(failed.is_empty(), "{} of {} lives failed:\n{}", failed.len(), all.len(), failed.join("\n"));
    println!("{} lives", all.len());
}

fn live(name: &str, way: Way, switch: Switch) {
    let life = Life::begin(way, switch);
    if name.starts_with('1') { life.whole() } else { life.brief() }
}

/// A partner on a gateway of its own.
struct Life(Rig);

impl std::ops::Deref for Life {
    type Target = Rig;

    fn deref(&self) -> &Rig {
        &self.0
    }
}

impl Life {
    fn begin(way: Way, switch: Switch) -> Self {
        let mut quirks = Quirks::default();
        switch(&mut quirks);
        Self(Rig::new(way, quirks))
    }

    fn whole(&self) {
        self.is_onboarded();
        self.onboards_without_a_write();
        self.is_proven();
        self.gets_another_api_and_loses_it();
        self.is_suspended_and_resumed();
        self.gets_a_successor();
        if self.way.is_signer() {
            self.changes_what_its_tokens_say();
        }
        self.is_removed_and_comes_back_by_single_commands();
        assert_eq!(self.does(&["audit", "verify"])["ok"], true);
    }

    /// What a peculiarity can touch.
    fn brief(&self) {
        self.is_onboarded();
        self.onboards_without_a_write();
        self.verifies();
        self.gets_a_successor();
        self.is_removed_and_comes_back_by_single_commands();
    }

    fn gets_a_successor(&self) {
        match self.way {
            Way::SelfSigned | Way::Issued => self.renews_its_certificate(),
            Way::SignerCertificate => self.signs_with_another_certificate(),
            Way::SignerKeys | Way::SignerMetadata => self.publishes_other_keys(),
            Way::Gateway => {}
            Way::Oidc => self.registers_again(),
        }
    }

    /// All that the operator owes is done at once; what is left is said to be the partner's, or both sides'.
    fn is_onboarded(&self) {
        let board = self.does(&["onboard", "acme"]);
        self.has(self.way.traces());
        let owed: Vec<_> =
            board["partners"][0]["steps"].as_array().unwrap().iter().filter(|step| step["owner"] == "operator").collect();
        assert!(owed.len() >= 4 && owed.iter().all(|step| step["state"] == "done"), "{:?}: {owed:?}", self.way);
        assert_eq!(board["partners"][0]["waitingOn"], "partner", "{board}");
        if self.way == Way::Oidc {
            assert!(steps(&board, "done").contains(&"idp-app"), "{board}");
        }
    }

    /// Every call comes out as it should; then everything is done that people say is done.
    fn is_proven(&self) {
        if self.way == Way::Oidc {
            self.place.write("id.jwt", &self.token());
            self.does(&["step", "done", "acme", "id-token", "--by", "jane", "--evidence", "id.jwt"]);
        }
        self.verifies();
        for step in ["terms", "firewall"] {
            self.does(&["step", "done", "acme", step, "--by", "jane", "--evidence", "mail"]);
        }
        let board = self.does(&["status", "acme"]);
        let known = board["partners"][0]["steps"].as_array().unwrap().len();
        let finished = steps(&board, "done").len() + steps(&board, "skipped").len();
        assert_eq!((board["partners"][0]["complete"].as_bool(), finished), (Some(true), known), "{:?}: {board}", self.way);
        assert_eq!(self.does(&["explain", "acme"])["ok"], true);
    }

    fn gets_another_api_and_loses_it(&self) {
        self.set("apis=[quote-api/1.0, contract-api/1.0]");
        assert_eq!(self.onboards().last().map(String::as_str), Some("assign"));
        assert!(self.verifies().contains(&good("call contract-api/1.0")));
        self.set("apis=[quote-api/1.0]");
        assert_eq!(self.onboards(), ["unassign"]);
        let checks = self.verifies();
        assert!(checks.contains(&good("unassigned API contract-api/1.0")), "{checks:?}");
        // What the gateway signs cannot be made wrong here; identity providers sign what is asked for.
        let elsewhere = self.way == Way::Gateway;
        let cannot = |check: &Check| elsewhere && ["wrong audience", "ended token"].contains(&check.name.as_str());
        assert!(checks.iter().all(|check| check.ran != cannot(check)), "{:?}: {checks:?}", self.way);
        self.onboards_without_a_write();
    }

    fn is_suspended_and_resumed(&self) {
        self.does(&["profile", "suspend", "acme"]);
        let refused = self.place.json(&["verify", "acme"], 7);
        assert!(checks(&refused).iter().any(|check| check.name == "call quote-api/1.0" && !check.ok), "{refused}");
        assert!(self.onboards().is_empty(), "a suspended partner stays suspended");
        self.place.json(&["verify", "acme"], 7);
        self.does(&["profile", "resume", "acme"]);
        self.verifies();
    }

    fn renews_its_certificate(&self) {
        let [old, new] = ["certs/acme.pem", "certs/next.pem"].map(|file| fingerprint(&self.place, file));
        self.does(&["cert", "register", "acme", "certs/next.pem", "certs/chain.pem"]);
        assert_eq!(self.registered(), sorted(&[&old, &new]));
        assert!(changes(&self.does(&["cert", "register", "acme", "certs/next.pem", "certs/chain.pem"])).is_empty());
        self.verifies();
        self.name_certificates(&["certs/acme.pem", "certs/next.pem"]);
        self.onboards_without_a_write();
        self.holds(&self.way.papers()[1].key);
        self.verifies();
        self.does(&["cert", "remove", "acme", &old[..16]]);
        assert_eq!(self.registered(), [new.as_str()]);
        let last = self.refuses(&["cert", "remove", "acme", &new], 4);
        assert!(last["message"].as_str().unwrap().contains("last"), "{last}");
        self.refuses(&["cert", "remove", "acme", &old], 3);
        self.refuses(&["cert", "remove", "acme", &new[..7]], 3);
        self.name_certificates(&["certs/next.pem"]);
        self.onboards_without_a_write();
        self.verifies();
    }

    /// Each of these changes is made, and nothing besides.
    fn changes_what_its_tokens_say(&self) {
        for (change, steps) in [
            ("authentication.claims={ sub: acme, team: blue }", &["link-subject"][..]),
            ("authentication.claims={ sub: acme }", &["link-subject"]),
            ("authentication.audience=contracts", &["link-subject"]),
            ("authentication.audience=quotes", &["link-subject"]),
        ] {
            self.set(change);
            assert_eq!(self.onboards(), steps, "{:?}: {change}", self.way);
            self.has_one_link();
            self.onboards_without_a_write();
            self.verifies();
        }
    }

    /// Still one strategy, one set of claims and one authorization server.
    fn has_one_link(&self) {
        let there = Traces::on(&self.sandbox);
        assert_eq!((there.strategies, there.identifiers, there.aliases), (1, 1, 1), "{:?}", self.way);
    }

    fn signs_with_another_certificate(&self) {
        self.set("authentication.certificates=[certs/next.pem]");
        assert_eq!(self.onboards(), ["trust-issuer"]);
        self.place.json(&["verify", "acme"], 7);
        self.holds(&MATERIAL.signer_next.key);
        self.verifies();
        self.onboards_without_a_write();
    }

    /// The address differs, so the gateway reads the keys at once.
    fn publishes_other_keys(&self) {
        let keys = [&MATERIAL.signer_next, &MATERIAL.signer].map(key);
        self.publisher.publish(key_set(&keys.each_ref()));
        self.set(&format!("authentication.jwksUri={}/jwks?second", self.publisher.url()));
        assert_eq!(self.onboards(), ["trust-issuer"]);
        self.holds(&MATERIAL.signer_next.key);
        self.verifies();
        self.onboards_without_a_write();
    }

    /// The partner's application at its identity provider is another one.
    fn registers_again(&self) {
        super::way::register(&self.place, &self.sandbox);
        assert_eq!(self.onboards(), ["link-subject"]);
        self.verifies();
        self.onboards_without_a_write();
    }

    fn is_removed_and_comes_back_by_single_commands(&self) {
        let id = self.record("/status/applicationId");
        let gone = self.does(&["profile", "delete", "acme", "--confirm", "acme"]);
        assert_eq!(changes(&gone), ["remove-profile"]);
        let left = Traces::on(&self.sandbox);
        assert_eq!((left.applications, left.strategies, left.identifiers), (0, 0, 0), "{:?}", self.way);
        assert!(changes(&self.does(&["profile", "delete", "acme", "--confirm", "acme"])).is_empty());
        self.holds_again();
        let made = self.does(&["profile", "create", "acme"]);
        assert!(changes(&made).contains(&"create-profile".to_owned()), "{made}");
        self.does(&["api", "assign", "acme", "quote-api/1.0"]);
        assert!(changes(&self.does(&["profile", "create", "acme"])).is_empty());
        if !self.way.uses_certificates() {
            assert_eq!(self.token().split('.').count(), 3);
        }
        let called = self.place.run(&["call", "GET", "/status", "--partner", "acme"]);
        assert!(called.status.success(), "{:?}: {}", self.way, crate::support::told(&called));
        self.onboards_without_a_write();
        self.verifies();
        assert_eq!(self.record("/status/applicationId"), id, "the partner keeps its application ID");
    }

    fn token(&self) -> String {
        self.does(&["token", "get", "--partner", "acme"])["accessToken"].as_str().unwrap().to_owned()
    }

    /// The partner signs with another key from now on.
    fn holds(&self, key: &str) {
        self.place.write_private("acme.key", key);
        self.does(&["secret", "put", "test/acme", "--secret-file", "acme.key", "--yes"]);
    }

    /// What was kept of the partner's went with the profile.
    fn holds_again(&self) {
        match self.way {
            Way::Gateway => {}
            Way::Oidc => super::way::register(&self.place, &self.sandbox),
            _ => {
                let key = self.place.read("acme.key");
                self.holds(&key);
            }
        }
    }

    fn name_certificates(&self, files: &[&str]) {
        let chain = if self.way == Way::Issued { ", certs/chain.pem" } else { "" };
        self.set(&format!("authentication.certificates=[{}{chain}]", files.join(", ")));
    }

    fn registered(&self) -> Vec<String> {
        let listed = self.does(&["cert", "list", "acme"]);
        let all = listed["certificates"].as_array().unwrap().iter().filter(|one| one["registered"] == true);
        sorted(&all.map(|one| one["sha256"].as_str().unwrap()).collect::<Vec<_>>())
    }
}

fn good(name: &str) -> Check {
    Check { name: name.to_owned(), ok: true, ran: true }
}

fn sorted(all: &[impl AsRef<str>]) -> Vec<String> {
    let mut all: Vec<String> = all.iter().map(|one| one.as_ref().to_owned()).collect();
    all.sort();
    all
}

fn fingerprint(place: &Place, file: &str) -> String {
    let shown = place.json(&["cert", "show", file], 0);
    shown["certificates"][0]["sha256"].as_str().unwrap().to_owned()
}

fn words(panic: &(dyn Any + Send)) -> &str {
    panic.downcast_ref::<String>().map_or("panicked", String::as_str)
}

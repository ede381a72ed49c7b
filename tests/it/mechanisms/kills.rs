//! The program is ended before and after every write of an onboarding of each mechanism; the next run heals.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    sync::Mutex,
};

use partnerctl::sandbox::Quirks;

use super::{
    changes,
    way::{Publisher, Traces, Way},
};
use crate::{
    crash::{clone_afresh, run},
    support::{
        Place, Sandbox,
        proxy::{Moment, Proxy},
        told,
    },
};

/// The writes that every mechanism begins with are cut in `crash`: here the API is there already.
struct Scene {
    way: Way,
    sandbox: Sandbox,
    proxy: Proxy,
    place: Place,
    _publisher: Publisher,
}

impl Scene {
    fn new(way: Way, quirks: Quirks) -> Self {
        let sandbox = Sandbox::start(quirks);
        let proxy = Proxy::before(&sandbox.url());
        let place = Place::at(&proxy.url(), &sandbox);
        let publisher = way.equip(&place, &sandbox);
        place.json(&["api", "create", "quote-api/1.0"], 0);
        Self { way, sandbox, proxy, place, _publisher: publisher }
    }

    /// Onboards, and is killed at a write; false when there is no such write.
    fn is_killed(&self, write: usize, moment: Moment) -> bool {
        let output = run(&self.place, &self.proxy, &["onboard", "acme"], Some((write, moment)));
        assert!(output.status.success() || output.status.code().is_none(), "not killed: {}", told(&output));
        !output.status.success()
    }

    fn does(&self, words: &[&str]) -> serde_json::Value {
        let output = run(&self.place, &self.proxy, &[words, &["-o", "json"]].concat(), None);
        assert!(output.status.success(), "{words:?}: {}\n{:?}", told(&output), self.proxy.seen());
        serde_json::from_slice(&output.stdout).unwrap()
    }

    /// One of everything, a partner that can call, and nothing left to do.
    fn heals(&self) {
        self.does(&["onboard", "acme"]);
        assert_eq!(Traces::on(&self.sandbox), self.way.traces());
        self.does(&["verify", "acme"]);
        let board = self.does(&["onboard", "acme"]);
        assert!(self.proxy.writes() == 0 && changes(&board).is_empty(), "{board}\n{:?}", self.proxy.seen());
    }
}

#[test]
fn an_onboarding_of_any_mechanism_that_is_killed_at_any_write_heals_on_the_next_run() {
    let ways = [Way::Issued, Way::SignerCertificate, Way::Gateway, Way::Oidc, Way::SignerKeys, Way::SelfSigned];
    let rows: Vec<_> = ways.into_iter().flat_map(|way| [Moment::Before, Moment::After].map(|moment| (way, moment))).collect();
    let (open, failed, killed) = (Mutex::new(rows.into_iter()), Mutex::new(Vec::new()), Mutex::new(0));
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                while let Some((way, moment)) = { open.lock().unwrap().next() } {
                    let mut write = 1;
                    let cut = catch_unwind(AssertUnwindSafe(|| {
                        loop {
                            let scene = Scene::new(way, Quirks::default());
                            if !scene.is_killed(write, moment) {
                                break;
                            }
                            scene.heals();
                            write += 1;
                        }
                        assert!(write > 3, "an onboarding has more than three writes");
                    }));
                    *killed.lock().unwrap() += write - 1;
                    if let Err(panic) = cut {
                        let words = panic.downcast_ref::<String>().cloned().unwrap_or_default();
                        failed.lock().unwrap().push(format!("{way:?}, write {write} {moment:?}: {words}"));
                    }
                }
            });
        }
    });
    let failed = failed.into_inner().unwrap();
    assert!(failed.is_empty(), "{}", failed.join("\n"));
    println!("killed and healed {} times", killed.into_inner().unwrap());
}

/// The API key that a killed run got is read again.
#[test]
fn a_fresh_clone_finds_the_api_key_again() {
    for write in 1.. {
        let scene = Scene::new(Way::Gateway, Quirks::default());
        let killed = scene.is_killed(write, Moment::After);
        clone_afresh(&scene.place);
        scene.heals();
        if !killed {
            assert!(write > 3, "an onboarding has more than three writes");
            break;
        }
    }
}

//! The program is ended before and after every write of a rotation; the next run goes on, and neither leaves a third credential nor loses
//! a secret.

use partnerctl::sandbox::{Masked, Quirks};

use super::{Held, slots, state, strategies};
use crate::{
    crash::run,
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
    old: Held,
}

fn scene(masked_secrets: Masked) -> Scene {
    let sandbox = Sandbox::start(Quirks { masked_secrets, ..Quirks::default() });
    let proxy = Proxy::before(&sandbox.url());
    let place = Place::at(&proxy.url(), &sandbox);
    assert!(run(&place, &proxy, &["onboard", "acme"], None).status.success());
    let old = Held::now(&place);
    Scene { sandbox, proxy, place, old }
}

/// Runs a line and ends it at a write; false when there is no such write.
fn killed(scene: &Scene, words: &[&str], write: usize, moment: Moment) -> bool {
    let output = run(&scene.place, &scene.proxy, words, Some((write, moment)));
    assert!(output.status.success() || output.status.code().is_none(), "not killed: {}", told(&output));
    !output.status.success()
}

fn goes(scene: &Scene, words: &[&str], label: &str) {
    let output = run(&scene.place, &scene.proxy, words, None);
    assert!(output.status.success(), "{label} {words:?}: {}\n{:?}", told(&output), scene.proxy.seen());
}

#[test]
fn a_rotation_that_is_killed_at_any_write_goes_on_with_one_old_and_one_new() {
    let mut killed_times = 0;
    for masked in [Masked::Never, Masked::AfterIssue] {
        for moment in [Moment::Before, Moment::After] {
            for (between, label) in [(false, "at once"), (true, "with an onboarding between")] {
                for write in 1.. {
                    let scene = scene(masked);
                    let label = format!("write {write} {moment:?} {masked:?} {label}");
                    if !killed(&scene, &["rotate", "acme"], write, moment) {
                        assert!(write > 1, "a rotation writes");
                        break;
                    }
                    assert!(scene.old.calls(&scene.place), "{label}: the old one works whatever happens");
                    if between {
                        goes(&scene, &["onboard", "acme"], &label);
                    }
                    goes(&scene, &["rotate", "acme"], &label);
                    let new = Held::now(&scene.place);
                    assert!(new != scene.old && new.calls(&scene.place) && scene.old.calls(&scene.place), "{label}");
                    assert_eq!((state(&scene.place), strategies(&scene.sandbox)), ("ending".to_owned(), 2), "{label}");
                    assert_eq!(slots(&scene.place), ["test/acme.previous"], "{label}");
                    goes(&scene, &["rotate", "acme", "--finish"], &label);
                    assert!(new.calls(&scene.place) && !scene.old.calls(&scene.place), "{label}");
                    assert_eq!(strategies(&scene.sandbox), 1, "{label}");
                    killed_times += 1;
                }
            }
        }
    }
    println!("killed {killed_times} times, healed {killed_times} times");
}

#[test]
fn a_retirement_that_is_killed_at_any_write_is_completed() {
    let mut killed_times = 0;
    for moment in [Moment::Before, Moment::After] {
        for write in 1.. {
            let scene = scene(Masked::AfterIssue);
            goes(&scene, &["rotate", "acme"], "");
            let new = Held::now(&scene.place);
            if !killed(&scene, &["rotate", "acme", "--finish"], write, moment) {
                assert!(write > 1, "a retirement writes");
                break;
            }
            goes(&scene, &["rotate", "acme", "--finish"], &format!("write {write} {moment:?}"));
            assert_eq!((state(&scene.place), strategies(&scene.sandbox)), ("ended".to_owned(), 1), "write {write} {moment:?}");
            assert!(new.calls(&scene.place) && !scene.old.calls(&scene.place) && Held::now(&scene.place) == new);
            assert!(slots(&scene.place).is_empty());
            killed_times += 1;
        }
    }
    println!("killed {killed_times} times, healed {killed_times} times");
}

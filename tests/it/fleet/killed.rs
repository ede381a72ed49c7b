//! A batch that is ended goes on with the next run: nothing twice, no secret lost, few requests more.
//!
//! What is counted: all requests of all runs, the killed ones and the last, beside those of one run that nobody disturbed.

use std::{thread, time::Duration};

use partnerctl::{
    crypto::digest,
    domain::secret::SecretRef,
    secrets::{IdentitySource, Sealed, SecretStore as _},
};

use crate::{
    crash,
    fleet::{Rig, name, rig, scale},
    support::{
        Place, Sandbox,
        proxy::Moment,
        tally::{list, numbers, of},
        told,
    },
};

const APPLY: [&str; 3] = ["apply", "--jobs", "2"];

#[test]
fn a_batch_that_is_killed_at_writes_comes_to_the_same_end() {
    let partners = 30;
    let rig = rig(partners);
    let mut kills = 0;
    // Steps that meet every kind of write, early and late in the batch.
    for step in [2, 7, 11, 19, 1, 3, 5] {
        let moment = if step % 2 == 0 { Moment::Before } else { Moment::After };
        let run = crash::run(&rig.place, &rig.proxy, &APPLY, Some((step, moment)));
        assert_eq!(run.status.code(), None, "write {step} {moment:?}: not killed: {}", told(&run));
        kills += 1;
    }
    let last = crash::run(&rig.place, &rig.proxy, &APPLY, None);
    assert!(last.status.success(), "{}", told(&last));
    println!("{kills} kills");
    all_is_well(&rig, partners);
}

#[test]
fn a_batch_that_is_killed_at_random_moments_costs_few_requests_more() {
    let (partners, kills) = (scale(60, 500), scale(4, 10));
    let undisturbed = {
        let Rig { proxy, place, sandbox: _sandbox } = rig(partners);
        proxy.begin(None);
        place.json(&APPLY, 0);
        proxy.seen().len()
    };
    let rig = rig(partners);
    let (mut requests, mut killed, mut random) = (0, 0, 0x2026_1122_u64);
    for _ in 0..kills {
        random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        // Each run has about its share of all requests, so that the batch is not done before the last kill.
        let at = usize::try_from(random >> 33).unwrap() % (2 * undisturbed / (kills + 1));
        rig.proxy.begin(None);
        let mut child = rig.place.start(&APPLY);
        while rig.proxy.seen().len() < at && child.try_wait().unwrap().is_none() {
            thread::sleep(Duration::from_millis(1));
        }
        child.kill().unwrap();
        let ended = child.wait().unwrap();
        killed += usize::from(ended.code().is_none());
        requests += rig.proxy.seen().len();
    }
    rig.proxy.begin(None);
    rig.place.json(&APPLY, 0);
    requests += rig.proxy.seen().len();
    let more = requests.saturating_sub(undisturbed);
    let share = more * 1000 / undisturbed;
    println!(
        "{partners} partners, {killed} kills at random: {requests} requests, {undisturbed} without any: {share} of a thousand more"
    );
    all_is_well(&rig, partners);
    // What a run asks before its first partner, and what its two hands were at.
    assert!(killed > 0 && more <= kills * 40, "{more} requests more for {killed} kills of {kills} runs");
    assert!(partners < 500 || share < 50, "{share} of a thousand");
}

/// Nothing twice, and every secret kept, recorded and the one that the gateway has.
fn all_is_well(Rig { sandbox, place, proxy }: &Rig, partners: usize) {
    assert_eq!(numbers(sandbox), of(partners, 1, 1));
    assert_eq!(place.json(&["plan", "--exit-code"], 0)["summary"]["unchanged"], partners);
    secrets_are_kept(sandbox, place, partners);
    for number in [1, 2, partners] {
        place.json(&["verify", &name(number)], 0);
    }
    assert_eq!(place.json(&["audit", "verify"], 0)["ok"], true);
    proxy.begin(None);
    place.json(&APPLY, 0);
    assert_eq!(proxy.writes(), 0, "{:?}", proxy.seen());
}

fn secrets_are_kept(sandbox: &Sandbox, place: &Place, partners: usize) {
    let workspace = place.read("partnerctl.yaml");
    let recipient = workspace.split("recipient: ").nth(1).unwrap().split([' ', '}']).next().unwrap();
    let identity = IdentitySource { file: Some(place.root().join("../identity.txt")), ..IdentitySource::default() };
    let store = Sealed::new(&place.root().join("secrets"), recipient, identity).unwrap();
    let key = store.get(&SecretRef::fingerprint_key()).unwrap().unwrap();
    let strategies = list(sandbox, "/strategies", "strategies");
    for number in 1..=partners {
        let name = name(number);
        let kept = store.get(&format!("test/{name}").parse().unwrap()).unwrap().unwrap_or_else(|| panic!("{name}: no secret"));
        let shown = strategies.iter().find(|strategy| strategy["name"] == format!("{name}-test")).unwrap();
        assert_eq!(shown["clientRegistration"]["clientSecret"], kept.reveal(), "{name}");
        let record = place.read(&format!("records/test/{name}.yaml"));
        let fingerprint = digest::fingerprint(&key, &kept).0;
        assert_eq!(record.matches(&fingerprint).count(), 1, "{name}: {record}");
    }
}

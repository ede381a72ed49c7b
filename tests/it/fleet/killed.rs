//! A batch that is ended at any write goes on with the next run: nothing twice, no secret lost, few requests more.

use crate::{
    crash,
    fleet::{Rig, name, rig},
    support::{
        proxy::Moment,
        tally::{numbers, of},
        told,
    },
};

const PARTNERS: usize = 40;

#[test]
fn a_batch_that_is_killed_again_and_again_comes_to_the_same_end() {
    let undisturbed = {
        let Rig { proxy, place, sandbox: _sandbox } = rig(PARTNERS);
        proxy.begin(None);
        place.json(&["apply", "--jobs", "2"], 0);
        proxy.seen().len()
    };
    let Rig { sandbox, proxy, place } = rig(PARTNERS);
    let (mut kills, mut requests) = (0, 0);
    // Steps that meet every kind of write, early and late in the batch.
    for step in [2, 7, 11, 19, 23, 31, 41, 1, 3, 5] {
        let moment = if step % 2 == 0 { Moment::Before } else { Moment::After };
        let run = crash::run(&place, &proxy, &["apply", "--jobs", "2"], Some((step, moment)));
        requests += proxy.seen().len();
        if run.status.success() {
            break;
        }
        assert_eq!(run.status.code(), None, "write {step} {moment:?}: not killed: {}", told(&run));
        kills += 1;
    }
    let last = crash::run(&place, &proxy, &["apply", "--jobs", "2"], None);
    requests += proxy.seen().len();
    assert!(last.status.success(), "{}", told(&last));
    assert_eq!(numbers(&sandbox), of(PARTNERS, 1, 1));
    let again = place.json(&["plan", "--exit-code"], 0);
    assert_eq!(again["summary"]["unchanged"], PARTNERS);
    for number in 1..=PARTNERS {
        let record = place.json(&["record", "show", &name(number)], 0);
        assert_eq!(record["status"]["secrets"].as_array().map(Vec::len), Some(1), "{record}");
    }
    for number in [1, 2, 3, PARTNERS] {
        place.json(&["verify", &name(number)], 0);
    }
    println!("{kills} kills: {requests} requests, {undisturbed} without any");
}

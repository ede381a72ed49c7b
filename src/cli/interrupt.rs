//! Ctrl-C: the first one asks everything to end at the next safe point, the second one ends at once.

use crate::clock::Stop;

/// Listens from now on. A system that has no such signal is no failure: then nobody sends it.
pub fn listen(stop: &Stop) {
    let stop = stop.clone();
    let _ = ctrlc::try_set_handler(move || heard(&stop));
}

#[expect(clippy::exit, reason = "the second Ctrl-C means at once; every change is in the journal before it is made")]
fn heard(stop: &Stop) {
    if stop.is_set() {
        std::process::exit(130);
    }
    stop.set();
}

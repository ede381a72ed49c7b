//! How long answers take, and whether that rises: the sign of a gateway that has more to do than it can.

use std::time::Duration;

/// What is usual, and what is so now, in milliseconds.
#[derive(Debug, Default)]
pub(super) struct Latency {
    usual: f64,
    now: f64,
    seen: u32,
}

impl Latency {
    /// Takes note of an answer; says whether answers take much longer than usual.
    pub(super) fn rises(&mut self, took: Duration) -> bool {
        let took = took.as_secs_f64() * 1e3;
        self.seen = self.seen.saturating_add(1);
        let share = 1.0 / f64::from(self.seen.min(WINDOW));
        self.now += (took - self.now) * share;
        if self.seen < WINDOW {
            self.usual = self.now;
            return false;
        }
        // What is usual follows downwards at once and upwards only in the long run.
        self.usual = if self.now < self.usual { self.now } else { self.usual + (self.now - self.usual) * DRIFT };
        self.now > SLOW && self.now > self.usual * FACTOR
    }
}

const WINDOW: u32 = 16;
const DRIFT: f64 = 0.002;
const FACTOR: f64 = 4.0;
const SLOW: f64 = 250.0;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slow_answers_are_a_sign_only_when_they_were_quick_before() {
        let rises = |usual: u64, then: u64| {
            let mut latency = Latency::default();
            let before = (0..50).any(|_| latency.rises(Duration::from_millis(usual)));
            assert!(!before);
            (0..50).any(|_| latency.rises(Duration::from_millis(then)))
        };
        assert!(rises(20, 2_000));
        assert!(!rises(900, 1_200));
        assert!(!rises(5, 40), "quick all the same");
    }
}

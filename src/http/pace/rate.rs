//! The numbers behind the pace: additive increase, multiplicative decrease, and a common pause.

use std::time::Duration;

use crate::http::retry::LONGEST;

/// How many requests may be under way, and until when all hold back.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Rate {
    /// Requests at a time.
    limit: f64,
    /// No request before this moment, in milliseconds.
    until: i64,
    /// When it was lowered last.
    lowered: i64,
    /// How often in a row it was throttled.
    strikes: u32,
}

impl Default for Rate {
    /// As fast as it is asked for, until the gateway says otherwise.
    fn default() -> Self {
        Self { limit: MOST, until: 0, lowered: 0, strikes: 0 }
    }
}

impl Rate {
    /// How long all hold back from now on.
    pub(super) fn hold(self, now: i64) -> Option<Duration> {
        u64::try_from(self.until - now).ok().filter(|left| *left > 0).map(Duration::from_millis)
    }

    /// How many requests may be under way.
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 1 and a few dozen")]
    pub(super) fn places(self) -> usize {
        self.limit as usize
    }

    /// Whether it cannot be raised any more.
    pub(super) fn is_full(self) -> bool {
        self.limit >= MOST && self.strikes == 0
    }

    /// The gateway asks for patience. Answers to what was under way already tell nothing new.
    pub(super) fn throttled(self, now: i64, asked: Option<Duration>) -> Self {
        let own = FIRST.saturating_mul(1 << self.strikes.min(5)).min(LONGEST);
        let pause = i64::try_from(asked.unwrap_or(own).as_millis()).unwrap_or(i64::MAX);
        let until = self.until.max(now.saturating_add(pause));
        if now < self.until.max(self.lowered + ROUND) {
            return Self { until: if asked.is_some() { until } else { self.until }, ..self };
        }
        Self { limit: (self.limit.min(ALERT) / 2.0).max(1.0), until, lowered: now, strikes: self.strikes + 1 }
    }

    /// The gateway fails or slows down.
    pub(super) fn slowed(self, now: i64) -> Self {
        if now < self.lowered + ROUND {
            return self;
        }
        Self { limit: (self.limit.min(ALERT) * 0.75).max(1.0), lowered: now, ..self }
    }

    /// An answer came in good time.
    pub(super) fn went_well(self, now: i64) -> Self {
        let strikes = if now > self.until + ROUND { 0 } else { self.strikes };
        Self { limit: (self.limit + 1.0 / self.limit).min(MOST), strikes, ..self }
    }

    /// As it stands in the file that runs share: always of the same length.
    pub(super) fn written(self) -> String {
        format!("{:9.4} {:15} {:15} {:4}\n", self.limit, self.until, self.lowered, self.strikes)
    }

    /// Reads it; `None` when it is nothing of that kind.
    pub(super) fn parsed(text: &str) -> Option<Self> {
        let mut words = text.split_whitespace();
        let limit: f64 = words.next()?.parse().ok().filter(|limit| (1.0..=MOST).contains(limit))?;
        let (until, lowered) = (words.next()?.parse().ok()?, words.next()?.parse().ok()?);
        Some(Self { limit, until, lowered, strikes: words.next()?.parse().ok()? })
    }
}

/// Nobody asks for more workers than that.
const MOST: f64 = 64.0;
/// From the first sign on no more than so many count: the full number was never tried.
const ALERT: f64 = 16.0;
/// The first pause where the gateway names none.
const FIRST: Duration = Duration::from_millis(250);
/// So long, in milliseconds, signs belong to one event.
const ROUND: i64 = 500;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn throttling_halves_it_once_per_event_and_good_answers_raise_it_slowly() {
        let mut rate = Rate::default();
        for _ in 0..20 {
            rate = rate.throttled(1_000, Some(Duration::from_secs(2)));
        }
        assert_eq!((rate.places(), rate.hold(1_000)), (8, Some(Duration::from_secs(2))));
        assert_eq!(rate.hold(3_000), None);
        rate = rate.throttled(3_600, None);
        assert_eq!((rate.places(), rate.hold(3_600)), (4, Some(Duration::from_millis(500))));
        for _ in 0..20 {
            rate = rate.went_well(9_000);
        }
        assert!((6..8).contains(&rate.places()), "{rate:?}");
        for _ in 0..3_000 {
            rate = rate.went_well(9_000);
        }
        assert!(rate.is_full());
    }

    #[test]
    fn it_never_falls_below_one_request_at_a_time() {
        let lowered = (1..50).fold(Rate::default(), |rate, second| rate.slowed(second * 1_000));
        assert_eq!(lowered.places(), 1);
    }

    #[test]
    fn what_is_written_is_read_and_nonsense_is_not() {
        let rate = Rate::default().throttled(1_790_000_000_000, Some(Duration::from_secs(7)));
        assert_eq!(Rate::parsed(&rate.written()), Some(rate));
        assert_eq!(rate.written().len(), Rate::default().written().len());
        for nonsense in ["", "x", "0 1 2 3", "65 0 0 0", "8 0 0"] {
            assert_eq!(Rate::parsed(nonsense), None, "{nonsense}");
        }
    }
}

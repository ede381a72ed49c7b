//! The pace of calls: a key may make so many in a second, two unless the server says otherwise (section 3).

use std::{
    collections::VecDeque,
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use time::OffsetDateTime;

use crate::domain::message::Reply;

/// When the last calls were made.
pub(super) struct Pace(Mutex<Calls>);

struct Calls {
    allotted: usize,
    made: VecDeque<OffsetDateTime>,
}

impl Default for Pace {
    fn default() -> Self {
        Self(Mutex::new(Calls { allotted: USUAL, made: VecDeque::new() }))
    }
}

impl Pace {
    /// How long to wait before the next call, which is taken for made then: no more than are allowed in any one second.
    pub(super) fn next(&self, now: OffsetDateTime) -> Duration {
        let mut calls = self.calls();
        while calls.made.len() > calls.allotted.saturating_sub(1) {
            let first = calls.made.pop_front();
            if calls.made.len() < calls.allotted {
                let free = first.map(|first| first + SECOND - now).and_then(|wait| Duration::try_from(wait).ok());
                let pause = free.unwrap_or_default();
                calls.made.push_back(now + pause);
                return pause;
            }
        }
        calls.made.push_back(now);
        Duration::ZERO
    }

    /// Learns from an answer how many calls are allowed.
    pub(super) fn learn(&self, reply: &Reply) {
        let stated = reply.header(ALLOTTED).and_then(|text| text.trim().parse().ok());
        if let Some(allotted) = stated.filter(|allotted| *allotted > 0) {
            self.calls().allotted = allotted;
        }
    }

    /// Calls in a second.
    pub(super) fn allotted(&self) -> usize {
        self.calls().allotted
    }

    fn calls(&self) -> MutexGuard<'_, Calls> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

const USUAL: usize = 2;
const SECOND: Duration = Duration::from_secs(1);
const ALLOTTED: &str = "x-packagekey-qps-allotted";

#[cfg(test)]
mod tests {
    use time::macros::datetime;

    use super::*;

    #[test]
    fn no_more_calls_than_allowed_in_any_second() {
        let (pace, start) = (Pace::default(), datetime!(2026-11-21 09:30:00 UTC));
        let mut now = start;
        let mut waited = || {
            let pause = pace.next(now);
            now += pause;
            pause.as_millis()
        };
        assert_eq!([waited(), waited(), waited(), waited(), waited()], [0, 0, 1000, 0, 1000]);
        let headers = vec![(ALLOTTED.to_owned(), "50".to_owned())];
        pace.learn(&Reply { status: 200, headers, body: Vec::new() });
        let later = start + Duration::from_secs(60);
        assert!((0..50).all(|_| pace.next(later).is_zero()));
        assert!(!pace.next(later).is_zero());
    }
}

//! The pace of a connection: how many requests may be under way, and whether all hold back for a while. Throttling halves it,
//! slowness lowers it, and every good answer raises it a little. Runs that share a state folder share one budget per gateway.

mod budget;
mod latency;
mod rate;

use std::{
    path::PathBuf,
    sync::{Mutex, MutexGuard, OnceLock, PoisonError},
    time::Duration,
};

use time::OffsetDateTime;

use self::{budget::Budget, latency::Latency, rate::Rate};
use crate::{
    clock::{Clock, Stop},
    domain::message::Reply,
    http::{Error, retry},
};

/// The pace of one connection.
#[derive(Default)]
pub(super) struct Pace {
    own: Mutex<Own>,
    shared: OnceLock<Budget>,
}

/// What this process knows and does.
#[derive(Default)]
struct Own {
    rate: Rate,
    latency: Latency,
    busy: Vec<bool>,
}

/// One request that may be under way.
pub(super) struct Permit<'a> {
    pace: &'a Pace,
    place: usize,
}

impl Drop for Permit<'_> {
    fn drop(&mut self) {
        self.pace.own().busy[self.place] = false;
        if let Some(budget) = self.pace.shared.get() {
            budget.free(self.place);
        }
    }
}

impl Pace {
    /// Shares the budget with all runs that name the same folder below a state folder.
    pub(super) fn share(&self, state: PathBuf, name: &str) {
        self.shared.get_or_init(|| Budget::new(state, name));
    }

    /// Waits until one more request may be sent, or ends early when the user wishes to stop.
    pub(super) fn enter(&self, clock: &dyn Clock, stop: &Stop) -> Result<Permit<'_>, Error> {
        loop {
            if stop.is_set() {
                return Err(Error::Interrupted);
            }
            let rate = self.rate();
            let pause = match rate.hold(moment(clock.time())) {
                Some(left) => left.min(LOOK),
                None => match self.place(rate.places()) {
                    Some(place) => return Ok(Permit { pace: self, place }),
                    None => TURN,
                },
            };
            clock.sleep(pause, stop);
        }
    }

    /// Learns from an answer, or from its absence, and from how long it took.
    pub(super) fn learn(&self, outcome: &Result<Reply, Error>, took: Duration, time: OffsetDateTime) {
        let now = moment(time);
        match outcome {
            // 503 alone may mean anything; with a time it asks for patience (RFC 9110, section 15.6.4).
            Ok(reply) if reply.status == 429 || (reply.status == 503 && reply.header("retry-after").is_some()) => {
                let asked = retry::retry_after(reply, time);
                // Who asks for more than can be waited for gets no further request of this one; others learn it by themselves.
                if asked.is_none_or(|asked| asked <= retry::LONGEST) {
                    self.change(|rate| rate.throttled(now, asked));
                }
            }
            Ok(reply) if reply.status >= 500 => self.change(|rate| rate.slowed(now)),
            Ok(_) if self.own().latency.rises(took) => self.change(|rate| rate.slowed(now)),
            Ok(_) if !self.rate().is_full() => self.change(|rate| rate.went_well(now)),
            Err(Error::TimedOut { .. } | Error::Lost { .. }) => self.change(|rate| rate.slowed(now)),
            _ => {}
        }
    }

    fn rate(&self) -> Rate {
        self.shared.get().and_then(Budget::read).unwrap_or_else(|| self.own().rate)
    }

    fn change(&self, change: impl Fn(Rate) -> Rate) {
        let mut own = self.own();
        own.rate = match self.shared.get() {
            Some(budget) => budget.change(own.rate, &change),
            None => change(own.rate),
        };
    }

    /// A free place below a number; where the budget is shared, one that no other run has.
    fn place(&self, places: usize) -> Option<usize> {
        let mut own = self.own();
        let known = own.busy.len().max(places);
        own.busy.resize(known, false);
        let free = |place: &usize| !own.busy[*place] && self.shared.get().is_none_or(|budget| budget.take(*place));
        let place = (0..places).find(free)?;
        own.busy[place] = true;
        Some(place)
    }

    fn own(&self) -> MutexGuard<'_, Own> {
        self.own.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A time in milliseconds, as runs tell each other.
fn moment(time: OffsetDateTime) -> i64 {
    i64::try_from(time.unix_timestamp_nanos() / 1_000_000).unwrap_or(i64::MAX)
}

/// How often it is looked whether others end a pause, or a place is free.
const LOOK: Duration = Duration::from_millis(250);
const TURN: Duration = Duration::from_millis(4);

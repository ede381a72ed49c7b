//! The clock, and the user's wish to stop.

use std::{
    sync::{Arc, Condvar, Mutex, PoisonError},
    time::Duration,
};

use time::OffsetDateTime;

use crate::domain::moment::Moment;

/// Tells the time and waits.
pub trait Clock: Send + Sync {
    /// The time now, in UTC.
    fn time(&self) -> OffsetDateTime;

    /// The time now, to the second.
    fn now(&self) -> Moment {
        Moment::new(self.time())
    }

    /// Waits, or returns early when `stop` is set.
    fn sleep(&self, pause: Duration, stop: &Stop);
}

/// The clock of the operating system.
#[derive(Debug, Clone, Copy, Default)]
pub struct System;

impl Clock for System {
    #[expect(clippy::disallowed_methods, reason = "this is the one place that asks the system")]
    fn time(&self) -> OffsetDateTime {
        OffsetDateTime::now_utc()
    }

    fn sleep(&self, pause: Duration, stop: &Stop) {
        stop.wait(pause);
    }
}

/// A clock that stands still until it is told to wait: for tests and for documents that must come out the same.
#[derive(Debug)]
pub struct Fixed(Mutex<OffsetDateTime>);

impl Fixed {
    /// A clock that shows this time.
    #[must_use]
    pub fn at(time: OffsetDateTime) -> Self {
        Self(Mutex::new(time))
    }
}

impl Clock for Fixed {
    fn time(&self) -> OffsetDateTime {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn sleep(&self, pause: Duration, _: &Stop) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) += pause;
    }
}

/// The user's wish to stop: set once, seen by everything that waits.
#[derive(Debug, Clone, Default)]
pub struct Stop(Arc<(Mutex<bool>, Condvar)>);

impl Stop {
    /// Asks everything to end at the next safe point.
    pub fn set(&self) {
        *self.0.0.lock().unwrap_or_else(PoisonError::into_inner) = true;
        self.0.1.notify_all();
    }

    /// Whether it was asked to end.
    #[must_use]
    pub fn is_set(&self) -> bool {
        *self.0.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits for at most `pause`; returns whether it was asked to end.
    pub fn wait(&self, pause: Duration) -> bool {
        let guard = self.0.0.lock().unwrap_or_else(PoisonError::into_inner);
        let waited = self.0.1.wait_timeout_while(guard, pause, |stopped| !*stopped);
        *waited.unwrap_or_else(PoisonError::into_inner).0
    }
}

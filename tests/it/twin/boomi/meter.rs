//! The traffic manager's count of calls (section 3).

use time::{Duration, OffsetDateTime};

use super::{
    answer::Manager,
    habits::{Habits, Pace},
};
use crate::replies::Play;

/// What was counted.
#[derive(Debug, Default)]
pub(super) struct Meter {
    calls: u32,
    used: u32,
    recent: Vec<OffsetDateTime>,
}

impl Meter {
    /// Counts a call, or says why it is one too many.
    pub(super) fn admit(&mut self, habits: &Habits, now: OffsetDateTime) -> Result<(), Manager> {
        self.calls += 1;
        self.recent.retain(|time| now - *time < Duration::SECOND);
        let too_fast = match habits.pace {
            Pace::Free => false,
            Pace::PerSecond(most) => self.recent.len() >= most,
            Pace::RefusesEvery(nth) => self.calls.is_multiple_of(nth),
        };
        if too_fast {
            return Err(Manager::OverQps);
        }
        if habits.quota.is_some_and(|quota| self.used >= quota) {
            return Err(Manager::OverRate);
        }
        self.used += 1;
        self.recent.push(now);
        Ok(())
    }

    /// Starts a new period.
    pub(super) fn reset(&mut self) {
        *self = Self::default();
    }

    /// Tells the state of the key beside an answer.
    pub(super) fn beside(&self, play: Play, habits: &Habits, now: OffsetDateTime) -> Play {
        let allotted = match habits.pace {
            Pace::PerSecond(most) => most,
            Pace::Free | Pace::RefusesEvery(_) => 2,
        };
        let play = play.with("x-mashery-responder", "prod-worker-1.mashery.example");
        let play = play.with("x-packagekey-qps-allotted", &allotted.to_string());
        let play = play.with("x-packagekey-qps-current", &self.recent.len().to_string());
        let play = play.with("x-packagekey-quota-allotted", &habits.quota.unwrap_or(1000).to_string());
        let play = play.with("x-packagekey-quota-current", &self.used.to_string());
        let midnight = (now + Duration::DAY).replace_time(time::Time::MIDNIGHT);
        play.with("x-plan-quota-reset", &super::desk::stamp(midnight))
    }
}

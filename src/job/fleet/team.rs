//! Several hands: one queue of partners, one thread for each hand, and an end when the gateway itself fails.

use std::{
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    thread,
};

use crate::{
    gateway,
    http::Hand,
    job::{Cause, Error, Result},
    store,
};

/// How a team works.
#[derive(Debug, Clone, Copy)]
pub(super) struct Rules {
    /// How many partners are worked on at a time.
    pub(super) jobs: usize,
    /// Whether the first failure ends the run.
    pub(super) stop_on_error: bool,
}

/// Works on every partner, and returns how many were left alone. `work` says whether it failed, and why.
pub(super) fn each<'t, T: Sync>(rules: Rules, partners: &'t [T], work: &(dyn Fn(&'t T) -> Turn + Sync)) -> Result<usize> {
    let shift = Shift::default();
    thread::scope(|scope| {
        for _ in 0..rules.jobs.clamp(1, partners.len().max(1)) {
            scope.spawn(|| {
                let _hand = Hand::take();
                shift.work(rules, partners, work);
            });
        }
    });
    match shift.end.into_inner().unwrap_or_else(PoisonError::into_inner) {
        Some(error) => Err(error),
        None => Ok(partners.len() - shift.next.into_inner().min(partners.len())),
    }
}

/// How it went with one partner.
pub(super) type Turn = std::result::Result<(), Failed>;

/// Why a partner failed, as far as the others are concerned.
#[derive(Debug)]
pub(super) enum Failed {
    /// It is this partner's matter.
    Alone,
    /// The gateway cannot be reached, or takes nobody in.
    Gateway,
    /// The user wants to stop.
    Interrupted(Error),
}

impl Failed {
    /// What an error means for the others.
    pub(super) fn of(error: &Error) -> Self {
        match &*error.cause {
            Cause::Interrupted => Self::Interrupted(Cause::Interrupted.into()),
            Cause::Gateway(error) if is_for_all(error.plain()) => Self::Gateway,
            _ => Self::Alone,
        }
    }
}

/// Whether an error says that the gateway takes nobody in.
const fn is_for_all(error: &gateway::Error) -> bool {
    use gateway::Error::{Throttled, Unauthenticated, Unreachable};
    matches!(error, Unreachable { .. } | Unauthenticated { .. } | Throttled { .. })
}

/// Whether a failure of the gateway may be over in a moment: then the partner is worked on again.
pub(super) fn may_pass(error: &Error) -> bool {
    use gateway::Error::{OutcomeUnknown, Throttled, Unexpected, Unreachable};
    let error = match &*error.cause {
        // Another run is at this partner, and will be done with it.
        Cause::Store(store::Error::Locked { .. }) => return true,
        Cause::Gateway(error) => error.plain(),
        _ => return false,
    };
    match error {
        Unreachable { .. } | Throttled { .. } | OutcomeUnknown { .. } => true,
        Unexpected { call, .. } => call.status.is_some_and(|status| status >= 500),
        _ => false,
    }
}

/// What the hands share.
#[derive(Debug, Default)]
struct Shift {
    next: AtomicUsize,
    over: AtomicBool,
    in_a_row: AtomicUsize,
    end: Mutex<Option<Error>>,
}

impl Shift {
    fn work<'t, T>(&self, rules: Rules, partners: &'t [T], work: &(dyn Fn(&'t T) -> Turn + Sync)) {
        while !self.over.load(Ordering::Relaxed) {
            let Some(partner) = partners.get(self.next.fetch_add(1, Ordering::Relaxed)) else { return };
            match work(partner) {
                Ok(()) => self.in_a_row.store(0, Ordering::Relaxed),
                Err(failed) => self.took_note(failed, rules),
            }
        }
    }

    fn took_note(&self, failed: Failed, rules: Rules) {
        let row = match failed {
            Failed::Alone => 0,
            Failed::Gateway => self.in_a_row.fetch_add(1, Ordering::Relaxed) + 1,
            Failed::Interrupted(error) => {
                *self.end.lock().unwrap_or_else(PoisonError::into_inner) = Some(error);
                usize::MAX
            }
        };
        if rules.stop_on_error || row >= rules.jobs.max(PATIENCE) {
            self.over.store(true, Ordering::Relaxed);
        }
    }
}

/// So many partners in a row that failed for the gateway's sake end the run.
const PATIENCE: usize = 3;

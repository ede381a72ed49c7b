//! Says what is waited for when it takes longer than a second, so that nobody wonders.

use std::{
    fmt,
    sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError},
    thread,
    time::{Duration, Instant},
};

/// What is waited for, and since when.
#[derive(Default)]
pub struct Waiting {
    now: Mutex<Now>,
    changed: Condvar,
}

#[derive(Default)]
struct Now {
    watched: bool,
    begun: Option<(Instant, Box<dyn FnOnce() + Send>)>,
}

impl Waiting {
    /// Something is waited for from now on; `say` is called when it takes longer than a second.
    pub fn begin(self: &Arc<Self>, say: impl FnOnce() + Send + 'static) {
        let mut now = self.lock();
        now.begun = Some((Instant::now(), Box::new(say)));
        if !now.watched {
            let own = Arc::clone(self);
            // Without a watcher the waiting is silent, which is no failure.
            now.watched = thread::Builder::new().name("waiting".to_owned()).spawn(move || own.watch()).is_ok();
        }
        self.changed.notify_all();
    }

    /// Nothing is waited for any longer.
    pub fn over(&self) {
        self.lock().begun = None;
    }

    fn watch(&self) {
        let mut now = self.lock();
        loop {
            let age = now.begun.as_ref().map(|(since, _)| since.elapsed());
            now = match age {
                None => self.changed.wait(now).unwrap_or_else(PoisonError::into_inner),
                Some(age) if age < PATIENCE => {
                    let left = PATIENCE.saturating_sub(age);
                    self.changed.wait_timeout(now, left).unwrap_or_else(PoisonError::into_inner).0
                }
                Some(_) => {
                    if let Some((_, say)) = now.begun.take() {
                        say();
                    }
                    now
                }
            };
        }
    }

    fn lock(&self) -> MutexGuard<'_, Now> {
        self.now.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for Waiting {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("Waiting")
    }
}

const PATIENCE: Duration = Duration::from_secs(1);

//! Group commit: of all threads that have something to write, one writes for all, and all wait for that one sync.

use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

use crate::files;

/// A queue in front of a file. The first thread that finds no leader becomes it and writes what has gathered meanwhile.
#[derive(Debug)]
pub(super) struct Group<T> {
    state: Mutex<State<T>>,
    turn: Condvar,
}

#[derive(Debug)]
struct State<T> {
    waiting: Vec<T>,
    added: u64,
    durable: u64,
    leading: bool,
    broken: Option<Broken>,
}

/// Why a write failed, for each of the threads that waited for it.
#[derive(Debug, Clone)]
struct Broken {
    path: std::path::PathBuf,
    kind: std::io::ErrorKind,
    why: String,
}

impl<T> Group<T> {
    /// An empty queue.
    pub(super) fn new() -> Self {
        let state = State { waiting: Vec::new(), added: 0, durable: 0, leading: false, broken: None };
        Self { state: Mutex::new(state), turn: Condvar::new() }
    }

    /// Queues items and returns when they are durable. `commit` writes a batch and syncs it. After a failed write
    /// nothing more is written: half a line may stand at the end of the file.
    pub(super) fn add(&self, items: Vec<T>, commit: impl Fn(Vec<T>) -> files::Result<()>) -> files::Result<()> {
        let mut state = self.state();
        let mine = state.queue(items);
        loop {
            if let Some(broken) = state.broken.clone() {
                return Err(broken.into());
            }
            if state.durable >= mine {
                return Ok(());
            }
            if state.leading {
                state = self.turn.wait(state).unwrap_or_else(PoisonError::into_inner);
                continue;
            }
            state = self.lead(state, &commit);
        }
    }

    /// Queues items for the next batch without waiting for it.
    pub(super) fn add_later(&self, items: Vec<T>) {
        self.state().queue(items);
    }

    fn lead<'a>(
        &'a self,
        mut state: MutexGuard<'a, State<T>>,
        commit: &impl Fn(Vec<T>) -> files::Result<()>,
    ) -> MutexGuard<'a, State<T>> {
        state.leading = true;
        let (batch, target) = (std::mem::take(&mut state.waiting), state.added);
        drop(state);
        let result = commit(batch);
        let mut state = self.state();
        state.leading = false;
        match result {
            Ok(()) => state.durable = target,
            Err(error) => state.broken = Some(Broken::from(&error)),
        }
        self.turn.notify_all();
        state
    }

    fn state(&self) -> MutexGuard<'_, State<T>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<T> State<T> {
    fn queue(&mut self, items: Vec<T>) -> u64 {
        self.added += items.len() as u64;
        self.waiting.extend(items);
        self.added
    }
}

impl From<&files::Error> for Broken {
    fn from(error: &files::Error) -> Self {
        match error {
            files::Error::Io { path, source, .. } => Self { path: path.clone(), kind: source.kind(), why: source.to_string() },
            other => Self { path: std::path::PathBuf::new(), kind: std::io::ErrorKind::Other, why: other.to_string() },
        }
    }
}

impl From<Broken> for files::Error {
    fn from(broken: Broken) -> Self {
        Self::Io { doing: "write", path: broken.path, source: std::io::Error::new(broken.kind, broken.why) }
    }
}

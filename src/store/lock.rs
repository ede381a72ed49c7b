//! Locks between processes: the operating system's lock on a file that also tells who holds it.
//!
//! The lock of a process that ended vanishes with it. On storage that is shared between machines, where the system's
//! lock may not reach, the file's time is the sign of life: it is renewed while the lock is held.

use std::{
    fs::{File, TryLockError},
    io::{Read as _, Seek as _, SeekFrom, Write as _},
    path::{Path, PathBuf},
    sync::{Arc, Condvar, Mutex, PoisonError, Weak},
    thread,
    time::{Duration, SystemTime},
};

use super::{Error, Holder, Lock, LockScope, Result, scope, state};
use crate::files;

/// The locks that a process holds.
#[derive(Debug)]
pub(super) struct Locks {
    state: PathBuf,
    pulse: Arc<Pulse>,
}

impl Locks {
    /// Locks in a state folder.
    pub(super) fn new(state: &Path) -> Self {
        Self { state: state.to_owned(), pulse: Arc::default() }
    }

    /// Takes the lock of a scope, or says who holds it.
    pub(super) fn take(&self, wanted: &LockScope, holder: &Holder) -> Result<Lock> {
        state::prepare(&self.state)?;
        let path = self.state.join("locks").join(scope::file(wanted));
        let file = files::open_to_lock(&path)?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Err(locked(wanted, told(&path).unwrap_or_else(|| unknown(holder)))),
            Err(TryLockError::Error(source)) => return Err(files::Error::Io { doing: "lock", path, source }.into()),
        }
        if let Some(other) = told_by(&file).filter(|other| other.host != holder.host && alive(&path)) {
            return Err(locked(wanted, other));
        }
        let held = Arc::new(Held { file, path });
        held.tell(holder)?;
        self.pulse.add(&held);
        Ok(Lock(Box::new(held)))
    }
}

/// A lock that is held.
#[derive(Debug)]
struct Held {
    file: File,
    path: PathBuf,
}

impl Held {
    fn tell(&self, holder: &Holder) -> files::Result<()> {
        let failed = |source| files::Error::Io { doing: "write", path: self.path.clone(), source };
        let text = serde_json::to_string(holder).unwrap_or_default();
        self.file.set_len(0).map_err(failed)?;
        let mut file = &self.file;
        file.seek(SeekFrom::Start(0)).map_err(failed)?;
        file.write_all(text.as_bytes()).map_err(failed)
    }
}

impl Drop for Held {
    /// An empty file is a free lock, wherever it is looked at from. The system's lock goes with the file.
    fn drop(&mut self) {
        let _ = self.file.set_len(0);
    }
}

/// Renews the time of the files of held locks, in one thread that ends with the last lock.
#[derive(Debug, Default)]
struct Pulse {
    held: Mutex<(Vec<Weak<Held>>, bool)>,
    tick: Condvar,
}

impl Pulse {
    fn add(self: &Arc<Self>, lock: &Arc<Held>) {
        let mut held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        held.0.retain(|lock| lock.strong_count() > 0);
        held.0.push(Arc::downgrade(lock));
        if !held.1 {
            let pulse = Arc::downgrade(self);
            // Without the thread other machines may take the lock after a minute; the system's lock still holds here.
            held.1 = thread::Builder::new().name("locks".to_owned()).spawn(move || beat(&pulse)).is_ok();
        }
    }
}

fn beat(pulse: &Weak<Pulse>) {
    while let Some(pulse) = pulse.upgrade() {
        let held = pulse.held.lock().unwrap_or_else(PoisonError::into_inner);
        let (mut held, _) = pulse.tick.wait_timeout(held, BEAT).unwrap_or_else(PoisonError::into_inner);
        let living: Vec<Arc<Held>> = held.0.iter().filter_map(Weak::upgrade).collect();
        for lock in &living {
            files::touch(&lock.file);
        }
        if living.is_empty() {
            held.1 = false;
            return;
        }
    }
}

fn alive(path: &Path) -> bool {
    let age = files::modified(path).and_then(|time| SystemTime::now().duration_since(time).ok());
    // A time in the future is the clock of another machine: take it for alive.
    age.is_none_or(|age| age < DEAD_AFTER)
}

fn told(path: &Path) -> Option<Holder> {
    // Between taking the lock and telling who took it lie microseconds; look again rather than say nothing.
    (0..20).find_map(|_| {
        let holder = files::open_to_read(path).ok().as_ref().and_then(told_by);
        if holder.is_none() {
            thread::park_timeout(Duration::from_millis(5));
        }
        holder
    })
}

fn told_by(mut file: &File) -> Option<Holder> {
    let mut text = String::new();
    file.seek(SeekFrom::Start(0)).ok()?;
    file.take(4096).read_to_string(&mut text).ok()?;
    serde_json::from_str(&text).ok()
}

fn locked(wanted: &LockScope, holder: Holder) -> Error {
    Error::Locked { scope: scope::words(wanted), holder: Box::new(holder) }
}

fn unknown(asking: &Holder) -> Holder {
    let nobody = || "unknown".to_owned();
    Holder { user: nobody(), host: nobody(), pid: 0, since: asking.since, command: nobody() }
}

/// How often the sign of life is renewed, and after how long without it an owner on another machine counts as gone.
const BEAT: Duration = Duration::from_secs(15);
const DEAD_AFTER: Duration = Duration::from_secs(60);

//! The journal of remote changes: one file of JSON lines per process below `journal/`, locked while its process lives.
//!
//! What is begun or noted is durable before the call returns, with one sync for all threads that wait. The lines of what
//! ended follow only when the records of those changes are durable: a lost line costs a look at the gateway, no more.

use std::{
    collections::{BTreeMap, HashMap},
    fs::File,
    io::Write as _,
    path::{Path, PathBuf},
    sync::{
        Mutex, MutexGuard, OnceLock, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
};

use serde::{Deserialize, Serialize};

use super::{Begun, Journal, LockScope, Result, Ticket, Unfinished, group::Group, leftover::Leftovers, scope, state};
use crate::{crypto::random, domain::moment::Moment, domain::profile::RemoteRef, files};

/// The journal of this process, and what processes that are gone left behind.
#[derive(Debug)]
pub(super) struct FileJournal {
    state: PathBuf,
    folder: PathBuf,
    own: OnceLock<Own>,
    making: Mutex<()>,
    group: Group<String>,
    tickets: AtomicU64,
    open: Mutex<Open>,
    leftovers: Mutex<Leftovers>,
}

/// The file of this process.
#[derive(Debug)]
struct Own {
    path: PathBuf,
    name: String,
    file: File,
}

/// What is begun and not ended, what ended and is not written yet, and the records that must be durable before that.
#[derive(Debug, Default)]
struct Open {
    begun: BTreeMap<u64, Unfinished>,
    ended: Vec<u64>,
    records: Vec<PathBuf>,
}

/// One line.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) enum Line {
    /// A change begins.
    Begin {
        /// Its number.
        ticket: u64,
        /// Whose change it is.
        scope: String,
        /// The operation's word.
        operation: String,
        /// The generation after it.
        generation: u64,
        /// When.
        at: Moment,
    },
    /// An object is about to be written or was made.
    Note {
        /// The change.
        ticket: u64,
        /// The product's word for the object.
        kind: String,
        /// The product's id.
        id: String,
    },
    /// A change ended.
    End {
        /// The change.
        ticket: u64,
    },
    /// All that is unfinished for a scope was healed.
    Settle {
        /// The scope.
        scope: String,
    },
}

impl FileJournal {
    /// The journal of a state folder. Nothing is made before something begins.
    pub(super) fn new(state: &Path) -> Self {
        let folder = state.join("journal");
        Self {
            state: state.to_owned(),
            leftovers: Mutex::new(Leftovers::new(folder.clone())),
            folder,
            own: OnceLock::new(),
            making: Mutex::new(()),
            group: Group::new(),
            tickets: AtomicU64::new(1),
            open: Mutex::default(),
        }
    }

    /// Whether a change is under way for a scope: then the journal covers its record until that is durable.
    pub(super) fn covers(&self, scope: &LockScope) -> bool {
        self.open().begun.values().any(|entry| entry.begun.scope == *scope)
    }

    /// Takes note of a record that was written and is not durable yet.
    pub(super) fn owe(&self, record: PathBuf) {
        self.open().records.push(record);
    }

    fn open(&self) -> MutexGuard<'_, Open> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn own(&self) -> files::Result<&Own> {
        let _one = self.making.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(own) = self.own.get() {
            return Ok(own);
        }
        state::prepare(&self.state)?;
        let made = Own::create(&self.folder)?;
        Ok(self.own.get_or_init(|| made))
    }

    fn write(&self, lines: &[Line]) -> Result<()> {
        let own = self.own()?;
        let lines = lines.iter().map(text).collect();
        Ok(self.group.add(lines, |batch| own.append(&batch.concat()))?)
    }

    /// Makes the records of ended changes durable, and then says that the changes ended.
    fn checkpoint(&self) -> Result<()> {
        let (ended, records) = {
            let mut open = self.open();
            (std::mem::take(&mut open.ended), std::mem::take(&mut open.records))
        };
        files::sync_many(&records)?;
        self.group.add_later(ended.into_iter().map(|ticket| text(&Line::End { ticket })).collect());
        Ok(())
    }

    fn leftovers(&self) -> MutexGuard<'_, Leftovers> {
        self.leftovers.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Journal for FileJournal {
    fn begin(&self, entry: &Begun) -> Result<Ticket> {
        let ticket = self.tickets.fetch_add(1, Ordering::Relaxed);
        self.open().begun.insert(ticket, Unfinished { begun: entry.clone(), remotes: Vec::new() });
        let line = Line::Begin {
            ticket,
            scope: scope::text(&entry.scope),
            operation: entry.operation.clone(),
            generation: entry.generation,
            at: entry.at,
        };
        self.write(&[line]).inspect_err(|_| {
            self.open().begun.remove(&ticket);
        })?;
        Ok(Ticket(ticket))
    }

    fn note(&self, ticket: Ticket, remote: &RemoteRef) -> Result<()> {
        if let Some(entry) = self.open().begun.get_mut(&ticket.0) {
            entry.remotes.push(remote.clone());
        }
        self.write(&[Line::Note { ticket: ticket.0, kind: remote.kind.clone(), id: remote.id.clone() }])
    }

    fn end(&self, ticket: Ticket) -> Result<()> {
        let many = {
            let mut open = self.open();
            if open.begun.remove(&ticket.0).is_some() {
                open.ended.push(ticket.0);
            }
            open.ended.len() >= CHECKPOINT
        };
        if many { self.checkpoint() } else { Ok(()) }
    }

    fn unfinished(&self, scope: &LockScope) -> Result<Vec<Unfinished>> {
        let mut found = self.leftovers().of(scope, self.own.get().map(|own| own.name.as_str()))?;
        found.extend(self.open().begun.values().filter(|entry| entry.begun.scope == *scope).cloned());
        found.sort_by_key(|entry| entry.begun.at);
        Ok(found)
    }

    fn settle(&self, scope: &LockScope) -> Result<()> {
        let own: Vec<u64> = {
            let open = self.open();
            open.begun.iter().filter(|(_, entry)| entry.begun.scope == *scope).map(|(ticket, _)| *ticket).collect()
        };
        own.into_iter().try_for_each(|ticket| self.end(Ticket(ticket)))?;
        self.leftovers().settle(scope, self.own.get().map(|own| own.name.as_str()))
    }
}

impl Drop for FileJournal {
    /// A process that leaves nothing open leaves no file. What cannot be written now is found by the next run.
    fn drop(&mut self) {
        if self.own.get().is_none() || self.checkpoint().is_err() {
            return;
        }
        let clean = self.open().begun.is_empty();
        let Some(own) = self.own.get() else { return };
        let _ = if clean {
            files::remove(&own.path).map(|_| ())
        } else {
            self.group.add(Vec::new(), |batch| own.append(&batch.concat()))
        };
    }
}

impl Own {
    /// The file takes its name only once it is locked: a file that can be locked belongs to a process that is gone.
    fn create(folder: &Path) -> files::Result<Self> {
        let name = format!("{}-{}.jsonl", std::process::id(), random::identifier());
        let draft = folder.join(format!(".{name}"));
        let path = folder.join(&name);
        let file = files::open_to_append(&draft, files::Mode::Private)?;
        file.lock().map_err(|source| files::Error::Io { doing: "lock", path: draft.clone(), source })?;
        files::rename(&draft, &path)?;
        Ok(Self { path, name, file })
    }

    fn append(&self, text: &str) -> files::Result<()> {
        let failed = |source| files::Error::Io { doing: "write", path: self.path.clone(), source };
        (&self.file).write_all(text.as_bytes()).map_err(failed)?;
        self.file.sync_data().map_err(failed)
    }
}

/// The unfinished changes that lines tell of. A last line that was cut off by the end of its process tells nothing.
pub(super) fn replay(text: &str) -> HashMap<String, Vec<Unfinished>> {
    let mut begun: BTreeMap<u64, (String, Unfinished)> = BTreeMap::new();
    for line in text.lines().filter_map(|line| serde_json::from_str::<Line>(line).ok()) {
        match line {
            Line::Begin { ticket, scope: name, operation, generation, at } => {
                let Some(scope) = scope::parse(&name) else { continue };
                let entry = Unfinished { begun: Begun { scope, operation, generation, at }, remotes: Vec::new() };
                begun.insert(ticket, (name, entry));
            }
            Line::Note { ticket, kind, id } => {
                if let Some((_, entry)) = begun.get_mut(&ticket) {
                    entry.remotes.push(RemoteRef { kind, id });
                }
            }
            Line::End { ticket } => drop(begun.remove(&ticket)),
            Line::Settle { scope } => begun.retain(|_, (name, _)| *name != scope),
        }
    }
    let mut by_scope: HashMap<String, Vec<Unfinished>> = HashMap::new();
    for (name, entry) in begun.into_values() {
        by_scope.entry(name).or_default().push(entry);
    }
    by_scope
}

/// A line as it stands in the file.
pub(super) fn text(line: &Line) -> String {
    let mut text = serde_json::to_string(line).unwrap_or_default();
    text.push('\n');
    text
}

/// So many ended changes wait for their records to be made durable together.
const CHECKPOINT: usize = 512;

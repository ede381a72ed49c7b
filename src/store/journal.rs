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
        Arc, Mutex, MutexGuard, OnceLock, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
};

use serde::{Deserialize, Serialize};

use super::{
    Begun, Journal, LockScope, Result, Ticket, Unfinished, audit::FileAudit, group::Group, leftover::Leftovers, open::Open,
    scope, state,
};
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
    audit: Arc<FileAudit>,
    leftovers: Mutex<Leftovers>,
}

/// The file of this process.
#[derive(Debug)]
struct Own {
    path: PathBuf,
    name: String,
    file: File,
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
    /// The journal of a state folder. Nothing is made before something begins, and nothing ends before the audit log tells of it.
    pub(super) fn new(state: &Path, audit: Arc<FileAudit>) -> Self {
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
            audit,
        }
    }

    /// Whether a change is under way for a scope: then the journal covers its record until that is durable.
    pub(super) fn covers(&self, scope: &LockScope) -> bool {
        self.open().covers(scope)
    }

    /// Takes note of a file that was written and is not durable yet.
    pub(super) fn owe(&self, file: PathBuf) {
        self.open().files.push(file);
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

    /// Takes note of a change that begins; its line is still to be written.
    fn opened(&self, entry: &Begun) -> (Ticket, Line) {
        let ticket = Ticket(self.tickets.fetch_add(1, Ordering::Relaxed));
        self.open().begin(ticket, entry);
        let line = Line::Begin {
            ticket: ticket.0,
            scope: scope::text(&entry.scope),
            operation: entry.operation.clone(),
            generation: entry.generation,
            at: entry.at,
        };
        (ticket, line)
    }

    fn write(&self, lines: &[Line]) -> Result<()> {
        let own = self.own()?;
        let lines = lines.iter().map(text).collect();
        Ok(self.group.add(lines, |batch| own.append(&batch.concat()))?)
    }

    /// Makes the files of ended changes and their lines in the audit log durable, and then says that the changes ended.
    fn checkpoint(&self) -> Result<()> {
        let (ended, owed) = self.open().take_ended();
        files::sync_many(&owed)?;
        self.audit.flush()?;
        self.group.add_later(ended.into_iter().map(|ticket| text(&Line::End { ticket })).collect());
        Ok(())
    }

    fn leftovers(&self) -> MutexGuard<'_, Leftovers> {
        self.leftovers.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Journal for FileJournal {
    fn begin(&self, entry: &Begun) -> Result<Ticket> {
        let (ticket, line) = self.opened(entry);
        self.write(&[line]).inspect_err(|_| self.open().forget(ticket))?;
        Ok(ticket)
    }

    fn begin_all(&self, entries: &[Begun]) -> Result<Vec<Ticket>> {
        let (tickets, lines): (Vec<_>, Vec<_>) = entries.iter().map(|entry| self.opened(entry)).unzip();
        self.write(&lines).inspect_err(|_| tickets.iter().for_each(|ticket| self.open().forget(*ticket)))?;
        Ok(tickets)
    }

    fn note(&self, ticket: Ticket, remote: &RemoteRef) -> Result<()> {
        self.open().note(ticket, remote);
        self.write(&[noted(ticket, remote)])
    }

    fn jot(&self, ticket: Ticket, remote: &RemoteRef) -> Result<()> {
        self.open().note(ticket, remote);
        Ok(self.own()?.write(&text(&noted(ticket, remote)))?)
    }

    fn end(&self, ticket: Ticket) -> Result<()> {
        let many = self.open().end(ticket) >= CHECKPOINT;
        if many { self.checkpoint() } else { Ok(()) }
    }

    fn unfinished(&self, scope: &LockScope) -> Result<Vec<Unfinished>> {
        let mut found = self.leftovers().of(scope, self.own.get().map(|own| own.name.as_str()))?;
        found.extend(self.open().of(scope).map(|(_, entry)| entry.clone()));
        found.sort_by_key(|entry| entry.begun.at);
        Ok(found)
    }

    fn settle(&self, scope: &LockScope) -> Result<()> {
        let own: Vec<Ticket> = self.open().of(scope).map(|(ticket, _)| ticket).collect();
        own.into_iter().try_for_each(|ticket| self.end(ticket))?;
        self.leftovers().settle(scope, self.own.get().map(|own| own.name.as_str()))
    }
}

impl Drop for FileJournal {
    /// A process that leaves nothing open leaves no file. What cannot be written now is found by the next run.
    fn drop(&mut self) {
        if self.own.get().is_none() || self.checkpoint().is_err() {
            return;
        }
        let clean = self.open().is_empty();
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
        self.write(text)?;
        self.file.sync_data().map_err(|source| self.failed(source))
    }

    /// Writes whole lines at the end of the file with one call, so that threads do not mix them.
    fn write(&self, text: &str) -> files::Result<()> {
        (&self.file).write_all(text.as_bytes()).map_err(|source| self.failed(source))
    }

    fn failed(&self, source: std::io::Error) -> files::Error {
        files::Error::Io { doing: "write", path: self.path.clone(), source }
    }
}

fn noted(ticket: Ticket, remote: &RemoteRef) -> Line {
    Line::Note { ticket: ticket.0, kind: remote.kind.clone(), id: remote.id.clone() }
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

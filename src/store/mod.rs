//! The store: workspace, partner files, records, locks, journal and audit log.

mod apis;
mod audit;
mod check;
mod claim;
mod group;
mod journal;
mod leftover;
mod lock;
mod open;
mod scope;
mod state;
mod workspace;

use thiserror::Error;

use crate::{
    document,
    domain::{
        api::ApiDocument,
        moment::Moment,
        name::{ApiRef, EnvironmentName, PartnerName, ProfileKey},
        partner::Partner,
        profile::RemoteRef,
        record::Record,
        workspace::Workspace,
    },
    files,
};

pub use self::workspace::WorkspaceFolder;

/// The result of every call to the store.
pub type Result<T> = std::result::Result<T, Error>;

/// Partner files are read, records are written; a record that changed since it was read is a conflict.
pub trait Store: Send + Sync {
    /// The workspace file.
    fn workspace(&self) -> Result<Workspace>;

    /// The names of all partner files, sorted. A file whose name is no partner name is an error that names the file.
    fn partners(&self) -> Result<Vec<PartnerName>>;

    /// One partner file, checked: strict YAML, the name equals the stem, the keys fit the mechanism.
    fn partner(&self, name: &PartnerName) -> Result<Partner>;

    /// Writes a new partner file; [`Error::Exists`] when there is one.
    fn add_partner(&self, partner: &Partner) -> Result<()>;

    /// Changes one value of a partner file by its dotted path; comments and order stay. The value is YAML on one line, and
    /// an empty one removes the key. The result is checked before it is written.
    fn revise(&self, name: &PartnerName, path: &str, value: &str) -> Result<Partner>;

    /// All API documents, by file name.
    fn apis(&self) -> Result<Vec<ApiDocument>>;

    /// The description that an API document names, when it is a file: its bytes, at most 16 MiB.
    fn description(&self, api: &ApiDocument) -> Result<Vec<u8>>;

    /// Writes a new API document and its description, whose path is relative to the workspace like `spec.openapi`;
    /// [`Error::Exists`] when there is one.
    fn add_api(&self, api: &ApiDocument, description: Option<(&str, &[u8])>) -> Result<()>;

    /// A file of the workspace by its relative path, at most 1 MiB; paths that leave the workspace are refused.
    fn attachment(&self, path: &str) -> Result<Vec<u8>>;

    /// Writes a public file of the workspace by its relative path, such as `certs/acme.pem`, replacing it; paths that leave the
    /// workspace are refused.
    fn attach(&self, path: &str, content: &[u8]) -> Result<()>;

    /// The records of an environment, sorted by partner.
    fn records(&self, environment: &EnvironmentName) -> Result<Vec<PartnerName>>;

    /// One record with the revision it was read at.
    fn record(&self, key: &ProfileKey) -> Result<Option<Versioned<Record>>>;

    /// Writes a record; [`Error::Changed`] when it is no longer at the revision that was seen.
    fn save(&self, record: &Record, seen: Option<&Revision>) -> Result<Revision>;

    /// Writes a rendered document below `handover/`, replacing it; returns its path relative to the workspace.
    fn hand_over(&self, key: &ProfileKey, name: &str, content: &[u8]) -> Result<String>;

    /// Takes a lock and holds it until the value is dropped; [`Error::Locked`] says who holds it and since when.
    /// The lock of a dead owner is taken over.
    fn lock(&self, scope: &LockScope, holder: &Holder) -> Result<Lock>;

    /// Waits for a lock of the whole workspace that is held for moments only, such as the making of a key, and holds it until
    /// the value is dropped.
    fn exclusive(&self, name: &str) -> Result<Lock>;

    /// The journal of remote changes.
    fn journal(&self) -> &dyn Journal;

    /// The audit log.
    fn audit(&self) -> &dyn Audit;

    /// Makes an application ID the partner's alone in this workspace: `false` when another record has it.
    fn application_id_is_free(&self, id: &crate::domain::name::ApplicationId, key: &ProfileKey) -> Result<bool>;
}

/// A document and the revision it was read at.
#[derive(Debug, Clone, PartialEq)]
pub struct Versioned<T> {
    /// The document.
    pub value: T,
    /// The revision.
    pub revision: Revision,
}

/// The state of a file: the SHA-256 of its bytes, in hex.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Revision(pub String);

/// What a lock is for.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum LockScope {
    /// One partner in one environment.
    Profile(ProfileKey),
    /// What the partners of an environment share.
    Ground(EnvironmentName),
}

/// Who takes a lock.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Holder {
    /// The user's name.
    pub user: String,
    /// The machine's name.
    pub host: String,
    /// The process id.
    pub pid: u32,
    /// Since when.
    pub since: Moment,
    /// The command that holds it.
    pub command: String,
}

/// A held lock; dropping it frees it.
pub struct Lock(#[expect(dead_code, reason = "held for its drop")] pub(crate) Box<dyn Send + Sync>);

impl std::fmt::Debug for Lock {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str("Lock")
    }
}

/// What was begun at a gateway and what came of it: durable before each remote write. Many writers, grouped syncs.
pub trait Journal: Send + Sync {
    /// Notes that changes begin, with one sync for all of them; durable when it returns.
    fn begin_all(&self, entries: &[Begun]) -> Result<Vec<Ticket>>;

    /// Notes that a change begins; durable when it returns.
    fn begin(&self, entry: &Begun) -> Result<Ticket>;

    /// Notes an object that is about to be written or was just made; durable when it returns.
    fn note(&self, ticket: Ticket, remote: &RemoteRef) -> Result<()>;

    /// Notes an object that can be found again by its name or mark: outlives the end of this process at once, and a failure of
    /// the machine with the next sync.
    fn jot(&self, ticket: Ticket, remote: &RemoteRef) -> Result<()>;

    /// Notes that a change ended. Losing this line is harmless: the change is observed again.
    fn end(&self, ticket: Ticket) -> Result<()>;

    /// Changes that were begun and not ended by processes that are gone, oldest first.
    fn unfinished(&self, scope: &LockScope) -> Result<Vec<Unfinished>>;

    /// Forgets what is unfinished for a scope, after it was observed and healed.
    fn settle(&self, scope: &LockScope) -> Result<()>;
}

/// A change that begins.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Begun {
    /// Whose change it is.
    pub scope: LockScope,
    /// The operation's word.
    pub operation: String,
    /// The generation that the marker has after it.
    pub generation: u64,
    /// When.
    pub at: Moment,
}

/// The number of a change in the journal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Ticket(pub u64);

/// A change that was begun and not ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unfinished {
    /// What was begun.
    pub begun: Begun,
    /// The objects that were noted.
    pub remotes: Vec<RemoteRef>,
}

/// Who did what and when: one line per act, each carrying the hash of the line before it.
pub trait Audit: Send + Sync {
    /// Adds an act; durable when it returns.
    fn add(&self, act: &Act) -> Result<()>;

    /// Adds acts of changes that are still open in the journal: they are durable before the journal says that those ended, and a
    /// command that is killed before leaves the changes unfinished, which the next one writes down.
    fn add_later(&self, acts: &[Act]);

    /// Reads all acts, oldest first.
    fn acts(&self) -> Result<Vec<Act>>;

    /// The last line, whose hash stands for the whole log; `None` when there is none.
    fn head(&self) -> Result<Option<Head>>;

    /// Whether a line with that hash is in the log.
    fn holds(&self, hash: &str) -> Result<bool>;

    /// Recomputes the chain. Returns the number of good lines, or [`Error::AuditBroken`] with the first bad one.
    fn verify(&self) -> Result<u64>;
}

/// The last line of the audit log. Kept elsewhere, it shows later whether lines were cut off at the end.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, schemars::JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Head {
    /// Its number, from 1.
    pub seq: u64,
    /// Its hash, which covers all lines before it.
    pub hash: String,
}

/// One line of the audit log. By construction without a secret.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Act {
    /// When.
    pub at: Moment,
    /// Who: user and host.
    pub by: String,
    /// The command, such as `onboard`.
    pub command: String,
    /// The partner, where there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub partner: Option<PartnerName>,
    /// The environment, where there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub environment: Option<EnvironmentName>,
    /// What was done, in one line.
    pub what: String,
    /// The ticket number given with `--change`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub change: Option<String>,
}

/// What went wrong in the store.
#[derive(Debug, Error)]
pub enum Error {
    /// A document is not as it must be.
    #[error(transparent)]
    Document(#[from] document::Error),
    /// A file could not be read or written.
    #[error(transparent)]
    File(#[from] files::Error),
    /// There is no workspace here.
    #[error("there is no `partnerctl.yaml` in `{from}` or above it")]
    NoWorkspace {
        /// Where the search began.
        from: String,
    },
    /// There is no such partner.
    #[error("there is no partner `{name}`{}", crate::store::similar(.similar))]
    NoPartner {
        /// The name.
        name: PartnerName,
        /// Names that look like it.
        similar: Vec<PartnerName>,
    },
    /// There is no such API document.
    #[error("there is no API `{api}` in `apis/`")]
    NoApi {
        /// The API.
        api: ApiRef,
    },
    /// The description of an API is not in the workspace.
    #[error("the description of API `{api}` is at {url}, and not in this workspace")]
    Elsewhere {
        /// The API.
        api: ApiRef,
        /// Where it is.
        url: String,
    },
    /// The file exists.
    #[error("`{path}` exists already")]
    Exists {
        /// Relative to the workspace.
        path: String,
    },
    /// The record was changed by somebody else since it was read.
    #[error("the record of {key} was changed by somebody else in the meantime")]
    Changed {
        /// Whose record.
        key: String,
    },
    /// Somebody holds the lock.
    #[error("{scope} is locked by {} on {} (pid {}) since {}, for `{}`", holder.user, holder.host, holder.pid, holder.since, holder.command)]
    Locked {
        /// What is locked.
        scope: String,
        /// By whom.
        holder: Box<Holder>,
    },
    /// The audit log was tampered with, or is damaged.
    #[error("line {line} of the audit log does not fit the line before it: {why}")]
    AuditBroken {
        /// The first bad line, from 1.
        line: u64,
        /// What does not fit.
        why: String,
    },
}

fn similar(names: &[PartnerName]) -> String {
    match names {
        [] => String::new(),
        names => format!("; did you mean {}?", names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(" or ")),
    }
}

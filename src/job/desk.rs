//! The desk that drivers keep secrets and notes at.

use std::sync::{
    Mutex, PoisonError,
    atomic::{AtomicBool, Ordering},
};

use crate::{
    domain::{
        profile::RemoteRef,
        secret::{Fingerprint, Secret, SecretRef},
    },
    gateway::{self, Desk},
    job::{Context, secret::fingerprint},
    store::Ticket,
};

/// The kind of note that names the fingerprint of a secret that was kept.
pub const KEPT: &str = "kept-secret";

/// Keeps secrets in the secret store and notes in the journal.
pub struct JobDesk<'a> {
    ctx: &'a Context<'a>,
    ticket: Option<Ticket>,
    kept: Mutex<Vec<(SecretRef, Fingerprint)>>,
    /// Whether an object is being made that nobody finds again without its note.
    asked: AtomicBool,
}

impl<'a> JobDesk<'a> {
    /// A desk for reading: notes are not kept, for nothing is changed.
    #[must_use]
    pub fn reading(ctx: &'a Context<'a>) -> Self {
        Self { ctx, ticket: None, kept: Mutex::default(), asked: AtomicBool::new(false) }
    }

    /// A desk for one change.
    #[must_use]
    pub fn changing(ctx: &'a Context<'a>, ticket: Ticket) -> Self {
        Self { ctx, ticket: Some(ticket), kept: Mutex::default(), asked: AtomicBool::new(false) }
    }

    /// The fingerprint of a secret that was kept at this desk.
    #[must_use]
    pub fn fingerprint(&self, slot: &SecretRef) -> Option<Fingerprint> {
        let kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.iter().rev().find(|(known, _)| known == slot).map(|(_, fingerprint)| fingerprint.clone())
    }
}

impl std::fmt::Debug for JobDesk<'_> {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "JobDesk({:?})", self.ticket)
    }
}

impl Desk for JobDesk<'_> {
    fn credential(&self, slot: &SecretRef) -> gateway::Result<Option<Secret>> {
        self.ctx.secrets.get(slot).map_err(|error| gateway::Error::Desk(error.to_string()))
    }

    fn keep(&self, slot: &SecretRef, secret: &Secret) -> gateway::Result<()> {
        let failed = |error: &dyn std::fmt::Display| gateway::Error::Desk(error.to_string());
        self.ctx.secrets.put(slot, secret).map_err(|error| failed(&error))?;
        let fingerprint = fingerprint(self.ctx, secret).map_err(|error| failed(&error))?;
        // Says for which of the noted objects it was kept, should this command be killed before the record does.
        self.note(&RemoteRef::new(KEPT, fingerprint.0.clone()))?;
        self.kept.lock().unwrap_or_else(PoisonError::into_inner).push((slot.clone(), fingerprint));
        Ok(())
    }

    fn forget(&self, slot: &SecretRef) -> gateway::Result<()> {
        self.ctx.secrets.remove(slot).map_err(|error| gateway::Error::Desk(error.to_string()))
    }

    fn note(&self, remote: &RemoteRef) -> gateway::Result<()> {
        let Some(ticket) = self.ticket else { return Ok(()) };
        let journal = self.ctx.store.journal();
        let asked = remote.kind == gateway::ASKED || self.asked.load(Ordering::Relaxed);
        self.asked.store(asked, Ordering::Relaxed);
        // What carries our name or mark is found again without a note; a secret and an id that only an answer told are not.
        let noted = if asked || remote.kind == KEPT { journal.note(ticket, remote) } else { journal.jot(ticket, remote) };
        noted.map_err(|error| gateway::Error::Desk(error.to_string()))
    }
}

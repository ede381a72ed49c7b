//! What this process has under way: begun and not ended, ended and not written yet, and what must be durable before that.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    path::PathBuf,
};

use super::{Begun, LockScope, Ticket, Unfinished};
use crate::domain::profile::RemoteRef;

/// The open changes of a process.
#[derive(Debug, Default)]
pub(super) struct Open {
    begun: BTreeMap<u64, Unfinished>,
    by_scope: HashMap<LockScope, BTreeSet<u64>>,
    ended: Vec<u64>,
    /// Files that were written quickly.
    pub(super) files: Vec<PathBuf>,
}

impl Open {
    pub(super) fn begin(&mut self, ticket: Ticket, entry: &Begun) {
        self.begun.insert(ticket.0, Unfinished { begun: entry.clone(), remotes: Vec::new() });
        self.by_scope.entry(entry.scope.clone()).or_default().insert(ticket.0);
    }

    pub(super) fn note(&mut self, ticket: Ticket, remote: &RemoteRef) {
        if let Some(entry) = self.begun.get_mut(&ticket.0) {
            entry.remotes.push(remote.clone());
        }
    }

    /// Ends a change; returns how many wait for that to be written.
    pub(super) fn end(&mut self, ticket: Ticket) -> usize {
        if self.begun.contains_key(&ticket.0) {
            self.forget(ticket);
            self.ended.push(ticket.0);
        }
        self.ended.len()
    }

    /// Forgets a change that did not begin after all.
    pub(super) fn forget(&mut self, ticket: Ticket) {
        let Some(entry) = self.begun.remove(&ticket.0) else { return };
        if let Some(tickets) = self.by_scope.get_mut(&entry.begun.scope) {
            tickets.remove(&ticket.0);
            if tickets.is_empty() {
                self.by_scope.remove(&entry.begun.scope);
            }
        }
    }

    pub(super) fn covers(&self, scope: &LockScope) -> bool {
        self.by_scope.contains_key(scope)
    }

    /// The open changes of a scope, the oldest first.
    pub(super) fn of(&self, scope: &LockScope) -> impl Iterator<Item = (Ticket, &Unfinished)> {
        let tickets = self.by_scope.get(scope).into_iter().flatten();
        tickets.filter_map(|ticket| Some((Ticket(*ticket), self.begun.get(ticket)?)))
    }

    pub(super) fn is_empty(&self) -> bool {
        self.begun.is_empty()
    }

    /// Hands over what ended and the files that must be durable before that is said.
    pub(super) fn take_ended(&mut self) -> (Vec<u64>, Vec<PathBuf>) {
        (std::mem::take(&mut self.ended), std::mem::take(&mut self.files))
    }
}

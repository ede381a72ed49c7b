//! Changes to a client that stands beside the profile: one that is to follow it, or one that it followed.

use crate::{
    domain::{
        change::Change,
        profile::{Observed, RemoteRef},
    },
    gateway::{Effect, Issued, ProfileTarget, Target},
    job::{Event, Result, desk::JobDesk, session::profile_name, subject},
};

use super::Work;

impl Work<'_> {
    /// Makes a change to a client that is not the profile; its secret and tokens are in `slot` and beside it. What is known of the
    /// profile stays as it is.
    pub(in crate::job) fn make_beside(&mut self, change: &Change, remote: Option<RemoteRef>) -> Result<Option<Observed>> {
        self.ctx.check_stop()?;
        let generation = self.record.metadata.generation;
        let target = ProfileTarget {
            marker: self.marker(generation),
            name: profile_name(&self.key),
            remote,
            identity: None,
            adopt: false,
            slot: self.slot.clone(),
        };
        let ticket = self.begin(change, generation)?;
        let desk = JobDesk::changing(self.ctx, ticket);
        let Effect { observed, issued, notes } = self.gateway.apply(&Target::Profile(target), change, &desk)?;
        self.findings.extend(notes);
        let profile = std::mem::replace(&mut self.observed, observed);
        for Issued::Now(pending) | Issued::Later(pending) in issued {
            if let Some(fingerprint) = desk.fingerprint(&pending.slot) {
                self.record_secret(&pending, fingerprint);
            }
        }
        let made = std::mem::replace(&mut self.observed, profile);
        self.save()?;
        self.ctx.audit(Some(&self.key.partner), Some(&self.key.environment), change.summary())?;
        (self.ctx.tell)(&Event::Changed { key: subject(&self.key), what: change.summary(), at: self.ctx.clock.now() });
        self.beside = Some(ticket);
        Ok(made)
    }

    /// Ends what was begun beside the profile: it is written down now.
    pub(in crate::job) fn settle_beside(&mut self) -> Result<()> {
        self.save()?;
        self.beside.take().map_or(Ok(()), |ticket| Ok(self.ctx.store.journal().end(ticket)?))
    }
}

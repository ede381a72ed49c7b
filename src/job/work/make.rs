//! Making changes: each stands in journal, record and audit log before the next one begins.

use crate::{
    domain::{
        change::{Change, Operation},
        profile::Observed,
        secret::SecretRef,
    },
    gateway::{Effect, Issued, Target},
    job::{
        Cause, Event, Result,
        desk::JobDesk,
        ground::{blocked, change_report},
        report::ChangeReport,
        subject,
    },
    plan::{Plan, Planned},
    store::{Begun, LockScope, Ticket},
};

use super::{Deferred, Work};

impl Work<'_> {
    /// Makes one change and writes down what came of it.
    pub fn make(&mut self, change: &Change) -> Result<()> {
        self.ctx.check_stop()?;
        let generation = self.record.metadata.generation + u64::from(writes_marker(change));
        let ticket = self.begin(change, generation)?;
        let open = self.make_begun(change, ticket)?;
        self.save()?;
        if !open {
            self.ctx.store.journal().end(ticket)?;
        }
        self.ctx.audit(Some(&self.key.partner), Some(&self.key.environment), change.summary())?;
        (self.ctx.tell)(&Event::Changed { key: subject(&self.key), what: change.summary(), at: self.ctx.clock.now() });
        Ok(())
    }

    /// Makes a change that stands in the journal; says whether it stays open because its secret is read later.
    pub(super) fn make_begun(&mut self, change: &Change, ticket: Ticket) -> Result<bool> {
        let target = self.target(writes_marker(change));
        let generation = target.marker.generation;
        let desk = JobDesk::changing(self.ctx, ticket);
        let effect = self.gateway.apply(&Target::Profile(target), change, &desk)?;
        if writes_marker(change) {
            self.record.metadata.generation = generation;
        }
        if self.ends_proof(change) {
            self.drop_proof(&["validate", "token"]);
        }
        self.absorb(effect, &desk, ticket)
    }

    /// The profile, which must be there.
    pub fn existing(&self) -> Result<&Observed> {
        self.observed.as_ref().ok_or_else(|| {
            let next = format!("`partnerctl onboard {} -e {}`", self.key.partner, self.key.environment);
            Cause::NotFound { what: format!("the gateway has no profile of {}", self.key), next }.into()
        })
    }

    /// Makes changes that need no plan, and says how they went; what the gateway cannot do is refused before anything is sent.
    pub fn apply_now(&mut self, changes: &[Change]) -> Result<Vec<ChangeReport>> {
        let able = self.gateway.probe()?.capabilities;
        let mechanism = self.record.metadata.mechanism;
        let planned = |change: &Change| Planned { support: able.support_of(change, mechanism), change: change.clone() };
        let plan = Plan { items: changes.iter().map(planned).collect(), findings: Vec::new() };
        blocked(&plan)?;
        plan.items.iter().try_for_each(|item| self.make(&item.change))?;
        self.take_over();
        Ok(plan.items.iter().map(change_report).collect())
    }

    pub(super) fn begin(&self, change: &Change, generation: u64) -> Result<Ticket> {
        Ok(self.ctx.store.journal().begin(&self.begun(change, generation))?)
    }

    pub(super) fn begun(&self, change: &Change, generation: u64) -> Begun {
        Begun {
            scope: LockScope::Profile(self.key.clone()),
            operation: change.operation().word().to_owned(),
            generation,
            at: self.ctx.clock.now(),
        }
    }

    /// Takes up what came of a change; says whether it stays open because its secret is read later.
    fn absorb(&mut self, effect: Effect, desk: &JobDesk<'_>, ticket: Ticket) -> Result<bool> {
        let Effect { observed, issued, notes } = effect;
        self.findings.extend(notes);
        self.observed = observed;
        let mut open = false;
        for issued in issued {
            let pending = match issued {
                Issued::Now(pending) => pending,
                Issued::Later(pending) if self.deferred.is_some() => {
                    self.deferred.get_or_insert_default().push(Deferred { pending, ticket: Some(ticket) });
                    open = true;
                    continue;
                }
                Issued::Later(pending) => {
                    // A secret that is still masked is found missing, and reported, when credentials are settled.
                    self.gateway.collect(std::slice::from_ref(&pending), desk)?;
                    pending
                }
            };
            if let Some(fingerprint) = desk.fingerprint(&pending.slot) {
                self.record_secret(&pending, fingerprint);
            }
        }
        self.take_over();
        Ok(open)
    }

    /// Whether what was proven is no longer so: a credential that is issued or removed beside the one in use changes no call.
    fn ends_proof(&self, change: &Change) -> bool {
        match change {
            Change::IssueSecret(_) => self.slot == SecretRef::credential(&self.key),
            Change::RetireSecret(remote) => self.record.status.client.as_ref().is_none_or(|used| used.remote == *remote),
            other => changes_calls(other.operation()),
        }
    }
}

/// Whether a change writes the mark anew.
pub(super) fn writes_marker(change: &Change) -> bool {
    matches!(change.operation(), Operation::CreateProfile | Operation::UpdateProfile)
}

/// Whether what a partner can call, or with what, is another one afterwards; for all but single secrets.
const fn changes_calls(operation: Operation) -> bool {
    matches!(
        operation,
        Operation::CreateProfile
            | Operation::SetScopes
            | Operation::SetKeys
            | Operation::BindCertificates
            | Operation::LinkSubject
            | Operation::Assign
            | Operation::Unassign
    )
}

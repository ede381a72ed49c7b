//! One partner's profile under its lock: read from the gateway, then changed step by step; each step stands in journal,
//! record and audit log before the next one begins.

mod look;

use std::fmt;

use crate::{
    domain::{
        change::{Change, Operation},
        finding::{Finding, Level},
        mechanism::MechanismKind,
        name::ProfileKey,
        profile::{Marker, Observed, RemoteRef},
        record::Record,
        secret::SecretRef,
    },
    gateway::{self, Effect, Gateway, Issued, Pending, ProfileTarget, Target},
    job::{
        Cause, Context, Event, Result,
        desk::{JobDesk, KEPT},
        ground::{blocked, change_report},
        report::ChangeReport,
        session::profile_name,
        subject,
    },
    plan::{Plan, Planned},
    store::{Begun, Lock, LockScope, Revision, Ticket, Unfinished},
};

/// A profile that is being worked on.
pub struct Work<'a> {
    pub(super) ctx: &'a Context<'a>,
    pub(super) gateway: &'a dyn Gateway,
    /// Whose profile it is.
    pub key: ProfileKey,
    /// What is so, as far as it is known now.
    pub record: Record,
    /// The profile as the gateway has it.
    pub observed: Option<Observed>,
    /// What people should know.
    pub findings: Vec<Finding>,
    deferred: Option<Vec<Deferred>>,
    pub(super) way: Way,
    adopt: bool,
    /// Whether the client at the authorization server of a pair was given up.
    lost_client: bool,
    seen: Option<Revision>,
    saved: Option<Record>,
    pub(super) unfinished: Vec<Unfinished>,
    _lock: Option<Lock>,
}

/// A secret that was issued and is to be read later.
#[derive(Debug)]
pub struct Deferred {
    /// Where it is shown, and where it is to be kept.
    pub pending: Pending,
    /// The change that issued it; `None` for one that a killed command issued.
    pub ticket: Option<Ticket>,
}

/// How a profile is opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// To look at it; it is not locked, and nothing may be changed.
    Look,
    /// To change it when it is ours.
    Change,
    /// To change it, and to take it over when it is not ours.
    Adopt,
    /// To remove it when it is ours; one that is gone is no surprise.
    Remove,
    /// To change it at the gateway of a pair alone; what the record says of the other half stays.
    Half,
}

impl fmt::Debug for Work<'_> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("Work").field("key", &self.key).finish_non_exhaustive()
    }
}

impl<'a> Work<'a> {
    /// Locks the profile unless it is only looked at, reads record, journal and gateway, and refuses what is somebody else's.
    pub fn open(
        ctx: &'a Context<'a>,
        gateway: &'a dyn Gateway,
        key: &ProfileKey,
        mechanism: MechanismKind,
        way: Way,
    ) -> Result<Self> {
        let mut work = Self::unobserved(ctx, gateway, key, mechanism, way)?;
        work.observe()?;
        Ok(work)
    }

    /// Looks at a profile that was read with all others; nothing is sent, and nothing may be changed.
    pub fn seen(
        ctx: &'a Context<'a>,
        gateway: &'a dyn Gateway,
        key: &ProfileKey,
        mechanism: MechanismKind,
        (observed, adopt): (Option<Observed>, bool),
    ) -> Result<Self> {
        let mut work = Self::unobserved(ctx, gateway, key, mechanism, Way::Look)?;
        (work.observed, work.adopt) = (observed, adopt);
        work.judge()?;
        Ok(work)
    }

    /// Takes up a profile again whose changes are made, to write down what came of them; nothing is sent.
    pub fn resumed(ctx: &'a Context<'a>, gateway: &'a dyn Gateway, key: &ProfileKey, mechanism: MechanismKind) -> Result<Self> {
        Self::unobserved(ctx, gateway, key, mechanism, Way::Change)
    }

    fn unobserved(
        ctx: &'a Context<'a>,
        gateway: &'a dyn Gateway,
        key: &ProfileKey,
        mechanism: MechanismKind,
        way: Way,
    ) -> Result<Self> {
        let scope = LockScope::Profile(key.clone());
        let lock = if way == Way::Look { None } else { Some(ctx.store.lock(&scope, &ctx.holder())?) };
        let read = ctx.store.record(key)?;
        let (saved, seen) = read.map_or((None, None), |read| (Some(read.value), Some(read.revision)));
        let record = saved.clone().unwrap_or_else(|| Record::new(key, mechanism, ctx.clock.now()));
        let unfinished = ctx.store.journal().unfinished(&scope)?;
        Ok(Self {
            ctx,
            gateway,
            key: key.clone(),
            record,
            observed: None,
            findings: Vec::new(),
            deferred: None,
            way,
            adopt: way == Way::Adopt,
            lost_client: false,
            seen,
            saved,
            unfinished,
            _lock: lock,
        })
    }

    /// Whether the record named a profile before this command.
    #[must_use]
    pub fn had_profile(&self) -> bool {
        self.saved.as_ref().is_some_and(|record| record.status.profile.is_some())
    }

    /// Leaves secrets that the gateway shows later to be read for many partners at once.
    #[must_use]
    pub fn deferring(mut self) -> Self {
        self.deferred = Some(Vec::new());
        self
    }

    /// Secrets that are to be read later, each with the change that is open until then.
    pub fn take_deferred(&mut self) -> Vec<Deferred> {
        self.deferred.take().unwrap_or_default()
    }

    /// Leaves a secret that a killed command issued and nobody wrote down to be read with those of others.
    pub fn defer_unrecorded(&mut self) {
        if !self.lacks_secret() || self.is_deferring() {
            return;
        }
        let (Some(deferred), Some(used)) = (&mut self.deferred, &self.record.status.client) else { return };
        let slot = SecretRef::credential(&self.key);
        let pending = Pending { slot, remote: used.remote.clone(), client_id: Some(used.client_id.clone()) };
        deferred.push(Deferred { pending, ticket: None });
    }

    /// Whether a secret is to be read later.
    #[must_use]
    pub fn is_deferring(&self) -> bool {
        self.deferred.as_ref().is_some_and(|deferred| !deferred.is_empty())
    }

    /// Whether the record names a credential and no secret of it.
    #[must_use]
    pub fn lacks_secret(&self) -> bool {
        let Some(used) = &self.record.status.client else { return false };
        let is_secret = self.record.metadata.mechanism == MechanismKind::Oauth2;
        is_secret && !self.record.status.secrets.iter().any(|secret| secret.client_id.as_ref() == Some(&used.client_id))
    }

    /// Whether something that was begun here is not written down yet.
    #[must_use]
    pub const fn is_unfinished(&self) -> bool {
        !self.unfinished.is_empty()
    }

    /// Whether there was no record before this command.
    #[must_use]
    pub const fn is_new(&self) -> bool {
        self.saved.is_none()
    }

    fn observe(&mut self) -> Result<()> {
        self.observed = self.look()?;
        self.judge()
    }

    /// Makes out whose profile was observed, and what its being there or not says.
    fn judge(&mut self) -> Result<()> {
        let lost = self.note_lost_half();
        let Some(observed) = &self.observed else {
            if self.record.status.profile.is_some() {
                let advice = "the profile in the record is gone from the gateway; it is created anew, with a new credential";
                self.findings.push(Finding::new(Level::Warn, "profile-gone", self.key.to_string(), advice));
                self.forget_profile();
            }
            return Ok(());
        };
        let generation = self.recognise(observed, lost)?;
        if self.saved.is_none() {
            let advice = "there was no record here: it is rebuilt from the gateway; dates begin today, and what people confirmed is \
                          to be noted again with `step done`";
            self.findings.push(Finding::new(Level::Warn, "record-rebuilt", self.key.to_string(), advice));
        }
        self.record.metadata.generation = generation;
        Ok(())
    }

    /// What a killed or failed command asked the gateway for without hearing the answer: it may be there under an id that nobody
    /// knows. Where the product can search it would have been found.
    pub fn warn_of_unanswered(&mut self) {
        let unanswered = |entry: &&Unfinished| {
            entry.remotes.iter().rev().find(|remote| remote.kind != KEPT).is_some_and(|last| last.kind == gateway::ASKED)
        };
        let warn = |entry: &Unfinished| {
            let advice = format!(
                "the answer to a registration of {} was lost, so a second client of this name may exist whose id and secret nobody \
                 knows: ask the server's administrator to remove it",
                entry.begun.at
            );
            Finding::new(Level::Warn, "registration-unanswered", profile_name(&self.key), advice)
        };
        let findings: Vec<Finding> = self.unfinished.iter().filter(unanswered).map(warn).collect();
        self.findings.extend(findings);
    }

    /// Where a killed command made the profile without living to write that into the record.
    fn noted_profile(&self) -> Option<RemoteRef> {
        let made = self.unfinished.iter().rev().filter(|entry| entry.remotes.iter().any(|remote| remote.kind == gateway::ASKED));
        let words = [gateway::ASKED, gateway::NOT_MADE, KEPT];
        made.flat_map(|entry| entry.remotes.iter().rev()).find(|remote| !words.contains(&remote.kind.as_str())).cloned()
    }

    /// Forgets what the record says about a profile that is gone, and the proof of its calls; application ID and terms stay.
    pub fn forget_profile(&mut self) {
        let status = &mut self.record.status;
        (status.profile, status.identity) = (None, None);
        status.client = None;
        (status.authorization_server, status.token_audience) = (None, None);
        status.secrets.clear();
        status.apis.clear();
        self.drop_proof(&["validate", "token", "endpoints"]);
    }

    /// Forgets evidence that was about something else: what changed has to be proven and shared again.
    fn drop_proof(&mut self, steps: &[&str]) {
        self.record.status.steps.retain(|id, _| !steps.contains(&id.as_str()));
    }

    /// Whose profile this is; the generation that it carries when it is ours. The newer mark may be `lost` with one half of a pair.
    fn recognise(&self, observed: &Observed, lost: bool) -> Result<u64> {
        let ours = self.marker(self.record.metadata.generation);
        let name = &observed.settings.name;
        let Some(marker) = &observed.marker else {
            return self.foreign(format!("the gateway has a profile `{name}` that this tool did not make"));
        };
        if !marker.same_profile(&ours) {
            return self.foreign(format!("the profile `{name}` on the gateway belongs to `{marker}`, not to `{ours}`"));
        }
        if (lost || self.way == Way::Half) && marker.generation < self.record.metadata.generation {
            return Ok(self.record.metadata.generation);
        }
        if self.explains(marker.generation) || self.adopt {
            return Ok(marker.generation);
        }
        let what = format!(
            "the gateway shows generation {} of profile `{name}`, the record here is of generation {}",
            marker.generation, self.record.metadata.generation
        );
        let next = "bring the newer record here (such as `git pull`), or take the gateway's state over with `--adopt`".to_owned();
        Err(Cause::Conflict { what, next }.into())
    }

    fn foreign(&self, what: String) -> Result<u64> {
        if self.adopt {
            return Ok(self.record.metadata.generation);
        }
        let next = "rename one of the two, or take it over with `--adopt`".to_owned();
        Err(Cause::Conflict { what, next }.into())
    }

    /// Whether a generation on the gateway is what this clone left there: recorded, begun by a command that was killed,
    /// or there is no record that it could contradict.
    fn explains(&self, generation: u64) -> bool {
        self.saved.is_none()
            || self.record.metadata.generation == generation
            || self.unfinished.iter().any(|entry| entry.begun.generation == generation)
    }

    /// Makes one change and writes down what came of it.
    pub fn make(&mut self, change: &Change) -> Result<()> {
        self.ctx.check_stop()?;
        let writes_marker = matches!(change.operation(), Operation::CreateProfile | Operation::UpdateProfile);
        let target = self.target(writes_marker);
        let generation = target.marker.generation;
        let ticket = self.begin(change, generation)?;
        let desk = JobDesk::changing(self.ctx, ticket);
        let effect = self.gateway.apply(&Target::Profile(target), change, &desk)?;
        if writes_marker {
            self.record.metadata.generation = generation;
        }
        if changes_calls(change.operation()) {
            self.drop_proof(&["validate", "token"]);
        }
        let open = self.absorb(effect, &desk, ticket)?;
        self.save()?;
        if !open {
            self.ctx.store.journal().end(ticket)?;
        }
        self.ctx.audit(Some(&self.key.partner), Some(&self.key.environment), change.summary())?;
        (self.ctx.tell)(&Event::Changed { key: subject(&self.key), what: change.summary(), at: self.ctx.clock.now() });
        Ok(())
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

    fn begin(&self, change: &Change, generation: u64) -> Result<Ticket> {
        let begun = Begun {
            scope: LockScope::Profile(self.key.clone()),
            operation: change.operation().word().to_owned(),
            generation,
            at: self.ctx.clock.now(),
        };
        Ok(self.ctx.store.journal().begin(&begun)?)
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

    /// Says where the profile is and how it is marked; `next` for a change that writes the mark.
    fn target(&self, next: bool) -> ProfileTarget {
        let (status, noted) = (&self.record.status, self.noted_profile());
        let is_lost = |remote: &RemoteRef| self.lost_client && Some(remote) == noted.as_ref();
        ProfileTarget {
            marker: self.marker(self.record.metadata.generation + u64::from(next)),
            name: profile_name(&self.key),
            remote: status.profile.clone().or_else(|| noted.clone()).filter(|remote| !is_lost(remote)),
            identity: status.identity.clone().or_else(|| noted.clone()).filter(|_| !self.lost_client),
            adopt: self.adopt,
            slot: SecretRef::credential(&self.key),
        }
    }

    fn marker(&self, generation: u64) -> Marker {
        Marker { owner: self.ctx.workspace.owner(), key: self.key.clone(), generation }
    }

    /// Writes the record when it differs from the file.
    pub fn save(&mut self) -> Result<()> {
        if self.saved.as_ref() == Some(&self.record) {
            return Ok(());
        }
        self.record.metadata.updated = self.ctx.clock.now();
        self.seen = Some(self.ctx.store.save(&self.record, self.seen.as_ref())?);
        self.saved = Some(self.record.clone());
        Ok(())
    }

    /// Forgets what killed commands left in the journal: it was observed, and the record says what is so.
    pub fn settle(&mut self) -> Result<()> {
        self.save()?;
        if !self.unfinished.is_empty() {
            let what = self.unfinished.iter().map(|entry| entry.begun.operation.as_str()).collect::<Vec<_>>().join(", ");
            let what = format!("completed after an interruption: {what}");
            self.ctx.audit(Some(&self.key.partner), Some(&self.key.environment), what)?;
            self.ctx.store.journal().settle(&LockScope::Profile(self.key.clone()))?;
            self.unfinished.clear();
        }
        Ok(())
    }
}

/// Whether a plan asks a server for a client, which answers with an id that only it knows.
#[must_use]
pub fn registers(plan: &Plan) -> bool {
    plan.items.iter().any(|item| matches!(item.change, Change::Register(_)))
}

/// Whether what a partner can call, or with what, is another one afterwards.
const fn changes_calls(operation: Operation) -> bool {
    matches!(
        operation,
        Operation::CreateProfile
            | Operation::IssueSecret
            | Operation::RetireSecret
            | Operation::SetScopes
            | Operation::SetKeys
            | Operation::BindCertificates
            | Operation::LinkSubject
            | Operation::Assign
            | Operation::Unassign
    )
}

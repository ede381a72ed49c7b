//! One partner's profile under its lock: read from the gateway, then changed step by step; each step stands in journal,
//! record and audit log before the next one begins.

mod beside;
mod look;
mod make;
mod many;
mod whose;

use std::fmt;

use crate::{
    domain::{
        change::Change,
        finding::Finding,
        mechanism::MechanismKind,
        name::ProfileKey,
        profile::{Marker, Observed, RemoteRef},
        record::Record,
        rotation::{Rotation, RotationState},
        secret::SecretRef,
    },
    gateway::{Gateway, Pending, ProfileTarget},
    job::{Context, Result, session::profile_name},
    plan::Plan,
    store::{Lock, LockScope, Revision, Ticket, Unfinished, Versioned},
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
    /// Where a secret that is issued is kept.
    pub(super) slot: SecretRef,
    /// What was begun beside the profile and is not written down yet.
    beside: Option<Ticket>,
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

    /// Reads the profile of one partner, not locked; nothing may be changed.
    pub fn glance(
        ctx: &'a Context<'a>,
        gateway: &'a dyn Gateway,
        key: &ProfileKey,
        (mechanism, adopt): (MechanismKind, bool),
    ) -> Result<Option<Observed>> {
        let mut work = Self::unobserved(ctx, gateway, key, mechanism, Way::Look)?;
        work.adopt = adopt;
        work.observe()?;
        Ok(work.observed)
    }

    /// Locks a profile that was read with all others, to go on from there: one that is not there, or that needs no change. Nothing is
    /// sent.
    pub fn listed(
        ctx: &'a Context<'a>,
        gateway: &'a dyn Gateway,
        key: &ProfileKey,
        mechanism: MechanismKind,
        (observed, adopt): (Option<Observed>, bool),
    ) -> Result<Self> {
        let way = if adopt { Way::Adopt } else { Way::Change };
        let mut work = Self::unobserved(ctx, gateway, key, mechanism, way)?;
        work.observed = observed;
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
            slot: SecretRef::credential(key),
            beside: None,
            _lock: lock,
        })
    }

    /// The record as it was read under the lock, when it is no longer that of `known`.
    #[must_use]
    pub fn read_since(&self, known: Option<&Versioned<Record>>) -> Option<Option<Versioned<Record>>> {
        let is_known = known.map(|known| &known.revision) == self.seen.as_ref();
        (!is_known).then(|| self.saved.clone().zip(self.seen.clone()).map(|(value, revision)| Versioned { value, revision }))
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

    /// Whether other partners are worked on beside this one.
    #[must_use]
    pub const fn is_one_of_many(&self) -> bool {
        self.deferred.is_some()
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
        // The secret of a partner that was there before is the partner's alone.
        is_secret
            && self.record.status.imported.is_none()
            && !self.record.status.secrets.iter().any(|secret| secret.client_id.as_ref() == Some(&used.client_id))
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

    /// Says where the profile is and how it is marked; `next` for a change that writes the mark.
    fn target(&self, next: bool) -> ProfileTarget {
        let (status, noted) = (&self.record.status, self.noted_profile());
        let is_lost = |remote: &RemoteRef| self.lost_client && Some(remote) == noted.as_ref();
        ProfileTarget {
            marker: self.marker(self.record.metadata.generation + u64::from(next)),
            name: profile_name(&self.key),
            remote: status.profile.clone().or_else(|| noted.clone()).filter(|remote| !is_lost(remote)),
            identity: status.identity.clone().or_else(|| noted.clone()).filter(|_| !self.lost_client),
            adopt: self.adopt || self.may_be_marked(),
            slot: self.slot.clone(),
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

    /// Whether a killed rotation asked for a client whose address stands in the journal alone: the next one takes it up.
    fn is_registering(&self) -> bool {
        let scheduled = |rotation: &Rotation| rotation.state == RotationState::Scheduled;
        self.record.status.rotation.as_ref().is_some_and(scheduled) && self.noted_profile().is_some()
    }

    /// Forgets what killed commands left in the journal: it was observed, and the record says what is so.
    pub fn settle(&mut self) -> Result<()> {
        self.save()?;
        if !self.unfinished.is_empty() && !self.is_registering() {
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

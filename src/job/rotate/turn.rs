//! One partner's turn: from state to state, as far as it goes today.

use crate::{
    domain::{
        capability::Capabilities,
        change::Change,
        moment::Moment,
        profile::{Observed, RemoteRef},
        rotation::{RotatedCredential, Rotation, RotationKind, RotationState, RotationWay},
    },
    job::{
        Cause, Context, Result,
        ground::{blocked, change_report},
        report::{ChangeReport, CheckReport},
        session::Session,
        work::Work,
    },
    plan::{Plan, Planned},
};

use super::{Rules, Wish, kind, material, secret};

/// One partner's turn.
pub(super) struct Turn<'a> {
    pub(super) ctx: &'a Context<'a>,
    pub(super) session: Session<'a>,
    pub(super) work: Work<'a>,
    pub(super) wish: &'a Wish,
    pub(super) rules: &'a Rules,
    pub(super) able: Capabilities,
    pub(super) changes: Vec<ChangeReport>,
    pub(super) checks: Vec<CheckReport>,
}

impl Turn<'_> {
    pub(super) fn go(&mut self) -> Result<()> {
        if self.wish.cancel {
            return self.cancel();
        }
        self.start()?;
        if self.wish.dry_run {
            return Ok(());
        }
        self.work.save()?;
        while self.step()? {
            self.ctx.check_stop()?;
        }
        self.work.settle()
    }

    /// Goes to the next state; false when it is not time.
    fn step(&mut self) -> Result<bool> {
        let (state, kind) = (self.rotation()?.state, self.rotation()?.kind);
        match (state, kind) {
            (RotationState::Scheduled, _) => self.begin(),
            (RotationState::Active, RotationKind::Secret) => secret::prove(self),
            (RotationState::Active, _) => material::prove(self),
            (RotationState::Ending, _) => self.end(),
            (RotationState::Ended, _) => Ok(false),
        }
    }

    /// The rotation that is open, else a new one.
    fn start(&mut self) -> Result<()> {
        let kind = kind::of(self.ctx, &self.session, self.wish.kind)?;
        if let Some(known) = self.work.record.status.rotation.clone().filter(Rotation::is_open) {
            return self.go_on(&known);
        }
        if self.wish.finish {
            let what = format!("no rotation of {} is open", self.work.key);
            return Err(Cause::Conflict { what, next: self.line("begins one", "") }.into());
        }
        let now = self.ctx.clock.now();
        let (way, old, new) = match kind {
            RotationKind::Secret => secret::planned(self)?,
            RotationKind::Certificate | RotationKind::Key => material::planned(self, kind)?,
        };
        if way == RotationWay::CutOver && self.wish.at.is_none() {
            let what = format!("old and new {kind} of {} cannot be good side by side: the one ends the other", self.work.key);
            let next = self.line("declares when, which the partner has to be told before", " --at TIME [--window 4h]");
            return Err(Cause::Usage { what, next }.into());
        }
        let known = self.work.existing()?.clients.iter().map(|client| client.remote.clone()).collect();
        self.work.record.status.rotation = Some(Rotation {
            kind,
            state: RotationState::Scheduled,
            way,
            begun: now,
            not_before: self.wish.at,
            not_after: None,
            active: None,
            proven: None,
            old_ends: None,
            ended: None,
            old,
            new,
            known,
        });
        self.set_window();
        Ok(())
    }

    /// Takes up what was begun before; only what is scheduled can get another day.
    fn go_on(&mut self, known: &Rotation) -> Result<()> {
        let other = self.wish.kind.is_some_and(|kind| kind::of(self.ctx, &self.session, Some(kind)).ok() != Some(known.kind));
        let more = !self.wish.files.is_empty() && !material::is_given(self, known)?;
        if other || more || (self.wish.at.is_some() && known.state != RotationState::Scheduled) {
            let what = format!("a rotation of the {} of {} is open already: it is {}", known.kind, self.work.key, known.state);
            return Err(Cause::Conflict { what, next: self.line("goes on with it", "") }.into());
        }
        if self.wish.at.is_some() && !self.wish.dry_run {
            let at = self.wish.at;
            self.change(|rotation, _| rotation.not_before = at)?;
            self.set_window();
        }
        Ok(())
    }

    fn set_window(&mut self) {
        let span = self.wish.window.unwrap_or(self.rules.window);
        if let Some(rotation) = &mut self.work.record.status.rotation {
            let cut_over = rotation.way == RotationWay::CutOver;
            rotation.not_after = rotation.not_before.filter(|_| cut_over).map(|from| from.after(span));
        }
    }

    /// Makes the new one, when it is time.
    fn begin(&mut self) -> Result<bool> {
        let (now, rotation) = (self.ctx.clock.now(), self.rotation()?.clone());
        if rotation.not_before.is_some_and(|from| now < from) {
            return Ok(false);
        }
        if let Some(until) = rotation.not_after.filter(|until| *until < now) {
            let what = format!("the window of the cut-over of {} ended at {until}", self.work.key);
            return Err(Cause::Conflict { what, next: self.line("declares another", " --at TIME") }.into());
        }
        match rotation.kind {
            RotationKind::Secret => secret::issue(self)?,
            RotationKind::Certificate | RotationKind::Key => material::register(self)?,
        }
        Ok(true)
    }

    /// Retires the old one, when its day has come or it was wished; never before the new one was called with once more.
    fn end(&mut self) -> Result<bool> {
        let (now, rotation) = (self.ctx.clock.now(), self.rotation()?.clone());
        secret::tidy(self)?;
        let is_time = rotation.old_ends.is_none_or(|day| day <= now);
        if !(self.wish.finish || is_time || secret::is_gone(self, &rotation)) {
            return Ok(false);
        }
        match rotation.kind {
            RotationKind::Secret => secret::retire(self, &rotation)?,
            RotationKind::Certificate | RotationKind::Key => material::retire(self, &rotation)?,
        }
        secret::forget_old(self)?;
        self.change(|rotation, now| (rotation.state, rotation.ended) = (RotationState::Ended, Some(now)))?;
        self.told(format!("the old {} is retired", rotation.kind))?;
        Ok(true)
    }

    /// Gives the new one up, as long as the old one is in use.
    fn cancel(&mut self) -> Result<()> {
        let open = self.work.record.status.rotation.clone().filter(Rotation::is_open);
        let Some(rotation) = open else {
            let what = format!("no rotation of {} is open", self.work.key);
            return Err(Cause::Conflict { what, next: "nothing is to be given up".to_owned() }.into());
        };
        if rotation.state == RotationState::Ending {
            let what = format!("the new {} of {} is proven and in use", rotation.kind, self.work.key);
            return Err(Cause::Conflict { what, next: self.line("retires the old one", " --finish") }.into());
        }
        match rotation.kind {
            RotationKind::Secret => secret::give_up(self)?,
            RotationKind::Certificate | RotationKind::Key => material::give_up(self, &rotation)?,
        }
        self.work.record.status.rotation = None;
        self.told(format!("the rotation of the {} is given up", rotation.kind))?;
        self.work.settle()
    }

    /// The rotation, which is there from the start on.
    pub(super) fn rotation(&self) -> Result<&Rotation> {
        let missing = || Cause::Other { what: "the record lost its rotation".to_owned(), next: self.line("begins anew", "") };
        Ok(self.work.record.status.rotation.as_ref().ok_or_else(missing)?)
    }

    /// Changes the rotation and writes the record down.
    pub(super) fn change(&mut self, change: impl FnOnce(&mut Rotation, Moment)) -> Result<()> {
        let now = self.ctx.clock.now();
        if let Some(rotation) = &mut self.work.record.status.rotation {
            change(rotation, now);
        }
        self.work.save()
    }

    /// Makes a change to the profile. What the gateway cannot do is refused before anything is sent.
    pub(super) fn make(&mut self, change: Change) -> Result<()> {
        let support = self.able.support_of(&change, self.work.record.metadata.mechanism);
        let plan = Plan { items: vec![Planned { change, support }], findings: Vec::new() };
        blocked(&plan)?;
        for item in &plan.items {
            self.work.make(&item.change)?;
            self.changes.push(change_report(item));
        }
        Ok(())
    }

    /// The same for a client that is not the profile.
    pub(super) fn make_beside(&mut self, change: Change, remote: Option<RemoteRef>) -> Result<Option<Observed>> {
        let support = self.able.support_of(&change, self.work.record.metadata.mechanism);
        let item = Planned { change, support };
        blocked(&Plan { items: vec![item.clone()], findings: Vec::new() })?;
        let made = self.work.make_beside(&item.change, remote)?;
        self.changes.push(change_report(&item));
        Ok(made)
    }

    /// Says what was done in the audit log.
    pub(super) fn told(&self, what: impl Into<String>) -> Result<()> {
        self.ctx.audit(Some(&self.work.key.partner), Some(&self.work.key.environment), what)
    }

    /// The line that goes on, and what it does.
    pub(super) fn line(&self, what: &str, flags: &str) -> String {
        let key = &self.work.key;
        format!("`partnerctl rotate {} -e {}{flags}` {what}", key.partner, key.environment)
    }
}

/// How a rotation will go, what is replaced, and by what.
pub(super) type Planning = (RotationWay, RotatedCredential, RotatedCredential);

/// Credentials of the profile that this rotation made: all but those that were there before.
pub(super) fn made(turn: &Turn<'_>, known: &[RemoteRef]) -> Vec<crate::domain::profile::ObservedClient> {
    let kind = turn.work.record.metadata.mechanism;
    let observed = turn.work.observed.iter().flat_map(|observed| &observed.clients);
    observed.filter(|client| client.mechanism == kind && !known.contains(&client.remote)).cloned().collect()
}

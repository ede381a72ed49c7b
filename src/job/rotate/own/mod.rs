//! The partner's side: a new key beside the old one, what the operator needs of it, and the call that proves it. The private keys are in the
//! secret store before anything else happens, and the old one stays until the operator has taken the new one and its day has come.

mod make;
mod result;

use crate::{
    crypto::{certificate::Certificate, key::Key},
    domain::{
        finding::Finding,
        mechanism::MechanismKind,
        name::ProfileKey,
        partner::SignedBy,
        record::{Record, RecordedIssuer},
        rotation::{Rotation, RotationKind, RotationState, RotationWay},
        secret::{ROTATION_SLOTS, Secret, SecretRef},
        step::Owner,
        workspace::Role,
    },
    job::{
        Cause, Context, Result,
        badge::Given as Holding,
        exchange::{must_be, save},
        material::{unreadable, usage},
        report::{Board, CheckReport, PartnerReport},
        session::Session,
        verify,
    },
    store::{LockScope, Revision},
};

use super::{
    Wish,
    rules::{self, Rules},
};

/// Goes as far as it goes today with the partner's own key.
pub(super) fn run(ctx: &Context<'_>, key: &ProfileKey, wish: &Wish) -> Result<Board> {
    must_be(ctx, Role::Partner)?;
    one(ctx, key, wish).map(|report| Board { partners: vec![report] }).map_err(|error| error.at(key))
}

fn one(ctx: &Context<'_>, key: &ProfileKey, wish: &Wish) -> Result<PartnerReport> {
    let _lock = ctx.store.lock(&LockScope::Profile(key.clone()), &ctx.holder())?;
    let session = Session::open(ctx, &key.partner, &key.environment)?;
    let kind = kind(&session)?;
    let read = session.record.clone().filter(|read| read.value.status.profile.is_some());
    let read = read.ok_or_else(|| Cause::NotFound {
        what: format!("no handover of {key} was opened here yet"),
        next: format!("`partnerctl open {}.{}.handover.jws`", key.partner, key.environment),
    })?;
    let (record, seen) = (read.value, Some(read.revision));
    let rules = rules::read(ctx)?;
    let mut own = Own { ctx, session, record, seen, wish, rules, kind, checks: Vec::new(), findings: Vec::new() };
    own.go()?;
    Ok(own.report())
}

/// A partner that signs or shows a certificate has a key of its own.
fn kind(session: &Session<'_>) -> Result<RotationKind> {
    let own = &session.presence.authentication;
    match session.mechanism() {
        MechanismKind::ClientCertificate => Ok(RotationKind::Certificate),
        MechanismKind::JwtBearer if own.signed_by != Some(SignedBy::Gateway) => Ok(RotationKind::Key),
        MechanismKind::Oidc => {
            let what = "the secret is of your own identity provider".to_owned();
            let slot = SecretRef::credential(&session.key);
            Err(usage(what, format!("make a new one there; `partnerctl secret put {slot}` keeps it for your calls")))
        }
        _ => {
            let next = "ask the operator for a new one; `partnerctl open HANDOVER` takes it in";
            Err(usage(format!("the operator issues the secret of mechanism `{}`", session.mechanism()), next))
        }
    }
}

/// The partner's own turn.
pub(super) struct Own<'a> {
    ctx: &'a Context<'a>,
    session: Session<'a>,
    record: Record,
    seen: Option<Revision>,
    wish: &'a Wish,
    rules: Rules,
    kind: RotationKind,
    checks: Vec<CheckReport>,
    findings: Vec<Finding>,
}

impl Own<'_> {
    fn go(&mut self) -> Result<()> {
        if self.wish.cancel {
            return self.cancel();
        }
        let open = self.record.status.rotation.as_ref().is_some_and(Rotation::is_open);
        if !open && self.wish.finish {
            let what = format!("no rotation of {} is open", self.session.key);
            return Err(Cause::Conflict { what, next: "`partnerctl rotate --key` begins one".to_owned() }.into());
        }
        if !open {
            self.begin()?;
        }
        while self.step()? {}
        Ok(())
    }

    fn step(&mut self) -> Result<bool> {
        match self.state() {
            RotationState::Scheduled => self.make(),
            RotationState::Active => self.prove(),
            RotationState::Ending => self.end(),
            RotationState::Ended => Ok(false),
        }
    }

    fn state(&self) -> RotationState {
        self.record.status.rotation.as_ref().map_or(RotationState::Ended, |rotation| rotation.state)
    }

    /// Makes the new key, or takes up the one that a run left that was ended, and writes down that it is there.
    fn begin(&mut self) -> Result<()> {
        let slot = self.slot(ROTATION_SLOTS[0]);
        let old = self.key(&SecretRef::credential(&self.session.key))?;
        if self.ctx.secrets.get(&slot)?.is_none() {
            let made = Key::generate(old.kind()).map_err(|error| usage(error.to_string(), "run it again"))?;
            self.ctx.secrets.put(&slot, &Secret::new(made.to_pem().to_string()))?;
            self.told(format!("made private key {}", made.public().sha256()))?;
        }
        let old = self.named(&old)?;
        self.record.status.rotation = Some(Rotation {
            kind: self.kind,
            state: RotationState::Scheduled,
            way: RotationWay::Overlap,
            begun: self.ctx.clock.now(),
            not_before: None,
            not_after: None,
            active: None,
            proven: None,
            old_ends: None,
            ended: None,
            old,
            new: crate::domain::rotation::RotatedCredential::default(),
            known: Vec::new(),
        });
        self.save()
    }

    /// Calls with the new key; what works takes the place of the old one. What does not waits for the operator.
    fn prove(&mut self) -> Result<bool> {
        let key = self.key(&self.slot(ROTATION_SLOTS[0]))?;
        let chain = self.chain()?;
        let shown = Secret::new(key.to_pem().to_string());
        let certificates = (self.kind == RotationKind::Certificate).then(|| chain.clone());
        let given = Holding { credential: Some(shown.clone()), certificates, ..Holding::default() };
        if !self.called(&self.record_with(&chain), &given)? {
            return Ok(false);
        }
        self.promote(&shown, &chain)?;
        Ok(true)
    }

    /// Puts the new key in the place of the old one, which is kept before anything is overwritten.
    fn promote(&mut self, key: &Secret, chain: &[Certificate]) -> Result<()> {
        let slot = SecretRef::credential(&self.session.key);
        let before = self.ctx.secrets.get(&slot)?;
        if let Some(before) = before.filter(|before| before.reveal() != key.reveal()) {
            self.ctx.secrets.put(&self.slot(ROTATION_SLOTS[1]), &before)?;
        }
        self.ctx.secrets.put(&slot, key)?;
        self.name_files()?;
        self.record = self.record_with(chain);
        let overlap = self.wish.overlap.unwrap_or(self.rules.overlap);
        let now = self.ctx.clock.now();
        if let Some(rotation) = &mut self.record.status.rotation {
            (rotation.state, rotation.proven) = (RotationState::Ending, Some(now));
            rotation.old_ends = Some(now.after(overlap));
        }
        self.save()?;
        self.told(format!("the new {} is proven by a call and in use", self.kind))
    }

    /// Ends the old one when its day has come or it was wished; until then the result for the operator is there.
    fn end(&mut self) -> Result<bool> {
        self.ctx.secrets.remove(&self.slot(ROTATION_SLOTS[0]))?;
        let day = self.record.status.rotation.as_ref().and_then(|rotation| rotation.old_ends);
        if !self.wish.finish && day.is_some_and(|day| self.ctx.clock.now() < day) {
            self.write_result()?;
            return Ok(false);
        }
        if !self.called(&self.record.clone(), &Holding::default())? {
            return Err(self.unproven());
        }
        self.ctx.secrets.remove(&self.slot(ROTATION_SLOTS[1]))?;
        let now = self.ctx.clock.now();
        if let Some(rotation) = &mut self.record.status.rotation {
            (rotation.state, rotation.ended) = (RotationState::Ended, Some(now));
        }
        self.save()?;
        self.told(format!("the old {} is removed", self.kind))?;
        Ok(true)
    }

    fn unproven(&self) -> crate::job::Error {
        let seen = self.checks.last().map(|check| check.detail.clone()).unwrap_or_default();
        let what = format!("the new {} does not open the API ({seen}); the old one is kept", self.kind);
        let key = &self.session.key;
        Cause::Refused { what, next: format!("`partnerctl explain {} -e {}`", key.partner, key.environment) }.into()
    }

    fn cancel(&mut self) -> Result<()> {
        if self.state() == RotationState::Ending || self.state() == RotationState::Ended {
            let what = format!("no rotation of {} can be given up", self.session.key);
            return Err(Cause::Conflict { what, next: "`partnerctl rotate --key` begins one".to_owned() }.into());
        }
        self.record.status.rotation = None;
        self.save()?;
        self.ctx.secrets.remove(&self.slot(ROTATION_SLOTS[0]))?;
        self.told(format!("the rotation of the {} is given up", self.kind))
    }

    fn called(&mut self, record: &Record, given: &Holding) -> Result<bool> {
        let check = verify::first_call(self.ctx, &self.session, record, given)?;
        let good = check.ran && check.ok;
        self.checks.push(CheckReport { name: format!("new credential: {}", check.name), ..check });
        Ok(good)
    }

    /// The record as it is with the new certificate.
    fn record_with(&self, chain: &[Certificate]) -> Record {
        let mut record = self.record.clone();
        let facts = chain.first().map(make::facts);
        match (self.kind, &mut record.status.issuer) {
            (RotationKind::Certificate, _) => record.status.certificates = facts.into_iter().collect(),
            (_, Some(RecordedIssuer { certificate: Some(known), .. })) => *known = facts.unwrap_or_else(|| known.clone()),
            _ => {}
        }
        record
    }

    fn key(&self, slot: &SecretRef) -> Result<Key> {
        let text = self.ctx.secrets.get(slot)?.ok_or_else(|| Cause::NotFound {
            what: format!("there is no private key `{slot}` in this secret store"),
            next: "use the store that it was kept in, or give the rotation up with `--cancel`".to_owned(),
        })?;
        Key::read(text.reveal().as_bytes(), None).map_err(|error| unreadable(&format!("secret {slot}"), &error))
    }

    fn slot(&self, slot: &str) -> SecretRef {
        SecretRef::slot(&self.session.key, slot)
    }

    fn save(&mut self) -> Result<()> {
        save(self.ctx, self.record.clone(), self.seen.as_ref())?;
        let read = self.ctx.store.record(&self.session.key)?;
        self.seen = read.map(|read| read.revision);
        Ok(())
    }

    fn told(&self, what: impl Into<String>) -> Result<()> {
        self.ctx.audit(Some(&self.session.key.partner), Some(&self.session.key.environment), what)
    }

    fn report(self) -> PartnerReport {
        let key = &self.session.key;
        let mut report = PartnerReport::new(key.partner.clone(), key.environment.clone());
        report.mechanism = Some(self.session.mechanism());
        if let Some(rotation) = &self.record.status.rotation {
            report.complete = !rotation.is_open();
            report.next = self.told_next(rotation);
            report.waiting_on = match rotation.state {
                RotationState::Scheduled => Some(Owner::Partner),
                RotationState::Active | RotationState::Ending => Some(Owner::Operator),
                RotationState::Ended => None,
            };
        }
        report.rotation = self.record.status.rotation;
        report.checks = self.checks;
        report.findings = self.findings;
        report
    }
}

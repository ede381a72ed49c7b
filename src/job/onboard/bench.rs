//! What all partners of one run work with, and how far each is brought.

use std::{collections::BTreeMap, sync::OnceLock};

use url::Url;

use super::{Order, deeds::identify};
use crate::{
    crypto::digest,
    domain::{
        capability::Probe,
        finding::{Finding, Level},
        name::{ApplicationId, ProfileKey},
        profile::Observed,
        step::StepState,
    },
    gateway::Gateway,
    job::{
        Cause, Context, Error, Result,
        ground::{Prepared, blocked, change_report},
        handover, issuer,
        report::{ChangeReport, PartnerReport},
        scope,
        session::Session,
        work::{Deferred, Way, Work},
    },
    plan::{Plan, diff::diff},
};

/// What all partners of one run work with.
pub(in crate::job) struct Bench<'a> {
    pub(in crate::job) ctx: &'a Context<'a>,
    pub(in crate::job) gateway: &'a dyn Gateway,
    pub(in crate::job) probe: &'a Probe,
    pub(in crate::job) prepared: &'a Prepared,
    /// What is wrong with key sets that the gateway did not read before.
    pub(in crate::job) keys: &'a BTreeMap<Url, Vec<Finding>>,
    pub(in crate::job) order: &'a Order,
    /// Whether the secret store was opened already.
    pub(in crate::job) secrets_open: OnceLock<()>,
}

/// What a saved plan says about one partner.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::job) struct Promise {
    /// The application ID that the partner has or is to get.
    pub(in crate::job) application_id: Option<ApplicationId>,
    /// The digest of its changes, see [`digest_of`].
    pub(in crate::job) digest: String,
}

/// What was done for one partner.
pub(in crate::job) struct Brought {
    pub(in crate::job) report: PartnerReport,
    /// Secrets that are still to be read.
    pub(in crate::job) deferred: Vec<Deferred>,
    application_id: Option<ApplicationId>,
    digest: String,
}

/// What would be done for one partner.
pub(in crate::job) struct Looked {
    pub(in crate::job) report: PartnerReport,
    pub(in crate::job) promise: Promise,
    /// Whether there is something to do besides changes: to heal what a killed command left, or to write the handover.
    pub(in crate::job) is_unsettled: bool,
    /// Whether there never was a profile, as far as is known.
    pub(in crate::job) is_new: bool,
}

/// The SHA-256 of all changes of a plan with every value in them, in hex: two plans with one digest do the same. Holds between runs of
/// the same version of this program.
pub(in crate::job) fn digest_of(plan: &Plan) -> String {
    digest::sha256(format!("{:?}", plan.items).as_bytes())
}

/// The gateway is no longer what a saved plan was made for.
fn moved(key: &ProfileKey) -> Error {
    let what = format!("{key} is not as it was when the plan was saved");
    let next = "look at `partnerctl plan`, and save it again".to_owned();
    Error::from(Cause::Conflict { what, next }).at(key)
}

/// Whether the handover of a partner could be written and is not.
fn is_unshared(session: &Session<'_>) -> Result<bool> {
    let steps = session.steps(session.record.as_ref().map(|read| &read.value))?;
    Ok(steps.iter().any(|step| step.id.as_str() == "endpoints" && step.state == StepState::Ready && step.evidence.is_none()))
}

impl Bench<'_> {
    /// Brings one partner as far as it goes.
    pub(in crate::job) fn bring(&self, session: &Session<'_>) -> Result<PartnerReport> {
        let way = match (self.order.dry_run, self.order.adopt) {
            (true, false) => Way::Look,
            (_, true) => Way::Adopt,
            (false, false) => Way::Change,
        };
        let work = Work::open(self.ctx, self.gateway, &session.key, session.mechanism(), way)?;
        self.work(session, work, None).map(|brought| brought.report)
    }

    /// Brings one partner of many as far as it goes: secrets that are shown later are left to be read for all at once, and what was
    /// promised by a saved plan is done, or nothing.
    pub(in crate::job) fn bring_one_of_many(&self, session: &Session<'_>, promise: Option<&Promise>) -> Result<Brought> {
        let way = if self.order.adopt { Way::Adopt } else { Way::Change };
        let work = Work::open(self.ctx, self.gateway, &session.key, session.mechanism(), way)?;
        self.work(session, work.deferring(), promise)
    }

    /// The same for one whose profile was read with all others: it is not there, or was found to need no change.
    pub(in crate::job) fn bring_listed(&self, session: &Session<'_>, observed: Option<Observed>) -> Result<Brought> {
        let seen = (observed, self.order.adopt);
        match Work::listed(self.ctx, self.gateway, &session.key, session.mechanism(), seen) {
            Ok(work) if work.read_since(session.record.as_ref()).is_none() => self.work(session, work.deferring(), None),
            // Somebody was faster, so what was listed is no longer so.
            _ => self.bring_one_of_many(session, None),
        }
    }

    /// Says what would be done for a partner whose profile was read with all others; nothing is sent.
    pub(in crate::job) fn look(
        &self,
        session: &Session<'_>,
        observed: Option<Observed>,
        promise: Option<&Promise>,
    ) -> Result<Looked> {
        let seen = (observed, self.order.adopt);
        let work = Work::seen(self.ctx, self.gateway, &session.key, session.mechanism(), seen)?;
        let is_unsettled = work.is_unfinished() || work.lacks_secret() || is_unshared(session)?;
        let is_new = work.observed.is_none() && !work.had_profile() && !work.is_unfinished();
        let application_id = promise.map(|promise| promise.application_id.clone());
        let brought = self.work(session, work, promise)?;
        let application_id = application_id.unwrap_or(brought.application_id);
        let promise = Promise { application_id, digest: brought.digest };
        Ok(Looked { report: brought.report, promise, is_unsettled, is_new })
    }

    fn work(&self, session: &Session<'_>, mut work: Work<'_>, promise: Option<&Promise>) -> Result<Brought> {
        // Somebody may have written the record before it was locked.
        let renewed = work.read_since(session.record.as_ref()).map(|record| session.as_of(record));
        let session = renewed.as_ref().unwrap_or(session);
        // It stays only where it may: that was asked when the partner was opened.
        work.record.status.offboarding = None;
        if let Some(promise) = promise {
            work.record.status.application_id = work.record.status.application_id.or_else(|| promise.application_id.clone());
        }
        identify(session, &mut work);
        let handed = session.handed(self.ctx)?;
        work.findings.extend(handed.findings.iter().cloned());
        work.findings.extend(issuer::found(&handed.mechanism, &self.probe.capabilities, self.keys).cloned());
        if let Some(missing) = &handed.missing {
            let report = self.reserve(session, &mut work, missing)?;
            return Ok(Brought {
                report,
                deferred: Vec::new(),
                application_id: work.record.status.application_id,
                digest: String::new(),
            });
        }
        let wanted = session.wanted(self.ctx, work.record.status.application_id.clone())?;
        let plan = diff(&wanted, work.observed.as_ref(), work.record.status.client.as_ref(), &self.probe.capabilities);
        blocked(&plan)?;
        let digest = digest_of(&plan);
        if self.order.dry_run {
            let report = self.report(session, &work, &plan, &[])?;
            return Ok(Brought { report, deferred: Vec::new(), application_id: work.record.status.application_id, digest });
        }
        if promise.is_some_and(|promise| promise.digest != digest) {
            return Err(moved(&session.key));
        }
        self.carry_out(session, &mut work, &wanted, &plan)?;
        let deferred = work.take_deferred();
        let notes = if deferred.is_empty() { handover::write(self.ctx, session, &mut work.record)? } else { Vec::new() };
        work.save()?;
        let report = self.report(session, &work, &plan, &notes)?;
        Ok(Brought { report, deferred, application_id: work.record.status.application_id, digest })
    }

    /// Gives a partner that cannot be known by anything yet its application ID; the rest waits.
    fn reserve(&self, session: &Session<'_>, work: &mut Work<'_>, missing: &str) -> Result<PartnerReport> {
        let advice = format!("waiting for {missing}: name it in the partner file, then run this again");
        work.findings.push(Finding::new(Level::Inform, "waiting-for-material", session.key.to_string(), advice));
        if !self.order.dry_run {
            self.claim(session, work)?;
            work.save()?;
        }
        self.report(session, work, &Plan::default(), &[])
    }

    fn report(&self, session: &Session<'_>, work: &Work<'_>, plan: &Plan, notes: &[Finding]) -> Result<PartnerReport> {
        let mut report = session.report(Some(&work.record))?;
        report.changes =
            plan.items.iter().map(|item| ChangeReport { done: !self.order.dry_run, ..change_report(item) }).collect();
        let others = work.findings.iter().chain(&plan.findings).chain(notes);
        let fresh: Vec<_> =
            others.filter(|finding| report.findings.iter().all(|known| known.code != finding.code)).cloned().collect();
        report.findings.extend(fresh);
        report.findings.extend(scope::lacking(session, &self.prepared.ground));
        Ok(report)
    }
}

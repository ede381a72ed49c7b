//! Carrying out what is planned for one partner: its application ID, the changes, its issuer, and what becomes of a lost secret.

use std::collections::BTreeSet;

use super::bench::Bench;
use crate::{
    crypto::random,
    domain::{
        finding::{Finding, Level},
        name::{ApplicationId, StepId},
        profile::Wanted,
        secret::Secret,
        step::{Evidence, EvidenceState, StepState},
    },
    job::{
        Cause, Result, issuer,
        recovery::Consent,
        secret::fingerprint,
        session::Session,
        whole,
        work::{Work, registers},
    },
    ledger::flow::flow,
    plan::Plan,
};

impl Bench<'_> {
    pub(super) fn carry_out(&self, session: &Session<'_>, work: &mut Work<'_>, wanted: &Wanted, plan: &Plan) -> Result<()> {
        self.claim(session, work)?;
        work.record.metadata.mechanism = session.mechanism();
        if plan.items.iter().any(|item| item.change.issues_secret()) {
            self.open_secrets()?;
        }
        if registers(plan) {
            work.warn_of_unanswered();
        }
        if work.is_one_of_many() && !plan.is_empty() {
            work.make_all(&plan.items)?;
        } else {
            if !plan.is_empty() {
                // The application ID is durable before the gateway hears of it.
                work.save()?;
            }
            plan.items.iter().try_for_each(|item| work.make(&item.change))?;
        }
        work.take_over();
        self.look_at_issuer(session, work)?;
        work.take_over_mechanism(&wanted.mechanism, self.prepared.ground.own_issuer.as_deref());
        let observed = || work.observed.as_ref().map(|observed| observed.apis.clone());
        let gates = self.probe.capabilities.knows_apis();
        let callable = if gates { observed().unwrap_or_default() } else { wanted.apis.clone() };
        work.take_over_apis(&self.prepared.ground, &callable);
        work.take_over_server(&self.prepared.ground);
        work.record.status.customer_source_id = session.customer_source_id();
        work.defer_unrecorded();
        if work.is_deferring() {
            // The change that issued the secret stays open until the secret is kept.
            return close_deeds(session, work);
        }
        let consent = Consent { given: self.order.replace_lost_secret, ask: &|client| self.consent(client) };
        work.settle_secret(&wanted.mechanism, &consent)?;
        close_deeds(session, work)?;
        work.settle()
    }

    /// The secret store must open before there is a secret to keep; once is enough for all.
    fn open_secrets(&self) -> Result<()> {
        if self.secrets_open.get().is_none() {
            fingerprint(self.ctx, &Secret::new(String::new()))?;
            self.secrets_open.get_or_init(|| ());
        }
        Ok(())
    }

    /// Checks the identity provider of a partner whose step `idp-app` is open; a good one is the evidence of that step.
    fn look_at_issuer(&self, session: &Session<'_>, work: &mut Work<'_>) -> Result<()> {
        let steps = session.steps(Some(&work.record))?;
        let Some(step) = steps.into_iter().find(|step| step.id.as_str() == "idp-app" && step.state != StepState::Done) else {
            return Ok(());
        };
        let findings = match issuer::check(self.ctx, session) {
            Ok(findings) => findings,
            Err(error) if matches!(*error.cause, Cause::Interrupted) => return Err(error),
            Err(error) => vec![Finding::new(Level::Warn, "issuer-not-checked", session.key.to_string(), whole(&error))],
        };
        if findings.iter().all(|finding| finding.level == Level::Inform) {
            let what = session.presence.authentication.issuer.as_ref().map(|issuer| format!("metadata and keys of {issuer}"));
            let (at, by) = (self.ctx.clock.now(), "partnerctl".to_owned());
            let evidence = Evidence { state: EvidenceState::Done, by, at, what, sha256: None, value: None };
            work.record.status.steps.insert(step.id, evidence);
        }
        let again = |known: &Finding| findings.iter().any(|one| (&one.code, &one.subject) == (&known.code, &known.subject));
        work.findings.retain(|known| !again(known));
        work.findings.extend(findings);
        Ok(())
    }

    /// Makes sure that no other partner of the workspace has the same application ID.
    pub(super) fn claim(&self, session: &Session<'_>, work: &Work<'_>) -> Result<()> {
        let Some(id) = &work.record.status.application_id else { return Ok(()) };
        let known = session.record.as_ref().and_then(|read| read.value.status.application_id.as_ref());
        if known == Some(id) || self.ctx.store.application_id_is_free(id, &session.key)? {
            return Ok(());
        }
        let what = format!("application ID `{id}` belongs to another partner of this workspace");
        let next = format!("give `{}` another `applicationId`", session.key.partner);
        Err(Cause::Conflict { what, next }.into())
    }

    fn consent(&self, client: &str) -> Result<bool> {
        if !self.ctx.prompt.can_ask() {
            return Ok(false);
        }
        let question = format!("the secret of client `{client}` is lost; issue a new credential and remove this one?");
        Ok(self.ctx.prompt.confirm(&question, "--replace-lost-secret")?)
    }
}

/// Closes steps of the tool that were opened again: what they stand for was read back just now.
fn close_deeds(session: &Session<'_>, work: &mut Work<'_>) -> Result<()> {
    let flow = flow(session.mechanism())?;
    let deeds = flow.steps.iter().filter(|step| step.proof.is_deed()).map(|step| &step.id).collect::<BTreeSet<_>>();
    let reopened = |id: &StepId, state| deeds.contains(id) && state == EvidenceState::Reopened;
    work.record.status.steps.retain(|id, evidence| !reopened(id, evidence.state));
    Ok(())
}

/// Gives the partner its application ID: of the file, the record, the gateway, else a new one.
pub(super) fn identify(session: &Session<'_>, work: &mut Work<'_>) {
    let given = session.presence.application_id.clone();
    let shown = work.observed.as_ref().and_then(|observed| observed.settings.application_id.clone());
    let known = given.or_else(|| work.record.status.application_id.clone()).or(shown);
    // What a partner that was there before uses in its payloads, the partner alone knows: nothing is made up.
    let fresh = || random::identifier().parse::<ApplicationId>().ok().filter(|_| work.record.status.imported.is_none());
    work.record.status.application_id = known.or_else(fresh);
}

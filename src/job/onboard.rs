//! `onboard`: runs every step that can run, creates nothing twice, and says who must act next.

use std::{
    collections::{BTreeMap, BTreeSet},
    time::Duration,
};

use url::Url;

use crate::{
    crypto::{digest, random},
    domain::{
        capability::Probe,
        finding::{Finding, Level},
        mechanism::{IssuerKeys, Mechanism, TokenIssuer},
        moment::Span,
        name::{ApplicationId, EnvironmentName, PartnerName, ProfileKey, StepId},
        profile::{Observed, Wanted},
        secret::Secret,
        step::{Evidence, EvidenceState, Step, StepState},
    },
    gateway::Gateway,
    job::{
        Cause, Context, Error, Event, Result, allow_direct_writes,
        fleet::is_leaving,
        ground::{self, How, Prepared, blocked, change_report},
        handover, issuer,
        recovery::Consent,
        report::{Board, ChangeReport, PartnerReport},
        scope,
        secret::fingerprint,
        session::Session,
        whole,
        work::{Deferred, Way, Work, registers},
    },
    ledger::flow::flow,
    plan::{Plan, diff::diff},
};

/// What to do for whom.
#[derive(Debug, Clone)]
#[expect(clippy::struct_excessive_bools, reason = "each is a wish of its own")]
pub struct Order {
    /// The partners.
    pub names: Vec<PartnerName>,
    /// Where.
    pub environment: EnvironmentName,
    /// Whether to say only what would be done.
    pub dry_run: bool,
    /// Whether profiles that this workspace did not make may be taken over.
    pub adopt: bool,
    /// Whether a credential whose secret is lost may be replaced without asking.
    pub replace_lost_secret: bool,
    /// Whether a partner that was let go is to be onboarded anew.
    pub again: bool,
    /// A step to wait for, and how long.
    pub until: Option<(StepId, Span)>,
}

/// Onboards the partners. One partner's failure never stops the rest; a failure of the gateway itself ends the command.
pub fn run(ctx: &Context<'_>, order: &Order) -> Result<Board> {
    let within = |error: Error| error.within(&order.environment);
    let environment = ctx.environment(&order.environment)?;
    if !order.dry_run {
        allow_direct_writes(&order.environment, environment)?;
    }
    let opened = open(ctx, order)?;
    if opened.iter().all(|(_, opened)| opened.is_err()) {
        return nobody(opened, &order.environment);
    }
    (ctx.tell)(&Event::Waiting { what: format!("the gateway of `{}`", order.environment) });
    let gateway = (ctx.connect)(&order.environment, environment).map_err(Error::from).map_err(within)?;
    let probe = gateway.probe().map_err(Error::from).map_err(within)?;
    let mut ground = gateway.ground().map_err(Error::from).map_err(within)?;
    let able = &probe.capabilities;
    if !able.knows_apis() {
        ground.apis = ground::elsewhere(ctx)?;
    }
    let mut checked: Opened<'_, '_> = Vec::with_capacity(opened.len());
    for (name, opened) in opened {
        let fits = |session: &Session<'_>| ground::fits(ctx, session, &ground, able).map_err(|error| error.at(&session.key));
        let opened = opened.and_then(|session| fits(&session).map(|()| session));
        checked.push((name, opened));
    }
    let sessions: Vec<Session<'_>> = checked.iter().filter_map(|(_, opened)| opened.as_ref().ok().cloned()).collect();
    if sessions.is_empty() {
        return nobody(checked, &order.environment);
    }
    let keys = issuer::new_keys(ctx, &sessions, &ground, able)?;
    let needs = ground::needs(ctx, &sessions)?;
    let how = How { able, dry_run: order.dry_run };
    let prepared = ground::prepare(ctx, &*gateway, &order.environment, (&needs, ground), how).map_err(within)?;
    let bench = Bench { ctx, gateway: &*gateway, probe: &probe, prepared: &prepared, keys: &keys, order };
    let mut board = Board::default();
    for (name, opened) in checked {
        let brought = opened.and_then(|session| bench.bring_and_wait(&session).map_err(|error| error.at(&session.key)));
        match brought {
            Err(error) if order.names.len() == 1 || matches!(*error.cause, Cause::Interrupted) => return Err(error),
            Err(error) => board.partners.push(failed(name, &order.environment, error)),
            Ok(report) => board.partners.push(report),
        }
    }
    if let Some(first) = board.partners.first_mut() {
        let (changes, findings) = (prepared.changes.clone(), prepared.plan.findings.clone());
        first.changes.splice(0..0, changes);
        first.findings.splice(0..0, findings);
    }
    Ok(board)
}

type Opened<'a, 'o> = Vec<(&'o PartnerName, Result<Session<'a>>)>;

/// The answer when no partner can be brought any further: the only one's error, or a line for each.
fn nobody(opened: Opened<'_, '_>, environment: &EnvironmentName) -> Result<Board> {
    let alone = opened.len() == 1;
    let errors = opened.into_iter().filter_map(|(name, opened)| Some((name, opened.err()?)));
    let mut board = Board::default();
    for (name, error) in errors {
        if alone {
            return Err(error);
        }
        board.partners.push(failed(name, environment, error));
    }
    Ok(board)
}

/// Reads the files of all partners that are named, each once.
fn open<'a, 'o>(ctx: &Context<'a>, order: &'o Order) -> Result<Opened<'a, 'o>> {
    let mut seen = BTreeSet::new();
    let names = order.names.iter().filter(|name| seen.insert(*name));
    let opened: Opened<'a, 'o> = names
        .map(|name| (name, Session::open(ctx, name, &order.environment).and_then(|session| stays(session, order))))
        .collect();
    for session in opened.iter().filter_map(|(_, opened)| opened.as_ref().ok()) {
        if let Some((step, _)) = &order.until {
            known_step(session, step).map_err(|error| error.at(&session.key))?;
        }
    }
    Ok(opened)
}

/// A partner that is being let go, or was, is not brought back unless that is wished.
fn stays<'a>(session: Session<'a>, order: &Order) -> Result<Session<'a>> {
    let leaving = session.record.as_ref().and_then(|read| read.value.status.offboarding.as_ref());
    match leaving.filter(|leaving| leaving.withdrawn.is_none() || !order.again) {
        Some(leaving) => Err(is_leaving(&session.key, leaving)),
        None => Ok(session),
    }
}

/// A step that the partner's flow has; a wrong word is refused before anything is done.
fn known_step(session: &Session<'_>, step: &StepId) -> Result<()> {
    let steps = session.steps(None)?;
    if steps.iter().any(|line| line.id == *step) {
        return Ok(());
    }
    let known = steps.iter().map(|line| format!("`{}`", line.id)).collect::<Vec<_>>().join(", ");
    let what = format!("`{step}` is no step of mechanism `{}`", session.mechanism());
    Err(Cause::Usage { what, next: format!("choose one of {known}") }.into())
}

/// The report of a partner that failed.
#[must_use]
pub fn failed(name: &PartnerName, environment: &EnvironmentName, error: Error) -> PartnerReport {
    let mut report = PartnerReport::new(name.clone(), environment.clone());
    report.failure = Some(error);
    report
}

/// What all partners of one run work with.
pub(super) struct Bench<'a> {
    pub(super) ctx: &'a Context<'a>,
    pub(super) gateway: &'a dyn Gateway,
    pub(super) probe: &'a Probe,
    pub(super) prepared: &'a Prepared,
    /// What is wrong with key sets that the gateway did not read before.
    pub(super) keys: &'a BTreeMap<Url, Vec<Finding>>,
    pub(super) order: &'a Order,
}

/// What a saved plan says about one partner.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Promise {
    /// The application ID that the partner has or is to get.
    pub(super) application_id: Option<ApplicationId>,
    /// The digest of its changes, see [`digest_of`].
    pub(super) digest: String,
}

/// What was done for one partner.
pub(super) struct Brought {
    pub(super) report: PartnerReport,
    /// Secrets that are still to be read.
    pub(super) deferred: Vec<Deferred>,
    application_id: Option<ApplicationId>,
    digest: String,
}

/// What would be done for one partner.
pub(super) struct Looked {
    pub(super) report: PartnerReport,
    pub(super) promise: Promise,
    /// Whether there is something to do besides changes: to heal what a killed command left, or to write the handover.
    pub(super) is_unsettled: bool,
}

/// The SHA-256 of all changes of a plan with every value in them, in hex: two plans with one digest do the same. Holds between runs of
/// the same version of this program.
pub(super) fn digest_of(plan: &Plan) -> String {
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
    pub(super) fn bring(&self, session: &Session<'_>) -> Result<PartnerReport> {
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
    pub(super) fn bring_one_of_many(&self, session: &Session<'_>, promise: Option<&Promise>) -> Result<Brought> {
        let way = if self.order.adopt { Way::Adopt } else { Way::Change };
        let work = Work::open(self.ctx, self.gateway, &session.key, session.mechanism(), way)?;
        self.work(session, work.deferring(), promise)
    }

    /// Says what would be done for a partner whose profile was read with all others; nothing is sent.
    pub(super) fn look(&self, session: &Session<'_>, observed: Option<Observed>, promise: Option<&Promise>) -> Result<Looked> {
        let seen = (observed, self.order.adopt);
        let work = Work::seen(self.ctx, self.gateway, &session.key, session.mechanism(), seen)?;
        let is_unsettled = work.is_unfinished() || work.lacks_secret() || is_unshared(session)?;
        let application_id = promise.map(|promise| promise.application_id.clone());
        let brought = self.work(session, work, promise)?;
        let application_id = application_id.unwrap_or(brought.application_id);
        Ok(Looked { report: brought.report, promise: Promise { application_id, digest: brought.digest }, is_unsettled })
    }

    fn work(&self, session: &Session<'_>, mut work: Work<'_>, promise: Option<&Promise>) -> Result<Brought> {
        // It stays only where it may: that was asked when the partner was opened.
        work.record.status.offboarding = None;
        if let Some(promise) = promise {
            work.record.status.application_id = work.record.status.application_id.or_else(|| promise.application_id.clone());
        }
        identify(session, &mut work);
        let handed = session.handed(self.ctx)?;
        work.findings.extend(handed.findings.iter().cloned());
        work.findings.extend(self.keys_of(&handed.mechanism).iter().cloned());
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

    fn keys_of(&self, mechanism: &Mechanism) -> &[Finding] {
        match mechanism {
            Mechanism::JwtBearer(TokenIssuer { keys: IssuerKeys::Published(url), .. }) => {
                self.keys.get(url).map_or(&[], Vec::as_slice)
            }
            _ => &[],
        }
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

    /// Brings a partner as far as it goes, then waits for the step that the order names; the lock is free meanwhile.
    fn bring_and_wait(&self, session: &Session<'_>) -> Result<PartnerReport> {
        let report = self.bring(session)?;
        let Some((step, patience)) = &self.order.until else { return Ok(report) };
        wait(self.ctx, session, step, *patience)?;
        let record = self.ctx.store.record(&session.key)?.map(|read| read.value);
        let now = session.report(record.as_ref())?;
        Ok(PartnerReport { changes: report.changes, findings: report.findings, ..now })
    }

    fn carry_out(&self, session: &Session<'_>, work: &mut Work<'_>, wanted: &Wanted, plan: &Plan) -> Result<()> {
        self.claim(session, work)?;
        work.record.metadata.mechanism = session.mechanism();
        if plan.items.iter().any(|item| item.change.issues_secret()) {
            // The secret store must open before there is a secret to keep.
            fingerprint(self.ctx, &Secret::new(String::new()))?;
        }
        if !plan.is_empty() {
            // The application ID is durable before the gateway hears of it.
            work.save()?;
        }
        if registers(plan) {
            work.warn_of_unanswered();
        }
        for item in &plan.items {
            work.make(&item.change)?;
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
        work.findings.extend(findings);
        Ok(())
    }

    /// Makes sure that no other partner of the workspace has the same application ID.
    fn claim(&self, session: &Session<'_>, work: &Work<'_>) -> Result<()> {
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

/// Closes steps of the tool that were opened again: what they stand for was read back just now.
fn close_deeds(session: &Session<'_>, work: &mut Work<'_>) -> Result<()> {
    let flow = flow(session.mechanism())?;
    let deeds = flow.steps.iter().filter(|step| step.proof.is_deed()).map(|step| &step.id).collect::<BTreeSet<_>>();
    let reopened = |id: &StepId, state| deeds.contains(id) && state == EvidenceState::Reopened;
    work.record.status.steps.retain(|id, evidence| !reopened(id, evidence.state));
    Ok(())
}

/// Gives the partner its application ID: of the file, the record, the gateway, else a new one.
fn identify(session: &Session<'_>, work: &mut Work<'_>) {
    let given = session.presence.application_id.clone();
    let shown = work.observed.as_ref().and_then(|observed| observed.settings.application_id.clone());
    let known = given.or_else(|| work.record.status.application_id.clone()).or(shown);
    work.record.status.application_id = known.or_else(|| random::identifier().parse::<ApplicationId>().ok());
}

/// Waits until a step is done, looking at the record now and then, for as long as the order says.
fn wait(ctx: &Context<'_>, session: &Session<'_>, step: &StepId, patience: Span) -> Result<()> {
    let end = ctx.clock.now().after(patience);
    loop {
        let record = ctx.store.record(&session.key)?.map(|read| read.value);
        let steps = session.steps(record.as_ref())?;
        let is_done = |line: &Step| line.id == *step && matches!(line.state, StepState::Done | StepState::Skipped);
        if steps.iter().any(is_done) || ctx.clock.now() >= end {
            return Ok(());
        }
        (ctx.tell)(&Event::Waiting { what: format!("step `{step}` of {}", session.key) });
        ctx.clock.sleep(Duration::from_secs(2), ctx.stop);
        ctx.check_stop()?;
    }
}

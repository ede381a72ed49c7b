//! `onboard`: runs every step that can run, creates nothing twice, and says who must act next.

use std::{collections::BTreeSet, time::Duration};

use crate::{
    crypto::random,
    domain::{
        capability::Probe,
        finding::{Finding, Level},
        ground::PublishedApi,
        mechanism::MechanismKind,
        moment::Span,
        name::{ApiRef, ApplicationId, EnvironmentName, PartnerName, StepId},
        profile::Wanted,
        secret::Secret,
        step::{Evidence, EvidenceState, Step, StepState},
    },
    gateway::Gateway,
    job::{
        Cause, Context, Error, Event, Result, allow_direct_writes,
        ground::{self, How, Prepared, blocked, change_report},
        handover, issuer,
        recovery::Consent,
        report::{Board, ChangeReport, PartnerReport},
        secret::fingerprint,
        session::Session,
        whole,
        work::{Way, Work},
    },
    ledger::flow::flow,
    plan::{Plan, diff::diff},
};

/// What to do for whom.
#[derive(Debug, Clone)]
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
    let needs = ground::needs(ctx, &sessions)?;
    let how = How { able, dry_run: order.dry_run };
    let prepared = ground::prepare(ctx, &*gateway, &order.environment, (&needs, ground), how).map_err(within)?;
    let bench = Bench { ctx, gateway: &*gateway, probe: &probe, prepared: &prepared, order };
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
    let opened: Opened<'a, 'o> = names.map(|name| (name, Session::open(ctx, name, &order.environment))).collect();
    for session in opened.iter().filter_map(|(_, opened)| opened.as_ref().ok()) {
        if let Some((step, _)) = &order.until {
            known_step(session, step).map_err(|error| error.at(&session.key))?;
        }
    }
    Ok(opened)
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
struct Bench<'a> {
    ctx: &'a Context<'a>,
    gateway: &'a dyn Gateway,
    probe: &'a Probe,
    prepared: &'a Prepared,
    order: &'a Order,
}

impl Bench<'_> {
    fn bring(&self, session: &Session<'_>) -> Result<PartnerReport> {
        let way = match (self.order.dry_run, self.order.adopt) {
            (true, false) => Way::Look,
            (_, true) => Way::Adopt,
            (false, false) => Way::Change,
        };
        let mut work = Work::open(self.ctx, self.gateway, &session.key, session.mechanism(), way)?;
        identify(session, &mut work);
        let handed = session.handed(self.ctx)?;
        work.findings.extend(handed.findings.iter().cloned());
        if let Some(missing) = &handed.missing {
            return self.reserve(session, work, missing);
        }
        let wanted = session.wanted(self.ctx, work.record.status.application_id.clone())?;
        let plan = diff(&wanted, work.observed.as_ref(), work.record.status.client.as_ref(), &self.probe.capabilities);
        blocked(&plan)?;
        if self.order.dry_run {
            return self.report(session, &work, &plan, &[]);
        }
        self.carry_out(session, &mut work, &wanted, &plan)?;
        let notes = handover::write(self.ctx, session, &mut work.record)?;
        work.save()?;
        self.report(session, &work, &plan, &notes)
    }

    /// Gives a partner that cannot be known by anything yet its application ID; the rest waits.
    fn reserve(&self, session: &Session<'_>, mut work: Work<'_>, missing: &str) -> Result<PartnerReport> {
        let advice = format!("{missing} is not here yet: name its file in the partner file, then run this again");
        work.findings.push(Finding::new(Level::Inform, "waiting-for-material", session.key.to_string(), advice));
        if !self.order.dry_run {
            self.claim(session, &work)?;
            work.save()?;
        }
        self.report(session, &work, &Plan::default(), &[])
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
        if work.observed.is_none() && self.probe.capabilities.makes_whole() {
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
        if !gates {
            work.take_over_server(&self.prepared.ground);
        }
        work.record.status.customer_source_id = session.customer_source_id();
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

    /// APIs that will refuse the partner's tokens, for none of its scopes is mapped to them.
    fn unguarded(&self, session: &Session<'_>) -> Vec<Finding> {
        if session.mechanism() != MechanismKind::Oauth2 {
            // Only tokens of the gateway's own server carry scopes that it maps.
            return Vec::new();
        }
        let own: BTreeSet<_> = session.presence.authentication.scopes.iter().collect();
        let asked = session.presence.apis.iter().filter_map(|api| Some((api, self.prepared.ground.apis.get(api)?)));
        let shut = asked.filter(|(_, known)| !known.scopes.is_empty() && known.scopes.iter().all(|scope| !own.contains(scope)));
        let finding = |(api, known): (&ApiRef, &PublishedApi)| {
            let scopes = known.scopes.iter().map(|scope| format!("`{scope}`")).collect::<Vec<_>>().join(" or ");
            let advice = format!("its tokens need scope {scopes}, which the partner file does not name: calls will be refused");
            Finding::new(Level::Warn, "scope-missing", api.to_string(), advice)
        };
        shut.map(finding).collect()
    }

    fn report(&self, session: &Session<'_>, work: &Work<'_>, plan: &Plan, notes: &[Finding]) -> Result<PartnerReport> {
        let mut report = session.report(Some(&work.record))?;
        report.changes =
            plan.items.iter().map(|item| ChangeReport { done: !self.order.dry_run, ..change_report(item) }).collect();
        let others = work.findings.iter().chain(&plan.findings).chain(notes);
        let fresh: Vec<_> =
            others.filter(|finding| report.findings.iter().all(|known| known.code != finding.code)).cloned().collect();
        report.findings.extend(fresh);
        report.findings.extend(self.unguarded(session));
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

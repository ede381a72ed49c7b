//! `onboard`: runs every step that can run, creates nothing twice, and says who must act next.

use std::time::Duration;

use crate::{
    crypto::random,
    domain::{
        capability::Probe,
        finding::Finding,
        moment::Span,
        name::{ApplicationId, EnvironmentName, PartnerName, StepId},
        profile::Wanted,
        step::StepState,
    },
    gateway::Gateway,
    job::{
        Cause, Context, Error, Event, Result, allow_direct_writes,
        ground::{self, How, Prepared, blocked, change_report},
        handover,
        report::{Board, ChangeReport, PartnerReport},
        session::Session,
        work::Work,
    },
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
    let opened: Vec<_> = order.names.iter().map(|name| (name, Session::open(ctx, name, &order.environment))).collect();
    if let [(_, Err(_))] = opened.as_slice() {
        return opened.into_iter().find_map(|(_, opened)| opened.err()).map_or_else(|| Ok(Board::default()), Err);
    }
    let sessions: Vec<Session<'_>> = opened.iter().filter_map(|(_, opened)| opened.as_ref().ok().cloned()).collect();
    (ctx.tell)(&Event::Waiting { what: format!("the gateway of `{}`", order.environment) });
    let gateway = (ctx.connect)(&order.environment, environment).map_err(Error::from).map_err(within)?;
    let probe = gateway.probe().map_err(Error::from).map_err(within)?;
    let needs = ground::needs(ctx, &sessions)?;
    let how = How { able: &probe.capabilities, dry_run: order.dry_run };
    let prepared = ground::prepare(ctx, &*gateway, &order.environment, &needs, how).map_err(within)?;
    let bench = Bench { ctx, gateway: &*gateway, probe: &probe, prepared: &prepared, order };
    let mut board = Board::default();
    for (name, opened) in opened {
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
        let mut work = Work::open(self.ctx, self.gateway, &session.key, session.mechanism(), self.order.adopt)?;
        identify(session, &mut work);
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
        if !plan.is_empty() {
            // The application ID is durable before the gateway hears of it.
            work.save()?;
        }
        for item in &plan.items {
            work.make(&item.change)?;
        }
        work.take_over();
        work.take_over_apis(&self.prepared.ground);
        work.record.status.customer_source_id = session.customer_source_id();
        work.settle_secret(&wanted.mechanism, &|client| self.consent(client))?;
        work.settle()
    }

    /// Makes sure that no other partner of the workspace has the same application ID.
    fn claim(&self, session: &Session<'_>, work: &Work<'_>) -> Result<()> {
        let Some(id) = &work.record.status.application_id else { return Ok(()) };
        if !work.is_new() || self.ctx.store.application_id_is_free(id, &session.key)? {
            return Ok(());
        }
        let what = format!("application ID `{id}` belongs to another partner of this workspace");
        let next = format!("give `{}` another `applicationId`", session.key.partner);
        Err(Cause::Conflict { what, next }.into())
    }

    fn consent(&self, client: &str) -> Result<bool> {
        if self.order.replace_lost_secret {
            return Ok(true);
        }
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
        report.findings = work.findings.iter().chain(&plan.findings).chain(notes).cloned().collect();
        Ok(report)
    }
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
        let Some(line) = steps.iter().find(|line| line.id == *step) else {
            let known = steps.iter().map(|line| format!("`{}`", line.id)).collect::<Vec<_>>().join(", ");
            let what = format!("`{step}` is no step of mechanism `{}`", session.mechanism());
            return Err(Cause::Usage { what, next: format!("choose one of {known}") }.into());
        };
        if matches!(line.state, StepState::Done | StepState::Skipped) || ctx.clock.now() >= end {
            return Ok(());
        }
        (ctx.tell)(&Event::Waiting { what: format!("step `{step}` of {}", session.key) });
        ctx.clock.sleep(Duration::from_secs(2), ctx.stop);
        ctx.check_stop()?;
    }
}

//! `offboard`: lets a partner go. Its calls are refused at once, its profile goes later, its record stays.

use crate::{
    domain::{
        capability::Support,
        change::{Change, Operation},
        finding::{Finding, Level},
        moment::Span,
        name::ProfileKey,
        profile::State,
        record::Offboarding,
    },
    job::{
        Cause, Context, Result, allow_direct_writes,
        profile::{open, withdraw},
        report::{Board, ChangeReport, PartnerReport},
        work::{Way, Work},
    },
};

/// How far to go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wish {
    /// Suspends; withdraws when it was suspended for so long.
    Leave(Span),
    /// Withdraws without waiting.
    Now,
    /// Takes it back, as long as nothing was withdrawn.
    Undo,
}

/// Goes one step: suspends what is active, withdraws what was suspended long enough. Needs no partner file.
pub fn run(ctx: &Context<'_>, key: &ProfileKey, wish: Wish) -> Result<Board> {
    step(ctx, key, wish).map(|report| Board { partners: vec![report] }).map_err(|error| error.at(key))
}

fn step(ctx: &Context<'_>, key: &ProfileKey, wish: Wish) -> Result<PartnerReport> {
    allow_direct_writes(&key.environment, ctx.environment(&key.environment)?)?;
    let Some(record) = ctx.store.record(key)? else {
        let what = format!("there is no record of {key}, so nothing is known to be let go");
        return Err(Cause::NotFound { what, next: "`partnerctl record list` shows the records".to_owned() }.into());
    };
    let gateway = open(ctx, &key.environment)?;
    let mechanism = record.value.metadata.mechanism;
    let mut work = Work::open(ctx, &*gateway, key, mechanism, Way::Remove)?;
    let changes = match wish {
        Wish::Undo => undo(ctx, &mut work)?,
        Wish::Now => leave(ctx, &mut work, None)?,
        Wish::Leave(wait) => leave(ctx, &mut work, Some(wait))?,
    };
    work.settle()?;
    let mut report = PartnerReport::new(key.partner.clone(), key.environment.clone());
    report.mechanism = Some(mechanism);
    report.changes = changes;
    report.next = next(key, &work);
    report.complete = report.next.is_none();
    report.findings = work.findings;
    Ok(report)
}

/// One step towards the end; `None` does not wait.
fn leave(ctx: &Context<'_>, work: &mut Work<'_>, wait: Option<Span>) -> Result<Vec<ChangeReport>> {
    let now = ctx.clock.now();
    let mut changes = Vec::new();
    let known = work.record.status.offboarding.clone();
    if known.as_ref().is_some_and(|known| known.withdrawn.is_some()) {
        return Ok(changes);
    }
    if work.observed.as_ref().is_some_and(|observed| observed.state == State::Active) {
        changes.extend(suspend(work, wait.is_none())?);
    }
    let begun = known.unwrap_or_else(|| Offboarding {
        suspended: now,
        withdraw_after: wait.map_or(now, |wait| now.after(wait)),
        by: format!("{}@{}", ctx.actor.user, ctx.actor.host),
        withdrawn: None,
    });
    let due = wait.is_none() || begun.withdraw_after <= now || work.observed.is_none();
    work.record.status.offboarding = Some(begun.clone());
    // What was begun is written down before the rest goes.
    work.save()?;
    if due {
        changes.extend(withdraw(ctx, work)?);
        work.record.status.offboarding = Some(Offboarding { withdrawn: Some(now), ..begun });
    }
    Ok(changes)
}

/// The changes that a step would make now; nothing is sent.
pub(super) fn outlook(ctx: &Context<'_>, work: &Work<'_>, wish: Wish) -> Result<Vec<Change>> {
    let wait = match wish {
        Wish::Undo => {
            may_be_undone(work)?;
            let suspended = work.existing()?.state == State::Suspended;
            return Ok(suspended.then_some(Change::SetState(State::Active)).into_iter().collect());
        }
        Wish::Now => None,
        Wish::Leave(wait) => Some(wait),
    };
    let (known, now) = (work.record.status.offboarding.as_ref(), ctx.clock.now());
    if work.is_new() || known.is_some_and(|known| known.withdrawn.is_some()) {
        return Ok(Vec::new());
    }
    let active = work.observed.as_ref().is_some_and(|observed| observed.state == State::Active);
    let suspend = active && (wait.is_some() || can_suspend(work)?);
    let begun = known.map_or_else(|| wait.map_or(now, |wait| now.after(wait)), |known| known.withdraw_after);
    let due = work.observed.is_some() && (wait.is_none() || begun <= now);
    let steps = [suspend.then_some(Change::SetState(State::Suspended)), due.then_some(Change::RemoveProfile)];
    Ok(steps.into_iter().flatten().collect())
}

fn can_suspend(work: &Work<'_>) -> Result<bool> {
    let able = work.gateway.probe()?.capabilities;
    let support = able.support(Operation::SetState, work.record.metadata.mechanism);
    Ok(!matches!(support, Support::Unsupported { .. } | Support::Manual { .. }))
}

/// Refuses calls from now on. Where the product cannot, only withdrawing at once ends them.
fn suspend(work: &mut Work<'_>, at_once: bool) -> Result<Vec<ChangeReport>> {
    if at_once && !can_suspend(work)? {
        return Ok(Vec::new());
    }
    work.apply_now(&[Change::SetState(State::Suspended)])
}

/// Refuses to undo what was not begun, or what is over.
fn may_be_undone(work: &Work<'_>) -> Result<()> {
    let next = format!("`partnerctl onboard {} -e {}` makes a new profile", work.key.partner, work.key.environment);
    let Some(known) = work.record.status.offboarding.clone() else {
        let what = format!("{} is not being let go", work.key);
        return Err(Cause::Conflict { what, next: "nothing is to be undone".to_owned() }.into());
    };
    if let Some(withdrawn) = known.withdrawn {
        return Err(
            Cause::Conflict { what: format!("the profile was withdrawn {withdrawn}; that cannot be undone"), next }.into()
        );
    }
    if work.observed.is_none() {
        return Err(Cause::NotFound { what: "the profile is gone from the gateway".to_owned(), next }.into());
    }
    Ok(())
}

fn undo(ctx: &Context<'_>, work: &mut Work<'_>) -> Result<Vec<ChangeReport>> {
    may_be_undone(work)?;
    let changes = match work.existing()?.state {
        State::Suspended => work.apply_now(&[Change::SetState(State::Active)])?,
        State::Active => Vec::new(),
    };
    work.record.status.offboarding = None;
    let advice = format!("calls of {} are let through again", work.key);
    work.findings.push(Finding::new(Level::Inform, "offboarding-undone", work.key.to_string(), advice));
    ctx.audit(Some(&work.key.partner), Some(&work.key.environment), "offboarding undone")?;
    Ok(changes)
}

/// What is still to be done, as one line.
fn next(key: &ProfileKey, work: &Work<'_>) -> Option<String> {
    let begun = work.record.status.offboarding.as_ref().filter(|begun| begun.withdrawn.is_none())?;
    let ProfileKey { partner, environment } = key;
    Some(format!(
        "from {} on `partnerctl offboard {partner} -e {environment}` withdraws it; until then `--undo` takes it back",
        begun.withdraw_after
    ))
}

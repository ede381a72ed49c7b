//! `onboard`: runs every step that can run, creates nothing twice, and says who must act next.

mod bench;
mod deeds;
mod patience;

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::OnceLock,
};

use crate::{
    domain::{
        moment::Span,
        name::{EnvironmentName, PartnerName, StepId},
    },
    job::{
        Cause, Context, Error, Event, Result, allow_direct_writes,
        fleet::is_leaving,
        ground::{self, How},
        issuer,
        report::{Board, PartnerReport},
        session::Session,
    },
};

pub(super) use self::bench::{Bench, Looked, Promise, digest_of};

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
    let mut keys = BTreeMap::new();
    sessions.iter().try_for_each(|session| issuer::new_keys(ctx, session, (&ground, able), &mut keys))?;
    let needs = ground::needs(ctx, &sessions)?;
    let how = How { able, dry_run: order.dry_run };
    let prepared = ground::prepare(ctx, &*gateway, &order.environment, (&needs, ground), how).map_err(within)?;
    let bench =
        Bench { ctx, gateway: &*gateway, probe: &probe, prepared: &prepared, keys: &keys, order, secrets_open: OnceLock::new() };
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

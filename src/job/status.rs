//! `status`: the board of steps, owners, waiting-on, age and expiry. Reads files only.

use crate::{
    domain::{
        name::{EnvironmentName, PartnerName, ProfileKey},
        record::Record,
        step::Owner,
    },
    job::{
        Context, Result, cores,
        onboard::failed,
        report::{Board, PartnerReport},
        session::Session,
    },
};

/// Whose board to show.
#[derive(Debug, Clone)]
pub struct Order {
    /// The partners; all when empty.
    pub names: Vec<PartnerName>,
    /// Where.
    pub environment: EnvironmentName,
    /// Only those that wait for this side.
    pub waiting_on: Option<Owner>,
}

/// Reads partner files and records. A broken file costs one line, nothing else; one that is named alone is an error.
pub fn run(ctx: &Context<'_>, order: &Order) -> Result<Board> {
    ctx.environment(&order.environment)?;
    let all = order.names.is_empty();
    let names = if all { ctx.store.partners()? } else { order.names.clone() };
    let alone = names.len() == 1 && !all;
    let mut board = Board::default();
    let lines = cores::all(names, &|name: PartnerName| {
        let line = line(ctx, &name, order, all);
        (name, line)
    });
    for (name, line) in lines {
        match line {
            Ok(report) => board.partners.extend(report),
            Err(error) if alone => return Err(error),
            Err(error) => board.partners.push(failed(&name, &order.environment, error)),
        }
    }
    Ok(board)
}

fn line(ctx: &Context<'_>, name: &PartnerName, order: &Order, all: bool) -> Result<Option<PartnerReport>> {
    let session = if all {
        let partner = ctx.store.partner(name)?;
        if !partner.spec.environments.contains_key(&order.environment) {
            return Ok(None);
        }
        Session::of(ctx, partner, &order.environment)?
    } else {
        Session::open(ctx, name, &order.environment)?
    };
    let record = session.record.as_ref().map(|read| &read.value);
    let mut report = session.report(record).map_err(|error| error.at(&session.key))?;
    report.age_days = record.map(|record| ctx.clock.now().days_since(touched(record)));
    let shown = order.waiting_on.is_none_or(|owner| report.waiting_on.is_some_and(|on| on == owner || on == Owner::Both));
    Ok(shown.then_some(report))
}

/// When something last happened to a partner.
pub(in crate::job) fn touched(record: &Record) -> crate::domain::moment::Moment {
    let evidence = record.status.steps.values().map(|evidence| evidence.at);
    evidence.chain([record.metadata.updated]).max().unwrap_or(record.metadata.updated)
}

/// The key of a partner in an environment.
#[must_use]
pub fn key(name: &PartnerName, environment: &EnvironmentName) -> ProfileKey {
    ProfileKey { partner: name.clone(), environment: environment.clone() }
}

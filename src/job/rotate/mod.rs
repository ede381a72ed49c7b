//! `rotate`: one credential follows another. The new one is proven by a live call before the old one is retired, and what was begun is
//! written down before it is done, so that a run that was ended is gone on with by the next one.

mod due;
mod kind;
mod letter;
mod material;
mod own;
mod proof;
mod report;
mod rules;
mod second;
mod secret;
mod turn;

use crate::{
    domain::{
        moment::{Moment, Span},
        name::{EnvironmentName, PartnerName, ProfileKey},
        rotation::RotationKind,
        workspace::Role,
    },
    gateway::Gateway,
    job::{
        Cause, Context, Result, allow_direct_writes,
        exchange::{must_be, only_partner},
        fleet::is_leaving,
        material::Given,
        onboard::failed,
        profile::open,
        report::{Board, PartnerReport},
        session::Session,
        work::{Way, Work},
    },
};

use self::{rules::Rules, turn::Turn};

/// What to rotate, and how far.
#[derive(Default)]
pub struct Wish {
    /// What is replaced; what the mechanism has when absent.
    pub kind: Option<RotationKind>,
    /// The new certificate with those above it.
    pub files: Vec<Given>,
    /// When it may begin; at once when absent.
    pub at: Option<Moment>,
    /// How long a cut-over may take.
    pub window: Option<Span>,
    /// How long both are good.
    pub overlap: Option<Span>,
    /// Whether the old one is retired now.
    pub finish: bool,
    /// Whether the new one is given up.
    pub cancel: bool,
    /// Whether nothing is changed, and it is only said what would be.
    pub dry_run: bool,
}

/// Whose credential.
pub struct Order {
    /// The partners.
    pub names: Vec<PartnerName>,
    /// Where.
    pub environment: EnvironmentName,
    /// Whether those are meant, too, for whom it is time.
    pub due: bool,
    /// What and how far.
    pub wish: Wish,
}

/// Goes as far as it goes today. One partner's failure never stops the rest.
pub fn run(ctx: &Context<'_>, order: &Order) -> Result<Board> {
    if ctx.workspace.role == Role::Partner {
        let partner = order.names.first().cloned().map_or_else(|| only_partner(ctx), Ok)?;
        return own::run(ctx, &ProfileKey { partner, environment: order.environment.clone() }, &order.wish);
    }
    must_be(ctx, Role::Operator)?;
    let environment = ctx.environment(&order.environment)?;
    if !order.wish.dry_run {
        allow_direct_writes(&order.environment, environment)?;
    }
    let rules = rules::read(ctx)?;
    let mut names = order.names.clone();
    if order.due {
        names.extend(due::partners(ctx, &order.environment, &rules)?);
        names.sort_unstable();
        names.dedup();
    }
    if names.is_empty() {
        return Ok(Board::default());
    }
    let gateway = open(ctx, &order.environment)?;
    let mut board = Board::default();
    for name in &names {
        let key = ProfileKey { partner: name.clone(), environment: order.environment.clone() };
        match one(ctx, &*gateway, &key, (&order.wish, &rules)).map_err(|error| error.at(&key)) {
            Err(error) if names.len() == 1 || matches!(*error.cause, Cause::Interrupted) => return Err(error),
            Err(error) => board.partners.push(failed(name, &order.environment, error)),
            Ok(report) => board.partners.push(report),
        }
    }
    Ok(board)
}

fn one(ctx: &Context<'_>, gateway: &dyn Gateway, key: &ProfileKey, (wish, rules): (&Wish, &Rules)) -> Result<PartnerReport> {
    let session = Session::open(ctx, &key.partner, &key.environment)?;
    if let Some(leaving) = session.record.as_ref().and_then(|read| read.value.status.offboarding.as_ref()) {
        return Err(is_leaving(key, leaving));
    }
    second::heal(ctx, key)?;
    let way = if wish.dry_run { Way::Look } else { Way::Change };
    let work = Work::open(ctx, gateway, key, session.mechanism(), way)?;
    work.existing()?;
    let able = gateway.probe()?.capabilities;
    let mut turn = Turn { ctx, session, work, wish, rules, able, changes: Vec::new(), checks: Vec::new() };
    turn.go()?;
    Ok(turn.report())
}

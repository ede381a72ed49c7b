//! `plan`: what differs between partner files and gateway. Nothing is written to either.

use super::{
    Fleet, Order,
    draft::{Site, draw},
    saved::Saved,
};
use crate::job::{Context, Result, report::Board};

/// Draws the plan of all partners that are meant, and with it the document that `apply` can follow later.
pub fn run(ctx: &Context<'_>, order: &Order) -> Result<(Fleet, Saved)> {
    let site = Site::open(ctx, &order.environment)?;
    let draft = draw(&site, order, None)?;
    let saved = Saved::of(ctx, order, &draft);
    Ok((draft.fleet, saved))
}

/// The same as a board of those partners, with changes to what they share at the first.
pub fn for_board(ctx: &Context<'_>, order: &Order) -> Result<(Board, Saved)> {
    let (fleet, saved) = run(ctx, order)?;
    let mut partners = fleet.partners;
    if let Some(first) = partners.first_mut() {
        first.changes.splice(0..0, fleet.shared);
    }
    Ok((Board { partners }, saved))
}

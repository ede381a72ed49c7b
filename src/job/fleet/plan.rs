//! `plan`: what differs between partner files and gateway. Nothing is written to either.

use super::{
    Fleet, Order,
    draft::{Site, draw},
    saved::Saved,
};
use crate::job::{Context, Result};

/// Draws the plan of all partners that are meant, and with it the document that `apply` can follow later.
pub fn run(ctx: &Context<'_>, order: &Order) -> Result<(Fleet, Saved)> {
    let site = Site::open(ctx, &order.environment)?;
    let draft = draw(&site, order, None)?;
    let saved = Saved::of(ctx, order, &draft);
    Ok((draft.fleet, saved))
}

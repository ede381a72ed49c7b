//! The live call that proves a new credential: a token where there is one, and the first API of the partner.

use crate::{
    domain::{
        record::{Record, RecordedClient},
        rotation::RotationKind,
    },
    job::{Cause, Error, Event, Result, badge::Given, report::CheckReport, verify},
};

use super::turn::Turn;

/// Calls as the partner with what is given; `client` is what it names itself with.
pub(super) fn call(turn: &mut Turn<'_>, client: Option<&RecordedClient>, given: &Given) -> Result<bool> {
    (turn.ctx.tell)(&Event::Waiting { what: format!("a call of {} with the new credential", turn.work.key) });
    let mut record: Record = turn.work.record.clone();
    if let Some(client) = client {
        record.status.client = Some(client.clone());
    }
    let check = verify::first_call(turn.ctx, &turn.session, &record, given)?;
    let good = check.ran && check.ok;
    turn.checks.push(CheckReport { name: format!("new credential: {}", check.name), ..check });
    Ok(good)
}

/// The error of a new credential that does not open the API.
pub(super) fn unproven(turn: &Turn<'_>, kind: RotationKind, stays: &str) -> Error {
    let seen = turn.checks.last().map(|check| check.detail.clone()).unwrap_or_default();
    let what = format!("the new {kind} is not proven by a call ({seen}); {stays}");
    let next = format!("{}, and {}", turn.line("tries again", ""), turn.line("gives the new one up", " --cancel"));
    Cause::Refused { what, next }.into()
}

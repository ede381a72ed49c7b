//! Both sides by files that are signed: request, invitation, response, handover. Everything here works without a connection, but for
//! the partner's look at its own firewall and its first call.

pub mod accept;
mod beside;
pub mod firewall;
pub mod found;
pub mod handover;
pub mod invite;
pub mod keys;
pub mod letter;
pub mod material;
pub mod open;
pub mod page;
pub mod plain;
pub mod receive;
pub mod request;
pub mod show;
pub mod taken;

use crate::{
    domain::{
        moment::Moment,
        name::{PartnerName, ProfileKey, StepId},
        record::{Record, RecordStatus},
        step::{Evidence, EvidenceState},
        workspace::Role,
    },
    job::{Cause, Context, Result, session::Session},
    store::Revision,
};

/// The name of a letter's file, such as `acme.non-production.invitation.jws`.
#[must_use]
pub fn file_name(key: &ProfileKey, word: &str) -> String {
    format!("{}.{}.{word}", key.partner, key.environment)
}

/// Refuses a workspace of the other side.
pub fn must_be(ctx: &Context<'_>, role: Role) -> Result<()> {
    if ctx.workspace.role == role {
        return Ok(());
    }
    let (here, next) = match role {
        Role::Operator => ("a partner's workspace", "run it in the operator's workspace; name it with `--workspace`"),
        Role::Partner => ("the operator's workspace", "run it in the partner's workspace, which `partnerctl accept` makes"),
    };
    Err(Cause::Conflict { what: format!("this is {here}"), next: next.to_owned() }.into())
}

/// The partner that is meant when none is named: the only one of a partner's own workspace.
pub fn only_partner(ctx: &Context<'_>) -> Result<PartnerName> {
    let mut names = ctx.store.partners()?.into_iter();
    if let (Role::Partner, Some(name), None) = (ctx.workspace.role, names.next(), names.next()) {
        return Ok(name);
    }
    let next = "name it; it may be left out in a partner's workspace with one connection".to_owned();
    Err(Cause::Usage { what: "which partner is not said".to_owned(), next }.into())
}

/// The record of a partner, made when there is none, with the revision that it was read at.
fn record(ctx: &Context<'_>, session: &Session<'_>) -> Result<(Record, Option<Revision>)> {
    match ctx.store.record(&session.key)? {
        Some(read) => Ok((read.value, Some(read.revision))),
        None => Ok((Record::new(&session.key, session.mechanism(), ctx.clock.now()), None)),
    }
}

/// Writes a record down as changed now.
pub(in crate::job) fn save(ctx: &Context<'_>, mut record: Record, seen: Option<&Revision>) -> Result<()> {
    record.metadata.updated = ctx.clock.now();
    ctx.store.save(&record, seen)?;
    Ok(())
}

/// What shows that a step is done.
fn done(by: &str, at: Moment, what: impl Into<String>) -> Evidence {
    Evidence { state: EvidenceState::Done, by: by.to_owned(), at, what: Some(what.into()), sha256: None, value: None }
}

/// Puts evidence where the flow of the partner has such a step.
fn prove(session: &Session<'_>, status: &mut RecordStatus, step: &str, evidence: Evidence) -> Result<bool> {
    let found = session.steps(None)?.into_iter().find(|known| known.id.as_str() == step);
    let Some(id): Option<StepId> = found.map(|step| step.id) else { return Ok(false) };
    status.steps.insert(id, evidence);
    Ok(true)
}

//! What this workspace knows of an operator: a connection belongs to one, and another one does not take it over without a word.

use crate::{
    domain::{exchange::Invitation, name::ProfileKey},
    job::{
        Cause, Context, Error, Result,
        exchange::{keys, letter::Signed},
    },
};

/// What this workspace knows of an invitation before it is answered here.
#[derive(Debug, Clone, Copy, Default)]
pub struct Acquaintance {
    /// Whether the operator's key was agreed to before.
    pub key: bool,
    /// Whether this very invitation was answered here, so that what it asked for may follow after its end.
    pub answered: bool,
}

/// Looks whether the operator is known here. Another key than the one so far is a conflict, unless somebody named the one that it replaces.
pub fn acquaintance(ctx: &Context<'_>, letter: &Signed<Invitation>, replaced: Option<&str>) -> Result<Acquaintance> {
    let key = letter.document.metadata.key();
    let own = letter.key.sha256();
    let mut found = Acquaintance::default();
    for partner in ctx.store.records(&key.environment)? {
        let place = ProfileKey { partner, environment: key.environment.clone() };
        let record = ctx.store.record(&place)?;
        let Some(exchange) = record.and_then(|read| read.value.status.exchange) else { continue };
        let Some(known) = exchange.other_side.and_then(|known| known.key) else { continue };
        if known != own && !replaced.is_some_and(|replaced| keys::is_same(replaced, &known)) {
            return Err(of_another(&place, &known, &own).at(&place));
        }
        found.key |= known == own;
        found.answered |= known == own && place == key && exchange.invitations.contains(&letter.kept());
    }
    Ok(found)
}

/// The keys, credentials and records of one operator are not another's.
fn of_another(key: &ProfileKey, known: &str, own: &str) -> Error {
    let what =
        format!("{key} is connected to the operator whose key has the SHA-256 {known}, and this invitation is signed with {own}");
    let next = format!(
        "accept another operator's invitation in a folder of its own (`--dir`); where your operator has told you by another way that its \
         key is a new one, add `--replace-operator {known}`"
    );
    Cause::Conflict { what, next }.into()
}

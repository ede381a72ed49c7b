//! A certificate that comes in a letter: the partner signed it with the key that it is known by, or with the new one.

use zeroize::Zeroizing;

use crate::{
    domain::{exchange::Response, name::ProfileKey},
    job::{
        Result,
        exchange::letter::{self, refused},
        material::{Given, usage},
    },
};

use super::turn::Turn;

/// The certificate of a file: itself, or what the letter in it carries.
pub(super) fn certificate(turn: &Turn<'_>, key: &ProfileKey, given: &Given) -> Result<Given> {
    if letter::kind_of(given).is_err() {
        return Ok(given.copy());
    }
    let letter = letter::read::<Response>(given)?;
    letter.must_be_about(key)?;
    letter.must_be_current(turn.ctx.clock.now(), turn.ctx.workspace.policies.clock_skew)?;
    let exchange = turn.work.record.status.exchange.as_ref();
    let known = exchange.and_then(|exchange| exchange.other_side.as_ref());
    let by = letter.key.sha256();
    if !known.is_some_and(|known| known.key.as_deref() == Some(by.as_str()) || known.signing_key.as_deref() == Some(by.as_str()))
    {
        let what = format!("`{}` is signed with a key that the partner is not known by (SHA-256 {by})", given.name);
        return Err(refused(what, "ask the partner by another way, then give the certificate alone"));
    }
    let text = letter.document.spec.certificate.clone();
    let text = text.ok_or_else(|| usage(format!("`{}` carries no certificate", given.name), "ask for the signed certificate"))?;
    Ok(Given { name: given.name.clone(), bytes: Zeroizing::new(text.into_bytes()) })
}

//! The keys of a workspace towards the other side: the one that signs, and the one that opens what is sealed for it.

use crate::{
    crypto::{public::PublicKey, seal::Identity},
    domain::secret::SecretRef,
    job::{Cause, Context, Error, Result, exchange::letter::refused},
    prompt::Prompt,
};

/// The age identity of this workspace; made when it is first needed, and kept in the secret store.
pub fn identity(ctx: &Context<'_>) -> Result<Identity> {
    let slot = SecretRef::exchange_identity();
    if let Some(kept) = ctx.secrets.get(&slot)? {
        return Identity::parse(&kept).map_err(|error| unusable(&error));
    }
    let _alone = ctx.store.exclusive(slot.as_str())?;
    if let Some(kept) = ctx.secrets.get(&slot)? {
        return Identity::parse(&kept).map_err(|error| unusable(&error));
    }
    let identity = Identity::generate();
    ctx.secrets.put(&slot, &identity.reveal())?;
    Ok(identity)
}

/// Where a person agrees to a key: what to compare, and the flag that says it was compared.
pub struct Comparison<'a> {
    /// The key.
    pub key: &'a PublicKey,
    /// Whose it is said to be.
    pub whose: &'a str,
    /// The SHA-256 of the one that was known until now, where this is another.
    pub before: Option<&'a str>,
    /// The SHA-256 that was given.
    pub given: Option<&'a str>,
    /// The flag that gives it.
    pub flag: &'a str,
}

/// Asks for consent to a key: by the SHA-256 that came another way, else by a person who compares it. `--yes` says nothing here.
pub fn agree(prompt: &dyn Prompt, told: &Comparison<'_>) -> Result<()> {
    let known = told.key.sha256();
    if let Some(given) = told.given {
        return same(given, &known, told.whose);
    }
    let was = told.before.map(|before| format!(", and had {before} until now")).unwrap_or_default();
    let question = format!("the key of {} has the SHA-256 {known}{was}; did you compare it by another way", told.whose);
    if !prompt.can_ask() {
        let next = format!("ask {} for it by another way, then add `{} SHA256`", told.whose, told.flag);
        let what = match told.before {
            None => format!("nobody compared the key of {}, which has the SHA-256 {known}", told.whose),
            Some(before) => {
                format!(
                    "the key of {} has changed from the SHA-256 {before} to {known}, and nobody compared the new one",
                    told.whose
                )
            }
        };
        return Err(Cause::Usage { what, next }.into());
    }
    let answers = ["no".to_owned(), "yes, it is the same".to_owned()];
    if prompt.choose(&question, &answers, told.flag)? == 1 {
        return Ok(());
    }
    Err(refused(format!("the key of {} was not compared", told.whose), format!("ask {} by telephone", told.whose)))
}

/// Whether a fingerprint that people typed is this one; colons and spaces do not count.
#[must_use]
pub fn is_same(given: &str, known: &str) -> bool {
    let plain: String = given.chars().filter(|sign| !matches!(sign, ':' | ' ')).collect();
    plain.eq_ignore_ascii_case(known)
}

fn same(given: &str, known: &str, whose: &str) -> Result<()> {
    if is_same(given, known) {
        return Ok(());
    }
    let what = format!("the key of {whose} has the SHA-256 {known}, and that is not the one that was given");
    Err(refused(what, format!("do not use this file; ask {whose} which key is theirs")))
}

fn unusable(error: &dyn std::fmt::Display) -> Error {
    let slot = SecretRef::exchange_identity();
    let what = format!("the secret `{slot}` cannot be used: {error}");
    Cause::Other { what, next: "restore it from a copy; what was sealed for it cannot be opened otherwise".to_owned() }.into()
}

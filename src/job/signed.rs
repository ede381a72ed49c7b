//! Documents that this workspace signs for the other side.

use serde_json::Value;

use crate::{
    crypto::{
        jws,
        key::{Key, KeyType},
    },
    domain::secret::{Secret, SecretRef},
    job::{Cause, Context, Result},
};

/// Signs a document as one JWS in JSON form (RFC 7515, section 7.2.2) with the key of the workspace.
pub fn sign(ctx: &Context<'_>, typ: &str, document: &Value) -> Result<String> {
    let signed = jws::sign(&key(ctx)?, typ, &document.to_string()).map_err(|error| unusable(&error))?;
    Ok(format!("{signed:#}\n"))
}

/// The key of the workspace; made when it is first needed, and kept in the secret store before it signs anything.
pub fn key(ctx: &Context<'_>) -> Result<Key> {
    let slot = SecretRef::signing_key();
    if let Some(kept) = ctx.secrets.get(&slot)? {
        return Key::read(kept.reveal().as_bytes(), None).map_err(|error| unusable(&error));
    }
    let _alone = ctx.store.exclusive(slot.as_str())?;
    if let Some(kept) = ctx.secrets.get(&slot)? {
        return Key::read(kept.reveal().as_bytes(), None).map_err(|error| unusable(&error));
    }
    let key = Key::generate(KeyType::EcP256).map_err(|error| unusable(&error))?;
    ctx.secrets.put(&slot, &Secret::new(key.to_pem().to_string()))?;
    Ok(key)
}

fn unusable(error: &dyn std::fmt::Display) -> crate::job::Error {
    let what = format!("the signing key of this workspace cannot be used: {error}");
    let next = format!("look at `partnerctl secret list`; without `{}` a new one is made", SecretRef::signing_key());
    Cause::Other { what, next }.into()
}

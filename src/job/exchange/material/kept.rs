//! What is in use stays in use: the key and certificate that the operator has registered are not replaced by answering again.

use zeroize::Zeroizing;

use super::{Order, attached, certificate_file, read};
use crate::{
    crypto::{certificate::Certificate, key::Key},
    domain::{name::ProfileKey, secret::SecretRef},
    job::{Cause, Context, Result, handed, material::Given},
};

/// The certificate of a key that the partner file names, or that was made or taken before, with its file.
pub(super) fn certificate(ctx: &Context<'_>, place: &ProfileKey, key: &Key) -> Result<Option<(String, String)>> {
    let partner = ctx.store.partner(&place.partner)?;
    let named = partner.spec.environments.get(&place.environment).map(|presence| presence.authentication.certificates.clone());
    for file in named.into_iter().flatten().chain([certificate_file(place, "pem")]) {
        let Some(bytes) = attached(ctx, &file)? else { continue };
        let given = Given { name: file.clone(), bytes: Zeroizing::new(bytes) };
        if handed::parsed(&given)?.iter().any(|one| one.public_key.spki() == key.spki_der()) {
            return Ok(Some((file, String::from_utf8_lossy(&given.bytes).into_owned())));
        }
    }
    Ok(None)
}

/// Refuses to put another key or certificate in the place of the one that the operator has registered: calls would fail until it takes the
/// new one, and the old key would be gone.
pub(super) fn must_not_replace(ctx: &Context<'_>, place: &ProfileKey, order: &Order) -> Result<()> {
    let connected = ctx.store.record(place)?.is_some_and(|read| read.value.status.profile.is_some());
    let slot = SecretRef::credential(place);
    let Some(kept) = ctx.secrets.get(&slot)?.filter(|_| connected) else { return Ok(()) };
    let kept = read(&slot, &kept)?;
    let other_key = order.key.as_ref().is_some_and(|given| given.spki_der() != kept.spki_der());
    let other = match certificate(ctx, place, &kept)? {
        Some((file, text)) if !order.certificates.is_empty() => {
            let used = handed::parsed(&Given { name: file, bytes: Zeroizing::new(text.into_bytes()) })?;
            let own = |one: &&Certificate| one.public_key.spki() == kept.spki_der();
            let used = used.iter().find(own).map(Certificate::sha256);
            let given = order.certificates.iter().map(handed::parsed).collect::<Result<Vec<_>>>()?.concat();
            !given.iter().any(|one| Some(one.sha256()) == used)
        }
        _ => false,
    };
    if !other_key && !other {
        return Ok(());
    }
    let what =
        "the operator has registered the key and certificate in use; others in their place would make every call fail".to_owned();
    let next =
        format!("`partnerctl rotate --key -e {}` makes new ones beside them, and a file for the operator", place.environment);
    Err(Cause::Conflict { what, next }.into())
}

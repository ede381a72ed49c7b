//! A second client where the product makes a profile with its secret in one request (RFC 7591): it is registered beside the first one, with
//! secret and tokens in slots of its own, and becomes the profile when it is proven. A token is never shown to another client, for a server
//! may end it then: the slots change hands while no token is in the place of either.

use crate::{
    domain::{
        capability::Support,
        change::{Change, Operation, Registration},
        name::ProfileKey,
        profile::{ObservedClient, RemoteRef},
        record::RecordedClient,
        rotation::{Rotation, RotationState},
        secret::{REGISTRATION_SLOTS, ROTATION_SLOTS, SecretRef},
    },
    job::{Cause, Context, Result},
    store::LockScope,
};

use super::{secret::next_slot, turn::Turn};

/// Whether the first client can be removed later, and a second one registered now.
pub(super) fn support(turn: &Turn<'_>) -> Result<Support> {
    let slot = SecretRef::credential(&turn.work.key).beside(REGISTRATION_SLOTS[0]);
    if turn.ctx.secrets.get(&slot)?.is_none() {
        let why = format!("the first client could not be removed afterwards: there is no registration token `{slot}`");
        return Ok(Support::Unsupported { why, needs: "the secret store that it was kept in".to_owned() });
    }
    Ok(turn.able.support(Operation::CreateProfile, turn.session.mechanism()))
}

/// Registers the second client, or takes up the one that a killed run left.
pub(super) fn register(turn: &mut Turn<'_>) -> Result<ObservedClient> {
    let wanted = turn.session.wanted(turn.ctx, turn.work.record.status.application_id.clone())?;
    turn.work.warn_of_unanswered();
    let registration = Registration { settings: wanted.settings, mechanism: wanted.mechanism };
    let noted = turn.work.noted_profile();
    let observed = turn.make_beside(Change::Register(Box::new(registration)), noted)?;
    let client = observed.and_then(|observed| observed.clients.into_iter().next());
    client.ok_or_else(|| {
        Cause::NotFound { what: "the server answered with no client".to_owned(), next: turn.line("tries again", "") }.into()
    })
}

/// Removes a client that is not the profile; its token is beside this slot.
pub(super) fn remove(turn: &mut Turn<'_>, remote: Option<RemoteRef>, slot: SecretRef) -> Result<()> {
    let Some(remote) = remote else { return Ok(()) };
    turn.work.slot = slot;
    let removed = turn.make_beside(Change::RemoveProfile, Some(remote));
    turn.work.slot = SecretRef::credential(&turn.work.key);
    removed?;
    turn.work.settle_beside()
}

/// The first half of the hand-over of slots: all of the first client is kept, and none of its tokens is left in its place.
pub(super) fn step_down(turn: &Turn<'_>) -> Result<()> {
    let (slot, old) = (SecretRef::credential(&turn.work.key), SecretRef::slot(&turn.work.key, ROTATION_SLOTS[1]));
    let secrets = turn.ctx.secrets;
    for token in REGISTRATION_SLOTS {
        if let Some(kept) = secrets.get(&slot.beside(token))? {
            secrets.put(&old.beside(token), &kept)?;
        }
    }
    for token in REGISTRATION_SLOTS {
        secrets.remove(&slot.beside(token))?;
    }
    Ok(())
}

/// The second half, after the record says whose place it is: the tokens of the second client come in, the one that is looked for last.
pub(super) fn step_up(ctx: &Context<'_>, key: &ProfileKey) -> Result<()> {
    let (slot, next) = (SecretRef::credential(key), SecretRef::slot(key, ROTATION_SLOTS[0]));
    for token in REGISTRATION_SLOTS.into_iter().rev() {
        if let Some(kept) = ctx.secrets.get(&next.beside(token))? {
            ctx.secrets.put(&slot.beside(token), &kept)?;
        }
    }
    Ok(())
}

/// Completes a hand-over of slots that was ended between its halves; before anything is sent, for no token fits there.
pub(super) fn heal(ctx: &Context<'_>, key: &ProfileKey) -> Result<()> {
    let _lock = ctx.store.lock(&LockScope::Profile(key.clone()), &ctx.holder())?;
    let rotation = ctx.store.record(key)?.and_then(|read| read.value.status.rotation).filter(Rotation::is_open);
    let Some(rotation) = rotation else { return Ok(()) };
    let slot = SecretRef::credential(key);
    if ctx.secrets.get(&slot.beside(REGISTRATION_SLOTS[0]))?.is_some() {
        return Ok(());
    }
    if rotation.state == RotationState::Ending {
        return step_up(ctx, key);
    }
    let old = SecretRef::slot(key, ROTATION_SLOTS[1]);
    for token in REGISTRATION_SLOTS.into_iter().rev() {
        if let Some(kept) = ctx.secrets.get(&old.beside(token))? {
            ctx.secrets.put(&slot.beside(token), &kept)?;
        }
    }
    Ok(())
}

/// The profile is the second client from now on.
pub(super) fn is_profile(turn: &mut Turn<'_>, client: &RecordedClient) -> Result<()> {
    step_up(turn.ctx, &turn.work.key.clone())?;
    turn.work.record.status.profile = Some(client.remote.clone());
    turn.work.observed = turn.work.look()?;
    turn.work.take_over();
    turn.work.save()
}

/// What a rotation keeps in its slots: the secret, and the tokens beside it.
pub(super) fn all(slot: &SecretRef) -> Vec<SecretRef> {
    std::iter::once(slot.clone()).chain(REGISTRATION_SLOTS.map(|token| slot.beside(token))).collect()
}

/// The client that was registered and is not in use.
pub(super) fn unused(turn: &Turn<'_>) -> Result<Option<RemoteRef>> {
    let known = turn.rotation()?.new.client.as_ref().map(|client| client.remote.clone());
    Ok(known.or_else(|| turn.work.noted_profile()).filter(|remote| Some(remote) != turn.work.record.status.profile.as_ref()))
}

/// Removes the client that was registered, and what is kept of it.
pub(super) fn give_up(turn: &mut Turn<'_>) -> Result<()> {
    let (remote, slot) = (unused(turn)?, next_slot(turn));
    remove(turn, remote, slot)
}

//! A secret that the gateway issued: a second one is issued beside it into a slot of its own, proven there, and moved to the place of the
//! first one, which is kept until it is retired.

use crate::{
    domain::{
        capability::Support,
        change::{Change, Overlap, SecretKind, SecretOrder},
        mechanism::Mechanism,
        profile::ObservedClient,
        record::RecordedClient,
        rotation::{RotatedCredential, Rotation, RotationKind, RotationState, RotationWay},
        secret::{ROTATION_SLOTS, Secret, SecretRef},
    },
    gateway::{self, Pending},
    job::{Cause, Result, badge::Given, credential::recorded, handover, secret::fingerprint},
};

use super::{
    proof, second,
    turn::{Planning, Turn, made},
};

/// Whether it can be done at all, and what there is now.
pub(super) fn planned(turn: &Turn<'_>) -> Result<Planning> {
    let whole = turn.able.makes_whole();
    let support = if whole { second::support(turn)? } else { turn.able.second_secret(turn.session.mechanism()) };
    if !matches!(support, Support::Native | Support::Emulated { .. }) {
        return Err(Cause::Blocked(vec![format!("issue a second secret: {}", support.note())]).into());
    }
    let client = turn.work.record.status.client.clone();
    let client = client.ok_or_else(|| Cause::NotFound {
        what: format!("the record names no credential of {}", turn.work.key),
        next: format!("`partnerctl onboard {} -e {}`", turn.work.key.partner, turn.work.key.environment),
    })?;
    let old = RotatedCredential { client: Some(client), ..RotatedCredential::default() };
    Ok((RotationWay::Overlap, old, RotatedCredential::default()))
}

/// Issues the new one, or takes up the one that a killed run left.
pub(super) fn issue(turn: &mut Turn<'_>) -> Result<()> {
    // The secret store must open before there is a secret to keep.
    fingerprint(turn.ctx, &Secret::new(String::new()))?;
    turn.work.slot = next_slot(turn);
    let issued = issued(turn);
    turn.work.slot = SecretRef::credential(&turn.work.key);
    let client = recorded(&issued?);
    turn.change(|rotation, now| {
        rotation.new.client = client;
        (rotation.state, rotation.active) = (RotationState::Active, Some(now));
    })?;
    turn.work.settle_beside()
}

/// One whose secret cannot be had is removed again: nobody can use it.
fn issued(turn: &mut Turn<'_>) -> Result<ObservedClient> {
    if turn.able.makes_whole() {
        let client = second::register(turn)?;
        let masked = gateway::Error::SecretMasked { client: client.client_id.clone().unwrap_or_default() };
        return if has_secret(turn, &client)? { Ok(client) } else { Err(masked.into()) };
    }
    let known = turn.rotation()?.known.clone();
    for attempt in 0..=TRIES {
        let mut useless = None;
        for client in made(turn, &known) {
            if has_secret(turn, &client)? {
                return Ok(client);
            }
            useless.clone_from(&client.client_id);
            turn.make(Change::RetireSecret(client.remote))?;
        }
        if attempt == TRIES {
            return Err(gateway::Error::SecretMasked { client: useless.unwrap_or_else(|| turn.work.key.to_string()) }.into());
        }
        let order = SecretOrder { kind: SecretKind::ClientSecret, scopes: scopes(turn)?, overlap: Overlap::Beside };
        turn.make(Change::IssueSecret(order))?;
    }
    Err(gateway::Error::SecretMasked { client: turn.work.key.to_string() }.into())
}

fn scopes(turn: &Turn<'_>) -> Result<std::collections::BTreeSet<crate::domain::name::ScopeName>> {
    Ok(match &turn.session.handed(turn.ctx)?.mechanism {
        Mechanism::Oauth2 { scopes } => scopes.clone(),
        _ => std::collections::BTreeSet::new(),
    })
}

/// Whether the secret of a new credential is kept; one that a killed run got is found again.
fn has_secret(turn: &mut Turn<'_>, client: &ObservedClient) -> Result<bool> {
    let slot = next_slot(turn);
    if let Some(kept) = turn.ctx.secrets.get(&slot)? {
        let print = fingerprint(turn.ctx, &kept)?;
        let mut noted = turn.work.record.status.secrets.iter();
        if noted.any(|one| one.name == slot && one.client_id == client.client_id && one.fingerprint == print) {
            return Ok(true);
        }
    }
    turn.work.find_secret(&Pending { slot, remote: client.remote.clone(), client_id: client.client_id.clone() })
}

/// Calls with the new one; what works takes the place of the old one.
pub(super) fn prove(turn: &mut Turn<'_>) -> Result<bool> {
    let client = turn.rotation()?.new.client.clone();
    let (Some(secret), Some(client)) = (turn.ctx.secrets.get(&next_slot(turn))?, client) else {
        // It was lost between two runs: it is looked for once more, else another one is issued.
        turn.change(|rotation, _| (rotation.state, rotation.active) = (RotationState::Scheduled, None))?;
        return Ok(true);
    };
    let given = Given { credential: Some(secret.clone()), ..Given::default() };
    if !proof::call(turn, Some(&client), &given)? {
        return Err(proof::unproven(turn, RotationKind::Secret, "the old one stays in use"));
    }
    promote(turn, &client, &secret)?;
    Ok(true)
}

/// Puts the new secret in the place of the old one. The old one is kept beside it before anything is overwritten.
fn promote(turn: &mut Turn<'_>, client: &RecordedClient, secret: &Secret) -> Result<()> {
    let (slot, next) = (SecretRef::credential(&turn.work.key), next_slot(turn));
    replace(turn, &slot, secret)?;
    let status = &mut turn.work.record.status;
    let staged = status.secrets.iter().find(|one| one.name == next).cloned();
    if let Some(staged) = staged {
        status.secrets.retain(|one| one.name != slot && one.name != next);
        status.secrets.push(crate::domain::record::RecordedSecret { name: slot, ..staged });
    }
    status.client = Some(client.clone());
    turn.work.drop_proof(&["validate", "token"]);
    let notes = handover::write(turn.ctx, &turn.session, &mut turn.work.record)?;
    turn.work.findings.extend(notes);
    if turn.able.makes_whole() {
        second::step_down(turn)?;
        turn.work.record.status.profile = Some(client.remote.clone());
        settle_end(turn)?;
        second::is_profile(turn, client)?;
    } else {
        settle_end(turn)?;
    }
    tidy(turn)
}

/// Overwrites the credential in use; the one before is kept until it is retired.
pub(super) fn replace(turn: &Turn<'_>, slot: &SecretRef, secret: &Secret) -> Result<()> {
    let before = turn.ctx.secrets.get(slot)?;
    // After a run that was ended here both are the same, and the older one is kept already.
    if let Some(before) = before.filter(|before| before.reveal() != secret.reveal()) {
        turn.ctx.secrets.put(&SecretRef::slot(&turn.work.key, ROTATION_SLOTS[1]), &before)?;
    }
    Ok(turn.ctx.secrets.put(slot, secret)?)
}

/// From now on the old one has a day on which it ends.
pub(super) fn settle_end(turn: &mut Turn<'_>) -> Result<()> {
    let overlap = turn.wish.overlap.unwrap_or(turn.rules.overlap);
    turn.change(|rotation, now| {
        let both = rotation.way == RotationWay::Overlap;
        rotation.old_ends = Some(if both { now.after(overlap) } else { now });
        rotation.proven = rotation.proven.or(Some(now));
        rotation.state = RotationState::Ending;
    })?;
    let kind = turn.rotation()?.kind;
    turn.told(format!("the new {kind} is proven by a call and in use"))
}

/// What a run that was ended after the new one took its place left behind.
pub(super) fn tidy(turn: &Turn<'_>) -> Result<()> {
    for slot in second::all(&next_slot(turn)) {
        turn.ctx.secrets.remove(&slot)?;
    }
    Ok(())
}

/// Whether the old one was removed already, by a run that was ended or by somebody else.
pub(super) fn is_gone(turn: &Turn<'_>, rotation: &Rotation) -> bool {
    let Some(old) = rotation.old.client.as_ref().filter(|_| !turn.able.makes_whole()) else { return false };
    turn.work.observed.as_ref().is_some_and(|observed| observed.clients.iter().all(|client| client.remote != old.remote))
}

/// Removes the old one, after one more call with the new one.
pub(super) fn retire(turn: &mut Turn<'_>, rotation: &Rotation) -> Result<()> {
    if !proof::call(turn, None, &Given::default())? {
        return Err(proof::unproven(turn, RotationKind::Secret, "the old one is not retired"));
    }
    match &rotation.old.client {
        Some(old) if turn.able.makes_whole() => {
            second::remove(turn, Some(old.remote.clone()), SecretRef::slot(&turn.work.key, ROTATION_SLOTS[1]))
        }
        Some(old) => turn.make(Change::RetireSecret(old.remote.clone())),
        None => Ok(()),
    }
}

/// The secret of what was retired opens nothing any more.
pub(super) fn forget_old(turn: &Turn<'_>) -> Result<()> {
    for slot in second::all(&SecretRef::slot(&turn.work.key, ROTATION_SLOTS[1])) {
        turn.ctx.secrets.remove(&slot)?;
    }
    Ok(())
}

/// Removes what was issued, and its secret.
pub(super) fn give_up(turn: &mut Turn<'_>) -> Result<()> {
    let known = turn.rotation()?.known.clone();
    if turn.able.makes_whole() {
        second::give_up(turn)?;
    } else {
        for client in made(turn, &known) {
            turn.make(Change::RetireSecret(client.remote))?;
        }
    }
    let next = next_slot(turn);
    turn.work.record.status.secrets.retain(|one| one.name != next);
    tidy(turn)?;
    turn.work.take_over();
    Ok(())
}

/// Where the new one is kept until it is proven.
pub(super) fn next_slot(turn: &Turn<'_>) -> SecretRef {
    SecretRef::slot(&turn.work.key, ROTATION_SLOTS[0])
}

/// How often a secret is issued again that could not be read.
const TRIES: u32 = 2;

//! Who makes a change, and in which order where both do.

use crate::{
    domain::{
        capability::Support,
        change::{Change, Operation, SecretKind, SecretOrder},
        mechanism::{MechanismKind, TokenIssuer},
        pair::{Half, doers},
        profile::{Halves, Observed, State},
    },
    gateway::{Desk, Effect, Error, ProfileTarget, Result, Target},
};

use super::{Joined, here};

impl Joined {
    pub(super) fn change_ground(&self, target: &Target, change: &Change, desk: &dyn Desk) -> Result<Effect> {
        match change {
            // Whatever a client gets its tokens with, at the gateway they are JWTs.
            Change::Admit(api, kind) if *kind != MechanismKind::Oidc => {
                self.gateway.apply(target, &Change::Admit(api.clone(), MechanismKind::JwtBearer), desk)
            }
            other if is_identitys(other.operation()) => self.identity.apply(target, change, desk).map_err(Error::at_identity),
            other => self.gateway.apply(target, other, desk),
        }
    }

    pub(super) fn change_profile(&self, target: &ProfileTarget, change: &Change, desk: &dyn Desk) -> Result<Effect> {
        match change {
            Change::UpdateProfile(..) => self.update(target, change, desk),
            Change::SetState(state) => self.set_state(target, *state, desk),
            Change::RemoveProfile => self.remove(target, desk),
            Change::LinkSubject(issuer, MechanismKind::JwtBearer) if self.is_own(issuer)? => self.link(target, issuer, desk),
            other => self.one(self.doer(other), target, other, desk),
        }
    }

    /// The half that makes a change of one profile.
    fn doer(&self, change: &Change) -> Half {
        match change {
            Change::Register(_) => Half::Identity,
            Change::IssueSecret(SecretOrder { kind: SecretKind::ApiKey, .. }) => Half::Gateway,
            Change::RetireSecret(remote) | Change::SetScopes(remote, _) if remote.kind != self.joint.registrar.client => {
                Half::Gateway
            }
            other if is_identitys(other.operation()) => Half::Identity,
            _ => Half::Gateway,
        }
    }

    /// Makes a change at one half; the profile afterwards is put together with the other half as it was last seen.
    fn one(&self, half: Half, target: &ProfileTarget, change: &Change, desk: &dyn Desk) -> Result<Effect> {
        let effect = match half {
            Half::Identity => {
                let target = Target::Profile(self.there(target));
                self.identity.apply(&target, change, desk).map_err(Error::at_identity)?
            }
            Half::Gateway => self.gateway.apply(&Target::Profile(here(target)), change, desk)?,
        };
        let observed = self.after(half, target, effect.observed, desk)?;
        Ok(Effect { observed, ..effect })
    }

    fn after(&self, half: Half, target: &ProfileTarget, observed: Option<Observed>, desk: &dyn Desk) -> Result<Option<Observed>> {
        let known = self.seen().get(&target.marker.key).cloned();
        let halves = match (half, known) {
            (Half::Identity, Some(known)) => Halves { identity: observed, ..known },
            (Half::Gateway, Some(known)) => Halves { gateway: observed, ..known },
            (_, None) if observed.is_none() => return Ok(None),
            (Half::Identity, None) => Halves { identity: observed, gateway: self.profile(target, desk)? },
            (Half::Gateway, None) => Halves { identity: self.client(target, desk)?, gateway: observed },
        };
        Ok(self.remembered(target, halves))
    }

    /// Writes what either half says about the partner, as far as it is there.
    fn update(&self, target: &ProfileTarget, change: &Change, desk: &dyn Desk) -> Result<Effect> {
        let halves = self.halves(target, desk)?;
        let there = halves.identity.is_some().then_some(Half::Identity);
        let here = (halves.gateway.is_some() || there.is_none()).then_some(Half::Gateway);
        self.each(there.into_iter().chain(here), target, change, desk)
    }

    /// Suspends at the gateway first, where calls end at once while tokens live on; resumes there last. A server that cannot switch
    /// a client off goes on giving it tokens, which the gateway refuses.
    fn set_state(&self, target: &ProfileTarget, state: State, desk: &dyn Desk) -> Result<Effect> {
        let able = &self.pair()?.identity.capabilities;
        let switches = !matches!(able.support(Operation::SetState, MechanismKind::Oauth2), Support::Unsupported { .. });
        let there = (switches && self.halves(target, desk)?.identity.is_some()).then_some(Half::Identity);
        let change = Change::SetState(state);
        match state {
            State::Suspended => self.each(std::iter::once(Half::Gateway).chain(there), target, &change, desk),
            State::Active => self.each(there.into_iter().chain([Half::Gateway]), target, &change, desk),
        }
    }

    /// Removes the profile, then the client: calls end with the former. A run that is ended in between leaves a client that opens
    /// nothing, and whose registration token is still kept for the next run.
    fn remove(&self, target: &ProfileTarget, desk: &dyn Desk) -> Result<Effect> {
        let here = self.gateway.apply(&Target::Profile(here(target)), &Change::RemoveProfile, desk)?;
        let there = self.identity.apply(&Target::Profile(self.there(target)), &Change::RemoveProfile, desk);
        self.seen().remove(&target.marker.key);
        Ok(joined(here, there.map_err(Error::at_identity)?))
    }

    fn each(
        &self,
        halves: impl Iterator<Item = Half>,
        target: &ProfileTarget,
        change: &Change,
        desk: &dyn Desk,
    ) -> Result<Effect> {
        halves.map(|half| self.one(half, target, change, desk)).try_fold(Effect::default(), |all, one| Ok(joined(all, one?)))
    }

    /// Makes the gateway recognise the partner by the id of its client, which is known by now. What the gateway makes for that opens
    /// nothing by itself, and must not take the place of the client's secret.
    fn link(&self, target: &ProfileTarget, issuer: &TokenIssuer, desk: &dyn Desk) -> Result<Effect> {
        let missing = || Error::Missing {
            call: None,
            what: format!("client `{}`", target.name),
            next: "repeat the onboarding, which registers it".to_owned(),
        };
        let id = self.halves(target, desk)?.identity.as_ref().and_then(client_id).ok_or_else(|| missing().at_identity())?;
        let mut issuer = issuer.clone();
        issuer.claims.insert(self.pair()?.tokens.claim.clone(), id);
        let aside = ProfileTarget { slot: target.slot.beside("gateway"), ..target.clone() };
        self.one(Half::Gateway, &aside, &Change::LinkSubject(issuer, MechanismKind::JwtBearer), desk)
    }

    fn is_own(&self, issuer: &TokenIssuer) -> Result<bool> {
        Ok(self.pair()?.tokens.issuer == issuer.issuer)
    }
}

/// Whether the identity half alone can make such a change.
fn is_identitys(operation: Operation) -> bool {
    doers(operation, MechanismKind::Oauth2) == [Half::Identity]
}

fn client_id(client: &Observed) -> Option<String> {
    client.clients.last().and_then(|client| client.client_id.clone())
}

fn joined(mut first: Effect, second: Effect) -> Effect {
    first.issued.extend(second.issued);
    first.notes.extend(second.notes);
    Effect { observed: second.observed, ..first }
}

//! Issuing a credential so that a crash at any point loses no secret. Key and secret are our own: the secret is kept before the server
//! hears of it, and a server that shows secrets is asked again where an answer was lost (section 5).

use crate::{
    crypto::random,
    domain::{
        capability::Support,
        change::{Overlap, SecretKind, SecretOrder},
        mechanism::MechanismKind,
        profile::RemoteRef,
        secret::Secret,
    },
    gateway::{Desk, Effect, Error, Issued, Pending, ProfileTarget, Result},
};

use super::{
    Boomi, capabilities, expiry,
    keys::{NewKey, has_room},
    marker::Stamp,
    plans::Bundle,
    wire::{Application, PackageKey},
};

impl Boomi {
    /// Issues a credential: brings one into use that an earlier run left waiting, else makes one.
    pub(super) fn issue(&self, target: &ProfileTarget, order: &SecretOrder, desk: &dyn Desk) -> Result<Effect> {
        if order.kind == SecretKind::ApiKey {
            return Err(Error::Unsupported(capabilities::no_own_tokens()));
        }
        if !order.scopes.is_empty() {
            return Err(Error::Unsupported(capabilities::no_scopes()));
        }
        let application = self.mine(target)?;
        let bundle = self.ensured_bundle(&application.name, desk)?;
        let stamp = Stamp::read(&application);
        let keys = self.own_keys(&application, &bundle)?;
        let count = keys.len();
        let clients: Vec<PackageKey> =
            keys.into_iter().filter(|key| stamp.mechanism(&key.apikey) == MechanismKind::Oauth2).collect();
        let issued = if let Some(waiting) = clients.iter().find(|key| key.is_waiting()) {
            Some(self.pick_up(target, waiting, desk)?)
        } else if let Some(there) = clients.first().filter(|_| order.overlap == Overlap::First) {
            // When its secret is not at the desk, an earlier run was ended before it was kept.
            desk.credential(&target.slot)?.is_none().then(|| Issued::Later(there.pending(target)))
        } else {
            has_room(&bundle, count)?;
            Some(self.register(target, &application, &bundle, desk)?)
        };
        let observed = Some(self.observed(&application)?);
        Ok(Effect { observed, issued: issued.into_iter().collect(), notes: Vec::new() })
    }

    /// Makes a key. Where the server refuses it, the secret that was kept before comes back.
    fn register(&self, target: &ProfileTarget, application: &Application, bundle: &Bundle, desk: &dyn Desk) -> Result<Issued> {
        let before = desk.credential(&target.slot)?;
        let (apikey, secret) = (random::identifier(), fresh()?);
        desk.keep(&target.slot, &secret)?;
        let ends = Some(expiry::wanted(self.admin.now(), self.secret_lifetime));
        let made = self.make_key(application, bundle, &NewKey { apikey: &apikey, secret: &secret, ends }, desk);
        let (key, shown) = match (made, before) {
            (Err(error), Some(before)) if !may_be_done(&error) => {
                desk.keep(&target.slot, &before)?;
                return Err(error);
            }
            (made, _) => made?,
        };
        if let Some(shown) = shown.secret().filter(|shown| shown.reveal() != secret.reveal()) {
            desk.keep(&target.slot, &shown)?;
        }
        self.approve(&key, desk)?;
        Ok(Issued::Now(key.pending(target)))
    }

    /// Brings a key into use that waits for its approval; its secret is read, else replaced.
    fn pick_up(&self, target: &ProfileTarget, key: &PackageKey, desk: &dyn Desk) -> Result<Issued> {
        if let Some(secret) = self.revealed(&key.id)? {
            desk.keep(&target.slot, &secret)?;
        } else {
            let secret = fresh()?;
            desk.keep(&target.slot, &secret)?;
            self.replace_secret(key, &secret, desk)?;
        }
        self.approve(key, desk)?;
        Ok(Issued::Now(key.pending(target)))
    }

    /// Removes one credential. One that is gone, or not of this profile's, is left alone.
    pub(super) fn retire(&self, target: &ProfileTarget, remote: &RemoteRef, desk: &dyn Desk) -> Result<Effect> {
        let application = self.mine(target)?;
        if let Some(key) = self.keys(&application)?.iter().find(|key| key.id == remote.id) {
            self.drop_key(key, desk)?;
        }
        Ok(Effect { observed: Some(self.observed(&application)?), ..Effect::default() })
    }

    /// Reads secrets again and keeps those that are shown. Returns the others.
    pub(super) fn collect_secrets(&self, pending: &[Pending], desk: &dyn Desk) -> Result<Vec<Pending>> {
        let mut left = Vec::new();
        for wanted in pending {
            match self.revealed(&wanted.remote.id)? {
                Some(secret) => desk.keep(&wanted.slot, &secret)?,
                None => left.push(wanted.clone()),
            }
        }
        Ok(left)
    }
}

/// A secret of 32 signs that an own secret may hold (section 5, "Own keys").
pub(super) fn fresh() -> Result<Secret> {
    random::secret(24).map_err(|error| {
        Error::Unsupported(Support::Manual { steps: format!("{error}: repeat the command when the system has some") })
    })
}

/// Whether a creation that failed may have been carried out all the same.
fn may_be_done(error: &Error) -> bool {
    matches!(error, Error::OutcomeUnknown { .. } | Error::Interrupted | Error::Unexpected { .. })
}

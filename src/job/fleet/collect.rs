//! Secrets that a gateway shows only in a list: read once for many partners, kept, and only then written down.

use std::sync::{Mutex, PoisonError};

use crate::{
    domain::{
        profile::RemoteRef,
        secret::{Fingerprint, Secret, SecretRef},
    },
    gateway::{self, Desk, Gateway, Pending},
    job::{Context, Result, secret::Fingerprints, session::Session, work::Deferred},
};

/// A partner whose secrets are still to be read.
#[derive(Debug)]
pub(super) struct Owed<'a> {
    pub(super) session: &'a Session<'a>,
    pub(super) deferred: Vec<Deferred>,
}

/// Reads the secrets of all, keeps them, and says which were kept.
pub(super) fn collect(ctx: &Context<'_>, gateway: &dyn Gateway, owed: &[Owed<'_>]) -> Result<Vec<(SecretRef, Fingerprint)>> {
    let pending: Vec<Pending> = owed.iter().flat_map(|one| &one.deferred).map(|deferred| deferred.pending.clone()).collect();
    if pending.is_empty() {
        return Ok(Vec::new());
    }
    let desk = Basket { ctx, key: Fingerprints::open(ctx)?, waiting: Mutex::default(), kept: Mutex::default() };
    gateway.collect(&pending, &desk)?;
    desk.flush()?;
    Ok(desk.kept.into_inner().unwrap_or_else(PoisonError::into_inner))
}

/// A desk that keeps secrets by the hundred. What it was given stays readable on the gateway, so nothing is lost with it.
struct Basket<'a> {
    ctx: &'a Context<'a>,
    key: Fingerprints,
    waiting: Mutex<Vec<(SecretRef, Secret)>>,
    kept: Mutex<Vec<(SecretRef, Fingerprint)>>,
}

impl Basket<'_> {
    fn flush(&self) -> Result<()> {
        let many = std::mem::take(&mut *self.waiting.lock().unwrap_or_else(PoisonError::into_inner));
        self.ctx.secrets.put_all(&many)?;
        for (slot, secret) in many {
            let fingerprint = self.key.of(&secret);
            self.kept.lock().unwrap_or_else(PoisonError::into_inner).push((slot, fingerprint));
        }
        Ok(())
    }
}

impl Desk for Basket<'_> {
    fn credential(&self, slot: &SecretRef) -> gateway::Result<Option<Secret>> {
        self.ctx.secrets.get(slot).map_err(|error| gateway::Error::Desk(error.to_string()))
    }

    fn keep(&self, slot: &SecretRef, secret: &Secret) -> gateway::Result<()> {
        let full = {
            let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
            waiting.push((slot.clone(), secret.clone()));
            waiting.len() >= BUNDLE
        };
        if full { self.flush().map_err(|error| gateway::Error::Desk(error.to_string())) } else { Ok(()) }
    }

    fn forget(&self, slot: &SecretRef) -> gateway::Result<()> {
        self.ctx.secrets.remove(slot).map_err(|error| gateway::Error::Desk(error.to_string()))
    }

    fn note(&self, _: &RemoteRef) -> gateway::Result<()> {
        Ok(())
    }
}

/// So many secrets are kept with one sync.
const BUNDLE: usize = 256;

//! What a record says about credentials, and how a secret that was issued is found again.

use std::collections::BTreeSet;

use crate::{
    domain::{
        change::{Change, Overlap, SecretOrder},
        ground::Ground,
        mechanism::Mechanism,
        name::ScopeName,
        profile::ObservedClient,
        record::{RecordedApi, RecordedClient, RecordedSecret},
        secret::{Fingerprint, SecretRef},
    },
    gateway::{self, Pending},
    job::{Cause, Result, desk::JobDesk, secret::fingerprint, work::Work},
};

impl Work<'_> {
    /// Writes down a secret that is kept.
    pub(super) fn record_secret(&mut self, pending: &Pending, fingerprint: Fingerprint) {
        let now = self.ctx.clock.now();
        let secret = RecordedSecret {
            name: pending.slot.clone(),
            client_id: pending.client_id.clone(),
            fingerprint,
            issued: now,
            expires: now.after(self.ctx.workspace.policies.secret_lifetime),
        };
        self.record.status.secrets.retain(|known| known.name != secret.name);
        self.record.status.secrets.push(secret);
    }

    /// Writes down what the gateway shows: where the profile is and which credential is in use.
    pub fn take_over(&mut self) {
        let Some(observed) = &self.observed else { return };
        let status = &mut self.record.status;
        status.profile = Some(observed.remote.clone());
        status.application_id = status.application_id.take().or_else(|| observed.settings.application_id.clone());
        let used = status.client.as_ref().map(|client| client.remote.clone());
        let kept = |client: &&ObservedClient| status.secrets.iter().any(|secret| secret.client_id == client.client_id);
        let clients = &observed.clients;
        let client = clients.iter().find(kept).or_else(|| clients.iter().find(|client| Some(&client.remote) == used.as_ref()));
        status.client = client.or(clients.last()).and_then(recorded);
        if let Some(url) = &observed.token_endpoint {
            status.token_endpoint = Some(url.clone());
        }
    }

    /// Writes down which APIs the partner may call, and where.
    pub fn take_over_apis(&mut self, ground: &Ground) {
        let Some(observed) = &self.observed else { return };
        let endpoints = |api| {
            let mut endpoints = ground.apis.get(api).map(|known| known.endpoints.clone()).unwrap_or_default();
            // The address to prefer stands first: a token must not travel in clear.
            endpoints.sort_by_key(|url| url.scheme() != "https");
            endpoints
        };
        let apis = observed.apis.iter().map(|api| RecordedApi { api: api.clone(), endpoints: endpoints(api) });
        self.record.status.apis = apis.collect();
        if self.record.status.token_endpoint.is_none() {
            self.record.status.token_endpoint.clone_from(&ground.token_endpoint);
        }
    }

    /// Makes sure that the secret of the credential in use is kept, or was kept by whoever wrote the record.
    /// One that was issued by a killed command is read again; one that is nowhere is replaced only on consent.
    pub fn settle_secret(&mut self, mechanism: &Mechanism, consent: &dyn Fn(&str) -> Result<bool>) -> Result<()> {
        let (Mechanism::Oauth2 { scopes }, Some(client)) = (mechanism, self.record.status.client.clone()) else { return Ok(()) };
        if self.record.status.secrets.iter().any(|secret| secret.client_id.as_ref() == Some(&client.client_id)) {
            return Ok(());
        }
        let slot = SecretRef::credential(&self.key);
        let pending = Pending { slot: slot.clone(), remote: client.remote.clone(), client_id: Some(client.client_id.clone()) };
        if self.recover(&pending)? {
            return self.save();
        }
        if !consent(&client.client_id)? {
            return Err(Cause::SecretLost { client_id: client.client_id, slot }.into());
        }
        self.replace(&client, scopes)
    }

    /// Issues a second credential and removes the first; when the second one's secret cannot be had either, it is removed instead.
    fn replace(&mut self, lost: &RecordedClient, scopes: &BTreeSet<ScopeName>) -> Result<()> {
        self.make(&Change::IssueSecret(SecretOrder { scopes: scopes.clone(), overlap: Overlap::Beside }))?;
        let kept =
            |client: &&ObservedClient| self.record.status.secrets.iter().any(|secret| secret.client_id == client.client_id);
        let clients = self.observed.as_ref().map(|observed| observed.clients.clone()).unwrap_or_default();
        if clients.iter().any(|client| kept(&client)) {
            return self.make(&Change::RetireSecret(lost.remote.clone()));
        }
        for unusable in clients.iter().filter(|client| client.remote != lost.remote) {
            self.make(&Change::RetireSecret(unusable.remote.clone()))?;
        }
        Err(gateway::Error::SecretMasked { client: lost.client_id.clone() }.into())
    }

    /// Reads a secret from the gateway, else takes the one that a killed command kept before it could be recorded.
    fn recover(&mut self, pending: &Pending) -> Result<bool> {
        let desk = JobDesk::reading(self.ctx);
        if self.gateway.collect(std::slice::from_ref(pending), &desk)?.is_empty()
            && let Some(fingerprint) = desk.fingerprint(&pending.slot)
        {
            self.record_secret(pending, fingerprint);
            return Ok(true);
        }
        let Some(kept) = self.ctx.secrets.get(&pending.slot)? else { return Ok(false) };
        let fingerprint = fingerprint(self.ctx, &kept)?;
        if self.record.status.secrets.iter().any(|known| known.fingerprint == fingerprint) {
            return Ok(false);
        }
        self.record_secret(pending, fingerprint);
        Ok(true)
    }
}

fn recorded(client: &ObservedClient) -> Option<RecordedClient> {
    Some(RecordedClient {
        client_id: client.client_id.clone()?,
        remote: client.remote.clone(),
        scopes: client.scopes.iter().cloned().collect(),
    })
}

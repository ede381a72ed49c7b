//! What a record says about a profile: where it is, its credential, its APIs.

use crate::{
    domain::{
        ground::Ground,
        profile::{ObservedClient, State},
        record::{RecordedApi, RecordedClient, RecordedSecret},
        secret::Fingerprint,
    },
    gateway::Pending,
    job::work::Work,
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
        status.suspended = observed.state == State::Suspended;
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
}

fn recorded(client: &ObservedClient) -> Option<RecordedClient> {
    Some(RecordedClient {
        client_id: client.client_id.clone()?,
        remote: client.remote.clone(),
        scopes: client.scopes.iter().cloned().collect(),
    })
}

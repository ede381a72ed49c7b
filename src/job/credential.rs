//! What a record says about a profile: where it is, its credential, its APIs.

use std::collections::BTreeSet;

use crate::{
    domain::{
        ground::Ground,
        mechanism::{IssuerKeys, Mechanism, MechanismKind, TokenIssuer},
        moment::{Moment, Span},
        name::ApiRef,
        profile::{Observed, ObservedClient, State},
        record::{RecordedApi, RecordedClient, RecordedIssuer, RecordedSecret},
        secret::Fingerprint,
    },
    gateway::Pending,
    job::work::{Way, Work},
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
            expires: due(now, self.ends(pending.client_id.as_deref()), self.ctx.workspace.policies.secret_lifetime),
        };
        self.record.status.secrets.retain(|known| known.name != secret.name);
        self.record.status.secrets.push(secret);
    }

    /// When the gateway ends the secret of a client, where it does.
    fn ends(&self, client: Option<&str>) -> Option<Moment> {
        let clients = self.observed.iter().flat_map(|observed| &observed.clients);
        clients.filter(|known| known.client_id.as_deref() == client).find_map(|known| known.usage.ends)
    }

    /// Writes down when secrets end that the gateway ends otherwise than it was recorded.
    fn take_over_ends(&mut self) {
        let lifetime = self.ctx.workspace.policies.secret_lifetime;
        for place in 0..self.record.status.secrets.len() {
            let client = self.record.status.secrets[place].client_id.clone();
            let Some(ends) = client.and_then(|client| self.ends(Some(&client))) else { continue };
            let secret = &mut self.record.status.secrets[place];
            secret.expires = due(secret.issued, Some(ends), lifetime);
        }
    }

    /// Writes down what the gateway shows: where the profile is and which credential is in use.
    pub fn take_over(&mut self) {
        self.take_over_ends();
        let Some(observed) = &self.observed else { return };
        let status = &mut self.record.status;
        status.suspended = observed.state == State::Suspended;
        if self.way == Way::Half {
            return;
        }
        let remote = |half: &Option<Observed>| half.as_ref().map(|half| half.remote.clone());
        (status.profile, status.identity) = match observed.halves.as_deref() {
            Some(halves) => (remote(&halves.gateway), remote(&halves.identity)),
            None => (Some(observed.remote.clone()), None),
        };
        status.application_id = status.application_id.take().or_else(|| observed.settings.application_id.clone());
        let used = status.client.as_ref().map(|client| client.remote.clone());
        let kept = |client: &&ObservedClient| status.secrets.iter().any(|secret| secret.client_id == client.client_id);
        let kind = self.record.metadata.mechanism;
        let clients: Vec<_> = observed.clients.iter().filter(|client| client.mechanism == kind).collect();
        let named = clients.iter().copied().find(|client| Some(&client.remote) == used.as_ref());
        // While one follows another both are kept: the one that is named stays until the record names the other.
        let client = named.filter(kept).or_else(|| clients.iter().copied().find(kept)).or(named).or(clients.last().copied());
        status.client = client.and_then(recorded);
        if let Some(url) = &observed.token_endpoint {
            status.token_endpoint = Some(url.clone());
        }
    }

    /// Writes down what identifies the partner, as far as the gateway shows it. `own_issuer` is how the gateway names itself in tokens.
    pub fn take_over_mechanism(&mut self, mechanism: &Mechanism, own_issuer: Option<&str>) {
        let Some(observed) = &self.observed else { return };
        let status = &mut self.record.status;
        self.record.metadata.mechanism = mechanism.kind();
        (status.certificates, status.issuer) = (Vec::new(), None);
        match mechanism {
            Mechanism::Oauth2 { .. } => {}
            Mechanism::ClientCertificate { certificates, .. } => {
                let facts = certificates.iter().map(|certificate| certificate.facts.clone());
                status.certificates = facts.filter(|facts| observed.knows(facts)).collect();
            }
            Mechanism::Oidc(issuer) | Mechanism::JwtBearer(issuer) => {
                let own = observed.clients.iter().find(|client| client.mechanism == mechanism.kind());
                let asked = own.and_then(|client| client.audience.clone());
                let recorded = recorded_issuer(issuer, own_issuer);
                status.issuer = Some(RecordedIssuer { audience: recorded.audience.or(asked), ..recorded });
            }
        }
    }

    /// Writes down the authorization server that the partner is registered at: it issues tokens to clients of every mechanism.
    pub fn take_over_server(&mut self, ground: &Ground) {
        let client = self.observed.as_ref().filter(|observed| observed.registered.is_some());
        let status = &mut self.record.status;
        (status.authorization_server, status.token_audience) = (None, None);
        let Some((client, server)) = client.zip(ground.server.as_ref()) else { return };
        status.authorization_server = Some(server.issuer.clone());
        status.token_endpoint = client.token_endpoint.clone().or_else(|| server.token_endpoint.clone());
        let environment = self.ctx.workspace.environments.get(&self.key.environment);
        let identity = environment.and_then(|environment| environment.identity.as_ref());
        status.token_audience = identity.and_then(|identity| identity.audience.clone());
    }

    /// Writes down which APIs the partner may call, and where.
    pub fn take_over_apis(&mut self, ground: &Ground, callable: &BTreeSet<ApiRef>) {
        let endpoints = |api| {
            let mut endpoints = ground.apis.get(api).map(|known| known.endpoints.clone()).unwrap_or_default();
            // The address to prefer stands first: a token must not travel in clear.
            endpoints.sort_by_key(|url| url.scheme() != "https");
            endpoints
        };
        let apis = callable.iter().map(|api| RecordedApi { api: api.clone(), endpoints: endpoints(api) });
        self.record.status.apis = apis.collect();
        let oauth2 = self.record.metadata.mechanism == MechanismKind::Oauth2;
        if !oauth2 && self.record.status.authorization_server.is_none() {
            self.record.status.token_endpoint = None;
        } else if self.record.status.token_endpoint.is_none() {
            self.record.status.token_endpoint.clone_from(&ground.token_endpoint);
        }
    }
}

fn recorded_issuer(issuer: &TokenIssuer, own: Option<&str>) -> RecordedIssuer {
    let (jwks_uri, certificate) = match &issuer.keys {
        IssuerKeys::Published(url) => (Some(url.clone()), None),
        IssuerKeys::Certificate(certificate) => (None, Some(certificate.facts.clone())),
        IssuerKeys::Gateway => (None, None),
    };
    RecordedIssuer {
        issuer: own.filter(|_| issuer.is_gateway()).map_or_else(|| issuer.issuer.clone(), str::to_owned),
        jwks_uri,
        certificate,
        audience: issuer.audience.clone(),
        claims: issuer.claims.clone(),
        gateway: issuer.is_gateway(),
    }
}

/// When a secret is to be replaced: at the end of its life by our rule, or when the gateway ends it, whichever is first.
fn due(issued: Moment, ends: Option<Moment>, lifetime: Span) -> Moment {
    let own = issued.after(lifetime);
    ends.map_or(own, |ends| ends.min(own))
}

/// What the record keeps of a credential; `None` for one without a client id.
pub(super) fn recorded(client: &ObservedClient) -> Option<RecordedClient> {
    Some(RecordedClient {
        client_id: client.client_id.clone()?,
        remote: client.remote.clone(),
        scopes: client.scopes.iter().cloned().collect(),
        secret_in_body: client.usage.secret_in_body,
        key_header: client.usage.key_header.clone(),
    })
}

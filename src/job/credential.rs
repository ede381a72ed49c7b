//! What a record says about a profile: where it is, its credential, its APIs.

use std::collections::BTreeSet;

use crate::{
    domain::{
        ground::Ground,
        mechanism::{IssuerKeys, Mechanism, MechanismKind, TokenIssuer},
        name::ApiRef,
        profile::{ObservedClient, State},
        record::{RecordedApi, RecordedClient, RecordedIssuer, RecordedSecret},
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
        let kind = self.record.metadata.mechanism;
        let clients: Vec<_> = observed.clients.iter().filter(|client| client.mechanism == kind).collect();
        let named = clients.iter().copied().find(|client| Some(&client.remote) == used.as_ref());
        let client = clients.iter().copied().find(kept).or(named).or(clients.last().copied());
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
            Mechanism::Oidc(issuer) | Mechanism::JwtBearer(issuer) => status.issuer = Some(recorded_issuer(issuer, own_issuer)),
        }
    }

    /// Writes down the authorization server, which issues tokens to partners of every mechanism.
    pub fn take_over_server(&mut self, ground: &Ground) {
        self.record.status.authorization_server.clone_from(&ground.own_issuer);
        let shown = self.observed.as_ref().and_then(|observed| observed.token_endpoint.clone());
        self.record.status.token_endpoint = shown.or_else(|| ground.token_endpoint.clone());
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
        if !oauth2 {
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

fn recorded(client: &ObservedClient) -> Option<RecordedClient> {
    Some(RecordedClient {
        client_id: client.client_id.clone()?,
        remote: client.remote.clone(),
        scopes: client.scopes.iter().cloned().collect(),
    })
}

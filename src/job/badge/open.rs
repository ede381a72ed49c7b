//! A badge by the partner's record and the secret store.

use std::collections::BTreeSet;

use serde_json::{Map, Value};
use url::Url;

use crate::{
    caller::oauth2::Placement,
    crypto::{bundle::Bundle, certificate::Certificate, jwt::Kid, key::Key},
    domain::{
        mechanism::MechanismKind,
        name::ScopeName,
        partner::SignedBy,
        record::{Record, RecordedIssuer},
        secret::{Secret, SecretRef},
    },
    http::Identity,
    job::{
        Cause, Context, Error, Result,
        badge::{
            Badge, ClientCertificate, ClientKey, ClientSecret, Endpoint, GatewayJwt, Given, IdClient, IdToken, Shows, Signer,
            identity,
        },
        material::{unreadable, usage},
        session::Session,
    },
};

/// What a badge is opened with.
pub(super) struct Opening<'a> {
    pub(super) ctx: &'a Context<'a>,
    pub(super) session: &'a Session<'a>,
    pub(super) record: &'a Record,
    pub(super) given: &'a Given,
}

impl Opening<'_> {
    pub(super) fn badge(&self) -> Result<Badge> {
        match self.session.mechanism() {
            MechanismKind::Oauth2 => self.client_secret(),
            MechanismKind::ClientCertificate if self.server().is_some() => self.client_certificate(),
            MechanismKind::JwtBearer if self.server().is_some() => self.client_key(),
            MechanismKind::ClientCertificate => self.certificate(),
            MechanismKind::JwtBearer if self.issuer()?.gateway => self.gateway_jwt(),
            MechanismKind::JwtBearer => self.signer(),
            MechanismKind::Oidc => self.id_token(),
        }
    }

    fn client_secret(&self) -> Result<Badge> {
        let secret = self.credential()?;
        let (client_id, endpoint) = self.client()?;
        let in_body = self.record.status.client.as_ref().is_some_and(|client| client.secret_in_body);
        let placement = if in_body { Placement::Body } else { Placement::Header };
        Ok(Badge::ClientSecret(ClientSecret { client_id, secret, placement, endpoint }))
    }

    /// The key signs for the client at the server, whose issuer identifier is the only audience (RFC 10070, section 4).
    fn client_key(&self) -> Result<Badge> {
        let (key, audience) = (self.key()?.into(), self.server().cloned().unwrap_or_default());
        let (client_id, endpoint) = self.client()?;
        Ok(Badge::ClientKey(ClientKey { client_id, key, audience, kid: Kid::Thumbprint, endpoint }))
    }

    /// The certificate stands for the client at the server (RFC 8705, section 2).
    fn client_certificate(&self) -> Result<Badge> {
        let identity = self.identity()?;
        let (client_id, endpoint) = self.client()?;
        Ok(Badge::ClientCertificate(ClientCertificate { client_id, identity, endpoint }))
    }

    /// The client id, and where its tokens come from.
    fn client(&self) -> Result<(String, Endpoint)> {
        let client = self.record.status.client.as_ref().ok_or_else(|| self.not_there("the record names no client"))?;
        let scopes = self.given.scopes.clone().unwrap_or_else(|| client.scopes.iter().cloned().collect());
        let resource = self.given.resource.clone().or_else(|| self.audience_asked_for());
        let endpoint = Endpoint { url: self.token_endpoint()?, scopes, resource };
        Ok((client.client_id.clone(), endpoint))
    }

    /// The audience as it is asked for: an absolute address without a fragment (RFC 8707, section 2). Another one the server has to
    /// set by itself.
    fn audience_asked_for(&self) -> Option<String> {
        let audience = self.record.status.token_audience.clone()?;
        Url::parse(&audience).is_ok_and(|url| url.fragment().is_none()).then_some(audience)
    }

    /// The authorization server that the partner is registered at; `None` on a gateway.
    const fn server(&self) -> Option<&String> {
        self.record.status.authorization_server.as_ref()
    }

    fn certificate(&self) -> Result<Badge> {
        Ok(Badge::Certificate(self.identity()?))
    }

    fn identity(&self) -> Result<Identity> {
        let key = self.key()?;
        let certificates = match &self.given.certificates {
            Some(certificates) => certificates.clone(),
            None => self.certificates()?,
        };
        if certificates.is_empty() {
            return Err(self.not_there("the partner file names no certificate"));
        }
        identity(&certificates, &key, self.ctx.clock.now())
    }

    /// The certificates in the files that the partner file names.
    fn certificates(&self) -> Result<Vec<Certificate>> {
        let mut found = Vec::new();
        for file in &self.session.presence.authentication.certificates {
            let bundle = Bundle::read(file, &self.ctx.store.attachment(file)?, None);
            found.extend(bundle.map_err(|error| usage(format!("`{}` {}", error.file, error.fault), error.advice))?.certificates);
        }
        Ok(found)
    }

    /// The JWT is the token: an API gateway validates it itself (`contracts/webmethods.md`, section 8), unless a token endpoint is
    /// given that it is exchanged at.
    fn signer(&self) -> Result<Badge> {
        let issuer = &self.issuer()?;
        if let Some(client) = self.provided(issuer)? {
            return Ok(client);
        }
        let key = self.key()?;
        let own = &self.session.presence.authentication;
        let subject = issuer.claims.get("sub").or(own.client_id.as_ref()).unwrap_or(&issuer.issuer);
        let endpoint = self.given.token_url.clone().map(|url| Endpoint {
            url,
            scopes: self.given.scopes.clone().unwrap_or_default(),
            resource: self.given.resource.clone(),
        });
        Ok(Badge::Signer(Box::new(Signer {
            key: key.into(),
            issuer: issuer.issuer.clone(),
            subject: subject.clone(),
            audience: vec![self.audience(issuer, endpoint.as_ref())?],
            claims: further(issuer).chain(self.scope_claim(issuer, endpoint.is_none())).collect(),
            kid: Kid::Thumbprint,
            lifetime: LIFETIME,
            endpoint,
        })))
    }

    /// A partner that does not sign itself: its credential is no private key but the secret of its application at the issuer, which the
    /// claims that the gateway knows it by name (RFC 9068, section 2.2).
    fn provided(&self, issuer: &RecordedIssuer) -> Result<Option<Badge>> {
        let own = &self.session.presence.authentication;
        let named = ["azp", "client_id", "sub"].into_iter().find_map(|name| issuer.claims.get(name));
        let Some(client_id) = named.filter(|_| issuer.certificate.is_none() && self.given.token_url.is_none()) else {
            return Ok(None);
        };
        let secret = self.credential()?;
        if secret.reveal().contains("PRIVATE KEY") || Key::read(secret.reveal().as_bytes(), None).is_ok() {
            return Ok(None);
        }
        let client = IdClient {
            issuer: issuer.issuer.clone(),
            client_id: client_id.clone(),
            secret,
            scopes: self.given.scopes.clone().unwrap_or_else(|| own.scopes.iter().cloned().collect()),
            audience: issuer.audience.clone(),
            wants: Shows::AccessToken,
        };
        Ok(Some(Badge::IdToken(IdToken::Client(client))))
    }

    /// The scopes that guard the partner's APIs, as one text (RFC 9068, section 2.2.3), where the JWT is the token and no claim of the
    /// partner's says them.
    fn scope_claim(&self, issuer: &RecordedIssuer, is_token: bool) -> Option<(String, Value)> {
        let own = &self.session.presence.authentication.scopes;
        let scopes: BTreeSet<&ScopeName> =
            self.given.scopes.as_ref().map_or_else(|| own.iter().collect(), |given| given.iter().collect());
        let said = ["scope", "scp"].iter().any(|name| issuer.claims.contains_key(*name));
        let text = scopes.iter().map(|scope| scope.as_str()).collect::<Vec<_>>().join(" ");
        (is_token && !said && !text.is_empty()).then(|| ("scope".to_owned(), Value::String(text)))
    }

    /// What the record says; else the token endpoint, which a grant may name (RFC 7523, section 3), else the gateway.
    fn audience(&self, issuer: &RecordedIssuer, endpoint: Option<&Endpoint>) -> Result<String> {
        match (&issuer.audience, endpoint) {
            (Some(audience), _) => Ok(audience.clone()),
            (None, Some(endpoint)) => Ok(endpoint.url.to_string()),
            (None, None) => Ok(self.base()?.origin().ascii_serialization()),
        }
    }

    fn gateway_jwt(&self) -> Result<Badge> {
        let claims = self.issuer()?.claims.into_iter().map(|(name, value)| (name, Value::String(value)));
        let claims: Map<String, Value> = claims.collect();
        Ok(Badge::GatewayJwt(GatewayJwt { api_key: Some(self.credential()?), identity: None, base: self.base()?, claims }))
    }

    fn id_token(&self) -> Result<Badge> {
        if let Some(token) = &self.given.id_token {
            return Ok(Badge::IdToken(IdToken::Given(token.clone())));
        }
        let secret = self.credential()?;
        let client_id = self.session.presence.authentication.client_id.clone();
        let client_id = client_id.ok_or_else(|| {
            let next = "name its `clientId` in the partner file, or give an ID token with `--token-file`";
            usage("the partner file does not name the partner's application at its identity provider", next)
        })?;
        let own = || self.session.presence.authentication.scopes.iter().cloned().collect();
        let scopes = self.given.scopes.clone().unwrap_or_else(own);
        let (issuer, wants) = (self.issuer()?.issuer, Shows::IdToken);
        Ok(Badge::IdToken(IdToken::Client(IdClient { issuer, client_id, secret, scopes, audience: None, wants })))
    }

    /// The issuer of the record; before there is one, that of the partner file.
    fn issuer(&self) -> Result<RecordedIssuer> {
        let own = &self.session.presence.authentication;
        let gateway = own.signed_by == Some(SignedBy::Gateway);
        let written = || {
            let issuer = own.issuer.clone().or(gateway.then(String::new))?;
            let (jwks_uri, audience) = (own.jwks_uri.clone(), own.audience.clone());
            Some(RecordedIssuer { issuer, jwks_uri, certificate: None, audience, claims: own.claims.clone(), gateway })
        };
        let known = self.record.status.issuer.clone().or_else(written);
        known.ok_or_else(|| self.not_there("neither record nor partner file names the issuer of the tokens"))
    }

    fn token_endpoint(&self) -> Result<Url> {
        let known = self.given.token_url.clone().or_else(|| self.record.status.token_endpoint.clone());
        known.ok_or_else(|| self.not_there("the record names no token endpoint"))
    }

    /// The root of the gateway's addresses for partners.
    fn base(&self) -> Result<Url> {
        base(self.record).ok_or_else(|| self.not_there("the record names no address of the gateway"))
    }

    fn key(&self) -> Result<Key> {
        let text = self.credential()?;
        let name = format!("secret {}", SecretRef::credential(&self.session.key));
        Key::read(text.reveal().as_bytes(), None).map_err(|error| unreadable(&name, &error))
    }

    /// The credential: given, or of the secret store.
    fn credential(&self) -> Result<Secret> {
        let slot = SecretRef::credential(&self.session.key);
        let kept = match &self.given.credential {
            Some(given) => Some(given.clone()),
            None => self.ctx.secrets.get(&slot)?,
        };
        kept.ok_or_else(|| {
            let what = format!("the partner holds the credential: there is no secret `{slot}` in this secret store");
            let (partner, environment) = (&self.session.key.partner, &self.session.key.environment);
            if self.session.is_partners() {
                let what = format!("there is no secret `{slot}` in this secret store");
                let next = format!("`partnerctl open {partner}.{environment}.handover.jws`, which the operator sends, or `partnerctl secret put {slot}`");
                return Cause::Refused { what, next }.into();
            }
            let line = self.given.line.clone().unwrap_or_else(|| format!("partnerctl verify {partner} -e {environment}"));
            Cause::Refused { what, next: format!("send the partner this line: `{line}`") }.into()
        })
    }

    fn not_there(&self, what: &str) -> Error {
        let next = format!("`partnerctl onboard {} -e {}`", self.session.key.partner, self.session.key.environment);
        Cause::NotFound { what: what.to_owned(), next }.into()
    }
}

/// The root of the addresses that a record names.
#[must_use]
pub(super) fn base(record: &Record) -> Option<Url> {
    let status = &record.status;
    let known = status.apis.iter().flat_map(|api| &api.endpoints).next().or(status.token_endpoint.as_ref());
    known.and_then(|url| url.join("/").ok())
}

/// The claims that no member of its own stands for.
fn further(issuer: &RecordedIssuer) -> impl Iterator<Item = (String, Value)> + '_ {
    let own = ["iss", "sub", "aud", "exp", "iat", "jti"];
    let claims = issuer.claims.iter().filter(move |(name, _)| !own.contains(&name.as_str()));
    claims.map(|(name, value)| (name.clone(), Value::String(value.clone())))
}

/// As long as servers accept without a question.
pub(super) const LIFETIME: i64 = 300;

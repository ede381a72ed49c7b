//! By hand: from flags alone.

use serde_json::Value;
use url::Url;

use crate::{
    caller::oauth2::Placement,
    cli::{
        command::{
            holding::{Grant, Holding, SecretIn},
            material::{failed, given},
        },
        failure::Failure,
        open::House,
    },
    crypto::{
        json::Object,
        jwt::{self, Kid},
        key::Key,
    },
    domain::secret::Secret,
    http::{Http, Identity},
    job::{
        Event,
        badge::{
            self, Assertion, Badge, ClientCertificate, ClientKey, ClientSecret, Endpoint, Exchange, GatewayJwt, IdToken, Signer,
            UserJwt,
        },
        issuer,
        jwt::metadata,
        preset::{Claims, Preset},
        token::check_address,
    },
};

impl Holding {
    /// A client that trusts what the flags say.
    pub(super) fn by_hand_client(&self, house: &House, base: Option<&Url>) -> Result<Http, Failure> {
        let issuer = self.issuer.as_deref().and_then(|text| Url::parse(text).ok());
        let preset = || Url::parse("https://localhost").ok();
        let known = self.token_url.clone().or(issuer).or(self.gateway.clone()).or(base.cloned()).or_else(preset);
        let mut base = known.ok_or_else(nobody)?;
        base.set_query(None);
        base.set_fragment(None);
        house.client_trusting(base, self.authorities()?)
    }

    /// What the flags say that the caller holds.
    pub(super) fn by_hand(&self, house: &House, http: &Http) -> Result<Option<Badge>, Failure> {
        let server = self.token_url.is_some() || self.issuer.is_some() || self.preset.is_some();
        let badge = if self.gateway_jwt {
            self.gateway_jwt(house)?
        } else if self.exchange {
            self.exchange(house)?
        } else if self.assertion_file.is_some() || self.grant() == Grant::JwtBearer {
            self.bearer(house, http)?
        } else if server {
            self.client(house, http)?
        } else if !self.cert.is_empty() {
            Badge::Certificate(self.identity(house)?)
        } else if let Some(token) = Self::secret(house, self.token_file.as_ref())? {
            Badge::IdToken(IdToken::Given(trimmed(&token)))
        } else if self.key.is_some() || self.client_id.is_some() || self.client_secret_file.is_some() {
            return Err(Failure::usage("no token endpoint is given").next("give `--token-url` or `--issuer`"));
        } else {
            return Ok(None);
        };
        Ok(Some(badge))
    }

    /// A preset stands for the JWT bearer grant unless another is named.
    fn grant(&self) -> Grant {
        let implied = if self.preset.is_some() { Grant::JwtBearer } else { Grant::ClientCredentials };
        self.grant.unwrap_or(implied)
    }

    /// A client that proves itself at a token endpoint (RFC 6749, section 4.4).
    fn client(&self, house: &House, http: &Http) -> Result<Badge, Failure> {
        let client_id = self.client_id()?;
        if self.client_secret_file.is_none() && self.key.is_none() {
            // Before a server is asked for what it says of itself.
            return Err(no_credential("`--client-secret-file`, `--key`, or `--cert` and `--key`"));
        }
        let metadata = self.metadata(house, http)?;
        let endpoint = |mutual| self.endpoint(metadata.as_ref(), mutual);
        if let Some(secret) = Self::secret(house, self.client_secret_file.as_ref())? {
            let placement = self.placement(metadata.as_ref());
            return Ok(Badge::ClientSecret(ClientSecret { client_id, secret, placement, endpoint: endpoint(false)? }));
        }
        if !self.cert.is_empty() {
            let identity = self.identity(house)?;
            return Ok(Badge::ClientCertificate(ClientCertificate { client_id, identity, endpoint: endpoint(true)? }));
        }
        let key = self.key(house)?.into();
        let audience = self.audience.clone().or_else(|| self.issuer.clone()).ok_or_else(|| {
            let what = "an assertion of the client needs the server's issuer identifier as its audience (RFC 10070)";
            Failure::usage(what).next("give `--issuer`, or `--audience`")
        })?;
        Ok(Badge::ClientKey(ClientKey { client_id, key, audience, kid: kid(self.kid.as_deref()), endpoint: endpoint(false)? }))
    }

    /// The JWT bearer grant (RFC 7523, section 2.1).
    fn bearer(&self, house: &House, http: &Http) -> Result<Badge, Failure> {
        if self.assertion_file.is_none() && self.key.is_none() {
            return Err(no_credential("`--key`, or `--assertion-file`"));
        }
        let metadata = self.metadata(house, http)?;
        let endpoint = self.endpoint(metadata.as_ref(), false)?;
        if let Some(file) = &self.assertion_file {
            let text = String::from_utf8_lossy(&given(file)?.bytes).trim().to_owned();
            jwt::decode(&text).map_err(|error| Failure::usage(format!("`{file}`: {error}")))?;
            return Ok(Badge::Assertion(Assertion { assertion: Secret::new(text), endpoint }));
        }
        let claims = self.claims(house, &endpoint.url)?;
        Ok(Badge::Signer(Box::new(Signer {
            key: self.key(house)?.into(),
            issuer: claims.issuer,
            subject: self.subject.clone().unwrap_or(claims.subject),
            audience: vec![claims.audience],
            claims: self.claim.clone(),
            kid: kid(self.kid.as_deref().or(Some(claims.kid.as_str()))),
            lifetime: self.ttl.map_or(claims.lifetime, |ttl| i64::try_from(ttl.duration().as_secs()).unwrap_or(i64::MAX)),
            endpoint: Some(endpoint),
        })))
    }

    /// What the assertion says: by the preset, else by what servers commonly want. A grant may name the server or its token endpoint as
    /// its audience (RFC 10070, section 4).
    fn claims(&self, house: &House, token_url: &Url) -> Result<Claims, Failure> {
        let client_id = self.client_id()?;
        let claims = if let Some(name) = &self.preset {
            let (preset, _) = Preset::named(name)?;
            preset.findings().into_iter().for_each(|finding| house.tell(&Event::Note(finding)));
            preset.claims(&client_id, token_url)
        } else {
            let audience = self.issuer.clone().unwrap_or_else(|| token_url.to_string());
            Claims { issuer: client_id.clone(), subject: client_id, audience, lifetime: LIFETIME, kid: "auto".to_owned() }
        };
        Ok(Claims { audience: self.audience.clone().unwrap_or(claims.audience), ..claims })
    }

    fn gateway_jwt(&self, house: &House) -> Result<Badge, Failure> {
        let base = self
            .gateway
            .clone()
            .ok_or_else(|| Failure::usage("no gateway is given").next("give its address with `--gateway`"))?;
        check_address(&base)?;
        if let Some((user, password)) = self.user.clone().zip(Self::secret(house, self.password_file.as_ref())?) {
            if !self.claim.is_empty() {
                let what = "the gateway signs a JWT with claims for an application, not for a user";
                return Err(Failure::usage(what).next("leave `--claim` out, or give `--api-key-file` instead of the user"));
            }
            return Ok(Badge::UserJwt(UserJwt { base, user, password, application: self.application.clone() }));
        }
        let api_key = Self::secret(house, self.api_key_file.as_ref())?;
        let identity = if self.cert.is_empty() { None } else { Some(self.identity(house)?) };
        if api_key.is_none() && identity.is_none() {
            let what = "the gateway signs a JWT for whom it knows";
            return Err(
                Failure::usage(what).next("give `--api-key-file`, `--cert` and `--key`, or `--user` and `--password-file`")
            );
        }
        Ok(Badge::GatewayJwt(GatewayJwt { base, api_key, identity, claims: self.claim.iter().cloned().collect() }))
    }

    fn exchange(&self, house: &House) -> Result<Badge, Failure> {
        let base = self
            .gateway
            .clone()
            .ok_or_else(|| Failure::usage("no gateway is given").next("give its address with `--gateway`"))?;
        check_address(&base)?;
        let token = Self::secret(house, self.token_file.as_ref())?;
        let token = token.ok_or_else(|| Failure::usage("no ID token is given").next("give it with `--token-file`"))?;
        let scopes = self.scope.iter().map(ToString::to_string).collect();
        Ok(Badge::Exchange(Exchange { base, id_token: IdToken::Given(trimmed(&token)), scopes }))
    }

    fn identity(&self, house: &House) -> Result<Identity, Failure> {
        let key = self.key(house)?;
        Ok(badge::identity(&self.certificates()?, &key, house.clock().now())?)
    }

    fn key(&self, house: &House) -> Result<Key, Failure> {
        let file = self.key.as_deref().ok_or_else(|| no_credential("`--key`"))?;
        self.opening.key(house, file)
    }

    fn client_id(&self) -> Result<String, Failure> {
        self.client_id.clone().ok_or_else(|| Failure::usage("no client id is given").next("give it with `--client-id`"))
    }

    /// The server's metadata, unless the token endpoint is named.
    fn metadata(&self, house: &House, http: &Http) -> Result<Option<Object>, Failure> {
        let Some(issuer) = self.issuer.as_deref().filter(|_| self.token_url.is_none()) else { return Ok(None) };
        house.tell(&Event::Waiting { what: issuer.to_owned() });
        metadata(issuer, &|url| issuer::fetch(http, url)).map(Some).map_err(failed)
    }

    /// The token endpoint: named, of the preset, or of the metadata; with a certificate its alias (RFC 8705, section 5).
    fn endpoint(&self, metadata: Option<&Object>, mutual: bool) -> Result<Endpoint, Failure> {
        let url = match (&self.token_url, &self.preset, metadata) {
            (Some(url), ..) => url.clone(),
            (None, Some(preset), _) => {
                let (preset, place) = Preset::named(preset)?;
                preset.token_url(place.as_deref())?
            }
            (None, None, Some(metadata)) => listed(metadata, mutual)?,
            (None, None, None) => return Err(nobody()),
        };
        check_address(&url)?;
        Ok(Endpoint { url, scopes: self.scope.iter().cloned().collect(), resource: self.resource.clone() })
    }

    /// In the header, unless the server says that it only reads the body.
    fn placement(&self, metadata: Option<&Object>) -> Placement {
        let methods =
            metadata.and_then(|metadata| metadata.get("token_endpoint_auth_methods_supported")).and_then(Value::as_array);
        let knows = |method: &str| methods.is_some_and(|methods| methods.iter().any(|known| known.as_str() == Some(method)));
        let body = methods.is_some() && !knows("client_secret_basic") && knows("client_secret_post");
        match self.secret_in {
            Some(SecretIn::Body) => Placement::Body,
            None if body => Placement::Body,
            Some(SecretIn::Header) | None => Placement::Header,
        }
    }
}

fn listed(metadata: &Object, mutual: bool) -> Result<Url, Failure> {
    let alias = metadata.get("mtls_endpoint_aliases").filter(|_| mutual).and_then(|aliases| aliases.get("token_endpoint"));
    let text = alias.or_else(|| metadata.get("token_endpoint")).and_then(Value::as_str);
    let url = text.and_then(|text| Url::parse(text).ok());
    url.ok_or_else(|| Failure::usage("the server's metadata name no token endpoint").next("give it with `--token-url`"))
}

fn no_credential(which: &str) -> Failure {
    Failure::usage("no credential is given").next(format!("give {which}"))
}

fn kid(text: Option<&str>) -> Kid {
    match text {
        None | Some("auto") => Kid::Thumbprint,
        Some("none") => Kid::None,
        Some(text) => Kid::Named(text.to_owned()),
    }
}

fn trimmed(token: &Secret) -> Secret {
    let text = token.reveal().trim();
    Secret::new(text.strip_prefix("Bearer ").unwrap_or(text).to_owned())
}

fn nobody() -> Failure {
    Failure::usage("it is not said who asks, and where")
        .next("give `--partner`, or `--token-url` and `--client-id` with a credential")
}

const LIFETIME: i64 = 300;

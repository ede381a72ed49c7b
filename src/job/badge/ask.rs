//! How each badge comes to its token.

use serde_json::Value;
use url::Url;

use crate::{
    caller::{
        CallerError, Token, gateway,
        oauth2::{self, Placement, Proof, Wish},
    },
    clock::Clock,
    crypto::{
        jwt::{self, Kid, Order, Purpose},
        random,
    },
    domain::secret::Secret,
    http::{self, Http},
    job::{
        Cause, Error, Result,
        badge::{Badge, ClientKey, Endpoint, Exchange, GatewayJwt, Held, IdClient, IdToken, Shows, Signer, UserJwt},
        issuer,
        jwt::metadata,
        material::usage,
    },
};

impl Badge {
    /// Gets a token; `None` when the certificate in the handshake is the credential. `http` is [`Badge::client`] or [`Badge::over`].
    pub fn token(&self, http: &Http, clock: &dyn Clock) -> Result<Option<Token>> {
        let token = match self {
            Self::Certificate(_) => return Ok(None),
            Self::ClientSecret(client) => {
                let proof = Proof::Secret(&client.secret, client.placement);
                oauth2::client_credentials(http, &client.endpoint.wish(), &client.client_id, proof)?
            }
            Self::ClientCertificate(client) => {
                oauth2::client_credentials(http, &client.endpoint.wish(), &client.client_id, Proof::Certificate)?
            }
            Self::ClientKey(client) => client.token(http, clock)?,
            Self::Signer(signer) => signer.token(http, clock)?,
            Self::Assertion(given) => oauth2::jwt_bearer(http, &given.endpoint.wish(), &given.assertion)?,
            Self::GatewayJwt(GatewayJwt { base, api_key, claims, .. }) => {
                gateway::jwt_with_claims(http, base, api_key.as_ref(), claims)?
            }
            Self::UserJwt(UserJwt { base, user, password, application }) => {
                gateway::jwt_of_user(http, base, (user, password), application.as_deref())?
            }
            Self::IdToken(source) => Token::bare(source.token(http)?),
            Self::Exchange(Exchange { base, id_token, scopes }) => gateway::exchange(http, base, &id_token.token(http)?, scopes)?,
        };
        Ok(Some(token))
    }
}

impl Endpoint {
    fn wish(&self) -> Wish<'_> {
        Wish { token_url: &self.url, scopes: &self.scopes, resource: self.resource.as_deref(), more: &[] }
    }
}

impl ClientKey {
    fn token(&self, http: &Http, clock: &dyn Clock) -> Result<Token> {
        anew(|| {
            let assertion = self.assertion(clock)?;
            Ok(oauth2::client_credentials(http, &self.endpoint.wish(), &self.client_id, Proof::Assertion(&assertion))?)
        })
    }

    fn assertion(&self, clock: &dyn Clock) -> Result<Secret> {
        let audience = vec![self.audience.clone()];
        let order = order(Purpose::ClientAuthentication, &self.client_id, audience, &self.kid, clock);
        sign(&self.key, &order)
    }
}

impl Signer {
    fn token(&self, http: &Http, clock: &dyn Clock) -> Result<Token> {
        let Some(endpoint) = &self.endpoint else {
            let token = Token::bare(sign(&self.key, &self.order(clock))?);
            return Ok(Token { expires_in: u64::try_from(self.lifetime).unwrap_or_default(), ..token });
        };
        anew(|| Ok(oauth2::jwt_bearer(http, &endpoint.wish(), &sign(&self.key, &self.order(clock))?)?))
    }

    /// The JWT that this partner signs now.
    #[must_use]
    pub fn order(&self, clock: &dyn Clock) -> Order {
        let order = order(Purpose::Grant, &self.issuer, self.audience.clone(), &self.kid, clock);
        // One that has ended was good for a while before.
        let now = if self.lifetime > 0 { order.now } else { order.now + 2 * self.lifetime };
        Order { subject: self.subject.clone(), claims: self.claims.clone(), lifetime: self.lifetime.abs(), now, ..order }
    }
}

impl IdToken {
    fn token(&self, http: &Http) -> Result<Secret> {
        match self {
            Self::Given(token) => Ok(token.clone()),
            Self::Client(client) => client.token(http),
        }
    }
}

impl IdClient {
    /// An ID token for a client itself. The standard defines none (`OpenID` Connect Core, section 3), but providers issue it; some issue
    /// an access token that is a JWT of theirs, which a gateway validates in the same way.
    fn token(&self, http: &Http) -> Result<Secret> {
        let audience: Vec<_> = self.audience.iter().map(|audience| ("audience", audience.as_str())).collect();
        let first = self.tokens(http, &audience)?.into_iter().next();
        first.ok_or_else(|| {
            let kind = if self.wants == Shows::IdToken { "ID token" } else { "access token that is a JWT of its own" };
            let what = format!("`{}` gave no {kind} to client `{}`, which asked for itself", self.issuer, self.client_id);
            Cause::Refused { what, next: GIVE_ONE.to_owned() }.into()
        })
    }

    /// All tokens of one answer that a gateway could take for what is wanted: an ID token, then an access token that is a JWT.
    pub(super) fn tokens(&self, http: &Http, more: &[(&str, &str)]) -> Result<Vec<Secret>> {
        let issuer = self.issuer.as_str();
        let metadata = metadata(issuer, &|url| issuer::fetch(http, url))?;
        let url = metadata.get("token_endpoint").and_then(Value::as_str).and_then(|text| Url::parse(text).ok());
        let no_endpoint = || usage(format!("the metadata of `{issuer}` names no token endpoint"), GIVE_ONE);
        let openid = "openid".parse().into_iter().filter(|_| self.wants == Shows::IdToken);
        let scopes = openid.chain(self.scopes.iter().cloned()).collect();
        let wish = Wish { token_url: &url.ok_or_else(no_endpoint)?, scopes: &scopes, resource: None, more };
        let token = oauth2::client_credentials(http, &wish, &self.client_id, Proof::Secret(&self.secret, Placement::Header))?;
        let of_issuer =
            |token: &Secret| jwt::decode(token.reveal()).is_ok_and(|jwt| jwt::text(&jwt.claims, "iss") == Some(issuer));
        let id_token = token.id_token.filter(|_| self.wants == Shows::IdToken);
        Ok(id_token.into_iter().chain(Some(token.access_token).filter(of_issuer)).collect())
    }
}

/// An assertion of a client about itself.
fn order(purpose: Purpose, client: &str, audience: Vec<String>, kid: &Kid, clock: &dyn Clock) -> Order {
    Order {
        purpose,
        issuer: client.to_owned(),
        subject: client.to_owned(),
        audience,
        now: clock.time().unix_timestamp(),
        lifetime: super::open::LIFETIME,
        id: random::identifier(),
        algorithm: None,
        kid: kid.clone(),
        typ: None,
        certificate: None,
        chain: Vec::new(),
        claims: Vec::new(),
    }
}

fn sign(key: &Held, order: &Order) -> Result<Secret> {
    let made = jwt::assert(&key.0, order);
    made.map(|made| Secret::new(made.jwt)).map_err(|error| usage(error.to_string(), "see `partnerctl jwt assert --help`"))
}

/// Asks once more with a new assertion when an answer was lost or nobody was there to give one: the old assertion may count as used.
fn anew(ask: impl Fn() -> Result<Token>) -> Result<Token> {
    match ask() {
        Err(error) if is_lost(&error) => ask(),
        other => other,
    }
}

fn is_lost(error: &Error) -> bool {
    matches!(
        &*error.cause,
        Cause::Caller(
            CallerError::Unreachable(http::Error::Lost { .. } | http::Error::TimedOut { .. })
                | CallerError::Unexpected { status: 502..=504, .. }
        )
    )
}

const GIVE_ONE: &str = "give an ID token with `--token-file`";

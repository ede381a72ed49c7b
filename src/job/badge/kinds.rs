//! What each kind of badge holds.

use std::{collections::BTreeSet, sync::Arc};

use serde_json::{Map, Value};
use url::Url;

use crate::{
    caller::oauth2::Placement,
    crypto::{jwt::Kid, key::Key},
    domain::{name::ScopeName, secret::Secret},
    http::Identity,
};

/// A token endpoint and what is wanted there.
#[derive(Debug, Clone)]
pub struct Endpoint {
    /// Its address.
    pub url: Url,
    /// What the token is to be good for; what the client may have when empty.
    pub scopes: BTreeSet<ScopeName>,
    /// The API that the token is for (RFC 8707).
    pub resource: Option<String>,
}

/// Client id and secret.
#[derive(Debug, Clone)]
pub struct ClientSecret {
    /// The client id.
    pub client_id: String,
    /// The secret.
    pub secret: Secret,
    /// Where both stand in the request.
    pub placement: Placement,
    /// Where the token comes from.
    pub endpoint: Endpoint,
}

/// A client that signs for itself.
#[derive(Debug, Clone)]
pub struct ClientKey {
    /// The client id.
    pub client_id: String,
    /// Its key.
    pub key: Held,
    /// The server's issuer identifier: the only audience that is allowed (RFC 10070, section 4).
    pub audience: String,
    /// How the header names the key.
    pub kid: Kid,
    /// Where the token comes from.
    pub endpoint: Endpoint,
}

/// A client that is known by its certificate.
#[derive(Debug, Clone)]
pub struct ClientCertificate {
    /// The client id.
    pub client_id: String,
    /// The certificate and its key.
    pub identity: Identity,
    /// Where the token comes from.
    pub endpoint: Endpoint,
}

/// A partner that signs JWTs about itself.
#[derive(Debug, Clone)]
pub struct Signer {
    /// Its key.
    pub key: Held,
    /// `iss`.
    pub issuer: String,
    /// `sub`.
    pub subject: String,
    /// `aud`.
    pub audience: Vec<String>,
    /// Further claims.
    pub claims: Vec<(String, Value)>,
    /// How the header names the key.
    pub kid: Kid,
    /// How long a JWT is good, in seconds; less than nothing makes one that has ended.
    pub lifetime: i64,
    /// Where the JWT is exchanged for a token; when absent, the JWT is the token.
    pub endpoint: Option<Endpoint>,
}

/// An assertion made elsewhere.
#[derive(Debug, Clone)]
pub struct Assertion {
    /// The JWT.
    pub assertion: Secret,
    /// Where it is exchanged for a token.
    pub endpoint: Endpoint,
}

/// A partner for whom the gateway signs JWTs.
#[derive(Debug, Clone)]
pub struct GatewayJwt {
    /// The root of the gateway's addresses.
    pub base: Url,
    /// The key by which the gateway knows the partner, unless it is its certificate.
    pub api_key: Option<Secret>,
    /// The certificate by which the gateway knows the partner.
    pub identity: Option<Identity>,
    /// What the JWT is to say.
    pub claims: Map<String, Value>,
}

/// A user for whom the gateway signs JWTs.
#[derive(Debug, Clone)]
pub struct UserJwt {
    /// The root of the gateway's addresses.
    pub base: Url,
    /// The user.
    pub user: String,
    /// The password.
    pub password: Secret,
    /// The application that the JWT is about.
    pub application: Option<String>,
}

/// Where an ID token comes from.
#[derive(Debug, Clone)]
pub enum IdToken {
    /// It was given.
    Given(Secret),
    /// The partner's application asks its identity provider for it.
    Client(IdClient),
}

/// The partner's application at its identity provider.
#[derive(Debug, Clone)]
pub struct IdClient {
    /// The identity provider, as it names itself.
    pub issuer: String,
    /// The client id of the application.
    pub client_id: String,
    /// Its secret.
    pub secret: Secret,
    /// What it asks for; `openid` goes with an ID token by itself.
    pub scopes: BTreeSet<ScopeName>,
    /// The API that the token is for, where the provider has to be told.
    pub audience: Option<String>,
    /// Which of its tokens is shown.
    pub wants: Shows,
}

/// Which token of an identity provider a partner shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shows {
    /// The ID token; an access token that is a JWT of the provider where it gives no other.
    IdToken,
    /// The access token, which must be a JWT.
    AccessToken,
}

/// An ID token and the gateway that exchanges it.
#[derive(Debug, Clone)]
pub struct Exchange {
    /// The root of the gateway's addresses.
    pub base: Url,
    /// The ID token.
    pub id_token: IdToken,
    /// Scopes of the gateway that are asked for.
    pub scopes: Vec<String>,
}

/// A private key that several may hold; its `Debug` shows the public half only.
#[derive(Debug, Clone)]
pub struct Held(pub Arc<Key>);

impl From<Key> for Held {
    fn from(key: Key) -> Self {
        Self(Arc::new(key))
    }
}

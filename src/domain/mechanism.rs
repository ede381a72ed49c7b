//! The four ways in which a partner authenticates.

use std::{collections::BTreeSet, fmt, str::FromStr};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::domain::{certificate::Certificate, name::ScopeName};

/// Which way, without its settings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum MechanismKind {
    /// ID tokens of the partner's identity provider (`OpenID` Connect Core 1.0).
    Oidc,
    /// OAuth 2.0 client credentials issued by the gateway (RFC 6749, section 4.4).
    Oauth2,
    /// A certificate shown in the TLS handshake.
    ClientCertificate,
    /// A JWT as the bearer token (RFC 7519, RFC 7523).
    JwtBearer,
}

impl MechanismKind {
    /// All of them, in the order in which help texts and tables name them.
    pub const ALL: [Self; 4] = [Self::Oidc, Self::Oauth2, Self::ClientCertificate, Self::JwtBearer];

    /// The word used in files and flags.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Oidc => "oidc",
            Self::Oauth2 => "oauth2",
            Self::ClientCertificate => "client-certificate",
            Self::JwtBearer => "jwt-bearer",
        }
    }
}

impl fmt::Display for MechanismKind {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.pad(self.word())
    }
}

/// The word names no mechanism.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("`{0}` is not a mechanism: choose `oidc`, `oauth2`, `client-certificate` or `jwt-bearer`")]
pub struct MechanismError(String);

impl FromStr for MechanismKind {
    type Err = MechanismError;

    fn from_str(text: &str) -> Result<Self, MechanismError> {
        let found = Self::ALL.into_iter().find(|kind| kind.word() == text);
        found.ok_or_else(|| MechanismError(text.chars().filter(|sign| !sign.is_control()).take(40).collect()))
    }
}

/// A way to authenticate with what a gateway must know about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Mechanism {
    /// Who issues the ID tokens, and for whom.
    Oidc(TokenIssuer),
    /// Scopes of the client.
    Oauth2 {
        /// What the client may ask for.
        scopes: BTreeSet<ScopeName>,
    },
    /// Certificates that identify the partner.
    ClientCertificate {
        /// Several at once while one replaces the other; none before the partner has handed one over.
        certificates: Vec<Certificate>,
        /// The authorities of their chains; a self-signed certificate is its own.
        authorities: Vec<Certificate>,
    },
    /// Who issues the JWTs, and for whom.
    JwtBearer(TokenIssuer),
}

impl Mechanism {
    /// Which way this is.
    #[must_use]
    pub const fn kind(&self) -> MechanismKind {
        match self {
            Self::Oidc(_) => MechanismKind::Oidc,
            Self::Oauth2 { .. } => MechanismKind::Oauth2,
            Self::ClientCertificate { .. } => MechanismKind::ClientCertificate,
            Self::JwtBearer(_) => MechanismKind::JwtBearer,
        }
    }

    /// Whether an authorization server gives tokens for it to a client of its own: not for ID tokens of another issuer, and not where
    /// the gateway signs.
    #[must_use]
    pub const fn has_client(&self) -> bool {
        match self {
            Self::Oauth2 { .. } | Self::ClientCertificate { .. } => true,
            Self::JwtBearer(issuer) => !issuer.is_gateway(),
            Self::Oidc(_) => false,
        }
    }

    /// The scopes of the mechanism; empty where it has none.
    #[must_use]
    pub fn scopes(&self) -> BTreeSet<ScopeName> {
        match self {
            Self::Oauth2 { scopes } => scopes.clone(),
            Self::Oidc(issuer) | Self::JwtBearer(issuer) => issuer.scopes.clone(),
            Self::ClientCertificate { .. } => BTreeSet::new(),
        }
    }
}

/// An issuer of tokens and what its tokens for one partner look like.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TokenIssuer {
    /// The `iss` of the tokens, compared character by character; empty when the gateway issues them and names itself.
    pub issuer: String,
    /// Where the keys are found that the tokens are signed with.
    pub keys: IssuerKeys,
    /// The client id of the partner's application at the issuer.
    pub client_id: Option<String>,
    /// The `aud` that the tokens carry.
    pub audience: Option<String>,
    /// Claims that identify the partner.
    pub claims: std::collections::BTreeMap<String, String>,
    /// Scopes that the gateway maps to APIs.
    pub scopes: BTreeSet<ScopeName>,
}

/// Where the keys of an issuer are found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum IssuerKeys {
    /// At an address, as a JWK set (RFC 7517, section 5).
    Published(url::Url),
    /// In a certificate that is registered at the gateway.
    Certificate(Box<Certificate>),
    /// The gateway signs the tokens itself.
    Gateway,
}

impl TokenIssuer {
    /// Whether the gateway issues the tokens.
    #[must_use]
    pub const fn is_gateway(&self) -> bool {
        matches!(self.keys, IssuerKeys::Gateway)
    }

    /// Whether a gateway that asks for this `aud` takes the tokens as they are wanted. An ID token is for the client unless something else
    /// is named (`OpenID` Connect Core, section 2).
    #[must_use]
    pub fn is_for(&self, kind: MechanismKind, audience: Option<&String>) -> bool {
        let named = self.audience.as_ref();
        audience == named || (kind == MechanismKind::Oidc && named.is_none() && audience == self.client_id.as_ref())
    }
}

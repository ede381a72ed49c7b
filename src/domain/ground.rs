//! The ground: what the partners of a gateway share.

use std::collections::{BTreeMap, BTreeSet};

use url::Url;

use crate::domain::{
    certificate::Certificate,
    change::Scope,
    mechanism::{MechanismKind, TokenIssuer},
    name::{ApiRef, ScopeName},
    profile::{RemoteRef, State},
};

/// What partners share on a gateway, as observed.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Ground {
    /// The APIs, by name and version.
    pub apis: BTreeMap<ApiRef, PublishedApi>,
    /// Scopes that the gateway's own token server knows.
    pub scopes: BTreeSet<ScopeName>,
    /// Where partners get tokens from the gateway's own token server.
    pub token_endpoint: Option<Url>,
    /// External issuers that are trusted, by their `iss`.
    pub issuers: BTreeMap<String, KnownIssuer>,
    /// The `iss` of the tokens that the gateway signs itself; `None` when it does not.
    pub own_issuer: Option<String>,
    /// The authorization server that partners are registered at, where there is one.
    pub server: Option<AuthorizationServer>,
    /// Authorities whose client certificates are trusted, as SHA-256 of their DER in lower-case hex.
    pub anchors: BTreeSet<String>,
    /// Whether the gateway asks callers for a certificate.
    pub asks_for_certificates: bool,
}

/// An authorization server that gives tokens to clients of its own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuthorizationServer {
    /// Its issuer identifier, the `iss` of its tokens.
    pub issuer: String,
    /// Where it gives tokens.
    pub token_endpoint: Option<Url>,
    /// Where it publishes the keys that its tokens are signed with.
    pub keys: Option<Url>,
}

/// An external issuer on a gateway, as observed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnownIssuer {
    /// The object on the gateway.
    pub remote: RemoteRef,
    /// Where the gateway reads its keys.
    pub jwks_uri: Option<Url>,
    /// The certificate with its key, as SHA-256 of its DER in lower-case hex.
    pub certificate: Option<String>,
    /// Scopes of its tokens that the gateway knows.
    pub scopes: BTreeSet<ScopeName>,
}

/// An API on a gateway, as observed.
#[derive(Debug, Clone, PartialEq)]
pub struct PublishedApi {
    /// The object on the gateway.
    pub remote: RemoteRef,
    /// Whether it serves calls.
    pub state: State,
    /// Where partners call it.
    pub endpoints: Vec<Url>,
    /// The mechanisms that its Identify & Authorize rule lets in.
    pub admits: BTreeSet<MechanismKind>,
    /// Ways to identify a caller that this tool does not manage; never removed.
    pub foreign_rules: BTreeSet<String>,
    /// Whether it answers on https only.
    pub https_only: bool,
    /// Whether it answers on https at all.
    pub https: bool,
    /// Scopes of which a token of the gateway's own token server must carry one.
    pub scopes: BTreeSet<ScopeName>,
    /// Scopes of which a token of an external issuer must carry one, by its `iss`.
    pub issuer_scopes: BTreeMap<String, BTreeSet<ScopeName>>,
}

/// Who issued the tokens that a caller sends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TokenOrigin<'a> {
    /// The gateway's own token server.
    Gateway,
    /// An external issuer, by its `iss`.
    Issuer(&'a str),
}

impl PublishedApi {
    /// The scopes of which a token of this server must carry one, when `own` holds none of them: then it is refused.
    #[must_use]
    pub fn lacking(&self, origin: TokenOrigin<'_>, own: &[ScopeName]) -> Option<&BTreeSet<ScopeName>> {
        let asked = match origin {
            TokenOrigin::Issuer(issuer) => self.issuer_scopes.get(issuer)?,
            TokenOrigin::Gateway => &self.scopes,
        };
        (!asked.is_empty() && own.iter().all(|scope| !asked.contains(scope))).then_some(asked)
    }
}

/// What all partners of an environment need of the ground, folded together.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Needs {
    /// The APIs that somebody is to call, with the mechanisms that are to be let in.
    pub apis: BTreeMap<ApiRef, BTreeSet<MechanismKind>>,
    /// The APIs as they are to be published; only those with a document in the workspace.
    pub published: Vec<crate::domain::api::Api>,
    /// Whether somebody is to get tokens as a client of an authorization server.
    pub clients: bool,
    /// Issuers of tokens, each once.
    pub issuers: Vec<TokenIssuer>,
    /// Scopes that tokens of external issuers are to carry at APIs.
    pub scopes: Vec<Scope>,
    /// Authorities of client certificates, each once.
    pub authorities: Vec<Certificate>,
}

//! What a partner answers: public material alone.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use url::Url;

use crate::domain::{mechanism::MechanismKind, moment::Moment, partner::Contact};

/// What a partner answers.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ResponseSpec {
    /// How the partner authenticates.
    pub mechanism: MechanismKind,
    /// What became of the terms of use.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub terms: Option<TermsAnswer>,
    /// Whom to write to.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub contacts: Vec<Contact>,
    /// The certificate with those above it, leaf first, as PEM text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub certificate: Option<String>,
    /// The certificate request, while it is not signed, as PEM text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub request: Option<String>,
    /// Where the issuer publishes its keys.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub jwks_uri: Option<Url>,
    /// The issuer of its tokens.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub issuer: Option<String>,
    /// The client id at the issuer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub client_id: Option<String>,
    /// Claims that identify it.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub claims: BTreeMap<String, String>,
    /// The age recipient that secrets are to be sealed for.
    pub recipient: String,
    /// The SHA-256 of the key that the partner's workspace signs its results with, in hex.
    pub signing_key: String,
    /// What the partner's firewall lets through.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub firewall: Vec<FirewallResult>,
}

/// What became of the terms of use.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct TermsAnswer {
    /// The SHA-256 of the file, in hex.
    pub sha256: String,
    /// Who accepted them, or who is to.
    pub by: String,
    /// When they were accepted; absent while they are with the one who signs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub accepted: Option<Moment>,
}

/// Whether a host and port can be reached from the partner's side.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct FirewallResult {
    /// The host.
    pub host: String,
    /// The port.
    pub port: u16,
    /// What came out.
    pub result: Reached,
    /// How far the way is open, where it is closed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stopped_at: Option<Hop>,
    /// What was seen.
    pub detail: String,
}

/// A stretch of the way to a host, in its order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Hop {
    /// The host's name has no address.
    Dns,
    /// There is no connection to its port.
    Tcp,
    /// There is one, and no TLS over it.
    Tls,
    /// Its certificate is for another name.
    Name,
}

impl Hop {
    /// The word for it.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Dns => "dns",
            Self::Tcp => "tcp",
            Self::Tls => "tls",
            Self::Name => "name",
        }
    }
}

/// How a try to reach a host came out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Reached {
    /// It answered as it should.
    Open,
    /// It did not.
    Closed,
    /// It was not tried.
    NotTried,
}

//! One partner in one environment, in words that every gateway shares: what is wanted and what was observed.

use std::{collections::BTreeSet, fmt, str::FromStr};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use url::Url;

use crate::domain::{
    certificate::CertificateFacts,
    mechanism::{Mechanism, MechanismKind},
    moment::Moment,
    name::{ApiRef, ApplicationId, EnvironmentName, PartnerName, ProfileKey, ScopeName},
};

/// An object on a gateway: its kind in the product's words, and its id there.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct RemoteRef {
    /// The product's word, such as `application` or `strategy`.
    pub kind: String,
    /// The product's id.
    pub id: String,
}

impl RemoteRef {
    /// A reference from its two parts.
    #[must_use]
    pub fn new(kind: &str, id: impl Into<String>) -> Self {
        Self { kind: kind.to_owned(), id: id.into() }
    }
}

impl fmt::Display for RemoteRef {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{} {}", self.kind, self.id)
    }
}

/// The mark on a profile that says whose it is: `OWNER/ENVIRONMENT/PARTNER#GENERATION`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Marker {
    /// The workspace, see [`crate::domain::workspace::Workspace::owner`].
    pub owner: String,
    /// The partner and environment.
    pub key: ProfileKey,
    /// The record's generation when the profile was last written.
    pub generation: u64,
}

impl Marker {
    /// Whether both marks are of the same workspace, environment and partner.
    #[must_use]
    pub fn same_profile(&self, other: &Self) -> bool {
        self.owner == other.owner && self.key == other.key
    }
}

impl fmt::Display for Marker {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}/{}/{}#{}", self.owner, self.key.environment, self.key.partner, self.generation)
    }
}

/// The text is not a marker.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a marker of this tool")]
pub struct MarkerError;

impl FromStr for Marker {
    type Err = MarkerError;

    fn from_str(text: &str) -> Result<Self, MarkerError> {
        let (path, generation) = text.rsplit_once('#').ok_or(MarkerError)?;
        let mut parts = path.rsplitn(3, '/');
        let partner: PartnerName = parts.next().ok_or(MarkerError)?.parse().map_err(|_| MarkerError)?;
        let environment: EnvironmentName = parts.next().ok_or(MarkerError)?.parse().map_err(|_| MarkerError)?;
        let owner = parts.next().filter(|owner| !owner.is_empty()).ok_or(MarkerError)?.to_owned();
        let generation = generation.parse().map_err(|_| MarkerError)?;
        Ok(Self { owner, key: ProfileKey { partner, environment }, generation })
    }
}

/// Whether calls are let through.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum State {
    /// Calls are served.
    Active,
    /// Calls are refused.
    Suspended,
}

/// What a profile says about its partner.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    /// The profile's name on the gateway: partner and environment, so that two environments may share one gateway.
    pub name: String,
    /// The name that people use.
    pub description: String,
    /// Addresses to write to.
    pub contacts: Vec<String>,
    /// The value of every request payload.
    pub application_id: Option<ApplicationId>,
    /// The identifier that both sides agreed on.
    pub customer_source_id: Option<String>,
}

/// What is wanted for one partner in one environment.
#[derive(Debug, Clone, PartialEq)]
pub struct Wanted {
    /// The partner and environment.
    pub key: ProfileKey,
    /// What the profile says about the partner.
    pub settings: Settings,
    /// How the partner authenticates.
    pub mechanism: Mechanism,
    /// The APIs that the partner may call.
    pub apis: BTreeSet<ApiRef>,
    /// Whether calls are let through.
    pub state: State,
}

/// What a gateway has for one partner.
#[derive(Debug, Clone, PartialEq)]
pub struct Observed {
    /// The profile.
    pub remote: RemoteRef,
    /// Whose profile it is; `None` for one that this tool did not make.
    pub marker: Option<Marker>,
    /// What it says about the partner.
    pub settings: Settings,
    /// Whether calls are let through.
    pub state: State,
    /// The credentials of the profile, the oldest first.
    pub clients: Vec<ObservedClient>,
    /// The certificates that identify the partner, as SHA-256 of their DER in hex.
    pub certificates: Vec<String>,
    /// Claims that identify the partner, as name and value.
    pub claims: BTreeSet<(String, String)>,
    /// The APIs that the partner may call.
    pub apis: BTreeSet<ApiRef>,
    /// APIs that are assigned but that the gateway no longer knows, by id; kept as they are.
    pub unknown_apis: BTreeSet<String>,
    /// Where the partner gets its tokens.
    pub token_endpoint: Option<Url>,
    /// What an authorization server has registered; `None` on a gateway.
    pub registered: Option<Registered>,
    /// The parts of a pair that this was put together from; `None` for one product.
    pub halves: Option<Box<Halves>>,
}

/// What the two products of a pair have for one partner. What the whole says of client and credential is the identity half's, the rest
/// the gateway half's.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Halves {
    /// The client at the product that issues the tokens.
    pub identity: Option<Observed>,
    /// The profile at the product that guards the APIs.
    pub gateway: Option<Observed>,
}

impl Observed {
    /// Whether a certificate identifies the partner: itself, or by its subject.
    #[must_use]
    pub fn knows(&self, certificate: &CertificateFacts) -> bool {
        let subject = self.registered.as_ref().and_then(|registered| registered.subject.as_ref());
        self.certificates.contains(&certificate.sha256) || subject == Some(&certificate.subject)
    }

    /// Whether the product keeps a setting at all; one that it drops is no difference.
    #[must_use]
    pub fn keeps(&self, field: &str) -> bool {
        self.registered.as_ref().is_none_or(|registered| !registered.unkept.contains(field))
    }
}

/// What a registration at an authorization server says besides (RFC 7591, RFC 8705).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Registered {
    /// The subject by which any certificate of a trusted authority identifies the partner.
    pub subject: Option<String>,
    /// Where the keys of the partner are read.
    pub keys_at: Option<Url>,
    /// Settings that the server does not keep, in the words of the partner file.
    pub unkept: BTreeSet<&'static str>,
}

/// One credential of a profile.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ObservedClient {
    /// The object that holds it.
    pub remote: RemoteRef,
    /// The mechanism that it serves.
    pub mechanism: MechanismKind,
    /// What the partner names itself with.
    pub client_id: Option<String>,
    /// What it may ask for.
    pub scopes: BTreeSet<ScopeName>,
    /// Who issues its tokens; `None` for the gateway itself.
    pub issuer: Option<String>,
    /// The `aud` that its tokens must carry.
    pub audience: Option<String>,
    /// How it is used.
    pub usage: Usage,
}

/// How a credential is used: until when, and where it stands in a request.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Usage {
    /// When the product ends its secret; `None` where it never does, or does not say.
    pub ends: Option<Moment>,
    /// Whether id and secret go into the body of a token request, for a server that takes nothing else.
    pub secret_in_body: bool,
    /// The header in which the partner sends the client id beside its tokens.
    pub key_header: Option<String>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_marker_reads_back() {
        let text = "juniper-networks/non-production/acme#7";
        assert_eq!(text.parse::<Marker>().map(|marker| marker.to_string()), Ok(text.to_owned()));
        for bad in ["", "acme", "a/b/c", "/b/c#1", "a/b/c#x", "a/B/c#1"] {
            assert!(bad.parse::<Marker>().is_err(), "{bad}");
        }
    }
}

//! The record: what is so. The partner metadata document; written by the tool alone, and by construction without a secret.

mod imported;

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use url::Url;

use crate::domain::{
    certificate::CertificateFacts,
    document::{Document, Format, Kind},
    exchange::RecordedExchange,
    mail::SentNotice,
    mechanism::MechanismKind,
    moment::Moment,
    name::{ApiRef, ApplicationId, EnvironmentName, PartnerName, ProfileKey, ScopeName, StepId},
    profile::RemoteRef,
    rotation::Rotation,
    secret::{Fingerprint, SecretRef},
    step::Evidence,
};

pub use self::imported::Imported;

/// `records/ENVIRONMENT/NAME.yaml`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Record {
    /// The version of this format.
    pub api_version: Format,
    /// Always `Record`.
    pub kind: Kind,
    /// Whose record this is.
    pub metadata: RecordMetadata,
    /// What is so.
    #[serde(default)]
    pub status: RecordStatus,
}

impl Document for Record {
    const KIND: Kind = Kind::Record;

    fn kind(&self) -> Kind {
        self.kind
    }
}

impl Record {
    /// The empty record of a partner that is not on the gateway yet.
    #[must_use]
    pub fn new(key: &ProfileKey, mechanism: MechanismKind, now: Moment) -> Self {
        Self {
            api_version: Format::V1,
            kind: Kind::Record,
            metadata: RecordMetadata {
                name: key.partner.clone(),
                environment: key.environment.clone(),
                mechanism,
                generation: 0,
                updated: now,
            },
            status: RecordStatus::default(),
        }
    }

    /// The partner and environment that this record is about.
    #[must_use]
    pub fn key(&self) -> ProfileKey {
        ProfileKey { partner: self.metadata.name.clone(), environment: self.metadata.environment.clone() }
    }
}

/// Whose record this is, and how old.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct RecordMetadata {
    /// The partner.
    pub name: PartnerName,
    /// The environment.
    pub environment: EnvironmentName,
    /// How the partner authenticates.
    pub mechanism: MechanismKind,
    /// Counts the writes to the partner's profile; the marker on the gateway carries the same number.
    pub generation: u64,
    /// When this was written.
    pub updated: Moment,
}

/// What is so for a partner in one environment.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct RecordStatus {
    /// The value of every request payload.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub application_id: Option<ApplicationId>,
    /// The partner's profile on the gateway.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub profile: Option<RemoteRef>,
    /// The partner's client at the authorization server, where that is another product than the gateway.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub identity: Option<RemoteRef>,
    /// Whether the gateway refuses the partner's calls.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub suspended: bool,
    /// The credential that is in use.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub client: Option<RecordedClient>,
    /// Secrets that exist, by fingerprint and dates.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub secrets: Vec<RecordedSecret>,
    /// How one credential follows another, now or last time.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rotation: Option<Rotation>,
    /// Certificates that identify the partner.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub certificates: Vec<CertificateFacts>,
    /// Who issues the partner's tokens.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub issuer: Option<RecordedIssuer>,
    /// APIs that the partner may call, with their addresses.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub apis: Vec<RecordedApi>,
    /// Where the partner gets its tokens.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub token_endpoint: Option<Url>,
    /// The issuer identifier of the authorization server that the partner is registered at; there it gets tokens with whatever
    /// its mechanism is, and shows them at APIs elsewhere. Absent on a gateway.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub authorization_server: Option<String>,
    /// The API that tokens are asked for there, which is their `aud` (RFC 8707).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub token_audience: Option<String>,
    /// The identifier that both sides agreed on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub customer_source_id: Option<String>,
    /// Evidence per step.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub steps: BTreeMap<StepId, Evidence>,
    /// What went to and fro by signed files.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub exchange: Option<RecordedExchange>,
    /// What was sent by mail, to whom, and when.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub notices: Vec<SentNotice>,
    /// How the partner is let go.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub offboarding: Option<Offboarding>,
    /// Where the partner came from, when it was on the gateway before this tool.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub imported: Option<Imported>,
}

/// How a partner is let go: suspended first, withdrawn later.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Offboarding {
    /// Since when calls are refused.
    pub suspended: Moment,
    /// From when on the profile may be withdrawn; until then everything can be undone.
    pub withdraw_after: Moment,
    /// Who began it: user and host.
    pub by: String,
    /// When the profile was withdrawn with its credentials.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub withdrawn: Option<Moment>,
}

/// The credential that is in use.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct RecordedClient {
    /// What the partner names itself with at the token endpoint.
    pub client_id: String,
    /// The object on the gateway that holds it.
    pub remote: RemoteRef,
    /// What the client may ask for.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub scopes: Vec<ScopeName>,
    /// Whether id and secret go into the body of a token request (`client_secret_post`); else into its header.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub secret_in_body: bool,
    /// The header in which the client id goes beside every token; absent where tokens alone say whose they are.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key_header: Option<String>,
}

/// A secret that exists, without the secret.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct RecordedSecret {
    /// Its name in the secret store.
    pub name: SecretRef,
    /// The client id that it belongs to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub client_id: Option<String>,
    /// Its keyed digest.
    pub fingerprint: Fingerprint,
    /// When it was issued, or first seen.
    pub issued: Moment,
    /// When it is to be replaced.
    pub expires: Moment,
}

/// An API that the partner may call.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct RecordedApi {
    /// Which one.
    pub api: ApiRef,
    /// Its addresses at the gateway.
    pub endpoints: Vec<Url>,
}

impl RecordedApi {
    /// The addresses that partners are told: those of https alone, where there is one.
    #[must_use]
    pub fn told(&self) -> Vec<&Url> {
        let safe: Vec<&Url> = self.endpoints.iter().filter(|url| url.scheme() == "https").collect();
        if safe.is_empty() { self.endpoints.iter().collect() } else { safe }
    }
}

/// The issuer of a partner's tokens.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct RecordedIssuer {
    /// The `iss` of the tokens.
    pub issuer: String,
    /// Where it publishes its keys.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub jwks_uri: Option<Url>,
    /// The certificate with its key, where it publishes no key set.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub certificate: Option<CertificateFacts>,
    /// The `aud` of the tokens.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub audience: Option<String>,
    /// Claims that identify the partner.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub claims: BTreeMap<String, String>,
    /// Whether the gateway signs the tokens itself.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub gateway: bool,
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "tests fail by panicking")]
mod tests {
    use super::*;

    #[test]
    fn partners_are_told_no_address_in_clear_beside_a_safe_one() {
        let told = |urls: &[&str]| {
            let endpoints = urls.iter().map(|url| url.parse().unwrap()).collect();
            let api = RecordedApi { api: "quote-api/1.0".parse().unwrap(), endpoints };
            api.told().into_iter().map(ToString::to_string).collect::<Vec<_>>()
        };
        let (clear, safe) = ("http://gateway.example/quote", "https://gateway.example/quote");
        assert_eq!(told(&[clear, safe]), [safe]);
        assert_eq!(told(&[clear]), [clear], "a gateway for trying things out");
    }
}

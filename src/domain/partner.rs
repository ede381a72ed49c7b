//! The partner file: what is wanted. Written by people.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use url::Url;

use crate::domain::{
    document::{Document, Format, Kind},
    mechanism::MechanismKind,
    name::{ApiRef, ApplicationId, EnvironmentName, PartnerName, ScopeName},
};

/// A partner: who it is and where it is to be onboarded.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Partner {
    /// The version of this format.
    pub api_version: Format,
    /// Always `Partner`.
    pub kind: Kind,
    /// Name and labels.
    pub metadata: Metadata,
    /// What is wanted.
    pub spec: PartnerSpec,
}

impl Document for Partner {
    const KIND: Kind = Kind::Partner;

    fn kind(&self) -> Kind {
        self.kind
    }
}

/// Name and labels of a partner.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Metadata {
    /// The same as the stem of the file.
    pub name: PartnerName,
    /// Free words to sort partners by.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub labels: BTreeMap<String, String>,
}

/// What is wanted for a partner.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct PartnerSpec {
    /// The name that people use.
    pub display_name: String,
    /// Whom to write to, and about what.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub contacts: Vec<Contact>,
    /// What is wanted in each environment.
    #[serde(default)]
    pub environments: BTreeMap<EnvironmentName, Presence>,
}

/// A person or alias on the partner's side.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Contact {
    /// What the address is for; `secret-rotation` receives new secrets once a year.
    pub role: String,
    /// The address.
    pub email: String,
}

/// The role of the contact that receives new secrets.
pub const ROTATION_ROLE: &str = "secret-rotation";

/// What is wanted for a partner in one environment.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Presence {
    /// How the partner authenticates.
    pub authentication: Authentication,
    /// The APIs that the partner may call.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub apis: Vec<ApiRef>,
    /// The customer source identifier that both sides agreed on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub customer_source_id: Option<String>,
    /// An application ID that exists already; made by the tool when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub application_id: Option<ApplicationId>,
}

/// How a partner authenticates, as written: one flat list of keys so that each fault has its own place in the file.
/// Which keys a mechanism takes is checked when the file is read.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Authentication {
    /// One of `oidc`, `oauth2`, `client-certificate`, `jwt-bearer`.
    pub mechanism: MechanismKind,
    /// Scopes of the client (`oauth2`) or scopes mapped to the issuer's (`oidc`, `jwt-bearer`).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub scopes: Vec<ScopeName>,
    /// Certificate files relative to the workspace: the partner's (`client-certificate`), or the issuer's where it publishes no key
    /// set (`oidc`, `jwt-bearer`).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub certificates: Vec<String>,
    /// Who signs the tokens (`jwt-bearer`); an issuer outside the gateway when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub signed_by: Option<SignedBy>,
    /// The issuer of the tokens (`oidc`, `jwt-bearer`), exactly as in their `iss`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub issuer: Option<String>,
    /// Where the issuer publishes its keys (`oidc`, `jwt-bearer`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub jwks_uri: Option<Url>,
    /// The client id at the issuer (`oidc`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub client_id: Option<String>,
    /// The `aud` of the tokens (`oidc`, `jwt-bearer`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub audience: Option<String>,
    /// Claims that identify the partner (`oidc`, `jwt-bearer`).
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub claims: BTreeMap<String, String>,
}

/// Who signs a partner's JWTs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum SignedBy {
    /// An issuer outside the gateway: the partner itself, or its identity provider.
    Issuer,
    /// The gateway, on the partner's request.
    Gateway,
}

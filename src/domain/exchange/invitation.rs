//! What an operator asks a partner for.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use url::Url;

use crate::domain::{
    mechanism::MechanismKind,
    name::{ApiRef, ScopeName},
    partner::SignedBy,
    workspace::{Class, FirewallLine},
};

/// What an operator asks a partner for.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct InvitationSpec {
    /// Who runs the gateway.
    pub organisation: String,
    /// The name of the partner that people use.
    pub display_name: String,
    /// Which rules hold.
    pub class: Class,
    /// How the partner authenticates.
    pub mechanism: MechanismKind,
    /// Who signs its tokens (`jwt-bearer`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub signed_by: Option<SignedBy>,
    /// The rule for its key and certificate, where it needs one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub keys: Option<KeyRule>,
    /// The issuer of its tokens, as far as it is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub issuer: Option<String>,
    /// The client id at the issuer, as far as it is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub client_id: Option<String>,
    /// The `aud` of its tokens, where it is fixed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub audience: Option<String>,
    /// Claims that identify it.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub claims: BTreeMap<String, String>,
    /// What it may ask for.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub scopes: Vec<ScopeName>,
    /// The terms of use to accept.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub terms: Option<TermsFile>,
    /// What the partner's firewall must let through.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub firewall: Vec<FirewallLine>,
    /// The APIs, with their addresses as far as they are known.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub apis: Vec<SharedApi>,
    /// Where it gets its tokens, where that is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub token_endpoint: Option<Url>,
    /// The age recipient of the operator, for what has to be sealed.
    pub recipient: String,
    /// Authorities of the gateway besides those that every machine trusts, as PEM text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub authorities: Option<String>,
}

/// The rule for a partner's key and certificate.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct KeyRule {
    /// The type of a new key, such as `rsa-3072`.
    #[serde(rename = "type")]
    pub kind: String,
    /// The shortest RSA modulus, in bits.
    pub minimum_rsa_bits: u32,
    /// What the subject must be, such as `CN=*,O=Acme,C=US`; `*` stands for anything.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subject: Option<String>,
    /// Whether a certificate that is signed with its own key is taken.
    pub self_signed: bool,
}

/// The terms of use.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct TermsFile {
    /// The name of the file that comes along.
    pub file: String,
    /// Its SHA-256, in hex.
    pub sha256: String,
}

/// An API with its addresses.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SharedApi {
    /// Which one.
    pub api: ApiRef,
    /// Its addresses.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub endpoints: Vec<Url>,
    /// A first call below each of them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub trial: Option<Trial>,
}

/// A call that is good for a first try.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Trial {
    /// The method.
    pub method: String,
    /// The path.
    pub path: String,
}

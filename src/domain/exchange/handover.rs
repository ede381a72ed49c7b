//! What an operator hands over: the record's facts, and a credential that only its recipient can open.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use url::Url;

use crate::domain::{
    certificate::CertificateFacts,
    exchange::SharedApi,
    mechanism::MechanismKind,
    moment::Moment,
    name::{ApplicationId, ScopeName},
    record::RecordedIssuer,
};

/// What an operator hands over.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct HandoverSpec {
    /// Who runs the gateway.
    pub organisation: String,
    /// How the partner authenticates.
    pub mechanism: MechanismKind,
    /// The value of every request payload.
    pub application_id: ApplicationId,
    /// What the partner names itself with.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub client_id: Option<String>,
    /// What it may ask for.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub scopes: Vec<ScopeName>,
    /// Where it gets its tokens.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub token_endpoint: Option<Url>,
    /// The issuer identifier of the authorization server that it is registered at; absent where the gateway knows it itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub authorization_server: Option<String>,
    /// Whether id and secret go into the body of a token request.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub secret_in_body: bool,
    /// The header in which the client id goes beside every token.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key_header: Option<String>,
    /// The API that it asks them for there (RFC 8707).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub token_audience: Option<String>,
    /// What it may call.
    pub apis: Vec<SharedApi>,
    /// The identifier that both sides agreed on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub customer_source_id: Option<String>,
    /// Certificates that identify it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub certificates: Vec<CertificateFacts>,
    /// Who issues its tokens.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub issuer: Option<RecordedIssuer>,
    /// When the credential ends.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expires: Option<Moment>,
    /// Authorities of the gateway besides those that every machine trusts, as PEM text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub authorities: Option<String>,
    /// The credential, sealed in the age format as text; absent where the partner made it itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sealed: Option<String>,
}

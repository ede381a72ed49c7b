//! What a partner wishes for.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::domain::{mechanism::MechanismKind, name::ApiRef, partner::Contact};

/// What a partner wishes for.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct RequestSpec {
    /// The name that people use.
    pub display_name: String,
    /// How it wants to authenticate.
    pub mechanism: MechanismKind,
    /// The APIs that it wants to call.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub apis: Vec<ApiRef>,
    /// Whom to write to.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub contacts: Vec<Contact>,
    /// Who issues its tokens.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub issuer: Option<String>,
    /// The client id of its application at the issuer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub client_id: Option<String>,
}

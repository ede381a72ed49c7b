//! What a record keeps of a profile that was there before this tool.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::domain::moment::Moment;

/// Where a partner came from that was on the gateway already. What nobody knows stays unknown: no application ID is made up, and a
/// secret that only the partner has is not replaced.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Imported {
    /// When it was taken in.
    pub at: Moment,
    /// By whom: user and host.
    pub by: String,
    /// The name of its profile on the gateway, which it keeps.
    pub profile: String,
    /// What the profile says about itself, which stays while the partner's name for people does.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub description: String,
    /// The name for people that was made of it.
    pub display_name: String,
    /// When the partner's secret was issued, as somebody said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub secret_issued: Option<Moment>,
    /// When the partner's secret is to be replaced, as somebody said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub secret_expires: Option<Moment>,
}

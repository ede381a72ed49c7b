//! What a record keeps of the exchange.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::domain::moment::Moment;

/// What went to and fro by signed files. On the operator's side the other side is the partner; on the partner's side the operator.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct RecordedExchange {
    /// The invitations that may be answered, oldest first; on the partner's side the one that was accepted.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub invitations: Vec<SentLetter>,
    /// The last response.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub response: Option<SentLetter>,
    /// The last handover.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub handover: Option<SentLetter>,
    /// What is known of the other side.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub other_side: Option<Known>,
}

/// A letter that was sent or taken.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SentLetter {
    /// Its id.
    pub id: String,
    /// The SHA-256 of its document, in hex.
    pub sha256: String,
    /// When it was written.
    pub issued: Moment,
    /// When it ends.
    pub expires: Moment,
}

/// What is known of the other side, and believed from then on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Known {
    /// The SHA-256 of the key that signs its letters, in hex; absent while it sent plain words alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key: Option<String>,
    /// The SHA-256 of the key that signs its results, in hex, where that is another one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub signing_key: Option<String>,
    /// Its age recipient.
    pub recipient: String,
}

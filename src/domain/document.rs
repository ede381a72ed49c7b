//! What every YAML document has in common.

use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize, de::DeserializeOwned};

/// The version of the document formats.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub enum Format {
    /// The only one so far.
    #[default]
    #[serde(rename = "partnerctl/v1")]
    V1,
}

/// What a document is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
pub enum Kind {
    /// `partnerctl.yaml`.
    Workspace,
    /// `partners/NAME.yaml`.
    Partner,
    /// `apis/NAME.yaml`.
    Api,
    /// `records/ENVIRONMENT/NAME.yaml`.
    Record,
    /// The step ledger of one mechanism, built in.
    Flow,
    /// What a partner wishes for; the payload of a signed file.
    Request,
    /// What an operator asks a partner for; the payload of a signed file.
    Invitation,
    /// What a partner answers; the payload of a signed file.
    Response,
    /// What an operator hands over; the payload of a signed file.
    Handover,
}

impl fmt::Display for Kind {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.pad(match self {
            Self::Workspace => "Workspace",
            Self::Partner => "Partner",
            Self::Api => "Api",
            Self::Record => "Record",
            Self::Flow => "Flow",
            Self::Request => "Request",
            Self::Invitation => "Invitation",
            Self::Response => "Response",
            Self::Handover => "Handover",
        })
    }
}

/// A YAML document of one kind.
pub trait Document: Serialize + DeserializeOwned + JsonSchema {
    /// The kind its file must name.
    const KIND: Kind;

    /// The kind that its file does name.
    fn kind(&self) -> Kind;
}

//! What both sides send each other by signed files: four documents, each the payload of one file, and what a record keeps of them.

mod handover;
mod invitation;
mod recorded;
mod request;
mod response;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::domain::{
    document::{Document, Format, Kind},
    moment::Moment,
    name::{EnvironmentName, PartnerName, ProfileKey},
};

pub use self::{
    handover::HandoverSpec,
    invitation::{InvitationSpec, KeyRule, SharedApi, TermsFile, Trial},
    recorded::{Known, RecordedExchange, SentLetter},
    request::RequestSpec,
    response::{FirewallResult, Hop, Reached, ResponseSpec, TermsAnswer},
};

/// Makes a document that is the payload of a signed file.
macro_rules! letter {
    ($(#[$doc:meta])* $name:ident, $spec:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
        #[serde(rename_all = "camelCase", deny_unknown_fields)]
        pub struct $name {
            /// The version of this format.
            pub api_version: Format,
            /// What kind of document this is.
            pub kind: Kind,
            /// Which one it is, about whom, and for how long.
            pub metadata: LetterMetadata,
            /// What it says.
            pub spec: $spec,
        }

        impl $name {
            /// The document that says this.
            #[must_use]
            pub const fn new(metadata: LetterMetadata, spec: $spec) -> Self {
                Self { api_version: Format::V1, kind: Kind::$name, metadata, spec }
            }
        }

        impl Document for $name {
            const KIND: Kind = Kind::$name;

            fn kind(&self) -> Kind {
                self.kind
            }
        }

        impl Letter for $name {
            fn metadata(&self) -> &LetterMetadata {
                &self.metadata
            }
        }
    };
}

letter!(
    /// What a partner wishes for, before anybody invited it.
    Request,
    RequestSpec
);
letter!(
    /// What an operator asks a partner for.
    Invitation,
    InvitationSpec
);
letter!(
    /// What a partner answers: public material alone.
    Response,
    ResponseSpec
);
letter!(
    /// What an operator hands over: the record's facts, and secrets that only their recipient can open.
    Handover,
    HandoverSpec
);

/// A document that is the payload of a signed file.
pub trait Letter: Document {
    /// Which one it is, about whom, and for how long.
    fn metadata(&self) -> &LetterMetadata;
}

/// Which letter it is, about whom, and for how long.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct LetterMetadata {
    /// Its own id; no two letters have the same.
    pub id: String,
    /// When it was written.
    pub issued: Moment,
    /// When it ends.
    pub expires: Moment,
    /// The id of the letter that it answers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answers: Option<String>,
    /// The partner.
    pub partner: PartnerName,
    /// The environment.
    pub environment: EnvironmentName,
}

impl LetterMetadata {
    /// The partner and environment that the letter is about.
    #[must_use]
    pub fn key(&self) -> ProfileKey {
        ProfileKey { partner: self.partner.clone(), environment: self.environment.clone() }
    }
}

//! Application IDs.

use schemars::JsonSchema;
use serde::Serialize;

use crate::cli::{output::Report, page::Page};

/// New application IDs: one, or with `--count` an array.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(untagged)]
pub enum NewIds {
    /// One.
    #[serde(rename_all = "camelCase")]
    One {
        /// The application ID.
        application_id: String,
    },
    /// As many as were asked for.
    #[serde(rename_all = "camelCase")]
    Many {
        /// The application IDs.
        application_ids: Vec<String>,
    },
}

impl Report for NewIds {
    fn human(&self, page: &mut Page) {
        self.names().iter().for_each(|id| page.line(id));
    }

    fn names(&self) -> Vec<String> {
        match self {
            Self::One { application_id } => vec![application_id.clone()],
            Self::Many { application_ids } => application_ids.clone(),
        }
    }
}

//! Pages of the manual.

use schemars::JsonSchema;
use serde::Serialize;

use crate::cli::{output::Report, page::Page};

/// The page that was asked for, or the files that were written.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(untagged)]
pub enum Manual {
    /// One page.
    Page {
        /// Its file name.
        name: String,
        /// Its text, for `man`.
        text: String,
    },
    /// Many files.
    Files {
        /// Their names.
        files: Vec<String>,
    },
}

impl Report for Manual {
    fn human(&self, page: &mut Page) {
        match self {
            Self::Page { text, .. } => page.raw(text),
            Self::Files { files } => files.iter().for_each(|file| page.line(file)),
        }
    }

    fn names(&self) -> Vec<String> {
        match self {
            Self::Page { name, .. } => vec![name.clone()],
            Self::Files { files } => files.clone(),
        }
    }
}

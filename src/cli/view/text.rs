//! Texts that go out as they are, and files that were written.

use schemars::JsonSchema;
use serde::Serialize;

use crate::cli::{output::Report, page::Page};

/// A script or page of the manual.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Script {
    /// What it is for.
    pub name: String,
    /// The text.
    pub text: String,
}

impl Report for Script {
    fn human(&self, page: &mut Page) {
        page.raw(&self.text);
    }

    fn names(&self) -> Vec<String> {
        vec![self.name.clone()]
    }
}

//! Schemas: JSON whatever the format, for they are made for machines.

use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value;

use crate::cli::{output::Report, page::Page};

/// A JSON Schema.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(transparent)]
pub struct SchemaText(pub Value);

impl Report for SchemaText {
    fn human(&self, page: &mut Page) {
        page.raw(&serde_json::to_string_pretty(&self.0).unwrap_or_default());
        page.blank();
    }

    fn names(&self) -> Vec<String> {
        self.0["title"].as_str().map(str::to_owned).into_iter().collect()
    }
}

/// The names of all answers.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct AnswerNames {
    /// As in `schema output NAME`.
    pub outputs: Vec<String>,
}

impl Report for AnswerNames {
    fn human(&self, page: &mut Page) {
        self.outputs.iter().for_each(|name| page.line(name));
    }

    fn names(&self) -> Vec<String> {
        self.outputs.clone()
    }
}

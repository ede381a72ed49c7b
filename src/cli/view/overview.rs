//! The page for operators as it goes out; JSON and YAML have its data.

use schemars::JsonSchema;
use serde::Serialize;

use crate::{
    cli::{output::Report, page::Page},
    job::overview::Overview,
};

/// What `report` answers.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(transparent)]
pub struct Published {
    /// The data.
    pub overview: Overview,
    /// The page.
    #[serde(skip)]
    pub html: String,
    /// Where it was written; stdout when absent.
    #[serde(skip)]
    pub file: Option<String>,
}

impl Report for Published {
    fn human(&self, page: &mut Page) {
        let Some(file) = &self.file else { return page.raw(&self.html) };
        let counts = &self.overview.counts;
        page.line(format_args!("wrote {file}"));
        let waiting = [("the operator", counts.operator), ("partners", counts.partner), ("both sides", counts.both)];
        let waiting = waiting.iter().map(|(whom, count)| format!("{count} wait for {whom}"));
        page.line(format_args!(
            "{} in all: {}, {} complete",
            counts.all,
            waiting.collect::<Vec<_>>().join(", "),
            counts.complete
        ));
    }

    fn names(&self) -> Vec<String> {
        self.overview.partners.iter().map(|line| line.name.to_string()).collect()
    }
}

//! API documents.

use crate::{
    cli::{output::Report, page::Page},
    job::api_document::ApiAdded,
};

impl Report for ApiAdded {
    fn human(&self, page: &mut Page) {
        page.line(format_args!("added API {}, operations: {}", self.reference, self.operations));
        page.pairs(&[
            ("description", self.api.spec.openapi.clone()),
            ("upstream", self.api.spec.upstream.as_ref().map(ToString::to_string).unwrap_or_default()),
            ("scopes", self.api.spec.scopes.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")),
        ]);
    }

    fn names(&self) -> Vec<String> {
        vec![self.reference.to_string()]
    }
}

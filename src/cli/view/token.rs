//! Tokens as people and pipes read them: alone.

use crate::{
    cli::{output::Report, page::Page},
    job::token::Obtained,
};

impl Report for Obtained {
    fn human(&self, page: &mut Page) {
        page.raw(&format!("{}\n", self.access_token.reveal()));
    }

    fn names(&self) -> Vec<String> {
        vec![self.token_type.clone()]
    }
}

//! The sandbox as people see it.

use crate::{
    cli::{output::Report, page::Page},
    sandbox::Ready,
};

impl Report for Ready {
    fn human(&self, page: &mut Page) {
        page.line("the sandbox answers");
        page.pairs(&[
            ("admin API", format!("{}rest/apigateway", self.url)),
            ("over TLS", format!("{}rest/apigateway", self.tls_url)),
            ("authority", self.ca_file.display().to_string()),
            ("user", self.user.clone()),
            ("password", format!("in {}", self.password_file.display())),
        ]);
    }

    fn names(&self) -> Vec<String> {
        vec![self.url.to_string()]
    }
}

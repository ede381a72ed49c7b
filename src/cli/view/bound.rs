//! The certificates of a profile as people read them.

use crate::{
    cli::{
        output::Report,
        page::{Cell, Page, Tone},
    },
    job::cert::bound::BoundCertificates,
};

impl Report for BoundCertificates {
    fn human(&self, page: &mut Page) {
        if self.certificates.is_empty() {
            page.line("the profile has no certificate");
            return;
        }
        let rows = self.certificates.iter().map(|one| {
            let state = if one.registered { Cell::toned("registered", Tone::Good) } else { Cell::toned("not yet", Tone::Warn) };
            let days = one.days_left.map(|days| days.to_string()).unwrap_or_default();
            let subject = one.subject.clone().unwrap_or_else(|| "unknown here".to_owned());
            vec![Cell::from(one.sha256.chars().take(16).collect::<String>()), Cell::from(subject), state, Cell::from(days)]
        });
        page.table(&["SHA-256", "SUBJECT", "STATE", "DAYS"], rows.collect());
    }

    fn names(&self) -> Vec<String> {
        self.certificates.iter().map(|one| one.sha256.clone()).collect()
    }
}

//! Why a call fails, as people read it.

use crate::{
    cli::{
        output::Report,
        page::{Page, Tone},
        view::board::check_lines,
    },
    domain::finding::Level,
    job::explain::Explanation,
};

impl Report for Explanation {
    fn human(&self, page: &mut Page) {
        for reason in &self.reasons {
            let tone = if reason.finding.level == Level::Refuse { Tone::Bad } else { Tone::Warn };
            page.toned(format!("{} ({})", reason.finding.subject, reason.finding.code), tone);
            page.line(format!("  {}: {}", reason.side, reason.finding.advice));
        }
        if !self.checks.is_empty() {
            page.blank();
            check_lines(page, &self.checks);
        }
        self.unseen.iter().for_each(|what| page.toned(format!("not looked at: {what}"), Tone::Warn));
        if self.ok {
            let seen = if self.unseen.is_empty() { "nothing" } else { "nothing that could be looked at" };
            page.toned(format!("{seen} refuses the calls of {} in {}", self.name, self.environment), Tone::Good);
        }
    }

    fn names(&self) -> Vec<String> {
        self.reasons.iter().map(|reason| reason.finding.code.clone()).collect()
    }
}

//! Partners that were taken in from a gateway.

use crate::{
    cli::{output::Report, page::Page},
    job::import::{Intake, IntakeLine, Outcome},
};

impl Report for Intake {
    fn human(&self, page: &mut Page) {
        if self.profiles.is_empty() {
            return page.line(format_args!("the gateway of `{}` has no profile", self.environment));
        }
        let known = |text: Option<String>| text.unwrap_or_else(|| "unknown".to_owned());
        let row = |line: &IntakeLine| {
            let partner = line.partner.as_ref().map(ToString::to_string).unwrap_or_default();
            let mechanism = line.mechanism.map(|kind| kind.word().to_owned()).unwrap_or_default();
            let id = known(line.application_id.as_ref().map(ToString::to_string));
            vec![(&line.profile).into(), partner.into(), mechanism.into(), id.into(), word(line.outcome).into()]
        };
        page.table(&["PROFILE", "PARTNER", "MECHANISM", "APPLICATION ID", "OUTCOME"], self.profiles.iter().map(row).collect());
        for line in &self.profiles {
            if let Some(why) = &line.why {
                page.line(format_args!("  {}: {why}", line.profile));
            }
            for finding in &line.findings {
                page.line(format_args!("  {}: {} [{}]", finding.subject, finding.advice, finding.code));
            }
        }
        let count = &self.summary;
        page.line(format_args!(
            "{} imported, {} completed, {} unchanged, {} left alone; nothing was written to the gateway",
            count.imported, count.completed, count.unchanged, count.left
        ));
        if let Some(next) = &self.next {
            page.line(format_args!("next: {next}"));
        }
    }

    fn names(&self) -> Vec<String> {
        let taken = self.profiles.iter().filter(|line| matches!(line.outcome, Outcome::Imported | Outcome::Completed));
        taken.filter_map(|line| line.partner.as_ref().map(ToString::to_string)).collect()
    }
}

const fn word(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Imported => "imported",
        Outcome::Completed => "completed",
        Outcome::Unchanged => "unchanged",
        Outcome::Left => "left alone",
    }
}

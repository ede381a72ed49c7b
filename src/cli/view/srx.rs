//! SRX firewalls: statements, checks and statuses as people read them.

use schemars::JsonSchema;
use serde::Serialize;

use crate::{
    cli::{
        output::Report,
        page::{Cell, Page, Tone},
    },
    domain::finding::{Finding, Level},
    job::srx::{
        check::{Checked, Seen},
        render::Rendered,
    },
    lint::srx::status::Status,
};

impl Report for Rendered {
    fn human(&self, page: &mut Page) {
        let Some(file) = &self.file else { return page.raw(&self.document()) };
        let count = self.statements.len().to_string();
        page.pairs(&[
            ("file", file.clone()),
            ("release", self.release.clone()),
            ("statements of", self.era.clone()),
            ("count", count),
        ]);
        if !self.operational.is_empty() {
            page.line("then in operational mode, after the profile is committed:");
            self.operational.iter().for_each(|line| page.line(format_args!("  {line}")));
        }
    }

    fn names(&self) -> Vec<String> {
        self.statements.clone()
    }
}

/// What `srx check` answers.
#[derive(Serialize, JsonSchema)]
#[serde(untagged)]
pub enum Answer {
    /// A check from here.
    Checked(Checked),
    /// A firewall's own words.
    Status(Status),
}

impl Answer {
    /// Whether nothing is wrong.
    #[must_use]
    pub const fn ok(&self) -> bool {
        match self {
            Self::Checked(checked) => checked.ok,
            Self::Status(status) => status.ok,
        }
    }

    fn findings(&self) -> &[Finding] {
        match self {
            Self::Checked(checked) => &checked.findings,
            Self::Status(status) => &status.findings,
        }
    }
}

impl Report for Answer {
    fn human(&self, page: &mut Page) {
        match self {
            Self::Checked(checked) => about_check(page, checked),
            Self::Status(status) => page.raw(&crate::cli::page::clean_lines(&status.text)),
        }
        if !self.findings().is_empty() {
            if !matches!(self, Self::Status(status) if status.text.is_empty()) {
                page.blank();
            }
            page.table(&["LEVEL", "CODE", "WHAT, AND WHAT TO DO"], self.findings().iter().map(row).collect());
        }
    }

    fn names(&self) -> Vec<String> {
        let told = self.findings().iter().filter(|finding| finding.level != Level::Inform);
        told.map(|finding| finding.code.clone()).collect()
    }
}

fn about_check(page: &mut Page, checked: &Checked) {
    page.table(
        &["SERVER", "PLACE", "STATE", "CERTIFICATE UNTIL", "TOKEN", "QUERY"],
        checked.servers.iter().map(server).collect(),
    );
    match (&checked.serves, checked.ok) {
        (Some(role), true) => page.toned(format_args!("the {role} server would serve"), Tone::Good),
        (Some(role), false) => page.toned(format_args!("the {role} server would serve, and something is wrong"), Tone::Warn),
        (None, _) => page.toned("no server would serve", Tone::Bad),
    }
}

fn server(seen: &Seen) -> Vec<Cell> {
    let state = if seen.ok { Cell::toned("good", Tone::Good) } else { Cell::toned("refused", Tone::Bad) };
    let until = seen.certificate.as_ref().map(|link| super::day(link.not_after)).unwrap_or_default();
    let token = match (seen.token, seen.token_expires_in) {
        (None, _) => String::new(),
        (Some(false), _) => "none".to_owned(),
        (Some(true), None) => "given".to_owned(),
        (Some(true), Some(seconds)) => format!("given, {seconds} s"),
    };
    let query = seen.query_status.map(|status| status.to_string()).unwrap_or_default();
    vec![(&seen.role).into(), (&seen.place).into(), state, until.into(), token.into(), query.into()]
}

fn row(finding: &Finding) -> Vec<Cell> {
    let tone = match finding.level {
        Level::Refuse => Tone::Bad,
        Level::Warn => Tone::Warn,
        Level::Inform => Tone::Faint,
    };
    vec![Cell::toned(finding.level, tone), (&finding.code).into(), format!("{}: {}", finding.subject, finding.advice).into()]
}

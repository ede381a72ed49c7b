//! The board of the daily jobs as people read it.

use schemars::JsonSchema;
use serde::Serialize;

use crate::{
    cli::{
        output::Report,
        page::{Cell, Page, Tone},
        view::{day, step::steps},
    },
    domain::{
        finding::Level,
        step::{Owner, StepState},
    },
    job::report::{Board, CheckReport, PartnerReport},
};

/// What `onboard` and the commands that change one partner answer.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(transparent)]
pub struct Onboarded(pub Board);

impl Report for Onboarded {
    fn human(&self, page: &mut Page) {
        for (place, line) in self.0.partners.iter().enumerate() {
            if place > 0 {
                page.blank();
            }
            heading(page, line);
            changes(page, line);
            notes(page, line);
            next(page, line);
        }
    }

    fn names(&self) -> Vec<String> {
        names(&self.0)
    }
}

/// What `status` answers.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(transparent)]
pub struct Status {
    /// The board.
    pub board: Board,
    /// Whether to show every step.
    #[serde(skip)]
    pub detailed: bool,
}

impl Report for Status {
    fn human(&self, page: &mut Page) {
        if self.detailed {
            self.board.partners.iter().for_each(|line| ledger(page, line));
            return;
        }
        board(page, &self.board.partners);
    }

    fn names(&self) -> Vec<String> {
        names(&self.board)
    }
}

/// What `verify` answers.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(transparent)]
pub struct Verified(pub Board);

impl Report for Verified {
    fn human(&self, page: &mut Page) {
        for line in &self.0.partners {
            checks(page, line);
            next(page, line);
        }
    }

    fn names(&self) -> Vec<String> {
        names(&self.0)
    }
}

/// Adds one line per partner: how far it is, whose move it is, what ends when.
pub fn board(page: &mut Page, partners: &[PartnerReport]) {
    if partners.is_empty() {
        page.line("no partner here: `partnerctl partner add NAME` makes one");
        return;
    }
    let headers = ["PARTNER", "MECHANISM", "DONE", "WAITING ON", "NEXT STEP", "AGE", "EXPIRES"];
    page.table(&headers, partners.iter().map(row).collect());
}

/// Adds the calls of a partner and how they came out.
pub fn checks(page: &mut Page, line: &PartnerReport) {
    heading(page, line);
    check_lines(page, &line.checks);
}

/// Adds calls and how they came out.
pub fn check_lines(page: &mut Page, checks: &[CheckReport]) {
    let rows = checks.iter().map(|check| {
        let result = match (check.ran, check.ok) {
            (false, _) => Cell::toned("not run", Tone::Warn),
            (true, true) => Cell::toned("ok", Tone::Good),
            (true, false) => Cell::toned("WRONG", Tone::Bad),
        };
        vec![result, Cell::from(&check.name), Cell::from(&check.detail)]
    });
    page.table(&["RESULT", "CHECK", "SEEN"], rows.collect());
}

fn names(board: &Board) -> Vec<String> {
    board.partners.iter().map(|line| line.name.to_string()).collect()
}

/// Adds who, where and how.
pub fn heading(page: &mut Page, line: &PartnerReport) {
    let mechanism = line.mechanism.map(|mechanism| format!(" ({mechanism})")).unwrap_or_default();
    page.line(format!("{} in {}{mechanism}", line.name, line.environment));
}

fn changes(page: &mut Page, line: &PartnerReport) {
    if line.changes.is_empty() && line.error.is_none() {
        page.line("  nothing to change");
        return;
    }
    changed(page, line);
}

/// Adds what was changed, or would be.
pub fn changed(page: &mut Page, line: &PartnerReport) {
    for change in &line.changes {
        let sign = if change.done { "done" } else { "would" };
        let shared = if change.ground { " [shared]" } else { "" };
        let support = if change.support == "native" { String::new() } else { format!(" [{}]", change.support) };
        page.line(format!("  {sign:5}  {}{shared}{support}", change.summary));
        for field in &change.fields {
            let text = |value: &Option<String>| value.clone().unwrap_or_else(|| "(none)".to_owned());
            page.line(format!("         {}: {} -> {}", field.field, text(&field.before), text(&field.after)));
        }
    }
}

/// Adds what people should know, and why it failed.
pub fn notes(page: &mut Page, line: &PartnerReport) {
    for finding in &line.findings {
        let tone = if finding.level == Level::Inform { Tone::Plain } else { Tone::Warn };
        page.toned(format!("  {}: {} [{}]", finding.subject, finding.advice, finding.code), tone);
    }
    if let Some(error) = &line.error {
        page.toned(format!("  failed: {}", error.message), Tone::Bad);
        if let Some(next) = &error.next {
            page.line(format!("  next: {next}"));
        }
    }
}

/// Adds whose move it is.
pub fn next(page: &mut Page, line: &PartnerReport) {
    match (&line.next, line.complete) {
        (_, true) => page.toned("complete: every step is done", Tone::Good),
        (Some(next), false) => page.line(format!("next: {next}")),
        (None, false) => {}
    }
}

fn ledger(page: &mut Page, line: &PartnerReport) {
    heading(page, line);
    page.blank();
    steps(page, &line.steps);
    page.blank();
    notes(page, line);
    next(page, line);
}

fn row(line: &PartnerReport) -> Vec<Cell> {
    if let Some(error) = &line.error {
        let empty = || Cell::from("");
        return vec![
            Cell::from(&line.name),
            empty(),
            Cell::toned("error", Tone::Bad),
            empty(),
            Cell::from(&error.message),
            empty(),
            empty(),
        ];
    }
    let closed = line.steps.iter().filter(|step| matches!(step.state, StepState::Done | StepState::Skipped)).count();
    let suspended = line.findings.iter().any(|finding| finding.code == "profile-suspended");
    let waiting = match line.waiting_on {
        _ if suspended => Cell::toned("suspended", Tone::Bad),
        None => Cell::toned("nobody", Tone::Good),
        Some(Owner::Operator) => Cell::toned("operator", Tone::Warn),
        Some(owner) => Cell::from(owner),
    };
    let open = line.steps.iter().find(|step| step.state == StepState::Ready);
    let open = open.or_else(|| line.steps.iter().find(|step| step.state == StepState::Waiting));
    vec![
        Cell::from(&line.name),
        Cell::from(line.mechanism.map(|mechanism| mechanism.to_string()).unwrap_or_default()),
        Cell::from(format!("{closed}/{}", line.steps.len())),
        waiting,
        Cell::from(open.map(|step| step.id.to_string()).unwrap_or_default()),
        Cell::from(line.age_days.map(|days| format!("{days}d")).unwrap_or_default()),
        Cell::from(line.expires.map(day).unwrap_or_default()),
    ]
}

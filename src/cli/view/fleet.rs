//! Plans and what came of them, as people read them.

use schemars::JsonSchema;
use serde::Serialize;

use crate::{
    cli::{
        output::Report,
        page::{Cell, Page, Tone},
    },
    domain::finding::Finding,
    job::{
        fleet::{
            Fleet,
            approve::Approval,
            saved::{Saved, SavedPartner},
        },
        report::{ChangeReport, PartnerReport},
    },
};

/// What `plan` answers.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Planned {
    /// The differences.
    #[serde(flatten)]
    pub fleet: Fleet,
    /// Whether to show every change.
    #[serde(skip)]
    pub full: bool,
    /// The file that the plan was saved to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub file: Option<String>,
}

impl Report for Planned {
    fn human(&self, page: &mut Page) {
        let summary = &self.fleet.summary;
        shared(page, &self.fleet.shared);
        if self.full {
            self.fleet.partners.iter().for_each(|line| whole(page, line));
        } else {
            lines(page, &self.fleet.partners);
        }
        orphans(page, &self.fleet);
        page.blank();
        if summary.changes == 0 && self.fleet.shared.is_empty() && summary.failed == 0 {
            page.toned(format!("nothing to change: {} as their files say", partners(summary.unchanged)), Tone::Good);
        } else {
            page.line(format!(
                "{}: {} to change ({} changes), {} as they should be, {} failed",
                partners(summary.partners),
                summary.changed,
                summary.changes,
                summary.unchanged,
                summary.failed
            ));
        }
        if let (Some(file), Some(hash)) = (&self.file, &self.fleet.hash) {
            page.line(format!("saved to {file} (SHA-256 {hash})"));
            page.line(format!("next: partnerctl apply {file}"));
        }
    }

    fn names(&self) -> Vec<String> {
        names(&self.fleet)
    }
}

/// What `apply` answers.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Applied {
    /// What was done.
    #[serde(flatten)]
    pub fleet: Fleet,
}

impl Report for Applied {
    fn human(&self, page: &mut Page) {
        let summary = &self.fleet.summary;
        shared(page, &self.fleet.shared);
        lines(page, &self.fleet.partners);
        orphans(page, &self.fleet);
        page.blank();
        let tone = if summary.failed + summary.left > 0 { Tone::Warn } else { Tone::Good };
        let left = if summary.left > 0 { format!(", {} left alone", summary.left) } else { String::new() };
        page.toned(
            format!(
                "{}: {} changed ({} changes made), {} as they should be, {} failed{left}",
                partners(summary.partners),
                summary.changed,
                summary.changes,
                summary.unchanged,
                summary.failed
            ),
            tone,
        );
    }

    fn names(&self) -> Vec<String> {
        names(&self.fleet)
    }
}

/// What `plan show` answers.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Shown {
    /// The plan.
    #[serde(flatten)]
    pub plan: Saved,
    /// Its hash.
    pub hash: String,
    /// Who agreed.
    pub agreed: Vec<String>,
}

impl Report for Shown {
    fn human(&self, page: &mut Page) {
        let metadata = &self.plan.metadata;
        page.line(format!("plan for {}, made {} by {}", metadata.environment, metadata.created, metadata.by));
        page.line(format!("SHA-256 {}", self.hash));
        let agreed = if self.agreed.is_empty() { "nobody yet".to_owned() } else { self.agreed.join(", ") };
        page.line(format!("approved by {agreed}"));
        shared(page, &self.plan.spec.shared);
        for SavedPartner { name, mechanism, changes, .. } in &self.plan.spec.partners {
            page.blank();
            page.line(format!("{name} ({mechanism})"));
            for change in changes {
                line(page, change);
            }
        }
    }

    fn names(&self) -> Vec<String> {
        self.plan.spec.partners.iter().map(|partner| partner.name.to_string()).collect()
    }
}

/// What `plan approve` answers.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Approved {
    /// What was signed.
    #[serde(flatten)]
    pub approval: Approval,
    /// The file with the plan.
    pub file: String,
}

impl Report for Approved {
    fn human(&self, page: &mut Page) {
        page.toned(format!("{} agrees to {}", self.approval.by, self.file), Tone::Good);
        page.line(format!("SHA-256 {}", self.approval.plan));
        page.line(format!("next: partnerctl apply {}", self.file));
    }

    fn names(&self) -> Vec<String> {
        vec![self.approval.plan.clone()]
    }
}

fn partners(count: usize) -> String {
    if count == 1 { "1 partner".to_owned() } else { format!("{count} partners") }
}

fn names(fleet: &Fleet) -> Vec<String> {
    fleet.partners.iter().map(|line| line.name.to_string()).collect()
}

fn shared(page: &mut Page, changes: &[ChangeReport]) {
    if !changes.is_empty() {
        page.line("shared by all partners");
        for change in changes {
            line(page, change);
        }
        page.blank();
    }
}

/// One line per partner that differs or failed, then what is to be known about how many.
fn lines(page: &mut Page, partners: &[PartnerReport]) {
    let row = |partner: &PartnerReport| {
        let told = match &partner.error {
            Some(error) => Cell::toned(format!("failed: {}", error.message), Tone::Bad),
            None => Cell::from(words(&partner.changes)),
        };
        let mechanism = partner.mechanism.map(|mechanism| mechanism.to_string()).unwrap_or_default();
        vec![Cell::from(&partner.name), Cell::from(mechanism), told]
    };
    let told: Vec<_> = partners.iter().filter(|line| !line.changes.is_empty() || line.error.is_some()).map(row).collect();
    if !told.is_empty() {
        page.table(&["PARTNER", "MECHANISM", "CHANGES"], told);
    }
    warnings(page, partners);
}

/// What several partners are warned of is said once, with some of their names.
fn warnings(page: &mut Page, partners: &[PartnerReport]) {
    let mut said: Vec<(&Finding, Vec<String>)> = Vec::new();
    for partner in partners {
        for finding in &partner.findings {
            let name = partner.name.to_string();
            match said.iter_mut().find(|(known, _)| known.code == finding.code && known.advice == finding.advice) {
                Some((_, names)) if names.last() == Some(&name) => {}
                Some((_, names)) => names.push(name),
                None => said.push((finding, vec![name])),
            }
        }
    }
    for (finding, names) in said {
        let more = names.len().saturating_sub(NAMED);
        let rest = if more > 0 { format!(" and {more} more") } else { String::new() };
        let names = names.iter().take(NAMED).cloned().collect::<Vec<_>>().join(", ");
        page.toned(format!("warning: {names}{rest}: {} [{}]", finding.advice, finding.code), Tone::Warn);
    }
}

/// The operations, each once, with how often.
fn words(changes: &[ChangeReport]) -> String {
    let mut counted: Vec<(&str, usize)> = Vec::new();
    for change in changes {
        match counted.iter_mut().find(|(word, _)| *word == change.operation) {
            Some((_, count)) => *count += 1,
            None => counted.push((&change.operation, 1)),
        }
    }
    let word = |(word, count): &(&str, usize)| if *count > 1 { format!("{word} x{count}") } else { (*word).to_owned() };
    counted.iter().map(word).collect::<Vec<_>>().join(", ")
}

fn whole(page: &mut Page, partner: &PartnerReport) {
    super::board::heading(page, partner);
    partner.changes.iter().for_each(|change| line(page, change));
    for finding in &partner.findings {
        page.toned(format!("  {}: {} [{}]", finding.subject, finding.advice, finding.code), Tone::Warn);
    }
    if let Some(error) = &partner.error {
        page.toned(format!("  failed: {}", error.message), Tone::Bad);
    }
    page.blank();
}

fn line(page: &mut Page, change: &ChangeReport) {
    let support = if change.support == "native" { String::new() } else { format!(" [{}]", change.support) };
    page.line(format!("  {}{support}", change.summary));
    for field in &change.fields {
        let text = |value: &Option<String>| value.clone().unwrap_or_else(|| "(none)".to_owned());
        page.line(format!("    {}: {} -> {}", field.field, text(&field.before), text(&field.after)));
    }
}

fn orphans(page: &mut Page, fleet: &Fleet) {
    if !fleet.orphans.is_empty() {
        page.blank();
        let names = fleet.orphans.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
        page.toned(format!("orphaned, for their partner files are gone: {names}"), Tone::Warn);
        page.line("  they are left as they are; `partnerctl profile suspend|delete NAME` ends them");
    }
}

/// So many partners are named below a warning that many share.
const NAMED: usize = 3;

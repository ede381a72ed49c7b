//! All partners of an environment at once: what differs between partner files and gateway, and making it so.
//!
//! Partners are read one after the other and not kept: what stays in memory of each is its line in the answer.

pub mod acts;
pub mod apply;
pub mod approve;
mod collect;
pub mod draft;
mod fit;
mod pass;
pub mod plan;
pub mod saved;
mod team;
pub mod ticket;

pub(in crate::job) use pass::is_leaving;

use schemars::JsonSchema;
use serde::Serialize;

use crate::{
    domain::name::{EnvironmentName, PartnerName},
    job::report::{ChangeReport, PartnerReport},
};

/// Which partners, and how.
#[derive(Debug, Clone)]
pub struct Order {
    /// The partners; all that the environment has when empty.
    pub names: Vec<PartnerName>,
    /// Where.
    pub environment: EnvironmentName,
    /// Whether profiles that this workspace did not make may be taken over.
    pub adopt: bool,
    /// Whether a credential whose secret is lost may be replaced.
    pub replace_lost_secret: bool,
    /// Whether partners whose changes the gateway has no operation of its own for are refused.
    pub native_only: bool,
}

/// What `plan` and `apply` answer: the partners that differ or failed, and counts of all.
#[derive(Debug, Default, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Fleet {
    /// Partners with changes, warnings or an error; those that are as they should be are only counted.
    pub partners: Vec<PartnerReport>,
    /// Changes to what partners share.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub shared: Vec<ChangeReport>,
    /// Partners on the gateway or in records whose file is gone: nothing is done about them here.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub orphans: Vec<PartnerName>,
    /// How many.
    pub summary: Summary,
    /// The hash of the saved plan, where one was written or followed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hash: Option<String>,
}

/// Counts of what was found and of what was really done.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Summary {
    /// Partners that were looked at.
    pub partners: usize,
    /// Partners with changes.
    pub changed: usize,
    /// Partners as they should be.
    pub unchanged: usize,
    /// Partners that failed.
    pub failed: usize,
    /// Changes that are planned, or that were made.
    pub changes: usize,
    /// Partners that were left alone because the run was ended by a failure.
    pub left: usize,
}

impl Fleet {
    /// Adds the line of one partner, or only counts it.
    fn add(&mut self, report: PartnerReport) {
        self.summary.partners += 1;
        self.summary.changes += report.changes.len();
        match (&report.failure, report.changes.is_empty()) {
            (Some(_), _) => self.summary.failed += 1,
            (None, false) => self.summary.changed += 1,
            (None, true) => self.summary.unchanged += 1,
        }
        let is_told = |report: &PartnerReport| {
            let warns = report.findings.iter().any(|finding| finding.level != crate::domain::finding::Level::Inform);
            report.failure.is_some() || !report.changes.is_empty() || warns
        };
        if is_told(&report) {
            self.partners.push(brief(report));
        }
    }
}

impl Fleet {
    /// Takes back what was said of partners that are now worked on.
    fn forget(&mut self, names: &std::collections::BTreeSet<&PartnerName>) {
        let (taken, kept): (Vec<_>, Vec<_>) =
            std::mem::take(&mut self.partners).into_iter().partition(|report| names.contains(&report.name));
        self.partners = kept;
        let changes: usize = taken.iter().map(|report| report.changes.len()).sum();
        let differing = taken.iter().filter(|report| !report.changes.is_empty()).count();
        self.summary.partners -= names.len();
        self.summary.changes -= changes;
        self.summary.changed -= differing;
        self.summary.unchanged -= names.len() - differing;
    }

    /// A partner that was counted as done and failed after all.
    fn fail(&mut self, report: PartnerReport) {
        let known = self.partners.iter().position(|known| known.name == report.name);
        match known.map(|place| self.partners.swap_remove(place)) {
            Some(known) if !known.changes.is_empty() => self.summary.changed -= 1,
            _ => self.summary.unchanged -= 1,
        }
        self.summary.failed += 1;
        self.partners.push(report);
    }
}

/// A report without the ledger: plans tell of changes, `status` of steps.
fn brief(mut report: PartnerReport) -> PartnerReport {
    report.steps = Vec::new();
    report.findings.retain(|finding| finding.level != crate::domain::finding::Level::Inform);
    report
}

//! The ledger of one partner.

use schemars::JsonSchema;
use serde::Serialize;

use crate::{
    cli::{
        output::Report,
        page::{Cell, Page, Tone},
        view::board::{heading, next},
    },
    domain::step::{Evidence, Step, StepState},
    job::report::PartnerReport,
};

/// A partner with its steps.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(transparent)]
pub struct Ledger(pub PartnerReport);

impl Report for Ledger {
    fn human(&self, page: &mut Page) {
        let Self(report) = self;
        heading(page, report);
        page.blank();
        steps(page, &report.steps);
        page.blank();
        next(page, report);
    }

    fn names(&self) -> Vec<String> {
        self.0.steps.iter().map(|step| step.id.to_string()).collect()
    }
}

/// Writes steps as a table.
pub fn steps(page: &mut Page, steps: &[Step]) {
    let row = |step: &Step| {
        let proof = step.evidence.as_ref().map(proof).unwrap_or_default();
        vec![(&step.id).into(), step.owner.into(), state(step.state), (&step.title).into(), proof.into()]
    };
    page.table(&["STEP", "OWNER", "STATE", "WHAT", "EVIDENCE"], steps.iter().map(row).collect());
}

/// The state of a step as a cell.
#[must_use]
pub fn state(state: StepState) -> Cell {
    let tone = match state {
        StepState::Done => Tone::Good,
        StepState::Ready | StepState::Waiting => Tone::Warn,
        StepState::Blocked | StepState::Skipped => Tone::Faint,
    };
    Cell::toned(state, tone)
}

fn proof(evidence: &Evidence) -> String {
    let parts = [Some(&evidence.by), evidence.value.as_ref(), evidence.what.as_ref()];
    parts.into_iter().flatten().map(String::as_str).collect::<Vec<_>>().join(": ")
}

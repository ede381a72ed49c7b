//! Who must act next, and the line to send them.

use crate::domain::{
    name::ProfileKey,
    step::{Owner, Step, StepState},
};

/// The first step that somebody can act on now; the operator's own first.
#[must_use]
pub fn next_step(steps: &[Step]) -> Option<&Step> {
    let ready = steps.iter().find(|step| step.state == StepState::Ready);
    ready.or_else(|| steps.iter().find(|step| step.state == StepState::Waiting))
}

/// Who must act next; `None` when all is done.
#[must_use]
pub fn waiting_on(steps: &[Step]) -> Option<Owner> {
    next_step(steps).map(|step| step.owner)
}

/// Whether every step is closed.
#[must_use]
pub fn is_complete(steps: &[Step]) -> bool {
    steps.iter().all(|step| matches!(step.state, StepState::Done | StepState::Skipped))
}

/// The one next line: whose move it is, what to do, and how it is recorded.
#[must_use]
pub fn next_line(steps: &[Step], key: &ProfileKey) -> Option<String> {
    let step = next_step(steps)?;
    let ProfileKey { partner, environment } = key;
    let line = match (step.id.as_str(), step.owner) {
        (_, Owner::Operator) => format!("operator: {}: `partnerctl onboard {partner} -e {environment}`", step.title),
        ("validate", _) => format!("partner: {}: `partnerctl verify {partner} -e {environment}`", step.title),
        ("customer-source-id", owner) => {
            let path = format!("spec.environments.{environment}.customerSourceId");
            format!("{owner}: {}: `partnerctl partner set {partner} {path}=VALUE`", step.title)
        }
        ("rotation-alias", owner) => format!(
            "{owner}: {}: `partnerctl partner set {partner} 'spec.contacts=[{{ role: secret-rotation, email: ADDRESS }}]'`",
            step.title
        ),
        (id, owner) => {
            format!(
                "{owner}: {}; then `partnerctl step done {partner} {id} -e {environment} --by WHO --evidence FILE`",
                step.title
            )
        }
    };
    Some(line)
}

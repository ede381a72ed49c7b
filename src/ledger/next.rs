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

/// The same on the partner's own side, where a line is one that the partner can type, and what it says travels in a letter.
#[must_use]
pub fn partners_line(steps: &[Step], key: &ProfileKey, opened: bool) -> Option<String> {
    let Step { id, owner, title, .. } = next_step(steps)?;
    let ProfileKey { partner, environment } = key;
    let open = format!("`partnerctl open {partner}.{environment}.handover.jws`");
    let accept = format!("partnerctl accept {partner}.{environment}.invitation.jws");
    let response = format!("and send {partner}.{environment}.response.jws");
    let line = match (id.as_str(), owner) {
        (_, Owner::Operator) => format!("operator: its handover; then {open}"),
        ("terms", _) => format!("{owner}: {title}: `{accept} --accept-terms SHA256 --by WHO`, {response}"),
        ("certificate", _) => format!("{owner}: {title}: `{accept} --certificate SIGNED.pem`, {response}"),
        ("customer-source-id", _) => format!("{owner}: {title}; it comes with the operator's next handover: {open}"),
        ("validate" | "rotation-alias", _) if !opened => format!("operator: its handover; then {open}"),
        ("validate", _) => {
            format!(
                "{owner}: {title}: `partnerctl verify --report result.jws -e {environment}`, and send result.jws to the operator"
            )
        }
        ("rotation-alias", _) => format!("{owner}: {title}: `{accept} --contact secret-rotation=ADDRESS`, {response}"),
        _ => format!("{owner}: {title}: `{accept}`, {response}"),
    };
    Some(line)
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

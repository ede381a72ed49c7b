//! What was seen of a partner's calls becomes evidence in its record.

use crate::{
    domain::{
        record::{Record, RecordStatus},
        step::{Evidence, EvidenceState, Step, StepState},
    },
    job::{Context, Result, report::CheckReport, session::Session, verify::api_call},
    store::LockScope,
};

/// Writes what was seen as evidence of the step `validate`: done when every API of the partner answered and every wrong call was
/// refused, open again when something that was done before no longer works.
pub(super) fn note(ctx: &Context<'_>, session: &Session<'_>, seen: &RecordStatus, checks: &[CheckReport]) -> Result<()> {
    let good = checks.iter().all(|check| check.ok || !check.ran);
    let proven =
        good && session.presence.apis.iter().all(|api| checks.iter().any(|check| check.name == api_call(api) && check.proves));
    let _lock = ctx.store.lock(&LockScope::Profile(session.key.clone()), &ctx.holder())?;
    let Some(read) = ctx.store.record(&session.key)? else { return Ok(()) };
    let mut record = read.value.clone();
    note_token(ctx, session, &mut record, checks)?;
    let Some(step) = session.steps(Some(&record))?.into_iter().find(|step| step.id.as_str() == "validate") else { return Ok(()) };
    // A record that changed while the calls were made is about other calls.
    let same = record.status.client == seen.client
        && record.status.apis == seen.apis
        && record.status.certificates == seen.certificates
        && record.status.issuer == seen.issuer;
    let state = match (step.state == StepState::Done, good, proven && same) {
        (false, _, true) => EvidenceState::Done,
        (true, false, _) => EvidenceState::Reopened,
        _ if record == read.value => return Ok(()),
        _ => return Ok(ctx.store.save(&record, Some(&read.revision)).map(|_| ())?),
    };
    let ran = checks.iter().filter(|check| check.ran);
    let wrong = ran.clone().filter(|check| !check.ok).map(|check| check.name.as_str()).collect::<Vec<_>>().join(", ");
    let what = if good { format!("{} calls came out as they should", ran.count()) } else { format!("no longer: {wrong}") };
    let evidence =
        Evidence { state, by: "partnerctl".to_owned(), at: ctx.clock.now(), what: Some(what.clone()), sha256: None, value: None };
    record.status.steps.insert(step.id, evidence);
    ctx.store.save(&record, Some(&read.revision))?;
    ctx.audit(Some(&session.key.partner), Some(&session.key.environment), format!("verified the partner's calls: {what}"))
}

/// Writes down that a token was got, where that is a step of its own.
fn note_token(ctx: &Context<'_>, session: &Session<'_>, record: &mut Record, checks: &[CheckReport]) -> Result<()> {
    let open = |step: &Step| step.id.as_str() == "token" && step.state != StepState::Done;
    let step = session.steps(Some(record))?.into_iter().find(open);
    if let (Some(step), Some(check)) = (step, checks.iter().find(|check| check.name == "token" && check.ok)) {
        let (by, what) = ("partnerctl".to_owned(), Some(check.detail.clone()));
        let evidence = Evidence { state: EvidenceState::Done, by, at: ctx.clock.now(), what, sha256: None, value: None };
        record.status.steps.insert(step.id, evidence);
    }
    Ok(())
}

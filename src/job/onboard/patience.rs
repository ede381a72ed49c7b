//! Waiting for a step that somebody else has to do.

use std::time::Duration;

use super::bench::Bench;
use crate::{
    domain::{
        moment::Span,
        name::StepId,
        step::{Step, StepState},
    },
    job::{Context, Event, Result, report::PartnerReport, session::Session},
};

impl Bench<'_> {
    /// Brings a partner as far as it goes, then waits for the step that the order names; the lock is free meanwhile.
    pub(super) fn bring_and_wait(&self, session: &Session<'_>) -> Result<PartnerReport> {
        let report = self.bring(session)?;
        let Some((step, patience)) = &self.order.until else { return Ok(report) };
        wait(self.ctx, session, step, *patience)?;
        let record = self.ctx.store.record(&session.key)?.map(|read| read.value);
        let now = session.report(record.as_ref())?;
        Ok(PartnerReport { changes: report.changes, findings: report.findings, ..now })
    }
}

/// Waits until a step is done, looking at the record now and then, for as long as the order says.
fn wait(ctx: &Context<'_>, session: &Session<'_>, step: &StepId, patience: Span) -> Result<()> {
    let end = ctx.clock.now().after(patience);
    loop {
        let record = ctx.store.record(&session.key)?.map(|read| read.value);
        let steps = session.steps(record.as_ref())?;
        let is_done = |line: &Step| line.id == *step && matches!(line.state, StepState::Done | StepState::Skipped);
        if steps.iter().any(is_done) || ctx.clock.now() >= end {
            return Ok(());
        }
        (ctx.tell)(&Event::Waiting { what: format!("step `{step}` of {}", session.key) });
        ctx.clock.sleep(Duration::from_secs(2), ctx.stop);
        ctx.check_stop()?;
    }
}

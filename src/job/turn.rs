//! Locks that are held for a moment only: whoever comes second waits for his turn.

use std::time::Duration;

use crate::{
    domain::moment::Span,
    job::{Context, Event, Result},
    store::{self, Lock, LockScope},
};

/// Takes a lock, and waits for whoever holds it. After a minute that is somebody who does not go on, and an error says who.
pub(super) fn take(ctx: &Context<'_>, scope: &LockScope) -> Result<Lock> {
    let end = ctx.clock.now().after(PATIENCE);
    let mut told = false;
    loop {
        match ctx.store.lock(scope, &ctx.holder()) {
            Err(store::Error::Locked { scope, holder }) if ctx.clock.now() < end => {
                if !std::mem::replace(&mut told, true) {
                    let what = format!("{} on {} (pid {}), who changes {scope}", holder.user, holder.host, holder.pid);
                    (ctx.tell)(&Event::Waiting { what });
                }
                ctx.clock.sleep(PAUSE, ctx.stop);
                ctx.check_stop()?;
            }
            outcome => return Ok(outcome?),
        }
    }
}

const PATIENCE: Span = Span::seconds(60);
const PAUSE: Duration = Duration::from_millis(50);

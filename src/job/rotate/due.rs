//! For whom it is time: a secret that ends soon, or a rotation that waits to be gone on with.

use crate::{
    domain::{
        moment::Span,
        name::{EnvironmentName, PartnerName, ProfileKey},
        record::Record,
    },
    job::{Context, Result},
};

use super::Rules;

/// The partners of an environment for whom it is time, by their records alone.
pub(super) fn partners(ctx: &Context<'_>, environment: &EnvironmentName, rules: &Rules) -> Result<Vec<PartnerName>> {
    let mut found = Vec::new();
    for partner in ctx.store.records(environment)? {
        ctx.check_stop()?;
        let key = ProfileKey { partner, environment: environment.clone() };
        if ctx.store.record(&key)?.is_some_and(|read| is_time(ctx, &read.value, rules)) {
            found.push(key.partner);
        }
    }
    Ok(found)
}

fn is_time(ctx: &Context<'_>, record: &Record, rules: &Rules) -> bool {
    let now = ctx.clock.now();
    let status = &record.status;
    if status.offboarding.is_some() || status.profile.is_none() {
        return false;
    }
    match status.rotation.as_ref().filter(|rotation| rotation.is_open()) {
        Some(rotation) => rotation.next_day() <= now,
        None => status.secrets.iter().any(|secret| secret.expires <= now.after(Span::days(rules.begin_days))),
    }
}

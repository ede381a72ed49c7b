//! The partners of a run: opened one after the other, checked, and not kept.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use url::Url;

use super::{Order, fit::Fits};
use crate::{
    domain::{
        capability::Capabilities,
        finding::Finding,
        ground::{Ground, Needs},
        name::{PartnerName, ProfileKey},
        profile::Observed,
        record::Offboarding,
    },
    gateway::{self, Gateway},
    job::{Cause, Context, Error, Result, ground::Gathered, issuer, onboard::failed, report::PartnerReport, session::Session},
};

/// Who takes part.
#[derive(Debug, Default)]
pub(super) struct Roll {
    /// Those whose files are good.
    pub(super) names: Vec<PartnerName>,
    /// Those whose files are not, each with the reason.
    pub(super) failed: Vec<PartnerReport>,
    /// Partners with a record here whose file is gone, or no longer names this environment.
    pub(super) orphans: BTreeSet<PartnerName>,
    /// Partners that are let go.
    leaving: BTreeSet<PartnerName>,
    /// What all of them need of the ground.
    pub(super) needs: Needs,
    /// What is wrong with key sets that the gateway did not read before.
    pub(super) keys: BTreeMap<Url, Vec<Finding>>,
}

/// Reads every partner file that is meant. A broken one costs one line; one that is named alone is an error.
pub(super) fn roll(ctx: &Context<'_>, order: &Order, ground: &Ground, able: &Capabilities) -> Result<Roll> {
    let mut roll = Roll::default();
    let mut fits = Fits::default();
    let mut gathered = Gathered::default();
    let mut seen = BTreeSet::new();
    let all = order.names.is_empty();
    let names = if all { ctx.store.partners()? } else { order.names.clone() };
    for name in names.into_iter().filter(|name| seen.insert(name.clone())) {
        ctx.check_stop()?;
        let check = |session: &Session<'_>| {
            fits.check(ctx, session, ground, able)?;
            gathered.add(ctx, session)?;
            roll.keys.extend(issuer::new_keys(ctx, std::slice::from_ref(session), ground, able)?);
            Ok(())
        };
        match admit(ctx, order, &name, check) {
            Ok(true) => roll.names.push(name),
            Ok(false) => {}
            Err(error) => roll.failed.push(failed(&name, &order.environment, error)),
        }
    }
    roll.needs = gathered.needs(ctx)?;
    if all {
        let known: BTreeSet<&PartnerName> = roll.names.iter().chain(roll.failed.iter().map(|report| &report.name)).collect();
        for name in ctx.store.records(&order.environment)?.into_iter().filter(|name| !known.contains(name)) {
            let key = ProfileKey { partner: name, environment: order.environment.clone() };
            let record = ctx.store.record(&key)?;
            if record.is_none_or(|read| read.value.status.offboarding.is_some()) {
                roll.leaving.insert(key.partner);
            } else {
                roll.orphans.insert(key.partner);
            }
        }
    }
    Ok(roll)
}

/// Whether a partner takes part: one that wants nothing here does not, unless it was named.
fn admit(ctx: &Context<'_>, order: &Order, name: &PartnerName, check: impl FnOnce(&Session<'_>) -> Result<()>) -> Result<bool> {
    if order.names.is_empty() && !ctx.store.partner(name)?.spec.environments.contains_key(&order.environment) {
        return Ok(false);
    }
    let session = Session::open(ctx, name, &order.environment)?;
    if let Some(leaving) = session.record.as_ref().and_then(|read| read.value.status.offboarding.as_ref()) {
        // Who was let go is not brought back by the file that is still there.
        return if order.names.is_empty() { Ok(false) } else { Err(is_leaving(&session.key, leaving)) };
    }
    check(&session).map(|()| true).map_err(|error| error.at(&session.key))
}

/// What the gateway has of the partners.
pub(super) enum Sight {
    /// All profiles of this environment, read page by page.
    Listed(HashMap<PartnerName, Observed>),
    /// Each is read by itself: there are few, or the product cannot list.
    Single,
}

impl Sight {
    /// Looks at the gateway.
    pub(super) fn of(gateway: &dyn Gateway, able: &Capabilities, order: &Order, names: &[PartnerName]) -> Result<Self> {
        // The list of a pair is that of its gateway: it does not tell of clients.
        if able.pair().is_some() || (!order.names.is_empty() && names.len() < FEW) {
            return Ok(Self::Single);
        }
        let listed = match gateway.survey() {
            Ok(listed) => listed,
            Err(gateway::Error::Unsupported(_)) => return Ok(Self::Single),
            Err(error) => return Err(error.into()),
        };
        let mut found = HashMap::new();
        for observed in listed {
            let observed = observed?;
            let Some(marker) = &observed.marker else { continue };
            if marker.key.environment == order.environment {
                let name = marker.key.partner.clone();
                if found.insert(name.clone(), observed).is_some() {
                    return Err(twice(&name).within(&order.environment));
                }
            }
        }
        Ok(Self::Listed(found))
    }

    /// The partners that the gateway knows and this workspace does not.
    pub(super) fn strangers(&self, roll: &Roll) -> BTreeSet<PartnerName> {
        let Self::Listed(found) = self else { return BTreeSet::new() };
        let known: BTreeSet<&PartnerName> = roll.names.iter().chain(roll.failed.iter().map(|report| &report.name)).collect();
        found.keys().filter(|name| !known.contains(name) && !roll.leaving.contains(*name)).cloned().collect()
    }
}

/// Brings nobody back who is being let go, or was.
pub(in crate::job) fn is_leaving(key: &ProfileKey, leaving: &Offboarding) -> Error {
    let ProfileKey { partner, environment } = key;
    let (what, next) = match leaving.withdrawn {
        Some(at) => (
            format!("{key} was let go and withdrawn {at}"),
            format!("`partnerctl onboard {partner} -e {environment} --again` makes a new profile"),
        ),
        None => (
            format!("{key} is being let go since {}", leaving.suspended),
            format!("`partnerctl offboard {partner} -e {environment} --undo` takes it back"),
        ),
    };
    Error::from(Cause::Conflict { what, next }).at(key)
}

fn twice(name: &PartnerName) -> Error {
    let what = format!("the gateway has two profiles with the mark of partner `{name}`");
    Cause::Conflict { what, next: "remove the one that is not in the record".to_owned() }.into()
}

/// So few named partners are cheaper to read one by one than in the list of all.
const FEW: usize = 25;

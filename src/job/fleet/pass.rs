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
    job::{
        Cause, Context, Error, Result, cores, ground::Gathered, issuer, onboard::failed, report::PartnerReport, session::Session,
    },
};

/// Who takes part.
#[derive(Debug, Default)]
pub(super) struct Roll<'a> {
    /// Those whose files are good, read once.
    pub(super) sessions: Vec<Session<'a>>,
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
pub(super) fn roll<'a>(ctx: &Context<'a>, order: &Order, ground: &Ground, able: &Capabilities) -> Result<Roll<'a>> {
    let mut roll = Roll::default();
    let mut fits = Fits::default();
    let mut gathered = Gathered::default();
    let mut seen = BTreeSet::new();
    let all = order.names.is_empty();
    let names = if all { ctx.store.partners()? } else { order.names.clone() };
    let names: Vec<PartnerName> = names.into_iter().filter(|name| seen.insert(name.clone())).collect();
    let opened = cores::all(names, &|name: PartnerName| {
        let admitted = admit(ctx, order, &name);
        (name, admitted)
    });
    for (name, opened) in opened {
        ctx.check_stop()?;
        let mut check = |session: &Session<'_>| {
            fits.check(ctx, session, ground, able)?;
            gathered.add(ctx, session)?;
            issuer::new_keys(ctx, session, (ground, able), &mut roll.keys)
        };
        let checked = opened.and_then(|session| match &session {
            Some(open) => check(open).map(|()| session).map_err(|error: Error| error.at(&key(&name, order))),
            None => Ok(None),
        });
        match checked {
            Ok(session) => roll.sessions.extend(session.map(Session::at_rest)),
            Err(error) => roll.failed.push(failed(&name, &order.environment, error)),
        }
    }
    roll.needs = gathered.needs(ctx)?;
    if all {
        let known: BTreeSet<PartnerName> = roll.known().cloned().collect();
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

impl Roll<'_> {
    /// The partners that have a file, good or not.
    fn known(&self) -> impl Iterator<Item = &PartnerName> {
        self.sessions.iter().map(|session| &session.key.partner).chain(self.failed.iter().map(|report| &report.name))
    }
}

/// Opens a partner that takes part: one that wants nothing here does not, unless it was named.
fn admit<'a>(ctx: &Context<'a>, order: &Order, name: &PartnerName) -> Result<Option<Session<'a>>> {
    ctx.check_stop()?;
    let named = !order.names.is_empty();
    let session = if named {
        Session::open(ctx, name, &order.environment)?
    } else {
        let partner = ctx.store.partner(name)?;
        if !partner.spec.environments.contains_key(&order.environment) {
            return Ok(None);
        }
        Session::of(ctx, partner, &order.environment)?
    };
    // Who was let go is not brought back by the file that is still there.
    match session.record.as_ref().and_then(|read| read.value.status.offboarding.as_ref()) {
        Some(leaving) if named => Err(is_leaving(&session.key, leaving)),
        Some(_) => Ok(None),
        None => Ok(Some(session)),
    }
}

fn key(name: &PartnerName, order: &Order) -> ProfileKey {
    ProfileKey { partner: name.clone(), environment: order.environment.clone() }
}

/// A partner's profile as the list had it, if it was there.
pub(super) type Seen = Option<Observed>;

fn is_imported(session: &Session<'_>) -> bool {
    session.record.as_ref().is_some_and(|record| record.value.status.imported.is_some())
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
    pub(super) fn of(gateway: &dyn Gateway, able: &Capabilities, order: &Order, partners: usize) -> Result<Self> {
        // The list of a pair is that of its gateway: it does not tell of clients.
        if able.pair().is_some() || (!order.names.is_empty() && partners < FEW) {
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

    /// Takes what the gateway has of one partner; `None` where each is read by itself.
    pub(super) fn take(&mut self, session: &Session<'_>) -> Option<Seen> {
        match self {
            Self::Listed(found) => match found.remove(&session.key.partner) {
                // The list is that of our mark, which a profile that was there before may not have yet.
                None if is_imported(session) => None,
                found => Some(found),
            },
            Self::Single => None,
        }
    }

    /// Partners on the gateway or in records whose file is gone.
    pub(super) fn orphans(&self, order: &Order, roll: &Roll<'_>) -> Vec<PartnerName> {
        if !order.names.is_empty() {
            return Vec::new();
        }
        roll.orphans.union(&self.strangers(roll)).cloned().collect()
    }

    /// The partners that the gateway knows and this workspace does not.
    fn strangers(&self, roll: &Roll<'_>) -> BTreeSet<PartnerName> {
        let Self::Listed(found) = self else { return BTreeSet::new() };
        let known: BTreeSet<&PartnerName> = roll.known().collect();
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

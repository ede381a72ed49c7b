//! `apply`: makes gateways as the partner files say, several partners at a time.

use std::{
    collections::BTreeMap,
    sync::{Mutex, MutexGuard, PoisonError},
};

use super::{
    Fleet, Order,
    approve::approved,
    collect::{Owed, collect},
    draft::{Draft, Site, draw, onboard_order, tell},
    saved::Saved,
    team::{self, Failed, Rules, Turn},
};
use crate::{
    domain::{
        name::PartnerName,
        secret::{Fingerprint, SecretRef},
    },
    job::{
        Cause, Context, Error, Event, Result, allow_direct_writes, ground,
        ground::How,
        handover,
        onboard::{Bench, Promise, failed},
        report::PartnerReport,
        session::Session,
        work::Work,
    },
    store::LockScope,
};

/// What to do.
#[derive(Debug, Clone)]
pub struct Apply {
    /// Which partners.
    pub order: Order,
    /// How many at a time.
    pub jobs: usize,
    /// Whether the first failure ends the run.
    pub stop_on_error: bool,
}

/// Makes all partners that are meant as their files say.
pub fn run(ctx: &Context<'_>, apply: &Apply) -> Result<Fleet> {
    let environment = ctx.environment(&apply.order.environment)?;
    allow_direct_writes(&apply.order.environment, environment)?;
    let site = Site::open(ctx, &apply.order.environment)?;
    let draft = draw(&site, &apply.order, None)?;
    Run { site, apply, promises: None }.carry_out(draft)
}

/// Carries out a saved plan: exactly that, or nothing when the gateway moved since.
pub fn run_saved(ctx: &Context<'_>, apply: &Apply, saved: &Saved) -> Result<Fleet> {
    saved.fits(ctx)?;
    approved(ctx, saved)?;
    let promises = saved.promises();
    let order = Order { names: promises.keys().cloned().collect(), ..apply.order.clone() };
    let site = Site::open(ctx, &order.environment)?;
    let mut fleet = if order.names.is_empty() {
        Fleet::default()
    } else {
        let draft = draw(&site, &order, Some(&promises))?;
        compare(&draft, saved, &promises).map_err(|error| error.within(&order.environment))?;
        Run { site, apply, promises: Some(promises) }.carry_out(draft)?
    };
    fleet.hash = Some(saved.hash()?);
    Ok(fleet)
}

/// Refuses a saved plan whose gateway, partner files or records changed since.
fn compare(draft: &Draft, saved: &Saved, promises: &BTreeMap<PartnerName, Promise>) -> Result<()> {
    let mut moved: Vec<String> = Vec::new();
    if draft.ground_digest != saved.spec.shared_digest {
        moved.push("what partners share".to_owned());
    }
    let differs = |(name, promise): &(&PartnerName, &Promise)| draft.promises.get(*name) != Some(*promise);
    moved.extend(promises.iter().filter(differs).map(|(name, _)| format!("`{name}`")));
    if moved.is_empty() {
        return Ok(());
    }
    let more = moved.len().saturating_sub(TOLD);
    moved.truncate(TOLD);
    let rest = if more > 0 { format!(" and {more} more") } else { String::new() };
    let what =
        format!("partner files or gateway changed since the plan was saved: {}{rest}; nothing was written", moved.join(", "));
    Err(Cause::Conflict { what, next: "look at `partnerctl plan`, and save it again".to_owned() }.into())
}

/// One run.
struct Run<'a> {
    site: Site<'a>,
    apply: &'a Apply,
    promises: Option<BTreeMap<PartnerName, Promise>>,
}

impl Run<'_> {
    fn carry_out(&self, mut draft: Draft) -> Result<Fleet> {
        let order = &self.apply.order;
        let how = How { able: &self.site.probe.capabilities, dry_run: false };
        let needs = (&draft.needs, self.site.ground.clone());
        let prepared = ground::prepare(self.site.ctx, &*self.site.gateway, &order.environment, needs, how)
            .map_err(|error| error.within(&order.environment))?;
        let single = onboard_order(order, false);
        let (ctx, gateway, probe) = (self.site.ctx, &*self.site.gateway, &self.site.probe);
        let bench = Bench { ctx, gateway, probe, prepared: &prepared, keys: &draft.keys, order: &single };
        let names: Vec<PartnerName> = draft.promises.keys().chain(&draft.unsettled).cloned().collect();
        let mut fleet = std::mem::take(&mut draft.fleet);
        fleet.forget(&names);
        let hands = Hands { run: self, bench: &bench, total: names.len(), results: Mutex::default() };
        tell(ctx, 0, names.len(), 0);
        let rules = Rules { jobs: self.apply.jobs, stop_on_error: self.apply.stop_on_error };
        let left = team::each(rules, &names, &|name| hands.bring(name))?;
        let Results { reports, owed, .. } = hands.results.into_inner().unwrap_or_else(PoisonError::into_inner);
        fleet.shared.clone_from(&prepared.changes);
        for report in reports {
            fleet.add(report);
        }
        fleet.summary.left = left;
        self.settle(&bench, &mut fleet, owed)?;
        fleet.partners.sort_by(|left, right| left.name.cmp(&right.name));
        Ok(fleet)
    }

    /// Reads the secrets that are shown later, and writes down what came of those partners.
    fn settle(&self, bench: &Bench<'_>, fleet: &mut Fleet, owed: Vec<Owed>) -> Result<()> {
        if owed.is_empty() {
            return Ok(());
        }
        (self.site.ctx.tell)(&Event::Waiting { what: format!("{} secrets that the gateway shows in one list", owed.len()) });
        let kept: BTreeMap<SecretRef, Fingerprint> = collect(self.site.ctx, &*self.site.gateway, &owed)?.into_iter().collect();
        for one in owed {
            if let Err(error) = self.write_down(bench, &one, &kept) {
                fleet.fail(failed(&one.name, &self.apply.order.environment, error));
            }
        }
        Ok(())
    }

    fn write_down(&self, bench: &Bench<'_>, owed: &Owed, kept: &BTreeMap<SecretRef, Fingerprint>) -> Result<()> {
        let ctx = self.site.ctx;
        let session = Session::open(ctx, &owed.name, &self.apply.order.environment)?;
        if !owed.deferred.iter().all(|deferred| kept.contains_key(&deferred.pending.slot)) {
            // The list shows it masked: found missing, and healed or reported, like after a killed run.
            return bench.bring(&session).map(|_| ()).map_err(|error| error.at(&session.key));
        }
        let mut work = Work::resumed(ctx, &*self.site.gateway, &session.key, session.mechanism())?;
        for deferred in &owed.deferred {
            if let Some(fingerprint) = kept.get(&deferred.pending.slot) {
                work.record_secret(&deferred.pending, fingerprint.clone());
            }
        }
        work.save()?;
        let session = Session::open(ctx, &owed.name, &self.apply.order.environment)?;
        handover::write(ctx, &session, &mut work.record)?;
        work.save()?;
        Ok(ctx.store.journal().settle(&LockScope::Profile(session.key.clone()))?)
    }
}

/// What the hands of a run share.
struct Hands<'a> {
    run: &'a Run<'a>,
    bench: &'a Bench<'a>,
    total: usize,
    results: Mutex<Results>,
}

#[derive(Default)]
struct Results {
    reports: Vec<PartnerReport>,
    owed: Vec<Owed>,
    failed: usize,
}

impl Hands<'_> {
    fn bring(&self, name: &PartnerName) -> Turn {
        let environment = &self.run.apply.order.environment;
        let (report, owed, outcome) = match self.brought(name) {
            Ok((report, owed)) => (report, owed, Ok(())),
            Err(error) => {
                let outcome = Failed::of(&error);
                if let Failed::Interrupted(_) = outcome {
                    return Err(outcome);
                }
                (failed(name, environment, error), None, Err(outcome))
            }
        };
        let (done, failed) = self.keep(report, owed, outcome.is_err());
        tell(self.run.site.ctx, done, self.total, failed);
        outcome
    }

    fn brought(&self, name: &PartnerName) -> Result<(PartnerReport, Option<Owed>)> {
        let session = Session::open(self.run.site.ctx, name, &self.run.apply.order.environment)?;
        let promise = self.run.promises.as_ref().and_then(|promises| promises.get(name));
        let brought = self.bench.bring_one_of_many(&session, promise).map_err(|error: Error| error.at(&session.key))?;
        let owed = (!brought.deferred.is_empty()).then(|| Owed { name: name.clone(), deferred: brought.deferred });
        Ok((brought.report, owed))
    }

    fn keep(&self, report: PartnerReport, owed: Option<Owed>, is_failed: bool) -> (usize, usize) {
        let mut results = self.results();
        results.failed += usize::from(is_failed);
        results.owed.extend(owed);
        results.reports.push(super::brief(report));
        (results.reports.len(), results.failed)
    }

    fn results(&self) -> MutexGuard<'_, Results> {
        self.results.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// So many partners are named when a saved plan is refused.
const TOLD: usize = 5;

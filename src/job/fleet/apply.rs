//! `apply`: makes gateways as the partner files say, several partners at a time.

use std::{
    collections::BTreeMap,
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use url::Url;

use super::{
    Fleet, Order, acts,
    approve::approved,
    collect::{Owed, collect},
    draft::{Draft, Eyes, Site, draw, onboard_order, tell},
    pass::{Seen, Sight, roll},
    saved::Saved,
    team::{self, Failed, Rules, Turn},
};
use crate::{
    domain::{
        finding::Finding,
        ground::Needs,
        name::PartnerName,
        secret::{Fingerprint, SecretRef},
    },
    gateway::Gateway,
    job::{
        Cause, Context, Error, Event, Result, allow_direct_writes, cores, ground,
        ground::{How, Prepared},
        handover,
        onboard::{Bench, Promise, failed},
        report::PartnerReport,
        session::Session,
        work::{Deferred, Work},
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
    let within = |error: Error| error.within(&apply.order.environment);
    let able = &site.probe.capabilities;
    let mut roll = roll(ctx, &apply.order, &site.ground, able).map_err(within)?;
    let mut sight = Sight::of(&*site.gateway, able, &apply.order, roll.sessions.len()).map_err(within)?;
    let mut fleet = Fleet { orphans: sight.orphans(&apply.order, &roll), ..Fleet::default() };
    for report in std::mem::take(&mut roll.failed) {
        fleet.add(report);
    }
    let members = std::mem::take(&mut roll.sessions).into_iter();
    let members = members.map(|session| Member { seen: Mutex::new(sight.take(&session)), session }).collect();
    let party = Party { members, needs: roll.needs, keys: roll.keys };
    Run { site: &site, apply, promises: None }.carry_out(&party, fleet)
}

/// Carries out a saved plan: exactly that, or nothing when the gateway moved since.
pub fn run_saved(ctx: &Context<'_>, apply: &Apply, saved: &Saved) -> Result<Fleet> {
    saved.fits(ctx)?;
    approved(ctx, saved)?;
    if saved.spec.partners.iter().any(|partner| partner.act.is_some()) {
        return acts::follow(ctx, saved);
    }
    let promises = saved.promises();
    let order = Order { names: promises.keys().cloned().collect(), ..apply.order.clone() };
    let site = Site::open(ctx, &order.environment)?;
    let mut fleet = if order.names.is_empty() {
        Fleet::default()
    } else {
        let mut draft = draw(&site, &order, Some(&promises))?;
        compare(&draft, saved, &promises).map_err(|error| error.within(&order.environment))?;
        draft.fleet.forget(&draft.members.iter().map(|session| &session.key.partner).collect());
        let members = draft.members.into_iter().map(|session| Member { seen: Mutex::default(), session }).collect();
        let party = Party { members, needs: draft.needs, keys: draft.keys };
        Run { site: &site, apply, promises: Some(promises) }.carry_out(&party, draft.fleet)?
    };
    fleet.hash = Some(saved.hash()?);
    Ok(fleet)
}

/// Refuses a saved plan whose gateway, partner files or records changed since.
fn compare(draft: &Draft<'_>, saved: &Saved, promises: &BTreeMap<PartnerName, Promise>) -> Result<()> {
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
    site: &'a Site<'a>,
    apply: &'a Apply,
    promises: Option<BTreeMap<PartnerName, Promise>>,
}

/// Who is worked on, and what they need.
struct Party<'a> {
    members: Vec<Member<'a>>,
    needs: Needs,
    keys: BTreeMap<Url, Vec<Finding>>,
}

/// A partner that is worked on, and what the list of all had of it.
struct Member<'a> {
    session: Session<'a>,
    seen: Mutex<Option<Seen>>,
}

impl Run<'_> {
    fn carry_out(&self, party: &Party<'_>, mut fleet: Fleet) -> Result<Fleet> {
        let (order, ctx) = (&self.apply.order, self.site.ctx);
        let how = How { able: &self.site.probe.capabilities, dry_run: false };
        let needs = (&party.needs, self.site.ground.clone());
        let prepared = ground::prepare(ctx, &*self.site.gateway, &order.environment, needs, how)
            .map_err(|error| error.within(&order.environment))?;
        tell(ctx, 0, party.members.len(), 0);
        let results = Mutex::default();
        let left = self.bring_all(&prepared, party, &results)?;
        let Results { reports, owed, .. } = results.into_inner().unwrap_or_else(PoisonError::into_inner);
        fleet.shared.clone_from(&prepared.changes);
        for report in reports {
            fleet.add(report);
        }
        fleet.summary.left = left;
        let doing = onboard_order(order, false);
        self.settle(&self.site.bench(&*self.site.gateway, &prepared, &party.keys, &doing), &mut fleet, owed)?;
        fleet.partners.sort_by(|left, right| left.name.cmp(&right.name));
        Ok(fleet)
    }

    /// Works on everybody, and later again on those whom the gateway failed for a moment: what they had begun is observed first.
    /// Returns how many were left alone.
    fn bring_all<'p>(&self, prepared: &Prepared, party: &'p Party<'p>, results: &Mutex<Results<'p>>) -> Result<usize> {
        let ctx = self.site.ctx;
        let everybody: Vec<&Member<'_>> = party.members.iter().collect();
        let mut left = self.round(&*self.site.gateway, prepared, party, (&everybody, results))?;
        for pause in AGAIN {
            let again: Vec<&Member<'_>> = locked(results).again.iter().map(|(member, _)| *member).collect();
            if again.is_empty() || left > 0 {
                break;
            }
            ctx.clock.sleep(pause, ctx.stop);
            ctx.check_stop()?;
            locked(results).again.clear();
            // What a connection remembers is no longer so where answers were lost.
            let gateway = self.site.connect()?;
            left = self.round(&*gateway, prepared, party, (&again, results))?;
        }
        let mut results = locked(results);
        let given_up: Vec<_> = results.again.drain(..).map(|(_, report)| report).collect();
        results.reports.extend(given_up);
        Ok(left)
    }

    fn round<'p>(
        &self,
        gateway: &dyn Gateway,
        prepared: &Prepared,
        party: &'p Party<'p>,
        (members, results): (&[&'p Member<'p>], &Mutex<Results<'p>>),
    ) -> Result<usize> {
        let order = &self.apply.order;
        let (looking, doing) = (onboard_order(order, true), onboard_order(order, false));
        let dry = self.site.bench(gateway, prepared, &party.keys, &looking);
        let bench = self.site.bench(gateway, prepared, &party.keys, &doing);
        let eyes = Eyes { ctx: self.site.ctx, bench: &dry, order };
        let hands = Hands { run: self, eyes: &eyes, bench: &bench, total: party.members.len(), results };
        let rules = Rules { jobs: self.apply.jobs, stop_on_error: self.apply.stop_on_error };
        team::each(rules, members, &|member| hands.bring(member))
    }

    /// Reads the secrets that are shown later, and writes down what came of those partners.
    fn settle(&self, bench: &Bench<'_>, fleet: &mut Fleet, owed: Vec<Owed<'_>>) -> Result<()> {
        if owed.is_empty() {
            return Ok(());
        }
        (self.site.ctx.tell)(&Event::Waiting { what: format!("{} secrets that the gateway shows in one list", owed.len()) });
        let kept: BTreeMap<SecretRef, Fingerprint> = collect(self.site.ctx, &*self.site.gateway, &owed)?.into_iter().collect();
        let written = cores::all(owed, &|one: Owed<'_>| (one.session, self.write_down(bench, &one, &kept)));
        for (session, outcome) in written {
            if let Err(error) = outcome {
                fleet.fail(failed(&session.key.partner, &session.key.environment, error));
            }
        }
        Ok(())
    }

    fn write_down(&self, bench: &Bench<'_>, owed: &Owed<'_>, kept: &BTreeMap<SecretRef, Fingerprint>) -> Result<()> {
        let (ctx, session) = (self.site.ctx, owed.session);
        if !owed.deferred.iter().all(|deferred| kept.contains_key(&deferred.pending.slot)) {
            // The list shows it masked: found missing, and healed or reported, like after a killed run.
            return bench.bring(session).map(|_| ()).map_err(|error| error.at(&session.key));
        }
        let mut work = Work::resumed(ctx, &*self.site.gateway, &session.key, session.mechanism())?;
        for deferred in &owed.deferred {
            if let Some(fingerprint) = kept.get(&deferred.pending.slot) {
                work.record_secret(&deferred.pending, fingerprint.clone());
            }
        }
        let renewed = work.read_since(session.record.as_ref()).map(|record| session.as_of(record));
        handover::write(ctx, renewed.as_ref().unwrap_or(session), &mut work.record)?;
        work.save()?;
        Ok(ctx.store.journal().settle(&LockScope::Profile(session.key.clone()))?)
    }
}

/// What the hands of a round share.
struct Hands<'r, 'p> {
    run: &'r Run<'r>,
    eyes: &'r Eyes<'r>,
    bench: &'r Bench<'r>,
    total: usize,
    results: &'r Mutex<Results<'p>>,
}

#[derive(Default)]
struct Results<'p> {
    reports: Vec<PartnerReport>,
    owed: Vec<Owed<'p>>,
    failed: usize,
    /// Whom the gateway failed for a moment, and how.
    again: Vec<(&'p Member<'p>, PartnerReport)>,
}

fn locked<'r, 'p>(results: &'r Mutex<Results<'p>>) -> MutexGuard<'r, Results<'p>> {
    results.lock().unwrap_or_else(PoisonError::into_inner)
}

impl<'p> Hands<'_, 'p> {
    fn bring(&self, member: &'p Member<'p>) -> Turn {
        let (name, environment) = (&member.session.key.partner, &self.run.apply.order.environment);
        let (report, deferred, outcome) = match self.brought(member) {
            Ok((report, deferred)) => (report, deferred, Ok(())),
            Err(error) => {
                let outcome = Failed::of(&error);
                if let Failed::Interrupted(_) = outcome {
                    return Err(outcome);
                }
                if team::may_pass(&error) {
                    locked(self.results).again.push((member, failed(name, environment, error)));
                    return Err(outcome);
                }
                (failed(name, environment, error), Vec::new(), Err(outcome))
            }
        };
        let owed = (!deferred.is_empty()).then_some(Owed { session: &member.session, deferred });
        let (done, failed) = self.keep(report, owed, outcome.is_err());
        tell(self.run.site.ctx, done, self.total, failed);
        outcome
    }

    /// Looks first where that costs nothing, or where something may be refused; what a saved plan promised was looked at.
    fn brought(&self, member: &Member<'_>) -> Result<(PartnerReport, Vec<Deferred>)> {
        let session = &member.session;
        let promise = self.run.promises.as_ref().and_then(|promises| promises.get(&session.key.partner));
        let at = |error: Error| error.at(&session.key);
        let whole = || self.bench.bring_one_of_many(session, promise).map_err(at);
        let seen = member.seen.lock().unwrap_or_else(PoisonError::into_inner).take();
        let brought = match seen {
            _ if self.run.promises.is_some() => whole()?,
            Some(observed) => {
                let looked = self.eyes.look(session, Some(observed.clone()), None)?;
                let as_it_is = looked.report.changes.is_empty();
                if as_it_is && !looked.is_unsettled {
                    return Ok((looked.report, Vec::new()));
                }
                let goes_on = as_it_is || looked.is_new;
                if goes_on { self.bench.bring_listed(session, observed).map_err(at)? } else { whole()? }
            }
            None => {
                let looked = self.eyes.look(session, None, None)?;
                if looked.report.changes.is_empty() && !looked.is_unsettled {
                    return Ok((looked.report, Vec::new()));
                }
                whole()?
            }
        };
        Ok((brought.report, brought.deferred))
    }

    fn keep(&self, report: PartnerReport, owed: Option<Owed<'p>>, is_failed: bool) -> (usize, usize) {
        let mut results = locked(self.results);
        results.failed += usize::from(is_failed);
        results.owed.extend(owed);
        results.reports.push(super::brief(report));
        (results.reports.len(), results.failed)
    }
}

/// The pauses before those are worked on again whom the gateway failed.
const AGAIN: [Duration; 3] = [Duration::from_millis(500), Duration::from_secs(2), Duration::from_secs(6)];
/// So many partners are named when a saved plan is refused.
const TOLD: usize = 5;

//! What would be done for all partners: the plan, drawn without a write.

use std::collections::BTreeMap;

use url::Url;

use super::{
    Fleet, Order,
    pass::{Roll, Sight, roll},
};
use crate::{
    domain::{
        capability::Probe,
        finding::Finding,
        ground::Ground,
        name::{EnvironmentName, PartnerName, ProfileKey},
        profile::Observed,
    },
    gateway::Gateway,
    job::{
        Cause, Context, Error, Event, Result,
        ground::{self, How},
        onboard::{self, Bench, Looked, Promise, digest_of, failed},
        report::PartnerReport,
        session::Session,
        work::Work,
    },
};

/// The gateway of an environment, open and probed.
pub(super) struct Site<'a> {
    pub(super) ctx: &'a Context<'a>,
    pub(super) gateway: Box<dyn Gateway>,
    pub(super) probe: Probe,
    pub(super) ground: Ground,
}

impl<'a> Site<'a> {
    /// Connects and reads what partners share.
    pub(super) fn open(ctx: &'a Context<'a>, name: &EnvironmentName) -> Result<Self> {
        Self::read(ctx, name).map_err(|error| error.within(name))
    }

    fn read(ctx: &'a Context<'a>, name: &EnvironmentName) -> Result<Self> {
        let environment = ctx.environment(name)?;
        (ctx.tell)(&Event::Waiting { what: format!("the gateway of `{name}`") });
        let gateway = (ctx.connect)(name, environment)?;
        let probe = gateway.probe()?;
        let mut ground = gateway.ground()?;
        if !probe.capabilities.knows_apis() {
            ground.apis = ground::elsewhere(ctx)?;
        }
        Ok(Self { ctx, gateway, probe, ground })
    }
}

/// A plan for all partners.
pub(super) struct Draft {
    /// The answer so far: whose changes, which counts.
    pub(super) fleet: Fleet,
    /// What each partner with changes is promised.
    pub(super) promises: BTreeMap<PartnerName, Promise>,
    /// Partners without changes for whom there is something to do all the same.
    pub(super) unsettled: Vec<PartnerName>,
    /// What all need of the ground, and the plan for it.
    pub(super) needs: crate::domain::ground::Needs,
    /// What is wrong with key sets that the gateway did not read before.
    pub(super) keys: BTreeMap<Url, Vec<Finding>>,
    /// The digest of the changes to the ground.
    pub(super) ground_digest: String,
}

/// Draws the plan. With `promised` the application IDs of a saved plan are the ones that are compared.
pub(super) fn draw(site: &Site<'_>, order: &Order, promised: Option<&BTreeMap<PartnerName, Promise>>) -> Result<Draft> {
    let within = |error: Error| error.within(&order.environment);
    let (ctx, able) = (site.ctx, &site.probe.capabilities);
    let mut roll = roll(ctx, order, &site.ground, able).map_err(within)?;
    let how = How { able, dry_run: true };
    let prepared =
        ground::prepare(ctx, &*site.gateway, &order.environment, (&roll.needs, site.ground.clone()), how).map_err(within)?;
    let sight = Sight::of(&*site.gateway, able, order, &roll.names).map_err(within)?;
    let mut draft = Draft {
        fleet: Fleet::default(),
        promises: BTreeMap::new(),
        unsettled: Vec::new(),
        needs: std::mem::take(&mut roll.needs),
        keys: BTreeMap::new(),
        ground_digest: digest_of(&prepared.plan),
    };
    draft.fleet.orphans = orphans(order, &roll, &sight);
    draft.fleet.shared.clone_from(&prepared.changes);
    for report in std::mem::take(&mut roll.failed) {
        draft.fleet.add(report);
    }
    let single = onboard_order(order, true);
    let bench = Bench { ctx, gateway: &*site.gateway, probe: &site.probe, prepared: &prepared, keys: &roll.keys, order: &single };
    let names = std::mem::take(&mut roll.names);
    draft.look_at_all(&Eyes { site, bench: &bench, order, promised }, names, sight)?;
    draft.keys = std::mem::take(&mut roll.keys);
    draft.fleet.partners.sort_by(|left, right| left.name.cmp(&right.name));
    Ok(draft)
}

/// What a look at a partner needs.
struct Eyes<'a> {
    site: &'a Site<'a>,
    bench: &'a Bench<'a>,
    order: &'a Order,
    promised: Option<&'a BTreeMap<PartnerName, Promise>>,
}

impl Eyes<'_> {
    fn look(&self, name: &PartnerName, sight: &mut Sight) -> Result<Looked> {
        let session = Session::open(self.site.ctx, name, &self.order.environment)?;
        let observed = self.observed(&session, sight).map_err(|error| error.at(&session.key))?;
        let promise = self.promised.and_then(|promised| promised.get(name));
        let looked = self.bench.look(&session, observed, promise).map_err(|error| error.at(&session.key))?;
        match looked.report.changes.iter().find(|change| self.order.native_only && change.support != "native") {
            Some(change) => Err(not_native(&session.key, &change.summary, &change.support)),
            None => Ok(looked),
        }
    }

    fn observed(&self, session: &Session<'_>, sight: &mut Sight) -> Result<Option<Observed>> {
        match sight {
            Sight::Listed(found) => Ok(found.remove(&session.key.partner)),
            Sight::Single => {
                let way = crate::job::work::Way::Look;
                let work = Work::open(self.site.ctx, &*self.site.gateway, &session.key, session.mechanism(), way)?;
                Ok(work.observed)
            }
        }
    }
}

impl Draft {
    fn look_at_all(&mut self, eyes: &Eyes<'_>, names: Vec<PartnerName>, mut sight: Sight) -> Result<()> {
        let total = names.len();
        for (done, name) in names.into_iter().enumerate() {
            eyes.site.ctx.check_stop()?;
            let report = match eyes.look(&name, &mut sight) {
                Ok(looked) => self.keep(&name, looked),
                Err(error) if matches!(*error.cause, Cause::Interrupted) => return Err(error),
                Err(error) => failed(&name, &eyes.order.environment, error),
            };
            self.fleet.add(report);
            tell(eyes.site.ctx, done + 1, total, self.fleet.summary.failed);
        }
        Ok(())
    }

    fn keep(&mut self, name: &PartnerName, looked: Looked) -> PartnerReport {
        if !looked.report.changes.is_empty() {
            self.promises.insert(name.clone(), looked.promise);
        } else if looked.is_unsettled {
            self.unsettled.push(name.clone());
        }
        looked.report
    }
}

/// Says how far it is, now and then.
pub(super) fn tell(ctx: &Context<'_>, done: usize, total: usize, failed: usize) {
    (ctx.tell)(&Event::Progress { what: "partners".to_owned(), done, total, failed });
}

/// The same wishes for one partner.
pub(super) fn onboard_order(order: &Order, dry_run: bool) -> onboard::Order {
    onboard::Order {
        names: Vec::new(),
        environment: order.environment.clone(),
        dry_run,
        adopt: order.adopt,
        replace_lost_secret: order.replace_lost_secret,
        again: false,
        until: None,
    }
}

fn orphans(order: &Order, roll: &Roll, sight: &Sight) -> Vec<PartnerName> {
    if !order.names.is_empty() {
        return Vec::new();
    }
    roll.orphans.union(&sight.strangers(roll)).cloned().collect()
}

fn not_native(key: &ProfileKey, change: &str, support: &str) -> Error {
    let what = format!("`{change}` is {support} on this gateway, and only native changes are wanted");
    Error::from(Cause::Denied {
        what,
        next: "look at `partnerctl gateway capabilities`, or leave `--native-only` out".to_owned(),
    })
    .at(key)
}

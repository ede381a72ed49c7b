//! What would be done for all partners: the plan, drawn without a write.

use std::{
    collections::BTreeMap,
    sync::{
        OnceLock,
        atomic::{AtomicUsize, Ordering},
    },
};

use url::Url;

use super::{
    Fleet, Order,
    pass::{Seen, Sight, roll},
};
use crate::{
    domain::{
        capability::Probe,
        finding::Finding,
        ground::{Ground, Needs},
        name::{EnvironmentName, PartnerName, ProfileKey},
    },
    gateway::Gateway,
    job::{
        Cause, Context, Error, Event, Result, cores,
        ground::{self, How, Prepared},
        onboard::{self, Bench, Looked, Promise, digest_of, failed},
        report::PartnerReport,
        session::Session,
        work::Work,
    },
};

/// The gateway of an environment, open and probed.
pub(super) struct Site<'a> {
    pub(super) ctx: &'a Context<'a>,
    name: EnvironmentName,
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
        Ok(Self { ctx, name: name.clone(), gateway, probe, ground })
    }

    /// Connects once more, with nothing remembered.
    pub(super) fn connect(&self) -> Result<Box<dyn Gateway>> {
        let gateway = (self.ctx.connect)(&self.name, self.ctx.environment(&self.name)?)?;
        gateway.probe()?;
        Ok(gateway)
    }

    /// What all partners of one run work with.
    pub(super) fn bench<'b>(
        &'b self,
        gateway: &'b dyn Gateway,
        prepared: &'b Prepared,
        keys: &'b BTreeMap<Url, Vec<Finding>>,
        order: &'b onboard::Order,
    ) -> Bench<'b> {
        Bench { ctx: self.ctx, gateway, probe: &self.probe, prepared, keys, order, secrets_open: OnceLock::new() }
    }
}

/// A plan for all partners.
pub(super) struct Draft<'a> {
    /// The answer so far: whose changes, which counts.
    pub(super) fleet: Fleet,
    /// What each partner with changes is promised.
    pub(super) promises: BTreeMap<PartnerName, Promise>,
    /// Partners with changes, and those for whom there is something to do all the same.
    pub(super) members: Vec<Session<'a>>,
    /// What all need of the ground, and the plan for it.
    pub(super) needs: Needs,
    /// What is wrong with key sets that the gateway did not read before.
    pub(super) keys: BTreeMap<Url, Vec<Finding>>,
    /// The digest of the changes to the ground.
    pub(super) ground_digest: String,
}

/// Draws the plan. With `promised` the application IDs of a saved plan are the ones that are compared.
pub(super) fn draw<'a>(site: &Site<'a>, order: &Order, promised: Option<&BTreeMap<PartnerName, Promise>>) -> Result<Draft<'a>> {
    let within = |error: Error| error.within(&order.environment);
    let (ctx, able) = (site.ctx, &site.probe.capabilities);
    let mut roll = roll(ctx, order, &site.ground, able).map_err(within)?;
    let how = How { able, dry_run: true };
    let prepared =
        ground::prepare(ctx, &*site.gateway, &order.environment, (&roll.needs, site.ground.clone()), how).map_err(within)?;
    let mut sight = Sight::of(&*site.gateway, able, order, roll.sessions.len()).map_err(within)?;
    let mut draft = Draft {
        fleet: Fleet { orphans: sight.orphans(order, &roll), shared: prepared.changes.clone(), ..Fleet::default() },
        promises: BTreeMap::new(),
        members: Vec::new(),
        needs: std::mem::take(&mut roll.needs),
        keys: BTreeMap::new(),
        ground_digest: digest_of(&prepared.plan),
    };
    for report in std::mem::take(&mut roll.failed) {
        draft.fleet.add(report);
    }
    let single = onboard_order(order, true);
    let bench = site.bench(&*site.gateway, &prepared, &roll.keys, &single);
    let eyes = Eyes { ctx, bench: &bench, order };
    let seen: Vec<_> = std::mem::take(&mut roll.sessions).into_iter().map(|session| (sight.take(&session), session)).collect();
    draft.look_at_all(&eyes, seen, promised)?;
    draft.keys = std::mem::take(&mut roll.keys);
    draft.fleet.partners.sort_by(|left, right| left.name.cmp(&right.name));
    Ok(draft)
}

/// What a look at a partner needs.
pub(super) struct Eyes<'a> {
    pub(super) ctx: &'a Context<'a>,
    pub(super) bench: &'a Bench<'a>,
    pub(super) order: &'a Order,
}

impl Eyes<'_> {
    /// Says what would be done for a partner, and refuses what is not wanted.
    pub(super) fn look(&self, session: &Session<'_>, seen: Option<Seen>, promise: Option<&Promise>) -> Result<Looked> {
        self.ctx.check_stop()?;
        let observed = seen.map_or_else(|| self.observed(session), Ok).map_err(|error| error.at(&session.key))?;
        let looked = self.bench.look(session, observed, promise).map_err(|error| error.at(&session.key))?;
        match looked.report.changes.iter().find(|change| self.order.native_only && change.support != "native") {
            Some(change) => Err(not_native(&session.key, &change.summary, &change.support)),
            None => Ok(looked),
        }
    }

    fn observed(&self, session: &Session<'_>) -> Result<Seen> {
        let how = (session.mechanism(), self.order.adopt);
        Work::glance(self.ctx, self.bench.gateway, &session.key, how)
    }
}

impl<'a> Draft<'a> {
    fn look_at_all(
        &mut self,
        eyes: &Eyes<'_>,
        seen: Vec<(Option<Seen>, Session<'a>)>,
        promised: Option<&BTreeMap<PartnerName, Promise>>,
    ) -> Result<()> {
        let (total, done) = (seen.len(), AtomicUsize::new(0));
        let looked = cores::all(seen, &|(seen, session): (Option<Seen>, Session<'a>)| {
            let promise = promised.and_then(|promised| promised.get(&session.key.partner));
            let looked = eyes.look(&session, seen, promise);
            tell(eyes.ctx, done.fetch_add(1, Ordering::Relaxed) + 1, total, 0);
            (session, looked)
        });
        for (session, looked) in looked {
            let report = match looked {
                Ok(looked) => self.keep(session, looked),
                Err(error) if matches!(*error.cause, Cause::Interrupted) => return Err(error),
                Err(error) => failed(&session.key.partner, &eyes.order.environment, error),
            };
            self.fleet.add(report);
        }
        Ok(())
    }

    fn keep(&mut self, session: Session<'a>, looked: Looked) -> PartnerReport {
        let differs = !looked.report.changes.is_empty();
        if differs {
            self.promises.insert(session.key.partner.clone(), looked.promise);
        }
        if differs || looked.is_unsettled {
            self.members.push(session.at_rest());
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

fn not_native(key: &ProfileKey, change: &str, support: &str) -> Error {
    let what = format!("`{change}` is {support} on this gateway, and only native changes are wanted");
    Error::from(Cause::Denied {
        what,
        next: "look at `partnerctl gateway capabilities`, or leave `--native-only` out".to_owned(),
    })
    .at(key)
}

//! The V3 admin API of Boomi Cloud API Management (Mashery) on loopback, with memory.
//!
//! It is a reading of the contract page `boomi.md` and of nothing else; whoever changes it does not look at the driver.
//!
//! ```ignore
//! let boomi = Boomi::start(Habits { pace: Pace::PerSecond(2), ..Habits::default() });
//! let product = boomi.product();                         // a service with OAuth2, in a plan of a package
//! boomi.fault(Trouble::on("POST /members/*/applications", Fault::Dropped));
//! // base address `boomi.url()`: `/v3/token`, `/v3/rest/..`; any other path is a call of a partner
//! assert_eq!(boomi.count("POST /members"), 1);
//! ```
//!
//! - **Sign-in**: [`V3_KEY`] as Basic, [`SERVICE_USER`] and a scope, which is [`AREA`] or [`OTHER_AREA`]. Tokens live for an
//!   hour; [`Boomi::advance`] moves the clock, [`Boomi::with_clock`] shares one with the client, which makes waits free.
//!   [`Boomi::forget_tokens`] ends them at once.
//! - **Habits** ([`Habits`], all with a plain default): throttling (`pace`, `quota`, `retry_after`), the refusal of a dead
//!   token, the life of refresh tokens, `offset` as item or page, the largest `limit`, nested filters, `PUT` of `processor`,
//!   200 or 201/204, the shape of a duplicate, children refused for a while (`unsettled`), the status of new members, members
//!   and attributes that an area requires or knows, a call-out, secrets generated or not and where they are shown, the review
//!   of keys, lengths, a package that is read as null, whether a service brings its endpoints into a plan, what a removal does
//!   with what is below, cloud or Local Edition.
//! - **Faults** ([`Trouble`], [`Fault`]): any call by method and path pattern, after so many, so many times: refused by the
//!   traffic manager ([`Manager`]), forbidden, invalid, a foreign page, closed before, carried out and then dropped, cut,
//!   silent, timed out or late.
//! - **Behind one's back**: [`Boomi::plant`] puts an object there past all rules, [`Boomi::remove`] takes one away,
//!   [`Boomi::edit`] changes one, [`Boomi::admin`] asks or writes as the operator past sign-in, throttling and faults.
//! - **Partners**: `POST` to the alias of an endpoint of type `token` (client credentials, Basic or in the form), and a call
//!   to the alias of another endpoint, with a bearer token or a key where the endpoint expects it; the answer is an echo.
//!   The two JWT connectors read the key sets that were given to [`Boomi::publish`], and nothing from the network. Host names
//!   are not looked at, rates and quotas of keys are not counted, other connectors and signed calls are refused.
//!
//! When it ends, all requests and answers are held against the hand-written description, where that is at hand
//! (`PARTNERCTL_CONTRACTS`): a test whose driver or imitation strays from it fails, whatever it is about.
//!
//! What the contract leaves open and no habit covers: an unknown id is 404 in JSON without a header; a wrong V3 key is
//! `ERR_403_DEVELOPER_INACTIVE`; a refresh token serves once; a changed `username` is refused; a filter ignores case; members
//! that are not described are dropped except on members and applications; the review counts keys per plan and member; a
//! service that is in a plan already is a duplicate; all calls below `/v3` count for the throttle.

mod answer;
mod call;
mod checks;
mod connector;
mod description;
mod desk;
mod fault;
mod habits;
mod held;
mod item;
mod keys;
mod lists;
mod lookups;
mod meter;
mod mint;
mod packages;
mod partners;
mod product;
mod services;
mod shape;
mod sign_in;
mod traffic;
mod view;
mod world;

use std::sync::{Arc, Mutex, MutexGuard};

use partnerctl::clock::{Clock, System};
use serde_json::{Map, Value};
use url::Url;

use crate::replies::{Play, Seen, Server};
use call::Call;
use held::Held;
use world::World;

pub(crate) use answer::Manager;
pub(crate) use description::Description;
pub(crate) use fault::{Fault, Trouble};
pub(crate) use habits::*;
pub(crate) use item::Kind;
pub(crate) use product::Product;

/// The imitation; it ends with the value.
pub(crate) struct Boomi {
    server: Server,
    world: Arc<Mutex<World>>,
}

impl Boomi {
    /// Starts with two areas that hold next to nothing.
    pub(crate) fn start(habits: Habits) -> Self {
        Self::with_clock(habits, Arc::new(System))
    }

    /// The same with a clock of the test's.
    pub(crate) fn with_clock(habits: Habits, clock: Arc<dyn Clock>) -> Self {
        Self::holding(habits, clock, Held::default())
    }

    /// The same for callers who send what no client should.
    fn for_careless(habits: Habits, clock: Arc<dyn Clock>) -> Self {
        Self::holding(habits, clock, Held::careless())
    }

    fn holding(habits: Habits, clock: Arc<dyn Clock>, held: Held) -> Self {
        let world = Arc::new(Mutex::new(World::new(habits, clock, held)));
        let shared = Arc::clone(&world);
        let server = Server::serve(move |seen| shared.lock().unwrap().answer_held(seen));
        Self { server, world }
    }

    /// The address before `/v3/token` and `/v3/rest`, and of the public side.
    pub(crate) fn url(&self) -> Url {
        self.server.url()
    }

    /// The requests so far.
    pub(crate) fn seen(&self) -> Vec<Seen> {
        self.server.seen()
    }

    /// How many requests of this pattern there were; see [`Trouble::on`].
    pub(crate) fn count(&self, pattern: &str) -> usize {
        self.seen().iter().filter(|seen| fault::fits(pattern, &Call::of(seen))).count()
    }

    /// Plans trouble; several at once are met in this order.
    pub(crate) fn fault(&self, trouble: Trouble) {
        self.world().troubles.push(trouble);
    }

    /// Plans no more trouble, and tells whether some was left.
    pub(crate) fn heal(&self) -> bool {
        !std::mem::take(&mut self.world().troubles).is_empty()
    }

    /// Changes habits from now on.
    pub(crate) fn habits(&self, change: impl FnOnce(&mut Habits)) {
        change(&mut self.world().habits);
    }

    /// Moves the clock.
    pub(crate) fn advance(&self, time: time::Duration) {
        self.world().ahead += time;
    }

    /// Ends all access tokens, and with `all` the refresh tokens too.
    pub(crate) fn forget_tokens(&self, all: bool) {
        self.world().tokens.forget(all);
    }

    /// Starts a new period of the quota.
    pub(crate) fn reset_quota(&self) {
        self.world().meter.reset();
    }

    /// Puts an object into the first area, past all rules, and tells its id.
    pub(crate) fn plant(&self, kind: Kind, parent: Option<&str>, value: &Value) -> String {
        self.world().plant(AREA, kind, parent, value)
    }

    /// Publishes a key set under an address that connectors may be given. They remember it for their minutes.
    pub(crate) fn publish(&self, url: &str, set: &Value) {
        self.world().keys.publish(url, set);
    }

    /// Takes an object away with all that hangs on it.
    pub(crate) fn remove(&self, id: &str) {
        self.world().areas.values_mut().for_each(|area| area.remove(id));
    }

    /// Changes an object past all rules.
    pub(crate) fn edit(&self, id: &str, change: impl FnOnce(&mut Map<String, Value>)) {
        let mut world = self.world();
        let mut items = world.areas.values_mut().flat_map(|area| &mut area.items);
        change(&mut items.find(|item| item.id == id).expect("an object with this id").value);
    }

    /// All objects of a kind in the first area, whole and with their secrets.
    pub(crate) fn list(&self, kind: Kind) -> Vec<Value> {
        let world = self.world();
        let area = &world.areas[AREA];
        area.of(kind).map(|item| view::whole(area, item)).collect()
    }

    /// A call of the operator in the first area, past sign-in, throttling and faults; the path is below `/v3/rest`.
    pub(crate) fn admin(&self, method: &str, path: &str, body: &Value) -> (u16, Value) {
        let body = if body.is_null() { Vec::new() } else { body.to_string().into_bytes() };
        let call = Call::of(&Seen { method: method.to_owned(), path: path.to_owned(), headers: Vec::new(), body });
        let parts: Vec<&str> = call.parts.iter().map(String::as_str).collect();
        match answer::play(&self.world().rest(AREA, &call, &parts), false) {
            Play::Answer(status, _, body) => (status, serde_json::from_slice(&body).unwrap_or_default()),
            _ => unreachable!("the API answers"),
        }
    }

    fn world(&self) -> MutexGuard<'_, World> {
        self.world.lock().unwrap()
    }
}

/// Whoever used it, every request and every answer kept to the description.
impl Drop for Boomi {
    fn drop(&mut self) {
        if std::thread::panicking() {
            return;
        }
        let found = self.world.lock().map(|world| world.held.judged().0).unwrap_or_default();
        assert!(found.is_empty(), "against the description: {found:#?}");
    }
}

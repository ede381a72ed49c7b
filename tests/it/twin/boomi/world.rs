//! The whole imitation behind its address: traffic manager, sign-in, areas, run-time side.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use partnerctl::clock::Clock;
use serde_json::{Value, json};
use time::{Duration, OffsetDateTime};

use super::{
    answer::{Outcome, Refusal, play},
    call::Call,
    connector::Keys,
    desk::Desk,
    fault::Trouble,
    habits::{AREA, Habits, OTHER_AREA, PUBLIC_HOST},
    held::Held,
    item::{Area, Item, Kind},
    keys, lookups,
    meter::Meter,
    mint::Mint,
    packages, partners, services,
    sign_in::Tokens,
    traffic::Issued,
};
use crate::replies::{Play, Seen};

/// Everything that is remembered.
pub(super) struct World {
    pub(super) habits: Habits,
    pub(super) areas: BTreeMap<String, Area>,
    pub(super) tokens: Tokens,
    pub(super) meter: Meter,
    pub(super) troubles: Vec<Trouble>,
    pub(super) issued: Issued,
    pub(super) keys: Keys,
    pub(super) mint: Mint,
    names: BTreeSet<String>,
    clock: Arc<dyn Clock>,
    /// How far the clock was moved.
    pub(super) ahead: Duration,
    /// Every exchange so far.
    pub(super) held: Held,
    /// What the API said to the call at hand.
    told: Option<(u16, Value)>,
}

impl World {
    pub(super) fn new(habits: Habits, clock: Arc<dyn Clock>, held: Held) -> Self {
        let mut world = Self {
            habits,
            areas: BTreeMap::new(),
            tokens: Tokens::default(),
            meter: Meter::default(),
            troubles: Vec::new(),
            issued: Issued::default(),
            keys: Keys::default(),
            mint: Mint::default(),
            names: BTreeSet::new(),
            clock,
            ahead: Duration::ZERO,
            held,
            told: None,
        };
        for area in [AREA, OTHER_AREA] {
            world.areas.insert(area.to_owned(), Area::default());
            world.plant(area, Kind::Role, None, &json!({ "name": "Everyone" }));
            world.plant(area, Kind::Organization, None, &json!({ "name": "Acme Networks" }));
        }
        world.plant(AREA, Kind::Domain, None, &json!({ "domain": PUBLIC_HOST, "status": "active" }));
        world
    }

    pub(super) fn now(&self) -> OffsetDateTime {
        self.clock.time() + self.ahead
    }

    /// Puts an object into an area, past all rules, and tells its id.
    pub(super) fn plant(&mut self, area: &str, kind: Kind, parent: Option<&str>, value: &serde_json::Value) -> String {
        let (id, now) = (self.mint.id(kind), self.now());
        let item = Item::new(kind, id.clone(), parent, value.as_object().cloned().unwrap_or_default(), now);
        self.names.extend(
            item.value.get("username").filter(|_| kind == Kind::Member).and_then(|name| name.as_str()).map(str::to_owned),
        );
        self.areas.entry(area.to_owned()).or_default().items.push(item);
        id
    }

    /// Answers one request and keeps both.
    pub(super) fn answer_held(&mut self, seen: &Seen) -> Play {
        let play = self.answer(&Call::of(seen));
        let told = self.told.take();
        self.held.keep(seen, told);
        play
    }

    /// Answers one request.
    fn answer(&mut self, call: &Call) -> Play {
        let fault = self.troubles.iter_mut().find_map(|trouble| trouble.meets(call));
        self.troubles.retain(|trouble| !trouble.is_over());
        let answer = match fault {
            Some(fault) => fault.play(|| self.ordinary(call)),
            None => self.ordinary(call),
        };
        if call.parts.first().is_some_and(|part| part == "v3") {
            self.meter.beside(answer, &self.habits, self.now())
        } else {
            answer
        }
    }

    fn ordinary(&mut self, call: &Call) -> Play {
        let parts: Vec<&str> = call.parts.iter().map(String::as_str).collect();
        let ["v3", below @ ..] = parts.as_slice() else { return self.traffic(call) };
        if let Err(refusal) = self.meter.admit(&self.habits, self.now()) {
            let play = refusal.play();
            let wait = self.habits.retry_after.filter(|_| refusal.throttles());
            return wait.map_or(play.clone(), |wait| play.with("retry-after", &wait.to_string()));
        }
        let now = self.now();
        let outcome = match (call.method.as_str(), below) {
            ("POST", ["token"]) => self.tokens.grant(call, &self.habits, &mut self.mint, now),
            (_, ["rest", parts @ ..]) => self.signed_in(call, parts),
            _ => Err(Refusal::missing()),
        };
        self.told = words(&outcome);
        match outcome {
            Ok(good) if below == ["token"] => play(&Ok(good), false).with("cache-control", "no-store"),
            outcome => play(&outcome, call.method == "HEAD"),
        }
    }

    fn signed_in(&mut self, call: &Call, parts: &[&str]) -> Outcome {
        let area = self.tokens.area(call, &self.habits, self.now())?;
        self.rest(&area, call, parts)
    }

    /// Carries a call out in an area.
    pub(super) fn rest(&mut self, area: &str, call: &Call, parts: &[&str]) -> Outcome {
        let now = self.now();
        let area = self.areas.entry(area.to_owned()).or_default();
        let mut desk = Desk { area, names: &mut self.names, mint: &mut self.mint, habits: &self.habits, now, call };
        let method = if call.method == "HEAD" { "GET" } else { call.method.as_str() };
        match parts {
            ["members", rest @ ..] => partners::members(&mut desk, method, rest),
            ["applications", rest @ ..] => partners::applications(&mut desk, method, rest),
            ["packageKeys", rest @ ..] => keys::all(&mut desk, method, rest),
            ["packages", rest @ ..] => packages::packages(&mut desk, method, rest),
            ["services", rest @ ..] => services::services(&mut desk, method, rest),
            ["domains", rest @ ..] => lookups::domains(&mut desk, method, rest),
            ["roles"] => lookups::fixed(&desk, method, Kind::Role),
            ["organizations"] => lookups::fixed(&desk, method, Kind::Organization),
            _ => Err(Refusal::missing()),
        }
    }
}

/// What the API itself says; nothing where the traffic manager speaks in its place.
fn words(outcome: &Outcome) -> Option<(u16, Value)> {
    match (outcome, play(outcome, false)) {
        (Err(Refusal::Manager(_)), _) => None,
        (_, Play::Answer(status, _, body)) => Some((status, serde_json::from_slice(&body).unwrap_or_default())),
        _ => None,
    }
}

//! The identity and the gateway of one environment behave as one gateway: the one registers a client and gives it tokens, the other
//! recognises the partner by the client id in them. Each half does what it does alone; only the order and that id are decided here.

mod change;
mod whole;

use std::{
    collections::BTreeMap,
    sync::{Mutex, MutexGuard, OnceLock, PoisonError},
};

use url::Url;

use crate::{
    domain::{
        capability::{Capabilities, Probe},
        change::Change,
        ground::Ground,
        message::{Reply, Request},
        name::ProfileKey,
        pair::{Half, Pair, Tokens, needless},
        profile::{Halves, Observed, RemoteRef},
    },
    gateway::{Desk, Effect, Error, Gateway, Pending, ProfileTarget, Registrar, Result, Target},
};

use whole::{as_partners_see, marker, named, whole};

/// What joins the halves, besides what the authorization server says itself.
#[derive(Debug, Clone)]
pub struct Joint {
    /// What the identity's driver knows of its clients and tokens.
    pub registrar: Registrar,
    /// The `aud` that tokens must carry at the gateway.
    pub audience: Option<String>,
    /// Another claim than the driver's that holds the client id.
    pub claim: Option<String>,
    /// Another address of the keys than the server publishes.
    pub keys: Option<Url>,
}

/// Joins two open connections; nothing is sent.
#[must_use]
pub fn join(identity: Box<dyn Gateway>, gateway: Box<dyn Gateway>, joint: Joint) -> Box<dyn Gateway> {
    Box::new(Joined { identity, gateway, joint, pair: OnceLock::new(), seen: Mutex::default() })
}

/// Two connections as one, with what was seen during a command.
struct Joined {
    identity: Box<dyn Gateway>,
    gateway: Box<dyn Gateway>,
    joint: Joint,
    pair: OnceLock<Pair>,
    seen: Mutex<BTreeMap<ProfileKey, Halves>>,
}

impl Gateway for Joined {
    fn probe(&self) -> Result<Probe> {
        let pair = self.pair()?.clone();
        let fact = |half: Half| move |(name, value): &(String, String)| (format!("{half}: {name}"), value.clone());
        let facts =
            pair.identity.facts.iter().map(fact(Half::Identity)).chain(pair.gateway.facts.iter().map(fact(Half::Gateway)));
        Ok(Probe {
            product: format!("{} with {}", pair.gateway.product, pair.identity.product),
            version: pair.gateway.version.clone(),
            facts: facts.collect(),
            time: pair.gateway.time,
            capabilities: Capabilities::of_pair(pair),
        })
    }

    fn ground(&self) -> Result<Ground> {
        let server = self.identity.ground().map_err(Error::at_identity)?;
        let mut ground = self.gateway.ground()?;
        ground.apis.values_mut().for_each(as_partners_see);
        Ok(Ground { scopes: server.scopes, token_endpoint: server.token_endpoint, server: server.server, ..ground })
    }

    /// The gateway's profiles: each client has one, and an authorization server often has no list.
    fn survey(&self) -> Result<Box<dyn Iterator<Item = Result<Observed>> + '_>> {
        let tokens = self.pair()?.tokens.clone();
        let whole = move |observed: Observed| {
            let halves = Halves { identity: None, gateway: Some(named(observed, &tokens)) };
            let marker = halves.gateway.as_ref().and_then(|observed| observed.marker.clone());
            whole(halves, marker)
        };
        Ok(Box::new(self.gateway.survey()?.filter_map(move |observed| observed.map(&whole).transpose())))
    }

    fn observe(&self, target: &ProfileTarget, desk: &dyn Desk) -> Result<Option<Observed>> {
        let halves = Halves { identity: self.client(target, desk)?, gateway: self.profile(target, desk)? };
        Ok(self.remembered(target, halves))
    }

    fn apply(&self, target: &Target, change: &Change, desk: &dyn Desk) -> Result<Effect> {
        if let Some(needless) = needless(change.operation()) {
            return Err(Error::Unsupported(needless));
        }
        match target {
            Target::Profile(target) => self.change_profile(target, change, desk),
            Target::Ground(_) => self.change_ground(target, change, desk),
        }
    }

    fn locate(&self, text: &str) -> Result<RemoteRef> {
        self.identity.locate(text).map_err(Error::at_identity)
    }

    fn collect(&self, pending: &[Pending], desk: &dyn Desk) -> Result<Vec<Pending>> {
        let of_client = |pending: &&Pending| pending.remote.kind == self.joint.registrar.client;
        let (there, here): (Vec<_>, Vec<_>) = pending.iter().partition(of_client);
        let owned = |list: Vec<&Pending>| list.into_iter().cloned().collect::<Vec<_>>();
        let mut left = self.identity.collect(&owned(there), desk).map_err(Error::at_identity)?;
        left.extend(self.gateway.collect(&owned(here), desk)?);
        Ok(left)
    }

    fn raw(&self, request: &Request) -> Result<Reply> {
        self.gateway.raw(request)
    }
}

impl Joined {
    /// Both halves as they say themselves, asked once per command. The authorization server must say where its keys are, for the
    /// gateway checks its tokens by them.
    fn pair(&self) -> Result<&Pair> {
        if let Some(pair) = self.pair.get() {
            return Ok(pair);
        }
        let (identity, gateway) = (self.identity.probe().map_err(Error::at_identity)?, self.gateway.probe()?);
        let tokens = self.tokens()?;
        Ok(self.pair.get_or_init(|| Pair { identity, gateway, tokens }))
    }

    fn tokens(&self) -> Result<Tokens> {
        let settings = |what: String| Error::Settings(what).at_identity();
        let server = self.identity.ground().map_err(Error::at_identity)?.server;
        let server = server.ok_or_else(|| settings("it gives no tokens to clients of its own".to_owned()))?;
        let keys = self.joint.keys.clone().or(server.keys).ok_or_else(|| {
            let issuer = &server.issuer;
            settings(format!("the metadata of `{issuer}` names no `jwks_uri`: name the address of its keys in `jwksUri`"))
        })?;
        let claim = self.joint.claim.clone().unwrap_or_else(|| self.joint.registrar.claim.to_owned());
        Ok(Tokens { issuer: server.issuer, keys, audience: self.joint.audience.clone(), claim })
    }

    /// The halves as they were last seen; read when they were not.
    fn halves(&self, target: &ProfileTarget, desk: &dyn Desk) -> Result<Halves> {
        if let Some(known) = self.seen().get(&target.marker.key) {
            return Ok(known.clone());
        }
        let halves = Halves { identity: self.client(target, desk)?, gateway: self.profile(target, desk)? };
        self.remembered(target, halves.clone());
        Ok(halves)
    }

    fn client(&self, target: &ProfileTarget, desk: &dyn Desk) -> Result<Option<Observed>> {
        self.identity.observe(&self.there(target), desk).map_err(Error::at_identity)
    }

    fn profile(&self, target: &ProfileTarget, desk: &dyn Desk) -> Result<Option<Observed>> {
        self.gateway.observe(&here(target), desk)
    }

    /// The client of a profile. A reference of the other half says nothing here, unless it is from a time when there was no other half.
    fn there(&self, target: &ProfileTarget) -> ProfileTarget {
        let own = target.remote.clone().filter(|remote| remote.kind == self.joint.registrar.client);
        ProfileTarget { remote: target.identity.clone().or(own), identity: None, ..target.clone() }
    }

    fn remembered(&self, target: &ProfileTarget, halves: Halves) -> Option<Observed> {
        let marker = marker(&halves, &target.marker);
        self.seen().insert(target.marker.key.clone(), halves.clone());
        whole(halves, marker)
    }

    fn seen(&self) -> MutexGuard<'_, BTreeMap<ProfileKey, Halves>> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn here(target: &ProfileTarget) -> ProfileTarget {
    ProfileTarget { identity: None, ..target.clone() }
}

//! Issuers of tokens: the authorization servers among the aliases, and the keys that speak for them (contract: section 6).
//!
//! The `iss` of a token must equal the issuer of an alias, letter by letter. The keys come from `jwksuri`, read at start, when
//! an alias is made and when its address is edited (10.2 text; on a switch again for a `kid` that is not in the set); without
//! an address they come from the certificate `certificateAlias` in the truststore `trustStoreAlias`; the gateway's own from
//! its keystore. Any algorithm of the key's type is taken, where the product itself signs with RSA; `none` and shared
//! secrets are not.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

use serde_json::Value;

use super::{
    Gateway,
    admin::{stores, system},
    fetch, keys,
    world::{Kind, Shelves},
};
use crate::crypto::{
    json::Object,
    jwk::Set,
    jwt::{self, RefusalKind, Rules},
    public::PublicKey,
};

/// The key sets that were fetched, by the alias, each with the address it came from.
#[derive(Default)]
pub(super) struct KeySets(Mutex<HashMap<String, (String, Arc<Set>)>>);

impl KeySets {
    fn get(&self, alias: &str, uri: &str) -> Option<Arc<Set>> {
        let sets = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        sets.get(alias).filter(|(from, _)| from == uri).map(|(_, set)| Arc::clone(set))
    }

    fn put(&self, alias: &str, uri: &str, set: Set) {
        let mut sets = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        sets.insert(alias.to_owned(), (uri.to_owned(), Arc::new(set)));
    }
}

/// A token whose signature, issuer and times are good.
pub(super) struct Proven {
    /// The alias of its issuer.
    pub(super) alias: Arc<Value>,
    pub(super) claims: Object,
}

impl Proven {
    /// The name of the authorization server.
    pub(super) fn server(&self) -> &str {
        self.alias["name"].as_str().unwrap_or_default()
    }
}

/// Verifies a token with the keys of the issuer that it names.
pub(super) fn prove(gateway: &Gateway, shelves: &Shelves, token: &str) -> Result<Proven, RefusalKind> {
    let issuer = issuer(token).ok_or(RefusalKind::Malformed)?;
    let leeway = system::setting(shelves, "pg_JWT_clock_skew_seconds").parse().unwrap_or_default();
    let rules = Rules { issuer: Some(issuer.clone()), leeway, at: gateway.now().unix_timestamp(), ..Rules::default() };
    let mut refused = RefusalKind::Issuer;
    for alias in of_issuer(shelves, &issuer) {
        let set = keys(gateway, shelves, alias).unwrap_or_default();
        match jwt::verify(token, &set, &rules) {
            Ok(verified) => return Ok(Proven { alias: Arc::clone(alias), claims: verified.claims }),
            Err(refusal) => refused = refusal.kind,
        }
    }
    Err(refused)
}

/// Fetches the key sets that a token needs and that are not here. Holds no lock meanwhile.
pub(super) fn freshen(gateway: &Gateway, token: &str) {
    let Ok(decoded) = jwt::decode(token) else { return };
    let issuer = jwt::text(&decoded.claims, "iss").unwrap_or_default();
    let kid = jwt::text(&decoded.header, "kid");
    for (id, uri) in addresses(&gateway.world.read(), issuer) {
        let is_stale = |set: &Set| {
            let unknown = kid.is_some_and(|kid| set.keys.iter().all(|entry| entry.kid.as_deref() != Some(kid)));
            unknown && gateway.quirks.jwks_refresh
        };
        if gateway.key_sets.get(&id, &uri).is_none_or(|set| is_stale(&set)) {
            load(gateway, &id, &uri);
        }
    }
}

/// Fetches the key set of an alias. One that cannot be had is tried again when a token needs it.
pub(super) fn load(gateway: &Gateway, id: &str, uri: &str) {
    let text = fetch::text(uri, &format!("{}\n{}", gateway.authority, gateway.trusted));
    if let Some(set) = text.ok().and_then(|text| Set::read(&text).ok()) {
        gateway.key_sets.put(id, uri, set);
    }
}

/// The address of the key set of an alias; empty when it has none.
pub(super) fn address(alias: &Value) -> &str {
    alias["localIntrospectionConfig"]["jwksuri"].as_str().unwrap_or_default().trim()
}

fn addresses(shelves: &Shelves, issuer: &str) -> Vec<(String, String)> {
    let id = |alias: &Value| alias["id"].as_str().unwrap_or_default().to_owned();
    let with_address = of_issuer(shelves, issuer).filter(|alias| !address(alias).is_empty() && alias["id"] != "local");
    with_address.map(|alias| (id(alias), address(alias).to_owned())).collect()
}

fn of_issuer<'s>(shelves: &'s Shelves, issuer: &str) -> impl Iterator<Item = &'s Arc<Value>> {
    let is_server = |alias: &&Arc<Value>| alias["type"] == "authServerAlias";
    let names = move |alias: &&Arc<Value>| alias["localIntrospectionConfig"]["issuer"] == *issuer && !issuer.is_empty();
    shelves.all(Kind::Alias).filter(is_server).filter(names)
}

/// The issuer that a token names, before anything is verified.
fn issuer(token: &str) -> Option<String> {
    let decoded = jwt::decode(token).ok()?;
    Some(jwt::text(&decoded.claims, "iss").unwrap_or_default().to_owned())
}

fn keys(gateway: &Gateway, shelves: &Shelves, alias: &Value) -> Option<Arc<Set>> {
    if alias["id"] == "local" {
        let ssl = &alias["sslConfig"];
        let key = keys::of_store(shelves, ssl["keyStoreAlias"].as_str()?, ssl["keyAlias"].as_str()?)?;
        return Some(Arc::new(Set::of(key.public().clone())));
    }
    let uri = address(alias);
    if !uri.is_empty() {
        return gateway.key_sets.get(alias["id"].as_str()?, uri);
    }
    let local = &alias["localIntrospectionConfig"];
    let wanted = local["certificateAlias"].as_str()?.to_lowercase();
    let stored = stores::certificates(shelves, local["trustStoreAlias"].as_str()?);
    let (_, certificate) = stored.into_iter().find(|(name, _)| name.to_lowercase() == wanted)?;
    let key = PublicKey::from_spki_der(certificate.public_key.spki()).ok()?;
    Some(Arc::new(Set::of(key)))
}

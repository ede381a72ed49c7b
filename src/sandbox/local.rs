//! The gateway as an issuer of tokens: what alias `local` says, the key that it signs with, and its key set (contract:
//! sections 6 and 8).
//!
//! The form of the tokens is that of the vendor's samples: the header names the key by its alias.

use serde_json::{Value, json};

use super::{
    Gateway, keys,
    world::{Kind, Shelves},
};
use crate::crypto::{
    algorithm::Algorithm,
    jwk::{Details, write},
    jwt::{Kid, Order, Purpose, assert},
    key::Key,
    random,
};

/// The settings of alias `local` that are complete enough to sign with.
pub(super) struct Signer {
    key: Key,
    kid: String,
    issuer: String,
    algorithm: Algorithm,
    pub(super) audience: String,
    /// The life of a JWT in seconds.
    pub(super) life: i64,
    /// The life of an access token in seconds.
    pub(super) access_life: i64,
}

/// Reads the settings, or says what is missing.
pub(super) fn signer(shelves: &Shelves) -> Result<Signer, String> {
    let local = shelves.get(Kind::Alias, "local").ok_or("There is no authorization server local")?;
    let text = |group: &str, name: &str| {
        let found = local[group][name].as_str().filter(|text| !text.is_empty());
        found.map(str::to_owned).ok_or_else(|| format!("{group}.{name} is not configured in the alias local"))
    };
    let issuer = text("localIntrospectionConfig", "issuer")?;
    let (store, alias) = (text("sslConfig", "keyStoreAlias")?, text("sslConfig", "keyAlias")?);
    let key = keys::of_store(shelves, &store, &alias);
    let key = key.ok_or_else(|| format!("The keystore {store} has no key {alias} that can be used"))?;
    let config = &local["tokenGeneratorConfig"];
    let algorithm = config["algorithm"].as_str().unwrap_or("RS256");
    let algorithm = algorithm.parse().map_err(|_| format!("{algorithm} is not an algorithm to sign with"))?;
    let number = |name: &str, usual: i64| config[name].as_i64().filter(|number| *number > 0).unwrap_or(usual);
    Ok(Signer {
        key,
        kid: alias,
        issuer,
        algorithm,
        audience: config["audience"].as_str().unwrap_or_default().to_owned(),
        life: number("expiry", MINUTES).saturating_mul(60),
        access_life: number("accessTokenExpInterval", super::token::LIFE),
    })
}

impl Signer {
    /// Signs a token.
    pub(super) fn sign(
        &self,
        gateway: &Gateway,
        subject: &str,
        life: i64,
        claims: Vec<(String, Value)>,
    ) -> Result<String, String> {
        let order = Order {
            purpose: Purpose::Grant,
            issuer: self.issuer.clone(),
            subject: subject.to_owned(),
            audience: vec![self.audience.clone()],
            now: gateway.now().unix_timestamp(),
            lifetime: life,
            id: random::identifier(),
            algorithm: Some(self.algorithm),
            kid: Kid::Named(self.kid.clone()),
            typ: None,
            certificate: None,
            chain: Vec::new(),
            claims,
        };
        assert(&self.key, &order).map(|made| made.jwt).map_err(|error| error.to_string())
    }
}

/// The key set of the gateway: empty as long as it is not configured.
pub(super) fn key_set(gateway: &Gateway, shelves: &Shelves) -> Value {
    let Ok(signer) = signer(shelves) else { return json!({ "keys": [] }) };
    let details = Details { kid: Some(signer.kid.clone()), usage: Some("sig".to_owned()), ..Details::default() };
    let mut key = signer.key.public().to_published_jwk(&details);
    let algorithm = if gateway.quirks.jwks_algorithm_rsa { "RSA" } else { signer.algorithm.name() };
    key.insert("alg".to_owned(), json!(algorithm));
    write(vec![key])
}

/// The life of a JWT where nothing is configured.
const MINUTES: i64 = 60;

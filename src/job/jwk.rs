//! Public keys as JSON: one, a set of them, thumbprints. Never anything private.

use schemars::JsonSchema;
use serde::Serialize;
use serde_json::{Value, json};

use crate::{
    crypto::{
        algorithm::Algorithm,
        jwk::{self, Details},
        public::PublicKey,
        read::Item,
    },
    domain::finding::{Finding, Level},
    files::Mode,
    job::{
        Result,
        material::{Given, Target, main_item, usage},
    },
    lint::{keyset, request},
};

/// How a key is named.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum KeyName {
    /// By its thumbprint.
    Thumbprint,
    /// Not at all.
    None,
    /// By this text.
    Text(String),
}

/// What is said about each key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wish {
    /// Its name.
    pub kid: KeyName,
    /// What it is for.
    pub usage: Option<String>,
    /// Its one algorithm.
    pub algorithm: Option<Algorithm>,
    /// Whether its certificates are added.
    pub x5c: bool,
}

/// A JWK or a set of them, as it stands.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
#[serde(transparent)]
pub struct Published(pub Value);

/// A thumbprint.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Thumbprint {
    /// SHA-256 in base64url (RFC 7638).
    pub thumbprint: String,
}

/// One public key as JSON.
pub fn show(given: &Given, items: &[Item], wish: &Wish) -> Result<Published> {
    Ok(Published(published(given, items, wish)?))
}

/// The public keys of several files as a set; a key that is there twice is listed once.
pub fn set(files: &[(Given, Vec<Item>)], wish: &Wish, target: &Target) -> Result<Published> {
    target.check()?;
    let mut keys: Vec<Value> = Vec::new();
    for (given, items) in files {
        // Certificates after a key or a leaf belong to it; everything else is a key of its own.
        let together = items.iter().any(|item| matches!(item, Item::Certificate(..)));
        let groups: Vec<&[Item]> = if together { vec![items.as_slice()] } else { items.chunks(1).collect() };
        for group in groups {
            let key = published(given, group, wish)?;
            if !keys.contains(&key) {
                keys.push(key);
            }
        }
    }
    let names: Vec<&str> = keys.iter().filter_map(|key| key["kid"].as_str()).collect();
    if let Some(twice) = names.iter().enumerate().find_map(|(place, name)| names[..place].contains(name).then_some(*name)) {
        let what = format!("two different keys would have the name `{twice}`");
        return Err(usage(what, "leave `--kid` out: thumbprints are always different"));
    }
    let set = json!({ "keys": keys });
    target.write(format!("{set:#}\n").as_bytes(), Mode::Public)?;
    Ok(Published(set))
}

/// What is to be said about the keys in files before they are published.
#[must_use]
pub fn doubts(files: &[(Given, Vec<Item>)]) -> Vec<Finding> {
    let of_file = |(given, items): &(Given, Vec<Item>)| {
        let found = items.iter().flat_map(|item| request::weak(item.public()));
        let named = found.map(|one| Finding::new(one.level, &one.code, format!("`{}`: {}", given.name, one.subject), one.advice));
        named.collect::<Vec<_>>()
    };
    let mut all: Vec<Finding> = files.iter().flat_map(of_file).collect();
    all.dedup();
    all
}

/// The thumbprint of the key in a file.
pub fn thumbprint(given: &Given, items: &[Item]) -> Result<Thumbprint> {
    Ok(Thumbprint { thumbprint: main(given, items)?.thumbprint() })
}

fn published(given: &Given, items: &[Item], wish: &Wish) -> Result<Value> {
    let key = main(given, items)?;
    let certificates: Vec<Vec<u8>> = items.iter().filter_map(certificate).collect();
    if wish.x5c && certificates.is_empty() {
        let what = format!("`{}` holds no certificate for `x5c`", given.name);
        return Err(usage(what, "give the certificate, with its chain after it"));
    }
    let details = Details {
        kid: match &wish.kid {
            KeyName::Thumbprint => Some(key.thumbprint()),
            KeyName::Text(text) => Some(text.clone()),
            KeyName::None => None,
        },
        usage: wish.usage.clone(),
        algorithm: wish.algorithm,
        certificates: if wish.x5c { certificates } else { Vec::new() },
    };
    if let Some(algorithm) = wish.algorithm.filter(|algorithm| !algorithm.suits(key.kind())) {
        let what = format!("the key in `{}` has the type {}, which cannot serve {algorithm}", given.name, key.kind());
        return Err(usage(what, "leave `--alg` out, or choose another"));
    }
    Ok(Value::Object(key.to_published_jwk(&details)))
}

fn main<'a>(given: &Given, items: &'a [Item]) -> Result<&'a PublicKey> {
    main_item(items).map(Item::public).ok_or_else(|| usage(format!("`{}` holds no key", given.name), "give another file"))
}

fn certificate(item: &Item) -> Option<Vec<u8>> {
    match item {
        Item::Certificate(der, _) => Some(der.clone()),
        _ => None,
    }
}

/// What a check of a set came to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct CheckedSet {
    /// Whether nothing has to be refused.
    pub ok: bool,
    /// How many keys can be used.
    pub keys: usize,
    /// What was found, the worst first.
    pub findings: Vec<Finding>,
}

/// Checks a set before others rely on it.
#[must_use]
pub fn verify(set: &jwk::Set) -> CheckedSet {
    let findings = keyset::check(set);
    CheckedSet { ok: findings.iter().all(|finding| finding.level != Level::Refuse), keys: set.keys.len(), findings }
}

/// Reads a set as servers publish it.
pub fn read_set(name: &str, bytes: &[u8]) -> Result<jwk::Set> {
    let text = String::from_utf8_lossy(bytes);
    jwk::Set::read(&text).map_err(|error| usage(format!("`{name}` is no JWK set: {error}"), "check the address or file"))
}

//! Sets of public keys, as servers publish them.

use serde_json::{Value, json};

use super::{JwkError, PRIVATE};
use crate::crypto::{
    json::{JsonError, Object, object},
    public::PublicKey,
};

/// A set of keys. A key that cannot be used is passed over, the set is not (RFC 7517 section 5).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Set {
    /// The keys that can be used, in their order.
    pub keys: Vec<Entry>,
    /// The others.
    pub skipped: Vec<Skipped>,
}

/// A key of a set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// The key.
    pub key: PublicKey,
    /// Its name.
    pub kid: Option<String>,
    /// What it is for.
    pub usage: Option<String>,
    /// The one algorithm that it is for.
    pub algorithm: Option<String>,
    /// Private members that stand beside it and should not.
    pub private: Vec<String>,
}

/// A key that cannot be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Skipped {
    /// Its place in the set, from 0.
    pub place: usize,
    /// Its name.
    pub kid: Option<String>,
    /// Why not.
    pub why: JwkError,
}

impl Set {
    /// Reads `{"keys": [..]}`, or one key alone.
    pub fn read(text: &str) -> Result<Self, JsonError> {
        let document = object(text)?;
        let alone = [Value::Object(document.clone())];
        let listed = match document.get("keys") {
            Some(Value::Array(keys)) => keys.as_slice(),
            Some(_) => return Err(JsonError::Syntax("`keys` is no list".to_owned())),
            None => &alone,
        };
        let mut set = Self::default();
        for (place, jwk) in listed.iter().enumerate() {
            let jwk = jwk.as_object().cloned().unwrap_or_default();
            match PublicKey::from_jwk(&jwk) {
                Ok(key) => set.keys.push(Entry::new(key, &jwk)),
                Err(why) => set.skipped.push(Skipped { place, kid: member(&jwk, "kid"), why }),
            }
        }
        Ok(set)
    }

    /// A set of one key without a name.
    #[must_use]
    pub fn of(key: PublicKey) -> Self {
        Self { keys: vec![Entry::new(key, &Object::new())], skipped: Vec::new() }
    }
}

impl Entry {
    fn new(key: PublicKey, jwk: &Object) -> Self {
        let private = PRIVATE.into_iter().filter(|name| jwk.contains_key(*name)).map(str::to_owned).collect();
        Self { key, kid: member(jwk, "kid"), usage: member(jwk, "use"), algorithm: member(jwk, "alg"), private }
    }
}

/// Published keys as a set.
#[must_use]
pub fn write(keys: Vec<Object>) -> Value {
    let keys: Vec<Value> = keys.into_iter().map(Value::Object).collect();
    json!({ "keys": keys })
}

fn member(jwk: &Object, name: &str) -> Option<String> {
    jwk.get(name).and_then(Value::as_str).map(str::to_owned)
}

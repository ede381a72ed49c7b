//! Sets of public keys, as servers publish them.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use serde_json::{Value, json};

use super::{JwkError, PRIVATE};
use crate::crypto::{
    json::{JsonError, Object, object},
    public::PublicKey,
    read::certified,
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
    /// Whether it also says what it is for by `key_ops`.
    pub has_operations: bool,
    /// Whether its first certificate is there and speaks for another key, or cannot be read.
    pub certificate_differs: bool,
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
            Some(_) => {
                return Err(JsonError::Member("`keys` is no list: write `{\"keys\": [..]}` (RFC 7517 section 5)".to_owned()));
            }
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

    /// The certificates of the first key that carries any, in DER, leaf first (RFC 7517 section 4.7).
    pub fn certificates(text: &str) -> Result<Vec<Vec<u8>>, JsonError> {
        let document = object(text)?;
        let listed = document.get("keys").and_then(Value::as_array).cloned().unwrap_or_else(|| vec![Value::Object(document)]);
        let chain = listed.iter().find_map(|jwk| jwk.get("x5c")?.as_array().cloned()).unwrap_or_default();
        Ok(chain.iter().filter_map(|one| STANDARD.decode(one.as_str()?).ok()).collect())
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
        let certificate_differs = jwk.get("x5c").is_some_and(|list| !speaks_for(list, &key));
        Self {
            kid: member(jwk, "kid"),
            usage: member(jwk, "use"),
            algorithm: member(jwk, "alg"),
            private,
            has_operations: jwk.contains_key("key_ops"),
            certificate_differs,
            key,
        }
    }
}

/// Published keys as a set.
#[must_use]
pub fn write(keys: Vec<Object>) -> Value {
    let keys: Vec<Value> = keys.into_iter().map(Value::Object).collect();
    json!({ "keys": keys })
}

/// Whether the first certificate of `x5c` is that of the key (RFC 7517 section 4.7).
fn speaks_for(list: &Value, key: &PublicKey) -> bool {
    let first = list.get(0).and_then(Value::as_str).and_then(|text| STANDARD.decode(text).ok());
    first.and_then(|der| certified(&der).ok()).is_some_and(|own| own == *key)
}

fn member(jwk: &Object, name: &str) -> Option<String> {
    jwk.get(name).and_then(Value::as_str).map(str::to_owned)
}

//! Signed documents in the flattened JSON form (RFC 7515, section 7.2.2).

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use serde_json::{Value, json};
use thiserror::Error as ThisError;

use super::{
    algorithm::Algorithm,
    json::{self, Object},
    key::{Error, Key},
    public::PublicKey,
};

/// Signs a text with the usual algorithm of the key. The header names the key by its thumbprint and carries its public half,
/// which the reader holds against the one that it knows.
pub fn sign(key: &Key, typ: &str, payload: &str) -> Result<Value, Error> {
    let public = key.public();
    let algorithm = Algorithm::default_of(key.kind());
    let header = json!({ "alg": algorithm.name(), "typ": typ, "kid": public.thumbprint(), "jwk": public.to_jwk() });
    let protected = URL_SAFE_NO_PAD.encode(header.to_string());
    let payload = URL_SAFE_NO_PAD.encode(payload);
    let signature = key.sign(algorithm, format!("{protected}.{payload}").as_bytes())?;
    Ok(json!({ "payload": payload, "protected": protected, "signature": URL_SAFE_NO_PAD.encode(signature) }))
}

/// A signed document that was taken apart. Whose key it is remains to be asked.
#[derive(Debug, Clone)]
pub struct Opened {
    /// What kind of document the header says it is.
    pub typ: String,
    /// The text that was signed.
    pub payload: String,
    /// The key that the header carries.
    pub key: PublicKey,
    /// Whether the signature was made with that key.
    pub good: bool,
}

/// Why a text is no signed document.
#[derive(Debug, Clone, PartialEq, Eq, ThisError)]
#[error("it is no signed document: {0}")]
pub struct Malformed(String);

/// Takes a signed document apart and checks its signature. Members, headers and algorithms that [`sign`] does not write are refused.
pub fn open(text: &str) -> Result<Opened, Malformed> {
    let document = object(text)?;
    only(&document, &["payload", "protected", "signature"])?;
    let (payload, protected) = (member(&document, "payload")?, member(&document, "protected")?);
    let signature = decode("signature", member(&document, "signature")?)?;
    let header = object(&plain("protected", protected)?)?;
    only(&header, &["alg", "jwk", "kid", "typ"])?;
    let key = public_key(&header)?;
    let algorithm: Algorithm = member(&header, "alg")?.parse().map_err(|error| malformed(&error))?;
    let good = algorithm.suits(key.kind()) && key.verify(algorithm, format!("{protected}.{payload}").as_bytes(), &signature);
    Ok(Opened { typ: member(&header, "typ")?.to_owned(), payload: plain("payload", payload)?, key, good })
}

/// The key of the header, which its `kid` must name (RFC 7638).
fn public_key(header: &Object) -> Result<PublicKey, Malformed> {
    let jwk = header.get("jwk").and_then(Value::as_object).ok_or_else(|| Malformed("its header carries no key".to_owned()))?;
    only(jwk, &["crv", "e", "kty", "n", "x", "y"])?;
    let key = PublicKey::from_jwk(jwk).map_err(|error| malformed(&error))?;
    let same = member(header, "kid")? == key.thumbprint();
    same.then_some(key).ok_or_else(|| Malformed("its header names another key than it carries".to_owned()))
}

fn object(text: &str) -> Result<Object, Malformed> {
    json::object(text).map_err(|error| malformed(&error))
}

fn only(object: &Object, known: &[&str]) -> Result<(), Malformed> {
    match object.keys().find(|name| !known.contains(&name.as_str())) {
        Some(name) => {
            let name: String = name.chars().filter(|sign| !sign.is_control()).take(40).collect();
            Err(Malformed(format!("member `{name}` does not belong there")))
        }
        None => Ok(()),
    }
}

fn member<'a>(object: &'a Object, name: &str) -> Result<&'a str, Malformed> {
    let found = object.get(name).and_then(Value::as_str);
    found.ok_or_else(|| Malformed(format!("member `{name}` is missing, or no text")))
}

fn plain(part: &str, text: &str) -> Result<String, Malformed> {
    String::from_utf8(decode(part, text)?).map_err(|_| Malformed(format!("`{part}` is not UTF-8")))
}

fn decode(part: &str, text: &str) -> Result<Vec<u8>, Malformed> {
    URL_SAFE_NO_PAD.decode(text).map_err(|_| Malformed(format!("`{part}` is not base64url")))
}

fn malformed(error: &dyn std::fmt::Display) -> Malformed {
    Malformed(error.to_string())
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "tests fail by panicking")]
mod tests {
    use super::*;
    use crate::crypto::key::KeyType;

    #[test]
    fn what_is_signed_opens_and_no_flipped_bit_passes() {
        let key = Key::generate(KeyType::EcP256).unwrap();
        let text = format!("{:#}\n", sign(&key, "test", "hello").unwrap());
        let opened = open(&text).unwrap();
        assert!(opened.good && opened.payload == "hello" && opened.typ == "test");
        for (place, byte) in text.bytes().enumerate().filter(|(_, byte)| !byte.is_ascii_whitespace()) {
            for bit in 0..7 {
                let mut bytes = text.clone().into_bytes();
                bytes[place] = byte ^ 1 << bit;
                let Ok(changed) = String::from_utf8(bytes) else { continue };
                assert!(open(&changed).is_ok_and(|opened| !opened.good) || open(&changed).is_err(), "{place}: {changed}");
            }
        }
    }

    #[test]
    fn headers_that_are_not_ours_are_refused() {
        let key = Key::generate(KeyType::EcP256).unwrap();
        let signed = sign(&key, "test", "hello").unwrap();
        let mut more = signed.clone();
        more["header"] = json!({ "jku": "https://evil.example" });
        assert!(open(&more.to_string()).is_err());
        let none = URL_SAFE_NO_PAD.encode(json!({ "alg": "none", "typ": "test" }).to_string());
        let mut unsigned = signed;
        unsigned["protected"] = json!(none);
        assert!(open(&unsigned.to_string()).is_err());
    }
}

//! JSON Web Tokens in compact form: made, taken apart, verified. Nothing here opens a connection or reads a clock.

mod assert;
mod verify;

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use serde_json::Value;
use thiserror::Error;

pub(crate) use self::{assert::MILLISECONDS, verify::difference};
pub use self::{
    assert::{Assertion, AssertionError, Kid, Order, Purpose, assert, claim},
    verify::{Refusal, RefusalKind, Rules, Verified, verify},
};
use super::json::{JsonError, Object, object};

/// The longest token that is looked at. Servers end headers at 8 or 16 KB; a chain of certificates may need more.
pub const LIMIT: usize = 256 * 1024;

/// Why a text is no signed token.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum TokenError {
    /// There is nothing.
    #[error("the token is empty")]
    Empty,
    /// It is too long.
    #[error("the token is longer than {LIMIT} characters")]
    TooLong,
    /// It has five parts.
    #[error("the token has five parts: it is encrypted (JWE), and only its recipient can read it")]
    Encrypted,
    /// It has another number of parts.
    #[error("the token has {0} parts between its dots, and 3 are needed: header, claims, signature")]
    Parts(usize),
    /// A part is no base64url.
    #[error("the {part} is not base64url without padding (RFC 7515 section 2): {why}")]
    Encoding {
        /// `header`, `claims` or `signature`.
        part: &'static str,
        /// What is found instead.
        why: String,
    },
    /// A part is no good JSON.
    #[error("the {part} is not a JSON object that can be trusted: {why}")]
    Json {
        /// `header` or `claims`.
        part: &'static str,
        /// What is found instead.
        why: JsonError,
    },
}

/// A token in its parts. Nothing of it is verified.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decoded {
    /// The header.
    pub header: Object,
    /// The claims.
    pub claims: Object,
    /// What the signature is about.
    pub signed: String,
    /// The signature.
    pub signature: Vec<u8>,
}

/// Takes a token apart without verifying anything. Blanks around it and the word `Bearer` before it are passed over.
pub fn decode(text: &str) -> Result<Decoded, TokenError> {
    let parts = split(text)?;
    Ok(Decoded {
        header: json("header", parts.header)?,
        claims: json("claims", parts.payload)?,
        signed: parts.signed.to_owned(),
        signature: bytes("signature", parts.signature)?,
    })
}

struct Parts<'a> {
    header: &'a str,
    payload: &'a str,
    signature: &'a str,
    signed: &'a str,
}

fn split(text: &str) -> Result<Parts<'_>, TokenError> {
    let text = text.trim();
    let text = text.strip_prefix("Bearer ").map_or(text, str::trim_start);
    if text.is_empty() {
        return Err(TokenError::Empty);
    }
    if text.len() > LIMIT {
        return Err(TokenError::TooLong);
    }
    let parts: Vec<&str> = text.splitn(7, '.').collect();
    match parts.as_slice() {
        [header, payload, signature] => {
            Ok(Parts { header, payload, signature, signed: &text[..header.len() + 1 + payload.len()] })
        }
        parts if parts.len() == 5 => Err(TokenError::Encrypted),
        parts => Err(TokenError::Parts(parts.len())),
    }
}

fn bytes(part: &'static str, text: &str) -> Result<Vec<u8>, TokenError> {
    URL_SAFE_NO_PAD.decode(text).map_err(|_| TokenError::Encoding { part, why: why_not_base64url(text) })
}

fn why_not_base64url(text: &str) -> String {
    let strange = text.chars().find(|sign| !(sign.is_ascii_alphanumeric() || *sign == '-' || *sign == '_'));
    match strange {
        Some('=') => "it is padded with `=`".to_owned(),
        Some('+' | '/') => "it is common Base64 with `+` or `/`".to_owned(),
        Some(sign) if sign.is_whitespace() => "a blank or line break stands in it".to_owned(),
        Some(_) => "it holds other characters".to_owned(),
        None => "its last character cannot end it; perhaps it is cut short".to_owned(),
    }
}

fn json(part: &'static str, text: &str) -> Result<Object, TokenError> {
    let raw = bytes(part, text)?;
    let text = String::from_utf8(raw).map_err(|_| TokenError::Encoding { part, why: "it is not UTF-8".to_owned() })?;
    object(&text).map_err(|why| TokenError::Json { part, why })
}

/// A text member.
#[must_use]
pub fn text<'a>(object: &'a Object, name: &str) -> Option<&'a str> {
    object.get(name).and_then(Value::as_str)
}

/// A time in whole seconds (RFC 7519 section 2); parts of a second are cut off.
#[must_use]
pub fn seconds(object: &Object, name: &str) -> Option<i64> {
    let value = object.get(name)?;
    value.as_i64().or_else(|| value.as_f64().filter(|time| time.abs() < 1e15).map(whole))
}

#[expect(clippy::cast_possible_truncation, reason = "the caller has looked at its size")]
fn whole(time: f64) -> i64 {
    time.floor() as i64
}

/// The audiences: one text or a list of texts (RFC 7519 section 4.1.3).
#[must_use]
pub fn audiences(claims: &Object) -> Vec<&str> {
    match claims.get("aud") {
        Some(Value::String(one)) => vec![one],
        Some(Value::Array(many)) => many.iter().filter_map(Value::as_str).collect(),
        _ => Vec::new(),
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, clippy::expect_used, reason = "tests fail by panicking")]
mod tests;

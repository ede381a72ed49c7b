//! A request, taken apart.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use serde_json::{Map, Value};

use super::answer::Refusal;
use crate::replies::Seen;

/// What was asked.
pub(crate) struct Call {
    pub(super) method: String,
    /// The path in parts, without its escapes.
    pub(super) parts: Vec<String>,
    pub(super) query: Vec<(String, String)>,
    pub(super) headers: Vec<(String, String)>,
    pub(super) body: Vec<u8>,
}

impl Call {
    pub(super) fn of(seen: &Seen) -> Self {
        let (path, query) = seen.path.split_once('?').unwrap_or((&seen.path, ""));
        Self {
            method: seen.method.clone(),
            parts: path.split('/').filter(|part| !part.is_empty()).map(decoded).collect(),
            query: pairs(query.as_bytes()),
            headers: seen.headers.clone(),
            body: seen.body.clone(),
        }
    }

    /// Whether it may change an object.
    pub(super) fn writes(&self) -> bool {
        !matches!(self.method.as_str(), "GET" | "HEAD") && self.parts.last().is_none_or(|part| part != "token")
    }

    pub(super) fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }

    /// The first value of a query parameter.
    pub(super) fn parameter(&self, name: &str) -> Option<&str> {
        value_of(&self.query, name)
    }

    pub(super) fn form(&self) -> Vec<(String, String)> {
        pairs(&self.body)
    }

    /// The body as a JSON object.
    pub(super) fn object(&self) -> Result<Map<String, Value>, Refusal> {
        serde_json::from_slice(&self.body).map_err(|_| Refusal::bad("Malformed JSON"))
    }

    pub(super) fn bearer(&self) -> Option<&str> {
        self.header("authorization")?.strip_prefix("Bearer ")
    }

    /// User and password as they were sent.
    pub(super) fn basic(&self) -> Option<(String, String)> {
        let text = STANDARD.decode(self.header("authorization")?.strip_prefix("Basic ")?).ok()?;
        let (user, password) = std::str::from_utf8(&text).ok()?.split_once(':')?;
        Some((user.to_owned(), password.to_owned()))
    }
}

/// The first value of that name.
pub(super) fn value_of<'a>(pairs: &'a [(String, String)], name: &str) -> Option<&'a str> {
    pairs.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
}

/// A part of a path without its escapes.
fn decoded(text: &str) -> String {
    form_decoded(&text.replace('+', "%2B"))
}

/// The same of a form, where `+` is a blank; clients send names and secrets in this way, or as they are.
pub(super) fn form_decoded(text: &str) -> String {
    let whole = format!("x={}", text.replace('&', "%26"));
    pairs(whole.as_bytes()).pop().map(|(_, value)| value).unwrap_or_default()
}

fn pairs(text: &[u8]) -> Vec<(String, String)> {
    url::form_urlencoded::parse(text).into_owned().collect()
}

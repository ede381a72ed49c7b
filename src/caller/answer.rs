//! The answers of token endpoints: a token, or why there is none (RFC 6749, sections 5.1 and 5.2).

use serde::{Deserialize, Deserializer};
use serde_json::Value;

use crate::{
    caller::CallerError,
    domain::{message::Reply, secret::Secret},
    http::redact,
};

/// An access token and what the server says about it.
#[derive(Debug, Clone)]
pub struct Token {
    /// The token.
    pub access_token: Secret,
    /// How it is presented; `Bearer`.
    pub token_type: String,
    /// Its life in seconds; 0 when the server does not say.
    pub expires_in: u64,
    /// What it may be used for, when that differs from what was asked for (RFC 6749, section 5.1).
    pub scope: Option<String>,
    /// The ID token that came with it (`OpenID` Connect Core, section 3.1.3.3).
    pub id_token: Option<Secret>,
}

impl Token {
    /// A token of which nothing else is known.
    #[must_use]
    pub fn bare(token: Secret) -> Self {
        Self { access_token: token, token_type: BEARER.to_owned(), expires_in: 0, scope: None, id_token: None }
    }
}

/// Reads an answer. Whatever of it is shown is without the secrets that were sent, should the server have repeated one.
pub(super) fn read(reply: &Reply, secrets: &[&str]) -> Result<Token, CallerError> {
    let shown = || redact::without(&reply.body, secrets);
    if !reply.is_success() {
        return Err(refusal(&Reply { body: shown(), ..reply.clone() }));
    }
    let unexpected = || CallerError::Unexpected { status: reply.status, excerpt: redact::excerpt(&shown()) };
    let issued: Issued = serde_json::from_slice(&reply.body).map_err(|_| unexpected())?;
    let id_token = issued.id_token.filter(|token| !token.is_empty()).map(Secret::new);
    let token = issued.access_token.or(issued.jwt).filter(|token| !token.is_empty()).map(Secret::new);
    Ok(Token {
        access_token: token.or_else(|| id_token.clone()).ok_or_else(unexpected)?,
        token_type: issued.token_type.unwrap_or_else(|| BEARER.to_owned()),
        expires_in: issued.expires_in,
        scope: issued.scope.and_then(list),
        id_token,
    })
}

/// An answer that is no success, by its error code (RFC 6749, section 5.2), else by its status.
fn refusal(reply: &Reply) -> CallerError {
    let stated: Stated = serde_json::from_slice(&reply.body).unwrap_or_default();
    let message = match (&stated.error, &stated.error_description) {
        (Some(error), Some(description)) => redact::excerpt(format!("{error}: {description}").as_bytes()),
        (Some(error), None) => redact::excerpt(error.as_bytes()),
        (None, _) => redact::excerpt(stated.exception.as_deref().map_or(reply.body.as_slice(), |text| told(text).as_bytes())),
    };
    let message = if message.is_empty() { "it says nothing more".to_owned() } else { message };
    match (reply.status, stated.error.as_deref()) {
        (_, Some("invalid_client")) | (401, _) => CallerError::InvalidClient { message },
        (_, Some("invalid_grant")) => CallerError::InvalidGrant { message },
        (status @ 400..500, _) => CallerError::Refused { status, message },
        (status, _) => CallerError::Unexpected { status, excerpt: message },
    }
}

/// The message itself, without the product's words around it.
fn told(text: &str) -> &str {
    let inner = text.split_once("Error Message: ").map_or(text, |(_, rest)| rest);
    inner.split_once(" Request Details:").map_or(inner, |(message, _)| message)
}

/// An answer of a token endpoint (RFC 6749, section 5.1), or of a gateway that writes the same in its own names
/// (`contracts/webmethods.md`, section 8).
#[derive(Deserialize)]
struct Issued {
    #[serde(alias = "accessToken")]
    access_token: Option<String>,
    #[serde(alias = "tokenType")]
    token_type: Option<String>,
    #[serde(default, alias = "expiresIn", deserialize_with = "seconds")]
    expires_in: u64,
    #[serde(alias = "scopes")]
    scope: Option<Value>,
    id_token: Option<String>,
    jwt: Option<String>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Stated {
    error: Option<String>,
    error_description: Option<String>,
    /// What webMethods says when a call goes no further (contract: section 1).
    #[serde(rename = "Exception")]
    exception: Option<String>,
}

/// A number, or its digits as text: both are met.
fn seconds<'de, D: Deserializer<'de>>(input: D) -> Result<u64, D::Error> {
    let value = Value::deserialize(input)?;
    Ok(value.as_u64().or_else(|| value.as_str()?.trim().parse().ok()).unwrap_or_default())
}

/// Scopes as one text, whether they come so or as a list.
fn list(value: Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text),
        Value::Array(many) => Some(many.iter().filter_map(Value::as_str).collect::<Vec<_>>().join(" ")),
        _ => None,
    }
}

const BEARER: &str = "Bearer";

#[cfg(test)]
mod tests {
    use super::*;

    fn reply(status: u16, body: &str) -> Reply {
        Reply { status, headers: Vec::new(), body: body.as_bytes().to_vec() }
    }

    #[test]
    fn a_secret_that_the_server_repeats_is_not_shown() {
        for status in [200, 400, 401, 500] {
            for body in [r#"{"error":"invalid_client","error_description":"not canary-4711"}"#, "<html>canary-4711?</html>"] {
                let error = read(&reply(status, body), &["canary-4711"]).err();
                assert!(error.as_ref().is_some_and(|error| !format!("{error} {error:?}").contains("4711")), "{error:?}");
            }
        }
    }

    #[test]
    fn a_life_is_a_number_or_a_text() {
        for (body, life) in [
            (r#"{"access_token":"t","expires_in":3600}"#, 3600),
            (r#"{"access_token":"t","expires_in":"180"}"#, 180),
            (r#"{"accessToken":"t","expiresIn":"3600","tokenType":"Bearer"}"#, 3600),
            (r#"{"access_token":"t"}"#, 0),
            (r#"{"access_token":"t","expires_in":null}"#, 0),
        ] {
            assert_eq!(read(&reply(200, body), &[]).map(|token| token.expires_in).ok(), Some(life), "{body}");
        }
    }

    #[test]
    fn tokens_come_under_several_names() {
        let of = |body| read(&reply(200, body), &[]).ok().map(|token| token.access_token.reveal().to_owned());
        for body in [r#"{"access_token":"t"}"#, r#"{"accessToken":"t"}"#, r#"{"jwt":"t"}"#, r#"{"id_token":"t"}"#] {
            assert_eq!(of(body).as_deref(), Some("t"), "{body}");
        }
        let scopes = read(&reply(200, r#"{"accessToken":"t","scopes":["a","b"]}"#), &[]).ok().and_then(|token| token.scope);
        assert_eq!(scopes.as_deref(), Some("a b"));
    }

    #[test]
    fn refusals_are_told_apart() {
        let of = |status, body| read(&reply(status, body), &[]).err();
        assert!(matches!(of(400, r#"{"error":"invalid_client"}"#), Some(CallerError::InvalidClient { .. })));
        assert!(matches!(of(401, ""), Some(CallerError::InvalidClient { .. })));
        assert!(matches!(of(400, r#"{"error":"invalid_grant"}"#), Some(CallerError::InvalidGrant { .. })));
        let scope = r#"{"error":"invalid_scope","error_description":"no such scope"}"#;
        assert!(
            matches!(of(400, scope), Some(CallerError::Refused { status: 400, message }) if message.contains("no such scope"))
        );
        assert!(matches!(of(302, ""), Some(CallerError::Unexpected { .. })));
        assert!(matches!(of(503, "x"), Some(CallerError::Unexpected { .. })));
        assert!(matches!(of(200, "<html>"), Some(CallerError::Unexpected { .. })));
        assert!(matches!(of(200, r#"{"token_type":"Bearer"}"#), Some(CallerError::Unexpected { .. })));
    }
}

//! OAuth 2.0 client credentials (RFC 6749, section 4.4).

use std::collections::BTreeSet;

use base64::{Engine as _, engine::general_purpose::STANDARD};
use serde::{Deserialize, Deserializer};
use url::{Url, form_urlencoded};
use zeroize::Zeroizing;

use crate::{
    caller::CallerError,
    domain::{
        message::{Body, Method, Reply, Request},
        name::ScopeName,
        secret::Secret,
    },
    http::{Http, redact},
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
}

/// Where the client's id and secret stand in the request. One place only (RFC 6749, section 2.3).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Placement {
    /// In the `Authorization` header; what every server must understand.
    Header,
    /// In the body; for servers that cannot do better.
    Body,
}

/// Gets a token with the client's id and secret. No scope asked for means what the client may have.
pub fn token_by_client_secret(
    http: &Http,
    token_url: &Url,
    client_id: &str,
    secret: &Secret,
    scopes: &BTreeSet<ScopeName>,
) -> Result<Token, CallerError> {
    token(http, token_url, (client_id, secret), scopes, Placement::Header)
}

/// The same with a choice of where id and secret stand.
pub fn token(
    http: &Http,
    token_url: &Url,
    (client_id, secret): (&str, &Secret),
    scopes: &BTreeSet<ScopeName>,
    placement: Placement,
) -> Result<Token, CallerError> {
    let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
    let mut form = vec![pair("grant_type", "client_credentials")];
    if !scopes.is_empty() {
        let list = scopes.iter().map(ScopeName::as_str).collect::<Vec<_>>().join(" ");
        form.push(pair("scope", &list));
    }
    // A second token does no harm, so a lost answer is asked for again.
    let mut request = Request::new(Method::Post, token_url.as_str()).repeatable();
    match placement {
        Placement::Header => request = request.header("authorization", basic(client_id, secret)),
        Placement::Body => form.extend([pair("client_id", client_id), pair("client_secret", secret.reveal())]),
    }
    read(&http.send(&request.body(Body::Form(form)))?, secret)
}

/// Id and secret are form-encoded before they are joined (RFC 6749, section 2.3.1).
fn basic(client_id: &str, secret: &Secret) -> String {
    let encoded = |text: &str| Zeroizing::new(form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>());
    let pair = Zeroizing::new(format!("{}:{}", *encoded(client_id), *encoded(secret.reveal())));
    format!("Basic {}", STANDARD.encode(pair.as_bytes()))
}

/// Reads an answer. Whatever of it is shown is without the secret, should the server have repeated it.
fn read(reply: &Reply, secret: &Secret) -> Result<Token, CallerError> {
    let shown = || redact::without(&reply.body, &[secret.reveal()]);
    if !reply.is_success() {
        return Err(refusal(&Reply { body: shown(), ..reply.clone() }));
    }
    let unexpected = || CallerError::Unexpected { status: reply.status, excerpt: redact::excerpt(&shown()) };
    let issued: Issued = serde_json::from_slice(&reply.body).map_err(|_| unexpected())?;
    let token = issued.access_token.filter(|token| !token.is_empty()).ok_or_else(unexpected)?;
    Ok(Token {
        access_token: Secret::new(token),
        token_type: issued.token_type.unwrap_or_else(|| "Bearer".to_owned()),
        expires_in: issued.expires_in,
        scope: issued.scope,
    })
}

/// An answer that is no success, by its error code (RFC 6749, section 5.2), else by its status.
fn refusal(reply: &Reply) -> CallerError {
    let stated: Stated = serde_json::from_slice(&reply.body).unwrap_or_default();
    let message = match (&stated.error, &stated.error_description) {
        (Some(error), Some(description)) => redact::excerpt(format!("{error}: {description}").as_bytes()),
        (Some(error), None) => redact::excerpt(error.as_bytes()),
        (None, _) => redact::excerpt(&reply.body),
    };
    let message = if message.is_empty() { "it says nothing more".to_owned() } else { message };
    match (reply.status, stated.error.as_deref()) {
        (_, Some("invalid_client")) | (401, _) => CallerError::InvalidClient { message },
        (status @ 400..500, _) => CallerError::Refused { status, message },
        (status, _) => CallerError::Unexpected { status, excerpt: message },
    }
}

#[derive(Deserialize)]
struct Issued {
    access_token: Option<String>,
    token_type: Option<String>,
    #[serde(default, deserialize_with = "seconds")]
    expires_in: u64,
    scope: Option<String>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Stated {
    error: Option<String>,
    error_description: Option<String>,
}

/// A number, or its digits as text: both are met.
fn seconds<'de, D: Deserializer<'de>>(input: D) -> Result<u64, D::Error> {
    let value = serde_json::Value::deserialize(input)?;
    Ok(value.as_u64().or_else(|| value.as_str()?.trim().parse().ok()).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reply(status: u16, body: &str) -> Reply {
        Reply { status, headers: Vec::new(), body: body.as_bytes().to_vec() }
    }

    fn secret() -> Secret {
        Secret::new("canary-4711".to_owned())
    }

    #[test]
    fn a_secret_that_the_server_repeats_is_not_shown() {
        for status in [200, 400, 401, 500] {
            for body in [r#"{"error":"invalid_client","error_description":"not canary-4711"}"#, "<html>canary-4711?</html>"] {
                let error = read(&reply(status, body), &secret()).unwrap_err();
                assert!(!format!("{error} {error:?}").contains("4711"), "{error:?}");
            }
        }
    }

    #[test]
    fn id_and_secret_are_encoded_before_they_are_joined() {
        // "a b:c" and "d&é" as form data: a+b%3Ac and d%26%C3%A9
        let expected = format!("Basic {}", STANDARD.encode("a+b%3Ac:d%26%C3%A9"));
        assert_eq!(basic("a b:c", &Secret::new("d&é".to_owned())), expected);
    }

    #[test]
    fn a_life_is_a_number_or_a_text() {
        for (body, life) in [
            (r#"{"access_token":"t","expires_in":3600}"#, 3600),
            (r#"{"access_token":"t","expires_in":"3600"}"#, 3600),
            (r#"{"access_token":"t"}"#, 0),
            (r#"{"access_token":"t","expires_in":null}"#, 0),
        ] {
            assert_eq!(read(&reply(200, body), &secret()).map(|token| token.expires_in).ok(), Some(life), "{body}");
        }
    }

    #[test]
    fn refusals_are_told_apart() {
        let of = |status, body| read(&reply(status, body), &secret()).err();
        assert!(matches!(of(400, r#"{"error":"invalid_client"}"#), Some(CallerError::InvalidClient { .. })));
        assert!(matches!(of(401, ""), Some(CallerError::InvalidClient { .. })));
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

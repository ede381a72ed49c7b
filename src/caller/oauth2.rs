//! Tokens from a token endpoint: client credentials (RFC 6749, section 4.4) and the JWT bearer grant (RFC 7523, section 2.1).

use std::collections::BTreeSet;

use base64::{Engine as _, engine::general_purpose::STANDARD};
use url::{Url, form_urlencoded};
use zeroize::Zeroizing;

use crate::{
    caller::{CallerError, answer},
    domain::{
        message::{Body, Method, Repeat, Request},
        name::ScopeName,
        secret::Secret,
    },
    http::Http,
};

pub use crate::caller::answer::Token;

/// Where the client's id and secret stand in the request. One place only (RFC 6749, section 2.3).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Placement {
    /// In the `Authorization` header; what every server must understand.
    #[default]
    Header,
    /// In the body; for servers that cannot do better.
    Body,
}

/// How a client proves who it is at the token endpoint. One way per request (RFC 6749, section 2.3).
#[derive(Debug, Clone, Copy)]
pub enum Proof<'a> {
    /// By its secret.
    Secret(&'a Secret, Placement),
    /// By an assertion that it signed (RFC 7523, section 2.2).
    Assertion(&'a Secret),
    /// By the certificate of the connection; the request only says whose it is (RFC 8705, section 2).
    Certificate,
}

/// A token endpoint and what is wanted there.
#[derive(Debug, Clone, Copy)]
pub struct Wish<'a> {
    /// The token endpoint.
    pub token_url: &'a Url,
    /// No scope asked for means what the client may have.
    pub scopes: &'a BTreeSet<ScopeName>,
    /// The API that the token is for (RFC 8707, section 2).
    pub resource: Option<&'a str>,
    /// What else is said in the request; servers ignore what they do not know (RFC 6749, section 3.2).
    pub more: &'a [(&'a str, &'a str)],
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
    client_credentials(http, &Wish { token_url, scopes, resource: None, more: &[] }, client_id, Proof::Secret(secret, placement))
}

/// Gets a token for the client itself, whatever it proves itself with.
pub fn client_credentials(http: &Http, wish: &Wish<'_>, client_id: &str, proof: Proof<'_>) -> Result<Token, CallerError> {
    let mut form = wish.form("client_credentials");
    let mut request = wish.request();
    let mut secrets = Vec::new();
    match proof {
        Proof::Secret(secret, Placement::Header) => {
            request = request.header("authorization", basic(client_id, secret));
            secrets.push(secret.reveal());
        }
        Proof::Secret(secret, Placement::Body) => {
            form.extend([pair("client_id", client_id), pair("client_secret", secret.reveal())]);
            secrets.push(secret.reveal());
        }
        Proof::Assertion(assertion) => {
            // A server may refuse an assertion that it has seen (RFC 7523, section 3): a lost answer needs a new one.
            request.repeat = Repeat::Unsafe;
            form.extend([pair("client_assertion_type", ASSERTION), pair("client_assertion", assertion.reveal())]);
            secrets.push(assertion.reveal());
        }
        Proof::Certificate => form.push(pair("client_id", client_id)),
    }
    answer::read(&http.send(&request.body(Body::Form(form)))?, &secrets)
}

/// Exchanges an assertion for a token. The assertion alone says who asks: no client parameter goes with it.
pub fn jwt_bearer(http: &Http, wish: &Wish<'_>, assertion: &Secret) -> Result<Token, CallerError> {
    let mut form = wish.form(JWT_BEARER);
    form.push(pair("assertion", assertion.reveal()));
    // A server may refuse an assertion that it has seen (RFC 7523, section 3), so that a lost answer is not asked for again.
    let request = Request::new(Method::Post, wish.token_url.as_str());
    answer::read(&http.send(&request.body(Body::Form(form)))?, &[assertion.reveal()])
}

impl Wish<'_> {
    /// A second token does no harm, so a lost answer is asked for again.
    fn request(&self) -> Request {
        Request::new(Method::Post, self.token_url.as_str()).repeatable()
    }

    fn form(&self, grant: &str) -> Vec<(String, String)> {
        let mut form = vec![pair("grant_type", grant)];
        if !self.scopes.is_empty() {
            let list = self.scopes.iter().map(ScopeName::as_str).collect::<Vec<_>>().join(" ");
            form.push(pair("scope", &list));
        }
        form.extend(self.resource.map(|resource| pair("resource", resource)));
        form.extend(self.more.iter().map(|(name, value)| pair(name, value)));
        form
    }
}

fn pair(name: &str, value: &str) -> (String, String) {
    (name.to_owned(), value.to_owned())
}

/// Id and secret are form-encoded before they are joined (RFC 6749, section 2.3.1).
fn basic(client_id: &str, secret: &Secret) -> String {
    let encoded = |text: &str| Zeroizing::new(form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>());
    let pair = Zeroizing::new(format!("{}:{}", *encoded(client_id), *encoded(secret.reveal())));
    format!("Basic {}", STANDARD.encode(pair.as_bytes()))
}

/// The grant type of RFC 7523, section 2.1.
pub const JWT_BEARER: &str = "urn:ietf:params:oauth:grant-type:jwt-bearer";
/// The type of client assertion of RFC 7523, section 2.2.
pub const ASSERTION: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn id_and_secret_are_encoded_before_they_are_joined() {
        // "a b:c" and "d&é" as form data: a+b%3Ac and d%26%C3%A9
        let expected = format!("Basic {}", STANDARD.encode("a+b%3Ac:d%26%C3%A9"));
        assert_eq!(basic("a b:c", &Secret::new("d&é".to_owned())), expected);
    }
}

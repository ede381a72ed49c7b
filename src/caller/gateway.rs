//! Tokens that an API gateway issues itself (`contracts/webmethods.md`, section 8).

use base64::{Engine as _, engine::general_purpose::STANDARD};
use serde_json::{Map, Value, json};
use url::Url;
use zeroize::Zeroizing;

use crate::{
    caller::{
        CallerError,
        answer::{self, Token},
    },
    domain::{
        message::{Method, Request},
        secret::Secret,
    },
    http::Http,
};

/// Gets a JWT with claims. The gateway knows the caller by its API key, or by the certificate of the connection.
pub fn jwt_with_claims(
    http: &Http,
    base: &Url,
    api_key: Option<&Secret>,
    claims: &Map<String, Value>,
) -> Result<Token, CallerError> {
    let mut request = Request::new(Method::Post, at(base, "gateway/security/getJsonWebToken"));
    request = request.json(json!({ "claimsSet": claims })).repeatable();
    let mut secrets = Vec::new();
    if let Some(key) = api_key {
        request = request.header(API_KEY, key.reveal());
        secrets.push(key.reveal());
    }
    answer::read(&http.send(&request)?, &secrets)
}

/// Gets a JWT without claims for a user of the gateway, as a portal does for an application.
pub fn jwt_of_user(
    http: &Http,
    base: &Url,
    (user, password): (&str, &Secret),
    application: Option<&str>,
) -> Result<Token, CallerError> {
    let pair = Zeroizing::new(format!("{user}:{}", password.reveal()));
    let encoded = Zeroizing::new(STANDARD.encode(pair.as_bytes()));
    let mut request = Request::new(Method::Get, at(base, "rest/pub/apigateway/jwt/getJsonWebToken"));
    request = request.header("authorization", format!("Basic {}", *encoded));
    if let Some(application) = application {
        request = request.query("app_id", application);
    }
    answer::read(&http.send(&request)?, &[password.reveal(), encoded.trim_end_matches('=')])
}

/// Exchanges an ID token for an access token of the gateway.
pub fn exchange(http: &Http, base: &Url, id_token: &Secret, scopes: &[String]) -> Result<Token, CallerError> {
    let mut wish = json!({ "idToken": id_token.reveal() });
    if !scopes.is_empty() {
        wish["gatewayScopes"] = json!(scopes);
    }
    let request = Request::new(Method::Post, at(base, "gateway/security/exchangeIDToken")).json(wish);
    answer::read(&http.send(&request.repeatable())?, &[id_token.reveal()])
}

/// A path of the gateway below the root of its address.
fn at(base: &Url, path: &str) -> String {
    let root = base.as_str().split(['?', '#']).next().unwrap_or_default();
    format!("{}/{path}", root.trim_end_matches('/'))
}

const API_KEY: &str = "x-Gateway-APIKey";

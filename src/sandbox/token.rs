//! The authorization server `local`: access tokens for client credentials (contract: section 8).

use std::{collections::BTreeSet, sync::Arc};

use axum::{
    extract::{Request, State},
    response::{IntoResponse as _, Response},
};
use serde_json::{Value, json};

use super::{
    Gateway,
    admin::system,
    exchange::{Call, Reply},
    identification::Rights,
    server,
    world::{Kind, Shelves, list_of},
};
use crate::crypto::{digest, random};

/// Answers `POST /invoke/pub.apigateway.oauth2/getAccessToken`.
pub(super) async fn grant(State(gateway): State<Arc<Gateway>>, request: Request) -> Response {
    let reply = match server::read(request).await {
        Ok(call) => issue(&gateway, &call).unwrap_or_else(|denied| denied.reply()),
        Err(refusal) => refusal.into(),
    };
    reply.into_response()
}

/// Answers `GET /.well-known/oauth-authorization-server` (RFC 8414).
pub(super) async fn metadata(State(gateway): State<Arc<Gateway>>, request: Request) -> Response {
    let call = match server::read(request).await {
        Ok(call) => call,
        Err(refusal) => return Reply::from(refusal).into_response(),
    };
    let base = gateway.base(call.peer.tls);
    let shelves = gateway.world.read();
    let local = shelves.get(Kind::Alias, "local").map(|alias| alias.as_ref().clone()).unwrap_or_default();
    let configured = local["localIntrospectionConfig"]["issuer"].as_str().filter(|issuer| !issuer.is_empty());
    let scopes: Vec<_> = local["scopes"].as_array().into_iter().flatten().map(|scope| scope["name"].clone()).collect();
    let body = json!({
        "issuer": configured.unwrap_or(&base),
        "token_endpoint": format!("{base}{TOKEN_PATH}"),
        "token_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post"],
        "grant_types_supported": ["client_credentials"],
        "response_types_supported": [],
        "scopes_supported": scopes,
    });
    Reply::json(200, &body).into_response()
}

/// A token that is known and has not ended.
pub(super) struct Grant {
    pub(super) client_id: String,
    pub(super) rights: Rights,
    bearer: Bearer,
}

/// For whom a token was issued.
pub(super) enum Bearer {
    /// The client of a strategy, by the strategy's id.
    Strategy(Value),
    /// An application that has shown an ID token of this server.
    Application { id: Value, server: String },
}

impl Grant {
    /// The applications that the token is for.
    pub(super) fn applications(&self, shelves: &Shelves) -> Vec<Arc<Value>> {
        match &self.bearer {
            Bearer::Strategy(id) => {
                let key = format!("strategy:{}", id.as_str().unwrap_or_default());
                shelves.find(Kind::Application, &key).cloned().collect()
            }
            Bearer::Application { id, .. } => {
                shelves.get(Kind::Application, id.as_str().unwrap_or_default()).cloned().into_iter().collect()
            }
        }
    }
}

/// Why a token is worth nothing.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Worthless {
    Unknown,
    Expired,
}

/// Looks a token up. One whose strategy is gone, disabled or has other credentials by now is unknown.
pub(super) fn look_up(gateway: &Gateway, shelves: &Shelves, token: &str) -> Result<Grant, Worthless> {
    let record = shelves.get(Kind::Token, &digest::sha256(token.as_bytes())).ok_or(Worthless::Unknown)?;
    if record["expires"].as_i64().unwrap_or_default() <= gateway.now().unix_timestamp() {
        return Err(Worthless::Expired);
    }
    let client_id = record["clientId"].as_str().unwrap_or_default().to_owned();
    let scopes: BTreeSet<String> = list_of(&record["scopes"]).map(str::to_owned).collect();
    if let Some(server) = record["server"].as_str() {
        let bearer = Bearer::Application { id: record["application"].clone(), server: server.to_owned() };
        let rights = Rights { server: server.to_owned(), scopes, opaque: false };
        return Ok(Grant { client_id, rights, bearer });
    }
    let strategy = record["strategy"].clone();
    let registration = shelves.get(Kind::Strategy, strategy.as_str().unwrap_or_default());
    let registration = registration.map(|strategy| &strategy["clientRegistration"]);
    let alive = registration.is_some_and(|found| found["clientId"] == client_id && found["enabled"] == true);
    let rights = Rights { server: "local".to_owned(), scopes, opaque: true };
    if alive { Ok(Grant { client_id, rights, bearer: Bearer::Strategy(strategy) }) } else { Err(Worthless::Unknown) }
}

/// Keeps a token that is being issued.
pub(super) fn keep(gateway: &Gateway, shelves: &mut Shelves, token: &str, client: &str, rights: &Kept<'_>) {
    let now = gateway.now().unix_timestamp();
    // Ended tokens go when there are many, not with each new one.
    if shelves.count(Kind::Token) % 1000 == 999 {
        shelves.remove_where(Kind::Token, |token| token["expires"].as_i64().unwrap_or_default() < now);
    }
    let mut record = json!({ "clientId": client, "scopes": rights.scopes, "expires": now.saturating_add(rights.life) });
    match rights.bearer {
        Bearer::Strategy(id) => record["strategy"] = id.clone(),
        Bearer::Application { id, server } => {
            record["application"] = id.clone();
            record["server"] = json!(server);
        }
    }
    shelves.put(Kind::Token, &digest::sha256(token.as_bytes()), record);
}

/// What a token that is being issued allows, and for how many seconds.
pub(super) struct Kept<'a> {
    pub(super) bearer: &'a Bearer,
    pub(super) scopes: &'a BTreeSet<String>,
    pub(super) life: i64,
}

/// An error of RFC 6749, section 5.2.
pub(super) struct Denied {
    status: u16,
    error: &'static str,
    description: String,
    challenge: bool,
}

impl Denied {
    pub(super) fn new(error: &'static str, description: impl Into<String>) -> Self {
        Self { status: 400, error, description: description.into(), challenge: false }
    }

    pub(super) fn client(challenge: bool) -> Self {
        let description = "The client is unknown or its secret is wrong.".to_owned();
        Self { status: 401, error: "invalid_client", description, challenge }
    }

    pub(super) fn reply(&self) -> Reply {
        let reply = Reply::json(self.status, &json!({ "error": self.error, "error_description": self.description }));
        let reply = reply.with("cache-control", "no-store");
        if self.challenge { reply.with("www-authenticate", "Basic realm=\"OAuth2\"") } else { reply }
    }
}

/// What a client sends, from whichever form it chose.
#[derive(Default)]
struct Order {
    grant_type: String,
    client_id: String,
    client_secret: String,
    scope: Option<String>,
    basic: bool,
}

fn issue(gateway: &Gateway, call: &Call) -> Result<Reply, Denied> {
    let order = order(call)?;
    let token = random::secret(32).map_err(|random::Error| Denied::new("server_error", "No randomness."))?;
    gateway.world.write(|shelves| {
        if !call.peer.tls && system::setting(shelves, "pg_oauth2_isHTTPS") != "false" {
            return Err(Denied::new("invalid_request", "HTTPS is required; see the extended setting pg_oauth2_isHTTPS."));
        }
        if order.grant_type.is_empty() {
            return Err(Denied::new("invalid_request", "grant_type is missing."));
        }
        if order.grant_type != "client_credentials" {
            return Err(Denied::new("unsupported_grant_type", format!("{} is not supported.", order.grant_type)));
        }
        let strategy = client(shelves, &order)?;
        let registration = &strategy["clientRegistration"];
        if registration["clientCredentialsAllowed"] != true {
            return Err(Denied::new("unauthorized_client", "The client may not use client_credentials."));
        }
        let scopes = scopes(registration, order.scope.as_deref())?;
        let life = registration["tokenLifetime"].as_i64().filter(|life| *life > 0).unwrap_or(LIFE);
        let bearer = Bearer::Strategy(strategy["id"].clone());
        keep(gateway, shelves, token.reveal(), &order.client_id, &Kept { bearer: &bearer, scopes: &scopes, life });
        let scope = scopes.iter().map(String::as_str).collect::<Vec<_>>().join(" ");
        let body = json!({
            "access_token": token.reveal(), "token_type": "Bearer", "expires_in": life, "scope": scope,
        });
        Ok(Reply::json(200, &body).with("cache-control", "no-store"))
    })
}

/// Reads Basic header, JSON or form; the header counts more than the body.
fn order(call: &Call) -> Result<Order, Denied> {
    let mut order = Order::default();
    let members: Vec<(String, String)> = if call.body.is_empty() {
        call.query.clone()
    } else if call.content_type().starts_with("application/x-www-form-urlencoded") {
        url::form_urlencoded::parse(&call.body).into_owned().collect()
    } else {
        let object = call.object().map_err(|_| Denied::new("invalid_request", "The body is neither JSON nor a form."))?;
        object.iter().filter_map(|(name, value)| Some((name.clone(), value.as_str()?.to_owned()))).collect()
    };
    for (name, value) in members {
        match name.as_str() {
            "grant_type" => order.grant_type = value,
            "client_id" => order.client_id = value,
            "client_secret" => order.client_secret = value,
            "scope" => order.scope = Some(value),
            _ => {}
        }
    }
    if let Some((user, secret)) = call.basic() {
        order.client_id = user;
        secret.reveal().clone_into(&mut order.client_secret);
        order.basic = true;
    }
    Ok(order)
}

fn client(shelves: &Shelves, order: &Order) -> Result<Arc<Value>, Denied> {
    let mut known = shelves.find(Kind::Strategy, &format!("client:{}", order.client_id));
    let fits = |strategy: &&Arc<Value>| {
        let registration = &strategy["clientRegistration"];
        let secret = registration["clientSecret"].as_str().filter(|secret| !secret.is_empty());
        registration["enabled"] == true && secret.is_some_and(|secret| digest::same(secret, &order.client_secret))
    };
    known.find(fits).cloned().ok_or_else(|| Denied::client(order.basic))
}

fn scopes(registration: &Value, wanted: Option<&str>) -> Result<BTreeSet<String>, Denied> {
    let allowed: BTreeSet<String> = list_of(&registration["clScopes"]).map(str::to_owned).collect();
    let wanted: BTreeSet<String> = wanted.unwrap_or_default().split_whitespace().map(str::to_owned).collect();
    if wanted.is_empty() {
        return Ok(allowed);
    }
    match wanted.difference(&allowed).next() {
        Some(scope) => Err(Denied::new("invalid_scope", format!("The client may not have the scope {scope}."))),
        None => Ok(wanted),
    }
}

/// Where tokens are issued.
pub(super) const TOKEN_PATH: &str = "/invoke/pub.apigateway.oauth2/getAccessToken";
/// The life of a token in seconds, when nothing else is set.
pub(super) const LIFE: i64 = 3600;

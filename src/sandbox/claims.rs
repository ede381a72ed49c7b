//! Identification by the claims of a signed token: plain JWTs, ID tokens, and access tokens of other servers (contract:
//! sections 2, 3, 5 and 6).
//!
//! Confirmed: the encoding of the identifiers, the types of strategies, the exact comparison of issuers, and that an access
//! token is matched by its strategy's client alone. Unconfirmed (section 11.4), and chosen here:
//!
//! - all members of one `jwtClaims` text must be in the token; several texts are alternatives;
//! - `openIdClaims` names a claim and lists its values; a value that is a JSON object is read like one of `jwtClaims`;
//! - a claim that is a list fits when it holds the value; numbers and booleans fit their text;
//! - a strategy identifies only by its `clientId`, which must be the token's `azp`, `client_id` or one of its `aud`;
//! - the audience of a strategy is enforced, although one trial build was seen not to (section 6);
//! - where an application has strategies for the token's server, one of them must fit in audience and client, too;
//! - an ID token must have `sub`, `aud` and `iat`, and `azp` when it has several audiences (`OpenID` Connect Core, section 2).

use std::{collections::BTreeSet, sync::Arc};

use serde_json::{Map, Value};

use super::{
    Gateway,
    admin::system,
    exchange::Call,
    identification::{Denied, Found, Rights},
    issuers::{self, Proven},
    world::{Kind, Shelves, list_of, list_of_objects},
};
use crate::crypto::{
    json::Object,
    jwt::{self, RefusalKind},
};

/// One use of signed tokens.
pub(super) struct Way {
    /// The types of strategies for it.
    strategies: &'static [&'static str],
    /// The type for tokens with a shared secret, which the sandbox does not check.
    shared: &'static str,
    /// The key of the identifiers that hold its claims.
    identifier: Option<&'static str>,
    /// The extended setting that asks for HTTPS.
    https: &'static str,
    /// Whether the claims of an ID token are demanded.
    is_id_token: bool,
}

/// A plain JWT.
pub(super) const JWT: Way = Way {
    strategies: &["JWT_RSA"],
    shared: "JWT_HSA",
    identifier: Some("jwtClaims"),
    https: "pg_JWT_isHTTPS",
    is_id_token: false,
};

/// An ID token.
pub(super) const ID_TOKEN: Way = Way {
    strategies: &["OPENID_CONNECT_RSA"],
    shared: "OPENID_CONNECT_HSA",
    identifier: Some("openIdClaims"),
    https: "pg_OpenID_isHTTPS",
    is_id_token: true,
};

/// A JWT as access token of another server. Claim identifiers are not looked at (section 11.4).
pub(super) const ACCESS_TOKEN: Way = Way {
    strategies: &["OAUTH2", "OAUTH2_LOCAL_RSA"],
    shared: "OAUTH2_LOCAL_HSA",
    identifier: None,
    https: "pg_oauth2_isHTTPS",
    is_id_token: false,
};

/// Finds the applications that the bearer token of a call means.
pub(super) fn identify(gateway: &Gateway, shelves: &Shelves, call: &Call, way: &Way) -> Result<Option<Found>, Denied> {
    let Some(token) = call.bearer() else { return Ok(None) };
    if !call.peer.tls && system::setting(shelves, way.https) != "false" {
        return Err(Denied::new(403, "The token must be sent over HTTPS").because("https"));
    }
    of_token(gateway, shelves, token, way).map(Some)
}

/// Finds the applications that a token means.
pub(super) fn of_token(gateway: &Gateway, shelves: &Shelves, token: &str, way: &Way) -> Result<Found, Denied> {
    let proven = prove(gateway, shelves, token, way)?;
    let candidates = applications(shelves, &proven, way)?;
    let text = |name: &str| jwt::text(&proven.claims, name).map(str::to_owned);
    let rights = Rights { server: proven.server().to_owned(), scopes: scopes(&proven.claims), opaque: false };
    Ok(Found { candidates, client_id: text("azp").or_else(|| text("client_id")), rights: Some(rights) })
}

/// Checks signature, issuer and times, and what the way demands besides.
pub(super) fn prove(gateway: &Gateway, shelves: &Shelves, token: &str, way: &Way) -> Result<Proven, Denied> {
    let proven = issuers::prove(gateway, shelves, token).map_err(|kind| match kind {
        RefusalKind::Expired => Denied::new(401, "Access token has expired").because(kind.code()),
        RefusalKind::AlgorithmRefused if has_shared_secret(shelves, token, way) => {
            Denied::new(501, "The sandbox does not check tokens that are signed with a shared secret")
        }
        kind => Denied::unauthorized().because(kind.code()),
    })?;
    if way.is_id_token && !is_id_token(&proven.claims) {
        return Err(Denied::unauthorized().because("no-id-token"));
    }
    Ok(proven)
}

/// Whether a token is signed with HMAC and a strategy of that type is there at all.
fn has_shared_secret(shelves: &Shelves, token: &str, way: &Way) -> bool {
    let decoded = jwt::decode(token).ok();
    let hmac = decoded.is_some_and(|token| jwt::text(&token.header, "alg").is_some_and(|name| name.starts_with("HS")));
    hmac && shelves.all(Kind::Strategy).any(|strategy| strategy["type"] == way.shared)
}

fn is_id_token(claims: &Object) -> bool {
    let audiences = jwt::audiences(claims);
    let names_client = audiences.len() == 1 || jwt::text(claims, "azp").is_some();
    jwt::text(claims, "sub").is_some() && jwt::seconds(claims, "iat").is_some() && !audiences.is_empty() && names_client
}

fn applications(shelves: &Shelves, proven: &Proven, way: &Way) -> Result<Vec<Arc<Value>>, Denied> {
    let mut found = by_client(shelves, proven, way);
    for application in by_claims(shelves, proven, way) {
        if !found.iter().any(|known| known["id"] == application["id"]) {
            found.push(application);
        }
    }
    let fitting = |application: &Arc<Value>| may(shelves, application, proven, way);
    if !found.is_empty() && !found.iter().any(fitting) {
        // Somebody is meant, but nobody is addressed.
        return Err(Denied::unauthorized().because("audience"));
    }
    found.retain(fitting);
    Ok(found)
}

/// The applications with a strategy for one of the clients that the token names.
fn by_client(shelves: &Shelves, proven: &Proven, way: &Way) -> Vec<Arc<Value>> {
    let named = clients(&proven.claims);
    let strategies = named.iter().flat_map(|client| shelves.find(Kind::Strategy, &format!("client:{client}")));
    let relevant = strategies.filter(|strategy| concerns(strategy, proven, way));
    let ids = relevant.filter_map(|strategy| strategy["id"].as_str());
    ids.flat_map(|id| shelves.find(Kind::Application, &format!("strategy:{id}"))).cloned().collect()
}

/// The applications with identifiers that the token's claims fit.
fn by_claims(shelves: &Shelves, proven: &Proven, way: &Way) -> Vec<Arc<Value>> {
    let Some(key) = way.identifier else { return Vec::new() };
    let fits = |application: &&Arc<Value>| {
        let mut own = list_of_objects(&application["identifiers"]).filter(|identifier| identifier["key"] == key);
        own.any(|identifier| identified(identifier, &proven.claims, way.is_id_token))
    };
    shelves.find(Kind::Application, &format!("identifier:{key}")).filter(fits).cloned().collect()
}

fn identified(identifier: &Value, claims: &Object, named: bool) -> bool {
    list_of(&identifier["value"]).any(|value| match serde_json::from_str::<Map<String, Value>>(value) {
        Ok(wanted) => !wanted.is_empty() && wanted.iter().all(|(name, value)| has(claims, name, value)),
        Err(_) => named && identifier["name"].as_str().is_some_and(|name| has(claims, name, &Value::from(value))),
    })
}

fn has(claims: &Object, name: &str, wanted: &Value) -> bool {
    let text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    match claims.get(name) {
        Some(Value::Array(items)) if !wanted.is_array() => items.contains(wanted),
        Some(found) => found == wanted || (!found.is_object() && text(found) == text(wanted)),
        None => false,
    }
}

/// Whether an application's strategies for the token's server allow it; none allow everything.
fn may(shelves: &Shelves, application: &Value, proven: &Proven, way: &Way) -> bool {
    let attached = list_of(&application["authStrategyIds"]).filter_map(|id| shelves.get(Kind::Strategy, id));
    let mut concerning = attached.filter(|strategy| concerns(strategy, proven, way)).peekable();
    concerning.peek().is_none() || concerning.any(|strategy| fits(strategy, &proven.claims))
}

fn concerns(strategy: &Value, proven: &Proven, way: &Way) -> bool {
    way.strategies.iter().any(|kind| strategy["type"] == *kind) && strategy["authServerAlias"] == *proven.server()
}

fn fits(strategy: &Value, claims: &Object) -> bool {
    let set = |name: &str| strategy[name].as_str().filter(|text| !text.is_empty());
    set("audience").is_none_or(|wanted| jwt::audiences(claims).contains(&wanted))
        && set("clientId").is_none_or(|client| clients(claims).contains(&client))
}

/// The clients that a token may be for. An empty name is nobody's: strategies without a client have it, too.
pub(super) fn clients(claims: &Object) -> Vec<&str> {
    let mut named: Vec<&str> = ["azp", "client_id"].iter().filter_map(|name| jwt::text(claims, name)).collect();
    named.extend(jwt::audiences(claims));
    named.retain(|name| !name.is_empty());
    named
}

/// The scopes of a token: `scope` as a text with blanks, `scp` as that or a list.
fn scopes(claims: &Object) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for name in ["scope", "scp"] {
        match claims.get(name) {
            Some(Value::String(text)) => found.extend(text.split_whitespace().map(str::to_owned)),
            Some(list) => found.extend(list_of(list).map(str::to_owned)),
            None => {}
        }
    }
    found
}

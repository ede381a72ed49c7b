//! The gateway's own services for tokens: JWTs of its own, and access tokens for ID tokens (contract: section 8).
//!
//! Unconfirmed, and chosen here: with `app_id` a JWT carries the application's id as `azp`; names that a token has anyway
//! are refused in a `claimsSet`; a gateway scope is the name of a scope mapping that asks for scopes of the ID token's server.

use serde_json::{Map, Value, json};

use super::{
    Gateway, USER,
    admin::{self, system},
    claims,
    exchange::{Call, Refusal, Reply},
    gatekeeper::{check_port, refuse},
    identification::{self, Denied},
    issuers, keys, local,
    token::{Bearer, Kept, keep},
    world::{Kind, Shelves, list_of, list_of_objects},
};
use crate::crypto::jwt;

/// Answers `GET /rest/pub/apigateway/jwt/certs`.
pub(super) fn key_set(gateway: &Gateway, _: &Call) -> Reply {
    Reply::json(200, &local::key_set(gateway, &gateway.world.read()))
}

/// Answers `GET /rest/pub/apigateway/jwt/getJsonWebToken` for a user of the gateway.
pub(super) fn user_token(gateway: &Gateway, call: &Call) -> Reply {
    if !admin::is_user(gateway, call) {
        return admin::unknown_user();
    }
    made_for_user(gateway, call).unwrap_or_else(Reply::from)
}

fn made_for_user(gateway: &Gateway, call: &Call) -> Result<Reply, Refusal> {
    keys::prepare_key(gateway)?;
    let shelves = gateway.world.read();
    if !call.peer.tls && system::setting(&shelves, "pg_JWT_isHTTPS") != "false" {
        return Err(Refusal::new(400, "HTTPS is required; see the extended setting pg_JWT_isHTTPS."));
    }
    let application = call.query("app_id").filter(|id| !id.is_empty());
    if let Some(missing) = application.filter(|id| shelves.get(Kind::Application, id).is_none()) {
        return Err(Refusal::new(400, &format!("The application {missing} does not exist.")));
    }
    let mut extra = not_before(gateway);
    extra.extend(application.map(|id| ("azp".to_owned(), json!(id))));
    let signed = local::signer(&shelves).and_then(|signer| signer.sign(gateway, USER, signer.life, extra));
    let signed = signed.map_err(|why| Refusal::new(400, &format!("The JWT cannot be generated. {why}.")))?;
    Ok(Reply::json(200, &json!({ "jwt": signed })))
}

/// Answers `POST /gateway/security/getJsonWebToken` for a caller that is identified as an application.
pub(super) fn application_token(gateway: &Gateway, call: &Call) -> Reply {
    issuers::freshen(gateway, call.bearer().unwrap_or_default());
    let made = made_for_application(gateway, call);
    made.unwrap_or_else(|denied| refuse(gateway, call, "getJsonWebToken", &denied))
}

fn made_for_application(gateway: &Gateway, call: &Call) -> Result<Reply, Denied> {
    keys::prepare_key(gateway).map_err(|_| bad("The key of the gateway cannot be made"))?;
    let claims = claims_set(call)?;
    let shelves = gateway.world.read();
    check_port(&shelves, call)?;
    if !call.peer.tls && system::setting(&shelves, "pg_JWT_isHTTPS") != "false" {
        return Err(Denied::new(403, "The token must be asked for over HTTPS").because("https"));
    }
    let application = identification::anyhow(gateway, &shelves, call)?;
    if application["isSuspended"] == true {
        return Err(Denied::new(403, "Application is suspended").because("suspended").of(&application));
    }
    let mut extra = not_before(gateway);
    extra.extend(claims);
    let signer = local::signer(&shelves).map_err(bad)?;
    let subject = application["id"].as_str().unwrap_or_default();
    let token = signer.sign(gateway, subject, signer.life, extra).map_err(bad)?;
    Ok(Reply::json(200, &json!({ "expiresIn": signer.life, "tokenType": "Bearer", "accessToken": token })))
}

fn claims_set(call: &Call) -> Result<Map<String, Value>, Denied> {
    let mut body = call.object().map_err(|_| bad("The body is not a JSON object"))?;
    let claims = match body.remove("claimsSet") {
        Some(Value::Object(claims)) => claims,
        None => Map::new(),
        Some(_) => return Err(bad("claimsSet is not an object")),
    };
    match claims.keys().find(|name| RESERVED.contains(&name.as_str())) {
        Some(name) => Err(bad(format!("The claim {name} is set by the gateway"))),
        None => Ok(claims),
    }
}

/// Answers `POST /gateway/security/exchangeIDToken`.
pub(super) fn exchange(gateway: &Gateway, call: &Call) -> Reply {
    let token = call.object().ok().and_then(|body| body.get("idToken")?.as_str().map(str::to_owned)).unwrap_or_default();
    issuers::freshen(gateway, &token);
    let made = exchanged(gateway, call, &token);
    made.unwrap_or_else(|denied| refuse(gateway, call, "exchangeIDToken", &denied))
}

/// Makes the access token in the form of the vendor's sample: `azp` is the application, `uid` the user of the ID token.
fn exchanged(gateway: &Gateway, call: &Call, id_token: &str) -> Result<Reply, Denied> {
    keys::prepare_key(gateway).map_err(|_| bad("The key of the gateway cannot be made"))?;
    let body = Value::from(call.object().map_err(|_| bad("The body is not a JSON object"))?);
    if id_token.is_empty() {
        return Err(bad("idToken is missing"));
    }
    gateway.world.write(|shelves| {
        check_port(shelves, call)?;
        if !call.peer.tls && system::setting(shelves, "pg_OpenID_isHTTPS") != "false" {
            return Err(Denied::new(403, "The token must be sent over HTTPS").because("https"));
        }
        let proven = claims::prove(gateway, shelves, id_token, &claims::ID_TOKEN)?;
        let found = claims::of_token(gateway, shelves, id_token, &claims::ID_TOKEN)?;
        let application = found.candidates.into_iter().next();
        let application = application.ok_or_else(|| Denied::unauthorized().because("no-application"))?;
        if application["isSuspended"] == true {
            return Err(Denied::new(403, "Application is suspended").because("suspended").of(&application));
        }
        let scopes = granted(shelves, proven.server(), &body["gatewayScopes"])?;
        let signer = local::signer(shelves).map_err(bad)?;
        let life = match &body["expiry"] {
            Value::Null => signer.access_life,
            other => other.as_i64().filter(|life| *life > 0).ok_or_else(|| bad("expiry is not a number of seconds"))?,
        };
        let client = claims::clients(&proven.claims).first().copied().unwrap_or_default().to_owned();
        let extra = vec![
            ("scp".to_owned(), json!(scopes)),
            ("uid".to_owned(), json!(jwt::text(&proven.claims, "sub"))),
            ("azp".to_owned(), application["id"].clone()),
        ];
        let token = signer.sign(gateway, &client, life, extra).map_err(bad)?;
        let bearer = Bearer::Application { id: application["id"].clone(), server: proven.server().to_owned() };
        let allowed = scopes.iter().cloned().collect();
        keep(gateway, shelves, &token, &client, &Kept { bearer: &bearer, scopes: &allowed, life });
        let body = json!({
            "accessToken": token, "expiresIn": life, "scopes": scopes.join(" "), "tokenType": "Bearer",
        });
        Ok(Reply::json(200, &body).with("cache-control", "no-store"))
    })
}

/// The scopes of the ID token's server that the named mappings ask for, each once.
fn granted(shelves: &Shelves, server: &str, wanted: &Value) -> Result<Vec<String>, Denied> {
    let mut scopes: Vec<String> = Vec::new();
    for name in list_of(wanted) {
        let mapping = shelves.find(Kind::Scope, &format!("name:{name}")).next();
        let needed = mapping.map(|mapping| list_of_objects(&mapping["requiredAuthScopes"])).into_iter().flatten();
        let own: Vec<_> = needed.filter(|scope| scope["authServerAlias"] == server).collect();
        if own.is_empty() {
            return Err(bad(format!("The gateway scope {name} does not exist for the authorization server {server}")));
        }
        for scope in own.iter().filter_map(|scope| scope["scopeName"].as_str()) {
            if !scopes.iter().any(|known| known == scope) {
                scopes.push(scope.to_owned());
            }
        }
    }
    Ok(scopes)
}

fn not_before(gateway: &Gateway) -> Vec<(String, Value)> {
    vec![("nbf".to_owned(), json!(gateway.now().unix_timestamp()))]
}

fn bad(why: impl Into<String>) -> Denied {
    Denied::new(400, why.into()).because("request")
}

const RESERVED: &[&str] = &["iss", "sub", "aud", "exp", "nbf", "iat", "jti"];

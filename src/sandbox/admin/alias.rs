//! Aliases; those of type `authServerAlias` are the authorization servers (contract: section 6).

use axum::routing::MethodFilter;
use serde_json::{Map, Value, json};

use super::{Answer, Route, check_dots, mandatory, new_id, route, wrapped};
use crate::sandbox::{
    Gateway, USER,
    exchange::{Call, Refusal, Reply},
    issuers,
    token::LIFE,
    world::{Kind, Shelves},
};

pub(super) const ROUTES: &[Route] = &[
    route(MethodFilter::GET, "/alias", all),
    route(MethodFilter::POST, "/alias", create),
    route(MethodFilter::GET, "/alias/{id}", one),
    route(MethodFilter::PUT, "/alias/{id}", replace),
    route(MethodFilter::DELETE, "/alias/{id}", remove),
];

/// Puts the built-in authorization server.
pub(super) fn prepare(shelves: &mut Shelves, gateway: &Gateway) {
    if shelves.get(Kind::Alias, LOCAL).is_some() {
        return;
    }
    let base = gateway.base(false);
    let local = json!({
        "id": LOCAL,
        "name": LOCAL,
        "description": "API Gateway as an authorization server",
        "type": "authServerAlias",
        "owner": USER,
        "authServerType": "LOCAL_IS",
        "localIntrospectionConfig": { "issuer": "" },
        "metadata": {
            "authorizeURL": format!("{base}/invoke/pub.apigateway.oauth2/authorize"),
            "accessTokenURL": format!("{base}{}", crate::sandbox::token::TOKEN_PATH),
            "refreshTokenURL": format!("{base}/invoke/pub.oauth/refreshAccessToken"),
        },
        "scopes": [],
        "supportedGrantTypes": ["authorization_code", "password", "client_credentials", "refresh_token", "implicit"],
        "tokenGeneratorConfig": {
            "expiry": 0, "accessTokenExpInterval": LIFE, "authCodeExpInterval": 600, "algorithm": "RS256",
        },
        "sslConfig": {},
    });
    shelves.put(Kind::Alias, LOCAL, local);
}

fn all(gateway: &Gateway, call: &Call) -> Answer {
    let shelves = gateway.world.read();
    let wanted = call.query("type");
    let of_type = |alias: &&std::sync::Arc<Value>| wanted.is_none_or(|kind| alias["type"] == kind);
    let shown: Vec<&Value> = shelves.all(Kind::Alias).filter(of_type).map(AsRef::as_ref).collect();
    Ok(wrapped(200, "alias", &shown))
}

fn one(gateway: &Gateway, call: &Call) -> Answer {
    let id = call.parameter("id");
    let alias = gateway.world.read().get(Kind::Alias, id).cloned();
    Ok(wrapped(200, "alias", alias.ok_or_else(|| missing(id))?.as_ref()))
}

fn create(gateway: &Gateway, call: &Call) -> Answer {
    let body = call.object()?;
    check(&body)?;
    let name = mandatory(&body, "name")?.to_owned();
    let id = new_id();
    let record = gateway.world.write(|shelves| {
        if shelves.find(Kind::Alias, &format!("name:{name}")).next().is_some() {
            return Err(Refusal::new(400, &format!("Alias with name: {name} already exists.")));
        }
        Ok(shelves.put(Kind::Alias, &id, with_id(body, &id)))
    })?;
    load_keys(gateway, &id, "", &record);
    Ok(wrapped(201, "alias", record.as_ref()))
}

/// Fetches the key set when its address is new. An alias whose keys cannot be had is stored all the same.
fn load_keys(gateway: &Gateway, id: &str, before: &str, record: &Value) {
    let uri = issuers::address(record);
    if record["type"] == "authServerAlias" && id != LOCAL && !uri.is_empty() && uri != before {
        issuers::load(gateway, id, uri);
    }
}

/// Replaces the whole record; name and kind of the built-in server stay.
fn replace(gateway: &Gateway, call: &Call) -> Answer {
    let id = call.parameter("id");
    let body = call.object()?;
    let (old, record) = gateway.world.write(|shelves| {
        let Some(old) = shelves.get(Kind::Alias, id).cloned() else {
            let text =
                "Unable to process the PUT request for alias. Error occurred while processing the payload. Error Message:\n";
            return Err(Refusal::new(404, &format!("{text} Alias with id: {id} does not exist.")));
        };
        check(&body)?;
        let mut record = with_id(body, id);
        if id == LOCAL {
            for name in ["name", "type", "authServerType"] {
                record[name] = old[name].clone();
            }
        }
        Ok((old, shelves.put(Kind::Alias, id, record)))
    })?;
    load_keys(gateway, id, issuers::address(&old), &record);
    Ok(wrapped(200, "alias", record.as_ref()))
}

fn remove(gateway: &Gateway, call: &Call) -> Answer {
    let id = call.parameter("id");
    if id == LOCAL {
        return super::wrong_method(gateway, call);
    }
    gateway.world.write(|shelves| match shelves.remove(Kind::Alias, id) {
        Some(_) => Ok(Reply::empty(204)),
        None => Err(missing(id)),
    })
}

fn missing(id: &str) -> Refusal {
    Refusal::new(404, &format!("Alias with id: {id} does not exist."))
}

fn check(body: &Map<String, Value>) -> Result<(), Refusal> {
    check_dots(body)?;
    mandatory(body, "name")?;
    let kind = mandatory(body, "type")?;
    if !TYPES.contains(&kind) {
        return Err(Refusal::new(400, &format!("Unrecognized Type: [{kind}]")));
    }
    found_user(body)
}

/// Remote introspection runs as a user of the gateway.
fn found_user(body: &Map<String, Value>) -> Result<(), Refusal> {
    let remote = body.get("remoteIntrospectionConfig").and_then(Value::as_object);
    match remote {
        Some(remote) if remote.contains_key("introspectionEndpoint") => mandatory(remote, "user").map(|_| ()),
        _ => Ok(()),
    }
}

fn with_id(mut body: Map<String, Value>, id: &str) -> Value {
    body.insert("id".to_owned(), json!(id));
    body.insert("owner".to_owned(), json!(USER));
    body.into()
}

const LOCAL: &str = "local";
const TYPES: &[&str] = &[
    "simple",
    "endpoint",
    "httpTransportSecurityAlias",
    "soapMessageSecurityAlias",
    "samlIssuerAlias",
    "authServerAlias",
    "webmethodsAlias",
    "transformationAlias",
    "serviceRegistryAlias",
    "clientMetadataMapping",
    "awsConfigurationAlias",
    "isConfigurationAlias",
];

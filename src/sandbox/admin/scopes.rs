//! Scope mappings: which scopes a token needs for which API (contract: section 4).

use axum::routing::MethodFilter;
use serde_json::{Map, Value, json};

use super::{Answer, Route, applications::check_apis, check_dots, found, list, mandatory, new_id, or, route, wrapped};
use crate::sandbox::{
    Gateway,
    exchange::{Call, Refusal, Reply},
    world::{Kind, Shelves, list_of_objects},
};

pub(super) const ROUTES: &[Route] = &[
    route(MethodFilter::GET, "/scopes", all),
    route(MethodFilter::POST, "/scopes", create),
    route(MethodFilter::GET, "/scopes/{id}", one),
    route(MethodFilter::PUT, "/scopes/{id}", replace),
    route(MethodFilter::DELETE, "/scopes/{id}", remove),
];

fn all(gateway: &Gateway, _: &Call) -> Answer {
    let scopes: Vec<_> = gateway.world.read().all(Kind::Scope).cloned().collect();
    Ok(wrapped(200, "scopes", &scopes.iter().map(AsRef::as_ref).collect::<Vec<&Value>>()))
}

fn one(gateway: &Gateway, call: &Call) -> Answer {
    Ok(wrapped(200, "scope", found(&gateway.world.read(), Kind::Scope, call.parameter("id"))?.as_ref()))
}

fn create(gateway: &Gateway, call: &Call) -> Answer {
    let body = call.object()?;
    let id = new_id();
    gateway.world.write(|shelves| {
        let record = record(shelves, &id, &body)?;
        Ok(wrapped(201, "scope", shelves.put(Kind::Scope, &id, record).as_ref()))
    })
}

fn replace(gateway: &Gateway, call: &Call) -> Answer {
    let body = call.object()?;
    let id = call.parameter("id");
    gateway.world.write(|shelves| {
        found(shelves, Kind::Scope, id)?;
        let record = record(shelves, id, &body)?;
        Ok(wrapped(200, "scope", shelves.put(Kind::Scope, id, record).as_ref()))
    })
}

fn remove(gateway: &Gateway, call: &Call) -> Answer {
    let id = call.parameter("id");
    gateway.world.write(|shelves| match shelves.remove(Kind::Scope, id) {
        Some(_) => Ok(Reply::empty(204)),
        None => Err(Refusal::missing(id)),
    })
}

fn record(shelves: &Shelves, id: &str, body: &Map<String, Value>) -> Result<Value, Refusal> {
    check_dots(body)?;
    let name = mandatory(body, "scopeName")?;
    if shelves.find(Kind::Scope, &format!("name:{name}")).any(|scope| scope["id"] != id) {
        return Err(Refusal::new(400, &format!("A scope with the name {name} already exists.")));
    }
    let apis = list(body, "apiScopes");
    check_apis(shelves, &apis)?;
    let required = or(body, "requiredAuthScopes", json!([]));
    for scope in list_of_objects(&required) {
        let server = scope["authServerAlias"].as_str().unwrap_or_default();
        if shelves.find(Kind::Alias, &format!("name:{server}")).next().is_none() {
            return Err(Refusal::new(400, &format!("Authorization server alias {server} does not exist")));
        }
    }
    Ok(json!({
        "id": id,
        "scopeName": name,
        "scopeDescription": or(body, "scopeDescription", json!("")),
        "audience": or(body, "audience", json!("")),
        "apiScopes": apis,
        "requiredAuthScopes": required,
    }))
}

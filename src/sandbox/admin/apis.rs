//! APIs (contract: section 4).

use axum::routing::MethodFilter;
use serde_json::{Map, Value, json};

use super::{
    Answer, Route,
    definition::{self, Definition},
    found, new_id, policies, route, stamp, wrapped,
};
use crate::sandbox::{
    Gateway, USER,
    exchange::{Call, Refusal, Reply},
    world::{Kind, Shelves, list_of, list_of_objects},
};

pub(super) const ROUTES: &[Route] = &[
    route(MethodFilter::GET, "/apis", all),
    route(MethodFilter::POST, "/apis", import),
    route(MethodFilter::GET, "/apis/{id}", one),
    route(MethodFilter::PUT, "/apis/{id}", update),
    route(MethodFilter::DELETE, "/apis/{id}", remove),
    route(MethodFilter::PUT, "/apis/{id}/activate", activate),
    route(MethodFilter::PUT, "/apis/{id}/deactivate", deactivate),
    route(MethodFilter::PUT, "/apis/{id}/gatewayEndpoints", name_endpoints),
    route(MethodFilter::GET, "/apis/{id}/applications", applications),
    route(MethodFilter::GET, "/apis/{id}/globalPolicies", global_policies),
    route(MethodFilter::GET, "/apis/{id}/versions", versions),
    route(MethodFilter::POST, "/apis/{id}/versions", new_version),
];

/// Lists `apiIds`, or the page `from`, `size`. An empty list is `NOT_FOUND`.
fn all(gateway: &Gateway, call: &Call) -> Answer {
    let number = |name: &str| call.query(name).and_then(|text| text.parse::<i64>().ok());
    let from = usize::try_from(number("from").unwrap_or_default()).unwrap_or_default();
    let size = number("size").and_then(|size| usize::try_from(size).ok()).unwrap_or(usize::MAX);
    let shelves = gateway.world.read();
    let mut shown: Vec<Value> = match call.query_list("apiIds") {
        Some(ids) => ids.into_iter().map(|id| shelves.get(Kind::Api, id).map_or_else(|| absent(id), |api| brief(api))).collect(),
        None => shelves.all(Kind::Api).skip(from).take(size).map(|api| brief(api)).collect(),
    };
    if shown.is_empty() {
        shown.push(json!({ "responseStatus": "NOT_FOUND" }));
    }
    Ok(wrapped(200, "apiResponse", &shown))
}

fn brief(api: &Value) -> Value {
    let mut shown = json!({});
    for name in ["apiName", "apiVersion", "apiDescription", "isActive", "type", "publishedPortals", "systemVersion", "id"] {
        shown[name] = api[name].clone();
    }
    json!({ "api": shown, "responseStatus": "SUCCESS" })
}

fn absent(id: &str) -> Value {
    json!({ "apiId": id, "responseStatus": "NOT_FOUND" })
}

fn one(gateway: &Gateway, call: &Call) -> Answer {
    let shelves = gateway.world.read();
    let id = call.parameter("id");
    let api = found(&shelves, Kind::Api, id)?;
    if call.query("format").is_some_and(|format| format == "openapi" || format == "swagger") {
        return Ok(Reply::json(200, found(&shelves, Kind::Source, id)?.as_ref()));
    }
    Ok(response(gateway, &shelves, &api))
}

fn import(gateway: &Gateway, call: &Call) -> Answer {
    let definition = definition::read(call)?;
    gateway.world.write(|shelves| {
        let reference = format!("{}/{}", definition.name, definition.version);
        if shelves.find(Kind::Api, &format!("ref:{reference}")).next().is_some() {
            let text = format!("API {} with version {} already exists.", definition.name, definition.version);
            return Err(Refusal::new(gateway.quirks.duplicate_api_status, &text));
        }
        let id = new_id();
        let policy = policies::create_for(shelves, &definition.name, definition.servers.first().map_or("", |url| url));
        let api = put(gateway, shelves, &id, &definition, json!({ "policies": [policy], "systemVersion": 1 }));
        Ok(created(&api))
    })
}

/// Takes a new description over, from a file or as members of the record. Refused while the API is active.
fn update(gateway: &Gateway, call: &Call) -> Answer {
    let id = call.parameter("id");
    let definition = if call.parts.is_empty() { None } else { Some(definition::read(call)?) };
    gateway.world.write(|shelves| {
        let old = found(shelves, Kind::Api, id)?;
        if old["isActive"] == true {
            return Err(Refusal::new(400, "API is in active state, hence cannot be updated. Please deactivate the API."));
        }
        if let Some(mut definition) = definition {
            for (own, name) in [(&mut definition.name, "apiName"), (&mut definition.version, "apiVersion")] {
                old[name].as_str().unwrap_or_default().clone_into(own);
            }
            let mut kept = json!({});
            for name in ["policies", "systemVersion", "gatewayEndpoints", "creationDate", "maturityState"] {
                kept[name] = old[name].clone();
            }
            let api = put(gateway, shelves, id, &definition, kept);
            return Ok(created(&api));
        }
        let mut api = old.as_ref().clone();
        for (name, value) in call.object()? {
            if CHANGEABLE.contains(&name.as_str()) {
                api[name] = value;
            }
        }
        api["lastModified"] = json!(stamp(gateway));
        Ok(created(&shelves.put(Kind::Api, id, api)))
    })
}

/// Puts an inactive API by its description; `more` are the members that do not come from there.
fn put(gateway: &Gateway, shelves: &mut Shelves, id: &str, new: &Definition, more: Value) -> Value {
    let endpoint =
        |uri: &String| json!({ "passSecurityHeaders": true, "uri": uri, "connectionTimeoutDuration": 0, "alias": false });
    let mut api = json!({
        "apiDefinition": new.members(),
        "nativeEndpoint": new.servers.iter().map(endpoint).collect::<Vec<_>>(),
        "apiName": new.name,
        "apiVersion": new.version,
        "apiDescription": new.description,
        "maturityState": "Beta",
        "isActive": false,
        "type": "REST",
        "owner": USER,
        "scopes": [],
        "publishedPortals": [],
        "creationDate": stamp(gateway),
        "gatewayEndpoints": {},
        "id": id,
    });
    if let (Some(api), Value::Object(more)) = (api.as_object_mut(), more) {
        api.extend(more);
    }
    shelves.put(Kind::Source, id, new.source.clone());
    shelves.put(Kind::Api, id, api).as_ref().clone()
}

/// Removes an inactive API; one with applications only by force, else the answer is 200 with an error in it.
fn remove(gateway: &Gateway, call: &Call) -> Answer {
    let id = call.parameter("id");
    let force = call.query("forceDelete") == Some("true");
    gateway.world.write(|shelves| {
        let api = found(shelves, Kind::Api, id)?;
        if api["isActive"] == true {
            return Err(Refusal::new(
                400,
                "API is in active state, hence cannot be deleted. Please deactivate the API to delete.",
            ));
        }
        let using: Vec<_> = shelves.find(Kind::Application, &format!("api:{id}")).cloned().collect();
        if !using.is_empty() && !force {
            let reason = format!("API is used by {} applications", using.len());
            return Ok(wrapped(200, "apiResponse", &json!({ "apiId": id, "responseStatus": "ERROR", "errorReason": reason })));
        }
        for application in using {
            let mut application = application.as_ref().clone();
            if let Some(apis) = application["consumingAPIs"].as_array_mut() {
                apis.retain(|known| known != id);
            }
            let name = application["id"].as_str().unwrap_or_default().to_owned();
            shelves.put(Kind::Application, &name, application);
        }
        for policy in list_of(&api["policies"]) {
            policies::remove_with_actions(shelves, policy);
        }
        shelves.remove(Kind::Source, id);
        shelves.remove(Kind::Api, id);
        Ok(Reply::empty(204))
    })
}

fn activate(gateway: &Gateway, call: &Call) -> Answer {
    set_active(gateway, call, true)
}

fn deactivate(gateway: &Gateway, call: &Call) -> Answer {
    set_active(gateway, call, false)
}

fn set_active(gateway: &Gateway, call: &Call, active: bool) -> Answer {
    let id = call.parameter("id");
    gateway.world.write(|shelves| {
        let mut api = found(shelves, Kind::Api, id)?.as_ref().clone();
        if api["isActive"] == active {
            let word = if active { "active" } else { "inactive" };
            return Err(Refusal::new(400, &format!("API is already in {word} state.")));
        }
        api["isActive"] = json!(active);
        api["lastModified"] = json!(stamp(gateway));
        let api = shelves.put(Kind::Api, id, api);
        Ok(response(gateway, shelves, &api))
    })
}

/// Adds, changes or removes an address of its own (`{"gatewayEndpoints":{"add":{..}}}`).
fn name_endpoints(gateway: &Gateway, call: &Call) -> Answer {
    let id = call.parameter("id");
    let body = Value::from(call.object()?);
    gateway.world.write(|shelves| {
        let mut api = found(shelves, Kind::Api, id)?.as_ref().clone();
        let mut endpoints = api["gatewayEndpoints"].as_object().cloned().unwrap_or_default();
        for (verb, order) in body["gatewayEndpoints"].as_object().into_iter().flatten() {
            name_endpoint(&mut endpoints, verb, order)
                .ok_or_else(|| Refusal::new(400, &format!("The order {verb} of a gateway endpoint is not valid")))?;
        }
        api["gatewayEndpoints"] = endpoints.into();
        let api = shelves.put(Kind::Api, id, api);
        Ok(response(gateway, shelves, &api))
    })
}

fn name_endpoint(endpoints: &mut Map<String, Value>, verb: &str, order: &Value) -> Option<()> {
    let path = || order["gatewayEndpoint"].as_str().filter(|path| path.starts_with('/')).map(|path| json!(path));
    match verb {
        "add" => {
            endpoints.insert(order["endpointName"].as_str()?.to_owned(), path()?);
        }
        "update" => {
            let old = order["oldEndpointName"].as_str()?;
            let new = order["newEndpointName"].as_str().unwrap_or(old).to_owned();
            endpoints.shift_remove(old)?;
            endpoints.insert(new, path()?);
        }
        "remove" => {
            endpoints.shift_remove(order["endpointName"].as_str()?)?;
        }
        _ => return None,
    }
    Some(())
}

fn applications(gateway: &Gateway, call: &Call) -> Answer {
    let shelves = gateway.world.read();
    let id = call.parameter("id");
    found(&shelves, Kind::Api, id)?;
    let using: Vec<&Value> = shelves.find(Kind::Application, &format!("api:{id}")).map(AsRef::as_ref).collect();
    Ok(wrapped(200, "applications", &using))
}

fn global_policies(gateway: &Gateway, call: &Call) -> Answer {
    found(&gateway.world.read(), Kind::Api, call.parameter("id"))?;
    Ok(wrapped(200, "globalPolicies", &json!([])))
}

fn versions(gateway: &Gateway, call: &Call) -> Answer {
    let shelves = gateway.world.read();
    let api = found(&shelves, Kind::Api, call.parameter("id"))?;
    Ok(response(gateway, &shelves, &api))
}

/// Copies the newest version under a new number.
fn new_version(gateway: &Gateway, call: &Call) -> Answer {
    let body = call.object()?;
    let version = super::mandatory(&body, "newApiVersion")?;
    gateway.world.write(|shelves| {
        let id = call.parameter("id");
        let old = found(shelves, Kind::Api, id)?;
        let name = old["apiName"].as_str().unwrap_or_default().to_owned();
        let newest = shelves.find(Kind::Api, &format!("name:{name}")).last().is_some_and(|api| api["id"] == id);
        if !newest || shelves.find(Kind::Api, &format!("ref:{name}/{version}")).next().is_some() {
            return Err(Refusal::new(400, "The version exists already, or the API is not the latest version."));
        }
        let source = found(shelves, Kind::Source, id)?.as_ref().clone();
        let servers: Vec<String> =
            list_of_objects(&old["nativeEndpoint"]).filter_map(|found| found["uri"].as_str()).map(str::to_owned).collect();
        let policy = policies::create_for(shelves, &name, servers.first().map_or("", |url| url));
        let description = old["apiDescription"].clone();
        let new = Definition { name, version: version.to_owned(), description, source, servers };
        let new_id = new_id();
        let number = old["systemVersion"].as_i64().unwrap_or(1) + 1;
        let api = put(gateway, shelves, &new_id, &new, json!({ "policies": [policy], "systemVersion": number }));
        if body.get("retainApplications").is_some_and(|retain| retain == true) {
            retain_applications(shelves, id, &new_id);
        }
        Ok(response(gateway, shelves, &api))
    })
}

fn retain_applications(shelves: &mut Shelves, old: &str, new: &str) {
    let using: Vec<_> = shelves.find(Kind::Application, &format!("api:{old}")).cloned().collect();
    for application in using {
        let mut application = application.as_ref().clone();
        if let Some(apis) = application["consumingAPIs"].as_array_mut() {
            apis.push(json!(new));
        }
        let id = application["id"].as_str().unwrap_or_default().to_owned();
        shelves.put(Kind::Application, &id, application);
    }
}

fn created(api: &Value) -> Reply {
    wrapped(200, "apiResponse", &json!({ "api": api, "responseStatus": "SUCCESS" }))
}

fn response(gateway: &Gateway, shelves: &Shelves, api: &Value) -> Reply {
    let key = format!("name:{}", api["apiName"].as_str().unwrap_or_default());
    let versions: Vec<Value> = shelves
        .find(Kind::Api, &key)
        .map(|version| json!({ "versionNumber": version["apiVersion"], "apiId": version["id"] }))
        .collect();
    let body = json!({
        "api": api, "responseStatus": "SUCCESS", "gatewayEndPoints": addresses(gateway, shelves, api), "versions": versions,
    });
    wrapped(200, "apiResponse", &body)
}

/// The addresses of an API: every transport that it allows, under its usual path and those that were named.
fn addresses(gateway: &Gateway, shelves: &Shelves, api: &Value) -> Vec<String> {
    let text = |name: &str| api[name].as_str().unwrap_or_default();
    let mut paths = vec![format!("/gateway/{}/{}", text("apiName"), text("apiVersion"))];
    paths.extend(named_endpoints(api));
    let mut addresses = Vec::new();
    for protocol in policies::protocols(shelves, api) {
        for base in super::system::public_urls(gateway, shelves, protocol == "https") {
            addresses.extend(paths.iter().map(|path| format!("{}{path}", base.trim_end_matches('/'))));
        }
    }
    addresses
}

/// The paths that were named for an API besides its usual one.
pub(in crate::sandbox) fn named_endpoints(api: &Value) -> impl Iterator<Item = String> {
    let version = api["apiVersion"].as_str().unwrap_or_default();
    let name = api["apiName"].as_str().unwrap_or_default();
    let endpoints = api["gatewayEndpoints"].as_object().into_iter().flatten();
    endpoints.filter_map(move |(_, endpoint)| {
        let path = endpoint.as_str()?;
        Some(path.replace("${apiVersion}", version).replace("${apiName}", name))
    })
}

const CHANGEABLE: &[&str] =
    &["apiDescription", "maturityState", "apiDefinition", "nativeEndpoint", "apiGroups", "apiTags", "scopes", "owner"];

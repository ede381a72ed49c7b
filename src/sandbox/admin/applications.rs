//! Applications (contract: section 2).

use axum::routing::MethodFilter;
use base64::{Engine as _, engine::general_purpose::STANDARD};
use serde_json::{Map, Value, json};

use super::{Answer, Route, check_dots, found, list, mandatory, new_id, or, owners::shown, route, stamp, wrapped};
use crate::sandbox::{
    Gateway, USER,
    exchange::{Call, Refusal, Reply},
    world::{Kind, Shelves, list_of_objects},
};

pub(super) const ROUTES: &[Route] = &[
    route(MethodFilter::GET, "/applications", all),
    route(MethodFilter::POST, "/applications", create),
    route(MethodFilter::DELETE, "/applications", remove_many),
    route(MethodFilter::GET, "/applications/{id}", one),
    route(MethodFilter::PUT, "/applications/{id}", replace),
    route(MethodFilter::PATCH, "/applications/{id}", suspend),
    route(MethodFilter::DELETE, "/applications/{id}", remove),
];

fn all(gateway: &Gateway, _: &Call) -> Answer {
    let mut applications: Vec<_> = gateway.world.read().all(Kind::Application).cloned().collect();
    if !gateway.quirks.custom_fields_in_lists {
        applications = applications.into_iter().map(|found| without(&found, "customFields").into()).collect();
    }
    let shown: Vec<_> = applications.iter().map(|application| shown(gateway, application)).collect();
    Ok(wrapped(200, "applications", &shown))
}

fn one(gateway: &Gateway, call: &Call) -> Answer {
    let application = found(&gateway.world.read(), Kind::Application, call.parameter("id"))?;
    Ok(wrapped(200, "applications", &[shown(gateway, &application)]))
}

fn create(gateway: &Gateway, call: &Call) -> Answer {
    let body = call.object()?;
    let mut record = record(&body)?;
    let id = new_id();
    record["id"] = json!(id);
    record["created"] = json!(stamp(gateway));
    record["lastupdated"] = Value::Null;
    record["owner"] = json!(USER);
    record["accessTokens"] = access_tokens();
    let apis = list(&body, "newApisForAssociation");
    record["consumingAPIs"] = json!(apis);
    let name = format!("name:{}", record["name"].as_str().unwrap_or_default());
    gateway.world.write(|shelves| {
        if !gateway.quirks.duplicate_application_names && shelves.find(Kind::Application, &name).next().is_some() {
            return Err(Refusal::new(400, "An application with the same name already exists."));
        }
        check_apis(shelves, &apis)?;
        let record = shelves.put(Kind::Application, &id, record);
        Ok(Reply::json(gateway.quirks.application_create_status, &shown(gateway, &record)))
    })
}

/// Replaces the whole record. Access tokens and APIs cannot be changed this way; identifiers get new ids.
fn replace(gateway: &Gateway, call: &Call) -> Answer {
    let id = call.parameter("id");
    let mut record = record(&call.object()?)?;
    gateway.world.write(|shelves| {
        let old = found(shelves, Kind::Application, id)?;
        for name in ["id", "created", "owner", "accessTokens", "consumingAPIs"] {
            record[name] = old[name].clone();
        }
        record["lastupdated"] = json!(stamp(gateway));
        let record = shelves.put(Kind::Application, id, record);
        Ok(Reply::json(200, &shown(gateway, &record)))
    })
}

fn suspend(gateway: &Gateway, call: &Call) -> Answer {
    let id = call.parameter("id");
    let body = call.object()?;
    let suspended = match body.get("isSuspended") {
        Some(Value::Bool(wanted)) => *wanted,
        // The vendor's sample writes the word.
        Some(Value::String(word)) if word == "true" || word == "false" => word == "true",
        _ => return Err(Refusal::new(400, "Mandatory field isSuspended is missing in the input request body")),
    };
    change(gateway, id, |_, record| {
        record["isSuspended"] = json!(suspended);
        record["lastupdated"] = json!(stamp(gateway));
        Ok(())
    })
    .map(|record| Reply::json(200, &shown(gateway, &record)))
}

fn remove(gateway: &Gateway, call: &Call) -> Answer {
    let id = call.parameter("id");
    gateway.world.write(|shelves| match shelves.remove(Kind::Application, id) {
        Some(_) => Ok(Reply::empty(204)),
        None => Err(Refusal::missing(id)),
    })
}

/// Removes all that are named, or none when one of them does not exist.
fn remove_many(gateway: &Gateway, call: &Call) -> Answer {
    let Some(ids) = call.query_list("ids").filter(|ids| !ids.is_empty()) else {
        return Err(Refusal::new(400, "Mandatory query parameter ids is missing"));
    };
    gateway.world.write(|shelves| {
        if let Some(missing) = ids.iter().find(|id| shelves.get(Kind::Application, id).is_none()) {
            return Err(Refusal::missing(missing));
        }
        for id in ids {
            shelves.remove(Kind::Application, id);
        }
        Ok(Reply::empty(204))
    })
}

/// Changes one application as one step and returns what it is then.
pub(super) fn change(
    gateway: &Gateway,
    id: &str,
    edit: impl FnOnce(&Shelves, &mut Value) -> Result<(), Refusal>,
) -> Result<Value, Refusal> {
    gateway.world.write(|shelves| {
        let mut record = found(shelves, Kind::Application, id)?.as_ref().clone();
        edit(shelves, &mut record)?;
        shelves.put(Kind::Application, id, record.clone());
        Ok(record)
    })
}

/// Refuses APIs that do not exist.
pub(super) fn check_apis(shelves: &Shelves, ids: &[Value]) -> Result<(), Refusal> {
    let known = |id: &Value| id.as_str().is_some_and(|id| shelves.get(Kind::Api, id).is_some());
    match ids.iter().find(|id| !known(id)) {
        Some(id) => Err(Refusal::new(400, &format!("The API {id} does not exist."))),
        None => Ok(()),
    }
}

/// A new API key, as it stands in the record.
pub(super) fn access_tokens() -> Value {
    json!({ "apiAccessKey_credentials": {
        "apiAccessKey": new_id(), "expirationInterval": null, "expirationDate": null, "expired": false,
    }})
}

/// What of a body makes the record. `consumingAPIs` and `accessTokens` in it are ignored.
fn record(body: &Map<String, Value>) -> Result<Value, Refusal> {
    check_dots(body)?;
    let mut record = json!({
        "name": mandatory(body, "name")?,
        "description": or(body, "description", Value::Null),
        "contactEmails": list(body, "contactEmails"),
        "identifiers": identifiers(body)?,
        "siteURLs": list(body, "siteURLs"),
        "jsOrigins": list(body, "jsOrigins"),
        "version": or(body, "version", json!("1.0")),
        "isSuspended": body.get("isSuspended").is_some_and(|value| value == true || value == "true"),
        "authStrategyIds": list(body, "authStrategyIds"),
        "subscription": false,
    });
    if let Some(fields) = body.get("customFields").filter(|fields| fields.is_object()) {
        record["customFields"] = fields.clone();
    }
    Ok(record)
}

fn identifiers(body: &Map<String, Value>) -> Result<Vec<Value>, Refusal> {
    let mut identifiers = Vec::new();
    for item in list_of_objects(body.get("identifiers").unwrap_or(&Value::Null)) {
        let key = item["key"].as_str().unwrap_or_default();
        if !IDENTIFIER_KEYS.contains(&key) {
            let keys = IDENTIFIER_KEYS.join(", ");
            return Err(Refusal::new(400, &format!("Identifier key {key} is not valid. Valid keys are [{keys}]")));
        }
        let mut values: Vec<&str> = item["value"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
        match key {
            // A network in the form 10.0.0.0/8 is dropped without a word.
            "ipAddressRange" => values.retain(|value| !value.contains('/')),
            "httpsCertificate" if !values.iter().all(|value| is_base64(value)) => {
                return Err(Refusal::new(400, "The certificate of an identifier is not Base64 encoded"));
            }
            _ => {}
        }
        identifiers.push(json!({ "id": new_id(), "name": item["name"], "key": key, "value": values }));
    }
    Ok(identifiers)
}

/// Whether the value is base64 and not hex; what it holds is nobody's concern before the handshake.
fn is_base64(text: &str) -> bool {
    !text.is_empty() && STANDARD.decode(text).is_ok() && !text.bytes().all(|byte| byte.is_ascii_hexdigit())
}

fn without(record: &Value, name: &str) -> Value {
    let mut record = record.clone();
    if let Some(members) = record.as_object_mut() {
        members.shift_remove(name);
    }
    record
}

const IDENTIFIER_KEYS: &[&str] = &[
    "httpBasicAuth",
    "accessProfile",
    "apiKey",
    "wssecX509Token",
    "wssecUsernameToken",
    "ipAddressRange",
    "hostNameAddress",
    "openIdClaims",
    "jwtClaims",
    "oAuth2Token",
    "payloadElement",
    "httpsCertificate",
    "XPathExpression",
    "kerberosToken",
    "token",
    "partnerId",
    "httpHeaders",
];

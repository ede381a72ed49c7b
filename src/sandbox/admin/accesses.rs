//! What an application may use: its APIs and its access tokens (contract: section 2).

use axum::routing::MethodFilter;
use serde_json::{Map, Value, json};

use super::{
    Answer, Route,
    applications::{access_tokens, change, check_apis},
    found, list,
    owners::shown,
    route, wrapped,
};
use crate::sandbox::{
    Gateway,
    exchange::{Call, Refusal, Reply},
    token::TOKEN_PATH,
    world::Kind,
};

pub(super) const ROUTES: &[Route] = &[
    route(MethodFilter::GET, "/applications/{id}/apis", apis),
    route(MethodFilter::PUT, "/applications/{id}/apis", replace),
    route(MethodFilter::POST, "/applications/{id}/apis", add),
    route(MethodFilter::DELETE, "/applications/{id}/apis", withdraw),
    route(MethodFilter::GET, "/applications/{id}/accessTokens", endpoints),
    route(MethodFilter::POST, "/applications/{id}/accessTokens", regenerate),
    route(MethodFilter::DELETE, "/applications/{id}/accessTokens", clear),
];

fn apis(gateway: &Gateway, call: &Call) -> Answer {
    let application = found(&gateway.world.read(), Kind::Application, call.parameter("id"))?;
    Ok(wrapped(200, "apiIDs", &application["consumingAPIs"]))
}

fn replace(gateway: &Gateway, call: &Call) -> Answer {
    let wanted = wanted(call)?;
    set(gateway, call, |_| wanted)
}

/// Adds to the list. The description asks for the whole list; what the product does with it is on a switch.
fn add(gateway: &Gateway, call: &Call) -> Answer {
    let wanted = wanted(call)?;
    if gateway.quirks.api_post_replaces {
        return set(gateway, call, |_| wanted);
    }
    set(gateway, call, |mut known| {
        known.extend(wanted);
        let all = Map::from_iter([("apiIDs".to_owned(), known.into())]);
        list(&all, "apiIDs")
    })
}

fn withdraw(gateway: &Gateway, call: &Call) -> Answer {
    let Some(gone) = call.query_list("apiIDs") else {
        return Err(Refusal::new(400, "Mandatory query parameter apiIDs is missing"));
    };
    let keep = |known: Vec<Value>| known.into_iter().filter(|id| !id.as_str().is_some_and(|id| gone.contains(&id))).collect();
    set(gateway, call, keep).map(|_| Reply::empty(204))
}

fn set(gateway: &Gateway, call: &Call, edit: impl FnOnce(Vec<Value>) -> Vec<Value>) -> Answer {
    let record = change(gateway, call.parameter("id"), |shelves, record| {
        let known = record["consumingAPIs"].as_array().cloned().unwrap_or_default();
        let new = edit(known);
        check_apis(shelves, &new)?;
        record["consumingAPIs"] = new.into();
        Ok(())
    })?;
    Ok(wrapped(200, "apiIDs", &record["consumingAPIs"]))
}

/// The ids in a body: `{"apiIDs":[..]}` in the field, a bare list in the description.
fn wanted(call: &Call) -> Result<Vec<Value>, Refusal> {
    if let Ok(Value::Array(ids)) = serde_json::from_slice(&call.body) {
        return Ok(ids);
    }
    let body = call.object()?;
    if !body.get("apiIDs").is_some_and(Value::is_array) {
        return Err(Refusal::new(400, "Mandatory field apiIDs is missing in the input request body"));
    }
    Ok(list(&body, "apiIDs"))
}

/// The addresses of every authorization server, by its name.
fn endpoints(gateway: &Gateway, call: &Call) -> Answer {
    let shelves = gateway.world.read();
    found(&shelves, Kind::Application, call.parameter("id"))?;
    let base = gateway.base(call.peer.tls);
    let mut servers = Map::new();
    for alias in shelves.all(Kind::Alias).filter(|alias| alias["type"] == "authServerAlias") {
        let name = alias["name"].as_str().unwrap_or_default();
        let uris = if name == "local" {
            json!({
                "authorizeUrl": format!("{base}/invoke/pub.apigateway.oauth2/authorize"),
                "accessTokenUrl": format!("{base}{TOKEN_PATH}"),
                "refreshTokenUrl": format!("{base}/invoke/pub.oauth/refreshAccessToken"),
            })
        } else {
            let metadata = &alias["metadata"];
            json!({
                "authorizeUrl": metadata["authorizeURL"],
                "accessTokenUrl": metadata["accessTokenURL"],
                "refreshTokenUrl": metadata["refreshTokenURL"],
            })
        };
        servers.insert(name.to_owned(), json!({ "uris": uris }));
    }
    Ok(Reply::json(200, &servers))
}

fn regenerate(gateway: &Gateway, call: &Call) -> Answer {
    let body = call.object()?;
    let known = body.get("type").is_some_and(|kind| kind == "apiAccessKeyCredentials");
    if !known || gateway.quirks.api_key_post_refused {
        return Err(Refusal::new(400, "The given access token type is not valid."));
    }
    let record = change(gateway, call.parameter("id"), |_, record| {
        record["accessTokens"] = access_tokens();
        Ok(())
    })?;
    Ok(wrapped(gateway.quirks.api_key_post_status(), "accessTokens", &shown(gateway, &record)["accessTokens"]))
}

fn clear(gateway: &Gateway, call: &Call) -> Answer {
    if call.object()?.get("type").is_none_or(|kind| kind != "accessTokens") {
        return Err(Refusal::new(400, "The given access token type is not valid."));
    }
    change(gateway, call.parameter("id"), |_, record| {
        record["accessTokens"] = json!({});
        Ok(())
    })?;
    Ok(Reply::empty(204))
}

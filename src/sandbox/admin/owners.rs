//! Who owns an application, and who therefore sees its API key (contract: section 2, rows "Owner" and "Visibility").

use std::borrow::Cow;

use axum::routing::MethodFilter;
use serde_json::{Map, Value, json};

use super::{Answer, Route, list, mandatory, route};
use crate::sandbox::{
    Gateway, USER,
    exchange::{Call, Refusal, Reply},
    world::{Kind, list_of},
};

pub(super) const ROUTES: &[Route] = &[route(MethodFilter::POST, "/assets/owner", change_owner)];

/// Gives applications another owner: those of the current one, or those that are named. Nothing else has an owner here.
fn change_owner(gateway: &Gateway, call: &Call) -> Answer {
    let body = call.object()?;
    let (kind, new) = (mandatory(&body, "assetType")?, mandatory(&body, "newOwner")?);
    if kind != "*" && !kind.eq_ignore_ascii_case("application") {
        return Err(Refusal::new(400, &format!("The asset type {kind} is not valid")));
    }
    let changed = gateway.world.write(|shelves| {
        let all: Vec<Value> = shelves.all(Kind::Application).map(|found| found.as_ref().clone()).collect();
        let mine: Vec<Value> = all.into_iter().filter(|application| is_meant(&body, application)).collect();
        for application in &mine {
            let mut record = application.clone();
            record["owner"] = json!(new);
            shelves.put(Kind::Application, application["id"].as_str().unwrap_or_default(), record);
        }
        mine.into_iter().map(|application| application["id"].clone()).collect::<Vec<_>>()
    });
    let message = format!("Assets have been changed to {new}");
    Ok(Reply::json(200, &json!({ "message": message, "status": "OK", "matchingAssets": { "application": { "ids": changed } } })))
}

fn is_meant(body: &Map<String, Value>, application: &Value) -> bool {
    let named = list(body, "assetIds");
    let owned = body.get("currentOwner").is_none_or(|owner| *owner == application["owner"]);
    owned && (named.is_empty() || list_of(&Value::from(named)).any(|id| application["id"] == *id))
}

/// An application as the one user sees it: the API key of somebody else's is masked.
pub(super) fn shown<'a>(gateway: &Gateway, application: &'a Value) -> Cow<'a, Value> {
    let key = &application["accessTokens"]["apiAccessKey_credentials"]["apiAccessKey"];
    if !gateway.quirks.hides_api_keys() || application["owner"] == USER || !key.is_string() {
        return Cow::Borrowed(application);
    }
    let mut masked = application.clone();
    masked["accessTokens"]["apiAccessKey_credentials"]["apiAccessKey"] = json!(MASK);
    Cow::Owned(masked)
}

const MASK: &str = "********************************";

//! The admin API: one table of routes, one file per group of resources. Every handler is a plain function from a call to a
//! reply; signing in, throttling and unknown paths are dealt with here.
#![expect(clippy::unnecessary_wraps, reason = "all handlers of the table have one type")]

mod accesses;
mod alias;
pub(super) mod apis;
mod applications;
mod definition;
mod owners;
pub(super) mod policies;
pub(super) mod ports;
mod scopes;
mod search;
pub(super) mod stores;
mod strategies;
pub(super) mod system;

use std::sync::{Arc, atomic::Ordering};

use axum::routing::MethodFilter;
use serde_json::{Map, Value, json};
use time::macros::format_description;

use super::{
    Gateway, USER,
    exchange::{Call, Refusal, Reply},
    world::{Kind, Shelves},
};
use crate::crypto::digest;

/// What a handler makes of a call.
pub(super) type Answer = Result<Reply, Refusal>;

/// Answers one kind of call.
pub(super) type Handler = fn(&Gateway, &Call) -> Answer;

/// One line of the table.
pub(super) struct Route {
    pub(super) method: MethodFilter,
    /// The path below [`ROOT`].
    pub(super) path: &'static str,
    pub(super) handle: Handler,
}

/// All routes.
pub(super) fn routes() -> impl Iterator<Item = &'static Route> {
    let groups = [
        system::ROUTES,
        applications::ROUTES,
        accesses::ROUTES,
        owners::ROUTES,
        strategies::ROUTES,
        apis::ROUTES,
        policies::ROUTES,
        scopes::ROUTES,
        alias::ROUTES,
        search::ROUTES,
        ports::ROUTES,
        stores::ROUTES,
    ];
    groups.into_iter().flatten()
}

const fn route(method: MethodFilter, path: &'static str, handle: Handler) -> Route {
    Route { method, path, handle }
}

/// Puts what is there from the start, where it is not there yet.
pub(super) fn prepare(gateway: &Gateway) {
    gateway.world.write(|shelves| {
        alias::prepare(shelves, gateway);
        system::prepare(shelves);
        stores::prepare(shelves, gateway);
    });
}

/// Answers a call of the admin API: counts it, asks who it is, and hands it to its handler.
pub(super) fn answer(gateway: &Gateway, call: &Call, handle: Handler) -> Reply {
    let count = gateway.calls.fetch_add(1, Ordering::Relaxed) + 1;
    if gateway.quirks.throttle.is_some_and(|every| every > 0 && count.is_multiple_of(every)) {
        return Reply::from(Refusal::new(429, "Too many requests.")).with("retry-after", "1");
    }
    if !is_user(gateway, call) {
        return unknown_user();
    }
    handle(gateway, call).unwrap_or_else(Reply::from)
}

/// Whether the one user of the gateway calls.
pub(super) fn is_user(gateway: &Gateway, call: &Call) -> bool {
    call.basic().is_some_and(|(user, password)| {
        // Both are compared, so that the time does not tell which one was wrong.
        let (user, password) = (digest::same(&user, USER), digest::same(password.reveal(), gateway.password.reveal()));
        user && password
    })
}

/// The answer to everybody else.
pub(super) fn unknown_user() -> Reply {
    Reply::from(Refusal::new(401, "Access Denied")).with("www-authenticate", "Basic realm=\"webMethods\"")
}

/// A path that the product does not have.
pub(super) fn unknown_path(_: &Gateway, call: &Call) -> Answer {
    Err(Refusal::missing(&call.path))
}

/// A path that does not know the method.
pub(super) fn wrong_method(_: &Gateway, call: &Call) -> Answer {
    let resource = call.path.rsplit('/').next().unwrap_or_default();
    Err(Refusal::new(405, &format!("Method: {} is not allowed on resource: {resource}", call.method)))
}

/// The time as the product writes it.
fn stamp(gateway: &Gateway) -> String {
    let form = format_description!("[year]-[month]-[day] [hour]:[minute]:[second] GMT");
    gateway.now().format(form).unwrap_or_default()
}

/// A new id.
fn new_id() -> String {
    uuid::Uuid::new_v4().to_string()
}

/// The record with the id of the path.
fn found(shelves: &Shelves, kind: Kind, id: &str) -> Result<Arc<Value>, Refusal> {
    shelves.get(kind, id).cloned().ok_or_else(|| Refusal::missing(id))
}

/// Refuses texts that begin with a dot: the data store does not take them (contract: section 1).
fn check_dots(members: &Map<String, Value>) -> Result<(), Refusal> {
    fn dotted(value: &Value) -> bool {
        match value {
            Value::String(text) => text.starts_with('.'),
            Value::Array(items) => items.iter().any(dotted),
            Value::Object(members) => members.values().any(dotted),
            _ => false,
        }
    }
    match members.iter().find(|(_, value)| dotted(value)) {
        Some((name, _)) => Err(Refusal::new(400, &format!("The value of {name} must not start with a dot."))),
        None => Ok(()),
    }
}

/// The text of a mandatory member.
fn mandatory<'a>(members: &'a Map<String, Value>, name: &str) -> Result<&'a str, Refusal> {
    let text = members.get(name).and_then(Value::as_str).map(str::trim).filter(|text| !text.is_empty());
    text.ok_or_else(|| Refusal::new(400, &format!("Mandatory field {name} is missing in the input request body")))
}

/// A member, or a stand-in when it is absent or null.
fn or(members: &Map<String, Value>, name: &str, other: Value) -> Value {
    members.get(name).filter(|value| !value.is_null()).cloned().unwrap_or(other)
}

/// A list, each item once; an empty one when the member is absent.
fn list(members: &Map<String, Value>, name: &str) -> Vec<Value> {
    let mut items: Vec<Value> = Vec::new();
    for item in members.get(name).and_then(Value::as_array).into_iter().flatten() {
        if !items.contains(item) {
            items.push(item.clone());
        }
    }
    items
}

/// An answer under one name, such as `{"scope":{}}`.
fn wrapped(status: u16, name: &str, value: &impl serde::Serialize) -> Reply {
    Reply::json(status, &json!({ name: value }))
}

/// Where the admin API begins.
pub(super) const ROOT: &str = "/rest/apigateway";

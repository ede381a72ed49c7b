//! The calls that a partner may make: every operation of its APIs, with its address and the shape of its payload.

use serde::Serialize;
use serde_json::Value;

use crate::{
    domain::{api::Api, name::ApiRef, record::Record},
    job::{Context, Result, payload::Shape, session::published},
};

/// One operation of an API.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Call {
    /// The API.
    api: String,
    /// What it is called.
    name: String,
    method: String,
    /// Below the API's address.
    path: String,
    /// The whole address; with the application ID where there is no payload.
    url: String,
    /// The shape of its payload; null for calls without one.
    payload: Option<Payload>,
    /// Whether nothing in its path is left open.
    plain: bool,
}

/// Where the fields of a payload stand.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Payload {
    wrapper: String,
    /// The object inside the wrapper with the partner's identifiers; null where there is none.
    inside: Option<String>,
}

/// All calls of a partner, in the order of its APIs and their descriptions.
pub(super) fn all(ctx: &Context<'_>, record: &Record) -> Result<Vec<Call>> {
    let wanted = record.status.apis.iter().map(|api| api.api.clone()).collect();
    let known = published(ctx, &wanted)?;
    let id = record.status.application_id.as_ref().map(ToString::to_string).unwrap_or_default();
    let mut calls = Vec::new();
    for recorded in &record.status.apis {
        let (Some(api), Some(endpoint)) = (find(&known, &recorded.api), recorded.told().first().copied()) else { continue };
        let address = endpoint.as_str().trim_end_matches('/');
        for (path, method, operation) in operations(api) {
            calls.push(call(&recorded.api, address, (path, method, operation), &id)?);
        }
    }
    Ok(calls)
}

/// The first calls to try: one that reads, and one with a payload, of the same API where it has both.
pub(super) fn trials(calls: &[Call]) -> Vec<Call> {
    let plain = || calls.iter().filter(|call| call.plain);
    let first = plain().find(|call| call.method == "GET");
    let fits = || plain().filter(|call| call.method == "POST");
    let second = fits().find(|call| first.is_none_or(|first| first.api == call.api)).or_else(|| fits().next());
    let found: Vec<Call> = first.into_iter().chain(second).cloned().collect();
    if found.is_empty() { plain().next().cloned().into_iter().collect() } else { found }
}

fn find<'a>(known: &'a [Api], wanted: &ApiRef) -> Option<&'a Api> {
    known.iter().find(|api| api.reference == *wanted)
}

fn operations(api: &Api) -> Vec<(&str, &'static str, &Value)> {
    let paths = api.description.content.get("paths").and_then(Value::as_object);
    let mut found = Vec::new();
    for (path, item) in paths.into_iter().flatten() {
        for method in METHODS {
            if let Some(operation) = item.get(method.to_ascii_lowercase()) {
                found.push((path.as_str(), *method, operation));
            }
        }
    }
    found
}

fn call(api: &ApiRef, address: &str, (path, method, operation): (&str, &str, &Value), id: &str) -> Result<Call> {
    let shape = Shape::of(path)?;
    let has_payload = ["POST", "PUT", "PATCH"].contains(&method);
    let name = ["summary", "operationId"].iter().find_map(|key| operation.get(key)?.as_str()).unwrap_or(path);
    let query = if has_payload { String::new() } else { format!("?{}={id}", shape.query) };
    Ok(Call {
        api: api.to_string(),
        name: name.to_owned(),
        method: method.to_owned(),
        path: path.to_owned(),
        url: format!("{address}{path}{query}"),
        payload: has_payload.then_some(Payload { wrapper: shape.wrapper, inside: shape.inside }),
        plain: !path.contains('{'),
    })
}

const METHODS: &[&str] = &["GET", "POST", "PUT", "PATCH", "DELETE"];

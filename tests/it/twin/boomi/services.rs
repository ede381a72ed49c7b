//! Services, their endpoints and their OAuth profile (sections 5 and 6).

use serde_json::{Map, Value, json};

use super::{
    answer::{Good, Outcome, Refusal},
    desk::{Desk, Shown, not_allowed, require},
    habits::{AREA, Edition, Processor},
    item::Kind,
    shape::OAUTH,
};

/// `/services` and what is below.
pub(super) fn services(desk: &mut Desk<'_>, method: &str, rest: &[&str]) -> Outcome {
    if let [service, "endpoints", endpoint] = rest
        && desk.find(Kind::Endpoint, endpoint)?.parent.as_deref() != Some(*service)
    {
        return Err(Refusal::missing());
    }
    match (method, rest) {
        ("GET", []) => desk.list(Kind::Service),
        ("POST", []) => create(desk),
        ("GET", [id]) => desk.shown(Kind::Service, id, Shown::Single),
        ("PUT", [id]) => update(desk, id),
        ("DELETE", [id]) => desk.remove(Kind::Service, id),
        ("GET", [service, "endpoints"]) => {
            desk.find(Kind::Service, service)?;
            desk.list_below(Kind::Endpoint, service)
        }
        ("POST", [service, "endpoints"]) => {
            desk.settle(Kind::Service, service)?;
            let body = desk.call.object()?;
            let id = create_endpoint(desk, service, body)?;
            desk.shown(Kind::Endpoint, &id, Shown::Created)
        }
        ("GET", [_, "endpoints", id]) => desk.shown(Kind::Endpoint, id, Shown::Single),
        ("PUT", [_, "endpoints", id]) => update_endpoint(desk, id),
        ("DELETE", [_, "endpoints", id]) => desk.remove(Kind::Endpoint, id),
        (_, [service, "securityProfile", "oauth"]) => oauth(desk, method, service),
        (_, [] | [_] | [_, "endpoints"] | [_, "endpoints", _]) => Err(not_allowed()),
        _ => Err(Refusal::missing()),
    }
}

fn create(desk: &mut Desk<'_>) -> Outcome {
    let nested = desk.call.object()?.shift_remove("endpoints");
    let mut body = desk.body(Kind::Service)?;
    require(&body, &["name"])?;
    body.insert("revisionNumber".into(), json!(1));
    let endpoints = nested.as_ref().and_then(Value::as_array).into_iter().flatten();
    let endpoints: Vec<_> = endpoints.map(|endpoint| endpoint.as_object().cloned().unwrap_or_default()).collect();
    for endpoint in &endpoints {
        check_endpoint(&desk.admitted(Kind::Endpoint, endpoint.clone())?)?;
    }
    let id = desk.create(Kind::Service, None, body)?;
    for endpoint in endpoints {
        create_endpoint(desk, &id, endpoint)?;
    }
    desk.shown(Kind::Service, &id, Shown::Created)
}

fn update(desk: &mut Desk<'_>, id: &str) -> Outcome {
    let mut body = desk.body(Kind::Service)?;
    let revision = desk.find(Kind::Service, id)?.value.get("revisionNumber").and_then(Value::as_u64).unwrap_or(1);
    body.insert("revisionNumber".into(), json!(revision + 1));
    desk.merge(Kind::Service, id, body)?;
    desk.shown(Kind::Service, id, Shown::Single)
}

fn create_endpoint(desk: &mut Desk<'_>, service: &str, sent: Map<String, Value>) -> Result<String, Refusal> {
    let mut body = desk.admitted(Kind::Endpoint, sent)?;
    check_endpoint(&body)?;
    desk.cut_edition(&mut body);
    for (name, value) in [
        ("trafficManagerDomain", json!(format!("{}.api.mashery.example", &AREA[..8]))),
        ("requestAuthenticationType", json!("apiKey")),
        ("apiKeyValueLocations", json!(["request-parameters"])),
        ("apiKeyValueLocationKey", json!("api_key")),
        ("supportedHttpMethods", json!(["get"])),
        ("processor", json!({ "preProcessEnabled": false, "postProcessEnabled": false, "preInputs": {}, "postInputs": {} })),
    ] {
        body.entry(name).or_insert(value);
    }
    desk.create(Kind::Endpoint, Some(service), body)
}

fn check_endpoint(body: &Map<String, Value>) -> Result<(), Refusal> {
    require(body, &["name", "publicDomains", "requestPathAlias"])?;
    check_values(body)
}

fn check_values(body: &Map<String, Value>) -> Result<(), Refusal> {
    for name in ["publicDomains", "systemDomains"] {
        let mut all = body.get(name).and_then(Value::as_array).into_iter().flatten();
        if all.any(|domain| !domain["address"].is_string()) {
            return Err(Refusal::field(format!("{name}.address"), "Required"));
        }
    }
    for name in ["preInputs", "postInputs"] {
        let inputs = body.get("processor").and_then(|processor| processor[name].as_object());
        if let Some((input, _)) = inputs.into_iter().flatten().find(|(_, value)| !value.is_string()) {
            return Err(Refusal::field(format!("processor.{name}.{input}"), "Invalid value"));
        }
    }
    Ok(())
}

fn update_endpoint(desk: &mut Desk<'_>, id: &str) -> Outcome {
    let mut body = desk.body(Kind::Endpoint)?;
    check_values(&body)?;
    desk.cut_edition(&mut body);
    let known = desk.find(Kind::Endpoint, id)?.value.get("processor").and_then(Value::as_object);
    if desk.habits.processor == Processor::Merged
        && let (Some(known), Some(Value::Object(sent))) = (known, body.get("processor"))
    {
        let mut merged = known.clone();
        merged.extend(sent.clone());
        body.insert("processor".into(), merged.into());
    }
    desk.merge(Kind::Endpoint, id, body)?;
    desk.shown(Kind::Endpoint, id, Shown::Single)
}

/// `/services/{s}/securityProfile/oauth`.
fn oauth(desk: &mut Desk<'_>, method: &str, service: &str) -> Outcome {
    let known = desk.find(Kind::Service, service)?.value.get("securityProfile").map(|profile| profile["oauth"].clone());
    let mut profile = match (method, known) {
        ("GET", Some(known)) => return Ok(Good::of(200, known)),
        ("POST", Some(_)) => return Err(desk.duplicate("oauth")),
        ("POST", None) => Map::new(),
        ("PUT" | "DELETE", Some(known)) => known.as_object().cloned().unwrap_or_default(),
        ("GET" | "PUT" | "DELETE", None) => return Err(Refusal::missing()),
        _ => return Err(not_allowed()),
    };
    if method == "DELETE" {
        desk.merge(Kind::Service, service, Map::from_iter([("securityProfile".to_owned(), Value::Null)]))?;
        return Ok(desk.removed());
    }
    let mut body = desk.call.object()?;
    OAUTH.check(&body)?;
    body.retain(|name, _| OAUTH.knows(name));
    profile.extend(body);
    profile.retain(|_, value| !value.is_null());
    let whole = json!({ "oauth": profile });
    desk.merge(Kind::Service, service, Map::from_iter([("securityProfile".to_owned(), whole)]))?;
    Ok(Good::of(if method == "POST" { desk.made() } else { 200 }, profile.into()))
}

impl Desk<'_> {
    /// In the cloud nothing is documented to ask a caller for a certificate.
    fn cut_edition(&self, body: &mut Map<String, Value>) {
        if self.habits.edition == Edition::Cloud {
            body.shift_remove("inboundMsslRequired");
        }
    }
}

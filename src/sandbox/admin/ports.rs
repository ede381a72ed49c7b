//! The two ports, and whether clients are asked for a certificate (contract: section 7).

use axum::routing::MethodFilter;
use serde_json::{Map, Value, json};

use super::{Answer, Route, route};
use crate::sandbox::{
    Gateway,
    exchange::{Call, Refusal, Reply},
    world::{Kind, Shelves},
};

pub(super) const ROUTES: &[Route] = &[
    route(MethodFilter::GET, "/ports", all),
    // The description identifies the port in the body, the field by its alias in the path.
    route(MethodFilter::PUT, "/ports", |gateway, call| {
        let body = call.object()?;
        let named = ["portAlias", "key", "listenerKey"].iter().find_map(|name| body.get(*name).and_then(Value::as_str));
        change(gateway, named.unwrap_or_default(), &body)
    }),
    route(MethodFilter::GET, "/ports/{id}", one),
    route(MethodFilter::PUT, "/ports/{id}", |gateway, call| change(gateway, call.parameter("id"), &call.object()?)),
];

/// Whether the HTTPS port asks clients for a certificate: `none`, `request` or `require`. A fresh gateway does not ask.
pub(in crate::sandbox) fn client_auth(shelves: &Shelves) -> &str {
    changed(shelves).and_then(|port| port["clientAuth"].as_str()).unwrap_or(NONE)
}

/// The truststore of the HTTPS port: the one that its record names in `trustStore`, else the gateway's default.
///
/// The vendor's description of a port names none, although the server behind has one per port: unconfirmed.
pub(in crate::sandbox) fn truststore(shelves: &Shelves) -> &str {
    let own = changed(shelves).and_then(|port| port["trustStore"].as_str()).filter(|name| !name.is_empty());
    let usual = || shelves.get(Kind::Configuration, "keystore").and_then(|found| found["truststoreName"].as_str());
    own.or_else(usual).unwrap_or_default()
}

fn all(gateway: &Gateway, _: &Call) -> Answer {
    let shelves = gateway.world.read();
    Ok(Reply::json(200, &json!({ "listeners": [shown(gateway, &shelves, false), shown(gateway, &shelves, true)] })))
}

fn one(gateway: &Gateway, call: &Call) -> Answer {
    let id = call.parameter("id");
    let tls = find(gateway, id)?;
    Ok(Reply::json(200, &shown(gateway, &gateway.world.read(), tls)))
}

/// Replaces a port's record, of which client authentication, truststore and description can be chosen here.
fn change(gateway: &Gateway, id: &str, body: &Map<String, Value>) -> Answer {
    if gateway.quirks.port_put_refused {
        return Err(refusal(500, id, "Server error, the API Gateway encountered an internal error."));
    }
    let tls = find(gateway, id)?;
    let wanted = body.get("clientAuth").and_then(Value::as_str).unwrap_or(NONE);
    if ![NONE, "request", "require"].contains(&wanted) || (wanted != NONE && !tls) {
        return Err(refusal(400, id, &format!("clientAuth {wanted} is not valid for this port")));
    }
    let mut record = json!({ "clientAuth": wanted });
    for name in ["trustStore", "portDescription"] {
        if let Some(text) = body.get(name).filter(|value| value.is_string()) {
            record[name] = text.clone();
        }
    }
    gateway.world.write(|shelves| shelves.put(Kind::Configuration, alias(tls), record));
    Ok(Reply::json(200, &shown(gateway, &gateway.world.read(), tls)))
}

/// Whether an alias or a listener key means the HTTPS port.
fn find(gateway: &Gateway, id: &str) -> Result<bool, Refusal> {
    let means = |tls: &bool| id == alias(*tls) || id == key(gateway, *tls);
    [false, true].into_iter().find(means).ok_or_else(|| refusal(404, id, "The specified port cannot be found."))
}

fn shown(gateway: &Gateway, shelves: &Shelves, tls: bool) -> Value {
    let mut port = json!({
        "key": key(gateway, tls), "port": number(gateway, tls), "portAlias": alias(tls),
        "protocol": if tls { "HTTPS" } else { "HTTP" }, "ssl": tls.to_string(), "enabled": "true", "status": "Active",
        "listening": "true", "pkg": PACKAGE, "clientAuth": NONE,
    });
    let changes = shelves.get(Kind::Configuration, alias(tls));
    for (name, value) in changes.and_then(|found| found.as_object()).into_iter().flatten() {
        port[name] = value.clone();
    }
    port
}

fn key(gateway: &Gateway, tls: bool) -> String {
    format!("{}Listener@{}", if tls { "HTTPS" } else { "HTTP" }, number(gateway, tls))
}

fn number(gateway: &Gateway, tls: bool) -> u16 {
    let url = if tls { &gateway.ready.tls_url } else { &gateway.ready.url };
    url.port_or_known_default().unwrap_or_default()
}

fn changed(shelves: &Shelves) -> Option<&Value> {
    shelves.get(Kind::Configuration, alias(true)).map(AsRef::as_ref)
}

fn alias(tls: bool) -> &'static str {
    if tls { "sandboxHttps" } else { "sandboxHttp" }
}

/// Ports have an error body of their own (`MessageWithPortReference`).
fn refusal(status: u16, id: &str, message: &str) -> Refusal {
    Refusal::with_body(status, json!({ "listenerKey": id, "pkg": PACKAGE, "message": message }))
}

const NONE: &str = "none";
const PACKAGE: &str = "WmRoot";

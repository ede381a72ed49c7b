//! The gateway itself: health, version, settings, ports (contract: sections 1 and 7).

use axum::routing::MethodFilter;
use serde_json::{Map, Value, json};

use super::{Answer, Route, route};
use crate::sandbox::{
    Gateway,
    exchange::{Call, Refusal, Reply},
    world::{Kind, Shelves, list_of},
};

pub(super) const ROUTES: &[Route] = &[
    route(MethodFilter::GET, "/health", health),
    route(MethodFilter::GET, "/health/engine", engine),
    route(MethodFilter::GET, "/health/admin", admin),
    route(MethodFilter::GET, "/health/all", health_of_all),
    route(MethodFilter::GET, "/health/externalServices", external),
    route(MethodFilter::GET, "/is/serverinfo", version),
    route(MethodFilter::GET, "/configurations/settings", settings),
    route(MethodFilter::PUT, "/configurations/settings", change_settings),
    route(MethodFilter::GET, "/configurations/loadBalancer", load_balancer),
    route(MethodFilter::PUT, "/configurations/loadBalancer", change_load_balancer),
    route(MethodFilter::GET, "/configurations/keystore", keystore),
    route(MethodFilter::PUT, "/configurations/keystore", change_keystore),
    route(MethodFilter::GET, "/approvals", approvals),
];

/// Puts the settings that are there from the start.
pub(super) fn prepare(shelves: &mut Shelves) {
    if shelves.get(Kind::Configuration, SETTINGS).is_none() {
        let keys: Map<_, _> = DEFAULTS.iter().map(|(name, value)| ((*name).to_owned(), json!(value))).collect();
        shelves.put(Kind::Configuration, SETTINGS, json!({ "extendedKeys": keys, "wattKeys": {} }));
    }
    if shelves.get(Kind::Configuration, KEYSTORE).is_none() {
        let keystore = json!({
            "keystoreName": "DEFAULT_IS_KEYSTORE", "signingAlias": "ssos", "truststoreName": "DEFAULT_IS_TRUSTSTORE",
            "outboundKeystoreName": "DEFAULT_IS_KEYSTORE", "outboundKeyAlias": "ssos",
            "outboundTruststoreName": "DEFAULT_IS_TRUSTSTORE",
        });
        shelves.put(Kind::Configuration, KEYSTORE, keystore);
    }
}

/// An extended setting; empty when it is not set.
pub(in crate::sandbox) fn setting<'a>(shelves: &'a Shelves, name: &str) -> &'a str {
    let settings = shelves.get(Kind::Configuration, SETTINGS);
    settings.and_then(|settings| settings["extendedKeys"][name].as_str()).unwrap_or_default()
}

/// The addresses under which partners reach the gateway.
pub(super) fn public_urls(gateway: &Gateway, shelves: &Shelves, tls: bool) -> Vec<String> {
    let name = if tls { "httpsUrls" } else { "httpUrls" };
    let configured = shelves.get(Kind::Configuration, LOAD_BALANCER);
    let urls: Vec<String> = configured.map(|found| list_of(&found[name]).map(str::to_owned).collect()).unwrap_or_default();
    if urls.is_empty() { vec![gateway.base(tls)] } else { urls }
}

fn health(gateway: &Gateway, _: &Call) -> Answer {
    Ok(Reply::json(200, &json!({ "status": "green", "version": gateway.quirks.version.word() })))
}

fn engine(_: &Gateway, _: &Call) -> Answer {
    Ok(Reply::json(200, &engine_state()))
}

fn admin(_: &Gateway, _: &Call) -> Answer {
    Ok(Reply::json(200, &admin_state()))
}

fn external(_: &Gateway, _: &Call) -> Answer {
    Ok(Reply::json(200, &json!({ "status": "green" })))
}

fn health_of_all(_: &Gateway, _: &Call) -> Answer {
    Ok(Reply::json(200, &json!({ "engine": engine_state(), "admin": admin_state(), "external": { "status": "green" } })))
}

fn engine_state() -> Value {
    let server =
        json!({ "status": "green", "response_time_ms": "1", "diskspace": { "status": "up" }, "memory": { "status": "up" } });
    json!({ "status": "green", "elasticsearch": { "cluster_name": "sandbox", "status": "green" }, "is": server })
}

fn admin_state() -> Value {
    json!({ "status": "green", "ui": { "status": "green", "response_time_ms": "1" } })
}

fn version(gateway: &Gateway, _: &Call) -> Answer {
    let body = json!({
        "package": "WmAPIGateway", "description": "partnerctl sandbox: not a webMethods API Gateway",
        "publisher": "partnerctl", "version": gateway.quirks.version.word(), "build": env!("CARGO_PKG_VERSION"),
        "listACL": "Default", "loadok": "1", "loaderr": "0",
    });
    Ok(Reply::json(200, &body))
}

fn settings(gateway: &Gateway, _: &Call) -> Answer {
    let settings = stored(&gateway.world.read(), SETTINGS);
    Ok(Reply::json(200, &json!({ "preferredSettings": settings, "allSettings": settings })))
}

/// Sets what is named and leaves the rest.
fn change_settings(gateway: &Gateway, call: &Call) -> Answer {
    let body = Value::from(call.object()?);
    let preferred = &body["preferredSettings"];
    if !preferred.is_object() {
        return Err(Refusal::new(400, "Mandatory field preferredSettings is missing in the input request body"));
    }
    gateway.world.write(|shelves| {
        let mut settings = stored(shelves, SETTINGS);
        for group in ["extendedKeys", "wattKeys"] {
            for (name, value) in preferred[group].as_object().into_iter().flatten() {
                let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
                settings[group][name] = json!(text);
            }
        }
        shelves.put(Kind::Configuration, SETTINGS, settings.clone());
        Ok(Reply::json(200, &json!({ "preferredSettings": settings, "allSettings": settings })))
    })
}

fn load_balancer(gateway: &Gateway, _: &Call) -> Answer {
    let shelves = gateway.world.read();
    Ok(Reply::json(
        200,
        &json!({
            "webAppUrl": "",
            "httpUrls": public_urls(gateway, &shelves, false),
            "httpsUrls": public_urls(gateway, &shelves, true),
            "websocketUrls": [],
        }),
    ))
}

fn change_load_balancer(gateway: &Gateway, call: &Call) -> Answer {
    let body = Value::from(call.object()?);
    let new = json!({ "httpUrls": body["httpUrls"], "httpsUrls": body["httpsUrls"] });
    gateway.world.write(|shelves| shelves.put(Kind::Configuration, LOAD_BALANCER, new));
    load_balancer(gateway, call)
}

fn keystore(gateway: &Gateway, _: &Call) -> Answer {
    Ok(Reply::json(200, &stored(&gateway.world.read(), KEYSTORE)))
}

fn change_keystore(gateway: &Gateway, call: &Call) -> Answer {
    let body = call.object()?;
    gateway.world.write(|shelves| {
        let mut keystore = stored(shelves, KEYSTORE);
        for (name, value) in body.into_iter().filter(|(_, value)| value.is_string()) {
            keystore[name] = value;
        }
        shelves.put(Kind::Configuration, KEYSTORE, keystore.clone());
        Ok(Reply::json(200, &keystore))
    })
}

fn stored(shelves: &Shelves, name: &str) -> Value {
    shelves.get(Kind::Configuration, name).map(|found| found.as_ref().clone()).unwrap_or_default()
}

fn approvals(_: &Gateway, _: &Call) -> Answer {
    Ok(Reply::json(200, &json!({ "approvalRequests": [] })))
}

const SETTINGS: &str = "settings";
const KEYSTORE: &str = "keystore";
const LOAD_BALANCER: &str = "loadBalancer";
const DEFAULTS: &[(&str, &str)] = &[
    // The product wants HTTPS; on loopback both doors must work.
    ("pg_oauth2_isHTTPS", "false"),
    ("pg_JWT_isHTTPS", "false"),
    ("pg_OpenID_isHTTPS", "false"),
    ("pg_JWT_clock_skew_seconds", "0"),
    ("apiKeyHeader", "x-Gateway-APIKey"),
    ("apiKeyExpirationPeriod", ""),
    ("customCertificateHeader", "X-Client-Cert"),
    ("enableTeamWork", "false"),
];

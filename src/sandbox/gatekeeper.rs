//! Calls of the APIs behind the gateway: which API, over which transport, by whom, with which right.
//!
//! What an API demands is in its policy: the actions `entryProtocolPolicy` and `evaluatePolicy` (contract: sections 4 and
//! 5). An API without the latter is open, as on the product.

use std::sync::Arc;

use serde_json::{Value, json};
use time::macros::format_description;

use super::{
    Gateway,
    admin::{apis, policies, ports},
    echo,
    exchange::{Call, Reply},
    identification::{self, Denied, Identity, Rights},
    issuers,
    world::{Kind, Shelves, list_of_objects},
};

/// Lets a call through to the echo API, or says why not.
pub(super) fn pass(gateway: &Gateway, call: &Call) -> Reply {
    // Key sets come over the network; nobody else waits meanwhile.
    issuers::freshen(gateway, call.bearer().unwrap_or_default());
    let shelves = gateway.world.read();
    let Some((api, rest)) = addressed(&shelves, call) else {
        let denied = Denied::new(404, "Unknown API or resource");
        return refuse(gateway, call, "null", &denied);
    };
    let name = api["apiName"].as_str().unwrap_or_default().to_owned();
    match admit(gateway, &shelves, call, &api) {
        Ok(identity) => {
            // The echo takes its time over bodies; nobody has to wait for it.
            drop(shelves);
            echo::answer(gateway, call, &rest, &identity)
        }
        Err(denied) => refuse(gateway, call, &name, &denied),
    }
}

/// Refuses a call without a certificate where the port requires one. On the product the handshake fails; here the port also
/// carries the admin API, which stays open so that nobody locks himself out.
pub(super) fn check_port(shelves: &Shelves, call: &Call) -> Result<(), Denied> {
    if call.peer.tls && call.peer.certificates.is_empty() && ports::client_auth(shelves) == "require" {
        return Err(Denied::new(401, "The port requires a client certificate").because("certificate-required"));
    }
    Ok(())
}

/// The API that a path leads to, and what is left of the path for the API itself.
fn addressed(shelves: &Shelves, call: &Call) -> Option<(Arc<Value>, String)> {
    if !call.parameter("name").is_empty() {
        let key = format!("ref:{}/{}", call.parameter("name"), call.parameter("version"));
        let api = shelves.find(Kind::Api, &key).next().cloned()?;
        return Some((api, format!("/{}", call.parameter("rest"))));
    }
    // Only endpoints that somebody has named: as many as there are, tried one after the other.
    shelves.all(Kind::Api).find_map(|api| {
        let fits = |path: String| {
            let rest = call.path.strip_prefix(path.as_str())?;
            (rest.is_empty() || rest.starts_with('/')).then(|| (Arc::clone(api), format!("/{}", rest.trim_start_matches('/'))))
        };
        apis::named_endpoints(api).find_map(fits)
    })
}

fn admit(gateway: &Gateway, shelves: &Shelves, call: &Call, api: &Value) -> Result<Identity, Denied> {
    check_port(shelves, call)?;
    if api["isActive"] != true {
        return Err(Denied::new(404, "API is not active"));
    }
    let protocols = policies::protocols(shelves, api);
    let scheme = if call.peer.tls { "https" } else { "http" };
    if !protocols.iter().any(|protocol| protocol == scheme) {
        return Err(Denied::new(403, format!("The API is not available over {scheme}")));
    }
    let Some(action) = policies::identify_action(shelves, api) else { return Ok(Identity::nobody()) };
    let identity = identification::identify(gateway, shelves, call, api, &action)?;
    let Some(application) = &identity.application else { return Ok(identity) };
    if application["isSuspended"] == true {
        return Err(Denied::new(403, "Application is suspended").because("suspended").of(application));
    }
    match &identity.rights {
        Some(rights) if !covered(gateway, shelves, api, rights) => {
            let denied = Denied::new(403, "The access token does not have the required scope");
            Err(denied.because("scope").of(application))
        }
        _ => Ok(identity),
    }
}

/// Whether a token brings the scopes of one mapping that covers the API.
///
/// Mappings of the gateway's own server concern its own opaque tokens, mappings of another server that server's tokens. An
/// API without a mapping that concerns the token is open to it, unless a switch says otherwise.
fn covered(gateway: &Gateway, shelves: &Shelves, api: &Value, rights: &Rights) -> bool {
    let id = api["id"].as_str().unwrap_or_default();
    let needed = |mapping: &Value| -> Vec<String> {
        let of_server = |scope: &&Value| scope["authServerAlias"] == *rights.server;
        let scopes = list_of_objects(&mapping["requiredAuthScopes"]).filter(of_server);
        scopes.map(|scope| scope["scopeName"].as_str().unwrap_or_default().to_owned()).collect()
    };
    let mapped: Vec<_> = shelves.find(Kind::Scope, &format!("api:{id}")).collect();
    let concerning: Vec<_> = mapped.iter().map(|mapping| needed(mapping)).filter(|scopes| !scopes.is_empty()).collect();
    match (mapped.is_empty(), concerning.is_empty()) {
        (true, _) => !gateway.quirks.scope_mapping_required,
        // A token that the gateway signed as another's bearer carries no scopes of its own server.
        (false, true) => true,
        (false, false) if rights.server == "local" && !rights.opaque => true,
        (false, false) => concerning.iter().any(|scopes| scopes.iter().all(|scope| rights.scopes.contains(scope))),
    }
}

/// The product's run-time error, by the template that it ships with (contract: section 1).
pub(super) fn refuse(gateway: &Gateway, call: &Call, api: &str, denied: &Denied) -> Reply {
    let now = gateway.now();
    let time = now.format(format_description!("[hour repr:12]:[minute]:[second] [period]")).unwrap_or_default();
    let date = now.format(format_description!("[month repr:short] [day padding:none], [year]")).unwrap_or_default();
    let text = format!(
        "API Gateway encountered an error. Error Message: {}. Request Details: Service - {api}, Operation - {}, Invocation \
         Time:{time}, Date:{date},  Client IP - {}, User - Default and Application:{}.",
        denied.text,
        call.path,
        call.peer.address.ip(),
        denied.application.as_deref().unwrap_or("sys:defaultApplication"),
    );
    let reply = Reply::json(denied.status, &json!({ "Exception": text }));
    // For rehearsals: the product keeps this to itself.
    if let Some(reason) = denied.reason { reply.with("x-sandbox-reason", reason) } else { reply }
}

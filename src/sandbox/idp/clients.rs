//! Registration of clients (RFC 7591, a part of it). Beyond the standard a client may register `certificate`, one in PEM or
//! Base64, as some portals take it, and `expires_in_text`, to be answered as those portals answer.

use std::collections::HashMap;

use base64::{Engine as _, engine::general_purpose::STANDARD};
use serde_json::{Map, Value, json};

use crate::{
    crypto::{bundle::Bundle, certificate::Certificate, jwk::Set, public::PublicKey, random},
    sandbox::{
        Gateway,
        exchange::{Call, Reply},
        world::{Kind, Shelves, list_of, list_of_objects},
    },
};

/// Answers `POST /idp/register`. Nobody need sign in: it is for rehearsals on one machine.
pub(super) fn register(gateway: &Gateway, call: &Call) -> Reply {
    let record = call.object().map_err(|_| "the body is not a JSON object".to_owned()).and_then(|body| record(&body));
    let mut record = match record {
        Ok(record) => record,
        Err(why) => return Reply::json(400, &json!({ "error": "invalid_client_metadata", "error_description": why })),
    };
    let id = random::identifier();
    record["client_id"] = json!(id);
    record["client_id_issued_at"] = json!(gateway.now().unix_timestamp());
    if record["token_endpoint_auth_method"].as_str().is_some_and(|method| method.starts_with("client_secret")) {
        record["client_secret"] = match random::secret(32) {
            Ok(secret) => json!(secret.reveal()),
            Err(error) => return Reply::json(500, &json!({ "error": "server_error", "error_description": error.to_string() })),
        };
        record["client_secret_expires_at"] = json!(0);
    }
    gateway.world.write(|shelves| shelves.put(Kind::Client, &id, record.clone()));
    Reply::json(201, &record).with("cache-control", "no-store")
}

fn record(body: &Map<String, Value>) -> Result<Value, String> {
    let mut record = json!({
        "client_name": body.get("client_name"),
        "grant_types": body.get("grant_types").cloned().unwrap_or_else(|| json!(GRANTS)),
        "token_endpoint_auth_method": body.get("token_endpoint_auth_method").cloned().unwrap_or_else(|| json!(METHODS[0])),
    });
    for name in ["scope", "jwks", "certificate", "tls_client_auth_subject_dn", "expires_in_text"] {
        if let Some(value) = body.get(name) {
            record[name] = value.clone();
        }
    }
    if body.contains_key("jwks_uri") {
        return Err("jwks_uri is not read here: register jwks".to_owned());
    }
    if let Some(grant) = list_of(&record["grant_types"]).find(|grant| !GRANTS.contains(grant)) {
        return Err(format!("grant type {grant} is not known"));
    }
    let method = record["token_endpoint_auth_method"].as_str().unwrap_or_default();
    if !METHODS.contains(&method) {
        return Err(format!("token_endpoint_auth_method {method} is not known"));
    }
    check_keys(&record, method)?;
    Ok(record)
}

fn check_keys(record: &Value, method: &str) -> Result<(), String> {
    let set = keys(record);
    if let Some(entry) = set.keys.iter().find(|entry| !entry.private.is_empty()) {
        return Err(format!("jwks holds private members: {}", entry.private.join(", ")));
    }
    let given = record.get("jwks").is_some() || record.get("certificate").is_some();
    let needed = ["private_key_jwt", "self_signed_tls_client_auth"].contains(&method);
    if set.keys.is_empty() && (given || needed) {
        return Err("no key in jwks or certificate can be used".to_owned());
    }
    if method == "tls_client_auth" && record["tls_client_auth_subject_dn"].as_str().is_none() {
        return Err("tls_client_auth_subject_dn is missing".to_owned());
    }
    Ok(())
}

/// A registered client.
pub(super) fn find(shelves: &Shelves, id: &str) -> Option<Value> {
    shelves.get(Kind::Client, id).map(|found| found.as_ref().clone())
}

/// The keys that a client has registered.
pub(super) fn keys(record: &Value) -> Set {
    let mut set = record.get("jwks").and_then(|jwks| Set::read(&jwks.to_string()).ok()).unwrap_or_default();
    let certificate = record["certificate"].as_str().and_then(certificate);
    let key = certificate.and_then(|one| PublicKey::from_spki_der(one.public_key.spki()).ok());
    set.keys.extend(key.map(Set::of).unwrap_or_default().keys);
    set
}

/// Whether a client has registered this very certificate, alone or as the first of an `x5c` (RFC 8705, section 2.2.2).
pub(super) fn has_certificate(record: &Value, der: &[u8]) -> bool {
    let listed = list_of_objects(&record["jwks"]["keys"]).filter_map(|key| key["x5c"][0].as_str());
    let mut listed = listed.filter_map(|text| STANDARD.decode(text).ok());
    listed.any(|own| own == der) || record["certificate"].as_str().and_then(certificate).is_some_and(|own| own.der() == der)
}

fn certificate(text: &str) -> Option<Certificate> {
    Bundle::read("certificate", text.as_bytes(), None).ok()?.certificates.into_iter().next()
}

/// The members of a form; `None` when one is there twice (RFC 6749, section 3.2).
pub(super) fn form(call: &Call) -> Option<HashMap<String, String>> {
    let mut members = HashMap::new();
    for (name, value) in url::form_urlencoded::parse(&call.body).into_owned() {
        if members.insert(name, value).is_some() {
            return None;
        }
    }
    Some(members)
}

pub(super) const JWT_BEARER: &str = "urn:ietf:params:oauth:grant-type:jwt-bearer";
pub(super) const GRANTS: [&str; 2] = ["client_credentials", JWT_BEARER];
pub(super) const METHODS: [&str; 6] =
    ["client_secret_basic", "client_secret_post", "private_key_jwt", "tls_client_auth", "self_signed_tls_client_auth", "none"];

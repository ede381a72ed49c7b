//! The JWT connectors of an endpoint (section 6): one address of keys, lists of issuers and audiences, for all partners that call it.
//! Settings that this driver does not know stay.

mod leave;

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value, json};

use crate::gateway::{Error, Result};

use super::{
    link::Link,
    wire::{Record, string},
};

pub(super) use leave::untell;

/// The connector for tokens that come beside an API key.
const BESIDE_KEY: &str = "com.mashery.proxy.customer.generic.JWTAuthProcessor";
/// The connector for tokens that hold the API key in a claim.
const KEY_IN_CLAIM: &str = "com.mashery.proxy.customer.generic.oauth2-jwt-authenticator";

/// The class of an endpoint's connector; empty when it has none.
pub(super) fn adapter(endpoint: &Record) -> &str {
    endpoint.get(PROCESSOR).and_then(|processor| processor.get("adapter")).and_then(Value::as_str).unwrap_or_default()
}

/// Whether a connector is one that this driver sets up.
pub(super) fn is_known(adapter: &str) -> bool {
    [BESIDE_KEY, KEY_IN_CLAIM].contains(&adapter)
}

/// Reserves an endpoint for tokens. Until the first partner's issuer is told it refuses every call.
pub(super) fn reserve(endpoint: &mut Record) {
    if !is_known(adapter(endpoint)) {
        choose(endpoint, KEY_IN_CLAIM);
    }
}

/// Tells an endpoint whose tokens to let in, besides those that it lets in already, and which claims to hand on.
pub(super) fn tell(endpoint: &mut Record, link: &Link, headers: &Headers) -> Result<()> {
    let wanted = if link.claim.is_some() { KEY_IN_CLAIM } else { BESIDE_KEY };
    let used = !jwks(endpoint).is_empty();
    if adapter(endpoint) != wanted {
        if used {
            return Err(conflict("takes the partner's key from another place", SEPARATE));
        }
        choose(endpoint, wanted);
    }
    fits(endpoint, link, used)?;
    if let Some(claim) = &link.claim {
        endpoint.insert(KEY_LOCATION.to_owned(), json!(claim));
    }
    let mut inputs = inputs_of(endpoint);
    let (address, life) = names(wanted);
    inputs.insert(address.to_owned(), json!(link.jwks));
    inputs.entry(life).or_insert_with(|| json!(MINUTES));
    if !used || !listed(&inputs, "iss").is_empty() {
        add(&mut inputs, "iss", &link.issuer);
    }
    if let Some(audience) = &link.audience {
        add(&mut inputs, "aud", audience);
    }
    demand(&mut inputs, link)?;
    inject(&mut inputs, headers)?;
    put_inputs(endpoint, inputs);
    Ok(())
}

/// Whether an endpoint lets the tokens of a link in, whatever address their keys were moved to.
pub(super) fn carries(endpoint: &Record, link: &Link, headers: &Headers) -> bool {
    let (issuers, address) = issuers(endpoint);
    let known = issuers.contains(&link.issuer).then(|| Link { jwks: address.to_owned(), ..link.clone() });
    let mut told = endpoint.clone();
    tell(&mut told, known.as_ref().unwrap_or(link), headers).is_ok() && told == *endpoint
}

/// The issuers that an endpoint lets in, and where it fetches their keys.
pub(super) fn issuers(endpoint: &Record) -> (BTreeSet<String>, &str) {
    let issuers = if is_known(adapter(endpoint)) { inputs(endpoint).map(|all| listed(all, "iss")) } else { None };
    (issuers.unwrap_or_default().into_iter().collect(), jwks(endpoint))
}

/// Moves an issuer that is alone at an endpoint to other keys.
pub(super) fn moved(endpoint: &mut Record, issuer: &str, address: &str) -> Result<()> {
    let (known, before) = issuers(endpoint);
    if !known.contains(issuer) || before == address {
        return Ok(());
    }
    if known.len() > 1 {
        let others =
            known.iter().filter(|other| *other != issuer).map(|other| format!("`{other}`")).collect::<Vec<_>>().join(", ");
        return Err(conflict(&format!("fetches the keys of {others} from the same address"), MERGED));
    }
    let name = names(adapter(endpoint)).0;
    let mut inputs = inputs_of(endpoint);
    inputs.insert(name.to_owned(), json!(address));
    put_inputs(endpoint, inputs);
    Ok(())
}

/// Refuses what would lock out the partners that call the endpoint already.
fn fits(endpoint: &Record, link: &Link, used: bool) -> Result<()> {
    let (before, key) = (jwks(endpoint), string(endpoint, KEY_LOCATION));
    let claim = link.claim.as_deref().unwrap_or(key);
    let audiences = inputs(endpoint).map(|all| listed(all, "aud")).unwrap_or_default();
    let checks = [
        (before != link.jwks, format!("fetches keys from {before}, and from one address only"), MERGED),
        (!key.is_empty() && key != claim, format!("takes the partner's key from claim `{key}`"), SEPARATE),
        (
            !audiences.is_empty() && link.audience.is_none(),
            format!("asks for audience `{}`", audiences.join(",")),
            "name it in `audience`",
        ),
        (
            audiences.is_empty() && link.audience.is_some(),
            "serves partners whose tokens are checked for no audience".to_owned(),
            ALIKE,
        ),
    ];
    let found = checks.into_iter().find(|(stands, ..)| used && *stands);
    found.map_or(Ok(()), |(_, what, next)| Err(conflict(&what, next)))
}

/// Asks for further claims. They hold for every partner of the endpoint, so values are added to those that are there.
fn demand(inputs: &mut Map<String, Value>, link: &Link) -> Result<()> {
    let text = inputs.get(CLAIMS).and_then(Value::as_str).filter(|text| !text.trim().is_empty());
    let mut known: BTreeMap<String, Value> = match text {
        Some(text) => serde_json::from_str(text).map_err(|_| conflict("has `nonstandard_claims` of another shape", SEPARATE))?,
        None => BTreeMap::new(),
    };
    let before = known.clone();
    for (name, value) in link.others() {
        let mut values: Vec<String> = known.get(name).and_then(Value::as_str).map(parts).unwrap_or_default();
        if !values.contains(value) {
            values.push(value.clone());
        }
        if values.len() > 1 {
            inputs.insert(format!("{name}MatchPolicy"), json!("matchany"));
        }
        known.insert(name.clone(), json!(values.join(",")));
    }
    if known != before {
        inputs.insert(CLAIMS.to_owned(), json!(json!(known).to_string()));
    }
    Ok(())
}

/// Names of headers with the claims that go into them.
pub(super) type Headers = BTreeMap<String, String>;

/// Refuses names that no header can have, and those that callers or the gateway use themselves.
pub(super) fn check(headers: &Headers) -> Result<()> {
    let plain = |name: &str| !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte));
    let own =
        |name: &str| ["authorization", "host", "content-length", KEY_HEADER].iter().any(|own| own.eq_ignore_ascii_case(name));
    let bad = headers.iter().find(|(name, claim)| !plain(name) || own(name) || claim.trim().is_empty());
    bad.map_or(Ok(()), |(name, claim)| {
        let form = "`HEADER: claim`, such as `X-Partner: azp`";
        Err(Error::Settings(format!("`claimHeaders` cannot put claim `{claim}` into header `{name}`: write {form}")))
    })
}

/// Makes the connector hand claims on in headers: JSON text with the claim under its header, without blanks (section 6). Other
/// headers that it fills stay.
fn inject(inputs: &mut Map<String, Value>, headers: &Headers) -> Result<()> {
    if headers.is_empty() {
        return Ok(());
    }
    let text = inputs.get(HEADERS).and_then(Value::as_str).filter(|text| !text.trim().is_empty()).unwrap_or("{}");
    let before: Headers = serde_json::from_str(text).map_err(|_| conflict("has `inject_headers` of another shape", SEPARATE))?;
    let mut after = before.clone();
    after.extend(headers.clone());
    if after != before {
        inputs.insert(HEADERS.to_owned(), json!(json!(after).to_string()));
    }
    Ok(())
}

/// Sets the connector and what belongs to it at the endpoint itself.
fn choose(endpoint: &mut Record, adapter: &str) {
    let mut set = |name: &str, value: Value| endpoint.insert(name.to_owned(), value);
    if adapter == KEY_IN_CLAIM {
        set("requestAuthenticationType", json!("custom"));
        set("customRequestAuthenticationAdapter", json!(adapter));
        set("apiKeyValueLocations", json!(["custom"]));
        endpoint.remove(KEY_LOCATION);
    } else {
        set("requestAuthenticationType", json!("apiKey"));
        set("apiKeyValueLocations", json!(["request-header"]));
        set(KEY_LOCATION, json!(KEY_HEADER));
        endpoint.remove("customRequestAuthenticationAdapter");
    }
    let inputs = inputs_of(endpoint);
    if let Some(processor) = object(endpoint, PROCESSOR) {
        processor.insert("adapter".to_owned(), json!(adapter));
        processor.insert("preProcessEnabled".to_owned(), json!(true));
        processor.entry("postProcessEnabled").or_insert_with(|| json!(false));
    }
    put_inputs(endpoint, inputs);
}

/// The header in which a key travels beside a token.
pub(super) const KEY_HEADER: &str = "X-API-Key";

fn jwks(endpoint: &Record) -> &str {
    let name = names(adapter(endpoint)).0;
    inputs(endpoint).and_then(|all| all.get(name)).and_then(Value::as_str).unwrap_or_default()
}

/// What a connector calls the address of the keys, and how long it keeps them, in minutes.
fn names(adapter: &str) -> (&'static str, &'static str) {
    if adapter == BESIDE_KEY { ("public_key_request_path", "public_key_ttl") } else { ("jwks_uri", "jwks_cache_expiry") }
}

fn inputs(endpoint: &Record) -> Option<&Map<String, Value>> {
    endpoint.get(PROCESSOR)?.get(INPUTS)?.as_object()
}

/// The settings of an endpoint's connector, to be put back with [`put_inputs`].
fn inputs_of(endpoint: &Record) -> Map<String, Value> {
    inputs(endpoint).cloned().unwrap_or_default()
}

fn put_inputs(endpoint: &mut Record, inputs: Map<String, Value>) {
    if let Some(processor) = object(endpoint, PROCESSOR) {
        processor.insert(INPUTS.to_owned(), Value::Object(inputs));
    }
}

/// An object in an object; one that is not there, or is none, becomes an empty one.
fn object<'a>(record: &'a mut Map<String, Value>, name: &str) -> Option<&'a mut Map<String, Value>> {
    let value = record.entry(name).or_insert(Value::Null);
    if !value.is_object() {
        *value = json!({});
    }
    value.as_object_mut()
}

fn listed(inputs: &Map<String, Value>, name: &str) -> Vec<String> {
    inputs.get(name).and_then(Value::as_str).map(parts).unwrap_or_default()
}

fn parts(text: &str) -> Vec<String> {
    text.split(',').map(str::trim).filter(|part| !part.is_empty()).map(str::to_owned).collect()
}

fn add(inputs: &mut Map<String, Value>, name: &str, value: &str) {
    let mut all = listed(inputs, name);
    if !all.iter().any(|known| known == value) {
        all.push(value.to_owned());
        inputs.insert(name.to_owned(), json!(all.join(",")));
    }
}

fn conflict(what: &str, next: &str) -> Error {
    Error::Conflict { call: None, what: format!("an endpoint of the API {what}"), next: next.to_owned() }
}

const PROCESSOR: &str = "processor";
const INPUTS: &str = "preInputs";
const CLAIMS: &str = "nonstandard_claims";
const HEADERS: &str = "inject_headers";
const KEY_LOCATION: &str = "apiKeyValueLocationKey";
const MINUTES: &str = "60";
const SEPARATE: &str = "publish the API once more under another name or version for this partner";
const ALIKE: &str = "leave `audience` away, or publish the API once more under another name or version for this partner";
const MERGED: &str = "publish one key set with the keys of all its partners (`partnerctl jwk set`) and name it in every `jwksUri`, or \
                      publish the API once more under another name or version for this partner";

//! Tokens: assertions made, tokens taken apart and verified.

use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value;
use url::{Host, Url};

use crate::{
    crypto::{
        certificate::Certificate,
        json,
        jwk::Set,
        jwt::{self, Assertion, Order, Refusal, Rules},
        key::Key,
        read::Item,
    },
    domain::finding::{Finding, Level},
    job::{
        Cause, Error, Result,
        jwk::read_set,
        material::{Given, usage},
    },
    lint::token::{self, Expected},
};

/// An assertion that was made.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Asserted {
    /// The token in compact form.
    pub jwt: String,
    /// Its header.
    pub header: Value,
    /// Its claims.
    pub claims: Value,
    /// What a server may say to it.
    #[serde(skip)]
    pub findings: Vec<Finding>,
}

/// Makes an assertion. One that every server refuses is made only when `anyway` is said.
pub fn assert(key: &Key, order: &Order, anyway: bool) -> Result<Asserted> {
    let made = jwt::assert(key, order).map_err(|error| usage(error.to_string(), "see `partnerctl jwt assert --help`"))?;
    let Assertion { jwt, header, claims } = made;
    let expected = Expected {
        purpose: Some(order.purpose),
        key: Some(key.public().clone()),
        certificate: order.certificate.as_ref().and_then(|der| Certificate::from_der(der).ok()),
        leeway: 60,
        now: order.now,
        ..Expected::default()
    };
    let findings = token::check(&header, &claims, &expected);
    if let Some(worst) = findings.first().filter(|finding| finding.level == Level::Refuse && !anyway) {
        let what = format!("servers refuse such an assertion: {} [{}]", worst.subject, worst.code);
        return Err(usage(what, format!("{}; `--anyway` makes it all the same", worst.advice)));
    }
    Ok(Asserted { jwt, header: Value::Object(header), claims: Value::Object(claims), findings })
}

/// A token in its parts, not verified.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Decoded {
    /// Its header.
    pub header: Value,
    /// Its claims.
    pub claims: Value,
}

/// Takes a token apart.
pub fn decode(name: &str, text: &str) -> Result<Decoded> {
    let token = jwt::decode(text).map_err(|error| usage(format!("`{name}`: {error}"), "give the token as the server sent it"))?;
    Ok(Decoded { header: Value::Object(token.header), claims: Value::Object(token.claims) })
}

/// What a verification came to.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Verification {
    /// Whether the token is good.
    pub ok: bool,
    /// Why not, as a word for scripts.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// Why not, in words; null when it is good.
    pub reason: Option<String>,
    /// The claims, when it is good; null otherwise, for what is not verified is not to be used.
    pub claims: Option<Value>,
    /// The algorithm that it was verified with.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub algorithm: Option<String>,
    /// The thumbprint of the key that verified it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub thumbprint: Option<String>,
}

/// Verifies a token.
#[must_use]
pub fn verify(token: &str, keys: &Set, rules: &Rules) -> Verification {
    match jwt::verify(token, keys, rules) {
        Ok(seen) => Verification {
            ok: true,
            code: None,
            reason: None,
            claims: Some(Value::Object(seen.claims)),
            algorithm: Some(seen.algorithm.to_string()),
            thumbprint: Some(seen.thumbprint),
        },
        Err(Refusal { kind, reason }) => Verification {
            ok: false,
            code: Some(kind.to_string()),
            reason: Some(reason),
            claims: None,
            algorithm: None,
            thumbprint: None,
        },
    }
}

/// The keys in a file: a JWK or a set of them, or anything else with a public key.
pub fn keys(given: &Given, items: &[Item]) -> Result<Set> {
    if given.bytes.trim_ascii_start().starts_with(b"{") {
        return read_set(&given.name, &given.bytes);
    }
    let mut set = Set::default();
    for item in items {
        set.keys.extend(Set::of(item.public().clone()).keys);
    }
    Ok(set)
}

/// Fetches a document with its address; the caller owns the connection.
pub type Fetch<'a> = dyn Fn(&Url) -> Result<Vec<u8>> + 'a;

/// The keys at an address. Only over TLS, except on this machine.
pub fn keys_at(url: &Url, fetch: &Fetch<'_>) -> Result<Set> {
    check_address(url)?;
    read_set(url.as_str(), &fetch(url)?)
}

/// The keys that an issuer publishes.
pub fn keys_of_issuer(issuer: &str, fetch: &Fetch<'_>) -> Result<Set> {
    let metadata = metadata(issuer, fetch)?;
    let keys = metadata.get("jwks_uri").and_then(Value::as_str).and_then(|text| Url::parse(text).ok());
    let keys =
        keys.ok_or_else(|| refused(format!("the metadata of `{issuer}` has no `jwks_uri`"), "give the keys with `--jwks`"))?;
    keys_at(&keys, fetch)
}

/// What an issuer says about itself; it must name exactly this issuer (RFC 8414 section 3.3).
pub fn metadata(issuer: &str, fetch: &Fetch<'_>) -> Result<json::Object> {
    let base = Url::parse(issuer).map_err(|error| usage(format!("`{issuer}` is not a URL: {error}"), "give the issuer's URL"))?;
    check_address(&base)?;
    if base.query().is_some() || base.fragment().is_some() {
        return Err(usage(format!("the issuer `{issuer}` has a query or fragment"), "leave it out (RFC 8414 section 2)"));
    }
    let metadata = well_known(&base, issuer, fetch)?;
    let named = metadata.get("issuer").and_then(Value::as_str).unwrap_or_default();
    if named != issuer {
        let what = format!("the metadata of `{issuer}` names another issuer: `{}`", clean(named));
        return Err(refused(what, "give the issuer exactly as the server names itself"));
    }
    Ok(metadata)
}

/// `OpenID` Connect appends its path, RFC 8414 puts its own between host and path.
fn well_known(base: &Url, issuer: &str, fetch: &Fetch<'_>) -> Result<json::Object> {
    let path = base.path().trim_end_matches('/').to_owned();
    let at = |path: String| {
        let mut url = base.clone();
        url.set_path(&path);
        url
    };
    let first = fetch(&at(format!("{path}/.well-known/openid-configuration")));
    let bytes = match first {
        Err(error) if matches!(*error.cause, Cause::NotFound { .. }) => {
            fetch(&at(format!("/.well-known/oauth-authorization-server{path}")))?
        }
        other => other?,
    };
    json::object(&String::from_utf8_lossy(&bytes))
        .map_err(|error| refused(format!("the metadata of `{issuer}` cannot be read: {error}"), "check the address"))
}

/// Whether what goes to this address cannot be read on the way: over TLS, or on this machine.
#[must_use]
pub fn is_private(url: &Url) -> bool {
    let local = match url.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    };
    url.scheme() == "https" || (url.scheme() == "http" && local)
}

fn check_address(url: &Url) -> Result<()> {
    if is_private(url) {
        return Ok(());
    }
    Err(usage(format!("keys are fetched over https alone, and this is `{}`", clean(url.as_str())), "give an address with https"))
}

fn refused(what: String, next: &str) -> Error {
    Cause::Refused { what, next: next.to_owned() }.into()
}

fn clean(text: &str) -> String {
    text.chars().filter(|sign| !sign.is_control()).take(120).collect()
}

//! Assertions: tokens that a partner signs to prove who it is (RFC 7523).

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use serde_json::{Value, json};
use thiserror::Error;

use crate::crypto::{
    algorithm::Algorithm,
    json::{Object, value},
    jwk::{x5c, x5t, x5t_sha256},
    key::{self, Key},
    read::certified,
};

/// What an assertion is for. The rules for audience and `typ` differ (RFC 10070 section 4).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// The authorization grant, parameter `assertion` (RFC 7523 section 2.1).
    Grant,
    /// Client authentication, parameter `client_assertion` (RFC 7523 section 2.2).
    ClientAuthentication,
}

impl Purpose {
    /// The header's `typ`. A grant names none of its own, so it carries the general one.
    #[must_use]
    pub const fn typ(self) -> &'static str {
        match self {
            Self::Grant => "JWT",
            Self::ClientAuthentication => "client-authentication+jwt",
        }
    }
}

/// How the header names the key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Kid {
    /// By its thumbprint (RFC 7638).
    Thumbprint,
    /// Not at all.
    None,
    /// By this name.
    Named(String),
}

/// An assertion to be made.
#[derive(Debug, Clone, PartialEq)]
pub struct Order {
    /// What it is for.
    pub purpose: Purpose,
    /// `iss`: the client id at most servers.
    pub issuer: String,
    /// `sub`: the client id, or whom the grant is about.
    pub subject: String,
    /// `aud`: the server. One is written as a text, several as a list.
    pub audience: Vec<String>,
    /// The time now, in seconds since 1970.
    pub now: i64,
    /// How long it is good, in seconds.
    pub lifetime: i64,
    /// `jti`: what makes it unique.
    pub id: String,
    /// `alg`; the key's own when absent.
    pub algorithm: Option<Algorithm>,
    /// `kid`.
    pub kid: Kid,
    /// `typ`, when it must be another than the purpose's.
    pub typ: Option<String>,
    /// The certificate for `x5t` and `x5t#S256`, in DER.
    pub certificate: Option<Vec<u8>>,
    /// The certificates for `x5c`, leaf first, in DER.
    pub chain: Vec<Vec<u8>>,
    /// Further claims.
    pub claims: Vec<(String, Value)>,
}

/// A signed assertion.
#[derive(Debug, Clone, PartialEq)]
pub struct Assertion {
    /// The compact form.
    pub jwt: String,
    /// Its header.
    pub header: Object,
    /// Its claims.
    pub claims: Object,
}

/// Why no assertion can be made.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum AssertionError {
    /// The key refuses.
    #[error(transparent)]
    Key(#[from] key::Error),
    /// A claim that has its own flag.
    #[error("claim `{0}` has a flag of its own: use `{1}`")]
    OwnFlag(String, &'static str),
    /// A claim without a name or a sign of equality.
    #[error("`{0}` is not NAME=JSON")]
    Form(String),
    /// A claim whose value is no JSON.
    #[error("the value of claim `{name}` is not JSON: for a text write {name}='\"{shown}\"'")]
    NotJson {
        /// The claim.
        name: String,
        /// Its value.
        shown: String,
    },
    /// A claim given twice.
    #[error("claim `{0}` is given twice")]
    Twice(String),
    /// A time that is none, or in milliseconds.
    #[error("claim `{0}` must be a whole number of seconds since 1970 (RFC 7519 section 2), not text or milliseconds")]
    Time(String),
    /// The lifetime is no time.
    #[error("a lifetime of {0} seconds is no lifetime: 60 to 300 is what servers accept")]
    Lifetime(i64),
    /// The certificate is another key's.
    #[error("the certificate does not belong to the key: its public key is another")]
    OtherCertificate,
    /// The certificate cannot be read.
    #[error("the certificate {0}")]
    Certificate(String),
}

/// Makes and signs an assertion. Claims come out typed: times in whole seconds, `jti` as text whatever was given.
pub fn assert(key: &Key, order: &Order) -> Result<Assertion, AssertionError> {
    if order.lifetime <= 0 {
        return Err(AssertionError::Lifetime(order.lifetime));
    }
    let algorithm = order.algorithm.unwrap_or(Algorithm::default_of(key.kind()));
    let header = header(key, order, algorithm)?;
    let claims = claims(order)?;
    let part = |object: &Object| URL_SAFE_NO_PAD.encode(Value::Object(object.clone()).to_string());
    let signed = format!("{}.{}", part(&header), part(&claims));
    let signature = key.sign(algorithm, signed.as_bytes())?;
    Ok(Assertion { jwt: format!("{signed}.{}", URL_SAFE_NO_PAD.encode(signature)), header, claims })
}

/// Reads `NAME=JSON` as it is given on the command line; the value begins after the first sign of equality.
pub fn claim(text: &str) -> Result<(String, Value), AssertionError> {
    let (name, json) = text.split_once('=').unwrap_or_default();
    if name.is_empty() {
        return Err(AssertionError::Form(shown(text)));
    }
    let read = value(json).map_err(|_| AssertionError::NotJson { name: shown(name), shown: shown(json) })?;
    Ok((name.to_owned(), read))
}

fn header(key: &Key, order: &Order, algorithm: Algorithm) -> Result<Object, AssertionError> {
    let mut header = Object::new();
    header.insert("alg".to_owned(), json!(algorithm.name()));
    header.insert("typ".to_owned(), json!(order.typ.as_deref().unwrap_or(order.purpose.typ())));
    match &order.kid {
        Kid::Thumbprint => {
            header.insert("kid".to_owned(), json!(key.public().thumbprint()));
        }
        Kid::Named(name) => {
            header.insert("kid".to_owned(), json!(name));
        }
        Kid::None => {}
    }
    for certificate in order.certificate.iter().chain(order.chain.first()) {
        let own = certified(certificate).map_err(|error| AssertionError::Certificate(error.fault))?;
        if own != *key.public() {
            return Err(AssertionError::OtherCertificate);
        }
    }
    if let Some(certificate) = &order.certificate {
        header.insert("x5t".to_owned(), json!(x5t(certificate)));
        header.insert("x5t#S256".to_owned(), json!(x5t_sha256(certificate)));
    }
    if !order.chain.is_empty() {
        header.insert("x5c".to_owned(), json!(x5c(&order.chain)));
    }
    Ok(header)
}

fn claims(order: &Order) -> Result<Object, AssertionError> {
    let audience = match order.audience.as_slice() {
        [one] => json!(one),
        many => json!(many),
    };
    let mut claims = Object::new();
    claims.insert("iss".to_owned(), json!(order.issuer));
    claims.insert("sub".to_owned(), json!(order.subject));
    claims.insert("aud".to_owned(), audience);
    claims.insert("iat".to_owned(), json!(order.now));
    claims.insert("exp".to_owned(), json!(order.now.saturating_add(order.lifetime)));
    claims.insert("jti".to_owned(), json!(order.id));
    let mut seen: Vec<&str> = Vec::new();
    for (name, value) in &order.claims {
        if seen.contains(&name.as_str()) {
            return Err(AssertionError::Twice(shown(name)));
        }
        seen.push(name);
        claims.insert(name.clone(), typed(name, value)?);
    }
    Ok(claims)
}

/// The value in the type that the standard gives the claim.
fn typed(name: &str, value: &Value) -> Result<Value, AssertionError> {
    let own = |flag| Err(AssertionError::OwnFlag(name.to_owned(), flag));
    match name {
        "iss" => own("--issuer"),
        "sub" => own("--subject"),
        "aud" => own("--audience"),
        "exp" => own("--ttl"),
        "iat" | "nbf" | "auth_time" => match value.as_i64() {
            Some(time) if (0..MILLISECONDS).contains(&time) => Ok(value.clone()),
            _ => Err(AssertionError::Time(name.to_owned())),
        },
        // A `jti` of digits alone would otherwise turn into a number, and servers refuse it (RFC 7519 section 4.1.7).
        "jti" => Ok(Value::String(value.as_str().map_or_else(|| value.to_string(), str::to_owned))),
        _ => Ok(value.clone()),
    }
}

/// From here on a time must be milliseconds: as seconds it lies after the year 5000.
pub(crate) const MILLISECONDS: i64 = 100_000_000_000;

fn shown(text: &str) -> String {
    text.chars().filter(|sign| !sign.is_control()).take(60).collect()
}

//! Certificates made here: self-signed ones, a test authority, and what it issues. For non-production.

use schemars::JsonSchema;
use serde::Serialize;

use super::first;
use crate::{
    crypto::{
        certificate::Certificate,
        certify::{self, Life, Subject, Use},
        csr::{AlternativeName, Request, SignatureState},
        key::Key,
        public::PublicKey,
        read::Item,
    },
    domain::{
        finding::Finding,
        moment::{Moment, Span},
    },
    job::{
        Cause, Result,
        material::{Given, unreadable},
    },
    lint::request::weak,
};

/// A certificate for one's own key.
pub struct Own {
    /// The private key.
    pub key: Key,
    /// The subject in the form of RFC 4514.
    pub subject: String,
    /// The alternative names.
    pub names: Vec<AlternativeName>,
    /// What it is for.
    pub usage: Use,
    /// How many days it lives.
    pub days: u32,
}

/// A certificate for somebody's request.
pub struct ForRequest {
    /// The authority's certificate.
    pub authority: Given,
    /// The authority's private key.
    pub key: Key,
    /// The request.
    pub request: Given,
    /// How many days it lives.
    pub days: u32,
}

/// A certificate that was made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Made {
    /// Whose it is.
    pub subject: String,
    /// Who signed it.
    pub issuer: String,
    /// Its number, in hex.
    pub serial: String,
    /// The first second of its life.
    pub not_before: Moment,
    /// The last second of its life.
    pub not_after: Moment,
    /// The SHA-256 of its encoding.
    pub sha256: String,
    /// The SHA-256 of its public key.
    pub public_key_sha256: String,
    /// What is to be said about its key.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub findings: Vec<Finding>,
    /// The certificate as PEM; absent when it went to a file.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub certificate: Option<String>,
    /// Where it was written.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub file: Option<String>,
}

impl From<&Certificate> for Made {
    fn from(one: &Certificate) -> Self {
        Self {
            subject: one.subject.to_string(),
            issuer: one.issuer.to_string(),
            serial: one.serial.to_string(),
            not_before: one.not_before,
            not_after: one.not_after,
            sha256: one.sha256(),
            public_key_sha256: one.public_key.sha256.clone(),
            findings: doubts(one),
            certificate: None,
            file: None,
        }
    }
}

/// Signs a certificate with its own key.
pub fn own(order: &Own, now: Moment) -> Result<Certificate> {
    let subject = Subject::new(&order.key, &order.subject, &order.names)?;
    Ok(certify::self_sign(&subject, order.usage, life(now, order.days), &order.key)?)
}

/// Issues a certificate for a request whose sender holds the key.
pub fn for_request(order: &ForRequest, now: Moment) -> Result<Certificate> {
    let authority = first(&order.authority)?;
    let der = request(&order.request)?;
    Ok(certify::issue(&Subject::of_request(&der)?, life(now, order.days), &authority, &order.key)?)
}

/// What is to be said about the key of a certificate that was made.
fn doubts(one: &Certificate) -> Vec<Finding> {
    PublicKey::from_spki_der(one.public_key.spki()).map(|key| weak(&key)).unwrap_or_default()
}

fn request(given: &Given) -> Result<Vec<u8>> {
    let refused = |what: String| Cause::Usage { what, next: "ask the partner for a new request".to_owned() };
    let found = given.items(None)?.into_iter().find_map(|item| match item {
        Item::Request(der, _) => Some(der),
        _ => None,
    });
    let der = found.ok_or_else(|| refused(format!("`{}` holds no certificate request", given.name)))?;
    let read = Request::from_der(&der).map_err(|error| unreadable(&given.name, &error))?;
    match read.signature {
        SignatureState::Good => Ok(der),
        SignatureState::Bad => Err(refused(format!("`{}` is not signed with its own key", given.name)).into()),
        SignatureState::Unknown => {
            Err(refused(format!("`{}` is signed in a way that cannot be checked here", given.name)).into())
        }
    }
}

/// From an hour ago, for clocks that are behind.
fn life(now: Moment, days: u32) -> Life {
    let from = Moment::new(now.time().saturating_sub(time::Duration::hours(1)));
    Life { from, until: now.after(Span::days(u64::from(days))) }
}

impl From<certify::Error> for Cause {
    fn from(error: certify::Error) -> Self {
        use certify::Error::{NoAuthority, OtherKey, Outlives, Random};
        let next = match &error {
            NoAuthority(_) => "make a test authority: `partnerctl cert ca`",
            OtherKey(_) => "name the key that the authority's certificate was made for",
            Outlives { .. } => "choose fewer days, or renew the authority",
            Random => "check the operating system's source of randomness",
            _ => "correct it and run the command again",
        };
        Self::Usage { what: error.to_string(), next: next.to_owned() }
    }
}

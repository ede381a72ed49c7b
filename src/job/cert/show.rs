//! What certificates say, from a file or from a server.

use schemars::JsonSchema;
use serde::Serialize;

use super::read;
use crate::{
    crypto::{
        bundle::{Bundle, Container},
        certificate::{Certificate, purpose},
        chain,
    },
    domain::{moment::Moment, secret::Secret},
    handshake::{self, Place, Seen},
    job::{Result, material::Given},
};

/// Certificates in the order in which they were found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct CertificateList {
    /// The certificates.
    pub certificates: Vec<Facts>,
    /// Whether each is followed by its issuer and none is there twice.
    pub in_order: bool,
    /// How they were packed; absent when a server showed them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub container: Option<Container>,
    /// Where private keys stand in the file.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub private_keys: Vec<String>,
    /// What else stands in the file.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub skipped: Vec<String>,
    /// What was seen of the server that showed them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub server: Option<Server>,
}

/// What one certificate says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Facts {
    /// Whose it is (RFC 4514).
    pub subject: String,
    /// The same as OpenSSL prints it.
    pub subject_open_ssl: String,
    /// The same as older tools print it.
    pub subject_legacy: String,
    /// Who signed it (RFC 4514).
    pub issuer: String,
    /// Its number, in hex.
    pub serial: String,
    /// The first second of its life.
    pub not_before: Moment,
    /// The last second of its life.
    pub not_after: Moment,
    /// How many whole days are left; negative when it has ended.
    pub days_left: i64,
    /// The SHA-256 of its encoding, in hex.
    pub sha256: String,
    /// The SHA-1 of its encoding, in hex, for `x5t`.
    pub sha1: String,
    /// Kind and size of its key.
    pub public_key: String,
    /// The SHA-256 of the public key, in hex: the same for key, request and certificate that belong together.
    pub public_key_sha256: String,
    /// How it is signed.
    pub signature: String,
    /// 1, 2 or 3.
    pub version: u32,
    /// Whether it is an authority.
    pub ca: bool,
    /// Whether it is signed by itself.
    pub self_signed: bool,
    /// Key usages.
    pub key_usage: Vec<String>,
    /// Extended key usages.
    pub extended_key_usage: Vec<String>,
    /// Alternative names of the subject.
    pub alternative_names: Vec<String>,
    /// The id of its key, in hex.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub subject_key_id: Option<String>,
    /// The id of its issuer's key, in hex.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub authority_key_id: Option<String>,
    /// Where the issuer's certificate can be had.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub issuer_urls: Vec<String>,
    /// Where revocation lists can be had.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub revocation_urls: Vec<String>,
}

/// What was seen of a server.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Server {
    /// Host and port.
    pub place: String,
    /// The version of TLS.
    pub version: String,
    /// The cipher suite.
    pub suite: String,
    /// Whether it asks for a client certificate.
    pub asks_for_certificate: bool,
    /// The issuers that it takes client certificates from, where it names them.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub accepted_issuers: Vec<String>,
}

/// Shows what is in a file.
pub fn file(given: &Given, passphrase: Option<&Secret>, at: Moment) -> Result<CertificateList> {
    let Bundle { certificates, private_keys, container, skipped, .. } = read(given, passphrase)?;
    let list = list(&certificates, at);
    Ok(CertificateList { container: Some(container), private_keys, skipped, ..list })
}

/// Shows what a server shows. Nothing is verified.
pub fn server(place: &Place, at: Moment) -> Result<CertificateList> {
    let seen = handshake::read_chain(place)?;
    let list = list(&seen.chain, at);
    Ok(CertificateList { server: Some(about(place, &seen)), ..list })
}

fn list(certificates: &[Certificate], at: Moment) -> CertificateList {
    let in_order = chain::is_ordered(certificates, at) && chain::without_repetitions(certificates).len() == certificates.len();
    CertificateList {
        certificates: certificates.iter().map(|one| facts(one, at)).collect(),
        in_order,
        container: None,
        private_keys: Vec::new(),
        skipped: Vec::new(),
        server: None,
    }
}

fn about(place: &Place, seen: &Seen) -> Server {
    Server {
        place: place.to_string(),
        version: seen.version.clone(),
        suite: seen.suite.clone(),
        asks_for_certificate: seen.asked,
        accepted_issuers: seen.accepted_issuers.iter().map(ToString::to_string).collect(),
    }
}

fn facts(one: &Certificate, at: Moment) -> Facts {
    let all = &one.extensions;
    let usages = all.key_usage.as_ref().map(|list| list.value.as_slice()).unwrap_or_default();
    let purposes = all.extended_key_usage.as_ref().map(|list| list.value.as_slice()).unwrap_or_default();
    let names = all.alternative_names.as_ref().map(|list| list.value.as_slice()).unwrap_or_default();
    Facts {
        subject: one.subject.to_string(),
        subject_open_ssl: one.subject.openssl(),
        subject_legacy: one.subject.legacy(),
        issuer: one.issuer.to_string(),
        serial: one.serial.to_string(),
        not_before: one.not_before,
        not_after: one.not_after,
        days_left: one.not_after.days_since(at),
        sha256: one.sha256(),
        sha1: one.sha1(),
        public_key: one.public_key.kind.to_string(),
        public_key_sha256: one.public_key.sha256.clone(),
        signature: one.signature.name.clone(),
        version: one.version,
        ca: one.is_ca(),
        self_signed: one.is_self_signed(),
        key_usage: usages.iter().map(|&usage| usage.to_owned()).collect(),
        extended_key_usage: purposes.iter().map(|oid| purpose::word(oid).to_owned()).collect(),
        alternative_names: names.iter().map(ToString::to_string).collect(),
        subject_key_id: all.subject_key_id.as_ref().map(|id| id.value.clone()),
        authority_key_id: all.authority_key_id.as_ref().and_then(|id| id.value.clone()),
        issuer_urls: all.authority_access.as_ref().map(|access| access.value.clone()).unwrap_or_default(),
        revocation_urls: all.revocation_urls.clone(),
    }
}

//! Certificate revocation lists: which numbers an issuer has taken back (RFC 5280, section 5).

use std::collections::HashMap;

use thiserror::Error;
use x509_parser::{
    extensions::{ParsedExtension, X509Extension},
    prelude::FromDer as _,
    revocation_list::{CertificateRevocationList, RevokedCertificate},
    x509::SubjectPublicKeyInfo,
};

use super::{
    certificate::{Certificate, Raw, SignatureAlgorithm, Signed},
    name::Name,
};
use crate::domain::moment::Moment;

/// A revocation list.
#[derive(Debug, Clone)]
pub struct RevocationList {
    der: Vec<u8>,
    /// Whose list it is.
    pub issuer: Name,
    /// When it was made.
    pub this_update: Moment,
    /// When the next one is due.
    pub next_update: Option<Moment>,
    /// Its number (section 5.2.3).
    pub number: Number,
    /// How it is signed.
    pub signature: SignatureAlgorithm,
    entries: HashMap<Vec<u8>, Revoked>,
}

/// That and why a certificate was taken back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Revoked {
    /// Since when.
    pub since: Moment,
    /// The reason in the words of section 5.3.1, where one is given.
    pub reason: Option<&'static str>,
}

/// Whether a list carries its number as it must.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Number {
    /// It does.
    Good,
    /// It does, but marked critical.
    Critical,
    /// It does not.
    Missing,
}

/// The bytes are no revocation list.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("not a certificate revocation list: {0}")]
pub struct Unreadable(String);

impl RevocationList {
    /// Reads one list that fills `der` to its last byte.
    pub fn from_der(der: &[u8]) -> Result<Self, Unreadable> {
        let (rest, parsed) = CertificateRevocationList::from_der(der).map_err(|error| Unreadable(error.to_string()))?;
        if !rest.is_empty() {
            return Err(Unreadable(format!("{} bytes follow its end", rest.len())));
        }
        Ok(Self {
            der: der.to_vec(),
            issuer: Name::read(parsed.issuer()),
            this_update: Moment::new(parsed.last_update().to_datetime()),
            next_update: parsed.next_update().map(|time| Moment::new(time.to_datetime())),
            number: number(&parsed),
            signature: SignatureAlgorithm::read(&parsed.signature_algorithm),
            entries: parsed.iter_revoked_certificates().map(entry).collect(),
        })
    }

    /// The encoded list.
    #[must_use]
    pub fn der(&self) -> &[u8] {
        &self.der
    }

    /// How many certificates it takes back.
    #[must_use]
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether it takes back none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// Whether it speaks about this certificate, by the issuer's name.
    #[must_use]
    pub fn covers(&self, certificate: &Certificate) -> bool {
        self.issuer.der() == certificate.issuer.der()
    }

    /// Whether it was signed with this issuer's key.
    #[must_use]
    pub fn signed_by(&self, issuer: &Certificate) -> Signed {
        let (Ok((_, list)), Ok((_, key))) =
            (CertificateRevocationList::from_der(&self.der), SubjectPublicKeyInfo::from_der(issuer.public_key.spki()))
        else {
            return Signed::Unknown;
        };
        let raw = Raw {
            algorithm: list.signature_algorithm.algorithm.to_id_string(),
            message: list.tbs_cert_list.as_ref(),
            signature: &list.signature_value.data,
        };
        Signed::read(&list.verify_signature(&key), issuer, &raw)
    }

    /// What it says about a certificate that it covers; `None` when it does not take it back.
    #[must_use]
    pub fn find(&self, certificate: &Certificate) -> Option<&Revoked> {
        self.entries.get(&plain(certificate.serial.bytes()))
    }
}

fn number(parsed: &CertificateRevocationList<'_>) -> Number {
    let is_number = |extension: &&X509Extension<'_>| matches!(extension.parsed_extension(), ParsedExtension::CRLNumber(_));
    match parsed.extensions().iter().find(is_number) {
        Some(extension) if extension.critical => Number::Critical,
        Some(_) => Number::Good,
        None => Number::Missing,
    }
}

fn entry(raw: &RevokedCertificate<'_>) -> (Vec<u8>, Revoked) {
    let code = raw.iter_extensions().find_map(|extension| match extension.parsed_extension() {
        ParsedExtension::ReasonCode(code) => Some(code.0),
        _ => None,
    });
    let reason = code.and_then(|code| REASONS.get(usize::from(code)).copied()).filter(|reason| !reason.is_empty());
    (plain(raw.raw_serial()), Revoked { since: Moment::new(raw.revocation_date.to_datetime()), reason })
}

/// Without leading zeros, which careless issuers write on one side only.
fn plain(serial: &[u8]) -> Vec<u8> {
    serial.iter().copied().skip_while(|byte| *byte == 0).collect()
}

const REASONS: [&str; 11] = [
    "unspecified",
    "key compromise",
    "compromise of the authority",
    "affiliation changed",
    "superseded",
    "cessation of operation",
    "on hold",
    "",
    "removed from the list",
    "privilege withdrawn",
    "compromise of the attribute authority",
];

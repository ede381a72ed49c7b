//! One certificate as facts: read once, owned, and kept beside its encoding. Judges nothing.

mod extensions;
mod identity;
mod public_key;
pub mod purpose;
mod signature;

use thiserror::Error;
use x509_parser::{certificate::X509Certificate, error::X509Error, prelude::FromDer as _};

pub(super) use self::signature::by_short_key;
pub use self::{
    extensions::{AlternativeName, BasicConstraints, Extensions, Flagged, NameConstraints},
    public_key::{KeyKind, PublicKey},
    signature::SignatureAlgorithm,
};
use super::{digest, name::Name};
use crate::domain::moment::Moment;

/// A certificate.
#[derive(Debug, Clone)]
pub struct Certificate {
    der: Vec<u8>,
    /// Whose it is.
    pub subject: Name,
    /// Who signed it.
    pub issuer: Name,
    /// The number that its issuer gave it.
    pub serial: Serial,
    /// 1, 2 or 3.
    pub version: u32,
    /// The first second of its life.
    pub not_before: Moment,
    /// The last second of its life.
    pub not_after: Moment,
    /// Whether both dates are in the form that their year asks for (RFC 5280, section 4.1.2.5).
    pub dates_well_formed: bool,
    /// The key that it speaks for.
    pub public_key: PublicKey,
    /// How it is signed.
    pub signature: SignatureAlgorithm,
    /// Whether the algorithm is the same inside and outside the signed part (RFC 5280, section 4.1.1.2).
    pub algorithms_agree: bool,
    /// What its extensions say.
    pub extensions: Extensions,
}

/// The bytes are no certificate.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("not an X.509 certificate: {0}")]
pub struct Unreadable(pub(super) String);

impl Certificate {
    /// Reads one certificate that fills `der` to its last byte.
    pub fn from_der(der: &[u8]) -> Result<Self, Unreadable> {
        let (certificate, rest) = Self::first_of(der)?;
        if rest.is_empty() { Ok(certificate) } else { Err(Unreadable(format!("{} bytes follow its end", rest.len()))) }
    }

    /// Reads the certificate at the start of `bytes`, and returns what follows it.
    pub fn first_of(bytes: &[u8]) -> Result<(Self, &[u8]), Unreadable> {
        let (rest, parsed) = X509Certificate::from_der(bytes).map_err(|error| Unreadable(error.to_string()))?;
        Ok((Self::of(&parsed), rest))
    }

    fn of(parsed: &X509Certificate<'_>) -> Self {
        let validity = parsed.validity();
        let moment = |time: x509_parser::time::ASN1Time| Moment::new(time.to_datetime());
        let well_formed = |time: x509_parser::time::ASN1Time| time.is_generalizedtime() == (time.to_datetime().year() > 2049);
        Self {
            der: parsed.as_raw().to_vec(),
            subject: Name::read(parsed.subject()),
            issuer: Name::read(parsed.issuer()),
            serial: Serial(parsed.raw_serial().to_vec()),
            version: parsed.version().0.saturating_add(1),
            not_before: moment(validity.not_before),
            not_after: moment(validity.not_after),
            dates_well_formed: well_formed(validity.not_before) && well_formed(validity.not_after),
            public_key: PublicKey::read(parsed.public_key()),
            signature: SignatureAlgorithm::read(&parsed.signature_algorithm),
            algorithms_agree: parsed.signature_algorithm == parsed.tbs_certificate.signature,
            extensions: Extensions::read(parsed.extensions()),
        }
    }

    /// The encoded certificate.
    #[must_use]
    pub fn der(&self) -> &[u8] {
        &self.der
    }

    /// The certificate as one PEM block with a line end.
    #[must_use]
    pub fn pem(&self) -> String {
        super::bundle::pem_block("CERTIFICATE", &self.der)
    }

    /// The SHA-256 of the encoding in hex: the fingerprint.
    #[must_use]
    pub fn sha256(&self) -> String {
        digest::sha256(&self.der)
    }

    /// The SHA-1 of the encoding in hex: what `x5t` carries (RFC 7515, section 4.1.7).
    #[must_use]
    pub fn sha1(&self) -> String {
        digest::sha1(&self.der)
    }

    /// Whether subject and issuer are the same name.
    #[must_use]
    pub fn is_self_issued(&self) -> bool {
        self.subject.der() == self.issuer.der()
    }

    /// Whether it is signed with its own key.
    #[must_use]
    pub fn is_self_signed(&self) -> bool {
        self.is_self_issued() && self.signed_by(self) != Signed::No
    }

    /// Whether the CA flag is set.
    #[must_use]
    pub fn is_ca(&self) -> bool {
        self.extensions.basic_constraints.as_ref().is_some_and(|basic| basic.value.ca)
    }

    /// Whether its signature was made with `issuer`'s key. The library that checks does not know every algorithm.
    #[must_use]
    pub fn signed_by(&self, issuer: &Self) -> Signed {
        let (Ok((_, child)), Ok((_, parent))) = (X509Certificate::from_der(&self.der), X509Certificate::from_der(&issuer.der))
        else {
            return Signed::Unknown;
        };
        let raw = Raw {
            algorithm: child.signature_algorithm.algorithm.to_id_string(),
            message: child.tbs_certificate.as_ref(),
            signature: &child.signature_value.data,
        };
        Signed::read(&child.verify_signature(Some(parent.public_key())), issuer, &raw)
    }

    /// The name to show to people: the subject, or the serial number where it has none.
    #[must_use]
    pub fn title(&self) -> String {
        let subject = self.subject.to_string();
        if subject.is_empty() { format!("certificate with serial number {}", self.serial) } else { subject }
    }
}

/// Two certificates are the same when their encodings are.
impl PartialEq for Certificate {
    fn eq(&self, other: &Self) -> bool {
        self.der == other.der
    }
}

impl Eq for Certificate {}

/// Whether a signature was made with a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Signed {
    /// It was.
    Yes,
    /// It was not.
    No,
    /// The algorithm is not known here.
    Unknown,
}

/// What a signature is about.
pub(in crate::crypto) struct Raw<'a> {
    pub(in crate::crypto) algorithm: String,
    pub(in crate::crypto) message: &'a [u8],
    pub(in crate::crypto) signature: &'a [u8],
}

impl Signed {
    /// The library refuses short keys as it refuses forgeries; these are told apart here.
    pub(in crate::crypto) fn read(result: &Result<(), X509Error>, issuer: &Certificate, raw: &Raw<'_>) -> Self {
        let short = || signature::by_short_key(issuer.public_key.spki(), &raw.algorithm, raw.message, raw.signature);
        match result {
            Ok(()) => Self::Yes,
            Err(_) if short() == Some(true) => Self::Yes,
            Err(X509Error::SignatureVerificationError) if issuer.public_key.kind.is_tiny() => Self::Unknown,
            Err(X509Error::SignatureVerificationError) => Self::No,
            Err(_) if issuer.public_key.kind.cannot_make(&raw.algorithm) => Self::No,
            Err(_) => Self::Unknown,
        }
    }
}

/// A serial number, as encoded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Serial(Vec<u8>);

impl Serial {
    /// Above zero (RFC 5280, section 4.1.2.2).
    #[must_use]
    pub fn is_positive(&self) -> bool {
        self.0.first().is_some_and(|first| first & 0x80 == 0) && self.0.iter().any(|byte| *byte != 0)
    }

    /// The encoding, sign octet included.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        &self.0
    }

    /// How many octets its encoding takes; at most 20 are allowed (RFC 5280, section 4.1.2.2).
    #[must_use]
    pub fn octets(&self) -> usize {
        self.0.len()
    }
}

/// Hex digits in pairs, without a leading sign octet.
impl std::fmt::Display for Serial {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let plain = match self.0.as_slice() {
            [0, rest @ ..] if !rest.is_empty() => rest,
            all => all,
        };
        out.write_str(&digest::hex(plain))
    }
}

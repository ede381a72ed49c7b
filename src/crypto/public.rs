//! Public keys: read from `SubjectPublicKeyInfo`, compared, and used to check signatures.

use std::fmt;

use aws_lc_rs::signature::{self as suite, ParsedPublicKey, UnparsedPublicKey, VerificationAlgorithm};
use pkcs8::{
    der::{
        Decode as _, Reader as _, SliceReader,
        asn1::{ObjectIdentifier, UintRef},
    },
    spki::SubjectPublicKeyInfoRef,
};
use thiserror::Error;
use x509_parser::num_bigint::BigUint;

use super::{
    algorithm::Algorithm,
    certificate::by_short_key,
    digest,
    key::KeyType,
    weak::{Weakness, weaknesses},
};

/// A public key that was looked at: the numbers are of the right size, and a point lies on its curve (RFC 8725 section 3.4).
#[derive(Clone, PartialEq, Eq)]
pub struct PublicKey {
    kind: KeyType,
    spki: Vec<u8>,
    numbers: Numbers,
}

/// What a public key consists of, each number big-endian at the width that a JWK wants (RFC 7518 section 6).
#[derive(Clone, PartialEq, Eq)]
pub(super) enum Numbers {
    /// Without leading zeros.
    Rsa {
        /// The modulus.
        n: Vec<u8>,
        /// The exponent.
        e: Vec<u8>,
    },
    /// At the full width of the curve.
    Ec {
        /// The point's first coordinate.
        x: Vec<u8>,
        /// The second.
        y: Vec<u8>,
    },
    /// The 32 bytes of RFC 8032.
    Ed(Vec<u8>),
}

/// Why something is no public key that can be used.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum PublicError {
    /// The structure does not fit.
    #[error("the public key is damaged: {0}")]
    Damaged(&'static str),
    /// The kind of key is not used here.
    #[error("keys of the kind {0} are not used for gateways: RSA, P-256, P-384, P-521 or Ed25519 is needed")]
    Unsupported(String),
}

impl PublicKey {
    /// Reads `SubjectPublicKeyInfo` in DER (RFC 5280 section 4.1.2.7).
    pub fn from_spki_der(der: &[u8]) -> Result<Self, PublicError> {
        let info =
            SubjectPublicKeyInfoRef::from_der(der).map_err(|_| PublicError::Damaged("it is not SubjectPublicKeyInfo in DER"))?;
        let bits = info.subject_public_key.as_bytes().ok_or(PublicError::Damaged("it does not end at a whole byte"))?;
        let curve = info.algorithm.parameters.and_then(|any| any.decode_as::<ObjectIdentifier>().ok());
        let (kind, numbers) = match info.algorithm.oid {
            RSA => rsa_numbers(bits)?,
            EC => ec_numbers(curve.ok_or(PublicError::Unsupported("elliptic curve without a name".to_owned()))?, bits)?,
            ED25519 if bits.len() == 32 => (KeyType::Ed25519, Numbers::Ed(bits.to_vec())),
            ED25519 => return Err(PublicError::Damaged("an Ed25519 key has 32 bytes")),
            other => return Err(PublicError::Unsupported(kind_name(other))),
        };
        let key = Self { kind, spki: der.to_vec(), numbers };
        key.check()?;
        Ok(key)
    }

    /// What kind of key it is.
    #[must_use]
    pub const fn kind(&self) -> KeyType {
        self.kind
    }

    /// The key as `SubjectPublicKeyInfo` in DER.
    #[must_use]
    pub fn spki_der(&self) -> &[u8] {
        &self.spki
    }

    /// The key as PEM with the label `PUBLIC KEY`.
    #[must_use]
    pub fn to_pem(&self) -> String {
        super::read::to_pem("PUBLIC KEY", &self.spki)
    }

    /// The SHA-256 of the `SubjectPublicKeyInfo` in lower-case hex: equal in a key, its request and its certificate.
    #[must_use]
    pub fn sha256(&self) -> String {
        digest::sha256(&self.spki)
    }

    /// Whether the signature in the form of JWS is good. RSA keys under 2048 bits verify nothing (RFC 7518 section 3.3).
    #[must_use]
    pub fn verify(&self, algorithm: Algorithm, message: &[u8], signature: &[u8]) -> bool {
        algorithm.suits(self.kind)
            && UnparsedPublicKey::new(verification(algorithm), &self.spki).verify(message, signature).is_ok()
    }

    /// Whether the signature of a certificate or request is good; `None` when the algorithm, named by its dotted numbers, is not
    /// checked here.
    #[must_use]
    pub fn verify_x509(&self, algorithm: &str, message: &[u8], signature: &[u8]) -> Option<bool> {
        if matches!(self.kind, KeyType::Rsa(bits) if bits < 2048) {
            return by_short_key(&self.spki, algorithm, message, signature);
        }
        let algorithm: &dyn VerificationAlgorithm = match (self.kind, algorithm) {
            (KeyType::Rsa(_), "1.2.840.113549.1.1.11") => &suite::RSA_PKCS1_2048_8192_SHA256,
            (KeyType::Rsa(_), "1.2.840.113549.1.1.12") => &suite::RSA_PKCS1_2048_8192_SHA384,
            (KeyType::Rsa(_), "1.2.840.113549.1.1.13") => &suite::RSA_PKCS1_2048_8192_SHA512,
            (KeyType::EcP256, "1.2.840.10045.4.3.2") => &suite::ECDSA_P256_SHA256_ASN1,
            (KeyType::EcP256, "1.2.840.10045.4.3.3") => &suite::ECDSA_P256_SHA384_ASN1,
            (KeyType::EcP256, "1.2.840.10045.4.3.4") => &suite::ECDSA_P256_SHA512_ASN1,
            (KeyType::EcP384, "1.2.840.10045.4.3.2") => &suite::ECDSA_P384_SHA256_ASN1,
            (KeyType::EcP384, "1.2.840.10045.4.3.3") => &suite::ECDSA_P384_SHA384_ASN1,
            (KeyType::EcP384, "1.2.840.10045.4.3.4") => &suite::ECDSA_P384_SHA512_ASN1,
            (KeyType::EcP521, "1.2.840.10045.4.3.2") => &suite::ECDSA_P521_SHA256_ASN1,
            (KeyType::EcP521, "1.2.840.10045.4.3.3") => &suite::ECDSA_P521_SHA384_ASN1,
            (KeyType::EcP521, "1.2.840.10045.4.3.4") => &suite::ECDSA_P521_SHA512_ASN1,
            (KeyType::Ed25519, "1.3.101.112") => &suite::ED25519,
            _ => return None,
        };
        Some(UnparsedPublicKey::new(algorithm, &self.spki).verify(message, signature).is_ok())
    }

    /// Everything by which an RSA key can be broken; nothing for other keys.
    #[must_use]
    pub fn weaknesses(&self) -> Vec<Weakness> {
        match &self.numbers {
            Numbers::Rsa { n, e } => weaknesses(&BigUint::from_bytes_be(n), &BigUint::from_bytes_be(e)),
            _ => Vec::new(),
        }
    }

    pub(super) const fn numbers(&self) -> &Numbers {
        &self.numbers
    }

    /// Lets the library look at the point; a modulus is judged by its size alone, so that a short key can still be shown.
    fn check(&self) -> Result<(), PublicError> {
        if matches!(self.kind, KeyType::Rsa(_)) {
            return Ok(());
        }
        let parsed = ParsedPublicKey::new(verification(Algorithm::default_of(self.kind)), &self.spki);
        parsed.map(|_| ()).map_err(|_| PublicError::Damaged("its point does not lie on its curve"))
    }
}

impl fmt::Debug for PublicKey {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "PublicKey({} {})", self.kind, self.sha256())
    }
}

const RSA: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.1");
const EC: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10045.2.1");
const ED25519: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.101.112");

const CURVES: [(&str, KeyType, usize); 3] =
    [("1.2.840.10045.3.1.7", KeyType::EcP256, 32), ("1.3.132.0.34", KeyType::EcP384, 48), ("1.3.132.0.35", KeyType::EcP521, 66)];

/// The largest modulus that the library works with.
pub(super) const MAX_RSA_BITS: usize = 8192;

fn rsa_numbers(bits: &[u8]) -> Result<(KeyType, Numbers), PublicError> {
    let read = || -> pkcs8::der::Result<(Vec<u8>, Vec<u8>)> {
        let mut reader = SliceReader::new(bits)?;
        let pair = reader.sequence(|inner: &mut SliceReader<'_>| -> pkcs8::der::Result<_> {
            Ok((UintRef::decode(inner)?.as_bytes().to_vec(), UintRef::decode(inner)?.as_bytes().to_vec()))
        })?;
        reader.finish()?;
        Ok(pair)
    };
    let (n, e) = read().map_err(|_| PublicError::Damaged("modulus and exponent cannot be read"))?;
    let length = bit_length(&n);
    match u32::try_from(length) {
        Ok(short) if length <= MAX_RSA_BITS && length > 0 => Ok((KeyType::Rsa(short), Numbers::Rsa { n, e })),
        _ => Err(PublicError::Unsupported(format!("RSA with {length} bits"))),
    }
}

fn ec_numbers(curve: ObjectIdentifier, bits: &[u8]) -> Result<(KeyType, Numbers), PublicError> {
    let found = CURVES.iter().find(|(oid, ..)| ObjectIdentifier::new(oid) == Ok(curve));
    let (_, kind, width) = *found.ok_or_else(|| PublicError::Unsupported(kind_name(curve)))?;
    match bits.split_first() {
        Some((4, point)) if point.len() == 2 * width => {
            Ok((kind, Numbers::Ec { x: point[..width].to_vec(), y: point[width..].to_vec() }))
        }
        Some((2 | 3, point)) if point.len() == width => {
            Err(PublicError::Damaged("its point is compressed, which gateways do not read"))
        }
        _ => Err(PublicError::Damaged("its point has the wrong length")),
    }
}

fn bit_length(number: &[u8]) -> usize {
    let leading = number.first().map_or(0, |byte| byte.leading_zeros() as usize);
    (number.len() * 8).saturating_sub(leading)
}

/// The name of a kind of key that is met and not used.
pub(super) fn kind_name(oid: ObjectIdentifier) -> String {
    let known = match oid.to_string().as_str() {
        "1.2.840.113549.1.1.10" => "RSA-PSS (a key bound to one padding)",
        "1.2.840.10040.4.1" => "DSA",
        "1.2.840.113549.1.3.1" | "1.2.840.10046.2.1" => "Diffie-Hellman",
        "1.3.101.110" => "X25519 (for agreement, not for signatures)",
        "1.3.101.111" => "X448 (for agreement, not for signatures)",
        "1.3.101.113" => "Ed448",
        "1.3.132.0.10" => "secp256k1",
        "1.3.132.0.33" => "P-224",
        "1.2.840.10045.3.1.1" => "P-192",
        "1.3.36.3.3.2.8.1.1.7" => "brainpoolP256r1",
        "1.3.36.3.3.2.8.1.1.11" => "brainpoolP384r1",
        "1.3.36.3.3.2.8.1.1.13" => "brainpoolP512r1",
        text => return format!("with the object identifier {text}"),
    };
    known.to_owned()
}

fn verification(algorithm: Algorithm) -> &'static dyn VerificationAlgorithm {
    match algorithm {
        Algorithm::Rs256 => &suite::RSA_PKCS1_2048_8192_SHA256,
        Algorithm::Rs384 => &suite::RSA_PKCS1_2048_8192_SHA384,
        Algorithm::Rs512 => &suite::RSA_PKCS1_2048_8192_SHA512,
        Algorithm::Ps256 => &suite::RSA_PSS_2048_8192_SHA256,
        Algorithm::Ps384 => &suite::RSA_PSS_2048_8192_SHA384,
        Algorithm::Ps512 => &suite::RSA_PSS_2048_8192_SHA512,
        Algorithm::Es256 => &suite::ECDSA_P256_SHA256_FIXED,
        Algorithm::Es384 => &suite::ECDSA_P384_SHA384_FIXED,
        Algorithm::Es512 => &suite::ECDSA_P521_SHA512_FIXED,
        Algorithm::EdDsa => &suite::ED25519,
    }
}

//! The key that a certificate speaks for.

use std::fmt;

use aws_lc_rs::signature::{ECDSA_P256_SHA256_ASN1, ECDSA_P384_SHA384_ASN1, ECDSA_P521_SHA512_ASN1, UnparsedPublicKey};
use x509_parser::{num_bigint::BigUint, public_key::PublicKey as Parsed, x509::SubjectPublicKeyInfo};

use crate::crypto::digest;

/// A public key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublicKey {
    /// What kind it is, with its numbers.
    pub kind: KeyKind,
    /// The SHA-256 of the encoded key (SPKI) in hex: the same for key, CSR and certificate that belong together.
    pub sha256: String,
    spki: Vec<u8>,
}

/// Kinds of keys.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum KeyKind {
    /// RSA, by modulus and exponent.
    Rsa {
        /// The modulus.
        modulus: BigUint,
        /// The public exponent.
        exponent: BigUint,
    },
    /// An elliptic curve of NIST.
    Ec {
        /// `P-256`, `P-384` or `P-521`.
        curve: &'static str,
        /// Whether the point lies on the curve.
        on_curve: bool,
    },
    /// Ed25519 (RFC 8410).
    Ed25519,
    /// Another one: its dotted numbers, and the curve's where there is one.
    Other(String),
}

impl PublicKey {
    /// Takes over what the parser read.
    #[must_use]
    pub fn read(parsed: &SubjectPublicKeyInfo<'_>) -> Self {
        Self { kind: kind(parsed), sha256: digest::sha256(parsed.raw), spki: parsed.raw.to_vec() }
    }

    /// The encoded key (`SubjectPublicKeyInfo`).
    #[must_use]
    pub fn spki(&self) -> &[u8] {
        &self.spki
    }
}

impl KeyKind {
    /// Whether it is an RSA key so short that no library checks its signatures.
    #[must_use]
    pub fn is_tiny(&self) -> bool {
        matches!(self, Self::Rsa { modulus, .. } if modulus.bits() < 1024)
    }

    /// Whether a signature algorithm is known to be one of another kind of key.
    #[must_use]
    pub fn cannot_make(&self, algorithm: &str) -> bool {
        let is = |family: &str| algorithm.starts_with(family);
        let (rsa, ec, ed25519) = (is("1.2.840.113549.1.1."), is("1.2.840.10045.4."), algorithm == ED25519);
        match self {
            Self::Rsa { .. } => ec || ed25519,
            Self::Ec { .. } => rsa || ed25519,
            Self::Ed25519 => rsa || ec,
            Self::Other(_) => false,
        }
    }
}

/// `RSA 3072`, `EC P-256`, `Ed25519`.
impl fmt::Display for KeyKind {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Rsa { modulus, .. } => write!(out, "RSA {}", modulus.bits()),
            Self::Ec { curve, .. } => write!(out, "EC {curve}"),
            Self::Ed25519 => out.write_str("Ed25519"),
            Self::Other(oid) => write!(out, "key of type {oid}"),
        }
    }
}

fn kind(parsed: &SubjectPublicKeyInfo<'_>) -> KeyKind {
    let oid = parsed.algorithm.algorithm.to_id_string();
    let parameter = || parsed.algorithm.parameters.as_ref().and_then(|any| any.as_oid().ok()).map(|oid| oid.to_id_string());
    match (oid.as_str(), parsed.parsed()) {
        (RSA | RSA_PSS, Ok(Parsed::RSA(key))) => {
            KeyKind::Rsa { modulus: BigUint::from_bytes_be(key.modulus), exponent: BigUint::from_bytes_be(key.exponent) }
        }
        (EC, _) => {
            let curve = parameter().unwrap_or_default();
            let known = CURVES.iter().find(|(oid, ..)| *oid == curve);
            known.map_or_else(
                || KeyKind::Other(format!("{oid} {curve}").trim_end().to_owned()),
                |(_, curve, algorithm)| {
                    let point = UnparsedPublicKey::new(*algorithm, &parsed.subject_public_key.data);
                    KeyKind::Ec { curve, on_curve: point.parse().is_ok() }
                },
            )
        }
        (ED25519, _) => KeyKind::Ed25519,
        _ => KeyKind::Other(oid),
    }
}

const RSA: &str = "1.2.840.113549.1.1.1";
const RSA_PSS: &str = "1.2.840.113549.1.1.10";
const EC: &str = "1.2.840.10045.2.1";
const ED25519: &str = "1.3.101.112";
const CURVES: [(&str, &str, &aws_lc_rs::signature::EcdsaVerificationAlgorithm); 3] = [
    ("1.2.840.10045.3.1.7", "P-256", &ECDSA_P256_SHA256_ASN1),
    ("1.3.132.0.34", "P-384", &ECDSA_P384_SHA384_ASN1),
    ("1.3.132.0.35", "P-521", &ECDSA_P521_SHA512_ASN1),
];

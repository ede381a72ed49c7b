//! How a certificate or a revocation list is signed.

use aws_lc_rs::signature::{
    RSA_PKCS1_1024_8192_SHA1_FOR_LEGACY_USE_ONLY, RSA_PKCS1_1024_8192_SHA256_FOR_LEGACY_USE_ONLY,
    RSA_PKCS1_1024_8192_SHA512_FOR_LEGACY_USE_ONLY, RsaParameters, UnparsedPublicKey,
};
use x509_parser::{
    num_bigint::BigUint,
    prelude::FromDer as _,
    public_key::PublicKey as Parsed,
    x509::{AlgorithmIdentifier, SubjectPublicKeyInfo},
};

/// A signature algorithm.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignatureAlgorithm {
    /// Its dotted numbers.
    pub oid: String,
    /// The name that people know it by, with its hash; the dotted numbers where it is not known.
    pub name: String,
    /// Whether its hash is one that collisions are known for.
    pub is_weak: bool,
}

impl SignatureAlgorithm {
    pub(in crate::crypto) fn read(parsed: &AlgorithmIdentifier<'_>) -> Self {
        let oid = parsed.algorithm.to_id_string();
        let known = KNOWN.iter().find(|(known, ..)| *known == oid);
        let name = known.map_or(oid.as_str(), |(_, name, _)| name).to_owned();
        // RSA-PSS names its hash in parameters; without them it is SHA-1 (RFC 4055, section 3.1).
        let weak_pss = oid == RSA_PSS && !pss_hash(parsed).is_some_and(|hash| STRONG.contains(&hash.as_str()));
        Self { oid, name, is_weak: weak_pss || known.is_some_and(|(.., weak)| *weak) }
    }
}

fn pss_hash(parsed: &AlgorithmIdentifier<'_>) -> Option<String> {
    let parameters = parsed.parameters.as_ref()?;
    let parameters = x509_parser::signature_algorithm::RsaSsaPssParams::try_from(parameters).ok()?;
    Some(parameters.hash_algorithm_oid().to_id_string())
}

/// Whether a short RSA key made a signature, which no server looks at any more; `None` when the key is not short, or when that
/// cannot be told. So a short key is called short, and nothing is called forged that is not.
pub(in crate::crypto) fn by_short_key(spki: &[u8], algorithm: &str, message: &[u8], signature: &[u8]) -> Option<bool> {
    let (_, parsed) = SubjectPublicKeyInfo::from_der(spki).ok()?;
    let Ok(Parsed::RSA(key)) = parsed.parsed() else { return None };
    if !(LEAST_BITS..STRONG_BITS).contains(&BigUint::from_bytes_be(key.modulus).bits()) {
        return None;
    }
    let (_, parameters) = SHORT.iter().find(|(oid, _)| *oid == algorithm)?;
    Some(UnparsedPublicKey::new(*parameters, spki).verify(message, signature).is_ok())
}

const LEAST_BITS: u64 = 1024;
const STRONG_BITS: u64 = 2048;
const SHORT: [(&str, &RsaParameters); 3] = [
    ("1.2.840.113549.1.1.5", &RSA_PKCS1_1024_8192_SHA1_FOR_LEGACY_USE_ONLY),
    ("1.2.840.113549.1.1.11", &RSA_PKCS1_1024_8192_SHA256_FOR_LEGACY_USE_ONLY),
    ("1.2.840.113549.1.1.13", &RSA_PKCS1_1024_8192_SHA512_FOR_LEGACY_USE_ONLY),
];

const RSA_PSS: &str = "1.2.840.113549.1.1.10";
/// SHA-256, SHA-384 and SHA-512.
const STRONG: [&str; 3] = ["2.16.840.1.101.3.4.2.1", "2.16.840.1.101.3.4.2.2", "2.16.840.1.101.3.4.2.3"];

const KNOWN: [(&str, &str, bool); 14] = [
    ("1.2.840.113549.1.1.2", "RSA with MD2", true),
    ("1.2.840.113549.1.1.4", "RSA with MD5", true),
    ("1.2.840.113549.1.1.5", "RSA with SHA-1", true),
    ("1.3.14.3.2.29", "RSA with SHA-1", true),
    ("1.2.840.10040.4.3", "DSA with SHA-1", true),
    ("1.2.840.10045.4.1", "ECDSA with SHA-1", true),
    ("1.2.840.113549.1.1.11", "RSA with SHA-256", false),
    ("1.2.840.113549.1.1.12", "RSA with SHA-384", false),
    ("1.2.840.113549.1.1.13", "RSA with SHA-512", false),
    (RSA_PSS, "RSA-PSS", false),
    ("1.2.840.10045.4.3.2", "ECDSA with SHA-256", false),
    ("1.2.840.10045.4.3.3", "ECDSA with SHA-384", false),
    ("1.2.840.10045.4.3.4", "ECDSA with SHA-512", false),
    ("1.3.101.112", "Ed25519", false),
];

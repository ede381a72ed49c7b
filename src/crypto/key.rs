//! Private keys: made, written as PKCS#8, and used to sign. Reading them from files is in `read`.

use std::{fmt, str::FromStr};

use aws_lc_rs::{
    encoding::{AsDer as _, PublicKeyX509Der},
    rand::SystemRandom,
    rsa,
    signature::{self as suite, EcdsaKeyPair, EcdsaSigningAlgorithm, Ed25519KeyPair, KeyPair as _, RsaEncoding},
};
use rcgen::PKCS_ECDSA_P521_SHA512;
use rustls::pki_types::PrivatePkcs8KeyDer;
use thiserror::Error as ThisError;
use zeroize::Zeroizing;

use super::{algorithm::Algorithm, public::PublicKey, read::ReadError};

/// What went wrong with a key in hand.
#[derive(Debug, Clone, PartialEq, Eq, ThisError)]
pub enum Error {
    /// Keys of this type are read, not made.
    #[error("keys of type `{0}` are not made here: choose rsa-2048, rsa-3072, rsa-4096, ec-p256, ec-p384, ec-p521 or ed25519")]
    NotMade(KeyType),
    /// The operating system gave no randomness, or the library failed.
    #[error("no key of type `{0}` could be made: the operating system gave no random bytes")]
    Generation(KeyType),
    /// Key and algorithm do not go together.
    #[error("a key of type `{kind}` cannot sign with {algorithm}: use {}", usable(*kind))]
    Unsuited {
        /// The key's type.
        kind: KeyType,
        /// The algorithm.
        algorithm: Algorithm,
    },
    /// The library refused to sign.
    #[error("the key of type `{0}` could not sign")]
    Signing(KeyType),
    /// The library refused the key.
    #[error("the key of type `{0}` cannot be handed on: {1}")]
    Encoding(KeyType, String),
}

/// What kind of key it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum KeyType {
    /// RSA with a modulus of so many bits.
    Rsa(u32),
    /// The curve P-256, also called prime256v1 and secp256r1.
    EcP256,
    /// The curve P-384, also called secp384r1.
    EcP384,
    /// The curve P-521, also called secp521r1.
    EcP521,
    /// Ed25519 (RFC 8032).
    Ed25519,
}

impl KeyType {
    /// The types that are made here.
    pub const MADE: [Self; 7] =
        [Self::Rsa(2048), Self::Rsa(3072), Self::Rsa(4096), Self::EcP256, Self::EcP384, Self::EcP521, Self::Ed25519];

    /// The name of the curve in a JWK; `None` for RSA.
    #[must_use]
    pub const fn curve(self) -> Option<&'static str> {
        match self {
            Self::Rsa(_) => None,
            Self::EcP256 => Some("P-256"),
            Self::EcP384 => Some("P-384"),
            Self::EcP521 => Some("P-521"),
            Self::Ed25519 => Some("Ed25519"),
        }
    }
}

impl fmt::Display for KeyType {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Rsa(bits) => out.pad(&format!("rsa-{bits}")),
            Self::EcP256 => out.pad("ec-p256"),
            Self::EcP384 => out.pad("ec-p384"),
            Self::EcP521 => out.pad("ec-p521"),
            Self::Ed25519 => out.pad("ed25519"),
        }
    }
}

/// The text names no type of key that is made here.
#[derive(Debug, Clone, PartialEq, Eq, ThisError)]
#[error("`{0}` is not a type of key: choose rsa-2048, rsa-3072, rsa-4096, ec-p256, ec-p384, ec-p521 or ed25519")]
pub struct KeyTypeError(String);

impl FromStr for KeyType {
    type Err = KeyTypeError;

    fn from_str(text: &str) -> Result<Self, KeyTypeError> {
        let found = Self::MADE.into_iter().find(|kind| kind.to_string() == text);
        found.ok_or_else(|| KeyTypeError(text.chars().filter(|sign| !sign.is_control()).take(40).collect()))
    }
}

/// A private key with its public half. Its memory is wiped on drop, and its `Debug` shows the public half only.
pub struct Key {
    pair: Pair,
    pkcs8: Zeroizing<Vec<u8>>,
    public: PublicKey,
}

/// The library's own form of each kind; elliptic ones are set up for the signature form of JWS.
pub(super) enum Pair {
    Rsa(rsa::KeyPair),
    Ec(EcdsaKeyPair),
    Ed(Ed25519KeyPair),
}

impl Key {
    /// Makes a key from the operating system's randomness.
    pub fn generate(kind: KeyType) -> Result<Self, Error> {
        let failed = |_| Error::Generation(kind);
        let pair = match kind {
            KeyType::Rsa(bits) => Pair::Rsa(rsa::KeyPair::generate(rsa_size(kind, bits)?).map_err(failed)?),
            KeyType::EcP256 | KeyType::EcP384 | KeyType::EcP521 => {
                Pair::Ec(EcdsaKeyPair::generate(joined_form(kind)).map_err(failed)?)
            }
            KeyType::Ed25519 => Pair::Ed(Ed25519KeyPair::generate().map_err(failed)?),
        };
        Self::from_pair(pair).ok_or(Error::Generation(kind))
    }

    /// Reads a private key from whatever a partner may have: see [`super::read`].
    pub fn read(bytes: &[u8], passphrase: Option<&str>) -> Result<Self, ReadError> {
        super::read::key(bytes, passphrase)
    }

    /// Takes the library's form over. `None` when the library cannot write down what it made.
    pub(super) fn from_pair(pair: Pair) -> Option<Self> {
        let (pkcs8, spki) = match &pair {
            Pair::Rsa(pair) => (pair.as_der().ok()?.as_ref().to_vec(), spki(pair.public_key().as_der())?),
            Pair::Ec(pair) => (pair.to_pkcs8v1().ok()?.as_ref().to_vec(), spki(pair.public_key().as_der())?),
            // The newer form with the public key inside is unknown to OpenSSL 3.0 and to many gateways.
            Pair::Ed(pair) => (pair.to_pkcs8v1().ok()?.as_ref().to_vec(), spki(pair.public_key().as_der())?),
        };
        let public = PublicKey::from_spki_der(&spki).ok()?;
        Some(Self { pair, pkcs8: Zeroizing::new(pkcs8), public })
    }

    /// What kind of key it is.
    #[must_use]
    pub const fn kind(&self) -> KeyType {
        self.public.kind()
    }

    /// The public half.
    #[must_use]
    pub const fn public(&self) -> &PublicKey {
        &self.public
    }

    /// The key as PKCS#8, version 1, in DER, not encrypted (RFC 5208). Ed25519 keys are written as OpenSSL reads them.
    #[must_use]
    pub fn to_pkcs8_der(&self) -> &[u8] {
        &self.pkcs8
    }

    /// The public half as `SubjectPublicKeyInfo` in DER.
    #[must_use]
    pub fn spki_der(&self) -> &[u8] {
        self.public.spki_der()
    }

    /// Signs in the form of JWS: `R` and `S` joined for the curves (RFC 7518 section 3.4).
    pub fn sign(&self, algorithm: Algorithm, message: &[u8]) -> Result<Vec<u8>, Error> {
        let kind = self.kind();
        match &self.pair {
            Pair::Rsa(pair) => {
                let padding = padding(algorithm).ok_or(Error::Unsuited { kind, algorithm })?;
                sign_rsa(pair, padding, message).ok_or(Error::Signing(kind))
            }
            _ if !algorithm.suits(kind) => Err(Error::Unsuited { kind, algorithm }),
            Pair::Ec(pair) => {
                let signed = pair.sign(&SystemRandom::new(), message).map_err(|_| Error::Signing(kind))?;
                Ok(signed.as_ref().to_vec())
            }
            Pair::Ed(pair) => Ok(pair.try_sign(message).map_err(|_| Error::Signing(kind))?.as_ref().to_vec()),
        }
    }

    /// Signs in the form of X.509 and PKCS#10: SHA-256 with RSA, the curve's own hash with ECDSA, or Ed25519.
    pub fn sign_x509(&self, message: &[u8]) -> Result<Vec<u8>, Error> {
        let kind = self.kind();
        match &self.pair {
            Pair::Rsa(pair) => sign_rsa(pair, &suite::RSA_PKCS1_SHA256, message).ok_or(Error::Signing(kind)),
            Pair::Ec(_) => {
                let pair = EcdsaKeyPair::from_pkcs8(listed_form(kind), &self.pkcs8).map_err(|_| Error::Signing(kind))?;
                let signed = pair.sign(&SystemRandom::new(), message).map_err(|_| Error::Signing(kind))?;
                Ok(signed.as_ref().to_vec())
            }
            Pair::Ed(pair) => Ok(pair.try_sign(message).map_err(|_| Error::Signing(kind))?.as_ref().to_vec()),
        }
    }

    /// The same key for the library that writes certificates: RSA signs with SHA-256 there, a curve with its own hash.
    pub fn rcgen(&self) -> Result<rcgen::KeyPair, Error> {
        let refused = |error: rcgen::Error| Error::Encoding(self.kind(), error.to_string());
        let der = PrivatePkcs8KeyDer::from(self.pkcs8.as_slice());
        match self.kind() {
            // Left to itself the library would sign with P-521 and SHA-256.
            KeyType::EcP521 => rcgen::KeyPair::from_pkcs8_der_and_sign_algo(&der, &PKCS_ECDSA_P521_SHA512).map_err(refused),
            _ => rcgen::KeyPair::try_from(&der).map_err(refused),
        }
    }

    pub(super) const fn pair(&self) -> &Pair {
        &self.pair
    }
}

impl fmt::Debug for Key {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("Key").field("public", &self.public).finish_non_exhaustive()
    }
}

fn spki(made: Result<PublicKeyX509Der<'_>, aws_lc_rs::error::Unspecified>) -> Option<Vec<u8>> {
    Some(made.ok()?.as_ref().to_vec())
}

fn rsa_size(kind: KeyType, bits: u32) -> Result<rsa::KeySize, Error> {
    match bits {
        2048 => Ok(rsa::KeySize::Rsa2048),
        3072 => Ok(rsa::KeySize::Rsa3072),
        4096 => Ok(rsa::KeySize::Rsa4096),
        _ => Err(Error::NotMade(kind)),
    }
}

/// The curve's algorithm whose signatures are `R` and `S` joined.
pub(super) fn joined_form(kind: KeyType) -> &'static EcdsaSigningAlgorithm {
    match kind {
        KeyType::EcP384 => &suite::ECDSA_P384_SHA384_FIXED_SIGNING,
        KeyType::EcP521 => &suite::ECDSA_P521_SHA512_FIXED_SIGNING,
        _ => &suite::ECDSA_P256_SHA256_FIXED_SIGNING,
    }
}

/// The curve's algorithm whose signatures are a DER list of `R` and `S`.
fn listed_form(kind: KeyType) -> &'static EcdsaSigningAlgorithm {
    match kind {
        KeyType::EcP384 => &suite::ECDSA_P384_SHA384_ASN1_SIGNING,
        KeyType::EcP521 => &suite::ECDSA_P521_SHA512_ASN1_SIGNING,
        _ => &suite::ECDSA_P256_SHA256_ASN1_SIGNING,
    }
}

fn padding(algorithm: Algorithm) -> Option<&'static dyn RsaEncoding> {
    Some(match algorithm {
        Algorithm::Rs256 => &suite::RSA_PKCS1_SHA256,
        Algorithm::Rs384 => &suite::RSA_PKCS1_SHA384,
        Algorithm::Rs512 => &suite::RSA_PKCS1_SHA512,
        Algorithm::Ps256 => &suite::RSA_PSS_SHA256,
        Algorithm::Ps384 => &suite::RSA_PSS_SHA384,
        Algorithm::Ps512 => &suite::RSA_PSS_SHA512,
        _ => return None,
    })
}

fn sign_rsa(pair: &rsa::KeyPair, padding: &'static dyn RsaEncoding, message: &[u8]) -> Option<Vec<u8>> {
    let mut signature = vec![0; pair.public_modulus_len()];
    pair.sign(padding, &SystemRandom::new(), message, &mut signature).ok()?;
    Some(signature)
}

/// The algorithms that a key can serve, in words.
fn usable(kind: KeyType) -> String {
    Algorithm::of(kind).map(Algorithm::name).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "tests fail by panicking")]
mod tests;

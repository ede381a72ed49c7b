//! JSON Web Keys: keys as JSON, sets of them, and thumbprints. Private members leave only by [`Key::to_private_jwk`].

mod private;
mod set;

use aws_lc_rs::{
    digest,
    encoding::{AsDer as _, PublicKeyX509Der},
    signature::RsaPublicKeyComponents,
};
use base64::{
    Engine as _,
    engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD},
};
use pkcs8::{
    der::{
        Encode as _,
        asn1::{AnyRef, BitStringRef, ObjectIdentifier},
    },
    spki::{AlgorithmIdentifierRef, SubjectPublicKeyInfoRef},
};
use serde_json::{Value, json};
use thiserror::Error;

pub use self::set::{Entry, Set, Skipped, write};
use super::{
    algorithm::Algorithm,
    json::{JsonError, Object, object},
    public::{Numbers, PublicError, PublicKey},
    read::{Item, ReadError, Trouble},
};

/// Members that only a private key has (RFC 7518 sections 6.2.2 and 6.3.2, RFC 8037 section 2); `k` is a shared secret.
pub const PRIVATE: [&str; 9] = ["d", "p", "q", "dp", "dq", "qi", "oth", "k", "priv"];

/// Why JSON is no key that can be used.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum JwkError {
    /// The text is not right.
    #[error("{0}")]
    Json(#[from] JsonError),
    /// A member is missing or no text.
    #[error("member `{0}` is missing or is no text")]
    Missing(&'static str),
    /// A member is no base64url.
    #[error("member `{0}` is not base64url without padding")]
    Encoding(&'static str),
    /// A number has the wrong width.
    #[error("member `{member}` has {found} bytes, and {needed} are needed (RFC 7518 section 6)")]
    Width {
        /// The member.
        member: &'static str,
        /// Its width.
        found: usize,
        /// What is due.
        needed: usize,
    },
    /// A number begins with zero bytes.
    #[error("member `{0}` begins with a zero byte, which it must not (RFC 7518 section 2)")]
    LeadingZero(&'static str),
    /// The kind of key is not used.
    #[error("keys with `{0}` are not used for signatures here")]
    Unsupported(String),
    /// A shared secret.
    #[error("it is a shared secret (`kty` is `oct`), and a key pair is needed")]
    SharedSecret,
    /// A private key without the numbers that speed it up.
    #[error("the private RSA key lacks `p`, `q`, `dp`, `dq` or `qi`: export it with all of them")]
    Incomplete,
    /// The private numbers do not fit.
    #[error("the numbers of the private key do not fit together")]
    Inconsistent,
    /// The key as such is not good.
    #[error("{0}")]
    Key(#[from] PublicError),
}

/// What a published key says beside its numbers.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Details {
    /// Its name in a set.
    pub kid: Option<String>,
    /// What it is for: `sig` or `enc` (RFC 7517 section 4.2).
    pub usage: Option<String>,
    /// The one algorithm that it is for (RFC 7517 section 4.4).
    pub algorithm: Option<Algorithm>,
    /// Its certificates in DER, leaf first (RFC 7517 section 4.7).
    pub certificates: Vec<Vec<u8>>,
}

impl PublicKey {
    /// The members that make the key, `kty` first (RFC 7518 section 6).
    #[must_use]
    pub fn to_jwk(&self) -> Object {
        let members: &[(&str, String)] = &match self.numbers() {
            Numbers::Rsa { n, e } => vec![("kty", "RSA".to_owned()), ("n", encode(n)), ("e", encode(e))],
            Numbers::Ec { x, y } => {
                vec![("kty", "EC".to_owned()), ("crv", self.curve()), ("x", encode(x)), ("y", encode(y))]
            }
            Numbers::Ed(x) => vec![("kty", "OKP".to_owned()), ("crv", self.curve()), ("x", encode(x))],
        };
        members.iter().map(|(name, value)| ((*name).to_owned(), Value::String(value.clone()))).collect()
    }

    /// The members, and what is said about them: fit to be published.
    #[must_use]
    pub fn to_published_jwk(&self, details: &Details) -> Object {
        let mut jwk = self.to_jwk();
        if let Some(kid) = &details.kid {
            jwk.insert("kid".to_owned(), json!(kid));
        }
        if let Some(usage) = &details.usage {
            jwk.insert("use".to_owned(), json!(usage));
        }
        if let Some(algorithm) = details.algorithm {
            jwk.insert("alg".to_owned(), json!(algorithm.name()));
        }
        if let Some(leaf) = details.certificates.first() {
            jwk.insert("x5c".to_owned(), json!(x5c(&details.certificates)));
            jwk.insert("x5t#S256".to_owned(), json!(x5t_sha256(leaf)));
        }
        jwk
    }

    /// The thumbprint: SHA-256 of the needed members in alphabetical order, as base64url (RFC 7638 section 3).
    #[must_use]
    pub fn thumbprint(&self) -> String {
        let mut members: Vec<(String, Value)> = self.to_jwk().into_iter().collect();
        members.sort_by(|(left, _), (right, _)| left.cmp(right));
        let canonical = Value::Object(members.into_iter().collect()).to_string();
        encode(digest::digest(&digest::SHA256, canonical.as_bytes()).as_ref())
    }

    /// Reads the public half of a JWK; private members are passed over.
    pub fn from_jwk(jwk: &Object) -> Result<Self, JwkError> {
        let curve = jwk.get("crv").and_then(Value::as_str).unwrap_or_default();
        let spki = match (text(jwk, "kty")?, curve) {
            ("RSA", _) => rsa_spki(&whole(jwk, "n")?, &whole(jwk, "e")?)?,
            ("EC", "P-256") => point_spki("1.2.840.10045.3.1.7", &point(jwk, 32)?)?,
            ("EC", "P-384") => point_spki("1.3.132.0.34", &point(jwk, 48)?)?,
            ("EC", "P-521") => point_spki("1.3.132.0.35", &point(jwk, 66)?)?,
            ("OKP", "Ed25519") => spki("1.3.101.112", None, &fixed(jwk, "x", 32)?)?,
            ("oct", _) => return Err(JwkError::SharedSecret),
            (kind @ ("EC" | "OKP"), _) => return Err(JwkError::Unsupported(clean(&format!("kty {kind}, crv {curve}")))),
            (kind, _) => return Err(JwkError::Unsupported(clean(&format!("kty {kind}")))),
        };
        Ok(Self::from_spki_der(&spki)?)
    }

    fn curve(&self) -> String {
        self.kind().curve().unwrap_or_default().to_owned()
    }
}

/// `x5t`: base64url of the SHA-1 of the certificate's DER, not of its hex text (RFC 7515 section 4.1.7).
#[must_use]
pub fn x5t(certificate: &[u8]) -> String {
    encode(digest::digest(&digest::SHA1_FOR_LEGACY_USE_ONLY, certificate).as_ref())
}

/// `x5t#S256`: the same with SHA-256 (RFC 7515 section 4.1.8).
#[must_use]
pub fn x5t_sha256(certificate: &[u8]) -> String {
    encode(digest::digest(&digest::SHA256, certificate).as_ref())
}

/// `x5c`: certificates in common Base64 with padding, leaf first (RFC 7515 section 4.1.6).
#[must_use]
pub fn x5c(certificates: &[Vec<u8>]) -> Vec<String> {
    certificates.iter().map(|der| STANDARD.encode(der)).collect()
}

/// Reads a text that begins like JSON: one key, or a set of which every usable key counts.
pub(crate) fn read(text: &str) -> Result<Vec<Item>, ReadError> {
    let refused = |error: JwkError| {
        let advice = "a JWK is an object with `kty`, and `keys` lists several";
        ReadError::new(trouble(&error), format!("is no JWK that can be used: {error}"), advice)
    };
    let jwk = object(text).map_err(|error| refused(error.into()))?;
    if let Some(keys) = jwk.get("keys") {
        let listed = keys.as_array().filter(|keys| !keys.is_empty());
        let listed = listed.ok_or_else(|| ReadError::new(Trouble::Empty, "is a JWK set without keys", "add a key to it"))?;
        let good: Vec<Item> = listed.iter().filter_map(Value::as_object).filter_map(|jwk| item(jwk).ok()).collect();
        if good.is_empty() {
            return Err(ReadError::unsupported("is a JWK set in which no key can be used", "see `partnerctl jwk verify FILE`"));
        }
        return Ok(good);
    }
    Ok(vec![item(&jwk).map_err(refused)?])
}

fn item(jwk: &Object) -> Result<Item, JwkError> {
    let public = PublicKey::from_jwk(jwk)?;
    if jwk.contains_key("d") { Ok(Item::Key(Box::new(private::read(jwk)?))) } else { Ok(Item::Public(public)) }
}

fn trouble(error: &JwkError) -> Trouble {
    match error {
        JwkError::Unsupported(_) | JwkError::SharedSecret | JwkError::Incomplete | JwkError::Key(PublicError::Unsupported(_)) => {
            Trouble::Unsupported
        }
        _ => Trouble::Damaged,
    }
}

fn rsa_spki(n: &[u8], e: &[u8]) -> Result<Vec<u8>, JwkError> {
    let made: Result<PublicKeyX509Der<'_>, _> = RsaPublicKeyComponents { n, e }.as_der();
    Ok(made.map_err(|_| PublicError::Damaged("modulus or exponent cannot be used"))?.as_ref().to_vec())
}

fn point(jwk: &Object, width: usize) -> Result<Vec<u8>, JwkError> {
    Ok([vec![4], fixed(jwk, "x", width)?, fixed(jwk, "y", width)?].concat())
}

fn point_spki(curve: &str, point: &[u8]) -> Result<Vec<u8>, JwkError> {
    let curve = ObjectIdentifier::new(curve).ok();
    spki("1.2.840.10045.2.1", curve.as_ref().map(AnyRef::from), point)
}

fn spki(kind: &str, parameters: Option<AnyRef<'_>>, bits: &[u8]) -> Result<Vec<u8>, JwkError> {
    let bad = |_| JwkError::Key(PublicError::Damaged("it cannot be written as SubjectPublicKeyInfo"));
    let oid = ObjectIdentifier::new(kind).map_err(|_| JwkError::Unsupported(kind.to_owned()))?;
    let algorithm = AlgorithmIdentifierRef { oid, parameters };
    let subject_public_key = BitStringRef::from_bytes(bits).map_err(bad)?;
    SubjectPublicKeyInfoRef { algorithm, subject_public_key }.to_der().map_err(bad)
}

fn text<'a>(jwk: &'a Object, member: &'static str) -> Result<&'a str, JwkError> {
    jwk.get(member).and_then(Value::as_str).ok_or(JwkError::Missing(member))
}

fn bytes(jwk: &Object, member: &'static str) -> Result<Vec<u8>, JwkError> {
    URL_SAFE_NO_PAD.decode(text(jwk, member)?).map_err(|_| JwkError::Encoding(member))
}

/// A number at the width of its curve.
fn fixed(jwk: &Object, member: &'static str, needed: usize) -> Result<Vec<u8>, JwkError> {
    let found = bytes(jwk, member)?;
    if found.len() == needed { Ok(found) } else { Err(JwkError::Width { member, found: found.len(), needed }) }
}

/// A number without leading zeros.
fn whole(jwk: &Object, member: &'static str) -> Result<Vec<u8>, JwkError> {
    let found = bytes(jwk, member)?;
    if found.first().is_none_or(|first| *first == 0) { Err(JwkError::LeadingZero(member)) } else { Ok(found) }
}

pub(super) fn encode(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

fn clean(text: &str) -> String {
    text.chars().filter(|sign| !sign.is_control()).take(60).collect()
}

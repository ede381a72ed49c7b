//! Certificate requests: made for a key, and read with everything that an issuer will look at (RFC 2986).

mod read;

use std::net::IpAddr;

use pkcs8::{
    der::{
        Decode as _, Encode as _,
        asn1::{Any, BitString, Ia5String, Null, ObjectIdentifier, SetOfVec},
        oid::AssociatedOid,
    },
    spki::{AlgorithmIdentifierOwned, SubjectPublicKeyInfoOwned},
};
use thiserror::Error;
use x509_cert::{
    attr::Attribute,
    ext::{
        Criticality, Extension, ToExtension as _,
        pkix::{ExtendedKeyUsage, KeyUsage, KeyUsages, SubjectAltName, name::GeneralName},
    },
    name::Name,
    request::{CertReq, CertReqInfo, ExtensionReq, Version},
};

pub use self::read::{Request, SignatureState};
use super::{
    key::{self, Key, KeyType},
    read::to_pem,
    subject::{self, SubjectError},
};

/// One alternative name to be asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AlternativeName {
    /// A host.
    Dns(String),
    /// A mailbox.
    Email(String),
    /// The address of a resource.
    Uri(String),
    /// An IP address.
    Ip(IpAddr),
    /// A further subject, in the form of RFC 4514.
    Directory(String),
}

/// Why no request can be made.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum Error {
    /// The subject is not right.
    #[error(transparent)]
    Subject(#[from] SubjectError),
    /// The key refuses.
    #[error(transparent)]
    Key(#[from] key::Error),
    /// An alternative name is not right.
    #[error("`{name}` cannot be an alternative name of the kind {kind}: {why}")]
    AlternativeName {
        /// `DNS`, `email`, ...
        kind: &'static str,
        /// The name.
        name: String,
        /// Why not.
        why: &'static str,
    },
    /// Neither subject nor alternative name.
    #[error("a request needs a subject or an alternative name")]
    Nobody,
    /// The encoding failed.
    #[error("the request cannot be written: {0}")]
    Encoding(String),
}

/// A request to be made.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Order {
    /// The subject in the form of RFC 4514; may be empty when there is an alternative name.
    pub subject: String,
    /// The alternative names.
    pub names: Vec<AlternativeName>,
}

/// Makes a request for a client certificate: key usage `digitalSignature`, extended key usage `clientAuth`, signed with the
/// key itself. Returns DER.
pub fn create(key: &Key, order: &Order) -> Result<Vec<u8>, Error> {
    let subject = if order.subject.trim().is_empty() { Name::default() } else { subject::parse(&order.subject)? };
    if subject.is_empty() && order.names.is_empty() {
        return Err(Error::Nobody);
    }
    let info = CertReqInfo {
        version: Version::V1,
        public_key: SubjectPublicKeyInfoOwned::from_der(key.spki_der()).map_err(encoding)?,
        attributes: SetOfVec::try_from(vec![extensions(&subject, &order.names)?]).map_err(encoding)?,
        subject,
    };
    let signature = key.sign_x509(&info.to_der().map_err(encoding)?)?;
    let request =
        CertReq { info, algorithm: algorithm(key.kind())?, signature: BitString::from_bytes(&signature).map_err(encoding)? };
    request.to_der().map_err(encoding)
}

/// A request as PEM.
#[must_use]
pub fn to_pem_text(der: &[u8]) -> String {
    to_pem("CERTIFICATE REQUEST", der)
}

fn extensions(subject: &Name, names: &[AlternativeName]) -> Result<Attribute, Error> {
    let mut wanted = vec![
        extension(subject, &KeyUsage(KeyUsages::DigitalSignature.into()))?,
        extension(subject, &ExtendedKeyUsage(vec![CLIENT_AUTH]))?,
    ];
    if !names.is_empty() {
        let names = names.iter().map(general_name).collect::<Result<Vec<_>, _>>()?;
        wanted.push(extension(subject, &SubjectAltName(names))?);
    }
    Attribute::try_from(ExtensionReq(wanted)).map_err(encoding)
}

fn extension<T: Criticality + AssociatedOid + pkcs8::der::Encode>(subject: &Name, value: &T) -> Result<Extension, Error> {
    value.to_extension(subject, &[]).map_err(encoding)
}

pub(super) fn general_name(name: &AlternativeName) -> Result<GeneralName, Error> {
    let ascii = |kind: &'static str, text: &str, good: bool, why: &'static str| {
        let bad =
            || Error::AlternativeName { kind, name: text.chars().filter(|sign| !sign.is_control()).take(80).collect(), why };
        if good { Ia5String::new(text).map_err(|_| bad()) } else { Err(bad()) }
    };
    Ok(match name {
        AlternativeName::Dns(text) => GeneralName::DnsName(ascii("DNS", text, is_host(text), WHY_HOST)?),
        AlternativeName::Email(text) => GeneralName::Rfc822Name(ascii("email", text, is_mailbox(text), WHY_MAILBOX)?),
        AlternativeName::Uri(text) => {
            let good = text.is_ascii() && url::Url::parse(text).is_ok();
            GeneralName::UniformResourceIdentifier(ascii("URI", text, good, "it must begin with a scheme and be plain ASCII")?)
        }
        AlternativeName::Ip(address) => GeneralName::from(*address),
        AlternativeName::Directory(text) => GeneralName::DirectoryName(subject::parse(text)?),
    })
}

const WHY_HOST: &str = "letters, digits, hyphens and dots, at most 253 characters and 63 between dots; other scripts as `xn--`";
const WHY_MAILBOX: &str = "it must look like `name@host` in plain ASCII";

/// Whether it is a host name as certificates hold it; `*` may stand for the first label (RFC 5280 section 4.2.1.6, RFC 9525).
fn is_host(text: &str) -> bool {
    let label = |label: &str| {
        let inside = label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
        (1..=63).contains(&label.len()) && inside && !label.starts_with('-') && !label.ends_with('-')
    };
    let name = text.strip_prefix("*.").unwrap_or(text);
    text.len() <= 253 && name.split('.').all(label) && text.parse::<IpAddr>().is_err()
}

fn is_mailbox(text: &str) -> bool {
    let plain = text.bytes().all(|byte| byte.is_ascii_graphic());
    text.len() <= 255 && plain && text.rsplit_once('@').is_some_and(|(name, host)| !name.is_empty() && is_host(host))
}

/// The algorithm that [`Key::sign_x509`] signs with (RFC 4055, RFC 5758, RFC 8410).
pub(super) fn algorithm(kind: KeyType) -> Result<AlgorithmIdentifierOwned, Error> {
    let (oid, parameters) = match kind {
        KeyType::Rsa(_) => (RSA_SHA256, Some(Any::encode_from(&Null).map_err(encoding)?)),
        KeyType::EcP256 => (ECDSA_SHA256, None),
        KeyType::EcP384 => (ECDSA_SHA384, None),
        KeyType::EcP521 => (ECDSA_SHA512, None),
        KeyType::Ed25519 => (ED25519, None),
    };
    Ok(AlgorithmIdentifierOwned { oid, parameters })
}

fn encoding(error: impl std::fmt::Display) -> Error {
    Error::Encoding(error.to_string())
}

const CLIENT_AUTH: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.6.1.5.5.7.3.2");
const RSA_SHA256: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.11");
const ECDSA_SHA256: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10045.4.3.2");
const ECDSA_SHA384: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10045.4.3.3");
const ECDSA_SHA512: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10045.4.3.4");
const ED25519: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.101.112");

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "tests fail by panicking")]
mod tests;

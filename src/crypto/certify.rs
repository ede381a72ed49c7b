//! Signs certificates: by the subject's own key, or by an authority's. For tests and rehearsals; production has its own
//! authorities. Names go in byte for byte as they were asked for, so that paths fit.

use aws_lc_rs::rand;
use pkcs8::{
    der::{
        Decode as _, Encode as _, Tag,
        asn1::{Any, BitString, ContextSpecific, GeneralizedTime, Int, OctetString, UtcTime},
    },
    spki::SubjectPublicKeyInfoRef,
};
use thiserror::Error as ThisError;
use x509_cert::{
    ext::{
        Extension, ToExtension as _,
        pkix::{
            AuthorityKeyIdentifier, BasicConstraints, ExtendedKeyUsage, KeyUsage, KeyUsages, SubjectAltName, SubjectKeyIdentifier,
        },
    },
    name::Name,
};
use x509_parser::{certification_request::X509CertificationRequest, cri_attributes::ParsedCriAttribute, prelude::FromDer as _};

use super::{
    certificate::{Certificate, Unreadable},
    csr::{self, AlternativeName},
    digest,
    key::{self, Key},
    subject::{self, SubjectError},
};
use crate::domain::moment::Moment;

/// Why no certificate came out.
#[derive(Debug, ThisError)]
pub enum Error {
    /// The subject is not right.
    #[error(transparent)]
    Subject(#[from] SubjectError),
    /// An alternative name is not right.
    #[error(transparent)]
    Name(#[from] csr::Error),
    /// The key refuses.
    #[error(transparent)]
    Key(#[from] key::Error),
    /// The given certificate is none of an authority.
    #[error("`{0}` is no authority (CA flag and key usage keyCertSign), and cannot issue certificates")]
    NoAuthority(String),
    /// The given key is not the authority's.
    #[error("the given key is not that of `{0}`")]
    OtherKey(String),
    /// The certificate would outlive its issuer.
    #[error("the certificate would live until {until}, and its issuer ends on {issuer}")]
    Outlives {
        /// The end of the certificate.
        until: Moment,
        /// The end of its issuer.
        issuer: Moment,
    },
    /// The operating system gave no randomness.
    #[error("the operating system gave no random bytes")]
    Random,
    /// The encoding failed.
    #[error("the certificate cannot be written: {0}")]
    Encoding(String),
}

/// Whose certificate it is to be.
#[derive(Debug, Clone)]
pub struct Subject {
    name: Vec<u8>,
    spki: Vec<u8>,
    /// The content of the extension with the alternative names.
    names: Option<Vec<u8>>,
}

/// What it is to be used for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Use {
    /// A client's proof of who it is.
    Client,
    /// To issue certificates to others.
    Authority,
}

/// From when until when.
#[derive(Debug, Clone, Copy)]
pub struct Life {
    /// Its first second.
    pub from: Moment,
    /// Its last second.
    pub until: Moment,
}

impl Subject {
    /// A subject in the form of RFC 4514 with its alternative names, for a key.
    pub fn new(key: &Key, subject: &str, names: &[AlternativeName]) -> Result<Self, Error> {
        let names = names.iter().map(csr::general_name).collect::<Result<Vec<_>, _>>()?;
        let names = if names.is_empty() { None } else { Some(SubjectAltName(names).to_der().map_err(encoding)?) };
        Ok(Self { name: subject::to_der(subject)?, spki: key.spki_der().to_vec(), names })
    }

    /// The subject of a request with the alternative names that it asks for. The request's signature is the caller's to check.
    pub fn of_request(der: &[u8]) -> Result<Self, Error> {
        let (_, request) = X509CertificationRequest::from_der(der).map_err(encoding)?;
        let info = &request.certification_request_info;
        let asked = info.iter_attributes().find_map(|attribute| match attribute.parsed_attribute() {
            ParsedCriAttribute::ExtensionRequest(asked) => {
                let names = asked.extensions.iter().find(|extension| extension.oid.to_id_string() == SUBJECT_ALT_NAME);
                names.map(|extension| extension.value.to_vec())
            }
            _ => None,
        });
        Ok(Self { name: info.subject.as_raw().to_vec(), spki: info.subject_pki.raw.to_vec(), names: asked })
    }
}

/// Signs a certificate with its own key.
pub fn self_sign(subject: &Subject, usage: Use, life: Life, key: &Key) -> Result<Certificate, Error> {
    let id = key_id(key.spki_der())?;
    sign(subject, usage, life, &Signer { name: &subject.name, id: &id, key })
}

/// Issues a client's certificate under an authority.
pub fn issue(subject: &Subject, life: Life, authority: &Certificate, key: &Key) -> Result<Certificate, Error> {
    let title = || authority.title();
    if !authority.is_ca() || !authority.extensions.may("keyCertSign") {
        return Err(Error::NoAuthority(title()));
    }
    if authority.public_key.spki() != key.spki_der() {
        return Err(Error::OtherKey(title()));
    }
    if life.until > authority.not_after {
        return Err(Error::Outlives { until: life.until, issuer: authority.not_after });
    }
    let known = authority.extensions.subject_key_id.as_ref().map(|id| id.value.as_str());
    let id = known.and_then(digest::from_hex).map_or_else(|| key_id(key.spki_der()), Ok)?;
    sign(subject, Use::Client, life, &Signer { name: authority.subject.der(), id: &id, key })
}

struct Signer<'a> {
    name: &'a [u8],
    id: &'a [u8],
    key: &'a Key,
}

/// RFC 5280, section 4.1.
fn sign(subject: &Subject, usage: Use, life: Life, signer: &Signer<'_>) -> Result<Certificate, Error> {
    let algorithm = csr::algorithm(signer.key.kind())?.to_der().map_err(encoding)?;
    let extensions = sequence(extensions(subject, usage, signer)?.as_slice())?;
    let content = sequence(&[
        explicit(0, &Int::new(&[2]).and_then(|version| version.to_der()).map_err(encoding)?)?,
        serial()?,
        algorithm.clone(),
        signer.name.to_vec(),
        sequence(&[time(life.from)?, time(life.until)?])?,
        subject.name.clone(),
        subject.spki.clone(),
        explicit(3, &extensions)?,
    ])?;
    let signature = BitString::from_bytes(&signer.key.sign_x509(&content)?).and_then(|bits| bits.to_der()).map_err(encoding)?;
    let der = sequence(&[content, algorithm, signature])?;
    Certificate::from_der(&der).map_err(|Unreadable(reason)| Error::Encoding(reason))
}

fn extensions(subject: &Subject, usage: Use, signer: &Signer<'_>) -> Result<Vec<Vec<u8>>, Error> {
    let name = Name::from_der(&subject.name).map_err(encoding)?;
    let own = OctetString::new(key_id(&subject.spki)?).map_err(encoding)?;
    let issuer = OctetString::new(signer.id).map_err(encoding)?;
    let usages = match usage {
        Use::Client => KeyUsage(KeyUsages::DigitalSignature.into()),
        Use::Authority => KeyUsage(KeyUsages::KeyCertSign | KeyUsages::CRLSign),
    };
    let basic = BasicConstraints { ca: usage == Use::Authority, path_len_constraint: (usage == Use::Authority).then_some(0) };
    let mut all = vec![
        Extension { critical: true, ..basic.to_extension(&name, &[]).map_err(encoding)? },
        Extension { critical: true, ..usages.to_extension(&name, &[]).map_err(encoding)? },
        SubjectKeyIdentifier(own).to_extension(&name, &[]).map_err(encoding)?,
        AuthorityKeyIdentifier { key_identifier: Some(issuer), ..Default::default() }
            .to_extension(&name, &[])
            .map_err(encoding)?,
    ];
    if usage == Use::Client {
        all.push(ExtendedKeyUsage(vec![CLIENT_AUTH]).to_extension(&name, &[]).map_err(encoding)?);
    }
    if let Some(names) = &subject.names {
        let names = SubjectAltName::from_der(names).map_err(encoding)?;
        all.push(names.to_extension(&name, &[]).map_err(encoding)?);
    }
    all.iter().map(|one| one.to_der().map_err(encoding)).collect()
}

/// The first 20 octets of the SHA-256 of the key's bits (RFC 7093, section 2).
fn key_id(spki: &[u8]) -> Result<Vec<u8>, Error> {
    let info = SubjectPublicKeyInfoRef::from_der(spki).map_err(encoding)?;
    let id = digest::from_hex(&digest::sha256(info.subject_public_key.raw_bytes())[..40]);
    id.ok_or_else(|| Error::Encoding("the key has no digest".to_owned()))
}

/// 127 random bits, above zero (RFC 5280, section 4.1.2.2).
fn serial() -> Result<Vec<u8>, Error> {
    let mut bytes = [0; 16];
    rand::fill(&mut bytes).map_err(|_| Error::Random)?;
    bytes[0] = (bytes[0] & 0x7f) | 0x40;
    Int::new(&bytes).and_then(|number| number.to_der()).map_err(encoding)
}

/// Dates to 2049 have two digits for the year (RFC 5280, section 4.1.2.5).
fn time(moment: Moment) -> Result<Vec<u8>, Error> {
    let seconds = u64::try_from(moment.time().unix_timestamp()).map_err(encoding)?;
    let since = std::time::Duration::from_secs(seconds);
    let short = UtcTime::from_unix_duration(since).and_then(|time| time.to_der());
    short.or_else(|_| GeneralizedTime::from_unix_duration(since).and_then(|time| time.to_der())).map_err(encoding)
}

fn sequence(parts: &[Vec<u8>]) -> Result<Vec<u8>, Error> {
    Any::new(Tag::Sequence, parts.concat()).and_then(|any| any.to_der()).map_err(encoding)
}

fn explicit(number: u32, content: &[u8]) -> Result<Vec<u8>, Error> {
    let value = Any::from_der(content).map_err(encoding)?;
    let tag_number = pkcs8::der::TagNumber(number);
    ContextSpecific { tag_number, tag_mode: pkcs8::der::TagMode::Explicit, value }.to_der().map_err(encoding)
}

fn encoding(error: impl std::fmt::Display) -> Error {
    Error::Encoding(error.to_string())
}

const CLIENT_AUTH: pkcs8::der::asn1::ObjectIdentifier = pkcs8::der::asn1::ObjectIdentifier::new_unwrap("1.3.6.1.5.5.7.3.2");
const SUBJECT_ALT_NAME: &str = "2.5.29.17";

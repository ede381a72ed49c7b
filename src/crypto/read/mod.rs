//! Reads keys, requests and certificates from whatever a partner may have. The format is recognised by content, never by a
//! file's name; what cannot be read is an error that names the fault and what to do.

mod error;
mod private;
pub(crate) mod shape;
mod text;

use x509_parser::prelude::FromDer as _;

pub use self::error::{ReadError, Trouble};
pub(crate) use self::{private::pkcs1_numbers, text::to_pem};
use self::{
    shape::{Shape, is_indefinite, shape},
    text::Block,
};
use super::{bundle::Bundle, jwk, key::Key, pkcs12, public::PublicKey};

/// The most bytes that are looked at: certificates in thousands, never a film.
pub const LIMIT: usize = 1 << 20;

/// Something that a file holds.
#[derive(Debug)]
pub enum Item {
    /// A private key.
    Key(Box<Key>),
    /// A public key.
    Public(PublicKey),
    /// A certificate in DER, and its public key.
    Certificate(Vec<u8>, PublicKey),
    /// A certificate request in DER, and its public key.
    Request(Vec<u8>, PublicKey),
}

impl Item {
    /// The public key of whatever it is.
    #[must_use]
    pub const fn public(&self) -> &PublicKey {
        match self {
            Self::Key(key) => key.public(),
            Self::Public(key) | Self::Certificate(_, key) | Self::Request(_, key) => key,
        }
    }

    /// In words, with its article.
    #[must_use]
    pub const fn word(&self) -> &'static str {
        match self {
            Self::Key(_) => "a private key",
            Self::Public(_) => "a public key",
            Self::Certificate(..) => "a certificate",
            Self::Request(..) => "a certificate request",
        }
    }
}

/// Reads the one private key of a file: PKCS#8 (also encrypted), PKCS#1, SEC1, JWK or PKCS#12; PEM, DER or bare Base64.
/// Certificates beside it are passed over.
pub fn key(bytes: &[u8], passphrase: Option<&str>) -> Result<Key, ReadError> {
    let items = items(bytes, passphrase)?;
    let other = items.first().map_or("nothing", Item::word);
    let mut keys = items.into_iter().filter_map(|item| match item {
        Item::Key(key) => Some(*key),
        _ => None,
    });
    match (keys.next(), keys.next()) {
        (Some(key), None) => Ok(key),
        (Some(_), Some(_)) => {
            Err(ReadError::new(Trouble::Ambiguous, "holds more than one private key", "keep one key in each file"))
        }
        (None, _) => {
            let fault = format!("holds {other}, and a private key is needed");
            Err(ReadError::new(Trouble::SomethingElse, fault, "give the file of the private key"))
        }
    }
}

/// Reads everything that a file holds, in its order. Never returns an empty list.
pub fn items(bytes: &[u8], passphrase: Option<&str>) -> Result<Vec<Item>, ReadError> {
    if bytes.len() > LIMIT {
        let fault = format!("is larger than {LIMIT} bytes");
        return Err(ReadError::new(Trouble::TooLarge, fault, "no key or certificate is that large: check which file it is"));
    }
    if bytes.iter().all(u8::is_ascii_whitespace) {
        return Err(ReadError::new(Trouble::Empty, "is empty", "check which file it is"));
    }
    if let Some(known) = shape(bytes) {
        return structure(known, bytes, passphrase);
    }
    if let Some(refused) = binary(bytes) {
        return Err(refused);
    }
    let text = text::text(bytes)?;
    if text.trim_start().starts_with(['{', '[']) {
        return jwk::read(text);
    }
    let blocks = text::blocks(text)?;
    if !blocks.is_empty() {
        return of_blocks(blocks, passphrase);
    }
    let der = text::bare_base64(text).ok_or_else(|| text::unknown_text(text))?;
    structure(shape(&der).ok_or_else(text::unknown)?, &der, passphrase)
}

/// Binary formats that are known and not read.
fn binary(bytes: &[u8]) -> Option<ReadError> {
    if bytes.starts_with(&[0xfe, 0xed, 0xfe, 0xed]) || bytes.starts_with(&[0xce, 0xce, 0xce, 0xce]) {
        let advice = "convert it: `keytool -importkeystore -srckeystore FILE -destkeystore NEW.p12 -deststoretype pkcs12`";
        return Some(ReadError::unsupported("is a Java keystore (JKS)", advice));
    }
    if is_indefinite(bytes) {
        let advice = "write it anew: `openssl pkcs12 -in FILE -nodes | openssl pkcs12 -export -out NEW.p12`, or export it as PEM";
        return Some(ReadError::unsupported("is written in BER without lengths, and DER is needed", advice));
    }
    if bytes.starts_with(&[0x30]) && std::str::from_utf8(bytes).is_err() {
        let cut = der_length(bytes).is_some_and(|needed| needed > bytes.len());
        let what = if cut { "it is cut short" } else { "its DER structure cannot be read" };
        return Some(ReadError::damaged(what));
    }
    None
}

/// The length that a DER structure says it has, head included.
fn der_length(bytes: &[u8]) -> Option<usize> {
    let first = usize::from(*bytes.get(1)?);
    if first < 0x80 {
        return Some(first + 2);
    }
    let count = first & 0x7f;
    let digits = bytes.get(2..2 + count)?;
    let length = digits.iter().try_fold(0usize, |sum, byte| sum.checked_mul(256)?.checked_add(usize::from(*byte)))?;
    length.checked_add(2 + count)
}

fn of_blocks(blocks: Vec<Block>, passphrase: Option<&str>) -> Result<Vec<Item>, ReadError> {
    let mut found = Vec::new();
    for block in blocks.into_iter().filter(|block| !block.label.ends_with("PARAMETERS")) {
        check_label(&block)?;
        let known = shape(&block.der).ok_or_else(|| {
            let label: String = block.label.chars().filter(|sign| !sign.is_control()).take(40).collect();
            ReadError::damaged(&format!("the block `{label}` holds no structure that can be read"))
        })?;
        found.extend(structure(known, &block.der, passphrase)?);
    }
    if found.is_empty() {
        return Err(ReadError::new(
            Trouble::SomethingElse,
            "holds only parameters of a curve",
            "give the file of the key itself",
        ));
    }
    Ok(found)
}

/// Refuses blocks whose content is not DER.
fn check_label(block: &Block) -> Result<(), ReadError> {
    if block.label == "OPENSSH PRIVATE KEY" || block.label.starts_with("SSH2 ") {
        return Err(text::openssh(&block.der));
    }
    if block.label.starts_with("PGP ") {
        return Err(ReadError::unsupported("is a key of PGP", "make a key with `partnerctl key generate`"));
    }
    if block.old_encryption {
        let advice = "write it anew: `openssl pkcs8 -topk8 -v2 aes-256-cbc -in FILE -out NEW.pem`";
        return Err(ReadError::unsupported("is encrypted in OpenSSL's old way (`Proc-Type: 4,ENCRYPTED`)", advice));
    }
    Ok(())
}

fn structure(known: Shape, der: &[u8], passphrase: Option<&str>) -> Result<Vec<Item>, ReadError> {
    let one = match known {
        Shape::Pkcs8 | Shape::Pkcs1 | Shape::Sec1 | Shape::Dsa => Item::Key(Box::new(private::read(known, der)?)),
        Shape::EncryptedPkcs8 => Item::Key(Box::new(private::decrypt(der, passphrase)?)),
        Shape::Spki => Item::Public(public(der)?),
        Shape::Pkcs1Public => Item::Public(private::rsa_public(der)?),
        Shape::Certificate => Item::Certificate(der.to_vec(), certified(der)?),
        Shape::Request => Item::Request(der.to_vec(), requested(der)?),
        Shape::Pkcs12 => return pkcs12::items(der, passphrase),
        Shape::Pkcs7 => return pkcs7(der),
    };
    Ok(vec![one])
}

/// The certificates of a PKCS#7 file.
fn pkcs7(der: &[u8]) -> Result<Vec<Item>, ReadError> {
    let read = Bundle::read("FILE", der, None);
    let bundle = read.map_err(|error| ReadError::new(Trouble::Damaged, error.fault, error.advice))?;
    let items = bundle.certificates.iter().map(|one| Ok(Item::Certificate(one.der().to_vec(), certified(one.der())?)));
    let items: Vec<Item> = items.collect::<Result<_, ReadError>>()?;
    if items.is_empty() {
        return Err(ReadError::new(Trouble::SomethingElse, "is a PKCS#7 file without a certificate", "give another file"));
    }
    Ok(items)
}

/// Reads a private key in clear that stood inside another file.
pub(crate) fn key_from_der(der: &[u8]) -> Result<Key, ReadError> {
    let known = shape(der).ok_or_else(|| ReadError::damaged("the private key in it cannot be read"))?;
    private::read(known, der)
}

fn public(der: &[u8]) -> Result<PublicKey, ReadError> {
    PublicKey::from_spki_der(der).map_err(|error| {
        ReadError::unsupported(
            format!("holds a public key that cannot be used: {error}"),
            "make a key with `partnerctl key generate`",
        )
    })
}

pub(crate) fn certified(der: &[u8]) -> Result<PublicKey, ReadError> {
    let read = x509_parser::certificate::X509Certificate::from_der(der);
    let (_, certificate) = read.map_err(|_| ReadError::damaged("the certificate's structure cannot be read"))?;
    public(certificate.tbs_certificate.subject_pki.raw)
}

fn requested(der: &[u8]) -> Result<PublicKey, ReadError> {
    let read = x509_parser::certification_request::X509CertificationRequest::from_der(der);
    let (_, request) = read.map_err(|_| ReadError::damaged("the request's structure cannot be read"))?;
    public(request.certification_request_info.subject_pki.raw)
}

//! Bare encodings: what a DER structure is, told by its shape.

use x509_parser::{
    asn1_rs::{Any, FromDer as _, Oid, Tag},
    certification_request::X509CertificationRequest,
    x509::SubjectPublicKeyInfo,
};

use super::{Bundle, Container, Fault, pkcs7};
use crate::{
    crypto::{
        certificate::Certificate,
        pkcs12,
        read::{Item, Trouble},
        revocation::RevocationList,
    },
    domain::secret::Secret,
};

/// Reads one structure, or several certificates one after the other.
pub(super) fn read(der: &[u8], passphrase: Option<&Secret>) -> Result<Bundle, Fault> {
    let shape = Shape::of(der);
    match shape {
        Shape::Pkcs7 => return pkcs7::read(der),
        Shape::Pkcs12 => return pkcs12(der, passphrase),
        Shape::PrivateKey => {
            let advice = "name the file with the certificate; `partnerctl key show` reads keys";
            return Err(Fault::new("is a private key and no certificate", advice));
        }
        Shape::Other => {}
    }
    let reason = match certificates(der) {
        Ok(certificates) => return Ok(Bundle { certificates, container: Container::Der, ..Bundle::default() }),
        Err(reason) => reason,
    };
    if let Ok(list) = RevocationList::from_der(der) {
        return Ok(Bundle { container: Container::Der, ..Bundle::from(list) });
    }
    if X509CertificationRequest::from_der(der).is_ok() {
        let advice = "it is what goes to the authority: name the certificate that came back";
        return Err(Fault::new("is a certificate signing request", advice));
    }
    if SubjectPublicKeyInfo::from_der(der).is_ok() {
        return Err(Fault::new("is a public key alone", "name the certificate, which binds the key to a name"));
    }
    Err(Fault::new(format!("is {reason}"), "get the file once more from where it was made: it may be cut short"))
}

/// Reads a certificate, or what `otherwise` makes of it.
pub(super) fn certificate_or(der: &[u8], otherwise: fn(&[u8]) -> Result<Bundle, Fault>) -> Result<Bundle, String> {
    Certificate::from_der(der).map(Bundle::from).or_else(|error| otherwise(der).map_err(|_| error.to_string()))
}

fn certificates(der: &[u8]) -> Result<Vec<Certificate>, String> {
    let mut found = Vec::new();
    let mut rest = der;
    while !rest.iter().all(u8::is_ascii_whitespace) {
        let (one, after) = Certificate::first_of(rest).map_err(|error| error.to_string())?;
        found.push(one);
        rest = after;
    }
    Ok(found)
}

/// Opens a PKCS#12 file; its keys are noted and not kept.
fn pkcs12(der: &[u8], passphrase: Option<&Secret>) -> Result<Bundle, Fault> {
    let items = pkcs12::items(der, passphrase.map(Secret::reveal))
        .map_err(|error| Fault { denied: error.trouble == Trouble::PassphraseWrong, ..Fault::new(error.fault, error.advice) })?;
    let mut bundle = Bundle { container: Container::Pkcs12, ..Bundle::default() };
    for item in items {
        match item {
            Item::Certificate(der, _) => {
                let one = Certificate::from_der(&der);
                bundle
                    .add(one.map_err(|error| Fault::new(format!("holds something that is {error}"), "export it anew"))?.into())?;
            }
            Item::Key(_) => bundle.private_keys.push("the container".to_owned()),
            other => bundle.skipped.push(other.word().to_owned()),
        }
    }
    if bundle.certificates.is_empty() {
        return Err(Fault::new("is a PKCS#12 file without a certificate", "export it with the certificate"));
    }
    Ok(bundle)
}

enum Shape {
    Pkcs7,
    Pkcs12,
    PrivateKey,
    Other,
}

impl Shape {
    /// By the first members of the outer sequence.
    fn of(der: &[u8]) -> Self {
        let Some((first, second)) = first_two(der) else { return Self::Other };
        let number = (first.tag() == Tag::Integer).then(|| first.data.to_vec());
        match (number.as_deref(), second.as_ref().map(Any::tag)) {
            (None, _) if is_oid(&first, pkcs7::SIGNED_DATA) => Self::Pkcs7,
            (None, Some(Tag::OctetString)) if holds_oid(&first) => Self::PrivateKey,
            (Some([3]), Some(Tag::Sequence)) => Self::Pkcs12,
            (Some([0 | 1]), Some(Tag::Sequence | Tag::OctetString | Tag::Integer)) => Self::PrivateKey,
            _ => Self::Other,
        }
    }
}

fn first_two(der: &[u8]) -> Option<(Any<'_>, Option<Any<'_>>)> {
    let (_, outer) = pkcs7::any(der)?;
    let (rest, first) = pkcs7::any(outer.data)?;
    Some((first, pkcs7::any(rest).map(|(_, second)| second)))
}

fn is_oid(any: &Any<'_>, oid: &str) -> bool {
    any.clone().oid().is_ok_and(|found| found.to_id_string() == oid)
}

fn holds_oid(any: &Any<'_>) -> bool {
    any.tag() == Tag::Sequence && Oid::from_der(any.data).is_ok()
}

//! Tells from its outline what a DER structure is, without reading its values.

use pkcs8::der::{
    Decode as _, Reader as _, SliceReader, Tag, Tagged as _,
    asn1::{AnyRef, ObjectIdentifier},
};

/// What a DER structure is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shape {
    /// A private key (RFC 5208).
    Pkcs8,
    /// A private key under a passphrase (RFC 5208).
    EncryptedPkcs8,
    /// An RSA private key (RFC 8017).
    Pkcs1,
    /// An elliptic private key (RFC 5915).
    Sec1,
    /// A DSA private key in OpenSSL's own form.
    Dsa,
    /// A public key (RFC 5280).
    Spki,
    /// An RSA public key (RFC 8017).
    Pkcs1Public,
    /// A certificate (RFC 5280).
    Certificate,
    /// A certificate request (RFC 2986).
    Request,
    /// Certificates or signed data (RFC 5652).
    Pkcs7,
    /// Keys and certificates in one file (RFC 7292).
    Pkcs12,
}

/// Tells what it is; `None` when it is no whole DER structure of a known outline.
pub(crate) fn shape(der: &[u8]) -> Option<Shape> {
    let outer = children(sequence(der)?)?;
    let tags: Vec<Tag> = outer.iter().map(AnyRef::tag).collect();
    match tags.as_slice() {
        [Tag::Integer, Tag::Sequence, Tag::OctetString, ..] => Some(Shape::Pkcs8),
        [Tag::Integer, Tag::Sequence, ..] if starts_with_oid(&outer[1]) => Some(Shape::Pkcs12),
        [Tag::Integer, Tag::OctetString, ..] => Some(Shape::Sec1),
        [Tag::Integer, Tag::Integer] => Some(Shape::Pkcs1Public),
        tags if tags.len() == 6 && all_integers(tags) => Some(Shape::Dsa),
        tags if tags.len() >= 9 && all_integers(&tags[..9]) => Some(Shape::Pkcs1),
        [Tag::Sequence, Tag::OctetString] if starts_with_oid(&outer[0]) => Some(Shape::EncryptedPkcs8),
        [Tag::Sequence, Tag::BitString] if starts_with_oid(&outer[0]) => Some(Shape::Spki),
        [Tag::ObjectIdentifier, ..] => Some(Shape::Pkcs7),
        [Tag::Sequence, Tag::Sequence, Tag::BitString] => signed(&outer[0]),
        _ => None,
    }
}

/// Whether it begins like DER or BER with a length that is not said (RFC 5280 asks for DER; older Windows and Java write BER).
pub(crate) fn is_indefinite(bytes: &[u8]) -> bool {
    bytes.starts_with(&[0x30, 0x80])
}

/// The content of the one sequence that fills the bytes to their end.
pub(crate) fn sequence(der: &[u8]) -> Option<&[u8]> {
    let any = AnyRef::from_der(der).ok()?;
    (any.tag() == Tag::Sequence).then(|| any.value())
}

/// The first members of a sequence; enough of them to tell the outline.
pub(crate) fn children(content: &[u8]) -> Option<Vec<AnyRef<'_>>> {
    let mut reader = SliceReader::new(content).ok()?;
    let mut found = Vec::new();
    while !reader.is_finished() && found.len() < 12 {
        found.push(AnyRef::decode(&mut reader).ok()?);
    }
    Some(found)
}

/// The object identifier that a sequence begins with.
pub(crate) fn leading_oid(any: &AnyRef<'_>) -> Option<ObjectIdentifier> {
    let mut reader = SliceReader::new(any.value()).ok()?;
    ObjectIdentifier::decode(&mut reader).ok()
}

fn starts_with_oid(any: &AnyRef<'_>) -> bool {
    leading_oid(any).is_some()
}

fn all_integers(tags: &[Tag]) -> bool {
    tags.iter().all(|tag| *tag == Tag::Integer)
}

/// Certificates and requests look alike from outside: the first says more about itself.
fn signed(inner: &AnyRef<'_>) -> Option<Shape> {
    let members = children(inner.value())?;
    let tags: Vec<Tag> = members.iter().map(AnyRef::tag).collect();
    match tags.as_slice() {
        [Tag::Integer, Tag::Sequence, Tag::Sequence, ..] if members.len() <= 4 => Some(Shape::Request),
        [first, ..] if members.len() >= 6 && (*first == Tag::Integer || first.is_context_specific()) => Some(Shape::Certificate),
        _ => None,
    }
}

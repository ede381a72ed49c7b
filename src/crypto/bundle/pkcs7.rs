//! PKCS#7 with certificates only (RFC 5652, section 5.1): what Windows and many authorities hand out as `.p7b`. Nothing in
//! it is signed or decrypted; the certificates are taken as they stand.

use x509_parser::asn1_rs::{Any, Class, FromBer as _, Tag};

use super::{Bundle, Container, Fault};
use crate::crypto::{certificate::Certificate, revocation::RevocationList};

/// The dotted numbers of signed data.
pub(super) const SIGNED_DATA: &str = "1.2.840.113549.1.7.2";

/// Reads all certificates and revocation lists.
pub(super) fn read(der: &[u8]) -> Result<Bundle, Fault> {
    let damaged = || Fault::new("is a PKCS#7 container that is damaged", "export it once more, best as PEM");
    let signed = signed_data(der).ok_or_else(damaged)?;
    let mut bundle = Bundle { container: Container::Pkcs7, ..Bundle::default() };
    let mut rest = signed;
    while let Some((after, member)) = any(rest) {
        match (member.class(), member.tag().0) {
            (Class::ContextSpecific, CERTIFICATES) => {
                for der in members(member.data).ok_or_else(damaged)? {
                    bundle.add(Certificate::from_der(der).map_err(|_| damaged())?.into())?;
                }
            }
            (Class::ContextSpecific, LISTS) => {
                let lists = members(member.data).ok_or_else(damaged)?.into_iter().map(RevocationList::from_der);
                bundle.revocations = lists.collect::<Result<_, _>>().map_err(|_| damaged())?;
            }
            _ => {}
        }
        rest = after;
    }
    if bundle.certificates.is_empty() && bundle.revocations.is_empty() {
        return Err(Fault::new("is a PKCS#7 container without a certificate", "export it with the certificates"));
    }
    Ok(bundle)
}

/// The content of the sequence behind content type and context tag.
fn signed_data(der: &[u8]) -> Option<&[u8]> {
    let (_, info) = any(der)?;
    let (rest, kind) = any(info.data)?;
    let is_signed = kind.oid().is_ok_and(|oid| oid.to_id_string() == SIGNED_DATA);
    let (_, content) = any(rest).filter(|_| is_signed)?;
    let (_, signed) = any(content.data)?;
    (signed.tag() == Tag::Sequence).then_some(signed.data)
}

/// The encodings of all members.
fn members(set: &[u8]) -> Option<Vec<&[u8]>> {
    let mut found = Vec::new();
    let mut rest = set;
    while !rest.is_empty() {
        let (after, _) = any(rest)?;
        found.push(&rest[..rest.len() - after.len()]);
        rest = after;
    }
    Some(found)
}

/// One value with its header, in BER, because containers of indefinite length are in use.
pub(super) fn any(bytes: &[u8]) -> Option<(&[u8], Any<'_>)> {
    Any::from_ber(bytes).ok().filter(|(rest, _)| rest.len() < bytes.len())
}

const CERTIFICATES: u32 = 0;
const LISTS: u32 = 1;

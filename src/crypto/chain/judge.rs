//! The verdict of `webpki`. Its work is bounded: 100 signatures, 200,000 steps, 250,000 comparisons of names.

use rustls_pki_types::{CertificateDer, ServerName, TrustAnchor, UnixTime};
use webpki::{
    ALL_VERIFICATION_ALGS, BorrowedCertRevocationList, CertRevocationList, EndEntityCert, Error, ExpirationPolicy,
    ExtendedKeyUsageValidator, KeyPurposeIdIter, KeyUsage, RevocationCheckDepth, RevocationOptionsBuilder, UnknownStatusPolicy,
    VerifiedPath, anchor_from_trusted_cert,
};

use super::{Purpose, Question};
use crate::crypto::certificate::Certificate;

/// Looks for a path; returns it with leaf and trusted certificate.
pub(super) fn judge(
    leaf: &Certificate,
    between: &[&Certificate],
    anchors: &[&Certificate],
    question: &Question<'_>,
) -> Result<Vec<Certificate>, Error> {
    let (leaf_der, anchor_ders) = (CertificateDer::from(leaf.der()), ders(anchors));
    let readable = anchors.iter().zip(&anchor_ders).filter_map(|(one, der)| Some((*one, anchor_from_trusted_cert(der).ok()?)));
    let (kept, trusted): (Vec<&Certificate>, Vec<TrustAnchor<'_>>) = readable.unzip();
    let entity = EndEntityCert::try_from(&leaf_der)?;
    let between = ders(between);
    let lists = lists(question)?;
    let lists: Vec<_> = lists.iter().collect();
    let options = RevocationOptionsBuilder::new(&lists).ok().map(|builder| {
        let builder = builder.with_depth(RevocationCheckDepth::Chain).with_status_policy(UnknownStatusPolicy::Allow);
        builder.with_expiration_policy(ExpirationPolicy::Enforce).build()
    });
    let accept = |path: &VerifiedPath<'_>| fits(path, anchor_of(path, &trusted, &kept), question);
    let time = UnixTime::since_unix_epoch(std::time::Duration::from_secs(
        u64::try_from(question.at.time().unix_timestamp()).unwrap_or_default(),
    ));
    let algorithms = ALL_VERIFICATION_ALGS;
    let path = entity.verify_for_usage(algorithms, &trusted, &between, time, question.purpose, options, Some(&accept))?;
    let middle = path.intermediate_certificates().filter_map(|one| Certificate::from_der(&one.der()).ok());
    let anchor = anchor_of(&path, &trusted, &kept).filter(|anchor| *anchor != leaf);
    Ok(std::iter::once(leaf.clone()).chain(middle).chain(anchor.cloned()).collect())
}

/// Whether a server's certificate is for this host or address (RFC 9525).
#[must_use]
pub fn serves(leaf: &Certificate, host: &str) -> bool {
    let der = CertificateDer::from(leaf.der());
    let bare = host.trim_start_matches('[').trim_end_matches(']');
    let (Ok(entity), Ok(name)) = (EndEntityCert::try_from(&der), ServerName::try_from(bare)) else { return false };
    entity.verify_is_valid_for_subject_name(&name).is_ok()
}

/// What `webpki` does not look at: the trusted certificate's own limit, and the wished one.
fn fits(path: &VerifiedPath<'_>, anchor: Option<&Certificate>, question: &Question<'_>) -> Result<(), Error> {
    // Authorities that issue to themselves do not count (RFC 5280, section 4.2.1.9).
    let between = path.intermediate_certificates().filter(|one| one.subject() != one.issuer()).count();
    if question.depth.is_some_and(|depth| between > depth) {
        return Err(Error::MaximumPathDepthExceeded);
    }
    let limit = anchor.and_then(|anchor| anchor.extensions.basic_constraints.as_ref()?.value.path_length);
    if limit.is_some_and(|limit| usize::try_from(limit).is_ok_and(|limit| between > limit)) {
        return Err(Error::PathLenConstraintViolated);
    }
    Ok(())
}

fn anchor_of<'a>(path: &VerifiedPath<'_>, trusted: &[TrustAnchor<'_>], kept: &[&'a Certificate]) -> Option<&'a Certificate> {
    trusted.iter().position(|one| one == path.anchor()).and_then(|index| kept.get(index).copied())
}

fn ders<'a>(list: &[&'a Certificate]) -> Vec<CertificateDer<'a>> {
    list.iter().map(|one| CertificateDer::from(one.der())).collect()
}

fn lists<'a>(question: &Question<'a>) -> Result<Vec<CertRevocationList<'a>>, Error> {
    let read = |list: &'a crate::crypto::revocation::RevocationList| BorrowedCertRevocationList::from_der(list.der());
    question.revocations.iter().map(|list| read(list).map(CertRevocationList::from)).collect()
}

/// The purpose or any purpose must be listed, where there is a list (RFC 5280, section 4.2.1.12).
impl ExtendedKeyUsageValidator for Purpose {
    fn validate(&self, list: KeyPurposeIdIter<'_, '_>) -> Result<(), Error> {
        let wanted = match self {
            Self::Client => KeyUsage::CLIENT_AUTH_REPR,
            Self::Server => KeyUsage::SERVER_AUTH_REPR,
            Self::Any => &[],
        };
        let listed = list.map(|one| one.map(|one| one.to_decoded_oid())).collect::<Result<Vec<_>, _>>()?;
        let fits = |oid: &Vec<usize>| wanted.is_empty() || oid == wanted || oid == ANY;
        if listed.is_empty() || listed.iter().any(fits) {
            return Ok(());
        }
        Err(Error::RequiredEkuNotFoundContext(webpki::RequiredEkuNotFoundContext {
            required: if *self == Self::Server { KeyUsage::server_auth() } else { KeyUsage::client_auth() },
            present: listed,
        }))
    }
}

const ANY: &[usize] = &[2, 5, 29, 37, 0];

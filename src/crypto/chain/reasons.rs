//! Why there is no path, in words.

use webpki::Error;

use super::order::End;
use crate::{
    crypto::certificate::{Certificate, purpose},
    domain::finding::{Finding, Level},
};

/// The code of the reason that adds nothing to any other.
pub(super) const NO_PATH: &str = "no-path";

/// What stands at the end of a path that leads to no trusted certificate.
pub(super) fn of_end(last: &Certificate, end: &End, roots: &[Certificate]) -> Option<Finding> {
    let refuse = |code: &str, text: String| Some(Finding::new(Level::Refuse, code, last.title(), text));
    let issuer = &last.issuer;
    match end {
        End::Root if roots.contains(last) => None,
        End::Root => refuse(
            "untrusted-root",
            "it is the end of the path and not among the trusted ones; trust it with `--roots` if it is right".to_owned(),
        ),
        End::Missing => {
            refuse("issuer-missing", format!("the certificate of its issuer `{issuer}` was not given; {}", whence(last)))
        }
        End::WrongKey => refuse(
            "issuer-key-differs",
            format!(
                "a certificate of its issuer `{issuer}` was given, but with another key; the authority has several: {}",
                whence(last)
            ),
        ),
        End::Circle => {
            refuse("issuer-circle", "the issuers issued each other in a circle; name a trusted one with `--roots`".to_owned())
        }
        End::TooLong => {
            refuse("path-too-long", "the path is longer than servers follow; ask for a certificate nearer to the root".to_owned())
        }
    }
}

/// A path that is right by the standard, and that some servers refuse all the same.
pub(super) fn not_everywhere(leaf: &Certificate) -> Finding {
    let text = "its path uses what not every server understands (constraints on mail addresses, directory names or URIs, or \
        an authority that renewed its key under its own name): OpenSSL and Java take it, rustls refuses it; ask the operator";
    Finding::new(Level::Warn, "not-everywhere", leaf.title(), text)
}

/// Where the missing issuer can be had.
fn whence(last: &Certificate) -> String {
    let access = last.extensions.authority_access.as_ref().map(|access| access.value.join(", "));
    let key = last.extensions.authority_key_id.as_ref().and_then(|id| id.value.as_deref());
    let key = key.map(|key| format!(" (its key id is {key})")).unwrap_or_default();
    match access.filter(|access| !access.is_empty()) {
        Some(access) => format!("get it from {access} and add the file{key}"),
        None => format!("ask the authority for it and add the file{key}"),
    }
}

/// The library's one reason.
pub(super) fn of_library(leaf: &Certificate, error: &Error) -> Finding {
    let (code, text) = in_certificates(error).or_else(|| in_signatures(error)).or_else(|| in_lists(error)).map_or_else(
        || ("malformed", format!("it, or one above it, is not well formed ({}); ask for a new one", words(error))),
        |(code, text)| (code, text.to_owned()),
    );
    let text = match error {
        Error::RequiredEkuNotFoundContext(context) => wrong_purpose(context),
        _ => text,
    };
    Finding::new(Level::Refuse, code, leaf.title(), text)
}

/// The library's short name of a fault, as words: `BadDer` is `bad der`.
fn words(error: &Error) -> String {
    let name = format!("{error:?}");
    let short = name.chars().take_while(char::is_ascii_alphanumeric);
    let spaced = short.flat_map(|sign| sign.is_ascii_uppercase().then_some(' ').into_iter().chain([sign.to_ascii_lowercase()]));
    spaced.collect::<String>().trim_start().to_owned()
}

type Words = (&'static str, &'static str);

fn in_certificates(error: &Error) -> Option<Words> {
    Some(match error {
        Error::CertExpired { .. } => ("expired", "a certificate of the path has ended; get the renewed one"),
        Error::CertNotValidYet { .. } => ("not-yet-valid", "a certificate of the path is not valid yet; check the clock"),
        Error::CaUsedAsEndEntity => ("ca-as-leaf", CA_AS_LEAF),
        Error::EndEntityUsedAsCa => {
            ("not-an-authority", "a certificate of the path signs others but is no authority; ask for a new one")
        }
        Error::PathLenConstraintViolated => (
            "path-length-exceeded",
            "more authorities stand in the path than one of them allows; ask for a certificate nearer to the root",
        ),
        Error::MaximumPathDepthExceeded => (
            "path-too-long",
            "more authorities stand in the path than the server follows; ask for a certificate nearer to the root",
        ),
        Error::NameConstraintViolation => (
            "name-constraint",
            "a name in it is outside what an authority above it may certify; ask for a certificate with allowed names",
        ),
        Error::RequiredEkuNotFoundContext(_) => ("eku-without-purpose", ""),
        Error::EmptyEkuExtension => ("malformed-extension", "its list of extended key usages is empty; ask for a new one"),
        Error::UnsupportedCriticalExtension => (
            "unknown-critical-extension",
            "a certificate of the path has a critical extension that is not known; ask for one without",
        ),
        Error::UnsupportedCertVersion => ("old-version", "a certificate of the path is not of version 3; ask for a new one"),
        Error::UnknownIssuer => {
            (NO_PATH, "no path leads to a trusted certificate; give the missing ones, or trust the right one with `--roots`")
        }
        _ => return None,
    })
}

fn in_signatures(error: &Error) -> Option<Words> {
    Some(match error {
        Error::SignatureAlgorithmMismatch => (
            "signature-algorithm-mismatch",
            "a certificate of the path names two different signature algorithms; ask for a new one",
        ),
        Error::InvalidSignatureForPublicKey => (
            "bad-signature",
            "a signature in the path is not good: a certificate was altered, or its issuer has several keys; get both once more",
        ),
        Error::UnsupportedSignatureAlgorithmContext(_) => {
            ("weak-signature", "a signature in the path is of a kind that servers refuse; ask for one with SHA-256 or better")
        }
        Error::UnsupportedSignatureAlgorithmForPublicKeyContext(_) => (
            "bad-signature",
            "a signature in the path is not of the kind of its issuer's key; the authority has several: get the right one",
        ),
        Error::MaximumSignatureChecksExceeded
        | Error::MaximumPathBuildCallsExceeded
        | Error::MaximumNameConstraintComparisonsExceeded => {
            ("too-complex", "the certificates are arranged so that judging them takes too long; give only those of the path")
        }
        _ => return None,
    })
}

fn in_lists(error: &Error) -> Option<Words> {
    Some(match error {
        Error::CertRevoked => ("revoked", "it was taken back by its issuer; ask for a new one"),
        Error::CrlExpired { .. } => ("revocation-list-expired", "a revocation list is out of date; get the newest one"),
        Error::InvalidCrlSignatureForPublicKey
        | Error::IssuerNotCrlSigner
        | Error::UnsupportedCrlSignatureAlgorithmContext(_)
        | Error::UnsupportedCrlSignatureAlgorithmForPublicKeyContext(_) => {
            ("revocation-list-unusable", "a revocation list is not signed by an issuer that may; get it once more")
        }
        Error::InvalidCrlNumber
        | Error::UnsupportedCrlVersion
        | Error::UnsupportedDeltaCrl
        | Error::UnsupportedIndirectCrl
        | Error::UnsupportedCrlIssuingDistributionPoint
        | Error::UnsupportedRevocationReasonsPartitioning => {
            ("revocation-list-unusable", "a revocation list is in parts or of a form that cannot be used; get the complete list")
        }
        _ => return None,
    })
}

const CA_AS_LEAF: &str = "it is marked as an authority (CA flag), and servers refuse such a one from a client; make it anew with \
     `basicConstraints=CA:FALSE` (`partnerctl cert self-sign` does)";

fn wrong_purpose(context: &webpki::RequiredEkuNotFoundContext) -> String {
    let dotted = |oid: &Vec<usize>| oid.iter().map(ToString::to_string).collect::<Vec<_>>().join(".");
    let present: Vec<_> = context.present.iter().map(|oid| purpose::word(&dotted(oid)).to_owned()).collect();
    let required = dotted(&context.required.oid_values().collect());
    let required = purpose::word(&required);
    format!("its extended key usages ({}) do not include {required}; ask for one that does", present.join(", "))
}

//! Paths from a certificate to a trusted one. The verdict is a kept library's (RFC 5280, section 6, by `webpki`); a second
//! reading explains it, and refuses what that library leaves to its callers: dates, usages and lengths of trusted
//! certificates.

mod judge;
mod names;
mod order;
mod reasons;
mod revoked;
mod rules;

use std::collections::HashSet;

pub use self::{
    judge::serves,
    order::{End, Trace, is_ordered, leaves, order, trace, without_repetitions},
    rules::{RULES, Rule},
};
use super::{
    certificate::{Certificate, Signed, purpose},
    name::Name,
    revocation::RevocationList,
};
use crate::domain::{
    finding::{Finding, Level},
    moment::Moment,
};

/// What a path is wanted for.
#[derive(Debug, Clone, Copy)]
pub struct Question<'a> {
    /// The time that counts.
    pub at: Moment,
    /// What the leaf is to be used for.
    pub purpose: Purpose,
    /// How many authorities may stand between leaf and trusted certificate; some servers allow few.
    pub depth: Option<usize>,
    /// Whether a breach of RFC 5280 that servers tolerate counts as a refusal.
    pub strict: bool,
    /// Lists to check against; none means no check.
    pub revocations: &'a [RevocationList],
}

/// What a leaf is used for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// To call servers.
    Client,
    /// To be called.
    Server,
    /// Not looked at.
    Any,
}

impl Purpose {
    /// Whether it, or any purpose, is listed, where there is a list (RFC 5280, section 4.2.1.12).
    fn fits(self, one: &Certificate) -> bool {
        let wanted = match self {
            Self::Client => purpose::CLIENT,
            Self::Server => purpose::SERVER,
            Self::Any => return true,
        };
        let listed = one.extensions.extended_key_usage.as_ref();
        listed.is_none_or(|list| list.value.iter().any(|oid| oid == wanted || oid == purpose::ANY))
    }
}

/// What came out.
#[derive(Debug, Clone)]
pub struct Answer {
    /// From the leaf upwards, as far as it leads.
    pub path: Vec<Certificate>,
    /// Everything that is to be said about it.
    pub findings: Vec<Finding>,
    /// The name of the issuer whose certificate was not given.
    pub missing: Option<Name>,
}

impl Answer {
    /// Whether nothing refuses the path.
    #[must_use]
    pub fn is_good(&self) -> bool {
        self.findings.iter().all(|finding| finding.level != Level::Refuse)
    }
}

/// Looks for a path from `leaf` over `others`, in any order, to one of `roots`. Of several the first good one is taken.
#[must_use]
pub fn verify(leaf: &Certificate, others: &[Certificate], roots: &[Certificate], question: &Question<'_>) -> Answer {
    let sound = |one: &&Certificate, place| !rules::refuses(one, place, question);
    // Who signed itself and is trusted for itself need not be an authority.
    let place = |one: &Certificate| if one == leaf { rules::Place::Leaf } else { rules::Place::Anchor };
    let anchors: Vec<_> = distinct(roots).into_iter().filter(|one| sound(one, place(one))).collect();
    let between: Vec<_> = distinct(others).into_iter().filter(|one| sound(one, rules::Place::Between)).collect();
    let mut answer = match judge::judge(leaf, &between, &anchors, question) {
        Ok(path) => Answer { findings: about(&path, roots, question), path, missing: None },
        Err(error) => {
            let pool: Vec<_> = between.iter().chain(&anchors).copied().collect();
            second_reading(leaf, &pool, roots, question, &error).unwrap_or_else(|| explain(leaf, others, roots, question, &error))
        }
    };
    answer.findings.sort_by_key(|finding| std::cmp::Reverse(finding.level));
    answer
}

/// A path that the library refuses for what it does not know, and other servers do: constraints on mail addresses,
/// directory names and URIs, and authorities that renewed their keys under their own name. Every signature is still
/// checked by a library, every other rule by the second reading.
fn second_reading(
    leaf: &Certificate,
    pool: &[&Certificate],
    roots: &[Certificate],
    question: &Question<'_>,
    error: &webpki::Error,
) -> Option<Answer> {
    use webpki::Error::{InvalidSignatureForPublicKey, NameConstraintViolation, PathLenConstraintViolated};
    let doubtful = matches!(error, NameConstraintViolation | PathLenConstraintViolated | InvalidSignatureForPublicKey);
    if !doubtful || !question.revocations.is_empty() || leaf.is_ca() {
        return None;
    }
    let Trace { path, .. } = up_to_trusted(trace(leaf, pool, question.at), roots);
    let between = path.get(1..path.len() - 1)?;
    let trusted = path.last().is_some_and(|last| roots.contains(last));
    let signed = path.windows(2).all(|pair| pair[0].signed_by(&pair[1]) == Signed::Yes);
    let fits = path[..path.len() - 1].iter().all(|one| question.purpose.fits(one));
    let short = question.depth.is_none_or(|depth| between.iter().filter(|one| !one.is_self_issued()).count() <= depth);
    let mut answer = Answer { findings: about(&path, roots, question), missing: None, path };
    let good = trusted && signed && fits && short && answer.is_good() && names::are_allowed(&answer.path);
    answer.findings.push(reasons::not_everywhere(leaf));
    good.then_some(answer)
}

/// Why there is no path: everything that the second reading sees, and the library's own word where it adds to that.
fn explain(
    leaf: &Certificate,
    others: &[Certificate],
    roots: &[Certificate],
    question: &Question<'_>,
    error: &webpki::Error,
) -> Answer {
    let pool: Vec<_> = distinct(others).into_iter().chain(distinct(roots)).collect();
    let Trace { path, end } = up_to_trusted(trace(leaf, &pool, question.at), roots);
    let mut findings = about(&path, roots, question);
    let last = path.last().unwrap_or(leaf);
    findings.extend(reasons::of_end(last, &end, roots));
    let missing = matches!(end, End::Missing | End::WrongKey).then(|| last.issuer.clone());
    let refused = findings.iter().any(|finding| finding.level == Level::Refuse);
    let word = reasons::of_library(leaf, error);
    let has = |code: &str| findings.iter().any(|finding| finding.code == code);
    // A short key is not a bad signature, and a list is not the certificate.
    let short = word.code == "bad-signature" && has("rsa-too-small");
    let said = has(&word.code) || short || (refused && word.code == reasons::NO_PATH);
    if !said {
        findings.push(word);
    }
    Answer { path, findings, missing }
}

/// A path ends at the first trusted certificate, whoever issued that.
fn up_to_trusted(mut trace: Trace, roots: &[Certificate]) -> Trace {
    if let Some(index) = trace.path.iter().skip(1).position(|one| roots.contains(one)) {
        trace.path.truncate(index + 2);
        trace.end = End::Root;
    }
    trace
}

fn about(path: &[Certificate], roots: &[Certificate], question: &Question<'_>) -> Vec<Finding> {
    let mut findings = rules::findings(path, roots, question);
    findings.extend(revoked::findings(path, question));
    findings
}

fn distinct(list: &[Certificate]) -> Vec<&Certificate> {
    let mut seen = HashSet::new();
    list.iter().filter(|one| seen.insert(one.der())).collect()
}

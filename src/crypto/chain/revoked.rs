//! What revocation lists say about a path, in words.

use super::Question;
use crate::{
    crypto::{
        certificate::Certificate,
        revocation::{Number, RevocationList},
    },
    domain::finding::{Finding, Level},
};

/// Everything that the given lists say; nothing when none were given.
pub(super) fn findings(path: &[Certificate], question: &Question<'_>) -> Vec<Finding> {
    if question.revocations.is_empty() {
        return Vec::new();
    }
    let below_root = path.iter().filter(|one| !one.is_self_issued());
    let about_path = below_root.flat_map(|one| of_certificate(one, question));
    let issuers = path.windows(2).filter_map(|pair| of_issuer(&pair[0], &pair[1], question));
    about_path.chain(issuers).chain(question.revocations.iter().flat_map(|list| of_list(list, question))).collect()
}

fn of_certificate(one: &Certificate, question: &Question<'_>) -> Vec<Finding> {
    let mut lists = question.revocations.iter().filter(|list| list.covers(one)).peekable();
    if lists.peek().is_none() {
        let text = format!(
            "no list of its issuer `{}` was given, so it is unknown whether it was taken back; add that list",
            one.issuer
        );
        return vec![Finding::new(Level::Warn, "revocation-unknown", one.title(), text)];
    }
    let found = lists.filter_map(|list| list.find(one)).filter(|revoked| revoked.reason != Some("removed from the list"));
    let told = found.map(|revoked| {
        let reason = revoked.reason.map(|reason| format!(" ({reason})")).unwrap_or_default();
        let text = format!("its issuer took it back on {}{reason}; ask for a new one with a new key", revoked.since);
        Finding::new(Level::Refuse, "revoked", one.title(), text)
    });
    told.collect()
}

/// An issuer whose key usage leaves lists out may not sign them (RFC 5280, section 6.3.3).
fn of_issuer(one: &Certificate, issuer: &Certificate, question: &Question<'_>) -> Option<Finding> {
    let has_list = question.revocations.iter().any(|list| list.covers(one));
    let text = "its key usage does not allow signing revocation lists, and one was given; tell the authority";
    (has_list && !issuer.extensions.may("cRLSign"))
        .then(|| Finding::new(Level::Refuse, "revocation-list-unusable", issuer.title(), text))
}

fn of_list(list: &RevocationList, question: &Question<'_>) -> Vec<Finding> {
    let subject = format!("revocation list of {}", list.issuer);
    let mut all = Vec::new();
    if let Some(next) = list.next_update.filter(|next| *next < question.at) {
        let text = format!("a newer one was due on {next}; get the newest one");
        all.push(Finding::new(Level::Refuse, "revocation-list-expired", &subject, text));
    }
    if list.number != Number::Good {
        let level = if question.strict { Level::Refuse } else { Level::Warn };
        let text = "it carries no number, or one marked critical (RFC 5280, section 5.2.3); strict servers refuse it: tell the authority";
        all.push(Finding::new(level, "revocation-list-number", subject, text));
    }
    all
}

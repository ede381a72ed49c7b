//! What revocation lists say about a path, in words.

use super::Question;
use crate::{
    crypto::{
        certificate::{Certificate, Signed},
        revocation::{Number, RevocationList},
    },
    domain::finding::{Finding, Level},
};

/// Everything that the given lists say; nothing when none were given.
pub(super) fn findings(path: &[Certificate], question: &Question<'_>) -> Vec<Finding> {
    if question.revocations.is_empty() {
        return Vec::new();
    }
    let below_root = path.iter().enumerate().filter(|(_, one)| !one.is_self_issued());
    let about_path = below_root.flat_map(|(place, one)| of_certificate(one, path.get(place + 1), question));
    let issuers = path.windows(2).filter_map(|pair| of_issuer(&pair[0], &pair[1], question));
    about_path.chain(issuers).chain(question.revocations.iter().flat_map(|list| of_list(list, question))).collect()
}

/// Only a list that the issuer signed takes anything back.
fn of_certificate(one: &Certificate, issuer: Option<&Certificate>, question: &Question<'_>) -> Vec<Finding> {
    let lists: Vec<_> = question.revocations.iter().filter(|list| list.covers(one)).collect();
    if lists.is_empty() {
        let text = format!(
            "no list of its issuer `{}` was given, so it is unknown whether it was taken back; add that list",
            one.issuer
        );
        return vec![Finding::new(Level::Warn, "revocation-unknown", one.title(), text)];
    }
    lists.into_iter().filter_map(|list| of_list_about(list, one, issuer)).collect()
}

fn of_list_about(list: &RevocationList, one: &Certificate, issuer: Option<&Certificate>) -> Option<Finding> {
    let signed = issuer.map_or(Signed::Unknown, |issuer| list.signed_by(issuer));
    if signed == Signed::No {
        let text = "it is not signed with the key of the issuer that it names, so it says nothing; get it once more from there";
        return Some(Finding::new(Level::Refuse, "revocation-list-unusable", title(list), text));
    }
    let revoked = list.find(one).filter(|revoked| revoked.reason != Some("removed from the list"))?;
    let reason = revoked.reason.map(|reason| format!(" ({reason})")).unwrap_or_default();
    if signed == Signed::Unknown {
        let text = format!(
            "a list in its issuer's name took it back on {}{reason}, and whether the issuer signed that list cannot be told; give \
             the issuer's certificate",
            revoked.since
        );
        return Some(Finding::new(Level::Warn, "revocation-list-unchecked", one.title(), text));
    }
    let text = format!("its issuer took it back on {}{reason}; ask for a new one with a new key", revoked.since);
    Some(Finding::new(Level::Refuse, "revoked", one.title(), text))
}

fn title(list: &RevocationList) -> String {
    format!("revocation list of {}", list.issuer)
}

/// An issuer whose key usage leaves lists out may not sign them (RFC 5280, section 6.3.3).
fn of_issuer(one: &Certificate, issuer: &Certificate, question: &Question<'_>) -> Option<Finding> {
    let has_list = question.revocations.iter().any(|list| list.covers(one));
    let text = "its key usage does not allow signing revocation lists, and one was given; tell the authority";
    (has_list && !issuer.extensions.may("cRLSign"))
        .then(|| Finding::new(Level::Refuse, "revocation-list-unusable", issuer.title(), text))
}

fn of_list(list: &RevocationList, question: &Question<'_>) -> Vec<Finding> {
    let subject = title(list);
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

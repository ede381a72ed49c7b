//! What each certificate of a path must be, as a table: the second reading.

use super::Question;
use crate::{
    crypto::certificate::{AlternativeName, Certificate, KeyKind},
    domain::finding::{Finding, Level},
};

/// One thing to look at in every certificate of a path.
#[derive(Debug)]
pub struct Rule {
    /// The word for scripts.
    pub code: &'static str,
    /// How bad a breach is.
    pub level: Level,
    /// Says what is so, when it is a breach.
    pub(super) breach: fn(&Spot<'_>) -> Option<String>,
    /// What to do.
    pub advice: &'static str,
}

/// One certificate at its place.
pub(super) struct Spot<'a> {
    one: &'a Certificate,
    place: Place,
    /// How many authorities stand below it that did not issue themselves.
    below: usize,
    question: &'a Question<'a>,
}

/// Where in a path a certificate stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// At its beginning, and trusted for itself when it is alone.
    Leaf,
    /// Between beginning and end.
    Between,
    /// At its trusted end.
    Anchor,
}

/// Everything to be said about a path.
pub(super) fn findings(path: &[Certificate], roots: &[Certificate], question: &Question<'_>) -> Vec<Finding> {
    let mut below = 0;
    let mut all = Vec::new();
    for (index, one) in path.iter().enumerate() {
        let place = match index {
            0 => Place::Leaf,
            _ if index + 1 == path.len() && (one.is_self_issued() || roots.contains(one)) => Place::Anchor,
            _ => Place::Between,
        };
        all.extend(of_one(&Spot { one, place, below, question }));
        below += usize::from(index > 0 && !one.is_self_issued());
    }
    all
}

/// Whether a certificate can stand at this place of no path.
pub(super) fn refuses(one: &Certificate, place: Place, question: &Question<'_>) -> bool {
    of_one(&Spot { one, place, below: 0, question }).any(|finding| finding.level == Level::Refuse)
}

fn of_one<'a>(spot: &'a Spot<'a>) -> impl Iterator<Item = Finding> + 'a {
    RULES.iter().filter_map(move |rule| {
        let level = if spot.question.strict { Level::Refuse } else { rule.level };
        (rule.breach)(spot).map(|fact| Finding::new(level, rule.code, spot.one.title(), format!("{fact}; {}", rule.advice)))
    })
}

impl Spot<'_> {
    fn signs(&self) -> bool {
        self.place != Place::Leaf
    }

    /// A trusted certificate of version 1 has no extensions and is an authority by being trusted.
    fn is_old_anchor(&self) -> bool {
        self.place == Place::Anchor && self.one.version < 3
    }
}

fn when(breach: bool, fact: impl FnOnce() -> String) -> Option<String> {
    breach.then(fact)
}

fn listed(oids: &[String], what: &str) -> Option<String> {
    when(!oids.is_empty(), || format!("{what} {}", oids.join(", ")))
}

/// All rules. Warnings are breaches of RFC 5280 that servers tolerate.
pub const RULES: &[Rule] = &[
    Rule {
        code: "expired",
        level: Level::Refuse,
        breach: |spot| when(spot.question.at > spot.one.not_after, || format!("it ended on {}", spot.one.not_after)),
        advice: "get the renewed certificate",
    },
    Rule {
        code: "not-yet-valid",
        level: Level::Refuse,
        breach: |spot| when(spot.question.at < spot.one.not_before, || format!("it begins on {}", spot.one.not_before)),
        advice: "check the clock, or wait until then",
    },
    Rule {
        code: "not-an-authority",
        level: Level::Refuse,
        breach: |spot| {
            when(spot.signs() && !spot.one.is_ca() && !spot.is_old_anchor(), || {
                "it signs others but is no authority (CA flag)".to_owned()
            })
        },
        advice: "a certificate was issued under one that may not issue: ask for a new one from a real authority",
    },
    Rule {
        code: "key-cert-sign-missing",
        level: Level::Refuse,
        breach: |spot| {
            when(spot.signs() && !spot.one.extensions.may("keyCertSign"), || {
                "its key usage does not allow signing certificates".to_owned()
            })
        },
        advice: "the authority must be made anew with keyCertSign",
    },
    Rule {
        code: "path-length-exceeded",
        level: Level::Refuse,
        breach: |spot| {
            let limit = spot.one.extensions.basic_constraints.as_ref()?.value.path_length?;
            when(spot.signs() && usize::try_from(limit).is_ok_and(|limit| spot.below > limit), || {
                format!("it allows {limit} further authorities below it, and {} are there", spot.below)
            })
        },
        advice: "ask for a certificate from an authority nearer to it",
    },
    Rule {
        code: "unknown-critical-extension",
        level: Level::Refuse,
        breach: |spot| listed(&spot.one.extensions.unknown_critical, "it has a critical extension that nobody knows:"),
        advice: "servers must refuse it (RFC 5280, section 4.2): ask for one without",
    },
    Rule {
        code: "duplicate-extension",
        level: Level::Refuse,
        breach: |spot| listed(&spot.one.extensions.duplicates, "it has an extension twice:"),
        advice: "it is not well formed: ask for a new one",
    },
    Rule {
        code: "malformed-extension",
        level: Level::Refuse,
        breach: |spot| listed(&spot.one.extensions.malformed, "it has an extension that cannot be read:"),
        advice: "it is not well formed: ask for a new one",
    },
    Rule {
        code: "rsa-too-small",
        level: Level::Refuse,
        breach: |spot| match &spot.one.public_key.kind {
            KeyKind::Rsa { modulus, .. } if modulus.bits() < 2048 => {
                Some(format!("its RSA key has {} bits, and 2048 are the least", modulus.bits()))
            }
            _ => None,
        },
        advice: "servers refuse such keys: make a new one with `partnerctl key generate`",
    },
    Rule {
        code: "weak-signature",
        level: Level::Refuse,
        breach: |spot| {
            when(spot.place != Place::Anchor && spot.one.signature.is_weak, || {
                format!("it is signed by {}", spot.one.signature.name)
            })
        },
        advice: "servers refuse it: ask for one signed with SHA-256 or better",
    },
    Rule {
        code: "signature-algorithm-mismatch",
        level: Level::Refuse,
        breach: |spot| when(!spot.one.algorithms_agree, || "it names two different signature algorithms".to_owned()),
        advice: "it is not well formed (RFC 5280, section 4.1.1.2): ask for a new one",
    },
    Rule {
        code: "empty-issuer",
        level: Level::Refuse,
        breach: |spot| when(spot.one.issuer.is_empty(), || "its issuer has no name".to_owned()),
        advice: "no path can be built: ask for a new one",
    },
    Rule {
        code: "empty-subject",
        level: Level::Refuse,
        breach: |spot| when(spot.signs() && spot.one.subject.is_empty(), || "it is an authority without a name".to_owned()),
        advice: "no path can be built: ask for a new one",
    },
    Rule {
        code: "old-version",
        level: Level::Refuse,
        breach: |spot| when(spot.one.version < 3 && !spot.is_old_anchor(), || format!("it is of version {}", spot.one.version)),
        advice: "TLS libraries take version 3 alone: ask for a new one",
    },
    Rule {
        code: "authority-key-id-missing",
        level: Level::Warn,
        breach: |spot| {
            let id = spot.one.extensions.authority_key_id.as_ref().and_then(|id| id.value.as_ref());
            when(id.is_none() && spot.place != Place::Anchor && !spot.one.is_self_issued(), || {
                "it does not name its issuer's key".to_owned()
            })
        },
        advice: "finding its path may fail where an authority has several keys (RFC 5280, section 4.2.1.1)",
    },
    Rule {
        code: "subject-key-id-missing",
        level: Level::Warn,
        breach: |spot| {
            when(spot.one.is_ca() && spot.one.version > 2 && spot.one.extensions.subject_key_id.is_none(), || {
                "it is an authority that does not name its key".to_owned()
            })
        },
        advice: "finding a path may fail where an authority has several keys (RFC 5280, section 4.2.1.2)",
    },
    Rule {
        code: "wrongly-critical",
        level: Level::Warn,
        breach: |spot| {
            let all = &spot.one.extensions;
            let marked = [
                (all.authority_key_id.as_ref().is_some_and(|id| id.critical), "authorityKeyIdentifier"),
                (all.subject_key_id.as_ref().is_some_and(|id| id.critical), "subjectKeyIdentifier"),
                (all.authority_access.as_ref().is_some_and(|access| access.critical), "authorityInfoAccess"),
            ];
            let marked: Vec<_> = marked.iter().filter_map(|(set, name)| set.then_some(*name)).collect();
            when(!marked.is_empty(), || format!("it marks as critical what must not be: {}", marked.join(", ")))
        },
        advice: "some servers refuse it (RFC 5280, section 4.2): ask for one without the mark",
    },
    Rule {
        code: "not-critical",
        level: Level::Warn,
        breach: |spot| {
            let all = &spot.one.extensions;
            let marked = [
                (all.basic_constraints.as_ref().is_some_and(|basic| basic.value.ca && !basic.critical), "basicConstraints"),
                (all.name_constraints.as_ref().is_some_and(|names| !names.critical), "nameConstraints"),
                (all.policy_constraints.as_ref().is_some_and(|policies| !policies.critical), "policyConstraints"),
            ];
            let marked: Vec<_> = marked.iter().filter_map(|(set, name)| set.then_some(*name)).collect();
            when(!marked.is_empty(), || format!("it does not mark as critical what must be: {}", marked.join(", ")))
        },
        advice: "strict servers refuse it (RFC 5280, section 4.2): ask for one with the mark",
    },
    Rule {
        code: "constraint-form",
        level: Level::Warn,
        breach: |spot| {
            let constraints = &spot.one.extensions.name_constraints.as_ref()?.value;
            let dotted = |name: &&AlternativeName| matches!(name, AlternativeName::Dns(text) if text.starts_with('.'));
            let found = constraints.permitted.iter().chain(&constraints.excluded).find(dotted)?;
            Some(format!("its name constraint `{found}` begins with a dot, which only constraints on mail and URIs may"))
        },
        advice: "strict servers refuse it (RFC 5280, section 4.2.1.10): ask for one without the dot",
    },
    Rule {
        code: "authority-rights-on-leaf",
        level: Level::Warn,
        breach: |spot| {
            let all = &spot.one.extensions;
            let signs = all.key_usage.as_ref().is_some_and(|usage| usage.value.contains(&"keyCertSign"));
            when(!spot.one.is_ca() && spot.one.version > 2 && (signs || all.name_constraints.is_some()), || {
                "it is no authority, but has an authority's key usage or constraints".to_owned()
            })
        },
        advice: "strict servers refuse it (RFC 5280, sections 4.2.1.3 and 4.2.1.10): ask for one without",
    },
];

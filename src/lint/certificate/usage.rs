//! What the certificate may be used for, and when.

use super::{Rule, when};
use crate::{
    crypto::certificate::{AlternativeName, purpose},
    domain::finding::Level,
};

pub(super) const RULES: &[Rule] = &[
    Rule::everywhere(
        Level::Refuse,
        "expired",
        |case| when(case.against.at > case.leaf.not_after, || format!("it ended on {}", case.leaf.not_after)),
        "get the renewed certificate",
    ),
    Rule::everywhere(
        Level::Refuse,
        "not-yet-valid",
        |case| when(case.against.at < case.leaf.not_before, || format!("it begins on {}", case.leaf.not_before)),
        "check the clock, or wait until then",
    ),
    Rule::everywhere(
        Level::Refuse,
        "ca-as-leaf",
        |case| when(case.leaf.is_ca(), || "it is marked as an authority (CA flag)".to_owned()),
        "servers refuse such a one from a client: make it anew with CA:FALSE (`partnerctl cert self-sign` does)",
    ),
    Rule::everywhere(
        Level::Refuse,
        "unknown-critical-extension",
        |case| {
            let unknown = &case.leaf.extensions.unknown_critical;
            when(!unknown.is_empty(), || format!("it has a critical extension that nobody knows: {}", unknown.join(", ")))
        },
        "servers must refuse it (RFC 5280, section 4.2): ask for one without",
    ),
    Rule::everywhere(
        Level::Refuse,
        "weak-signature",
        |case| when(case.leaf.signature.is_weak, || format!("it is signed by {}", case.leaf.signature.name)),
        "servers refuse it: ask for one signed with SHA-256 or better",
    ),
    Rule::everywhere(
        Level::Refuse,
        "old-version",
        |case| when(case.leaf.version < 3, || format!("it is of version {}", case.leaf.version)),
        "TLS libraries take version 3 alone: ask for a new one",
    ),
    Rule::everywhere(
        Level::Refuse,
        "eku-without-client-auth",
        |case| {
            let listed = &case.leaf.extensions.extended_key_usage.as_ref()?.value;
            let fits = |oid: &String| oid == purpose::CLIENT || oid == purpose::ANY;
            let words = || listed.iter().map(|oid| purpose::word(oid)).collect::<Vec<_>>().join(", ");
            when(!listed.iter().any(fits), || format!("its extended key usages ({}) do not include clientAuth", words()))
        },
        "the handshake fails: ask for one with clientAuth (1.3.6.1.5.5.7.3.2)",
    ),
    Rule::everywhere(
        Level::Warn,
        "eku-absent",
        |case| when(case.leaf.extensions.extended_key_usage.is_none(), || "it has no extended key usages".to_owned()),
        "some servers want clientAuth to be named: ask for it at the next renewal",
    ),
    Rule::everywhere(
        Level::Warn,
        "no-digital-signature",
        |case| {
            when(!case.leaf.extensions.may("digitalSignature"), || "its key usage does not include digitalSignature".to_owned())
        },
        "TLS 1.3 signs the handshake with it, and strict servers refuse: ask for it at the next renewal",
    ),
    Rule::everywhere(
        Level::Warn,
        "no-san",
        |case| {
            let names = case.leaf.extensions.alternative_names.as_ref();
            when(names.is_none_or(|names| names.value.is_empty()), || "it has no subject alternative name".to_owned())
        },
        "servers that identify clients by such a name do not find one: add one at the next renewal",
    ),
    Rule::everywhere(
        Level::Warn,
        "bad-san",
        |case| {
            let names = &case.leaf.extensions.alternative_names.as_ref()?.value;
            when(names.contains(&AlternativeName::Invalid), || "one of its alternative names cannot be read".to_owned())
        },
        "strict servers refuse it: ask for one without",
    ),
    Rule::everywhere(
        Level::Warn,
        "expires-soon",
        |case| {
            let left = case.leaf.not_after.days_since(case.against.at);
            let soon = case.leaf.not_after >= case.against.at && case.against.at.after(case.against.lead) > case.leaf.not_after;
            when(soon, || format!("it ends in {left} days, on {}", case.leaf.not_after))
        },
        "begin the renewal now: the new one and the old one can stand side by side",
    ),
    Rule::everywhere(
        Level::Warn,
        "dates-form",
        |case| when(!case.leaf.dates_well_formed, || "its dates are not in the form that their year asks for".to_owned()),
        "strict libraries refuse it (RFC 5280, section 4.1.2.5): ask for a new one",
    ),
];

//! What is worth knowing about every certificate.

use super::Rule;
use crate::domain::finding::Level;

pub(super) const RULES: &[Rule] = &[
    Rule::everywhere(
        Level::Inform,
        "subject",
        |case| Some(format!("its subject in the form of RFC 4514 is `{}`", case.leaf.subject)),
        "",
    ),
    Rule::everywhere(
        Level::Inform,
        "fingerprint",
        |case| Some(format!("its SHA-256 is {}, its SHA-1 (for `x5t`) is {}", case.leaf.sha256(), case.leaf.sha1())),
        "",
    ),
    Rule::everywhere(
        Level::Inform,
        "public-key",
        |case| {
            Some(format!(
                "its key is {}, and the SHA-256 of the public key is {}",
                case.leaf.public_key.kind, case.leaf.public_key.sha256
            ))
        },
        "",
    ),
    Rule::everywhere(
        Level::Inform,
        "key-ids",
        |case| {
            let all = &case.leaf.extensions;
            let own = all.subject_key_id.as_ref().map_or("none", |id| id.value.as_str());
            let issuer = all.authority_key_id.as_ref().and_then(|id| id.value.as_deref()).unwrap_or("none");
            Some(format!("its key id is {own}, its issuer's is {issuer}"))
        },
        "",
    ),
    Rule::everywhere(
        Level::Inform,
        "days-left",
        |case| Some(format!("{} days are left, until {}", case.leaf.not_after.days_since(case.against.at), case.leaf.not_after)),
        "",
    ),
];

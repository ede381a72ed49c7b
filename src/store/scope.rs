//! Scopes as text: in messages, in the journal and as names of lock files.

use super::LockScope;
use crate::domain::name::ProfileKey;

/// `sandbox/acme` for a profile, `sandbox` for the ground of an environment.
pub(super) fn text(scope: &LockScope) -> String {
    match scope {
        LockScope::Profile(key) => format!("{}/{}", key.environment, key.partner),
        LockScope::Ground(environment) => environment.to_string(),
    }
}

/// The scope that [`text`] made the text of.
pub(super) fn parse(text: &str) -> Option<LockScope> {
    match text.split_once('/') {
        Some((environment, partner)) => {
            let key = ProfileKey { partner: partner.parse().ok()?, environment: environment.parse().ok()? };
            Some(LockScope::Profile(key))
        }
        None => text.parse().ok().map(LockScope::Ground),
    }
}

/// A scope in messages.
pub(super) fn words(scope: &LockScope) -> String {
    match scope {
        LockScope::Profile(key) => key.to_string(),
        LockScope::Ground(environment) => format!("what partners share in {environment}"),
    }
}

/// The name of its lock file. Names hold no dots, so no two scopes share a file.
pub(super) fn file(scope: &LockScope) -> String {
    match scope {
        LockScope::Profile(key) => format!("{}.{}.lock", key.environment, key.partner),
        LockScope::Ground(environment) => format!("{environment}.lock"),
    }
}

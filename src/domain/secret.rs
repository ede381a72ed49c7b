//! Secrets: held so that they cannot be printed by mistake, and the names under which they are kept.

use std::{fmt, str::FromStr};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use thiserror::Error;
use zeroize::Zeroizing;

use crate::domain::name::{EnvironmentName, ProfileKey};

/// A secret text. It has no `Display` and no `Serialize`, its `Debug` is masked, and its memory is wiped on drop.
#[derive(Clone)]
pub struct Secret(Zeroizing<String>);

impl Secret {
    /// Takes the text over.
    #[must_use]
    pub fn new(text: String) -> Self {
        Self(Zeroizing::new(text))
    }

    /// The text in clear: the one way out, easy to search for.
    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("Secret(***)")
    }
}

/// A keyed digest of a secret (HMAC-SHA-256, first 16 hex digits): tells two secrets apart, says nothing about either.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(transparent)]
pub struct Fingerprint(pub String);

impl fmt::Display for Fingerprint {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.pad(&self.0)
    }
}

/// Where a secret is kept: one to three segments such as `non-production/acme`, which is also its file below `secrets/`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(try_from = "String", into = "String")]
pub struct SecretRef(String);

impl SecretRef {
    /// The partner's credential in one environment: the client secret.
    #[must_use]
    pub fn credential(key: &ProfileKey) -> Self {
        Self(format!("{}/{}", key.environment, key.partner))
    }

    /// A further secret of the partner, such as `registration-token`.
    #[must_use]
    pub fn slot(key: &ProfileKey, slot: &str) -> Self {
        Self(format!("{}/{}.{slot}", key.environment, key.partner))
    }

    /// A further secret that belongs to this one.
    #[must_use]
    pub fn beside(&self, slot: &str) -> Self {
        Self(format!("{}.{slot}", self.0))
    }

    /// What this tool signs in with at a connection (`gateway` or `identity`) of an environment.
    #[must_use]
    pub fn connection(environment: &EnvironmentName, connection: &str) -> Self {
        Self(format!("connections/{environment}.{connection}"))
    }

    /// The password of the login at the mail server.
    #[must_use]
    pub fn mail() -> Self {
        Self("connections/mail".to_owned())
    }

    /// The key of the fingerprints of a workspace.
    #[must_use]
    pub fn fingerprint_key() -> Self {
        Self("workspace/fingerprint-key".to_owned())
    }

    /// The key that signs what this workspace sends to the other side.
    #[must_use]
    pub fn signing_key() -> Self {
        Self("workspace/signing-key".to_owned())
    }

    /// The age identity that opens what the other side seals for this workspace.
    #[must_use]
    pub fn exchange_identity() -> Self {
        Self("workspace/exchange-identity".to_owned())
    }

    /// The name as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The slots of a rotation beside the credential: the new one until it is proven, and the old one until it is retired.
pub const ROTATION_SLOTS: [&str; 2] = ["next", "previous"];

/// The slots of the tokens by which an authorization server lets one client be managed (RFC 7592): the one that has worked, and a newer
/// one that has not yet.
pub const REGISTRATION_SLOTS: [&str; 2] = ["registration-token", "registration-token-new"];

/// The text is not the name of a secret.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("`{0}` is not the name of a secret: use up to three parts of letters, digits, `.`, `_` and `-`, divided by `/`")]
pub struct SecretRefError(String);

impl FromStr for SecretRef {
    type Err = SecretRefError;

    fn from_str(text: &str) -> Result<Self, SecretRefError> {
        let inside = |byte: u8| byte.is_ascii_alphanumeric() || b"._-".contains(&byte);
        let good = |part: &str| !part.is_empty() && part.len() <= 128 && !part.starts_with('.') && part.bytes().all(inside);
        if (1..=3).contains(&text.split('/').count()) && text.split('/').all(good) {
            return Ok(Self(text.to_owned()));
        }
        Err(SecretRefError(text.chars().filter(|sign| !sign.is_control()).take(80).collect()))
    }
}

impl TryFrom<String> for SecretRef {
    type Error = SecretRefError;

    fn try_from(text: String) -> Result<Self, SecretRefError> {
        text.parse()
    }
}

impl From<SecretRef> for String {
    fn from(name: SecretRef) -> Self {
        name.0
    }
}

impl fmt::Display for SecretRef {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.pad(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_does_not_print_itself() {
        let secret = Secret::new("canary-4711".to_owned());
        assert!(!format!("{secret:?}").contains("4711"));
    }

    #[test]
    fn secret_names_cannot_leave_their_folder() {
        for good in ["acme", "non-production/acme", "non-production/acme.registration-token"] {
            assert!(good.parse::<SecretRef>().is_ok(), "{good}");
        }
        for bad in ["", "/", "a//b", "../a", "a/..", ".a", "a/b/c/d", "a b", "a\\b"] {
            assert!(bad.parse::<SecretRef>().is_err(), "{bad}");
        }
    }
}

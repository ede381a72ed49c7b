//! A certificate as wishes, changes and records name it: facts to show and compare, and the text to send.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::domain::moment::Moment;

/// A certificate and its text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Certificate {
    /// What is said of it.
    pub facts: CertificateFacts,
    /// One PEM block (RFC 7468).
    pub pem: String,
}

/// What is said of a certificate; public, as the certificate is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct CertificateFacts {
    /// Whom it is about, most specific part first (RFC 4514).
    pub subject: String,
    /// Who signed it.
    pub issuer: String,
    /// SHA-256 of its DER, in lower-case hex.
    pub sha256: String,
    /// When it ends.
    pub not_after: Moment,
}

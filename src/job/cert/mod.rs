//! Certificates: shown, judged, made and bundled. Needs no workspace; where there is one, its partners are compared.

pub mod bound;
pub mod bundle;
pub mod elsewhere;
pub mod make;
pub mod show;
pub mod verify;

use schemars::JsonSchema;
use serde::Serialize;

use crate::{
    crypto::{
        bundle::{self as container, Bundle},
        certificate::Certificate,
    },
    domain::{moment::Moment, secret::Secret},
    job::{Cause, Result, material::Given},
};

/// One certificate of a path or a bundle.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Link {
    /// Whose it is.
    pub subject: String,
    /// Who signed it.
    pub issuer: String,
    /// The last second of its life.
    pub not_after: Moment,
    /// The SHA-256 of its encoding.
    pub sha256: String,
}

impl From<&Certificate> for Link {
    fn from(one: &Certificate) -> Self {
        let (subject, issuer) = (one.title(), one.issuer.to_string());
        Self { subject, issuer, not_after: one.not_after, sha256: one.sha256() }
    }
}

fn read(given: &Given, passphrase: Option<&Secret>) -> Result<Bundle> {
    Ok(Bundle::read(&given.name, &given.bytes, passphrase)?)
}

/// The first certificate of a file.
fn first(given: &Given) -> Result<Certificate> {
    let missing = || Cause::Usage {
        what: format!("`{}` holds no certificate", given.name),
        next: "name the file with the certificate".to_owned(),
    };
    Ok(read(given, None)?.certificates.into_iter().next().ok_or_else(missing)?)
}

impl From<container::Error> for Cause {
    fn from(error: container::Error) -> Self {
        let (what, next) = (format!("`{}` {}", error.file, error.fault), error.advice);
        if error.denied { Self::Denied { what, next } } else { Self::Usage { what, next } }
    }
}

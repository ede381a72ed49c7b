//! Secrets: fingerprints, and in clear only what somebody asked to see.

use schemars::JsonSchema;
use serde::Serialize;

use crate::{
    cli::{output::Report, page::Page},
    domain::secret::{Fingerprint, SecretRef},
    job::secret::{Kept, Removed, SecretList},
};

/// A new secret: in clear with `--reveal`, its name and fingerprint when it was kept.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct NewSecret {
    /// In clear.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub secret: Option<String>,
    /// Where it was kept.
    #[serde(flatten)]
    pub kept: Option<Kept>,
}

/// A secret, or its fingerprint.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ShownSecret {
    /// Its name.
    pub name: SecretRef,
    /// In clear.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub secret: Option<String>,
    /// Its keyed digest.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fingerprint: Option<Fingerprint>,
}

impl Report for NewSecret {
    fn human(&self, page: &mut Page) {
        match (&self.secret, &self.kept) {
            (Some(secret), _) => {
                page.raw(secret);
                page.blank();
            }
            (None, Some(kept)) => kept.human(page),
            (None, None) => {}
        }
    }

    fn names(&self) -> Vec<String> {
        self.kept.iter().flat_map(Report::names).collect()
    }
}

impl Report for ShownSecret {
    fn human(&self, page: &mut Page) {
        match (&self.secret, &self.fingerprint) {
            (Some(secret), _) => {
                page.raw(secret);
                page.blank();
            }
            (None, fingerprint) => page.pairs(&[
                ("name", self.name.to_string()),
                ("fingerprint", fingerprint.as_ref().map(ToString::to_string).unwrap_or_default()),
            ]),
        }
    }

    fn names(&self) -> Vec<String> {
        vec![self.name.to_string()]
    }
}

impl Report for Kept {
    fn human(&self, page: &mut Page) {
        page.pairs(&[("stored", self.stored.to_string()), ("fingerprint", self.fingerprint.to_string())]);
    }

    fn names(&self) -> Vec<String> {
        vec![self.stored.to_string()]
    }
}

impl Report for SecretList {
    fn human(&self, page: &mut Page) {
        if self.secrets.is_empty() {
            return page.line(format_args!("No secrets in {}", self.store));
        }
        page.table(&["NAME"], self.secrets.iter().map(|secret| vec![(&secret.name).into()]).collect());
    }

    fn names(&self) -> Vec<String> {
        self.secrets.iter().map(|secret| secret.name.to_string()).collect()
    }
}

impl Report for Removed {
    fn human(&self, page: &mut Page) {
        let what = if self.existed { "removed" } else { "was not there:" };
        page.line(format_args!("{what} {}", self.removed));
    }

    fn names(&self) -> Vec<String> {
        vec![self.removed.to_string()]
    }
}

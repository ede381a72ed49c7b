//! What all partners of a workspace use, so that no certificate or key serves two of them unseen.

use crate::{
    crypto::{bundle::Bundle, chain},
    domain::{
        finding::{Finding, Level},
        name::PartnerName,
        partner::Partner,
    },
    job::{Context, Result},
    lint::certificate::InUse,
};

/// What the partners of a workspace use, for comparison.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Elsewhere {
    /// Their certificates.
    pub certificates: Vec<InUse>,
    /// What could not be compared, and why.
    pub unread: Vec<Finding>,
}

impl Elsewhere {
    /// Those of all partner files.
    pub fn read(context: &Context<'_>) -> Result<Self> {
        let mut all = Self::default();
        for name in context.store.partners()? {
            match context.store.partner(&name) {
                Ok(partner) => all.add(context, &name, &partner),
                Err(error) => all.miss(&format!("partner `{name}`"), &error),
            }
        }
        Ok(all)
    }

    fn add(&mut self, context: &Context<'_>, name: &PartnerName, partner: &Partner) {
        for (environment, presence) in &partner.spec.environments {
            for path in &presence.authentication.certificates {
                let by = format!("{name} in {environment}");
                match context.store.attachment(path) {
                    Ok(bytes) => self.add_file(&by, path, &bytes),
                    Err(error) => self.miss(&by, &error),
                }
            }
        }
    }

    fn add_file(&mut self, by: &str, file: &str, bytes: &[u8]) {
        let bundle = match Bundle::read(file, bytes, None) {
            Ok(bundle) => bundle,
            Err(error) => return self.miss(by, &error),
        };
        self.certificates.extend(chain::leaves(&bundle.certificates).into_iter().map(|leaf| InUse {
            by: by.to_owned(),
            sha256: leaf.sha256(),
            public_key_sha256: leaf.public_key.sha256.clone(),
        }));
    }

    fn miss(&mut self, whose: &str, error: &dyn std::fmt::Display) {
        let text =
            format!("whether the same certificate or key is in use there is unknown: {error}; correct it, then check again");
        self.unread.push(Finding::new(Level::Warn, "not-compared", whose, text));
    }
}

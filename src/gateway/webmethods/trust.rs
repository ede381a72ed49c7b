//! Authorities of client certificates: trusted by the truststore of the port that partners call (section 7).

use std::collections::BTreeSet;

use serde::Deserialize;

use crate::{
    domain::{
        certificate::Certificate,
        finding::{Finding, Level},
    },
    gateway::{Desk, Effect, Error, Result},
};

use super::{WebMethods, admin::tolerated, manual::manual, ports::Listener};

impl WebMethods {
    /// Trusts authorities besides those that are trusted already.
    pub(super) fn trust_chain(&self, authorities: &[Certificate], desk: &dyn Desk) -> Result<Effect> {
        let (_, listener) = self.asking()?;
        let name = self.trusted_by(listener.as_ref())?.ok_or_else(|| by_hand("the port that partners call", authorities))?;
        let known = self.truststore(&name)?.ok_or_else(|| by_hand(&format!("truststore `{name}`"), authorities))?;
        let written = self.complete(&known, authorities, desk)?;
        Ok(Effect { notes: written.then(|| rewritten(&name)).into_iter().collect(), ..Effect::default() })
    }

    /// Whom the port of the partners trusts, and whether it asks; nothing where that may not be read. Then a change is planned that
    /// finds everything in place, or says what a person has to do.
    pub(super) fn client_trust(&self) -> Result<(BTreeSet<String>, bool)> {
        let (asks, listener) = self.asking()?;
        let Some(name) = tolerated(self.trusted_by(listener.as_ref()))?.flatten() else { return Ok((BTreeSet::new(), asks)) };
        let store = tolerated(self.truststore(&name))?.flatten();
        Ok((store.map(|store| store.anchors()).unwrap_or_default(), asks))
    }

    /// The truststore that counts: the port's own, else the gateway's default.
    fn trusted_by(&self, listener: Option<&Listener>) -> Result<Option<String>> {
        if let Some(own) = listener.and_then(Listener::truststore) {
            return Ok(Some(own));
        }
        Ok(Some(self.stores()?.truststore_name).filter(|name| !name.is_empty()))
    }

    /// Which keystore, key and truststore the gateway uses by default.
    pub(super) fn stores(&self) -> Result<Stores> {
        let found = self.admin.find("/configurations/keystore")?;
        found.map_or_else(|| Ok(Stores::default()), |answer| answer.json())
    }
}

fn rewritten(name: &str) -> Finding {
    let advice = "the truststore was uploaded again as a whole; the upload gave it a new password that is kept nowhere, for it \
                  guards no secret. To work on the file by hand, upload one with a password of your own. Where calls with a \
                  certificate of the new authority fail in the handshake, restart the gateway";
    Finding::new(Level::Warn, "truststore-rewritten", name, advice)
}

fn by_hand(what: &str, authorities: &[Certificate]) -> Error {
    let subjects = authorities.iter().map(|one| format!("`{}`", one.facts.subject)).collect::<Vec<_>>().join(", ");
    manual(format!(
        "{what} names no truststore that is there: in the console under Administration, Security choose one for inbound connections \
         and upload a file (JKS) that holds {subjects}, then repeat the command"
    ))
}

/// The answer of `GET /configurations/keystore`.
#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct Stores {
    #[serde(deserialize_with = "super::wire::text")]
    pub(super) keystore_name: String,
    #[serde(deserialize_with = "super::wire::text")]
    pub(super) signing_alias: String,
    #[serde(deserialize_with = "super::wire::text")]
    pub(super) truststore_name: String,
}

//! What gateways and partners show: certificates of a gateway's addresses, and those beside published keys.

use std::{collections::BTreeSet, time::Duration};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use serde::Deserialize;
use url::Url;

use super::{EndKind, Search, Whose};
use crate::{
    crypto::certificate::Certificate,
    domain::name::{EnvironmentName, ProfileKey},
    handshake::{self, Place},
    job::{Result, issuer, whole},
};

/// A published key set, as far as it says when something ends (RFC 7517, section 4.7).
#[derive(Deserialize)]
struct Published {
    #[serde(default)]
    keys: Vec<PublishedKey>,
}

#[derive(Deserialize)]
struct PublishedKey {
    #[serde(default)]
    x5c: Vec<String>,
}

impl Search<'_> {
    /// The certificates of the gateway's own addresses: of its admin API, and of what partners call.
    pub(super) fn gateway(&mut self, name: &EnvironmentName) -> Result<()> {
        let environment = self.ctx.environment(name)?;
        let connections = environment.gateway.url.iter().chain(environment.identity.iter().map(|identity| &identity.url));
        let mut places: BTreeSet<(String, u16)> = connections.filter_map(place).collect();
        // What partners call: as the first record names it, for all of an environment call the same gateway.
        if let Some(first) = self.ctx.store.records(name)?.into_iter().next() {
            let key = ProfileKey { partner: first, environment: name.clone() };
            let record = self.ctx.store.record(&key)?.map(|read| read.value.status);
            let urls =
                record.iter().flat_map(|status| status.apis.iter().flat_map(|api| &api.endpoints).chain(&status.token_endpoint));
            places.extend(urls.filter_map(place));
        }
        for (host, port) in places {
            self.ctx.check_stop()?;
            let place = Place { host, port, patience: PATIENCE };
            match handshake::read_chain(&place) {
                Ok(seen) => {
                    seen.chain.iter().for_each(|one| self.certificate(Whose::Gateway(name), EndKind::GatewayCertificate, one));
                }
                Err(error) => self.warn(place.to_string(), &whole(&error)),
            }
        }
        Ok(())
    }

    /// The certificates beside the keys that a partner publishes.
    pub(super) fn published(&mut self, key: &ProfileKey, url: &Url) -> Result<()> {
        let environment = self.ctx.environment(&key.environment)?;
        let http = (self.ctx.visit)(&key.environment, environment)?;
        let bytes = match issuer::fetch(&http, url) {
            Ok(bytes) => bytes,
            Err(error) => {
                self.warn(format!("{key}: {url}"), &whole(&error));
                return Ok(());
            }
        };
        let Ok(set) = serde_json::from_slice::<Published>(&bytes) else {
            self.warn(format!("{key}: {url}"), "it is no key set");
            return Ok(());
        };
        for text in set.keys.iter().flat_map(|one| &one.x5c) {
            let Some(one) = STANDARD.decode(text).ok().and_then(|der| Certificate::from_der(&der).ok()) else { continue };
            self.certificate(Whose::Partner(key), EndKind::Key, &one);
        }
        Ok(())
    }
}

fn place(url: &Url) -> Option<(String, u16)> {
    (url.scheme() == "https").then(|| Some((url.host_str()?.to_owned(), url.port_or_known_default()?)))?
}

const PATIENCE: Duration = Duration::from_secs(5);

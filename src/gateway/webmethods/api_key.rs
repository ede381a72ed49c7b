//! The API key of an application: by it the gateway knows who asks for a token that it signs (section 2, "API key"). Every
//! application has one from its beginning; only its owner sees it.

use serde_json::{Value, json};

use crate::{
    domain::{
        change::{Overlap, SecretOrder},
        profile::RemoteRef,
        secret::Secret,
    },
    gateway::{Desk, Effect, Error, Issued, Pending, ProfileTarget, Result},
    http::segment,
};

use super::{
    WebMethods,
    alias::LOCAL,
    capabilities,
    manual::manual,
    mask::is_masked,
    read::APPLICATION,
    strategies::{STRATEGY, is_client},
    wire::{Application, StrategySummary},
};

impl WebMethods {
    /// Issues the key: the one that is there where it is shown, else a new one. It is kept before anything else happens.
    pub(super) fn issue_key(&self, target: &ProfileTarget, order: &SecretOrder, desk: &dyn Desk) -> Result<Effect> {
        if order.overlap == Overlap::Beside {
            return Err(Error::Unsupported(capabilities::one_key()));
        }
        let application = self.mine(target)?;
        let attached = self.attached(&application)?;
        let pending = pending(target, &application, &attached);
        if let Some(key) = key(&application) {
            desk.keep(&target.slot, &key)?;
            return self.issued_key(&application, vec![Issued::Now(pending)]);
        }
        // A key that was kept and is masked now is the same, unless the slot is that of a client secret.
        if !attached.iter().any(is_client) && desk.credential(&target.slot)?.is_some() {
            return self.issued_key(&application, Vec::new());
        }
        if is_hidden(&application) {
            // A new key would be hidden as well, and the one that is in use would end.
            return Err(Error::SecretMasked { client: application.name });
        }
        let after = self.new_key(&application, desk)?;
        let key = key(&after).ok_or_else(|| Error::SecretMasked { client: application.name.clone() })?;
        desk.keep(&target.slot, &key)?;
        self.issued_key(&after, vec![Issued::Now(pending)])
    }

    /// Reads the keys of applications again and keeps those that are shown. Returns the others.
    pub(super) fn collect_keys(&self, pending: Vec<Pending>, desk: &dyn Desk) -> Result<Vec<Pending>> {
        let mut left = Vec::new();
        for wanted in pending {
            let id = wanted.client_id.clone().unwrap_or_else(|| wanted.remote.id.clone());
            match self.application(&id)?.as_ref().and_then(key) {
                Some(key) => desk.keep(&wanted.slot, &key)?,
                None => left.push(wanted),
            }
        }
        Ok(left)
    }

    /// Makes a new key. L saw this refused on one build, where only the console does it.
    fn new_key(&self, application: &Application, desk: &dyn Desk) -> Result<Application> {
        desk.note(&RemoteRef::new(APPLICATION, application.id.clone()))?;
        let path = format!("/applications/{}/accessTokens", segment(&application.id));
        let made = self.admin.post(&path, json!({"type": "apiAccessKeyCredentials"}), "make a new API key");
        let gone = || Error::SecretMasked { client: application.name.clone() };
        match made {
            Ok(_) => self.application(&application.id)?.ok_or_else(gone),
            Err(Error::Invalid { message, .. }) => Err(manual(format!(
                "the gateway does not make a new API key here ({message}): make one in the console at application `{}`, as the user that \
                 this tool signs in with, then repeat the command",
                application.name
            ))),
            Err(error) => Err(error),
        }
    }

    fn issued_key(&self, application: &Application, issued: Vec<Issued>) -> Result<Effect> {
        Ok(Effect { observed: Some(self.observed(application)?), issued, notes: Vec::new() })
    }
}

/// Whether a strategy is for tokens that the gateway signs itself.
pub(super) fn signs(strategy: &StrategySummary) -> bool {
    strategy.auth_server_alias == LOCAL && !is_client(strategy)
}

/// The key of an application, when it is shown in clear.
fn key(application: &Application) -> Option<Secret> {
    stated(application).filter(|shown| !is_masked(shown)).map(|shown| Secret::new(shown.to_owned()))
}

/// Whether there is a key that this user does not see.
fn is_hidden(application: &Application) -> bool {
    stated(application).is_some_and(is_masked)
}

fn stated(application: &Application) -> Option<&str> {
    let tokens = application.rest.get("accessTokens")?;
    let shown = tokens.get("apiAccessKey_credentials")?.get("apiAccessKey").and_then(Value::as_str)?;
    (!shown.is_empty()).then_some(shown)
}

/// The key is the application's; it is named after the strategy for the gateway's own tokens where there is one already.
fn pending(target: &ProfileTarget, application: &Application, attached: &[StrategySummary]) -> Pending {
    let strategy = attached.iter().find(|strategy| signs(strategy));
    let remote = strategy.map_or_else(
        || RemoteRef::new(APPLICATION, application.id.clone()),
        |strategy| RemoteRef::new(STRATEGY, strategy.id.clone()),
    );
    Pending { slot: target.slot.clone(), remote, client_id: Some(application.id.clone()) }
}

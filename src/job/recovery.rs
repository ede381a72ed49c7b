//! How a secret that was issued is found again, and what becomes of one that is lost.

use std::collections::BTreeSet;

use crate::{
    caller::oauth2::{self, Placement},
    domain::{
        change::{Change, Overlap, SecretKind, SecretOrder},
        finding::{Finding, Level},
        mechanism::Mechanism,
        name::ScopeName,
        profile::{ObservedClient, RemoteRef},
        record::RecordedClient,
        secret::{Secret, SecretRef},
    },
    gateway::{self, Pending},
    job::{
        Cause, Result,
        desk::{JobDesk, KEPT},
        secret::fingerprint,
        work::Work,
    },
    secrets,
};

/// Whether a credential whose secret is lost may be replaced.
pub struct Consent<'a> {
    /// It was given before anybody asked.
    pub given: bool,
    /// Asks for it; the client id is what it is about.
    pub ask: &'a dyn Fn(&str) -> Result<bool>,
}

impl std::fmt::Debug for Consent<'_> {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "Consent({})", self.given)
    }
}

/// What the secret store has of the credential in use.
enum Kept {
    /// The secret that the record names.
    Good,
    /// None, or another one, although the record names one: it may be in another store.
    Elsewhere(&'static str),
    /// The record names none: the command that issued it was killed.
    Unrecorded,
}

impl Work<'_> {
    /// Makes sure that the secret of the credential in use is kept, or was kept by whoever wrote the record.
    ///
    /// One that was issued by a killed command is read again, or taken from the store when it is proven to be this client's. One that
    /// is nowhere is replaced only on consent.
    pub fn settle_secret(&mut self, mechanism: &Mechanism, consent: &Consent<'_>) -> Result<()> {
        let Some(used) = self.record.status.client.clone() else { return Ok(()) };
        if self.is_the_partners_alone(&used) && !consent.given {
            let advice = "only the partner has it: nothing is read, and nothing replaced";
            self.findings.push(Finding::new(Level::Inform, "secret-unknown", used.client_id, advice));
            return self.save();
        }
        let scopes = match mechanism {
            Mechanism::Oauth2 { scopes } => scopes,
            Mechanism::JwtBearer(issuer) if issuer.is_gateway() => return self.settle_api_key(&used, consent),
            Mechanism::JwtBearer(_) | Mechanism::Oidc(_) | Mechanism::ClientCertificate { .. } => return Ok(()),
        };
        let kept = self.kept(&used)?;
        if matches!(kept, Kept::Good) || self.find_again(&used, &kept, consent)? {
            return self.save();
        }
        let replace = match kept {
            Kept::Good => false,
            Kept::Elsewhere(what) if !consent.given => {
                self.findings.push(elsewhere(&used, what));
                false
            }
            Kept::Elsewhere(_) => true,
            Kept::Unrecorded if consent.given || (consent.ask)(&used.client_id)? => true,
            Kept::Unrecorded => {
                return Err(Cause::SecretLost { client_id: used.client_id, slot: SecretRef::credential(&self.key) }.into());
            }
        };
        if replace { self.replace(&used, scopes) } else { Ok(()) }
    }

    /// Whether a credential was there before this tool, which never saw its secret.
    fn is_the_partners_alone(&self, used: &RecordedClient) -> bool {
        let seen = self.record.status.secrets.iter().any(|secret| secret.client_id.as_ref() == Some(&used.client_id));
        self.record.status.imported.is_some() && !seen
    }

    /// Makes sure that the API key is kept. The gateway shows it again, else makes a new one; the old one ends with it.
    fn settle_api_key(&mut self, used: &RecordedClient, consent: &Consent<'_>) -> Result<()> {
        let kept = self.kept(used)?;
        let replace = match kept {
            Kept::Good => false,
            Kept::Unrecorded => true,
            Kept::Elsewhere(what) => {
                self.findings.extend((!consent.given).then(|| elsewhere(used, what)));
                consent.given
            }
        };
        if replace {
            let order = SecretOrder { kind: SecretKind::ApiKey, scopes: BTreeSet::new(), overlap: Overlap::First };
            self.make(&Change::IssueSecret(order))?;
            self.record_kept_key(used)?;
        }
        self.save()
    }

    /// A key that is shown masked by now, but was kept when it was made.
    fn record_kept_key(&mut self, used: &RecordedClient) -> Result<()> {
        let slot = SecretRef::credential(&self.key);
        let recorded = self.record.status.secrets.iter().any(|secret| secret.client_id.as_ref() == Some(&used.client_id));
        if !recorded && let Some(secret) = self.ctx.secrets.get(&slot)? {
            let fingerprint = fingerprint(self.ctx, &secret)?;
            let (remote, client_id) = (used.remote.clone(), Some(used.client_id.clone()));
            self.record_secret(&Pending { slot, remote, client_id }, fingerprint);
        }
        Ok(())
    }

    fn kept(&mut self, used: &RecordedClient) -> Result<Kept> {
        let mut recorded = self.record.status.secrets.iter();
        let Some(recorded) = recorded.find(|secret| secret.client_id.as_ref() == Some(&used.client_id)) else {
            return Ok(Kept::Unrecorded);
        };
        let wanted = recorded.fingerprint.clone();
        match self.ctx.secrets.get(&recorded.name) {
            Ok(None) => Ok(Kept::Elsewhere("has no secret of it")),
            Ok(Some(secret)) if fingerprint(self.ctx, &secret)? == wanted => Ok(Kept::Good),
            Ok(Some(_)) => Ok(Kept::Elsewhere("holds another secret")),
            Err(error @ (secrets::Error::Locked { .. } | secrets::Error::Unavailable { .. })) => {
                let advice = format!("whether its secret is still kept was not checked: {error}");
                self.findings.push(Finding::new(Level::Inform, "secret-not-checked", used.client_id.clone(), advice));
                Ok(Kept::Good)
            }
            Err(error) => Err(error.into()),
        }
    }

    /// Looks for the secret of the credential in use, then for that of a second one that a killed replacement left.
    fn find_again(&mut self, used: &RecordedClient, kept: &Kept, consent: &Consent<'_>) -> Result<bool> {
        let clients = self.observed.as_ref().map(|observed| observed.clients.clone()).unwrap_or_default();
        let (first, others): (Vec<_>, Vec<_>) = clients.into_iter().partition(|client| client.remote == used.remote);
        for client in first.into_iter().chain(others) {
            let Some(client_id) = client.client_id.clone() else { continue };
            let slot = SecretRef::credential(&self.key);
            if !self.recover(&Pending { slot, remote: client.remote.clone(), client_id: Some(client_id) }, kept)? {
                continue;
            }
            self.take_over();
            if client.remote != used.remote && (consent.given || (consent.ask)(&used.client_id)?) {
                self.make(&Change::RetireSecret(used.remote.clone()))?;
            }
            return Ok(true);
        }
        Ok(false)
    }

    /// Finds the secret of a credential that nobody wrote down, and writes it down; false when it cannot be had.
    pub(super) fn find_secret(&mut self, pending: &Pending) -> Result<bool> {
        self.recover(pending, &Kept::Unrecorded)
    }

    /// Reads a secret from the gateway, else takes the one in the store when it is proven to be this client's.
    fn recover(&mut self, pending: &Pending, kept: &Kept) -> Result<bool> {
        let desk = JobDesk::reading(self.ctx);
        if self.gateway.collect(std::slice::from_ref(pending), &desk)?.is_empty()
            && let Some(fingerprint) = desk.fingerprint(&pending.slot)
        {
            self.record_secret(pending, fingerprint);
            return Ok(true);
        }
        if matches!(kept, Kept::Elsewhere(_)) {
            return Ok(false);
        }
        let Some(secret) = self.ctx.secrets.get(&pending.slot)? else { return Ok(false) };
        let fingerprint = fingerprint(self.ctx, &secret)?;
        let proven = self.noted(&pending.remote, &fingerprint.0) || self.opens(pending, &secret);
        if proven {
            self.record_secret(pending, fingerprint);
        }
        Ok(proven)
    }

    /// Whether a killed command noted that it kept this secret for this object.
    fn noted(&self, remote: &RemoteRef, fingerprint: &str) -> bool {
        let kept = RemoteRef::new(KEPT, fingerprint);
        self.unfinished.iter().any(|entry| entry.remotes.contains(remote) && entry.remotes.contains(&kept))
    }

    /// Whether the token endpoint takes the secret: the proof where there is no journal.
    fn opens(&self, pending: &Pending, secret: &Secret) -> bool {
        let (Some(client), Some(url)) = (&pending.client_id, &self.record.status.token_endpoint) else { return false };
        let Some(environment) = self.ctx.workspace.environments.get(&self.key.environment) else { return false };
        let http = (self.ctx.visit)(&self.key.environment, environment);
        let used = self.record.status.client.as_ref().filter(|used| used.client_id == *client);
        let placement = if used.is_some_and(|used| used.secret_in_body) { Placement::Body } else { Placement::Header };
        http.is_ok_and(|http| oauth2::token(&http, url, (client, secret), &BTreeSet::new(), placement).is_ok())
    }

    /// Issues a second credential and removes the first; when the second one's secret cannot be had either, it is removed instead.
    fn replace(&mut self, lost: &RecordedClient, scopes: &BTreeSet<ScopeName>) -> Result<()> {
        let recorded = |work: &Self| {
            let secrets = &work.record.status.secrets;
            let fresh = |client: &&ObservedClient| {
                client.remote != lost.remote && secrets.iter().any(|secret| secret.client_id == client.client_id)
            };
            work.observed.iter().flat_map(|observed| &observed.clients).any(|client| fresh(&client))
        };
        let order = SecretOrder { kind: SecretKind::ClientSecret, scopes: scopes.clone(), overlap: Overlap::Beside };
        self.make(&Change::IssueSecret(order))?;
        if recorded(self) {
            return self.make(&Change::RetireSecret(lost.remote.clone()));
        }
        let clients = self.observed.as_ref().map(|observed| observed.clients.clone()).unwrap_or_default();
        for unusable in clients.iter().filter(|client| client.remote != lost.remote) {
            self.make(&Change::RetireSecret(unusable.remote.clone()))?;
        }
        Err(gateway::Error::SecretMasked { client: lost.client_id.clone() }.into())
    }
}

fn elsewhere(client: &RecordedClient, what: &str) -> Finding {
    let advice = format!(
        "this secret store {what}, though the record names one: use the store that it was kept in, or issue a new credential with \
         `--replace-lost-secret`"
    );
    Finding::new(Level::Warn, "secret-elsewhere", client.client_id.clone(), advice)
}

//! From our words to the standards': a client is registered once, then replaced as a whole from the last answer (RFC 7592, section 2.2).

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::{
    domain::{
        certificate::Certificate,
        change::{KeySource, Registration},
        finding::{Finding, Level},
        mechanism::Mechanism,
        message::{Method, Request},
        name::ScopeName,
        profile::{Marker, RemoteRef, Settings},
    },
    gateway::{ASKED, Desk, Effect, Error, Issued, NOT_MADE, Pending, ProfileTarget, Result},
};

use super::{
    Rfc7591, capabilities, differences,
    identify::{self, Members, PROOFS},
    keeping::Keeping,
    read::{CLIENT, Managed, unmanaged},
    wire::{AUTHORITY, Client, scope},
};

impl Rfc7591 {
    /// Registers the client with everything that is known, in the one request that is never repeated. One that is there already is
    /// brought up to date instead.
    pub(super) fn register(&self, target: &ProfileTarget, wanted: &Registration, desk: &dyn Desk) -> Result<Effect> {
        let server = self.server()?;
        let mut members = identify::members(&wanted.mechanism, server)?;
        members.extend(own(&wanted.settings, &target.marker));
        let closed = || Error::Unsupported(capabilities::unregistering());
        let endpoint = server.registration_endpoint.as_ref().ok_or_else(closed)?;
        if let Some(found) = self.find(target, desk)? {
            return self.replace(target, &found, desk, |sent| {
                sent.retain(|name, _| !PROOFS.contains(&name.as_str()));
                sent.extend(members);
            });
        }
        desk.note(&RemoteRef::new(ASKED, target.name.clone()))?;
        let doing = format!("register client `{}`", target.name);
        let answer = self.admin.register(endpoint, json!(members), &doing);
        if let Err(error) = &answer
            && !matches!(error, Error::OutcomeUnknown { .. } | Error::Interrupted)
        {
            desk.note(&RemoteRef::new(NOT_MADE, target.name.clone()))?;
        }
        let answer = answer?;
        let Some(client) = Client::read(&answer.reply.body) else {
            // It said yes, and to what cannot be read.
            return Err(Error::OutcomeUnknown { call: answer.call, doing });
        };
        let mut effect = self.made(target, &client, desk)?;
        effect.notes = notes(&members, &client);
        effect.notes.extend(trusted_elsewhere(&wanted.mechanism, &client));
        Ok(effect)
    }

    /// Keeps what the first answer brings, and notes where the client is.
    fn made(&self, target: &ProfileTarget, client: &Client, desk: &dyn Desk) -> Result<Effect> {
        let kept = Keeping::new(desk, &target.slot).begin(client);
        let observed = self.observed(client, &ProfileTarget { remote: None, ..target.clone() })?;
        // Noted even when it could not be kept, so that people know which client to remove.
        desk.note(&observed.remote)?;
        Ok(Effect { issued: issued(kept?, target, client), observed: Some(observed), ..Effect::default() })
    }

    /// Writes what the client says about the partner.
    pub(super) fn update(&self, target: &ProfileTarget, settings: &Settings, desk: &dyn Desk) -> Result<Effect> {
        let found = self.mine(target, desk)?;
        let wanted = own(settings, &target.marker);
        let fits = |(name, value): (&String, &Value)| name == GENERATION || found.0.get(name).is_none_or(|has| has == value);
        if wanted.iter().all(fits) {
            return self.unchanged(target, &found);
        }
        self.replace(target, &found, desk, |sent| sent.extend(wanted))
    }

    /// Sets what the client may ask for.
    pub(super) fn set_scopes(&self, target: &ProfileTarget, scopes: &BTreeSet<ScopeName>, desk: &dyn Desk) -> Result<Effect> {
        let found = self.mine(target, desk)?;
        if found.scopes() == *scopes {
            return self.unchanged(target, &found);
        }
        let effect = self.replace(target, &found, desk, |sent| {
            sent.insert("scope".to_owned(), scope(scopes));
        })?;
        let kept =
            effect.observed.as_ref().is_some_and(|observed| observed.clients.iter().any(|client| client.scopes == *scopes));
        if kept { Ok(effect) } else { Err(unkept(target, "the scopes")) }
    }

    /// Registers the partner's keys, or where they are published.
    pub(super) fn set_keys(&self, target: &ProfileTarget, source: &KeySource, desk: &dyn Desk) -> Result<Effect> {
        let members = identify::keys(source, self.server()?)?;
        self.prove(target, members, desk)
    }

    /// Sets the certificates that identify the partner; others that it has are removed.
    pub(super) fn bind(&self, target: &ProfileTarget, certificates: &[Certificate], desk: &dyn Desk) -> Result<Effect> {
        let members = identify::certificate(certificates, self.server()?)?;
        self.prove(target, members, desk)
    }

    /// Replaces the way in which the client proves itself.
    fn prove(&self, target: &ProfileTarget, members: Members, desk: &dyn Desk) -> Result<Effect> {
        let found = self.mine(target, desk)?;
        let other = |name: &str| !members.contains_key(name) && found.0.get(name).is_some_and(is_said);
        if differences::members(&members, &found).is_empty() && !PROOFS.into_iter().any(other) {
            return self.unchanged(target, &found);
        }
        self.replace(target, &found, desk, |sent| {
            sent.retain(|name, _| !PROOFS.contains(&name.as_str()));
            sent.extend(members);
        })
    }

    /// Removes the client. What is gone already is success: the server answers the same for a client that is gone as for a token that
    /// is (section 3), and the token was ours.
    pub(super) fn remove(&self, target: &ProfileTarget, desk: &dyn Desk) -> Result<Effect> {
        let Some(remote) = target.remote.as_ref().filter(|remote| remote.kind == CLIENT) else { return Ok(Effect::default()) };
        desk.note(remote)?;
        let request = Request::new(Method::Delete, remote.id.clone());
        self.managed(&request, &target.slot, desk, &format!("remove client `{}`", target.name))?;
        Ok(Effect::default())
    }

    /// The client, which must be there.
    fn mine(&self, target: &ProfileTarget, desk: &dyn Desk) -> Result<Client> {
        let next = "onboard the partner, or check the name of the environment".to_owned();
        self.find(target, desk)?.ok_or_else(|| Error::Missing { call: None, what: format!("client `{}`", target.name), next })
    }

    fn unchanged(&self, target: &ProfileTarget, found: &Client) -> Result<Effect> {
        Ok(Effect { observed: Some(self.observed(found, target)?), ..Effect::default() })
    }

    /// Sends everything from the last answer with a change in it, for what is left out is reset.
    fn replace(
        &self,
        target: &ProfileTarget,
        found: &Client,
        desk: &dyn Desk,
        change: impl FnOnce(&mut Members),
    ) -> Result<Effect> {
        let mut sent = found.for_update();
        change(&mut sent);
        let remote = target.remote.clone().ok_or_else(|| Error::Unsupported(unmanaged()))?;
        desk.note(&remote)?;
        let request = Request::new(Method::Put, remote.id).json(Value::Object(sent.clone()));
        match self.managed(&request, &target.slot, desk, &format!("update client `{}`", target.name))? {
            Managed::Done(client, secret) => Ok(Effect {
                observed: Some(self.observed(&client, target)?),
                issued: issued(secret, target, &client),
                notes: differences::findings(&sent, &client),
            }),
            Managed::Disowned(answer) => Err(Error::Disowned { call: answer.call, what: format!("client `{}`", target.name) }),
            Managed::Empty | Managed::Gone => Err(unkept(target, "the client")),
        }
    }
}

/// What the client says about the partner, and our mark. All of it is always sent, so that what comes back shows what the server keeps;
/// members that it does not know it must ignore (RFC 7591, section 2).
fn own(settings: &Settings, marker: &Marker) -> Members {
    let mut members = Members::from_iter(marked(marker));
    members.insert("client_name".to_owned(), json!(settings.name));
    members.insert("contacts".to_owned(), json!(settings.contacts));
    members.extend(settings.application_id.as_ref().map(|id| ("application_id".to_owned(), json!(id))));
    members
}

/// Whether a member says something: servers fill what they know with nothing.
fn is_said(value: &Value) -> bool {
    !matches!(value, Value::Null | Value::Bool(false))
}

fn marked(marker: &Marker) -> [(String, Value); 2] {
    let whole = marker.to_string();
    let (id, generation) = whole.rsplit_once('#').unwrap_or((&whole, "0"));
    [("software_id".to_owned(), json!(id)), (GENERATION.to_owned(), json!(generation))]
}

fn issued(secret: bool, target: &ProfileTarget, client: &Client) -> Vec<Issued> {
    let remote = RemoteRef::new(
        CLIENT,
        client.address().or(target.remote.as_ref().map(|remote| remote.id.as_str())).unwrap_or(client.id()),
    );
    let pending = Pending { slot: target.slot.clone(), remote, client_id: Some(client.id().to_owned()) };
    secret.then_some(Issued::Now(pending)).into_iter().collect()
}

/// What people should know about a new registration.
fn notes(asked: &Members, client: &Client) -> Vec<Finding> {
    let mut notes = differences::findings(asked, client);
    if client.address().is_none() || client.token().is_none() {
        let advice =
            "the server gave no address and token to manage this client: it can be changed and removed at its console only";
        notes.push(Finding::new(Level::Warn, "not-manageable", client.id(), advice));
    }
    if let Some(at) = client.usage().ends {
        let advice = format!("its secret ends on {}; the standard has no call for another one", at.time().date());
        notes.push(Finding::new(Level::Warn, "secret-ends", client.id(), advice));
    }
    notes
}

/// Which authorities a server trusts is neither shown nor set by registration (RFC 8705, section 7.4).
fn trusted_elsewhere(mechanism: &Mechanism, client: &Client) -> Option<Finding> {
    let Mechanism::ClientCertificate { certificates, .. } = mechanism else { return None };
    let issuer = certificates.first().filter(|_| client.method() == AUTHORITY)?.facts.issuer.clone();
    let advice = "whether the server trusts this authority of client certificates cannot be seen from here: its administrator must \
                  see to it";
    Some(Finding::new(Level::Inform, "authority-not-checked", issuer, advice))
}

/// The server said yes and kept something else.
fn unkept(target: &ProfileTarget, what: &str) -> Error {
    Error::Conflict {
        call: None,
        what: format!("the server accepted the change of client `{}` but did not keep {what}", target.name),
        next: "look at the client at the server's console, then repeat the command".to_owned(),
    }
}

const GENERATION: &str = "software_version";

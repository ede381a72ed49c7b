//! From the standards' words to ours: one client by its address, and the ground (sections 3 and 6).

use std::collections::BTreeSet;

use base64::{Engine as _, engine::general_purpose::STANDARD};
use serde_json::Value;
use url::Url;

use crate::{
    crypto::digest,
    domain::{
        capability::Support,
        ground::{AuthorizationServer, Ground},
        mechanism::MechanismKind,
        message::{Method, Request},
        profile::{Marker, Observed, ObservedClient, Registered, RemoteRef, Settings, State},
        secret::SecretRef,
    },
    gateway::{Desk, Error, Pending, ProfileTarget, Result},
};

use super::{
    Rfc7591,
    admin::Answer,
    capabilities::{self, unsupported},
    identify::{SANS, SUBJECT},
    keeping::{Keeping, TOKEN, Token},
    wire::{AUTHORITY, Client, KEY, SELF_SIGNED, Server},
};

/// The product's word for a profile. Its id is the address that the server gave, never one that was built (section 3).
pub(super) const CLIENT: &str = "client";

/// What a call to a client's own address came to.
pub(super) enum Managed {
    /// The answer, and whether it brought another secret.
    Done(Client, bool),
    /// A success without a registration in it, as a removal gives.
    Empty,
    /// The server says that the client was there and is gone.
    Gone,
    /// No token that is kept opens it, or nothing is found at its address: gone, or not to be had by us.
    Disowned(Box<Answer>),
}

impl Rfc7591 {
    /// Reads the client of a profile; `None` where none was registered, or the server says that it is gone. A 404 does not say that:
    /// a route that is missing for an hour answers so, too.
    pub(super) fn find(&self, target: &ProfileTarget, desk: &dyn Desk) -> Result<Option<Client>> {
        let Some(remote) = target.remote.as_ref().filter(|remote| remote.kind == CLIENT) else { return Ok(None) };
        let request = Request::new(Method::Get, remote.id.clone());
        match self.managed(&request, &target.slot, desk, "read the client")? {
            Managed::Done(client, _) => Ok(Some(client)),
            Managed::Gone => Ok(None),
            Managed::Empty => Err(Error::Unsupported(unmanaged())),
            Managed::Disowned(answer) => Err(Error::Disowned { call: answer.call, what: format!("client `{}`", target.name) }),
        }
    }

    /// Opens a client's own address with the newest token that it takes, and keeps what the answer brings before anything else.
    pub(super) fn managed(&self, request: &Request, slot: &SecretRef, desk: &dyn Desk, doing: &str) -> Result<Managed> {
        self.check_address(&request.path)?;
        let keeping = Keeping::new(desk, slot);
        let mut last = None;
        for token in keeping.tokens()? {
            let answer = self.admin.manage(request, &token.secret, doing)?;
            if answer.reply.status != 401 {
                return opened(answer, &keeping, &token);
            }
            last = Some(answer);
        }
        last.map(|answer| Managed::Disowned(Box::new(answer))).ok_or_else(|| no_token(slot))
    }

    /// The client that people mean: by the address that the server gave it, or by its id. An id alone is looked for below the
    /// registration endpoint, where most servers have their clients (section 5); the address that the answer names counts from then on.
    pub(super) fn client_at(&self, text: &str) -> Result<RemoteRef> {
        if text.contains("://") {
            self.check_address(text)?;
            return Ok(RemoteRef::new(CLIENT, text));
        }
        let endpoint = self.server()?.registration_endpoint.clone();
        let mut address = endpoint.ok_or_else(|| Error::Unsupported(capabilities::unregistering()))?;
        address.set_query(None);
        match address.path_segments_mut() {
            Ok(mut segments) => drop(segments.pop_if_empty().push(text)),
            Err(()) => return Err(Error::Settings("the registration endpoint is no address that ids stand below".to_owned())),
        }
        Ok(RemoteRef::new(CLIENT, address))
    }

    /// A token goes only to the server that gave it: the address stands in a record, which is a file.
    fn check_address(&self, address: &str) -> Result<()> {
        let server = self.server()?;
        let own = [Some(self.admin.base()), server.registration_endpoint.as_ref()];
        let url = Url::parse(address).map_err(|_| Error::Unsupported(unmanaged()))?;
        if own.into_iter().flatten().any(|known| known.origin() == url.origin()) {
            return Ok(());
        }
        Err(Error::Settings(format!("the client's address `{address}` is not at the server: its token is not sent there")))
    }

    /// A client in our words.
    pub(super) fn observed(&self, client: &Client, target: &ProfileTarget) -> Result<Observed> {
        let server = self.server()?;
        let address = client.address().map(str::to_owned).or_else(|| target.remote.as_ref().map(|remote| remote.id.clone()));
        let remote = RemoteRef::new(CLIENT, address.unwrap_or_else(|| client.id().to_owned()));
        let own = ObservedClient {
            remote: remote.clone(),
            mechanism: mechanism(client.method()),
            client_id: Some(client.id().to_owned()),
            scopes: client.scopes(),
            issuer: None,
            audience: None,
            usage: client.usage(),
        };
        Ok(Observed {
            remote,
            marker: marker(client, target),
            settings: settings(client, target),
            state: State::Active,
            clients: vec![own],
            certificates: certificates(client),
            claims: BTreeSet::new(),
            apis: BTreeSet::new(),
            unknown_apis: BTreeSet::new(),
            token_endpoint: server.token_endpoint(client.method()),
            registered: Some(registered(client)),
            halves: None,
        })
    }

    /// Where tokens come from, and for what. Which authorities are trusted is not shown.
    pub(super) fn read_ground(&self) -> Result<Ground> {
        let server: &Server = self.server()?;
        Ok(Ground {
            scopes: server.scopes(),
            token_endpoint: server.token_endpoint.clone(),
            own_issuer: Some(server.issuer.clone()),
            server: Some(AuthorizationServer {
                issuer: server.issuer.clone(),
                token_endpoint: server.token_endpoint.clone(),
                keys: server.jwks_uri.clone(),
            }),
            ..Ground::default()
        })
    }

    /// Reads secrets again; some servers show them, the standard does not ask for it (section 6).
    pub(super) fn collect_secrets(&self, pending: &[Pending], desk: &dyn Desk) -> Result<Vec<Pending>> {
        let mut left = Vec::new();
        for wanted in pending {
            let request = Request::new(Method::Get, wanted.remote.id.clone());
            let kept = match self.managed(&request, &wanted.slot, desk, "read the client's secret")? {
                Managed::Done(client, _) if wanted.client_id.as_deref().is_none_or(|id| id == client.id()) => {
                    Keeping::new(desk, &wanted.slot).secret(&client, true)?
                }
                _ => false,
            };
            left.extend((!kept).then(|| wanted.clone()));
        }
        Ok(left)
    }
}

fn opened(answer: Answer, keeping: &Keeping<'_>, token: &Token) -> Result<Managed> {
    match answer.reply.status {
        200..=299 => {
            let client = Client::read(&answer.reply.body);
            let secret = keeping.follow(token, client.as_ref())?;
            match client {
                Some(client) => Ok(Managed::Done(client, secret)),
                None if answer.reply.body.is_empty() => Ok(Managed::Empty),
                None => Err(answer.unexpected()),
            }
        }
        404 | 410 if !answer.is_own() => Err(answer.unexpected()),
        404 => Ok(Managed::Disowned(Box::new(answer))),
        410 => Ok(Managed::Gone),
        405 | 501 => Err(Error::Unsupported(unmanaged())),
        _ => Err(answer.refused()),
    }
}

/// What the profile says about the partner. The name of a client that does not tell it is the one that was looked for.
fn settings(client: &Client, target: &ProfileTarget) -> Settings {
    Settings {
        name: client.text("client_name").unwrap_or(&target.name).to_owned(),
        description: String::new(),
        contacts: client.texts("contacts"),
        application_id: client.text("application_id").and_then(|id| id.parse().ok()),
        customer_source_id: None,
    }
}

/// What a server keeps shows in what comes back, for all that it could keep is always sent.
fn registered(client: &Client) -> Registered {
    let never = ["displayName", "customerSourceId"];
    let sent = [("name", "client_name"), ("contacts", "contacts"), ("applicationId", "application_id")];
    let dropped = sent.into_iter().filter(|(_, member)| client.0.get(*member).is_none_or(Value::is_null)).map(|(field, _)| field);
    Registered {
        subject: subject(client).filter(|_| client.method() == AUTHORITY),
        keys_at: client.text("jwks_uri").and_then(|text| Url::parse(text).ok()),
        unkept: never.into_iter().chain(dropped).collect(),
    }
}

/// What certificates of the client are known by: a subject, or an alternative name with its kind.
fn subject(client: &Client) -> Option<String> {
    let said = |member: &str| client.text(member).filter(|text| !text.is_empty());
    let other = || SANS.iter().find_map(|(kind, member)| said(member).map(|name| format!("{kind}:{name}")));
    said(SUBJECT).map(str::to_owned).or_else(other)
}

/// Whose client it is: as its members say; without them it is ours, for only our token opens it.
fn marker(client: &Client, target: &ProfileTarget) -> Option<Marker> {
    match (client.text("software_id"), client.text("software_version")) {
        (Some(id), Some(generation)) => format!("{id}#{generation}").parse().ok(),
        (Some(id), None) => format!("{id}#{}", target.marker.generation).parse().ok(),
        (None, _) => Some(target.marker.clone()),
    }
}

fn mechanism(method: &str) -> MechanismKind {
    match method {
        KEY => MechanismKind::JwtBearer,
        AUTHORITY | SELF_SIGNED => MechanismKind::ClientCertificate,
        _ => MechanismKind::Oauth2,
    }
}

/// The certificates of the client's keys, as SHA-256 of their DER in hex.
fn certificates(client: &Client) -> Vec<String> {
    let first = |key: &Value| STANDARD.decode(key.get("x5c")?.get(0)?.as_str()?).ok();
    client.keys().filter_map(first).map(|der| digest::sha256(&der)).collect()
}

/// What a server without RFC 7592 leaves open.
pub(super) fn unmanaged() -> Support {
    unsupported("the server registers clients but does not let them be managed", "RFC 7592, switched on at the server")
}

fn no_token(slot: &SecretRef) -> Error {
    let slot = slot.beside(TOKEN);
    Error::Missing {
        call: None,
        what: format!("registration token of ours for this client: there is no secret `{slot}`"),
        next: format!(
            "use the secret store that it was kept in, put it there with `partnerctl secret put {slot}`, or register anew with \
             `onboard --adopt`"
        ),
    }
}

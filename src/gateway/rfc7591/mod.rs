//! The driver of any authorization server that registers clients (RFC 7591) and lets them be managed (RFC 7592). Written from
//! `contracts/rfc7591.md`; sections are its sections.
//!
//! One profile is one client. It is made with its credential in one request, is found again by the address that the server gave,
//! and opened with a registration token that may change with every answer.

mod admin;
mod capabilities;
mod differences;
mod identify;
mod keeping;
mod probe;
mod read;
mod wire;
mod write;

use std::sync::OnceLock;

use crate::{
    domain::{
        capability::Probe,
        change::Change,
        ground::Ground,
        message::{Reply, Request},
        profile::{Observed, RemoteRef},
        workspace::ServerMetadata,
    },
    gateway::{Desk, Driver, Effect, Error, Gateway, Opening, Pending, ProfileTarget, Registrar, Result, Target},
};

use admin::Admin;
use wire::Server;

/// The entry for the table of drivers.
pub const DRIVER: Driver = Driver {
    name: "rfc7591",
    about: "any authorization server that registers clients (RFC 7591, 7592)",
    open,
    // RFC 9068, section 2.2.
    registrar: Some(Registrar { client: read::CLIENT, claim: "client_id" }),
    // Its metadata say so (RFC 8414, section 2).
    verifies: &[],
};

fn open(opening: Opening) -> Result<Box<dyn Gateway>> {
    let base = opening.http.base();
    if base.query().is_some() || base.fragment().is_some() {
        return Err(Error::Settings("an issuer has neither query nor fragment (RFC 8414, section 2)".to_owned()));
    }
    let own = opening.connection.metadata.unwrap_or_default();
    Ok(Box::new(Rfc7591 { admin: Admin::new(opening.http)?, own, server: OnceLock::new() }))
}

/// One authorization server, with what it says about itself.
struct Rfc7591 {
    admin: Admin,
    /// What the workspace says in its place.
    own: ServerMetadata,
    server: OnceLock<Server>,
}

impl Gateway for Rfc7591 {
    fn probe(&self) -> Result<Probe> {
        self.ask()
    }

    fn ground(&self) -> Result<Ground> {
        self.read_ground()
    }

    fn survey(&self) -> Result<Box<dyn Iterator<Item = Result<Observed>> + '_>> {
        Err(Error::Unsupported(capabilities::no_list()))
    }

    fn observe(&self, target: &ProfileTarget, desk: &dyn Desk) -> Result<Option<Observed>> {
        let found = self.find(target, desk)?;
        found.map(|client| self.observed(&client, target)).transpose()
    }

    fn apply(&self, target: &Target, change: &Change, desk: &dyn Desk) -> Result<Effect> {
        // An operation that is not claimed is refused before anything is sent.
        if let Some(refused) = capabilities::never(change.operation()) {
            return Err(Error::Unsupported(refused));
        }
        match target {
            Target::Profile(target) => self.change_profile(target, change, desk),
            Target::Ground(_) => Err(misplaced(change)),
        }
    }

    fn collect(&self, pending: &[Pending], desk: &dyn Desk) -> Result<Vec<Pending>> {
        self.collect_secrets(pending, desk)
    }

    fn locate(&self, text: &str) -> Result<RemoteRef> {
        self.client_at(text)
    }

    fn raw(&self, request: &Request) -> Result<Reply> {
        self.admin.raw(request)
    }
}

impl Rfc7591 {
    fn change_profile(&self, target: &ProfileTarget, change: &Change, desk: &dyn Desk) -> Result<Effect> {
        match change {
            Change::Register(registration) => self.register(target, registration, desk),
            Change::UpdateProfile(settings, _) => self.update(target, settings, desk),
            Change::SetScopes(_, scopes) => self.set_scopes(target, scopes, desk),
            Change::SetKeys(source) => self.set_keys(target, source, desk),
            Change::BindCertificates(certificates) => self.bind(target, certificates, desk),
            Change::RemoveProfile => self.remove(target, desk),
            other => Err(misplaced(other)),
        }
    }
}

/// A change of a profile that was asked of the ground, or a profile without a credential.
fn misplaced(change: &Change) -> Error {
    Error::Settings(format!("`{}` does not belong to this target", change.operation()))
}

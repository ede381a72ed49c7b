//! The driver of webMethods API Gateway 10.11, 10.15 and 11.0. Written from `contracts/webmethods.md`; sections are its sections.

mod admin;
mod alias;
mod api_key;
mod apis;
mod bind;
mod capabilities;
mod clients;
mod identifiers;
mod identify;
mod issue;
mod issuers;
mod manual;
mod marker;
mod mask;
mod memory;
mod own;
mod ports;
mod probe;
mod publish;
mod read;
mod scopes;
mod strangers;
mod strategies;
mod subject;
mod trust;
mod truststore;
mod wire;
mod write;

use crate::{
    domain::{
        capability::{Probe, Support},
        change::Change,
        ground::Ground,
        message::{Reply, Request},
        profile::Observed,
    },
    gateway::{Desk, Driver, Effect, Error, Gateway, Opening, Pending, ProfileTarget, Result, Target},
};

use admin::Admin;
use memory::Memory;

/// The entry for the table of drivers.
pub const DRIVER: Driver = Driver {
    name: "webmethods",
    about: "webMethods API Gateway 10.11, 10.15, 11.0 (Software AG, IBM)",
    open,
    registrar: None,
    // It names its strategies after RSA and has no others for public keys (section 3 b).
    verifies: &["RS256", "RS384", "RS512"],
};

fn open(opening: Opening) -> Result<Box<dyn Gateway>> {
    if opening.http.base().path().contains("/rest/apigateway") {
        return Err(Error::Settings("give the address of the server without `/rest/apigateway`".to_owned()));
    }
    Ok(Box::new(WebMethods { admin: Admin::new(opening.http), owner: opening.owner, memory: Memory::default() }))
}

/// One gateway, with what was learnt about it during a command.
struct WebMethods {
    admin: Admin,
    owner: String,
    memory: Memory,
}

impl Gateway for WebMethods {
    fn probe(&self) -> Result<Probe> {
        self.ask()
    }

    fn ground(&self) -> Result<Ground> {
        self.read_ground()
    }

    fn survey(&self) -> Result<Box<dyn Iterator<Item = Result<Observed>> + '_>> {
        self.read_all()
    }

    fn strangers(&self) -> Result<Box<dyn Iterator<Item = Result<Observed>> + '_>> {
        self.read_strangers()
    }

    fn observe(&self, target: &ProfileTarget, _: &dyn Desk) -> Result<Option<Observed>> {
        let found = self.find(target)?;
        found.map(|application| self.observed(&application)).transpose()
    }

    fn apply(&self, target: &Target, change: &Change, desk: &dyn Desk) -> Result<Effect> {
        // An operation that is not claimed is refused before anything is sent.
        if let unsupported @ Support::Unsupported { .. } = capabilities::of_operation(change.operation()) {
            return Err(Error::Unsupported(unsupported));
        }
        match target {
            Target::Profile(target) => self.change_profile(target, change, desk),
            Target::Ground(_) => self.change_ground(change, desk),
        }
    }

    fn collect(&self, pending: &[Pending], desk: &dyn Desk) -> Result<Vec<Pending>> {
        self.collect_secrets(pending, desk)
    }

    fn raw(&self, request: &Request) -> Result<Reply> {
        self.admin.raw(request)
    }
}

impl WebMethods {
    fn change_profile(&self, target: &ProfileTarget, change: &Change, desk: &dyn Desk) -> Result<Effect> {
        match change {
            Change::CreateProfile(settings) => self.create(target, settings, desk),
            Change::UpdateProfile(settings, _) => self.update(target, settings, desk),
            Change::SetState(state) => self.set_state(target, *state, desk),
            Change::RemoveProfile => self.remove(target, desk),
            Change::IssueSecret(order) => self.issue(target, order, desk),
            Change::RetireSecret(remote) => self.retire(target, remote, desk),
            Change::SetScopes(remote, scopes) => self.set_scopes(target, remote, scopes, desk),
            Change::BindCertificates(certificates) => self.bind(target, certificates, desk),
            Change::LinkSubject(issuer, kind) => self.link_subject(target, issuer, *kind, desk),
            Change::Assign(apis) => self.assign(target, apis, desk),
            Change::Unassign(apis) => self.unassign(target, apis, desk),
            other => Err(misplaced(other)),
        }
    }

    fn change_ground(&self, change: &Change, desk: &dyn Desk) -> Result<Effect> {
        match change {
            Change::PublishApi(api) => self.publish(api, desk)?,
            Change::SetApiState(api, state) => self.set_api_state(api, *state, desk)?,
            Change::Admit(api, mechanism) => return self.admit(api, *mechanism, desk),
            Change::RequireHttps(api) => self.require_https(api, desk)?,
            Change::EnsureScope(scope) => self.ensure_scope(scope, desk)?,
            Change::TrustChain(authorities) => return self.trust_chain(authorities, desk),
            Change::AskForCertificates => return self.ask_for_certificates(desk),
            Change::TrustIssuer(issuer) => return self.trust_issuer(issuer, desk),
            other => return Err(misplaced(other)),
        }
        Ok(Effect::default())
    }
}

/// A change of a profile that was asked of the ground, or the other way round.
fn misplaced(change: &Change) -> Error {
    Error::Settings(format!("`{}` does not belong to this target", change.operation()))
}

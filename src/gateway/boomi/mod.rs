//! The driver of Boomi Cloud API Management (formerly Mashery), V3. Written from `contracts/boomi.md`; sections are its sections.
//!
//! A partner is a member, its profile an application, its credentials package keys of a plan that holds its APIs. Every profile has
//! a plan of its own, in one package of the workspace, so that what a partner may call is the content of its plan.

mod admin;
mod apis;
mod capabilities;
mod connector;
mod endpoints;
mod expiry;
mod issue;
mod keys;
mod line;
mod link;
mod marker;
mod members;
mod memory;
mod oauth;
mod pace;
mod plans;
mod probe;
mod publish;
mod read;
mod refusal;
mod subject;
mod survey;
mod token;
mod wire;
mod write;

use std::collections::BTreeMap;

use crate::{
    domain::{
        capability::{Probe, Support},
        change::Change,
        ground::Ground,
        message::{Reply, Request},
        moment::Span,
        profile::Observed,
        workspace::Login,
    },
    gateway::{Desk, Driver, Effect, Error, Gateway, Opening, Pending, ProfileTarget, Result, Target},
};

use admin::Admin;
use memory::Memory;
use token::Tokens;

/// The entry for the table of drivers.
pub const DRIVER: Driver = Driver {
    name: "boomi",
    about: "Boomi Cloud API Management, V3 (formerly Mashery, TIBCO)",
    open,
    registrar: None,
    // Section 6, "Algorithms".
    verifies: &["RS256", "RS384", "RS512", "ES256", "ES384", "ES512"],
};

fn open(opening: Opening) -> Result<Box<dyn Gateway>> {
    if opening.http.base().path().contains("/v3") {
        return Err(Error::Settings(
            "give the address of the server without `/v3`, such as `https://api.mashery.com`".to_owned(),
        ));
    }
    let (Some(Login::Area(login)), Some(password)) = (opening.connection.login, opening.password) else {
        return Err(Error::Settings("this driver needs `login: { area: { user: NAME, key: KEY, area: UUID } }`".to_owned()));
    };
    connector::check(&opening.connection.claim_headers)?;
    let tokens = Tokens::new(login, password);
    Ok(Box::new(Boomi {
        admin: Admin::new(opening.http, tokens),
        owner: opening.owner,
        memory: Memory::default(),
        secret_lifetime: opening.secret_lifetime,
        claim_headers: opening.connection.claim_headers,
    }))
}

/// One area, with what was learnt about it during a command.
struct Boomi {
    admin: Admin,
    owner: String,
    memory: Memory,
    /// How long a key with a secret is good for.
    secret_lifetime: Span,
    /// Headers in which every API with a JWT connector is told claims, each with its claim.
    claim_headers: BTreeMap<String, String>,
}

impl Gateway for Boomi {
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

impl Boomi {
    fn change_profile(&self, target: &ProfileTarget, change: &Change, desk: &dyn Desk) -> Result<Effect> {
        match change {
            Change::CreateProfile(settings) => self.create(target, settings, desk),
            Change::UpdateProfile(settings, _) => self.update(target, settings, desk),
            Change::SetState(state) => self.set_state(target, *state, desk),
            Change::RemoveProfile => self.remove(target, desk),
            Change::IssueSecret(order) => self.issue(target, order, desk),
            Change::RetireSecret(remote) => self.retire(target, remote, desk),
            Change::LinkSubject(issuer, kind) => self.link_subject(target, issuer, *kind, desk),
            Change::Assign(apis) => self.assign(target, apis, desk),
            Change::Unassign(apis) => self.unassign(target, apis, desk),
            other => Err(misplaced(other)),
        }
    }

    fn change_ground(&self, change: &Change, desk: &dyn Desk) -> Result<Effect> {
        match change {
            Change::PublishApi(api) => return self.publish(api, desk),
            Change::SetApiState(api, state) => self.set_api_state(api, *state, desk)?,
            Change::Admit(api, mechanism) => self.admit(api, *mechanism, desk)?,
            Change::RequireHttps(api) => self.require_https(api, desk)?,
            Change::TrustIssuer(issuer) => self.trust_issuer(issuer, desk)?,
            other => return Err(misplaced(other)),
        }
        Ok(Effect::default())
    }
}

/// A change of a profile that was asked of the ground, or the other way round.
fn misplaced(change: &Change) -> Error {
    Error::Settings(format!("`{}` does not belong to this target", change.operation()))
}

//! What users want done: one file each. A job takes the open doors and a typed order, and returns a report.

pub mod adopt;
pub mod api;
pub mod api_document;
pub mod audit;
pub mod badge;
pub mod call;
pub mod cert;
mod cores;
pub mod credential;
pub mod csr;
pub mod demo;
pub mod desk;
pub mod doctor;
pub mod document;
pub mod due;
pub mod error;
pub mod exchange;
pub mod explain;
pub mod fault;
pub mod fleet;
pub mod gateway;
pub mod ground;
pub mod handed;
pub mod handover;
pub mod idp_app;
pub mod import;
pub mod init;
pub mod issuer;
pub mod jwk;
pub mod jwt;
pub mod key;
pub mod material;
pub mod notify;
pub mod offboard;
pub mod onboard;
pub mod overview;
pub mod partner;
pub mod payload;
pub mod preset;
pub mod profile;
pub mod record;
pub mod recovery;
pub mod report;
pub mod rotate;
pub mod sandbox;
pub mod scope;
pub mod secret;
pub mod session;
pub mod signed;
pub mod srx;
pub mod status;
pub mod step;
pub mod token;
pub mod verify;
pub mod work;

use std::fmt;

use serde::Serialize;

use crate::{
    clock::{Clock, Stop},
    domain::{
        finding::Finding,
        moment::Moment,
        name::{EnvironmentName, PartnerName, ProfileKey},
        pair::Half,
        secret::Secret,
        workspace::{Changes, Environment, Workspace},
    },
    gateway as gateways,
    http::Http,
    prompt::Prompt,
    secrets::SecretStore,
    store::{Act, Holder, Store},
};

pub use error::{Cause, Error, Result, whole};

/// The keys of the house: everything a job may touch.
pub struct Context<'a> {
    /// The workspace file, read once.
    pub workspace: &'a Workspace,
    /// Partner files, records, locks, journal, audit log.
    pub store: &'a dyn Store,
    /// The secret store; opened when it is first asked.
    pub secrets: &'a dyn SecretStore,
    /// The time.
    pub clock: &'a dyn Clock,
    /// The person at the terminal, or nobody.
    pub prompt: &'a dyn Prompt,
    /// Opens the gateway of an environment; nothing is sent yet.
    pub connect: &'a Connect<'a>,
    /// Opens one connection of an environment with another password, to try it.
    pub try_login: &'a TryLogin<'a>,
    /// Opens a client for calls as the partner, with the environment's authorities trusted and no login.
    pub visit: &'a Visit<'a>,
    /// Says what happens.
    pub tell: &'a (dyn Fn(&Event) + Sync),
    /// The user's wish to stop.
    pub stop: &'a Stop,
    /// Who runs this.
    pub actor: &'a Actor,
}

/// Opens the gateway of an environment.
pub type Connect<'a> = dyn Fn(&EnvironmentName, &Environment) -> gateways::Result<Box<dyn gateways::Gateway>> + Sync + 'a;

/// Opens one connection of an environment, alone, with a password that is to be tried.
pub type TryLogin<'a> =
    dyn Fn(&EnvironmentName, &Environment, Half, &Secret) -> gateways::Result<Box<dyn gateways::Gateway>> + Sync + 'a;

/// Opens a client for calls as the partner.
pub type Visit<'a> = dyn Fn(&EnvironmentName, &Environment) -> gateways::Result<Http> + Sync + 'a;

/// Who runs a command, and which.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Actor {
    /// The user's name.
    pub user: String,
    /// The machine's name.
    pub host: String,
    /// The process id.
    pub pid: u32,
    /// The command's words without its values, such as `onboard`.
    pub command: String,
    /// The ticket number given with `--change`.
    pub change: Option<String>,
}

impl<'a> Context<'a> {
    /// The environment of that name.
    pub fn environment(&self, name: &EnvironmentName) -> Result<&'a Environment> {
        let found = self.workspace.environments.get(name);
        found.ok_or_else(|| {
            let known = self.workspace.environments.keys().map(|name| format!("`{name}`")).collect::<Vec<_>>();
            let next = if known.is_empty() {
                "add one to `partnerctl.yaml`".to_owned()
            } else {
                format!("choose {}", known.join(" or "))
            };
            Error::from(Cause::NotFound { what: format!("there is no environment `{name}` in `partnerctl.yaml`"), next })
        })
    }

    /// The holder of locks that this command takes.
    #[must_use]
    pub fn holder(&self) -> Holder {
        Holder {
            user: self.actor.user.clone(),
            host: self.actor.host.clone(),
            pid: self.actor.pid,
            since: self.clock.now(),
            command: self.actor.command.clone(),
        }
    }

    /// Adds a line to the audit log.
    pub fn audit(
        &self,
        partner: Option<&PartnerName>,
        environment: Option<&EnvironmentName>,
        what: impl Into<String>,
    ) -> Result<()> {
        Ok(self.store.audit().add(&self.act(partner, environment, what))?)
    }

    /// A line for the audit log.
    #[must_use]
    pub fn act(&self, partner: Option<&PartnerName>, environment: Option<&EnvironmentName>, what: impl Into<String>) -> Act {
        Act {
            at: self.clock.now(),
            by: format!("{}@{}", self.actor.user, self.actor.host),
            command: self.actor.command.clone(),
            partner: partner.cloned(),
            environment: environment.cloned(),
            what: what.into().chars().take(LONGEST).collect(),
            change: self.actor.change.clone(),
        }
    }

    /// Ends early when the user asked for it.
    pub fn check_stop(&self) -> Result<()> {
        if self.stop.is_set() { Err(Cause::Interrupted.into()) } else { Ok(()) }
    }
}

impl fmt::Debug for Context<'_> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("Context").field("actor", &self.actor).finish_non_exhaustive()
    }
}

/// What happens while a job runs.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase", tag = "event")]
pub enum Event {
    /// Something that may take a while begins.
    Waiting {
        /// For what.
        what: String,
    },
    /// A change was made.
    Changed {
        /// To which partner; `None` for the ground.
        #[serde(skip_serializing_if = "Option::is_none")]
        key: Option<String>,
        /// What it was.
        what: String,
        /// When.
        at: Moment,
    },
    /// So much of many is done.
    Progress {
        /// What is counted, such as `partners`.
        what: String,
        /// How many are done.
        done: usize,
        /// Of how many.
        total: usize,
        /// How many of those failed.
        failed: usize,
    },
    /// Something worth knowing.
    Note(Finding),
}

/// A partner in an environment, for events.
#[must_use]
pub fn subject(key: &ProfileKey) -> Option<String> {
    Some(key.to_string())
}

/// Refuses a write to an environment whose changes go through saved plans.
pub fn allow_direct_writes(name: &EnvironmentName, environment: &Environment) -> Result<()> {
    if environment.changes == Changes::Direct {
        return Ok(());
    }
    let what = format!("environment `{name}` says `changes: planned`, so nothing is written without a saved plan");
    let next = format!(
        "save one, then carry it out with `partnerctl apply FILE`: `partnerctl plan -e {name} --out FILE` for what partner files say, or \
         `--plan FILE` with `onboard`, `offboard`, `profile suspend`, `profile resume` or `profile delete`; other commands have no plan of \
         their own"
    );
    Err(Error::from(Cause::Denied { what, next }).within(name))
}

/// So many signs of a text go into a line of the audit log, which has a limit of its own.
const LONGEST: usize = 4000;

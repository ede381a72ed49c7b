//! Connections: from the workspace's words to an open gateway. Nothing is sent yet.

use std::sync::Arc;

use url::Url;

use crate::{
    cli::{
        doors::Opened,
        settings::{Env, Settings},
    },
    clock::{Clock, Stop},
    domain::{
        name::EnvironmentName,
        secret::{Secret, SecretRef},
        workspace::{self, AreaLogin, Connection, Environment, Role, TokenScheme},
    },
    files,
    gateway::{self, Gateway, Opening, registry},
    http::{BasicLogin, Http, HttpSettings, Login},
    job::sandbox,
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
    /// How to sign in, where it is known without the secret store.
    pub login: Option<Login>,
    /// The password of a user that gets tokens with it.
    pub password: Option<Secret>,
}

impl Lines<'_> {
    /// Opens the gateway of an environment.
    pub fn gateway(self, name: &EnvironmentName, environment: &Environment) -> gateway::Result<Box<dyn Gateway>> {
        let mut resolved = self.resolve(name, &environment.gateway)?;
        if let Some(login) = environment.gateway.login.as_ref().filter(|_| resolved.login.is_none()) {
            resolved = self.signed(name, resolved, login, self.password(name)?)?;
        }
        self.driven(resolved)
    }

    /// Opens the same with a password or token that is to be tried.
    pub fn gateway_as(
        self,
        name: &EnvironmentName,
        environment: &Environment,
        password: &Secret,
    ) -> gateway::Result<Box<dyn Gateway>> {
        let mut resolved = self.resolve(name, &environment.gateway)?;
        if let Some(login) = &environment.gateway.login {
            resolved = self.signed(name, resolved, login, password.clone())?;
        }
        self.driven(resolved)
    }

    /// Completes a connection with its login.
    fn signed(
        self,
        name: &EnvironmentName,
        resolved: Resolved,
        login: &workspace::Login,
        secret: Secret,
    ) -> gateway::Result<Resolved> {
        let (login, password) = match login {
            workspace::Login::Basic(basic) => (Login::Basic(BasicLogin { user: basic.user.clone(), password: secret }), None),
            workspace::Login::Token(TokenScheme::Bearer) => (Login::Bearer(secret), None),
            workspace::Login::Area(area) => {
                let key = BasicLogin { user: area.key.clone(), password: self.key_secret(name, area)? };
                (Login::Basic(key), Some(secret))
            }
        };
        Ok(Resolved { login: Some(login), password, ..resolved })
    }

    /// The shared secret of the key that tokens are got with.
    fn key_secret(self, name: &EnvironmentName, login: &AreaLogin) -> gateway::Result<Secret> {
        let slot = SecretRef::connection(name, "gateway-key");
        let kept = self.secrets.get(&slot).map_err(|error| gateway::Error::Desk(error.to_string()))?;
        let missing = || format!("the shared secret of key `{}` is not kept: `partnerctl secret put {slot}`", login.key);
        kept.ok_or_else(|| gateway::Error::Settings(missing()))
    }

    fn driven(self, resolved: Resolved) -> gateway::Result<Box<dyn Gateway>> {
        if self.opened.workspace.role == Role::Partner {
            return Err(gateway::Error::Settings(
                "this is a partner's workspace, and the admin API is the operator's".to_owned(),
            ));
        }
        let word = &resolved.connection.driver;
        let driver = registry::driver(word).ok_or_else(|| unknown_driver(word))?;
        let password = resolved.password.clone();
        let (connection, http) = self.client(resolved)?;
        (driver.open)(Opening { connection, http, owner: self.opened.workspace.owner(), password })
    }

    /// Opens a client for calls as the partner: the environment's authorities trusted, no login.
    pub fn visitor(self, name: &EnvironmentName, environment: &Environment) -> gateway::Result<Http> {
        let resolved = self.resolve(name, &environment.gateway)?;
        let (_, http) = self.client(Resolved { login: None, ..resolved })?;
        Ok(http)
    }

    fn resolve(self, name: &EnvironmentName, connection: &Connection) -> gateway::Result<Resolved> {
        if self.opened.workspace.role == Role::Partner {
            return self.resolve_foreign(name, connection);
        }
        if connection.sandbox {
            return resolve_sandbox(self.opened, connection);
        }
        let ca_pem = connection.ca_file.as_deref().map(|file| self.opened.store.attachment(file)).transpose();
        let ca_pem = ca_pem.map_err(|error| gateway::Error::Settings(format!("`caFile` of `{name}`: {error}")))?;
        Ok(Resolved { connection: connection.clone(), ca_pem, login: None, password: None })
    }

    /// On the partner's side the gateway is the other side's: its authorities are known, its admin API is not.
    fn resolve_foreign(self, name: &EnvironmentName, connection: &Connection) -> gateway::Result<Resolved> {
        let ca_pem = connection.ca_file.as_deref().map(|file| self.opened.store.attachment(file)).transpose();
        let ca_pem = ca_pem.map_err(|error| gateway::Error::Settings(format!("`caFile` of `{name}`: {error}")))?;
        // Every call of a partner has an address of its own.
        let url = Url::parse("https://localhost").ok();
        Ok(Resolved { connection: Connection { url, ..connection.clone() }, ca_pem, login: None, password: None })
    }

    /// The password or token of the admin login: from the environment variable, else from the secret store.
    fn password(self, name: &EnvironmentName) -> gateway::Result<Secret> {
        if let Some(password) = self.env.secret("PARTNERCTL_GATEWAY_PASSWORD") {
            return Ok(password);
        }
        let slot = SecretRef::connection(name, "gateway");
        let kept = self.secrets.get(&slot).map_err(|error| gateway::Error::Desk(error.to_string()))?;
        kept.ok_or_else(|| gateway::Error::NoPassword { environment: name.clone() })
    }

    fn client(self, resolved: Resolved) -> gateway::Result<(Connection, Http)> {
        let Resolved { connection, ca_pem, login, .. } = resolved;
        let Some(base) = connection.url.clone() else {
            return Err(gateway::Error::Settings("the connection has no `url` in `partnerctl.yaml`".to_owned()));
        };
        let settings =
            HttpSettings { base, login, identity: None, ca_pem, timeout: self.settings.timeout.duration(), retries: RETRIES };
        let http = Http::new(settings, Arc::clone(self.clock), self.stop.clone());
        Ok((connection, http.map_err(|error| gateway::Error::Settings(error.to_string()))?))
    }
}

/// Fills in the address, authority and login of the workspace's own sandbox.
fn resolve_sandbox(opened: &Opened, connection: &Connection) -> gateway::Result<Resolved> {
    let failed =
        |error: &dyn std::fmt::Display| gateway::Error::Settings(format!("the sandbox's address cannot be read: {error}"));
    let ready = sandbox::ready(&opened.state.join("sandbox")).map_err(|error| failed(&error))?;
    let Some(ready) = ready else { return Err(gateway::Error::Asleep) };
    let ca_pem = files::read(&ready.ca_file, 1 << 20).map_err(|error| failed(&error))?;
    let password = files::read_text(&ready.password_file, 1024).map_err(|error| failed(&error))?;
    Ok(Resolved {
        connection: Connection { url: Some(ready.tls_url), ..connection.clone() },
        ca_pem: Some(ca_pem),
        login: Some(Login::Basic(BasicLogin { user: ready.user, password: Secret::new(password.trim().to_owned()) })),
        password: None,
    })
}

fn unknown_driver(name: &str) -> gateway::Error {
    let known = registry::DRIVERS.iter().map(|driver| format!("`{}`", driver.name)).collect::<Vec<_>>().join(", ");
    gateway::Error::Settings(format!("there is no driver `{name}`; known: {known}"))
}

/// How often a call is repeated where repeating is safe.
pub const RETRIES: u32 = 3;

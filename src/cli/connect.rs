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
        pair::Half,
        secret::{Secret, SecretRef},
        workspace::{self, AreaLogin, Connection, Environment, Identity, Role, TokenScheme},
    },
    files,
    gateway::{self, Gateway, Opening, Registrar, pair, registry},
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
    /// Opens the gateway of an environment, joined with its identity where it has one.
    pub fn gateway(self, name: &EnvironmentName, environment: &Environment) -> gateway::Result<Box<dyn Gateway>> {
        let gateway = self.connected(name, Half::Gateway, &environment.gateway, None)?;
        let Some(identity) = &environment.identity else { return Ok(gateway) };
        let joint = pair::Joint {
            registrar: registrar(identity).map_err(gateway::Error::at_identity)?,
            audience: identity.audience.clone(),
            claim: identity.client_claim.clone(),
            keys: identity.jwks_uri.clone(),
        };
        let identity = self.connected(name, Half::Identity, &identity.connection(), None).map_err(gateway::Error::at_identity)?;
        Ok(pair::join(identity, gateway, joint))
    }

    /// Opens one connection alone, with a password or token that is to be tried.
    pub fn alone(
        self,
        name: &EnvironmentName,
        environment: &Environment,
        half: Half,
        password: &Secret,
    ) -> gateway::Result<Box<dyn Gateway>> {
        match (half, &environment.identity) {
            (Half::Gateway, _) => self.connected(name, half, &environment.gateway, Some(password)),
            (Half::Identity, Some(identity)) => {
                self.connected(name, half, &identity.connection(), Some(password)).map_err(gateway::Error::at_identity)
            }
            (Half::Identity, None) => Err(gateway::Error::Settings(format!("environment `{name}` has no `identity`"))),
        }
    }

    /// One connection, signed in with the given password, else with the one that is known.
    fn connected(
        self,
        name: &EnvironmentName,
        half: Half,
        connection: &Connection,
        password: Option<&Secret>,
    ) -> gateway::Result<Box<dyn Gateway>> {
        let mut resolved = self.resolve(name, half, connection)?;
        if let Some(login) = connection.login.as_ref().filter(|_| password.is_some() || resolved.login.is_none()) {
            let password = password.cloned().map_or_else(|| self.password(name, half), Ok)?;
            resolved = self.signed(name, half, resolved, (login, password))?;
        }
        self.driven(resolved)
    }

    /// Completes a connection with its login.
    fn signed(
        self,
        name: &EnvironmentName,
        half: Half,
        resolved: Resolved,
        (login, secret): (&workspace::Login, Secret),
    ) -> gateway::Result<Resolved> {
        let (login, password) = match login {
            workspace::Login::Basic(basic) => (Login::Basic(BasicLogin { user: basic.user.clone(), password: secret }), None),
            workspace::Login::Token(TokenScheme::Bearer) => (Login::Bearer(secret), None),
            workspace::Login::Area(area) => {
                let key = BasicLogin { user: area.key.clone(), password: self.key_secret(name, half, area)? };
                (Login::Basic(key), Some(secret))
            }
        };
        Ok(Resolved { login: Some(login), password, ..resolved })
    }

    /// The shared secret of the key that tokens are got with.
    fn key_secret(self, name: &EnvironmentName, half: Half, login: &AreaLogin) -> gateway::Result<Secret> {
        let slot = SecretRef::connection(name, &format!("{half}-key"));
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
        registry::check(&resolved.connection)?;
        let password = resolved.password.clone();
        let (connection, http) = self.client(resolved)?;
        http.share_pace(&self.opened.state);
        let workspace = &self.opened.workspace;
        let secret_lifetime = workspace.policies.secret_lifetime;
        (driver.open)(Opening { connection, http, owner: workspace.owner(), password, secret_lifetime })
    }

    /// Opens a client for calls as the partner: the environment's authorities trusted, no login.
    pub fn visitor(self, name: &EnvironmentName, environment: &Environment) -> gateway::Result<Http> {
        let mut resolved = self.resolve(name, Half::Gateway, &environment.gateway)?;
        if let Some(identity) = &environment.identity {
            // Tokens come from there.
            let further = self.authorities(name, Half::Identity, identity.ca_file.as_deref())?;
            let known = resolved.ca_pem.take().map(|pem| [pem, b"\n".to_vec()].concat());
            resolved.ca_pem = known.into_iter().chain(further).reduce(|known, further| [known, further].concat());
        }
        let (_, http) = self.client(Resolved { login: None, ..resolved })?;
        Ok(http)
    }

    fn resolve(self, name: &EnvironmentName, half: Half, connection: &Connection) -> gateway::Result<Resolved> {
        if self.opened.workspace.role == Role::Partner {
            return self.resolve_foreign(name, half, connection);
        }
        if connection.sandbox {
            return resolve_sandbox(self.opened, connection);
        }
        let ca_pem = self.authorities(name, half, connection.ca_file.as_deref())?;
        Ok(Resolved { connection: connection.clone(), ca_pem, login: None, password: None })
    }

    /// On the partner's side the gateway is the other side's: its authorities are known, its admin API is not.
    fn resolve_foreign(self, name: &EnvironmentName, half: Half, connection: &Connection) -> gateway::Result<Resolved> {
        let ca_pem = self.authorities(name, half, connection.ca_file.as_deref())?;
        // Every call of a partner has an address of its own.
        let url = Url::parse("https://localhost").ok();
        Ok(Resolved { connection: Connection { url, ..connection.clone() }, ca_pem, login: None, password: None })
    }

    /// The authorities in a file of the workspace.
    fn authorities(self, name: &EnvironmentName, half: Half, file: Option<&str>) -> gateway::Result<Option<Vec<u8>>> {
        let whose = if half == Half::Gateway { String::new() } else { format!("`{half}` of ") };
        let read = file.map(|file| self.opened.store.attachment(file)).transpose();
        read.map_err(|error| gateway::Error::Settings(format!("`caFile` of {whose}`{name}`: {error}")))
    }

    /// The password or token of the admin login: from the environment variable, else from the secret store.
    fn password(self, name: &EnvironmentName, half: Half) -> gateway::Result<Secret> {
        if let Some(password) = self.env.secret(variable(half)) {
            return Ok(password);
        }
        let slot = SecretRef::connection(name, half.word());
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

/// The environment variable with the password or token of a connection.
#[must_use]
pub const fn variable(half: Half) -> &'static str {
    match half {
        Half::Identity => "PARTNERCTL_IDENTITY_PASSWORD",
        Half::Gateway => "PARTNERCTL_GATEWAY_PASSWORD",
    }
}

/// What the driver of an identity knows of its clients and tokens.
fn registrar(identity: &Identity) -> gateway::Result<Registrar> {
    let driver = registry::driver(&identity.driver).ok_or_else(|| unknown_driver(&identity.driver))?;
    driver.registrar.ok_or_else(|| {
        let able = registry::DRIVERS.iter().filter(|driver| driver.registrar.is_some());
        let able = able.map(|driver| format!("`{}`", driver.name)).collect::<Vec<_>>().join(", ");
        gateway::Error::Settings(format!("driver `{}` is for a `gateway`; as `identity` there are {able}", identity.driver))
    })
}

fn unknown_driver(name: &str) -> gateway::Error {
    let known = registry::DRIVERS.iter().map(|driver| format!("`{}`", driver.name)).collect::<Vec<_>>().join(", ");
    gateway::Error::Settings(format!("there is no driver `{name}`; known: {known}"))
}

/// How often a call is repeated where repeating is safe.
pub const RETRIES: u32 = 3;

//! The embedded gateway: a small webMethods API Gateway on loopback, for trying out, rehearsals and tests. Not for production.
//!
//! It is written from the contract alone and never imports `gateway` or `http`: driver and sandbox are two independent
//! readings of the same pages. Inside everything is asynchronous, outside there is one synchronous door: [`start`].
//!
//! On the same two ports stands a test identity provider (`idp`). The one thing that the sandbox ever asks of others are
//! the key sets of the issuers that it was told to know (`fetch`).

mod admin;
mod certificates;
mod claims;
mod disk;
mod echo;
mod exchange;
mod fetch;
mod gatekeeper;
mod identification;
mod idp;
mod issuers;
mod keys;
mod local;
mod quirks;
mod security;
mod server;
mod tls;
mod token;
mod world;

use std::{
    io,
    net::SocketAddr,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, atomic::AtomicU64},
    time::Duration,
};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use thiserror::Error;
use time::OffsetDateTime;
use tokio::runtime::Runtime;
use url::Url;

pub use self::quirks::{Masked, Quirks, RegistrationOnPut, StrategyDelete, Version};
use crate::{
    clock::{Clock, Stop},
    crypto::{issue, random},
    domain::secret::Secret,
    files::{self, Mode},
};

/// What a sandbox is started with.
#[derive(Debug, Clone)]
pub struct Settings {
    /// The folder of its state; made for its owner alone when it is not there.
    pub state: PathBuf,
    /// The address of plain HTTP. With port 0 the port of the last start is tried first.
    pub listen: SocketAddr,
    /// The address of HTTPS; the same host and a port of its own when not given.
    pub listen_tls: Option<SocketAddr>,
    /// Whether an address beyond loopback is accepted.
    pub allow_remote: bool,
    /// The peculiarities that are played.
    pub quirks: Quirks,
    /// Authorities, as PEM text, to trust besides the system's when the keys of an issuer are fetched.
    pub trusted: String,
}

impl Settings {
    /// A sandbox on loopback, on free ports, as version 10.15.
    #[must_use]
    pub fn local(state: PathBuf) -> Self {
        let listen = SocketAddr::from(([127, 0, 0, 1], 0));
        Self { state, listen, listen_tls: None, allow_remote: false, quirks: Quirks::default(), trusted: String::new() }
    }
}

/// Where a running sandbox is found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Ready {
    /// Plain HTTP: admin API, token endpoint and API traffic.
    pub url: Url,
    /// The same over HTTPS.
    pub tls_url: Url,
    /// The test authority that the HTTPS certificate comes from.
    pub ca_file: PathBuf,
    /// Who signs in at the admin API.
    pub user: String,
    /// The file with the password.
    pub password_file: PathBuf,
    /// The process that runs the sandbox.
    pub pid: u32,
}

/// Why a sandbox does not start.
#[derive(Debug, Error)]
pub enum Error {
    /// Another one runs on the same folder.
    #[error("a sandbox runs on `{}` already; stop it, or choose another folder", state.display())]
    Running {
        /// The folder.
        state: PathBuf,
    },
    /// An address that others can reach.
    #[error("`{address}` can be reached from other hosts; the sandbox is for loopback only")]
    Remote {
        /// The address.
        address: SocketAddr,
    },
    /// The address is taken or not ours.
    #[error("failed to listen on `{address}`")]
    Listen {
        /// The address.
        address: SocketAddr,
        /// The operating system's reason.
        #[source]
        source: io::Error,
    },
    /// The operating system gave no thread or runtime.
    #[error("failed to start {what} of the sandbox")]
    Start {
        /// What was to start.
        what: &'static str,
        /// The operating system's reason.
        #[source]
        source: io::Error,
    },
    /// The database cannot be opened or read.
    #[error("failed to open the sandbox's database `{}`; `sandbox reset` removes it", path.display())]
    Database {
        /// The file.
        path: PathBuf,
        /// The database's reason.
        #[source]
        source: Box<redb::Error>,
    },
    /// A file of the state folder.
    #[error(transparent)]
    File(#[from] files::Error),
    /// A certificate of its own.
    #[error(transparent)]
    Certificate(#[from] issue::Error),
    /// The TLS settings.
    #[error("failed to set up TLS for the sandbox")]
    Tls(#[from] rustls::Error),
    /// No randomness.
    #[error(transparent)]
    Random(#[from] random::Error),
}

impl Error {
    fn database(path: &Path, source: impl Into<redb::Error>) -> Self {
        Self::Database { path: path.to_owned(), source: Box::new(source.into()) }
    }
}

/// Starts a sandbox; returns when it answers.
///
/// Records, ports, certificates and the password survive a restart on the same folder; `ready.json` in it says where the
/// sandbox is found.
pub fn start(settings: Settings, clock: Arc<dyn Clock>) -> Result<Running, Error> {
    for address in [Some(settings.listen), settings.listen_tls].into_iter().flatten() {
        if !address.ip().is_loopback() && !settings.allow_remote {
            return Err(Error::Remote { address });
        }
    }
    let state = settings.state;
    files::create_dir_private(&state)?;
    let world = world::World::open(&state.join(DATABASE))?;
    // No other sandbox can hold it now; who only looks holds it for a moment.
    let alive = files::hold(&state.join(ALIVE))?;
    let config = tls::configure(&state, clock.time())?;
    let password = password(&state)?;
    let runtime = tokio::runtime::Builder::new_multi_thread().thread_name("sandbox").enable_all().build();
    let runtime = runtime.map_err(|source| Error::Start { what: "the runtime", source })?;
    let doors = runtime.block_on(server::Doors::open(&state, settings.listen, settings.listen_tls))?;
    let ready = Ready {
        url: doors.url("http")?,
        tls_url: doors.url("https")?,
        ca_file: state.join("ca.pem"),
        user: USER.to_owned(),
        password_file: state.join(PASSWORD),
        pid: std::process::id(),
    };
    let gateway = Gateway {
        world,
        quirks: settings.quirks,
        clock,
        password,
        ready: ready.clone(),
        calls: AtomicU64::new(0),
        transactions: Mutex::default(),
        authority: files::read_text(&ready.ca_file, 64 * 1024)?,
        trusted: settings.trusted,
        key_sets: issuers::KeySets::default(),
    };
    admin::prepare(&gateway);
    let gateway = Arc::new(gateway);
    let stop = runtime.block_on(async { doors.serve(config, Arc::clone(&gateway)) });
    let text = serde_json::to_vec_pretty(&ready).unwrap_or_default();
    files::write_atomic(&state.join(READY), &text, Mode::Private)?;
    Ok(Running { runtime: Some(runtime), stop, ready, state, _alive: alive })
}

/// Where the sandbox of a state folder is found; `None` when it does not run, even if it was killed and could not say so.
pub fn ready(state: &Path) -> files::Result<Option<Vec<u8>>> {
    let told = files::read_if_exists(&state.join(READY), 64 * 1024)?;
    Ok(if files::is_held(&state.join(ALIVE))? { told } else { None })
}

/// Removes everything that a sandbox has stored on a folder; its ports, certificates and password stay. Refused while one
/// runs there.
pub fn reset(state: &Path) -> Result<(), Error> {
    let path = state.join(DATABASE);
    if !files::exists(&path) {
        return Ok(());
    }
    // Held until the file is gone, so that nobody starts on it in between. A broken one is removed as well.
    let held = match disk::database(&path) {
        Err(running @ Error::Running { .. }) => return Err(running),
        held => held,
    };
    files::remove(&state.join(READY))?;
    files::remove(&path)?;
    drop(held);
    Ok(())
}

fn password(state: &Path) -> Result<Secret, Error> {
    let path = state.join(PASSWORD);
    if files::exists(&path) {
        files::check_private(&path)?;
        return Ok(Secret::new(files::read_text(&path, 1024)?.trim().to_owned()));
    }
    let password = random::secret(32)?;
    files::write_atomic(&path, password.reveal().as_bytes(), Mode::Private)?;
    Ok(password)
}

/// A sandbox that runs until it is stopped or dropped.
pub struct Running {
    runtime: Option<Runtime>,
    stop: tokio::sync::watch::Sender<bool>,
    ready: Ready,
    state: PathBuf,
    _alive: std::fs::File,
}

impl Running {
    /// Where it is found.
    #[must_use]
    pub fn ready(&self) -> &Ready {
        &self.ready
    }

    /// Waits until the user wishes to stop.
    pub fn wait(&self, stop: &Stop) {
        while !stop.wait(Duration::from_secs(3600)) {}
    }

    /// Stops it: calls under way may end, everything is on the disk when this returns.
    pub fn stop(self) {
        drop(self);
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // Who looks from now on is told that it does not run, rather than sent to closed doors.
        let _ = files::remove(&self.state.join(READY));
        // Nobody may be listening any more; that is fine.
        let _ = self.stop.send(true);
        if let Some(runtime) = self.runtime.take() {
            // Every connection holds a receiver. A call that does not end within its time is dropped with its connection.
            let _ = runtime.block_on(async { tokio::time::timeout(FAREWELL, self.stop.closed()).await });
            runtime.shutdown_timeout(FAREWELL);
        }
    }
}

/// All that a call may touch.
struct Gateway {
    world: world::World,
    quirks: Quirks,
    clock: Arc<dyn Clock>,
    password: Secret,
    ready: Ready,
    /// Calls of the admin API so far.
    calls: AtomicU64,
    /// The transaction ids that the API behind the gateway has seen.
    transactions: Mutex<echo::Transactions>,
    /// The certificate of its own test authority.
    authority: String,
    /// Further authorities of the issuers of tokens.
    trusted: String,
    /// The key sets of other issuers.
    key_sets: issuers::KeySets,
}

impl Gateway {
    fn now(&self) -> OffsetDateTime {
        self.clock.time()
    }

    /// The address under which a call came, without a slash at the end.
    fn base(&self, tls: bool) -> String {
        let url = if tls { &self.ready.tls_url } else { &self.ready.url };
        url.as_str().trim_end_matches('/').to_owned()
    }
}

/// How long calls under way may take to end.
const FAREWELL: Duration = Duration::from_secs(1);
const DATABASE: &str = "sandbox.redb";
const PASSWORD: &str = "password";
const ALIVE: &str = "alive.lock";
const READY: &str = "ready.json";
const USER: &str = "Administrator";

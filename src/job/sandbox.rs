//! `sandbox run|reset`: the embedded gateway of a workspace.

use std::{
    net::SocketAddr,
    path::{Path, PathBuf},
    sync::Arc,
};

use crate::{
    clock::Clock,
    document,
    files::{self, Mode},
    job::{Cause, Error, Result, whole},
    sandbox::{self, Quirks, Ready, Running, Settings},
};

/// How to run the sandbox.
#[derive(Debug, Clone)]
pub struct Order {
    /// The folder of its state.
    pub state: PathBuf,
    /// Where it listens; free ports when absent.
    pub listen: Option<SocketAddr>,
    /// Where it listens for TLS.
    pub listen_tls: Option<SocketAddr>,
    /// Whether an address beyond loopback is accepted.
    pub allow_remote: bool,
    /// A further file to write the addresses to when it answers.
    pub ready_file: Option<PathBuf>,
    /// A YAML file with quirks.
    pub quirks: Option<PathBuf>,
    /// Authorities of the issuers of tokens, as PEM text.
    pub trusted: String,
}

impl Order {
    /// The sandbox of a folder, with the usual settings.
    #[must_use]
    pub const fn at(state: PathBuf) -> Self {
        let (listen, listen_tls, ready_file, quirks) = (None, None, None, None);
        Self { state, listen, listen_tls, allow_remote: false, ready_file, quirks, trusted: String::new() }
    }
}

/// Starts the sandbox; it answers when this returns.
pub fn start(order: &Order, clock: Arc<dyn Clock>) -> Result<Running> {
    let usual = Settings::local(order.state.clone());
    let settings = Settings {
        listen: order.listen.unwrap_or(usual.listen),
        listen_tls: order.listen_tls,
        allow_remote: order.allow_remote,
        quirks: order.quirks.as_deref().map(quirks).transpose()?.unwrap_or_default(),
        trusted: order.trusted.clone(),
        ..usual
    };
    let running = sandbox::start(settings, clock).map_err(failed)?;
    if let Some(path) = &order.ready_file {
        let text = serde_json::to_vec_pretty(running.ready()).unwrap_or_default();
        files::write_atomic(path, &text, Mode::Private)?;
    }
    Ok(running)
}

/// Removes everything that the sandbox has stored.
pub fn reset(state: &Path) -> Result<()> {
    sandbox::reset(state).map_err(failed)
}

/// Where the sandbox of a state folder is found, when it runs.
pub fn ready(state: &Path) -> Result<Option<Ready>> {
    let Some(bytes) = sandbox::ready(state)? else { return Ok(None) };
    let text = String::from_utf8_lossy(&bytes);
    Ok(Some(document::read_any(&format!("ready.json of {}", state.display()), &text)?))
}

fn quirks(path: &Path) -> Result<Quirks> {
    let text = files::read_text(path, 64 * 1024)?;
    Ok(document::read_any(&path.display().to_string(), &text)?)
}

fn failed(error: sandbox::Error) -> Error {
    match error {
        sandbox::Error::File(error) => error.into(),
        sandbox::Error::Running { .. } => {
            Cause::Conflict { what: error.to_string(), next: "stop the other one, or give another `--state`".to_owned() }.into()
        }
        sandbox::Error::Remote { .. } => {
            let next = "listen on 127.0.0.1, or say `--allow-remote` if others are meant to reach it".to_owned();
            Cause::Usage { what: error.to_string(), next }.into()
        }
        error => {
            let next = "choose another address, or `partnerctl sandbox reset`".to_owned();
            Cause::Other { what: whole(&error), next }.into()
        }
    }
}

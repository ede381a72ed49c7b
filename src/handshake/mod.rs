//! A bare TLS client: reads the certificates that a server shows, and says why it refuses one that is shown to it. Trusts
//! nobody and sends nothing that is worth protecting: no request goes over these connections.

mod client;
mod observe;
mod wire;

use std::{net::ToSocketAddrs as _, time::Duration};

use thiserror::Error as ThisError;

pub use self::{client::Identity, observe::Seen};

/// The result of every handshake.
pub type Result<T> = std::result::Result<T, Error>;

/// What went wrong on the way to a server.
#[derive(Debug, ThisError)]
pub enum Error {
    /// The name leads nowhere.
    #[error("`{host}` cannot be found: check the name, and whether this machine may ask for it")]
    Unknown {
        /// The host.
        host: String,
    },
    /// Nobody listens, or something on the way does not let it through.
    #[error("no connection to `{place}`: {reason}; check host, port and firewall")]
    Unreachable {
        /// Host and port.
        place: String,
        /// The system's reason.
        reason: String,
    },
    /// It took too long.
    #[error("`{place}` did not answer within {seconds} s; check host, port and firewall, or raise `--timeout`")]
    TimedOut {
        /// Host and port.
        place: String,
        /// How long was waited.
        seconds: u64,
        /// Whether there was a connection already.
        connected: bool,
    },
    /// What answered does not speak TLS, or none that is known here.
    #[error("`{place}` answered, but the handshake failed: {reason}")]
    Handshake {
        /// Host and port.
        place: String,
        /// The library's reason.
        reason: String,
    },
    /// The certificate and key that were to be shown do not work together.
    #[error("the certificate cannot be shown: {reason}")]
    Identity {
        /// The library's reason.
        reason: String,
    },
}

/// A server to talk to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// Its name or address.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// How long to wait in all.
    pub patience: Duration,
}

/// Reads the certificates that a server shows, whoever issued them.
pub fn read_chain(place: &Place) -> Result<Seen> {
    observe::observe(place, None)
}

/// Shows a client certificate and says whether the server takes it. Where a server takes every connection and judges later,
/// this is told apart by `asked`.
pub fn show(place: &Place, identity: &Identity) -> Result<Seen> {
    observe::observe(place, Some(identity))
}

impl Place {
    fn addresses(&self) -> Result<Vec<std::net::SocketAddr>> {
        let bare = self.host.trim_start_matches('[').trim_end_matches(']');
        let found = (bare, self.port).to_socket_addrs().map(Iterator::collect::<Vec<_>>).unwrap_or_default();
        if found.is_empty() { Err(Error::Unknown { host: self.host.clone() }) } else { Ok(found) }
    }
}

impl std::fmt::Display for Place {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "{}:{}", self.host, self.port)
    }
}

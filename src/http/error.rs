//! What can go wrong on the way to a server.

use thiserror::Error;

/// What went wrong on the way, before there was an answer that can be read.
#[derive(Debug, Error)]
pub enum Error {
    /// No connection: the name is unknown, nobody listens, or the connection was refused. Nothing was sent.
    #[error("no connection to {host}: {why}")]
    Unreachable {
        /// Host and port.
        host: String,
        /// Why not.
        why: String,
    },
    /// The server's certificate is not trusted. Nothing was sent.
    #[error("the TLS certificate of {host} is not trusted: {why}")]
    Untrusted {
        /// Host and port.
        host: String,
        /// Why not.
        why: String,
    },
    /// The server ended the handshake for the sake of the client's certificate, or because it was shown none. With TLS 1.3 it says
    /// so only after the client's last word (RFC 8446, section 4.4.2.4). Nothing was carried out.
    #[error("the server refused the certificate: {why} ({host}, TLS alert `{alert}`)")]
    Refused {
        /// Host and port.
        host: String,
        /// The alert's name.
        alert: String,
        /// What it means.
        why: String,
    },
    /// The server wants a certificate, and none was shown. Nothing was carried out.
    #[error("{host} asks for a client certificate, and none was shown")]
    NoCertificate {
        /// Host and port.
        host: String,
    },
    /// No answer within the time limit; the request may have been carried out.
    #[error("no answer from {host} within {seconds} s")]
    TimedOut {
        /// Host and port.
        host: String,
        /// The time limit.
        seconds: u64,
    },
    /// The connection broke after the request was sent; it may have been carried out.
    #[error("the connection to {host} broke before the answer was complete: {why}")]
    Lost {
        /// Host and port.
        host: String,
        /// How.
        why: String,
    },
    /// The answer is larger than anything that belongs there.
    #[error("the answer of {host} is larger than {limit} bytes")]
    TooLarge {
        /// Host and port.
        host: String,
        /// The limit, in bytes.
        limit: u64,
    },
    /// The client cannot be built from these settings.
    #[error("the connection cannot be set up: {0}")]
    Settings(String),
    /// The user ended the command.
    #[error("interrupted")]
    Interrupted,
}

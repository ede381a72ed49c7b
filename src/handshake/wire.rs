//! Waiting with an end, and the system's reasons in our words.

use std::{
    io,
    net::TcpStream,
    time::{Duration, Instant},
};

use rustls::AlertDescription;

use super::{Error, Place};

/// The end of all waiting for one server.
pub(super) struct Deadline(Instant);

impl Deadline {
    pub(super) fn new(place: &Place) -> Self {
        let now = Instant::now();
        Self(now.checked_add(place.patience).unwrap_or(now))
    }

    /// What is left; `None` when nothing is.
    pub(super) fn left(&self) -> Option<Duration> {
        Some(self.0.saturating_duration_since(Instant::now())).filter(|left| !left.is_zero())
    }

    /// Lets the next read and write end in time.
    pub(super) fn apply(&self, socket: &TcpStream) -> io::Result<()> {
        let left = self.left().ok_or_else(|| io::Error::from(io::ErrorKind::TimedOut))?;
        socket.set_read_timeout(Some(left))?;
        socket.set_write_timeout(Some(left))
    }
}

/// Why there is no connection.
pub(super) fn unconnected(place: &Place, error: &io::Error) -> Error {
    let (text, seconds) = (place.to_string(), place.patience.as_secs());
    match error.kind() {
        io::ErrorKind::TimedOut | io::ErrorKind::WouldBlock => Error::TimedOut { place: text, seconds, connected: false },
        _ => Error::Unreachable { place: text, reason: error.to_string() },
    }
}

/// What an error on a connection means. What hangs up in the middle of a handshake may be a firewall that read the name in it.
pub(super) fn failure(place: &Place, error: &io::Error) -> Error {
    let (text, seconds) = (place.to_string(), place.patience.as_secs());
    match error.kind() {
        io::ErrorKind::TimedOut | io::ErrorKind::WouldBlock => Error::TimedOut { place: text, seconds, connected: true },
        io::ErrorKind::UnexpectedEof | io::ErrorKind::ConnectionReset | io::ErrorKind::BrokenPipe => {
            Error::Handshake { place: text, reason: "it hung up; does it speak TLS on this port?".to_owned() }
        }
        io::ErrorKind::InvalidData => Error::Handshake { place: text, reason: reason(error) },
        _ => Error::Unreachable { place: text, reason: error.to_string() },
    }
}

fn reason(error: &io::Error) -> String {
    let cause = error.get_ref().and_then(|inner| inner.downcast_ref::<rustls::Error>());
    match cause {
        Some(rustls::Error::InvalidMessage(_)) => "what came back is no TLS; is it plain HTTP on this port?".to_owned(),
        Some(rustls::Error::AlertReceived(alert)) => refused(*alert),
        Some(other) => other.to_string(),
        None => error.to_string(),
    }
}

/// An alert before anything was shown, and what to do about it (RFC 8446, section 6.2).
fn refused(alert: AlertDescription) -> String {
    let next = match alert {
        AlertDescription::ProtocolVersion => "it speaks none of TLS 1.2 and 1.3: its operator must allow one of them",
        AlertDescription::HandshakeFailure | AlertDescription::InsufficientSecurity => {
            "it shares no cipher suite or signature with this program, or wants a client certificate: ask its operator"
        }
        AlertDescription::UnrecognisedName => "it does not know this host name: check the name, or ask which one it serves",
        AlertDescription::CertificateRequired | AlertDescription::AccessDenied => {
            "it wants a client certificate: make the call with `partnerctl call --cert --key`"
        }
        AlertDescription::NoApplicationProtocol => "it speaks another protocol on this port: check host and port",
        _ => "ask its operator what its log says at this minute",
    };
    format!("it refused with the alert {alert:?}; {next}")
}

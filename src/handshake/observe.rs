//! One handshake from beginning to end, and what was seen of it.

use std::{
    io::{self, Read as _, Write as _},
    net::TcpStream,
    sync::{Arc, PoisonError},
    time::{Duration, Instant},
};

use rustls::{AlertDescription, ClientConnection, pki_types::ServerName};

use super::{
    Error, Place, Result,
    client::{Identity, Notebook, config},
    wire::{Deadline, failure, unconnected},
};
use crate::crypto::{certificate::Certificate, name::Name};

/// What was seen of a server.
#[derive(Debug, Clone)]
pub struct Seen {
    /// The certificates that it showed, in its order.
    pub chain: Vec<Certificate>,
    /// `TLS 1.2` or `TLS 1.3`.
    pub version: String,
    /// The cipher suite.
    pub suite: String,
    /// Whether it asked for a client certificate.
    pub asked: bool,
    /// The issuers that it takes client certificates from, where it names them.
    pub accepted_issuers: Vec<Name>,
    /// Why it refused the connection, where it did: the alert's name and what that means.
    pub refused: Option<Refusal>,
}

/// An alert of the server, in words (RFC 8446, section 6).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// The alert's name.
    pub alert: String,
    /// What it means for the one who showed a certificate.
    pub meaning: &'static str,
}

/// Connects, shakes hands, writes a line and reads a byte: servers of TLS 1.3 refuse a certificate only then.
pub(super) fn observe(place: &Place, identity: Option<&Identity>) -> Result<Seen> {
    let deadline = Deadline::new(place);
    let notebook = Notebook::default();
    let config = Arc::new(config(identity, &notebook)?);
    let host = place.host.trim_start_matches('[').trim_end_matches(']').to_owned();
    let name = ServerName::try_from(host).map_err(|_| Error::Unknown { host: place.host.clone() })?;
    let mut tls = ClientConnection::new(config, name).map_err(|error| handshake(place, &error.to_string()))?;
    let mut socket = connect(place, &deadline)?;
    let shaken = shake(&mut tls, &mut socket, &deadline);
    let refused = match &shaken {
        Ok(()) if identity.is_some() => after(&mut tls, &mut socket, &deadline),
        Ok(()) => None,
        Err(error) => alert(error),
    };
    let notes = std::mem::take(&mut *notebook.lock().unwrap_or_else(PoisonError::into_inner));
    if let Err(error) = shaken
        && (refused.is_none() || notes.chain.is_empty())
        // Without a certificate of our own the server's certificates are all that is wanted.
        && (identity.is_some() || notes.chain.is_empty())
    {
        return Err(failure(place, &error));
    }
    let chain = notes.chain.iter().map(|der| Certificate::from_der(der)).collect::<std::result::Result<_, _>>();
    Ok(Seen {
        chain: chain.map_err(|error| handshake(place, &format!("what it showed is {error}")))?,
        version: tls.protocol_version().map(|version| format!("{version:?}").replace("TLSv1_", "TLS 1.")).unwrap_or_default(),
        suite: tls.negotiated_cipher_suite().map(|suite| format!("{:?}", suite.suite())).unwrap_or_default(),
        asked: notes.asked,
        accepted_issuers: notes.accepted_issuers,
        refused,
    })
}

fn connect(place: &Place, deadline: &Deadline) -> Result<TcpStream> {
    let mut last = io::Error::from(io::ErrorKind::TimedOut);
    for address in place.addresses()? {
        match TcpStream::connect_timeout(&address, deadline.left().unwrap_or(MOMENT)) {
            Ok(socket) => return Ok(socket),
            Err(error) => last = error,
        }
    }
    Err(unconnected(place, &last))
}

fn shake(tls: &mut ClientConnection, socket: &mut TcpStream, deadline: &Deadline) -> io::Result<()> {
    while tls.is_handshaking() {
        deadline.apply(socket)?;
        if tls.wants_write() {
            tls.write_tls(socket)?;
        } else if tls.read_tls(socket)? == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        } else {
            tls.process_new_packets().map_err(|error| io::Error::new(io::ErrorKind::InvalidData, error))?;
        }
    }
    Ok(())
}

/// Waits shortly for the alert of a server that looks at the certificate only now. Silence and any answer are consent.
fn after(tls: &mut ClientConnection, socket: &mut TcpStream, deadline: &Deadline) -> Option<Refusal> {
    let until = Instant::now() + AFTER;
    let mut speak = || -> io::Result<()> {
        while tls.wants_write() {
            deadline.apply(socket)?;
            tls.write_tls(socket)?;
        }
        // An empty line is no request to any server, and wakes those that read first.
        tls.writer().write_all(b"\r\n\r\n")?;
        while tls.wants_write() {
            tls.write_tls(socket)?;
        }
        while Instant::now() < until {
            socket.set_read_timeout(Some(MOMENT.max(until.saturating_duration_since(Instant::now()))))?;
            if tls.read_tls(socket)? == 0 {
                return Ok(());
            }
            tls.process_new_packets().map_err(|error| io::Error::new(io::ErrorKind::InvalidData, error))?;
            if tls.reader().read(&mut [0; 1]).is_ok() {
                return Ok(());
            }
        }
        Ok(())
    };
    speak().err().as_ref().and_then(alert)
}

fn alert(error: &io::Error) -> Option<Refusal> {
    let cause = error.get_ref()?.downcast_ref::<rustls::Error>()?;
    let rustls::Error::AlertReceived(alert) = cause else { return None };
    let known = MEANINGS.iter().find(|(known, _)| known == alert);
    Some(Refusal { alert: format!("{alert:?}"), meaning: known.map_or("the server does not say more", |(_, meaning)| meaning) })
}

fn handshake(place: &Place, reason: &str) -> Error {
    Error::Handshake { place: place.to_string(), reason: reason.to_owned() }
}

const MOMENT: Duration = Duration::from_millis(1);
/// How long an alert may be late.
const AFTER: Duration = Duration::from_millis(700);

const MEANINGS: [(AlertDescription, &str); 12] = [
    (AlertDescription::CertificateRequired, "it wants a client certificate, and none was shown"),
    (
        AlertDescription::UnknownCA,
        "it does not trust the issuer: register the chain there, and show the intermediate certificates, too",
    ),
    (AlertDescription::BadCertificate, "it does not take this certificate: it is not registered there, or not well formed"),
    (
        AlertDescription::UnsupportedCertificate,
        "it does not take this kind of certificate: look at key type and extended key usages",
    ),
    (AlertDescription::CertificateRevoked, "its issuer took the certificate back: ask for a new one"),
    (AlertDescription::CertificateExpired, "the certificate has ended, or the server's clock is wrong"),
    (AlertDescription::CertificateUnknown, "it refuses the certificate for a reason that it does not say"),
    (AlertDescription::AccessDenied, "it knows the certificate and does not let it in"),
    (AlertDescription::DecryptError, "it could not check the signature: key and certificate may not belong together"),
    (AlertDescription::HandshakeFailure, "no common ground: it wants a certificate that was not shown, or other ciphers"),
    (AlertDescription::ProtocolVersion, "it speaks no version of TLS that is safe"),
    (AlertDescription::UnrecognisedName, "it does not know itself by that host name"),
];

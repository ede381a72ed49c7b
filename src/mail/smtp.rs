//! SMTP with TLS from the first byte or by STARTTLS (RFC 8314, RFC 3207). One connection for many messages; each command's own answer is
//! told, and after the last dot it is said when nobody knows what became of the message.

use std::{error::Error as _, io, net::IpAddr, time::Duration};

use lettre::transport::smtp::{
    self,
    authentication::{Credentials, Mechanism},
    client::{Certificate, CertificateStore, SmtpConnection, TlsParameters, TlsParametersBuilder},
    commands::{Data, Mail as From, Rcpt, Rset},
    extension::{ClientId, Extension, MailParameter},
};

use super::{Error, Mail, Message, Result, Taken, masks::Masks};
use crate::domain::secret::Secret;

/// How a connection is protected.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Protection {
    /// TLS from the first byte.
    Tls,
    /// TLS before anything is said; a server without it is refused.
    StartTls,
    /// None; for a relay on this machine alone.
    None,
}

/// A user of a mail server.
#[derive(Debug, Clone)]
pub struct Login {
    /// Its name.
    pub user: String,
    /// Its password.
    pub password: Secret,
}

/// A mail server and how to talk to it.
#[derive(Debug, Clone)]
pub struct Server {
    /// Its name or address; its certificate must be for this name.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// How the connection is protected.
    pub protection: Protection,
    /// Who signs in, where somebody must.
    pub login: Option<Login>,
    /// Authorities to trust besides the system's, as PEM.
    pub ca_pem: Option<Vec<u8>>,
    /// How long one answer may take.
    pub patience: Duration,
}

/// Hands messages to a mail server.
pub struct Smtp {
    server: Server,
    masks: Masks,
    connection: Option<SmtpConnection>,
    /// What every further message would meet, too.
    down: Option<Error>,
}

impl Smtp {
    /// The server, which is not called before the first message. Clear text is refused but for this machine.
    pub fn new(server: Server) -> Result<Self> {
        if server.protection == Protection::None && !is_loopback(&server.host) {
            let what = format!("mail without TLS is for a relay on this machine alone, and `{}` is another", server.host);
            return Err(Error::Settings(what));
        }
        let masks = Masks::of(server.login.as_ref());
        Ok(Self { server, masks, connection: None, down: None })
    }

    fn place(&self) -> String {
        format!("{}:{}", self.server.host, self.server.port)
    }

    fn connect(&self) -> Result<SmtpConnection> {
        let tls = (self.server.protection != Protection::None).then(|| self.tls()).transpose()?;
        let wrapped = tls.as_ref().filter(|_| self.server.protection == Protection::Tls);
        let (host, port) = (self.server.host.as_str(), self.server.port);
        let hello = ClientId::default();
        let connected = SmtpConnection::connect((host, port), Some(self.server.patience), &hello, wrapped, None);
        let mut connection = connected.map_err(|error| self.unconnected(&error))?;
        if let Some(tls) = tls.as_ref().filter(|_| self.server.protection == Protection::StartTls) {
            if !connection.can_starttls() {
                connection.abort();
                return Err(Error::Clear { server: self.place() });
            }
            connection.starttls(tls, &hello).map_err(|error| self.unconnected(&error))?;
        }
        if let Some(Login { user, password }) = &self.server.login {
            let login = Credentials::new(user.clone(), password.reveal().to_owned());
            let signed_in = connection.auth(&[Mechanism::Plain, Mechanism::Login], &login);
            signed_in.map_err(|error| self.not_signed_in(&error))?;
        }
        Ok(connection)
    }

    fn tls(&self) -> Result<TlsParameters> {
        let mut settings = TlsParametersBuilder::new(self.server.host.clone()).certificate_store(CertificateStore::Default);
        let unusable = |error: smtp::Error| Error::Settings(format!("the trusted authorities cannot be read: {error}"));
        if let Some(pem) = &self.server.ca_pem {
            settings = settings.add_root_certificate(Certificate::from_pem(pem).map_err(unusable)?);
        }
        settings.build().map_err(unusable)
    }

    fn unconnected(&self, error: &smtp::Error) -> Error {
        let (server, reason) = (self.place(), self.told(error));
        match certificate(error) {
            Some(what) => Error::Untrusted { server, reason: self.masks.clean(&what) },
            None => Error::Unreachable { server, reason },
        }
    }

    fn not_signed_in(&self, error: &smtp::Error) -> Error {
        let (server, answer) = (self.place(), self.told(error));
        if error.is_transient() || error.status().is_none() && !error.is_client() {
            return Error::Unreachable { server, reason: answer };
        }
        Error::Login { server, answer }
    }

    /// The server's own answer with its code, else the system's reason.
    fn told(&self, error: &smtp::Error) -> String {
        let mut reason = error.source();
        let mut last = error.to_string();
        while let Some(below) = reason {
            last = below.to_string();
            reason = below.source();
        }
        let text = if is_timeout(error) { format!("no answer within {} s", self.server.patience.as_secs()) } else { last };
        match error.status() {
            Some(code) => self.masks.clean(&format!("{code} {text}")),
            None => self.masks.clean(&text),
        }
    }

    /// What a command before the message's end comes to when it fails: in any case nothing was sent.
    fn failed(&self, error: &smtp::Error, what: String) -> Error {
        let (server, answer) = (self.place(), self.told(error));
        if error.is_permanent() {
            Error::Refused { server, what, answer }
        } else if error.is_transient() {
            Error::Deferred { server, what, answer }
        } else {
            Error::Lost { server, what, reason: answer }
        }
    }

    fn hand_over(&self, connection: &mut SmtpConnection, message: &Message) -> Result<Taken> {
        let (from, to) = message.envelope();
        let bytes = message.bytes()?;
        let address = message.to.address().to_owned();
        let (sender, recipient) = (format!("the sender {from}"), format!("the recipient {address}"));
        let parameters = self.parameters(connection, &from, &to)?;
        connection.command(From::new(Some(from), parameters)).map_err(|error| self.failed(&error, sender))?;
        connection.command(Rcpt::new(to, Vec::new())).map_err(|error| self.failed(&error, recipient))?;
        connection.command(Data).map_err(|error| self.failed(&error, format!("the mail to {address}")))?;
        let taken = connection.message(&bytes).map_err(|error| match error.status() {
            Some(_) => self.failed(&error, format!("the mail to {address}")),
            None => Error::Unknown { server: self.place(), address: address.clone(), reason: self.told(&error) },
        })?;
        let words = taken.message().collect::<Vec<_>>().join(" ");
        Ok(Taken { answer: self.masks.clean(&format!("{} {words}", taken.code())) })
    }

    /// Addresses beyond ASCII need a server that takes them (RFC 6531).
    fn parameters(
        &self,
        connection: &SmtpConnection,
        from: &lettre::Address,
        to: &lettre::Address,
    ) -> Result<Vec<MailParameter>> {
        let plain = [from, to].iter().all(|address| <lettre::Address as AsRef<str>>::as_ref(address).is_ascii());
        if plain {
            return Ok(Vec::new());
        }
        if connection.server_info().supports_feature(Extension::SmtpUtfEight) {
            return Ok(vec![MailParameter::SmtpUtfEight]);
        }
        let answer = "it does not offer SMTPUTF8, which addresses beyond ASCII need".to_owned();
        Err(Error::Refused { server: self.place(), what: format!("the recipient {to}"), answer })
    }
}

impl Mail for Smtp {
    fn send(&mut self, message: &Message) -> Result<Taken> {
        if let Some(down) = &self.down {
            return Err(down.clone());
        }
        let mut connection = match self.connection.take() {
            Some(connection) => connection,
            None => self.connect().inspect_err(|error| self.down = Some(error.clone()).filter(Error::is_about_server))?,
        };
        let taken = self.hand_over(&mut connection, message);
        let answered = matches!(taken, Ok(_) | Err(Error::Refused { .. } | Error::Deferred { .. }));
        if answered && (taken.is_ok() || connection.command(Rset).is_ok()) {
            self.connection = Some(connection);
        }
        taken
    }

    fn about(&self) -> String {
        self.place()
    }
}

impl Drop for Smtp {
    fn drop(&mut self) {
        if let Some(mut connection) = self.connection.take() {
            // All messages are handed over; how the server takes leave changes nothing.
            let _ = connection.quit();
        }
    }
}

/// What is wrong with a server's certificate or its TLS, when that is it.
fn certificate(error: &smtp::Error) -> Option<String> {
    if error.is_tls() {
        return error.source().map(ToString::to_string);
    }
    let mut below = error.source();
    while let Some(reason) = below {
        let inner = reason.downcast_ref::<io::Error>().and_then(io::Error::get_ref);
        if let Some(tls) = inner.and_then(|inner| inner.downcast_ref::<rustls::Error>()) {
            return Some(tls.to_string());
        }
        below = reason.source();
    }
    None
}

/// Whether nothing came in time; a socket whose time is over may also say that there is nothing yet.
fn is_timeout(error: &smtp::Error) -> bool {
    let mut below = error.source();
    while let Some(reason) = below {
        let kind = reason.downcast_ref::<io::Error>().map(io::Error::kind);
        if matches!(kind, Some(io::ErrorKind::TimedOut | io::ErrorKind::WouldBlock)) {
            return true;
        }
        below = reason.source();
    }
    false
}

/// Whether a host is this machine.
fn is_loopback(host: &str) -> bool {
    host.eq_ignore_ascii_case("localhost") || host.trim_matches(['[', ']']).parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback())
}

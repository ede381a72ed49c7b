//! The drivers: one line each.

use crate::{
    domain::{moment::Span, secret::Secret, signature::Signatures, workspace::Connection},
    gateway::{Error, Gateway, Result, boomi, rfc7591, webmethods},
    http::Http,
};

/// A product's driver.
#[derive(Debug, Clone, Copy)]
pub struct Driver {
    /// The word in `driver:`.
    pub name: &'static str,
    /// The product, in one line.
    pub about: &'static str,
    /// Opens a connection; nothing is sent.
    pub open: fn(Opening) -> Result<Box<dyn Gateway>>,
    /// What has to be known where it is the `identity` of an environment; `None` when it cannot be.
    pub registrar: Option<Registrar>,
    /// The signature algorithms by which the product verifies tokens of others, before it is asked; none where only the server says.
    pub verifies: &'static [&'static str],
}

impl Driver {
    /// By which signature algorithms the product verifies tokens of others.
    #[must_use]
    pub fn signatures(&self) -> Signatures {
        Signatures::of(self.verifies)
    }
}

/// A product that makes a client with its credential in one request and gives it tokens that another product can check.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Registrar {
    /// Its word for a client, the kind of a remote reference.
    pub client: &'static str,
    /// The claim of its tokens that holds the client id.
    pub claim: &'static str,
}

/// What a driver is opened with.
#[derive(Debug)]
pub struct Opening {
    /// The connection as the workspace describes it, its address filled in.
    pub connection: Connection,
    /// The client, signed in as the workspace says.
    pub http: Http,
    /// The owner of our markers.
    pub owner: String,
    /// The password of the connection's user, for a driver that gets tokens with it.
    pub password: Option<Secret>,
    /// How long a secret is good for, by the workspace's policy.
    pub secret_lifetime: Span,
}

/// All drivers, by name.
pub const DRIVERS: &[Driver] = &[boomi::DRIVER, rfc7591::DRIVER, webmethods::DRIVER];

/// Finds a driver by its name.
#[must_use]
pub fn driver(name: &str) -> Option<&'static Driver> {
    DRIVERS.iter().find(|driver| driver.name == name)
}

/// Refuses a setting that the connection's driver does not know, so that nobody relies on it.
pub fn check(connection: &Connection) -> Result<()> {
    let used =
        [("claimHeaders", !connection.claim_headers.is_empty(), "boomi"), ("metadata", connection.metadata.is_some(), "rfc7591")];
    let found = used.into_iter().find(|(_, used, driver)| *used && *driver != connection.driver);
    found.map_or(Ok(()), |(setting, _, driver)| {
        Err(Error::Settings(format!("`{setting}` is a setting of driver `{driver}`, not of `{}`", connection.driver)))
    })
}

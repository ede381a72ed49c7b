//! The drivers: one line each.

use crate::{
    domain::{secret::Secret, workspace::Connection},
    gateway::{Gateway, Result, boomi, rfc7591, webmethods},
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
}

/// All drivers, by name.
pub const DRIVERS: &[Driver] = &[boomi::DRIVER, rfc7591::DRIVER, webmethods::DRIVER];

/// Finds a driver by its name.
#[must_use]
pub fn driver(name: &str) -> Option<&'static Driver> {
    DRIVERS.iter().find(|driver| driver.name == name)
}

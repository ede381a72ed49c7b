//! The driver `boomi`: its requests, held against the description of the V3 API, and what it makes of answers.

mod behind;
mod checked;
mod faults;
pub(crate) mod judge;
mod partners;
mod place;
mod program;
mod rotation;
mod stand_in;
mod tokens;
mod trouble;
mod twin;
mod way;

use std::{sync::Arc, time::Duration};

use partnerctl::{
    clock::{Clock, Fixed, Stop},
    domain::{
        moment::Span,
        secret::Secret,
        workspace::{AreaLogin, Connection, Login},
    },
    gateway::{Gateway, Opening, registry::driver},
    http::{BasicLogin, Http, HttpSettings},
};
use time::macros::datetime;
use url::Url;

/// The driver at a server, with a clock that does not wait.
fn open(base: Url) -> Box<dyn Gateway> {
    let clock = Arc::new(Fixed::at(datetime!(2026-11-21 09:30:00 UTC)));
    open_as(base, ("v3-key", "canary-key"), ("service-user", "canary-password", AREA), clock)
}

/// The same with a key, a user with its area, and a clock.
fn open_as(base: Url, key: (&str, &str), user: (&str, &str, &str), clock: Arc<dyn Clock>) -> Box<dyn Gateway> {
    let login = BasicLogin { user: key.0.to_owned(), password: Secret::new(key.1.to_owned()) };
    let settings = HttpSettings {
        base: base.clone(),
        login: Some(partnerctl::http::Login::Basic(login)),
        identity: None,
        ca_pem: None,
        timeout: Duration::from_secs(1),
        retries: 0,
    };
    let area = AreaLogin { user: user.0.to_owned(), key: key.0.to_owned(), area: user.2.to_owned() };
    let connection =
        Connection { driver: "boomi".to_owned(), url: Some(base), login: Some(Login::Area(area)), ..Connection::default() };
    let password = Some(Secret::new(user.1.to_owned()));
    let http = Http::new(settings, clock, Stop::default()).unwrap();
    let (owner, secret_lifetime) = ("juniper-networks".to_owned(), Span::days(365));
    (driver("boomi").unwrap().open)(Opening { connection, http, owner, password, secret_lifetime }).unwrap()
}

const AREA: &str = "6c4f1a2e-0000-4000-8000-00000000a7ea";

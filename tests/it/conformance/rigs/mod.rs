//! One rig per product: its twin, and its live server where there is one.

pub(crate) mod authority;
pub(crate) mod boomi;
pub(crate) mod material;
pub(crate) mod pair;
pub(crate) mod rfc7591;
pub(crate) mod webmethods;

use std::{sync::Arc, time::Duration};

use partnerctl::{
    clock::{Fixed, Stop},
    http::{Http, HttpSettings, Login},
};
use time::macros::datetime;
use url::Url;

/// A client whose clock does not wait, and which repeats nothing.
pub(crate) fn client(base: Url, login: Login, ca_pem: Option<Vec<u8>>) -> Http {
    let settings =
        HttpSettings { base, login: Some(login), identity: None, ca_pem, timeout: Duration::from_secs(10), retries: 0 };
    Http::new(settings, Arc::new(Fixed::at(datetime!(2026-11-21 09:30:00 UTC))), Stop::default()).unwrap()
}

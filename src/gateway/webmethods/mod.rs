//! The driver of webMethods API Gateway 10.11, 10.15 and 11.0.

use crate::gateway::{Driver, Error};

/// The entry for the table of drivers.
pub const DRIVER: Driver = Driver {
    name: "webmethods",
    about: "webMethods API Gateway 10.11, 10.15, 11.0 (Software AG, IBM)",
    open: |_| Err(Error::Settings("not built yet".to_owned())),
};

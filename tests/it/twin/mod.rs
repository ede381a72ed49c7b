//! Imitations of products on loopback: small, stateful, each an independent reading of its contract, never of a driver.

pub(crate) mod boomi;
mod faults;
mod habits;
mod issuers;
mod killed;
mod names;
pub(crate) mod rfc7591;
mod rotation;

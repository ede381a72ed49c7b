//! Drivers against real servers. A server that is not there is said to be so.

mod broken;
mod rfc7591;
pub(crate) mod workplace;

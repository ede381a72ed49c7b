//! Drivers against real servers. A server that is not there is said to be so.

mod adoption;
mod both_sides;
mod broken;
mod capabilities;
mod options;
mod rfc7591;
mod rotation;
pub(crate) mod workplace;

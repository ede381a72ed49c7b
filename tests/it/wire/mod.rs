//! The driver's requests, held against the vendor's description of three versions.

pub(crate) mod desk;
mod judge;
mod partner;
pub(crate) mod pki;
mod recorder;
mod security;
mod trouble;
mod trust;
pub(crate) mod way;

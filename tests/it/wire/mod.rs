//! The driver's requests, held against the vendor's description of three versions.

pub(crate) mod desk;
mod judge;
mod partner;
mod recorder;
mod trouble;
mod way;

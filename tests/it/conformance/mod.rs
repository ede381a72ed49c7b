//! The laws that every driver keeps, held against twins and live servers. A new driver adds a rig to `matrix::RIGS`.

pub(crate) mod bench;
mod faults;
mod laws;
mod matrix;
pub(crate) mod rigs;

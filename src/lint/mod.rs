//! Checks: tables of rules, each returning findings.

pub mod certificate;
pub mod keyset;
pub mod request;
pub mod token;

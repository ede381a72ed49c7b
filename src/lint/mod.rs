//! Checks: tables of rules, each returning findings.

pub mod access;
pub mod certificate;
pub mod id_token;
pub mod keyset;
pub mod request;
pub mod rule;
pub mod side;
pub mod srx;
pub mod subject;
pub mod token;

//! Checks: tables of rules, each returning findings.

pub mod token;

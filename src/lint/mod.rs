//! Checks: tables of rules, each returning findings.

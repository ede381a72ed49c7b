//! The client of Juniper Identity Management Service (JIMS) on an SRX firewall: releases, what they take, and what is wanted.

mod wish;

use std::{fmt, str::FromStr};

use serde::Deserialize;
use thiserror::Error;

pub use wish::{Ca, Filter, Host, Method, PORT, Query, Revocation, Server, VALIDATOR_PORT, Validator, Wish};

/// A Junos release as far as it decides: year and quarter. What stands behind, such as `R1-S2`, changes no statement.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(try_from = "String")]
pub struct Release {
    year: u16,
    quarter: u16,
}

/// The text is no release.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("`{0}` is no Junos release: write it like `24.4` or `24.4R1-S2`")]
pub struct ReleaseError(String);

impl FromStr for Release {
    type Err = ReleaseError;

    fn from_str(text: &str) -> Result<Self, ReleaseError> {
        read_release(text).ok_or_else(|| ReleaseError(text.chars().filter(|sign| !sign.is_control()).take(40).collect()))
    }
}

fn read_release(text: &str) -> Option<Release> {
    let (year, rest) = text.split_once('.')?;
    let digits = rest.find(|sign: char| !sign.is_ascii_digit()).unwrap_or(rest.len());
    let (quarter, behind) = rest.split_at(digits);
    let fits = behind.is_empty() || behind.starts_with(['R', 'X', '-']);
    let plain = behind.bytes().all(|byte| byte.is_ascii_alphanumeric() || b".-".contains(&byte));
    let number = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit()).then(|| text.parse().ok()).flatten();
    (fits && plain).then_some(Release { year: number(year)?, quarter: number(quarter)? })
}

impl TryFrom<String> for Release {
    type Error = ReleaseError;

    fn try_from(text: String) -> Result<Self, ReleaseError> {
        text.parse()
    }
}

impl fmt::Display for Release {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}.{}", self.year, self.quarter)
    }
}

/// Releases that take the same statements (Juniper's configuration models of 20.4 to 24.4).
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Era {
    /// The first release.
    pub from: Release,
    /// The last release; none when no later era is known.
    #[serde(default)]
    pub until: Option<Release>,
    /// What `address` takes.
    pub addresses: Addresses,
    /// The statements that name the authority, the preferred first.
    pub ca: Vec<CaStatement>,
    /// Whether there is `server-validity-check-interval`.
    #[serde(default)]
    pub validity_interval: bool,
    /// Whether a host name must have a domain part.
    #[serde(default)]
    pub domain_part: bool,
}

/// What `address` takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Addresses {
    /// An IP address alone.
    Ip,
    /// A host name or an IP address.
    NameOrIp,
}

/// The statement that names the authority of the server's certificate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CaStatement {
    /// `ca-certificate`: a file on the firewall.
    Certificate,
    /// `ca-profile`: a profile below `security pki`.
    Profile,
}

impl CaStatement {
    /// The statement's name, which is also its flag.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Certificate => "ca-certificate",
            Self::Profile => "ca-profile",
        }
    }
}

impl fmt::Display for Era {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.until {
            None => write!(out, "{} and later", self.from),
            Some(until) if until == self.from => until.fmt(out),
            Some(until) => write!(out, "{} to {until}", self.from),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn releases_are_read_and_ordered() {
        let of = |text: &str| text.parse::<Release>().map(|release| release.to_string()).ok();
        for (text, want) in
            [("24.4", "24.4"), ("24.4R1", "24.4"), ("23.2R2-S1.3", "23.2"), ("15.1X49-D150", "15.1"), ("25.4-EVO", "25.4")]
        {
            assert_eq!(of(text).as_deref(), Some(want), "{text}");
        }
        for bad in ["", "24", "24.", ".4", "24.4 R1", "24.4\n", "24.4;", "x.y", "+24.4", "24.4r", "99999999.1"] {
            assert_eq!(of(bad), None, "{bad}");
        }
        assert!("9.6".parse::<Release>().ok() < "20.4".parse().ok() && "24.2".parse::<Release>().ok() < "24.4".parse().ok());
    }
}

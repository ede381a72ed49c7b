//! What any check returns.

use std::fmt;

use schemars::JsonSchema;
use serde::Serialize;

/// How bad a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// Worth knowing.
    Inform,
    /// Works now, may not later.
    Warn,
    /// Will not work, or is not safe.
    Refuse,
}

impl fmt::Display for Level {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.pad(match self {
            Self::Inform => "inform",
            Self::Warn => "warn",
            Self::Refuse => "refuse",
        })
    }
}

/// One finding.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Finding {
    /// How bad it is.
    pub level: Level,
    /// A stable word for scripts, such as `clock-skew`.
    pub code: String,
    /// What it is about.
    pub subject: String,
    /// What is so, and what to do.
    pub advice: String,
}

impl Finding {
    /// A finding from its parts.
    #[must_use]
    pub fn new(level: Level, code: &str, subject: impl Into<String>, advice: impl Into<String>) -> Self {
        Self { level, code: code.to_owned(), subject: subject.into(), advice: advice.into() }
    }
}

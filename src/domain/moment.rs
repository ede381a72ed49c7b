//! Points and lengths of time as documents write them.

use std::{fmt, str::FromStr, time::Duration};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use thiserror::Error;
use time::{OffsetDateTime, UtcOffset, format_description::well_known::Rfc3339};

/// A point in time in UTC, to the second; written as RFC 3339.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Moment(OffsetDateTime);

impl Moment {
    /// The point in time, cut to the second.
    #[must_use]
    pub fn new(time: OffsetDateTime) -> Self {
        let utc = time.to_offset(UtcOffset::UTC);
        Self(utc.replace_nanosecond(0).unwrap_or(utc))
    }

    /// The same as a value to compute with.
    #[must_use]
    pub fn time(self) -> OffsetDateTime {
        self.0
    }

    /// The form that request payloads carry: `2026-11-21T09:30:00.000Z`.
    #[must_use]
    pub fn with_milliseconds(self) -> String {
        self.to_string().replace('Z', ".000Z")
    }

    /// This moment and `span` later; the last possible moment when that is out of range.
    #[must_use]
    pub fn after(self, span: Span) -> Self {
        Self(self.0.saturating_add(time::Duration::seconds(i64::try_from(span.seconds).unwrap_or(i64::MAX))))
    }

    /// Whole days from `earlier` to this; negative when this lies before it.
    #[must_use]
    pub fn days_since(self, earlier: Self) -> i64 {
        (self.0 - earlier.0).whole_days()
    }
}

impl fmt::Display for Moment {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.0.format(&Rfc3339).map_err(|_| fmt::Error)?)
    }
}

/// The text is not a point in time.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("`{0}` is not a time: write it like `2026-11-21T09:30:00Z` (RFC 3339)")]
pub struct MomentError(String);

impl FromStr for Moment {
    type Err = MomentError;

    fn from_str(text: &str) -> Result<Self, MomentError> {
        OffsetDateTime::parse(text, &Rfc3339).map(Self::new).map_err(|_| MomentError(text.chars().take(40).collect()))
    }
}

impl TryFrom<String> for Moment {
    type Error = MomentError;

    fn try_from(text: String) -> Result<Self, MomentError> {
        text.parse()
    }
}

impl From<Moment> for String {
    fn from(moment: Moment) -> Self {
        moment.to_string()
    }
}

impl JsonSchema for Moment {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Moment".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({ "type": "string", "format": "date-time" })
    }
}

/// A length of time with one unit: `90s`, `30m`, `12h`, `365d`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Span {
    seconds: u64,
}

impl Span {
    /// A span of whole seconds.
    #[must_use]
    pub const fn seconds(seconds: u64) -> Self {
        Self { seconds }
    }

    /// A span of whole days.
    #[must_use]
    pub const fn days(days: u64) -> Self {
        Self { seconds: days.saturating_mul(86_400) }
    }

    /// The same for waiting.
    #[must_use]
    pub const fn duration(self) -> Duration {
        Duration::from_secs(self.seconds)
    }
}

impl fmt::Display for Span {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (unit, length) = UNITS.iter().find(|(_, length)| self.seconds.is_multiple_of(*length)).unwrap_or(&UNITS[3]);
        write!(out, "{}{unit}", self.seconds / length)
    }
}

/// The text is not a length of time.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("`{0}` is not a length of time: write a number and a unit, such as `90s`, `30m`, `12h` or `365d`")]
pub struct SpanError(String);

impl FromStr for Span {
    type Err = SpanError;

    fn from_str(text: &str) -> Result<Self, SpanError> {
        let refused = || SpanError(text.chars().take(40).collect());
        let (unit, length) = UNITS.iter().find(|(unit, _)| text.ends_with(unit)).ok_or_else(refused)?;
        let count: u64 = text[..text.len() - unit.len()].parse().map_err(|_| refused())?;
        count.checked_mul(*length).map(Self::seconds).ok_or_else(refused)
    }
}

impl TryFrom<String> for Span {
    type Error = SpanError;

    fn try_from(text: String) -> Result<Self, SpanError> {
        text.parse()
    }
}

impl From<Span> for String {
    fn from(span: Span) -> Self {
        span.to_string()
    }
}

impl JsonSchema for Span {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Span".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({ "type": "string", "pattern": "^[0-9]+[smhd]$", "examples": ["90s", "30m", "12h", "365d"] })
    }
}

const UNITS: [(&str, u64); 4] = [("d", 86_400), ("h", 3_600), ("m", 60), ("s", 1)];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_read_and_write_the_same() {
        for text in ["365d", "12h", "30m", "90s"] {
            assert_eq!(text.parse::<Span>().map(|span| span.to_string()), Ok(text.to_owned()));
        }
        for bad in ["", "d", "1", "1w", "-1d", "1.5h", "99999999999999999999d"] {
            assert!(bad.parse::<Span>().is_err(), "{bad}");
        }
    }

    #[test]
    fn moments_are_utc_and_whole_seconds() {
        let moment = "2026-11-21T10:30:00.5+01:00".parse::<Moment>().map(|moment| moment.to_string());
        assert_eq!(moment, Ok("2026-11-21T09:30:00Z".to_owned()));
        assert!("yesterday".parse::<Moment>().is_err());
    }
}

//! When a request is sent again, and after which pause.

use std::time::Duration;

use backon::{BackoffBuilder, ExponentialBackoff, ExponentialBuilder};
use time::{OffsetDateTime, format_description::well_known::Rfc2822};

use crate::{
    domain::message::{Repeat, Reply},
    http::Error,
};

/// What is left of the willingness to repeat one request.
pub(super) struct Patience {
    connect: ExponentialBackoff,
    usual: ExponentialBackoff,
    timeouts: u32,
}

impl Patience {
    /// Patience for so many repetitions.
    pub(super) fn new(retries: u32) -> Self {
        let backoff = |times: u32, first: u64, most: u64| {
            let builder = ExponentialBuilder::new().with_jitter().with_max_times(times as usize);
            builder.with_min_delay(Duration::from_millis(first)).with_max_delay(Duration::from_millis(most)).build()
        };
        Self { connect: backoff(retries.min(2), 100, 500), usual: backoff(retries, 250, 8_000), timeouts: retries.min(1) }
    }

    /// The pause before the request is sent again; `None` when this outcome is final. What may have been carried out is repeated
    /// only when that is harmless. A server that says 429 carried nothing out (RFC 6585, section 4).
    pub(super) fn pause(&mut self, repeat: Repeat, outcome: &Result<Reply, Error>, now: OffsetDateTime) -> Option<Duration> {
        let harmless = repeat == Repeat::Safe;
        match outcome {
            Err(Error::Unreachable { .. }) => self.connect.next(),
            Err(Error::Lost { .. }) if harmless => self.usual.next(),
            Err(Error::TimedOut { .. }) if harmless => {
                self.timeouts = self.timeouts.checked_sub(1)?;
                self.usual.next()
            }
            Ok(reply) if reply.status == 429 || (harmless && matches!(reply.status, 502..=504)) => {
                let own = self.usual.next()?;
                let asked = retry_after(reply, now).unwrap_or(own);
                (asked <= LONGEST).then_some(asked)
            }
            _ => None,
        }
    }
}

/// How long the server asks to wait: seconds or a date (RFC 9110, section 10.2.3).
pub(super) fn retry_after(reply: &Reply, now: OffsetDateTime) -> Option<Duration> {
    let text = reply.header("retry-after")?.trim();
    if let Ok(seconds) = text.parse() {
        return Some(Duration::from_secs(seconds));
    }
    let until = OffsetDateTime::parse(text, &Rfc2822).ok()? - now;
    Some(Duration::try_from(until).unwrap_or_default())
}

/// A server that asks for more gets its answer passed on instead.
pub(super) const LONGEST: Duration = Duration::from_secs(60);

#[cfg(test)]
mod tests {
    use time::macros::datetime;

    use super::*;

    fn reply(status: u16, retry_after: Option<&str>) -> Reply {
        let headers = retry_after.map(|value| ("retry-after".to_owned(), value.to_owned()));
        Reply { status, headers: headers.into_iter().collect(), body: Vec::new() }
    }

    #[test]
    fn only_what_is_harmless_is_repeated() {
        let lost = || Err(Error::Lost { host: String::new(), why: String::new() });
        let late = || Err(Error::TimedOut { host: String::new(), seconds: 1 });
        let nobody = || Err(Error::Unreachable { host: String::new(), why: String::new() });
        let cases = [
            (Repeat::Safe, lost(), true),
            (Repeat::Unsafe, lost(), false),
            (Repeat::Safe, late(), true),
            (Repeat::Unsafe, late(), false),
            (Repeat::Unsafe, nobody(), true),
            (Repeat::Safe, Ok(reply(503, None)), true),
            (Repeat::Unsafe, Ok(reply(503, None)), false),
            (Repeat::Unsafe, Ok(reply(429, Some("1"))), true),
            (Repeat::Unsafe, Ok(reply(429, Some("9999"))), false),
            (Repeat::Safe, Ok(reply(500, None)), false),
            (Repeat::Safe, Ok(reply(200, None)), false),
        ];
        let now = datetime!(2026-11-21 09:30:00 UTC);
        for (row, (repeat, outcome, expected)) in cases.into_iter().enumerate() {
            assert_eq!(Patience::new(3).pause(repeat, &outcome, now).is_some(), expected, "row {row}");
            assert_eq!(Patience::new(0).pause(repeat, &outcome, now), None, "row {row}");
        }
    }

    #[test]
    fn the_server_names_seconds_or_a_date() {
        let now = datetime!(2026-11-21 09:30:00 UTC);
        let wait = |text: &str| retry_after(&reply(429, Some(text)), now);
        assert_eq!(wait("7"), Some(Duration::from_secs(7)));
        assert_eq!(wait("Sat, 21 Nov 2026 09:30:20 GMT"), Some(Duration::from_secs(20)));
        assert_eq!(wait("Sat, 21 Nov 2026 09:00:00 GMT"), Some(Duration::ZERO));
        assert_eq!(wait("soon"), None);
    }
}

//! The calls that must be refused because of what is shown: a token that nobody issued, a credential with a flaw, a token that is over.

use std::time::Duration;

use super::calls::{Caller, Shown, failed, not_run, passed};
use crate::{
    caller::{CallerError, Token},
    crypto::random,
    domain::{record::RecordedApi, secret::Secret},
    http,
    job::{
        Cause, Error,
        badge::{Asked, Badge, Flaw, end, forged},
        report::CheckReport,
        whole,
    },
};

impl Caller<'_> {
    /// A token that nobody issued: the partner's own with another signature, else a random one.
    pub(super) fn wrong_token(&self, first: &RecordedApi, token: Option<&Secret>) -> Option<CheckReport> {
        let token = token?;
        let wrong = forged(token).or_else(|| random::secret(32).ok())?;
        Some(self.refused("wrong token", first, Shown { http: &self.http, token: Some(&wrong) }))
    }

    /// The partner's credential with a flaw: refused where a token is asked for, or where the API is called.
    pub(super) fn flawed(&self, flaw: Flaw, first: &RecordedApi) -> Option<CheckReport> {
        let name = flaw.title(&self.badge);
        let wrong = match self.badge.wrong(flaw, self.ctx.clock.now()) {
            Ok(Some(wrong)) => wrong,
            Ok(None) if flaw == Flaw::Audience => return self.meant_for_others(name, first),
            Ok(None) => return None,
            Err(error) => return Some(not_run(name, &whole(&error))),
        };
        if flaw == Flaw::Audience && self.takes_any_audience() {
            return Some(not_run(name, NO_AUDIENCE));
        }
        let http = match wrong.over(&self.bare) {
            Ok(http) => http,
            Err(error) => return Some(not_run(name, &whole(&error))),
        };
        Some(match wrong.token(&http, self.ctx.clock) {
            Err(error) if is_refusal(&error) => passed(name, "refused, as it should be".to_owned()),
            Err(error) => failed(name, format!("not refused in the way that it should be: {}", whole(&error))),
            Ok(_) if wrong.asks() => failed(name, "a token was given all the same".to_owned()),
            Ok(token) => self.refused(name, first, Shown { http: &http, token: token.as_ref().map(|token| &token.access_token) }),
        })
    }

    /// A token for another audience, where somebody else signs the partner's tokens and signs this one, too.
    fn meant_for_others(&self, name: &str, first: &RecordedApi) -> Option<CheckReport> {
        if self.takes_any_audience() {
            return self.badge.is_signed_elsewhere().then(|| not_run(name, NO_AUDIENCE));
        }
        Some(match self.badge.flawed_elsewhere(Flaw::Audience, &self.http, self.ctx.clock)? {
            Asked::Token(token) => self.refused(name, first, Shown { http: &self.http, token: Some(&token) }),
            Asked::None(why) => not_run(name, &why),
        })
    }

    /// A token that has ended, where the partner cannot sign one: a short one of its issuer, else its own when there is time to wait.
    pub(super) fn ended(&self, first: &RecordedApi, token: &Token) -> Option<CheckReport> {
        let name = Flaw::Expired.title(&self.badge);
        if matches!(self.badge.wrong(Flaw::Expired, self.ctx.clock.now()), Ok(Some(_)))
            || matches!(self.badge, Badge::Certificate(_))
        {
            return None;
        }
        let asked = self.badge.flawed_elsewhere(Flaw::Expired, &self.http, self.ctx.clock);
        let why = match asked {
            Some(Asked::Token(short)) => return Some(self.over(name, first, (&short, end(&short)?))),
            Some(Asked::None(why)) => format!("{why}; "),
            None => String::new(),
        };
        let now = self.ctx.clock.time().unix_timestamp();
        let life = i64::try_from(token.expires_in).ok().filter(|life| *life > 0);
        let Some(end) = end(&token.access_token).or_else(|| Some(now + life?)) else {
            return Some(not_run(name, &format!("{why}nobody says when its tokens end")));
        };
        if end - now > self.patience() {
            return Some(not_run(name, &format!("{why}its token ends in {} s; see `--wait`", end - now)));
        }
        Some(self.over(name, first, (&token.access_token, end)))
    }

    /// Waits until a token has ended, and on while gateways may allow for clocks that differ.
    fn over(&self, name: &str, first: &RecordedApi, (token, end): (&Secret, i64)) -> CheckReport {
        let skew = i64::try_from(self.ctx.workspace.policies.clock_skew.duration().as_secs()).unwrap_or(60);
        loop {
            // A token is over with its last second; clocks of both sides run alike at best.
            let left = u64::try_from(end * 1000 - self.milliseconds() + 50).unwrap_or(0);
            self.ctx.clock.sleep(Duration::from_millis(left), self.ctx.stop);
            if self.ctx.check_stop().is_err() {
                return not_run(name, "it was not waited for");
            }
            let seen = self.refused(name, first, Shown { http: &self.http, token: Some(token) });
            let ago = self.milliseconds() / 1000 - end;
            if seen.ok || ago > skew {
                return seen;
            }
            if ago >= self.patience().max(MOMENTS) {
                return not_run(name, &format!("it ended {ago} s ago and is taken still, as clocks may differ; see `--wait`"));
            }
            self.ctx.clock.sleep(Duration::from_secs(1), self.ctx.stop);
        }
    }

    fn milliseconds(&self) -> i64 {
        i64::try_from(self.ctx.clock.time().unix_timestamp_nanos() / 1_000_000).unwrap_or(i64::MAX)
    }

    fn patience(&self) -> i64 {
        i64::try_from(self.patience.duration().as_secs()).unwrap_or(i64::MAX)
    }

    /// Whether a gateway was told no audience of the partner's tokens.
    fn takes_any_audience(&self) -> bool {
        let status = &self.record.status;
        status.authorization_server.is_none() && status.issuer.as_ref().is_some_and(|issuer| issuer.audience.is_none())
    }
}

/// Whether a token was refused, rather than not to be had.
fn is_refusal(error: &Error) -> bool {
    let refused = |error: &CallerError| match error {
        CallerError::Refused { status, .. } => matches!(status, 400 | 401 | 403),
        CallerError::InvalidClient { .. }
        | CallerError::InvalidGrant { .. }
        | CallerError::Unreachable(http::Error::Refused { .. } | http::Error::NoCertificate { .. }) => true,
        CallerError::Unreachable(_) | CallerError::Unexpected { .. } => false,
    };
    matches!(&*error.cause, Cause::Caller(error) if refused(error))
}

const NO_AUDIENCE: &str = "no audience is registered for the issuer, so that none is wrong";
/// How long a token that has ended may be taken still before it is left at that, in seconds.
const MOMENTS: i64 = 2;

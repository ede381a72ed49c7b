//! What ends soon: for people, for calendars, for monitoring.

use std::fmt::Write as _;

use chrono::{DateTime, TimeDelta, Utc};
use icalendar::{Alarm, Calendar, Component, Event, EventLike as _};

use crate::{
    cli::{
        output::Report,
        page::{Cell, Page, Tone},
        view::day,
    },
    domain::moment::Moment,
    job::due::{Due, End},
};

impl Report for Due {
    fn human(&self, page: &mut Page) {
        if self.due.is_empty() {
            let until = self.until.map(day).unwrap_or_default();
            page.toned(format!("nothing ends until {until}"), Tone::Good);
            return;
        }
        page.table(&["ENDS", "DAYS", "WHOSE", "ENVIRONMENT", "WHAT", "WHICH"], self.due.iter().map(row).collect());
        if let Some(first) = self.due.first() {
            page.line(format!("next: {}", first.next));
        }
    }

    fn names(&self) -> Vec<String> {
        let mut names: Vec<String> = self.due.iter().filter_map(|end| end.partner.as_ref()).map(ToString::to_string).collect();
        names.sort_unstable();
        names.dedup();
        names
    }
}

fn row(end: &End) -> Vec<Cell> {
    let tone = if end.days_left <= URGENT { Tone::Bad } else { Tone::Warn };
    let whose = end.partner.as_ref().map_or_else(|| "the gateway".to_owned(), ToString::to_string);
    vec![
        Cell::toned(day(end.expires), tone),
        Cell::toned(if end.days_left < 0 { "ended".to_owned() } else { end.days_left.to_string() }, tone),
        Cell::from(whose),
        Cell::from(&end.environment),
        Cell::from(end.kind.word()),
        Cell::from(&end.subject),
    ]
}

/// A calendar (RFC 5545): an all-day event for each end, with an alarm on the day of each notice. The same ends make the same
/// events, so that a calendar that is subscribed to shows none twice.
#[must_use]
pub fn calendar(due: &Due, notices: &[u16], now: Moment) -> String {
    let mut calendar = Calendar::new();
    calendar.name("Partners: what ends");
    for end in &due.due {
        let mut event = Event::new();
        let whose = end.partner.as_ref().map_or_else(|| "the gateway".to_owned(), ToString::to_string);
        event
            .uid(&uid(end))
            .timestamp(stamp(now))
            .summary(&format!("{} of {whose} ends ({})", end.kind.word(), end.environment))
            .description(&format!("{}\n{}", end.subject, end.next));
        // A date without an end is that one day.
        event.starts(stamp(end.expires).date_naive());
        for notice in notices {
            let before = -TimeDelta::days(i64::from(*notice));
            let mut alarm = Alarm::display(&format!("{notice} day(s) left"), before);
            alarm.uid(&format!("{notice}-{}", uid(end))).timestamp(stamp(now));
            event.alarm(alarm);
        }
        calendar.push(event.done());
    }
    calendar.done().to_string()
}

/// What stays the same of an end as long as it is the same end.
fn uid(end: &End) -> String {
    let whose = end.partner.as_ref().map_or("gateway", |name| name.as_str());
    let subject: String = end.subject.chars().map(|sign| if sign.is_ascii_alphanumeric() { sign } else { '-' }).collect();
    format!("{}-{}-{whose}-{}-{subject}@partnerctl", day(end.expires), end.environment, end.kind.word())
}

fn stamp(moment: Moment) -> DateTime<Utc> {
    DateTime::from_timestamp(moment.time().unix_timestamp(), 0).unwrap_or_default()
}

/// Text for Prometheus: one gauge for each end, in seconds since 1970.
#[must_use]
pub fn metrics(due: &Due) -> String {
    let mut text = String::from(
        "# HELP partnerctl_expiry_timestamp_seconds When a secret, certificate or key ends.\n\
         # TYPE partnerctl_expiry_timestamp_seconds gauge\n",
    );
    for end in &due.due {
        let labels = [
            ("partner", end.partner.as_ref().map(ToString::to_string).unwrap_or_default()),
            ("environment", end.environment.to_string()),
            ("kind", end.kind.word().to_owned()),
            ("subject", end.subject.clone()),
        ];
        let labels = labels.iter().map(|(name, value)| format!("{name}=\"{}\"", escaped(value))).collect::<Vec<_>>().join(",");
        let _ = writeln!(text, "partnerctl_expiry_timestamp_seconds{{{labels}}} {}", end.expires.time().unix_timestamp());
    }
    text
}

/// A label's value: backslash, quote and line feed are escaped, as the text format wants.
fn escaped(value: &str) -> String {
    value.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n")
}

/// From so few days on it is urgent.
const URGENT: i64 = 15;

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "tests fail by panicking")]
mod tests {
    use super::*;
    use crate::job::due::EndKind;

    fn due() -> Due {
        let end = |partner: Option<&str>, subject: &str| End {
            partner: partner.map(|name| name.parse().unwrap()),
            environment: "production".parse().unwrap(),
            kind: if partner.is_some() { EndKind::Certificate } else { EndKind::GatewayCertificate },
            subject: subject.to_owned(),
            expires: "2027-01-31T10:00:00Z".parse().unwrap(),
            days_left: 71,
            notice: Some(90),
            next: "partnerctl receive acme -e production --certificate FILE".to_owned(),
        };
        Due { due: vec![end(Some("acme"), "CN=a \"b\"\\,O=Acme"), end(None, "CN=gateway")], ..Due::default() }
    }

    #[test]
    fn monitoring_reads_every_label() {
        let text = metrics(&due());
        let line = "partnerctl_expiry_timestamp_seconds{partner=\"acme\",environment=\"production\",kind=\"certificate\",\
                    subject=\"CN=a \\\"b\\\"\\\\,O=Acme\"} 1801389600";
        assert!(text.lines().any(|known| known == line), "{text}");
        assert_eq!(text.lines().filter(|line| !line.starts_with('#')).count(), 2);
    }

    #[test]
    fn a_calendar_is_the_same_each_time_and_rings_on_the_days_of_the_notices() {
        let now = "2026-11-21T09:00:00Z".parse().unwrap();
        let text = calendar(&due(), &[90, 1], now);
        assert_eq!(text, calendar(&due(), &[90, 1], now));
        for line in ["BEGIN:VCALENDAR", "DTSTART;VALUE=DATE:20270131", "TRIGGER:-PT7776000S", "TRIGGER:-PT86400S"] {
            assert!(text.lines().any(|known| known == line), "`{line}` is not in: {text}");
        }
        assert!(text.split("\r\n").all(|line| line.len() <= 75), "lines are folded: {text}");
        assert_eq!(text.matches("BEGIN:VEVENT").count(), 2);
    }
}

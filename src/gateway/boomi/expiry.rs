//! When a key ends: a date without a time, which one client sends and no vendor page names (section 5, "With expiry"; section 7, 4).

use time::{Date, OffsetDateTime, format_description::BorrowedFormatItem, macros::format_description};

use crate::domain::moment::{Moment, Span};

/// The date on which a key ends that is made now: not after its life, so that what the record says comes first.
pub(super) fn wanted(now: OffsetDateTime, lifetime: Span) -> Date {
    Moment::new(now).after(lifetime).time().date()
}

/// The date as it is sent.
pub(super) fn written(date: Date) -> String {
    date.format(DATE).unwrap_or_default()
}

/// The moment of an answer: a date alone, or with a time behind it in any form; `None` where nothing ends. A date counts from its
/// beginning, for the hour and the zone in which the product ends a key are not told.
pub(super) fn read(text: &str) -> Option<Moment> {
    let date = Date::parse(text.trim().get(..10)?, DATE).ok()?;
    Some(Moment::new(date.midnight().assume_utc()))
}

const DATE: &[BorrowedFormatItem<'_>] = format_description!("[year]-[month]-[day]");

#[cfg(test)]
mod tests {
    use time::macros::{date, datetime};

    use super::*;

    #[test]
    fn a_key_ends_on_the_day_of_its_life() {
        let ends = wanted(datetime!(2026-11-21 09:30:00 UTC), Span::days(365));
        assert_eq!((ends, written(ends)), (date!(2027 - 11 - 21), "2027-11-21".to_owned()));
    }

    #[test]
    fn answers_have_many_forms() {
        let expected = Some(Moment::new(datetime!(2027-11-21 00:00:00 UTC)));
        for text in ["2027-11-21", " 2027-11-21 ", "2027-11-21T00:00:00.000+0000", "2027-11-21T08:00:00Z"] {
            assert_eq!(read(text), expected, "{text}");
        }
        for text in ["", "never", "2027-13-01", "\u{1F600}\u{1F600}\u{1F600}"] {
            assert_eq!(read(text), None, "{text}");
        }
    }
}

//! When those who must act are told (`templates/due.yaml`).

use serde::Deserialize;

use crate::{
    document,
    job::{Context, Result, document::text},
};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    notices: Vec<u16>,
}

/// The days before an end on which people are told, the longest first.
pub(super) fn notices(ctx: &Context<'_>) -> Result<Vec<u16>> {
    let mut notices = document::read_any::<Table>(FILE, &text(ctx, FILE)?.unwrap_or_default())?.notices;
    notices.sort_unstable_by(|left, right| right.cmp(left));
    Ok(notices)
}

/// The last notice whose day has come.
pub(super) fn last(notices: &[u16], days_left: i64) -> Option<u16> {
    notices.iter().rev().find(|notice| i64::from(**notice) >= days_left).copied()
}

const FILE: &str = "templates/due.yaml";

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "tests fail by panicking")]
mod tests {
    use super::*;
    use crate::template::catalogue;

    #[test]
    fn the_last_notice_is_the_nearest_whose_day_has_come() {
        let table = catalogue::template(FILE).map(|template| template.text).unwrap_or_default();
        let notices = document::read_any::<Table>(FILE, table).unwrap().notices;
        assert_eq!(notices, [90, 60, 30, 15, 7, 1]);
        let cases = [
            (91, None),
            (90, Some(90)),
            (61, Some(90)),
            (60, Some(60)),
            (8, Some(15)),
            (7, Some(7)),
            (1, Some(1)),
            (-5, Some(1)),
        ];
        for (days, expected) in cases {
            assert_eq!(last(&notices, days), expected, "{days} days");
        }
    }
}

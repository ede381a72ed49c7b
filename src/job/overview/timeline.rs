//! What ends when: secrets and certificates, one by one and by month.

use schemars::JsonSchema;
use serde::Serialize;

use crate::domain::{
    moment::Moment,
    name::{EnvironmentName, PartnerName},
    record::Record,
};

/// A secret or certificate that ends.
#[derive(Debug, Clone, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Ending {
    /// Whose it is.
    pub partner: PartnerName,
    /// Where.
    pub environment: EnvironmentName,
    /// `secret`, `certificate` or `issuer-certificate`.
    pub kind: String,
    /// Its subject, or the client id that it belongs to.
    pub name: String,
    /// When it ends.
    pub expires: Moment,
    /// Whole days from now; negative when it has ended.
    pub days: i64,
}

/// A month, and how many end in it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Slot {
    /// Such as `2026-11`; `ended` and `later` for what lies outside.
    pub month: String,
    /// How many.
    pub count: usize,
}

/// What ends of one record.
#[must_use]
pub fn endings(record: &Record, now: Moment) -> Vec<Ending> {
    let status = &record.status;
    let ending = |kind: &str, name: &str, expires: Moment| Ending {
        partner: record.metadata.name.clone(),
        environment: record.metadata.environment.clone(),
        kind: kind.to_owned(),
        name: name.to_owned(),
        expires,
        days: expires.days_since(now),
    };
    let secrets = status.secrets.iter();
    let secrets = secrets.map(|known| ending("secret", known.client_id.as_deref().unwrap_or_default(), known.expires));
    let certificates = status.certificates.iter().map(|known| ending("certificate", &known.subject, known.not_after));
    let issuer = status.issuer.iter().filter_map(|issuer| issuer.certificate.as_ref());
    let issuer = issuer.map(|known| ending("issuer-certificate", &known.subject, known.not_after));
    let told = status.imported.iter().filter(|_| status.secrets.is_empty()).filter_map(|imported| imported.secret_expires);
    let client = status.client.as_ref().map(|client| client.client_id.as_str()).unwrap_or_default();
    let told = told.map(|expires| ending("secret", client, expires));
    secrets.chain(told).chain(certificates).chain(issuer).collect()
}

/// How many end before now, in this month and each of the next twelve, and later.
pub(super) fn slots(endings: &[Ending], now: Moment) -> Vec<Slot> {
    let first = month_of(now);
    let mut slots: Vec<Slot> = vec![Slot { month: "ended".to_owned(), count: 0 }];
    slots.extend((first..first + MONTHS).map(|month| Slot { month: label(month), count: 0 }));
    slots.push(Slot { month: "later".to_owned(), count: 0 });
    for ending in endings {
        let place = match month_of(ending.expires) - first {
            _ if ending.expires < now => 0,
            ahead => usize::try_from(ahead.clamp(0, MONTHS)).unwrap_or_default() + 1,
        };
        slots[place].count += 1;
    }
    slots
}

/// Months since the year 0.
fn month_of(moment: Moment) -> i32 {
    let date = moment.time().date();
    date.year() * 12 + i32::from(u8::from(date.month())) - 1
}

fn label(month: i32) -> String {
    format!("{:04}-{:02}", month.div_euclid(12), month.rem_euclid(12) + 1)
}

/// This one and a year, for which most secrets and certificates are good.
const MONTHS: i32 = 13;

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "tests fail by panicking")]
mod tests {
    use super::*;

    fn slots_of(days: &[&str]) -> Vec<(String, usize)> {
        let now: Moment = "2026-11-21T12:00:00Z".parse().unwrap();
        let ending = |day: &&str| Ending {
            partner: "acme".parse().unwrap(),
            environment: "test".parse().unwrap(),
            kind: "secret".to_owned(),
            name: String::new(),
            expires: format!("{day}T00:00:00Z").parse().unwrap(),
            days: 0,
        };
        let endings: Vec<_> = days.iter().map(ending).collect();
        slots(&endings, now).into_iter().filter(|slot| slot.count > 0).map(|slot| (slot.month, slot.count)).collect()
    }

    #[test]
    fn every_ending_has_one_place() {
        let found = slots_of(&["2019-01-01", "2026-11-20", "2026-11-30", "2027-01-15", "2027-11-30", "2027-12-01", "2040-01-01"]);
        let expected = [("ended", 2), ("2026-11", 1), ("2027-01", 1), ("2027-11", 1), ("later", 2)];
        assert_eq!(found, expected.map(|(month, count)| (month.to_owned(), count)));
    }
}

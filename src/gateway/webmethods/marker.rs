//! Our mark on an application, and the two values that the product has no field for. They live in `customFields`; on a server that
//! does not return those, in the last line of the description: `[partnerctl:MARKER applicationId=.. customerSourceId=..]`.

use std::{collections::BTreeSet, fmt::Write as _};

use serde_json::{Map, Value};
use url::form_urlencoded;

use crate::domain::{
    name::ApplicationId,
    profile::{Marker, Settings},
};

use super::{memory::Home, wire::Application};

/// What we keep in an application beside the product's own fields.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Stamp {
    pub(super) marker: Option<Marker>,
    pub(super) application_id: Option<ApplicationId>,
    pub(super) customer_source_id: Option<String>,
    /// Strategies that were detached to be removed: never to be taken for new ones.
    pub(super) retired: BTreeSet<String>,
    /// The description without our line.
    pub(super) description: String,
}

impl Stamp {
    /// Reads both places; `customFields` wins.
    pub(super) fn read(application: &Application) -> Self {
        let (description, line) = split(&application.description);
        let mut stamp = Self { description: description.to_owned(), ..Self::default() };
        for (name, value) in line.map(parts).unwrap_or_default() {
            stamp.take(&name, &value);
        }
        for (name, value) in application.custom_fields.iter().flatten() {
            if let Some(value) = value.as_str() {
                stamp.take(name, value);
            }
        }
        stamp
    }

    /// What is wanted.
    pub(super) fn wanted(marker: &Marker, settings: &Settings, retired: BTreeSet<String>) -> Self {
        Self {
            marker: Some(marker.clone()),
            application_id: settings.application_id.clone(),
            customer_source_id: settings.customer_source_id.clone(),
            retired,
            description: settings.description.clone(),
        }
    }

    /// Writes it where this server keeps it; fields of others stay.
    pub(super) fn write(&self, application: &mut Application, home: Home) {
        if home != Home::Description {
            let fields = application.custom_fields.get_or_insert_default();
            self.pairs(|name, value| put(fields, name, value));
        }
        application.description = if home == Home::Fields { self.description.clone() } else { self.described() };
    }

    /// Where the mark of an application stands; in both places on its way to `customFields`.
    pub(super) fn home(application: &Application) -> Home {
        let fields = application.custom_fields.as_ref().is_some_and(|fields| fields.contains_key(MARKER));
        match (fields, split(&application.description).1) {
            (true, _) => Home::Fields,
            (false, Some(_)) => Home::Description,
            (false, None) => Home::Unknown,
        }
    }

    /// Whether the description holds our line.
    pub(super) fn is_described(application: &Application) -> bool {
        split(&application.description).1.is_some()
    }

    fn described(&self) -> String {
        let mut line = String::new();
        self.pairs(|name, value| match (name, value) {
            (MARKER, Some(marker)) => line.push_str(&marker),
            (name, Some(value)) => {
                let value: String = form_urlencoded::byte_serialize(value.as_bytes()).collect();
                // Writing into a String cannot fail.
                let _ = write!(line, " {name}={value}");
            }
            (_, None) => {}
        });
        let gap = if self.description.is_empty() { "" } else { "\n" };
        format!("{}{gap}{OPEN}{line}{CLOSE}", self.description)
    }

    fn pairs(&self, mut each: impl FnMut(&str, Option<String>)) {
        let retired = self.retired.iter().map(String::as_str).collect::<Vec<_>>().join(",");
        each(MARKER, self.marker.as_ref().map(ToString::to_string));
        each(APPLICATION_ID, self.application_id.as_ref().map(ToString::to_string));
        each(CUSTOMER_SOURCE_ID, self.customer_source_id.clone());
        each(RETIRED, Some(retired).filter(|list| !list.is_empty()));
    }

    fn take(&mut self, name: &str, value: &str) {
        match name {
            MARKER => self.marker = value.parse().ok().or(self.marker.take()),
            APPLICATION_ID => self.application_id = value.parse().ok().or(self.application_id.take()),
            CUSTOMER_SOURCE_ID => self.customer_source_id = Some(value.to_owned()),
            RETIRED => self.retired = value.split(',').filter(|id| !id.is_empty()).map(str::to_owned).collect(),
            _ => {}
        }
    }
}

/// Our mark in the description of a strategy, which has no other place for it.
pub(super) fn of_strategy(description: &str) -> Option<Marker> {
    parts(split(description).1?).into_iter().find(|(name, _)| name == MARKER)?.1.parse().ok()
}

/// The description of a strategy of ours.
pub(super) fn for_strategy(marker: &Marker) -> String {
    format!("{OPEN}{marker}{CLOSE}")
}

/// The description of a shared object of ours, which belongs to a workspace and to no profile.
pub(super) fn for_owner(owner: &str) -> String {
    format!("{OPEN}{owner}{CLOSE}")
}

/// Whether a description says that a shared object was made for this workspace.
pub(super) fn is_of_owner(description: &str, owner: &str) -> bool {
    split(description).1 == Some(owner)
}

/// Divides a description into the text of people and the inside of our line.
fn split(description: &str) -> (&str, Option<&str>) {
    let (text, last) = description.trim_end().rsplit_once('\n').unwrap_or(("", description.trim_end()));
    match last.trim().strip_prefix(OPEN).and_then(|line| line.strip_suffix(CLOSE)) {
        Some(line) => (text, Some(line)),
        None => (description, None),
    }
}

/// The marker and the pairs behind it. A marker may hold blanks, a pair may not.
fn parts(line: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut rest = line;
    while let Some((before, last)) = rest.rsplit_once(' ') {
        let Some((name, value)) = last.split_once('=').filter(|(name, _)| NAMES.contains(name)) else { break };
        let value = form_urlencoded::parse(format!("v={value}").as_bytes()).next().map(|(_, value)| value.into_owned());
        found.push((name.to_owned(), value.unwrap_or_default()));
        rest = before;
    }
    found.push((MARKER.to_owned(), rest.to_owned()));
    found
}

fn put(fields: &mut Map<String, Value>, name: &str, value: Option<String>) {
    match value {
        Some(value) => fields.insert(name.to_owned(), Value::String(value)),
        None => fields.remove(name),
    };
}

const MARKER: &str = "partnerctl";
const APPLICATION_ID: &str = "applicationId";
const CUSTOMER_SOURCE_ID: &str = "customerSourceId";
const RETIRED: &str = "partnerctlRetired";
const NAMES: [&str; 3] = [APPLICATION_ID, CUSTOMER_SOURCE_ID, RETIRED];
const OPEN: &str = "[partnerctl:";
const CLOSE: &str = "]";

#[cfg(test)]
mod tests {
    use super::*;

    fn stamp() -> Stamp {
        Stamp {
            marker: "an owner/production/acme#3".parse().ok(),
            application_id: "app-1".parse().ok(),
            customer_source_id: Some("A b]=c".to_owned()),
            retired: BTreeSet::from(["s-1".to_owned(), "s-2".to_owned()]),
            description: "ACME\nsecond line".to_owned(),
        }
    }

    #[test]
    fn it_reads_back_from_both_places() {
        for home in [Home::Unknown, Home::Fields, Home::Description] {
            for description in ["ACME\nsecond line", ""] {
                let wanted = Stamp { description: description.to_owned(), ..stamp() };
                let mut application = Application::default();
                wanted.write(&mut application, home);
                assert_eq!(Stamp::read(&application), wanted, "{home:?}");
                assert_eq!(Stamp::home(&application) == Home::Description, home == Home::Description);
            }
        }
    }

    #[test]
    fn fields_of_others_stay_and_texts_of_others_are_no_marker() {
        let mut application = Application { description: "[x] [partnerctl:nonsense]".to_owned(), ..Application::default() };
        application.custom_fields.get_or_insert_default().insert("cost".to_owned(), Value::String("7".to_owned()));
        assert_eq!(Stamp::read(&application).marker, None);
        assert_eq!(Stamp::read(&application).description, application.description);
        stamp().write(&mut application, Home::Fields);
        assert_eq!(application.custom_fields.iter().flatten().filter(|(name, _)| *name == "cost").count(), 1);
    }

    #[test]
    fn a_strategy_is_marked_in_its_description() {
        let marker = "o/production/acme#3".parse::<Marker>();
        assert_eq!(marker.map(|marker| of_strategy(&for_strategy(&marker)) == Some(marker)), Ok(true));
        assert_eq!(of_strategy("made by hand"), None);
    }
}

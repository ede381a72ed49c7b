//! Our mark and what the product has no field for. The mark is the `externalId` of application and member; the rest stands in a line
//! of ours in the application's notes, because custom attributes may have to be defined for the area first (section 7, 9).

use serde_json::{Value, json};

use crate::{
    domain::{
        mechanism::MechanismKind,
        name::ApplicationId,
        profile::{Marker, Settings},
    },
    gateway::boomi::link::Link,
};

use super::{
    line::{self, Pairs},
    wire::{Application, Member, Record},
};

/// What an application says, ours and the product's fields apart.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Stamp {
    pub(super) marker: Option<Marker>,
    pub(super) application_id: Option<ApplicationId>,
    pub(super) customer_source_id: Option<String>,
    /// All addresses; the product keeps the first one only. `None` on an application that this tool did not write.
    pub(super) contacts: Option<Vec<String>>,
    /// Whose tokens identify the partner.
    pub(super) link: Option<Link>,
    /// The `externalId` of somebody else that our mark took the place of.
    pub(super) replaced: Option<String>,
}

impl Stamp {
    pub(super) fn read(application: &Application) -> Self {
        let pairs = line::read(&application.notes);
        let marker: Option<Marker> = application.external_id.parse().ok();
        let foreign = Some(&application.external_id).filter(|text| marker.is_none() && !text.is_empty());
        Self {
            application_id: pairs.get(APPLICATION_ID).and_then(|text| text.parse().ok()),
            customer_source_id: pairs.get(CUSTOMER_SOURCE_ID).cloned(),
            contacts: pairs.get(CONTACTS).map(|text| listed(text)),
            link: Link::read(&pairs),
            replaced: foreign.or(pairs.get(REPLACED)).cloned(),
            marker,
        }
    }

    /// What is wanted; the link and what was replaced stay.
    pub(super) fn wanted(marker: &Marker, settings: &Settings, before: Self) -> Self {
        Self {
            marker: Some(marker.clone()),
            application_id: settings.application_id.clone(),
            customer_source_id: settings.customer_source_id.clone(),
            contacts: Some(settings.contacts.clone()),
            ..before
        }
    }

    /// The fields of an application that say it.
    pub(super) fn fields(&self, application: &Application) -> Record {
        let mut fields = Record::new();
        let marker = self.marker.as_ref().map(ToString::to_string).unwrap_or_default();
        fields.insert("externalId".to_owned(), Value::String(marker));
        fields.insert("notes".to_owned(), json!(line::write(&application.notes, &self.pairs())));
        fields
    }

    fn pairs(&self) -> Pairs {
        let mut pairs = self.link.as_ref().map(Link::pairs).unwrap_or_default();
        let mut put = |name: &str, value: Option<String>| {
            if let Some(value) = value {
                pairs.insert(name.to_owned(), value);
            }
        };
        put(APPLICATION_ID, self.application_id.as_ref().map(ToString::to_string));
        put(CUSTOMER_SOURCE_ID, self.customer_source_id.clone());
        put(CONTACTS, self.contacts.as_ref().map(|all| all.join(",")));
        put(REPLACED, self.replaced.clone());
        pairs
    }

    /// Addresses to write to: all of ours, unless somebody changed the one that the product keeps.
    pub(super) fn addresses(&self, member: Option<&Member>) -> Vec<String> {
        let known = self.contacts.clone().unwrap_or_default();
        let email = member.map(|member| member.email.as_str()).filter(|email| !email.is_empty());
        match (email, &self.contacts) {
            (Some(email), Some(all)) if !all.is_empty() && all.first().map(String::as_str) != Some(email) => {
                vec![email.to_owned()]
            }
            (Some(email), None) => vec![email.to_owned()],
            _ => known,
        }
    }

    /// The mechanism that a key serves.
    pub(super) fn mechanism(&self, key: &str) -> MechanismKind {
        self.link.as_ref().filter(|link| link.key == key).map_or(MechanismKind::Oauth2, |link| link.mechanism)
    }
}

/// Whether a member carries the mark of a profile.
pub(super) fn is_of(member: &Member, marker: &Marker) -> bool {
    member.external_id.parse::<Marker>().is_ok_and(|known| known.same_profile(marker))
}

fn listed(text: &str) -> Vec<String> {
    text.split(',').filter(|part| !part.is_empty()).map(str::to_owned).collect()
}

const APPLICATION_ID: &str = "applicationId";
const CUSTOMER_SOURCE_ID: &str = "customerSourceId";
const CONTACTS: &str = "contacts";
const REPLACED: &str = "externalId";

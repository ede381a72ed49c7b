//! Profiles on a gateway as people read them.

use crate::{
    cli::{
        output::Report,
        page::{Cell, Page, Tone},
    },
    domain::profile::State,
    job::profile::{ProfileList, ProfileView},
};

impl Report for ProfileView {
    fn human(&self, page: &mut Page) {
        let ours = self.partner.as_ref().zip(self.environment.as_ref());
        page.pairs(&[
            ("profile", self.name.clone()),
            ("id", self.remote.to_string()),
            ("partner", ours.map_or("not made by this tool".to_owned(), |(partner, place)| format!("{partner} in {place}"))),
            ("state", word(self.state).to_owned()),
            ("application ID", self.application_id.clone().unwrap_or_default()),
            ("clients", self.clients.join(", ")),
            ("APIs", self.apis.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")),
        ]);
    }

    fn names(&self) -> Vec<String> {
        vec![self.name.clone()]
    }
}

impl Report for ProfileList {
    fn human(&self, page: &mut Page) {
        if self.profiles.is_empty() {
            page.line("the gateway has no profile of this workspace");
            return;
        }
        let rows = self.profiles.iter().map(|profile| {
            let apis = profile.apis.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
            let tone = if profile.state == State::Active { Tone::Good } else { Tone::Warn };
            vec![
                Cell::from(&profile.name),
                Cell::from(profile.partner.as_ref().map(ToString::to_string).unwrap_or_default()),
                Cell::toned(word(profile.state), tone),
                Cell::from(apis),
            ]
        });
        page.table(&["PROFILE", "PARTNER", "STATE", "APIS"], rows.collect());
    }

    fn names(&self) -> Vec<String> {
        self.profiles.iter().map(|profile| profile.name.clone()).collect()
    }
}

/// The state as a word.
#[must_use]
pub const fn word(state: State) -> &'static str {
    match state {
        State::Active => "active",
        State::Suspended => "suspended",
    }
}

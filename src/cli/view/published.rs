//! APIs on a gateway as people read them.

use crate::{
    cli::{
        output::Report,
        page::{Cell, Page, Tone},
    },
    domain::profile::State,
    job::api::{ApiChanged, ApiList, ApiView},
};

impl Report for ApiView {
    fn human(&self, page: &mut Page) {
        let joined = |words: Vec<String>| words.join(", ");
        let issued = self
            .issuer_scopes
            .iter()
            .map(|(issuer, scopes)| format!("{} ({issuer})", joined(scopes.iter().map(ToString::to_string).collect())));
        let scopes = self.scopes.iter().map(ToString::to_string).chain(issued).collect();
        page.pairs(&[
            ("API", self.api.to_string()),
            ("state", word(self.state).to_owned()),
            ("lets in", joined(self.admits.iter().map(ToString::to_string).collect())),
            ("other rules", joined(self.other_rules.clone())),
            ("scopes", joined(scopes)),
            ("https", if self.https { "yes" } else { "no" }.to_owned()),
        ]);
        self.endpoints.iter().for_each(|endpoint| page.line(endpoint));
    }

    fn names(&self) -> Vec<String> {
        vec![self.api.to_string()]
    }
}

impl Report for ApiList {
    fn human(&self, page: &mut Page) {
        if self.apis.is_empty() {
            page.line("the gateway has no API: `partnerctl api create NAME/VERSION` publishes one");
            return;
        }
        let rows = self.apis.iter().map(|api| {
            let tone = if api.state == State::Active { Tone::Good } else { Tone::Warn };
            let admits = api.admits.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
            let endpoint = api.endpoints.first().map(ToString::to_string).unwrap_or_default();
            vec![Cell::from(&api.api), Cell::toned(word(api.state), tone), Cell::from(admits), Cell::from(endpoint)]
        });
        page.table(&["API", "STATE", "LETS IN", "ADDRESS"], rows.collect());
    }

    fn names(&self) -> Vec<String> {
        self.apis.iter().map(|api| api.api.to_string()).collect()
    }
}

impl Report for ApiChanged {
    fn human(&self, page: &mut Page) {
        if self.changes.is_empty() {
            page.line("nothing to change");
        }
        self.changes.iter().for_each(|change| page.line(format!("done   {}", change.summary)));
        self.api.human(page);
    }

    fn names(&self) -> Vec<String> {
        self.api.names()
    }
}

const fn word(state: State) -> &'static str {
    match state {
        State::Active => "active",
        State::Suspended => "inactive",
    }
}

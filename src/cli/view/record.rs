//! Records.

use crate::{
    cli::{output::Report, page::Page, view::day},
    domain::record::Record,
    job::record::RecordList,
};

impl Report for RecordList {
    fn human(&self, page: &mut Page) {
        if self.records.is_empty() {
            return page.line("No records yet. Begin with `partnerctl onboard NAME`");
        }
        let rows = self.records.iter().map(|record| {
            let id = record.application_id.as_ref().map(ToString::to_string).unwrap_or_default();
            vec![
                (&record.name).into(),
                (&record.environment).into(),
                record.mechanism.into(),
                id.into(),
                day(record.updated).into(),
            ]
        });
        page.table(&["NAME", "ENVIRONMENT", "MECHANISM", "APPLICATION ID", "UPDATED"], rows.collect());
    }

    fn names(&self) -> Vec<String> {
        self.records.iter().map(|record| record.name.to_string()).collect()
    }
}

impl Report for Record {
    fn human(&self, page: &mut Page) {
        let (about, status) = (&self.metadata, &self.status);
        let text = |value: Option<String>| value.unwrap_or_default();
        page.pairs(&[
            ("name", about.name.to_string()),
            ("environment", about.environment.to_string()),
            ("mechanism", about.mechanism.to_string()),
            ("application id", text(status.application_id.as_ref().map(ToString::to_string))),
            ("client id", text(status.client.as_ref().map(|client| client.client_id.clone()))),
            ("profile", text(status.profile.as_ref().map(ToString::to_string))),
            ("token endpoint", text(status.token_endpoint.as_ref().map(ToString::to_string))),
            ("customer source id", text(status.customer_source_id.clone())),
            ("updated", about.updated.to_string()),
        ]);
        if !status.apis.is_empty() {
            let rows = status.apis.iter().map(|api| {
                let endpoints = api.endpoints.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ");
                vec![(&api.api).into(), endpoints.into()]
            });
            page.blank();
            page.table(&["API", "ENDPOINTS"], rows.collect());
        }
        if !status.secrets.is_empty() {
            let rows = status.secrets.iter().map(|secret| {
                vec![(&secret.name).into(), (&secret.fingerprint).into(), day(secret.issued).into(), day(secret.expires).into()]
            });
            page.blank();
            page.table(&["SECRET", "FINGERPRINT", "ISSUED", "EXPIRES"], rows.collect());
        }
        if !status.notices.is_empty() {
            let rows = status
                .notices
                .iter()
                .map(|one| vec![(&one.document).into(), (&one.to).into(), one.state.into(), day(one.at).into()]);
            page.blank();
            page.table(&["MAIL", "TO", "STATE", "SINCE"], rows.collect());
        }
    }

    fn names(&self) -> Vec<String> {
        vec![self.metadata.name.to_string()]
    }
}

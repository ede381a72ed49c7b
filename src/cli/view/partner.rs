//! Partner files.

use crate::{
    cli::{output::Report, page::Page},
    domain::{name::ApiRef, partner::Partner},
    job::partner::{PartnerLine, PartnerList, PartnerSet, PartnersAdded},
};

impl Report for PartnerList {
    fn human(&self, page: &mut Page) {
        if self.partners.is_empty() {
            return page.line("No partners yet. Add one: `partnerctl partner add NAME`");
        }
        let rows = self.partners.iter().flat_map(|partner| {
            partner.environments.iter().enumerate().map(move |(place, presence)| {
                let PartnerLine { name, display_name, .. } = partner;
                let (name, display_name) = if place == 0 { (name.to_string(), display_name.clone()) } else { Default::default() };
                vec![
                    name.into(),
                    display_name.into(),
                    (&presence.name).into(),
                    presence.mechanism.into(),
                    apis(&presence.apis).into(),
                ]
            })
        });
        let bare = self.partners.iter().filter(|partner| partner.environments.is_empty());
        let rows = rows.chain(bare.map(|partner| vec![(&partner.name).into(), (&partner.display_name).into()]));
        page.table(&["NAME", "DISPLAY NAME", "ENVIRONMENT", "MECHANISM", "APIS"], rows.collect());
    }

    fn names(&self) -> Vec<String> {
        self.partners.iter().map(|partner| partner.name.to_string()).collect()
    }
}

impl Report for Partner {
    fn human(&self, page: &mut Page) {
        let contacts = self.spec.contacts.iter().map(|contact| format!("{} {}", contact.role, contact.email));
        let labels = self.metadata.labels.iter().map(|(name, value)| format!("{name}={value}"));
        page.pairs(&[
            ("name", self.metadata.name.to_string()),
            ("display name", self.spec.display_name.clone()),
            ("labels", labels.collect::<Vec<_>>().join(", ")),
            ("contacts", contacts.collect::<Vec<_>>().join(", ")),
        ]);
        for (name, presence) in &self.spec.environments {
            let authentication = &presence.authentication;
            let scopes = authentication.scopes.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
            page.blank();
            page.pairs(&[
                ("environment", name.to_string()),
                ("mechanism", authentication.mechanism.to_string()),
                ("apis", apis(&presence.apis)),
                ("scopes", scopes),
                ("certificates", authentication.certificates.join(", ")),
                ("issuer", authentication.issuer.clone().unwrap_or_default()),
                ("keys at", authentication.jwks_uri.as_ref().map(ToString::to_string).unwrap_or_default()),
                ("client id", authentication.client_id.clone().unwrap_or_default()),
                ("audience", authentication.audience.clone().unwrap_or_default()),
                ("customer source id", presence.customer_source_id.clone().unwrap_or_default()),
            ]);
        }
    }

    fn names(&self) -> Vec<String> {
        vec![self.metadata.name.to_string()]
    }
}

impl Report for PartnersAdded {
    fn human(&self, page: &mut Page) {
        for partner in &self.partners {
            page.line(format_args!("added partners/{}.yaml", partner.metadata.name));
        }
        let next = match self.partners.as_slice() {
            [one] => format!("partnerctl onboard {}", one.metadata.name),
            _ => "partnerctl partner list".to_owned(),
        };
        page.line(format_args!("next: {next}"));
    }

    fn names(&self) -> Vec<String> {
        self.partners.iter().map(|partner| partner.metadata.name.to_string()).collect()
    }
}

impl Report for PartnerSet {
    fn human(&self, page: &mut Page) {
        for setting in &self.set {
            match setting.value.as_str() {
                "" => page.line(format_args!("removed {}", setting.path)),
                value => page.line(format_args!("set {} to {value}", setting.path)),
            }
        }
    }

    fn names(&self) -> Vec<String> {
        vec![self.partner.metadata.name.to_string()]
    }
}

fn apis(apis: &[ApiRef]) -> String {
    apis.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ")
}

//! Signs in and looks at what the area has; the product tells no version of its own.

use time::{OffsetDateTime, format_description::well_known::Rfc2822};

use crate::{
    domain::{capability::Probe, message::Reply},
    gateway::{Error, Result},
};

use super::{Boomi, capabilities, wire::Hostname};

impl Boomi {
    /// Signs in by way of the area's host names, which every service user sees (section 5, "Host names").
    pub(super) fn ask(&self) -> Result<Probe> {
        let (answer, told) = match self.admin.get("/domains/public/hostnames", "") {
            // Who may not look at domains can still look after partners.
            Err(Error::Forbidden { .. } | Error::Missing { .. }) => (self.admin.get("/packages", "id,name")?, false),
            answer => (answer?, true),
        };
        let hosts: Vec<Hostname> = answer.json()?;
        let hosts: Vec<String> = hosts.into_iter().map(|host| host.address).filter(|host| !host.is_empty()).collect();
        let public = match hosts.first() {
            Some(host) => host.clone(),
            None if told => "none: no API can be published".to_owned(),
            None => "not told: the login may not look at domains".to_owned(),
        };
        Ok(Probe {
            product: "Boomi Cloud API Management".to_owned(),
            version: "V3".to_owned(),
            capabilities: capabilities::of_area(!hosts.is_empty() || !told),
            facts: vec![
                ("area".to_owned(), self.admin.area().to_owned()),
                ("public host".to_owned(), public),
                ("calls per second".to_owned(), self.admin.allotted().to_string()),
                ("keys of issuers".to_owned(), "at an https address only (`jwksUri`); no certificates".to_owned()),
                ("signatures of tokens".to_owned(), super::DRIVER.signatures().to_string()),
                ("life of a key".to_owned(), format!("{}, sent as `expires`", self.secret_lifetime)),
                ("claims in headers".to_owned(), self.handed_on()),
                ("marker".to_owned(), "in `externalId` of application and member".to_owned()),
            ],
            time: date(&answer.reply),
        })
    }
}

impl Boomi {
    /// The claims that APIs are told, and in which headers.
    fn handed_on(&self) -> String {
        let all = self.claim_headers.iter().map(|(header, claim)| format!("`{claim}` in `{header}`"));
        let all = all.collect::<Vec<_>>().join(", ");
        if all.is_empty() { "none (`claimHeaders`)".to_owned() } else { all }
    }
}

/// The server's time (RFC 9110, section 6.6.1).
fn date(reply: &Reply) -> Option<OffsetDateTime> {
    OffsetDateTime::parse(reply.header("date")?, &Rfc2822).ok()
}

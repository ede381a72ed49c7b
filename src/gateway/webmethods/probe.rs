//! Asks the server what it is, and where our marker can live.

use serde::Deserialize;
use serde_json::json;
use time::{OffsetDateTime, format_description::well_known::Rfc2822};

use crate::{
    domain::{
        capability::Probe,
        message::{Method, Reply},
    },
    gateway::{Error, Result},
};

use super::{
    WebMethods,
    admin::request,
    capabilities::{self, Version},
    memory::Home,
    read::hits,
    wire::Application,
};

impl WebMethods {
    /// Signs in by way of `/health`, then asks for the version (section 1, rows "Health" and "Version").
    pub(super) fn ask(&self) -> Result<Probe> {
        let health = self.admin.get("/health")?;
        let state = health.json::<Health>()?.status;
        let version = self.version()?;
        let known = Version::read(&version);
        let mut facts = vec![("health".to_owned(), state), ("version".to_owned(), version.clone())];
        if known.is_none_or(|version| !version.is_known()) {
            facts.push(("tested".to_owned(), "no: this tool knows 10.11, 10.15 and 11.0".to_owned()));
        }
        facts.push(("signatures of tokens".to_owned(), super::DRIVER.signatures().to_string()));
        facts.push(("marker".to_owned(), self.marker_fact()));
        Ok(Probe {
            product: "webMethods API Gateway".to_owned(),
            version,
            capabilities: capabilities::of_version(known),
            facts,
            time: date(&health.reply),
        })
    }

    fn version(&self) -> Result<String> {
        let info = match self.admin.find("/is/serverinfo") {
            Ok(Some(answer)) => answer.json::<ServerInfo>()?,
            // The description of 11.0 does not list the call, and a provider may lack the privilege.
            Ok(None) | Err(Error::Forbidden { .. }) => ServerInfo::default(),
            Err(error) => return Err(error),
        };
        Ok(info.version.filter(|version| !version.is_empty()).unwrap_or_else(|| "unknown".to_owned()))
    }

    /// Looks at one application, if there is any, without reading them all.
    fn marker_fact(&self) -> String {
        let fact = match self.any_application() {
            Some(application) if application.custom_fields.is_some() => {
                if self.memory.home() == Home::Unknown {
                    self.memory.set_home(Home::Fields);
                }
                "in `customFields` of the application"
            }
            Some(_) => "not known before the first write: in `customFields` if they come back, else in the description",
            None => "not known, for there is no application: in `customFields` if they come back, else in the description",
        };
        fact.to_owned()
    }

    /// Any one application; none when it cannot be had, for nothing depends on it.
    fn any_application(&self) -> Option<Application> {
        let search = request(Method::Post, "/search").repeatable().json(json!({
            "types": ["APPLICATION"], "scope": [{"attributeName": "name", "keyword": ".*"}],
            "responseFields": ["applicationID", "name"], "condition": "and", "from": 0, "size": 1,
        }));
        let answer = self.admin.send(&search, "look at one application").ok()?;
        let first = hits(&answer).ok()?.into_iter().next()?;
        self.application(&first.id).ok()?
    }
}

/// The server's time (RFC 9110, section 6.6.1).
pub(super) fn date(reply: &Reply) -> Option<OffsetDateTime> {
    OffsetDateTime::parse(reply.header("date")?, &Rfc2822).ok()
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Health {
    status: String,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct ServerInfo {
    version: Option<String>,
}

//! Asks the server what it is, and where our marker can live.

use serde::Deserialize;
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
    wire::Applications,
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
        let unknown = "not known yet: there is no application to look at; `customFields` is tried first, then the description";
        let search = request(Method::Post, "/search").repeatable().json(serde_json::json!({
            "types": ["APPLICATION"], "scope": [{"attributeName": "name", "keyword": ".*"}],
            "responseFields": ["applicationID", "name"], "condition": "and", "from": 0, "size": 1,
        }));
        let found = self.admin.send(&search, "look at one application").and_then(|answer| super::read::hits(&answer));
        let first = found.ok().and_then(|hits| hits.into_iter().next());
        let Some(one) =
            first.and_then(|hit| self.admin.find(&format!("/applications/{}", crate::http::segment(&hit.id))).ok()?)
        else {
            return unknown.to_owned();
        };
        let fields = one.json::<Applications>().ok().and_then(|list| list.applications.into_iter().next());
        match fields {
            Some(application) if application.custom_fields.is_some() => "`customFields` of the application".to_owned(),
            Some(_) => {
                "not known yet: an application was returned without `customFields`; after the first write the description is \
                        used when they do not come back"
                    .to_owned()
            }
            None => unknown.to_owned(),
        }
    }
}

/// The server's time (RFC 9110, section 6.6.1).
fn date(reply: &Reply) -> Option<OffsetDateTime> {
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

//! Publishing APIs, and serving them or not (section 5).

use std::collections::BTreeSet;

use serde_json::{Value, json};
use url::Url;

use crate::{
    domain::{
        api::{Api, ApiFormat},
        finding::{Finding, Level},
        name::ApiRef,
        profile::{RemoteRef, State},
    },
    gateway::{Desk, Effect, Error, Result},
};

use super::{
    Boomi,
    apis::OWNER,
    endpoints::ids,
    line::{self, Pairs},
    wire::Hostname,
};

impl Boomi {
    /// Publishes an API unless one of that name and version is there: a service with one endpoint, which lets nobody in yet.
    pub(super) fn publish(&self, api: &Api, desk: &dyn Desk) -> Result<Effect> {
        self.forget_services();
        if self.catalogue()?.contains_key(&api.reference) {
            return Ok(Effect::default());
        }
        let upstream = upstream(api)?;
        let public = self.public_host()?;
        let notes = self.known_backend(&upstream, desk)?.into_iter().collect();
        desk.note(&RemoteRef::new("new-service", api.reference.to_string()))?;
        self.forget_services();
        let doing = format!("publish API {}", api.reference);
        let made = self.admin.post("/services", "id,name,version", self.described(api, &upstream, &public), &doing);
        match made {
            Ok(answer) => {
                let id = answer.json::<super::wire::Reference>()?.id;
                desk.note(&RemoteRef::new("service", id))?;
            }
            // Somebody else was faster.
            Err(Error::Conflict { .. }) if self.catalogue()?.contains_key(&api.reference) => {}
            Err(error) => return Err(error),
        }
        Ok(Effect { notes, ..Effect::default() })
    }

    /// Serves an API, or no longer: it is put into the plans that it was taken out of, or taken out of all plans of this workspace.
    pub(super) fn set_api_state(&self, api: &ApiRef, state: State, desk: &dyn Desk) -> Result<()> {
        let service = self.service(api)?;
        let endpoints = self.endpoints(&service)?;
        for bundle in self.bundles()? {
            let mut paused: BTreeSet<String> = bundle.paused.clone();
            if state == State::Active && paused.remove(&service.id) {
                self.put_into_plan(&bundle, &service.id, &ids(&endpoints), desk)?;
                self.pause(&bundle, &paused, desk)?;
            } else if state == State::Suspended && bundle.served.contains(&service.id) {
                // Written down first, so that a killed run forgets nobody.
                paused.insert(service.id.clone());
                self.pause(&bundle, &paused, desk)?;
                self.take_from_plan(&bundle, &service.id, desk)?;
            }
        }
        Ok(())
    }

    /// The host name that partners call: the first that the area has.
    pub(super) fn public_host(&self) -> Result<String> {
        let hosts: Vec<Hostname> = self.admin.get("/domains/public/hostnames", "")?.json()?;
        let first = hosts.into_iter().map(|host| host.address).find(|host| !host.is_empty());
        first.ok_or_else(|| Error::Missing {
            call: None,
            what: "public host name in this area".to_owned(),
            next: "add a domain in the console, and wait for its approval".to_owned(),
        })
    }

    /// Makes the area know the host that calls are forwarded to.
    fn known_backend(&self, upstream: &Url, desk: &dyn Desk) -> Result<Option<Finding>> {
        let name = upstream.host_str().unwrap_or_default();
        let hosts: Vec<Hostname> = self.admin.get("/domains/system/hostnames", "")?.json()?;
        if hosts.iter().any(|host| host.address.split(':').next() == Some(name)) {
            return Ok(None);
        }
        desk.note(&RemoteRef::new("new-domain", name))?;
        let sent = self.admin.post("/domains", "", json!({"domain": name, "status": "active"}), &format!("add domain `{name}`"));
        match sent {
            Ok(_) => {}
            Err(Error::Conflict { .. }) => return Ok(None),
            Err(error) => return Err(error),
        }
        let advice = "the vendor approves a new domain before calls are forwarded to it";
        Ok(Some(Finding::new(Level::Warn, "domain-waits", name, advice)))
    }

    fn described(&self, api: &Api, upstream: &Url, public: &str) -> Value {
        let reference = &api.reference;
        let title = api.description.content["info"]["title"].as_str().unwrap_or_default();
        let owner = Pairs::from([(OWNER.to_owned(), self.owner.clone())]);
        let name = upstream.host_str().unwrap_or_default();
        let address = upstream.port().map_or_else(|| name.to_owned(), |port| format!("{name}:{port}"));
        json!({
            "name": reference.name, "version": reference.version, "description": line::write(title, &owner),
            "endpoints": [{
                "name": reference.to_string(), "publicDomains": [{"address": public}], "trafficManagerDomain": public,
                "requestPathAlias": format!("/{}/{}", reference.name, reference.version),
                "systemDomains": [{"address": address}], "outboundRequestTargetPath": upstream.path().trim_end_matches('/'),
                "outboundTransportProtocol": upstream.scheme(), "requestProtocol": "rest",
                "supportedHttpMethods": methods(api), "inboundSslRequired": true,
                // Until a mechanism is admitted it takes keys of a plan, and it is in none.
                "requestAuthenticationType": "apiKey", "apiKeyValueLocations": ["request-header"],
                "apiKeyValueLocationKey": super::connector::KEY_HEADER,
            }],
        })
    }
}

/// Where calls are forwarded to: what the document says, else the description's own server.
fn upstream(api: &Api) -> Result<Url> {
    let found = api.upstream.clone().or_else(|| api.description.server()).or_else(|| swagger_server(api));
    let found = found.filter(|url| matches!(url.scheme(), "http" | "https") && url.has_host());
    let missing = || format!("API `{}` names no address to forward calls to: set `upstream` in its document", api.reference);
    found.ok_or_else(|| Error::Settings(missing()))
}

fn swagger_server(api: &Api) -> Option<Url> {
    let content = &api.description.content;
    if api.description.format != ApiFormat::Swagger2 {
        return None;
    }
    let scheme = content["schemes"][0].as_str().unwrap_or("https");
    Url::parse(&format!("{scheme}://{}{}", content["host"].as_str()?, content["basePath"].as_str().unwrap_or_default())).ok()
}

/// The methods of all operations.
fn methods(api: &Api) -> Vec<&'static str> {
    let paths = api.description.content["paths"].as_object();
    let used = |method: &&str| paths.is_some_and(|paths| paths.values().any(|item| item.get(*method).is_some()));
    let found: Vec<&str> = METHODS.into_iter().filter(used).collect();
    if found.is_empty() { vec!["get"] } else { found }
}

const METHODS: [&str; 7] = ["get", "post", "put", "patch", "delete", "head", "options"];

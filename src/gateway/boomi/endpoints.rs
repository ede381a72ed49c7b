//! Endpoints: how callers sign in is a property of the endpoint, one way each (section 6). An endpoint is read, changed and written
//! whole, and read back; whether the product merges or replaces is not known (section 7, 7).

use serde_json::{Value, json};

use crate::{
    domain::{capability::Support, mechanism::MechanismKind, name::ApiRef, profile::RemoteRef},
    gateway::{Desk, Error, Result},
    http::segment,
};

use super::{
    Boomi,
    apis::{ENDPOINT, is_token},
    capabilities, connector,
    wire::{Record, Service, string, strings, writable},
};

/// How callers sign in at an endpoint.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Guard {
    /// Nobody does yet: this workspace published it, and nothing was chosen.
    Fresh,
    /// With a token of the product's own server.
    Oauth,
    /// With a JWT of an issuer outside.
    Tokens,
    /// In a way that this tool does not manage.
    Foreign(String),
}

impl Boomi {
    /// How callers sign in at an endpoint of a service.
    pub(super) fn guard(&self, service: &Service, endpoint: &Record) -> Guard {
        let adapter = connector::adapter(endpoint);
        match string(endpoint, "requestAuthenticationType") {
            _ if connector::is_known(adapter) => Guard::Tokens,
            "oauth" => Guard::Oauth,
            "apiKey" | "" if adapter.is_empty() && self.is_own(service) => Guard::Fresh,
            "" => Guard::Foreign("nothing".to_owned()),
            other => Guard::Foreign(other.to_owned()),
        }
    }

    /// Lets partners of a mechanism in at an API.
    pub(super) fn admit(&self, api: &ApiRef, mechanism: MechanismKind, desk: &dyn Desk) -> Result<()> {
        if let unsupported @ Support::Unsupported { .. } = capabilities::of_admission(mechanism) {
            return Err(Error::Unsupported(unsupported));
        }
        let service = self.service(api)?;
        let wanted = if mechanism == MechanismKind::Oauth2 { Guard::Oauth } else { Guard::Tokens };
        for endpoint in self.serving(&service)? {
            match self.guard(&service, &endpoint) {
                Guard::Fresh => {}
                guard if guard == wanted => {}
                guard => return Err(occupied(api, &guard)),
            }
        }
        for endpoint in self.serving(&service)? {
            self.amend_endpoint(&service, string(&endpoint, "id"), desk, |endpoint| {
                if wanted == Guard::Oauth {
                    with_oauth(endpoint);
                } else {
                    connector::reserve(endpoint);
                }
                Ok(())
            })?;
        }
        if wanted == Guard::Oauth { self.serve_tokens(&service, desk) } else { Ok(()) }
    }

    /// Makes an API answer on https only: a setting that merely adds https was not found.
    pub(super) fn require_https(&self, api: &ApiRef, desk: &dyn Desk) -> Result<()> {
        let service = self.service(api)?;
        for endpoint in self.endpoints(&service)? {
            self.amend_endpoint(&service, string(&endpoint, "id"), desk, |endpoint| {
                endpoint.insert("inboundSslRequired".to_owned(), json!(true));
                Ok(())
            })?;
        }
        Ok(())
    }

    /// Changes an endpoint: the whole record goes back, and what came of it is read. Nothing is written when nothing differs.
    pub(super) fn amend_endpoint(
        &self,
        service: &Service,
        id: &str,
        desk: &dyn Desk,
        edit: impl Fn(&mut Record) -> Result<()>,
    ) -> Result<()> {
        let path = format!("/services/{}/endpoints/{}", segment(&service.id), segment(id));
        let before = self.whole_endpoint(&path)?;
        let mut after = before.clone();
        edit(&mut after)?;
        if after == before {
            return Ok(());
        }
        desk.note(&RemoteRef::new("endpoint", format!("{}/{id}", service.id)))?;
        self.forget_services();
        self.admin.put(&path, Value::Object(after), &format!("update an endpoint of API `{}`", service.name))?;
        let kept = self.whole_endpoint(&path)?;
        let mut wanted = kept.clone();
        edit(&mut wanted)?;
        if kept == wanted { Ok(()) } else { Err(unkept(service)) }
    }

    /// An endpoint with the fields that come by themselves and those that come when named.
    fn whole_endpoint(&self, path: &str) -> Result<Record> {
        let mut whole: Record = self.admin.get(path, "")?.json()?;
        whole.extend(self.admin.get(path, ENDPOINT)?.json::<Record>()?);
        Ok(writable(whole))
    }
}

/// The mechanisms that all endpoints of an API let in.
pub(super) fn admits(guards: &[Guard]) -> &'static [MechanismKind] {
    let all = |wanted: &Guard| !guards.is_empty() && guards.iter().all(|guard| guard == wanted);
    match (all(&Guard::Oauth), all(&Guard::Tokens)) {
        (true, _) => &[MechanismKind::Oauth2],
        (_, true) => &[MechanismKind::JwtBearer, MechanismKind::Oidc],
        _ => &[],
    }
}

/// The settings for tokens of the product's own server (section 6, first row).
fn with_oauth(endpoint: &mut Record) {
    endpoint.insert("requestAuthenticationType".to_owned(), json!("oauth"));
    let mut grants: Vec<String> = strings(endpoint, GRANTS).into_iter().map(str::to_owned).collect();
    if !grants.iter().any(|grant| grant == CLIENT_CREDENTIALS) {
        grants.push(CLIENT_CREDENTIALS.to_owned());
    }
    endpoint.insert(GRANTS.to_owned(), json!(grants));
}

/// The ids of endpoints, those that forward calls first.
pub(super) fn ids(endpoints: &[Record]) -> Vec<&str> {
    let (tokens, serving): (Vec<_>, Vec<_>) = endpoints.iter().partition(|endpoint| is_token(endpoint));
    serving.into_iter().chain(tokens).map(|endpoint| string(endpoint, "id")).filter(|id| !id.is_empty()).collect()
}

fn occupied(api: &ApiRef, guard: &Guard) -> Error {
    let used = match guard {
        Guard::Oauth => "tokens of its own server".to_owned(),
        Guard::Tokens => "JWTs of other issuers".to_owned(),
        Guard::Foreign(word) => format!("`{word}`"),
        Guard::Fresh => "nothing".to_owned(),
    };
    Error::Conflict {
        call: None,
        what: format!("API `{api}` lets callers in with {used}, and an endpoint has one way for all of them"),
        next: "publish it once more under another name or version for these partners".to_owned(),
    }
}

fn unkept(service: &Service) -> Error {
    Error::Conflict {
        call: None,
        what: format!("the gateway accepted the change of API `{}` but did not keep it", service.name),
        next: "look at the endpoint in the console, then repeat the command".to_owned(),
    }
}

pub(super) const CLIENT_CREDENTIALS: &str = "client_credentials";
const GRANTS: &str = "oauthGrantTypes";

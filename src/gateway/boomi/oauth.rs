//! Tokens of the product's own server: the security profile of a service, and an endpoint that hands them out (section 6).

use serde_json::{Value, json};

use crate::{
    domain::profile::RemoteRef,
    gateway::{Desk, Result},
    http::segment,
};

use super::{
    Boomi,
    apis::is_token,
    endpoints::CLIENT_CREDENTIALS,
    wire::{Record, Service, string, strings},
};

impl Boomi {
    /// Whether clients get tokens for a service.
    pub(super) fn serves_tokens(&self, service: &Service) -> Result<bool> {
        let has_endpoint = self.endpoints(service)?.iter().any(is_token);
        Ok(has_endpoint && self.security_profile(service)?.as_ref().is_some_and(grants))
    }

    /// Lets clients get tokens for a service: profile first, then the endpoint.
    pub(super) fn serve_tokens(&self, service: &Service, desk: &dyn Desk) -> Result<()> {
        let doing = format!("let API `{}` hand out tokens", service.name);
        let path = profile_path(service);
        match self.security_profile(service)? {
            Some(profile) if grants(&profile) => {}
            Some(profile) => {
                desk.note(&RemoteRef::new("security-profile", service.id.clone()))?;
                self.admin.put(&path, Value::Object(granting(profile)), &doing)?;
            }
            None => {
                desk.note(&RemoteRef::new("security-profile", service.id.clone()))?;
                self.admin.post(&path, "", Value::Object(granting(fresh())), &doing)?;
            }
        }
        let endpoints = self.endpoints(service)?;
        if endpoints.iter().any(is_token) {
            return Ok(());
        }
        desk.note(&RemoteRef::new("new-endpoint", service.id.clone()))?;
        let path = format!("/services/{}/endpoints", segment(&service.id));
        self.forget_services();
        self.admin.post(&path, "", token_endpoint(service, endpoints.first()), &doing).map(drop)
    }

    fn security_profile(&self, service: &Service) -> Result<Option<Record>> {
        let Some(answer) = self.admin.find(&profile_path(service), "")? else { return Ok(None) };
        Ok(answer.json::<Option<Record>>()?.filter(|profile| !profile.is_empty()))
    }
}

fn grants(profile: &Record) -> bool {
    let enabled = profile.get(TOKEN_API).and_then(Value::as_bool).unwrap_or(false);
    enabled && strings(profile, GRANTS).contains(&CLIENT_CREDENTIALS)
}

/// The profile with our grant; its other settings stay.
fn granting(mut profile: Record) -> Record {
    let mut kinds: Vec<String> = strings(&profile, GRANTS).into_iter().map(str::to_owned).collect();
    if !kinds.iter().any(|kind| kind == CLIENT_CREDENTIALS) {
        kinds.push(CLIENT_CREDENTIALS.to_owned());
    }
    profile.insert(GRANTS.to_owned(), json!(kinds));
    profile.insert(TOKEN_API.to_owned(), json!(true));
    profile.retain(|_, value| !value.is_null());
    profile
}

fn fresh() -> Record {
    let settings = json!({"accessTokenType": "bearer", "accessTokenTtlEnabled": true, "accessTokenTtl": 3600});
    settings.as_object().cloned().unwrap_or_default()
}

/// An endpoint of type `token` beside the first one of the API.
fn token_endpoint(service: &Service, beside: Option<&Record>) -> Value {
    let like = |name: &str| beside.and_then(|endpoint| endpoint.get(name)).cloned();
    let alias = beside.map(|endpoint| string(endpoint, "requestPathAlias")).unwrap_or_default();
    let mut record = json!({
        "name": format!("{} {} token", service.name, service.version), "type": "token",
        "publicDomains": like("publicDomains").unwrap_or_else(|| json!([])), "systemDomains": [], "httpsClientProfile": {},
        "requestPathAlias": format!("{}/oauth/token", alias.trim_end_matches('/')), "inboundSslRequired": true,
    });
    if let Some(domain) = like("trafficManagerDomain") {
        record["trafficManagerDomain"] = domain;
    }
    record
}

fn profile_path(service: &Service) -> String {
    format!("/services/{}/securityProfile/oauth", segment(&service.id))
}

const GRANTS: &str = "grantTypes";
const TOKEN_API: &str = "masheryTokenApiEnabled";

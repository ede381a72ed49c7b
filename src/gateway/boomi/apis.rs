//! The APIs of an area: services with their endpoints, their addresses, and where tokens are had (sections 5 and 6).

use std::collections::BTreeMap;

use url::Url;

use crate::{
    domain::name::{ApiName, ApiRef, ApiVersion},
    gateway::{Error, Result},
    http::segment,
};

use super::{
    Boomi, line,
    wire::{Record, Service, string},
};

impl Boomi {
    /// All services, read once per command until one is changed.
    pub(super) fn services(&self) -> Result<Vec<Service>> {
        if let Some(known) = self.memory.services().as_ref() {
            return Ok(known.clone());
        }
        let all: Vec<Service> = self.admin.list("/services", Service::FIELDS, None)?;
        *self.memory.services() = Some(all.clone());
        Ok(all)
    }

    /// Forgets the list: it was changed.
    pub(super) fn forget_services(&self) {
        *self.memory.services() = None;
    }

    /// The services by name and version. One whose name does not fit ours cannot be meant by anybody here.
    pub(super) fn catalogue(&self) -> Result<BTreeMap<ApiRef, Service>> {
        Ok(self.services()?.into_iter().filter_map(|service| Some((reference(&service)?, service))).collect())
    }

    /// One service that must be there.
    pub(super) fn service(&self, api: &ApiRef) -> Result<Service> {
        let found = self.catalogue()?.remove(api);
        found.ok_or_else(|| Error::Missing {
            call: None,
            what: format!("API `{api}`"),
            next: format!("publish it: `partnerctl api create {}`", api.name),
        })
    }

    /// The endpoints of a service, those for tokens included; read by themselves where the list leaves them or their fields out.
    pub(super) fn endpoints(&self, service: &Service) -> Result<Vec<Record>> {
        let complete = |endpoint: &Record| is_token(endpoint) || endpoint.contains_key("requestAuthenticationType");
        match &service.endpoints {
            Some(endpoints) if endpoints.iter().all(complete) => Ok(endpoints.clone()),
            _ => self.admin.list(&format!("/services/{}/endpoints", segment(&service.id)), ENDPOINT, None),
        }
    }

    /// The endpoints that forward calls.
    pub(super) fn serving(&self, service: &Service) -> Result<Vec<Record>> {
        Ok(self.endpoints(service)?.into_iter().filter(|endpoint| !is_token(endpoint)).collect())
    }

    /// Where the tokens for a service are had.
    pub(super) fn token_endpoint(&self, service: &Service) -> Result<Option<Url>> {
        let found = self.endpoints(service)?;
        Ok(found.iter().filter(|endpoint| is_token(endpoint)).flat_map(addresses).next())
    }

    /// Whether a service was published by this workspace.
    pub(super) fn is_own(&self, service: &Service) -> bool {
        line::read(&service.description).get(OWNER) == Some(&self.owner)
    }
}

/// Name and version in our words.
pub(super) fn reference(service: &Service) -> Option<ApiRef> {
    let (name, version): (ApiName, ApiVersion) = (service.name.parse().ok()?, service.version.parse().ok()?);
    Some(ApiRef { name, version })
}

/// Whether an endpoint hands out tokens.
pub(super) fn is_token(endpoint: &Record) -> bool {
    string(endpoint, "type").eq_ignore_ascii_case("token")
}

/// Where partners call an endpoint (section 5, "Share endpoint URL").
pub(super) fn addresses(endpoint: &Record) -> Vec<Url> {
    let domains = endpoint.get("publicDomains").and_then(serde_json::Value::as_array).into_iter().flatten();
    let hosts = domains.filter_map(|domain| domain.get("address")?.as_str());
    let alias = string(endpoint, "requestPathAlias").trim_start_matches('/');
    hosts.filter_map(|host| Url::parse(&format!("https://{host}/{alias}")).ok()).collect()
}

/// The key of the owner in the line of ours in a service's description.
pub(super) const OWNER: &str = "owner";

/// Everything that an endpoint is described with; some fields come only when they are named (section 4).
pub(super) const ENDPOINT: &str = "id,name,type,publicDomains,requestPathAlias,trafficManagerDomain,systemDomains,\
    outboundRequestTargetPath,outboundRequestTargetQueryParameters,outboundTransportProtocol,requestProtocol,\
    requestAuthenticationType,customRequestAuthenticationAdapter,oauthGrantTypes,apiKeyValueLocations,apiKeyValueLocationKey,\
    allowMissingApiKey,dropApiKeyFromIncomingCall,supportedHttpMethods,inboundSslRequired,inboundMsslRequired,highSecurity,\
    connectionTimeoutForSystemDomainRequest,connectionTimeoutForSystemDomainResponse,headersToExcludeFromIncomingCall,\
    forwardedHeaders,returnedHeaders,processor,systemDomainAuthentication,httpsClientProfile";

//! The APIs of the gateway: their list, their details, their addresses, and where tokens are had (sections 4 and 8).

use std::collections::BTreeMap;

use serde::Deserialize;
use url::Url;

use crate::{
    domain::{
        message::Method,
        name::{ApiName, ApiRef, ApiVersion},
    },
    gateway::{Error, Result},
    http::segment,
};

use super::{
    WebMethods,
    admin::{Answer, request},
    memory::Balancer,
    wire::{ApiDetail, ApiList, ApiResponse, ListedApi},
};

impl WebMethods {
    /// All APIs, read once per command, page by page (section 1, row "Pagination").
    pub(super) fn apis(&self) -> Result<Vec<ListedApi>> {
        let mut known = self.memory.apis();
        if let Some(apis) = known.as_ref() {
            return Ok(apis.clone());
        }
        let mut all: Vec<ListedApi> = Vec::new();
        loop {
            let query = request(Method::Get, "/apis").query("from", all.len().to_string()).query("size", PAGE.to_string());
            let answer = match self.admin.send(&query, "read the APIs") {
                Err(Error::Missing { .. }) => break,
                answer => answer?,
            };
            let page: Vec<ListedApi> = listed(&answer)?;
            let (before, size) = (all.len(), page.len());
            for api in page {
                if !all.iter().any(|known| known.id == api.id) {
                    all.push(api);
                }
            }
            // A server that does not page answers the same again.
            if size < PAGE || all.len() == before {
                break;
            }
        }
        *known = Some(all.clone());
        Ok(all)
    }

    /// Forgets the list: it was changed.
    pub(super) fn forget_apis(&self) {
        *self.memory.apis() = None;
    }

    /// The APIs by name and version. One whose name does not fit ours cannot be meant by anybody here.
    pub(super) fn catalogue(&self) -> Result<BTreeMap<ApiRef, ListedApi>> {
        Ok(self.apis()?.into_iter().filter_map(|api| Some((reference(&api)?, api))).collect())
    }

    /// One API that must be there.
    pub(super) fn api(&self, wanted: &ApiRef) -> Result<ListedApi> {
        let found = self.catalogue()?.remove(wanted);
        found.ok_or_else(|| Error::Missing {
            call: None,
            what: format!("API `{wanted}`"),
            next: format!("publish it: `partnerctl api publish {}`", wanted.name),
        })
    }

    /// An API with its policy and addresses.
    pub(super) fn api_detail(&self, id: &str) -> Result<Option<(ListedApi, Vec<String>)>> {
        let Some(answer) = self.admin.find(&format!("/apis/{}", segment(id)))? else { return Ok(None) };
        let response = checked(&answer)?;
        Ok(response.and_then(|response| Some((response.api?, response.gateway_end_points))))
    }

    /// Where partners call an API: what the gateway says, else its default path (section 4, row "Endpoints").
    pub(super) fn endpoints(&self, api: &ListedApi, stated: &[String]) -> Result<Vec<Url>> {
        let balancer = self.balancer()?;
        let published = || balancer.https.iter().chain(&balancer.http);
        let roots: Vec<&Url> = if published().next().is_some() { published().collect() } else { vec![self.admin.base()] };
        let default = format!("/gateway/{}/{}", segment(&api.api_name), segment(&api.api_version));
        let stated = if stated.is_empty() { std::slice::from_ref(&default) } else { stated };
        let whole = |text: &String| match Url::parse(text) {
            Ok(url) if url.has_host() => vec![url],
            _ => roots.iter().filter_map(|root| below(root, text)).collect(),
        };
        Ok(stated.iter().flat_map(whole).collect())
    }

    /// Where partners get tokens: at the published https address, else where the gateway says, else below the address of the
    /// connection (sections 2 and 8).
    pub(super) fn token_endpoint(&self, application: Option<&str>) -> Result<Option<Url>> {
        if let Some(url) = self.memory.token_endpoint().clone() {
            return Ok(Some(url));
        }
        if let Some(root) = self.balancer()?.https.first() {
            return Ok(below(root, TOKEN_PATH));
        }
        if let Some(url) = application.map(|id| self.stated_token_endpoint(id)).transpose()?.flatten() {
            *self.memory.token_endpoint() = Some(url.clone());
            return Ok(Some(url));
        }
        Ok(below(self.admin.base(), TOKEN_PATH))
    }

    fn stated_token_endpoint(&self, application: &str) -> Result<Option<Url>> {
        let path = format!("/applications/{}/accessTokens", segment(application));
        let Some(answer) = self.admin.find(&path)? else { return Ok(None) };
        let servers = answer.json::<BTreeMap<String, TokenServer>>().unwrap_or_default();
        Ok(servers.get("local").and_then(|server| server.uris.as_ref()?.access_token_url.as_deref()?.parse().ok()))
    }

    pub(super) fn balancer(&self) -> Result<Balancer> {
        let mut known = self.memory.balancer();
        if let Some(balancer) = known.as_ref() {
            return Ok(balancer.clone());
        }
        let stated = match self.admin.find("/configurations/loadBalancer") {
            Ok(Some(answer)) => answer.json::<LoadBalancer>()?,
            // Only administrators may read it.
            Ok(None) | Err(Error::Forbidden { .. } | Error::Invalid { .. }) => LoadBalancer::default(),
            Err(error) => return Err(error),
        };
        let urls =
            |list: Option<Vec<String>>| list.unwrap_or_default().iter().filter_map(|text| text.trim().parse().ok()).collect();
        let balancer = Balancer { http: urls(stated.http_urls), https: urls(stated.https_urls) };
        *known = Some(balancer.clone());
        Ok(balancer)
    }
}

/// The APIs of an answer. An answer may say in its status that there is none (section 1, row "Empty lists").
fn listed(answer: &Answer) -> Result<Vec<ListedApi>> {
    let responses = answer.json::<ApiList>()?.api_response;
    let failed = responses.iter().find(|response| is_failure(response) && response.response_status != "NOT_FOUND");
    if let Some(response) = failed {
        return Err(answer.unexpected(&crate::http::redact::excerpt(response.error_reason.as_bytes())));
    }
    Ok(responses.into_iter().filter_map(|response| response.api).filter(|api| !api.id.is_empty()).collect())
}

/// The response of a call to one API. A success by status may be a failure by `responseStatus` (section 1, row "Admin error body").
pub(super) fn checked(answer: &Answer) -> Result<Option<ApiResponse>> {
    let Some(response) = answer.json::<ApiDetail>()?.api_response else { return Ok(None) };
    if response.response_status == "NOT_FOUND" {
        return Ok(None);
    }
    if is_failure(&response) {
        let reason = crate::http::redact::excerpt(response.error_reason.as_bytes());
        let message = if reason.is_empty() { format!("it says `{}`", response.response_status) } else { reason };
        return Err(Error::Invalid { call: answer.call.clone(), message });
    }
    Ok(Some(response))
}

fn is_failure(response: &ApiResponse) -> bool {
    FAILURES.contains(&response.response_status.as_str())
}

/// Name and version in our words.
pub(super) fn reference(api: &ListedApi) -> Option<ApiRef> {
    let (name, version): (ApiName, ApiVersion) = (api.api_name.parse().ok()?, api.api_version.parse().ok()?);
    Some(ApiRef { name, version })
}

fn below(root: &Url, path: &str) -> Option<Url> {
    Url::parse(&format!("{}/{}", root.as_str().trim_end_matches('/'), path.trim_start_matches('/'))).ok()
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct LoadBalancer {
    http_urls: Option<Vec<String>>,
    https_urls: Option<Vec<String>>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct TokenServer {
    uris: Option<TokenUris>,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct TokenUris {
    access_token_url: Option<String>,
}

const PAGE: usize = 100;
const TOKEN_PATH: &str = "/invoke/pub.apigateway.oauth2/getAccessToken";
const FAILURES: [&str; 5] = ["ERROR", "UNEXPECTED_ERROR", "NOT_FOUND", "BAD_REQUEST", "LOCKED"];

//! APIs: their documents, and what a gateway is told about them.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use url::Url;

use crate::domain::{
    document::{Document, Format, Kind},
    name::{ApiName, ApiRef, ApiVersion, ScopeName},
};

/// `apis/NAME.yaml`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ApiDocument {
    /// The version of this format.
    pub api_version: Format,
    /// Always `Api`.
    pub kind: Kind,
    /// The name.
    pub metadata: ApiMetadata,
    /// What the API is.
    pub spec: ApiSpec,
}

impl Document for ApiDocument {
    const KIND: Kind = Kind::Api;

    fn kind(&self) -> Kind {
        self.kind
    }
}

impl ApiDocument {
    /// Name and version in one.
    #[must_use]
    pub fn reference(&self) -> ApiRef {
        ApiRef { name: self.metadata.name.clone(), version: self.spec.version.clone() }
    }
}

/// The name of an API.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ApiMetadata {
    /// Without the version.
    pub name: ApiName,
}

/// What an API is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ApiSpec {
    /// The version, quoted: `"1.0"`.
    pub version: ApiVersion,
    /// The OpenAPI 2 or 3 description: a file relative to the workspace, or a URL.
    pub openapi: String,
    /// Where the gateway forwards calls to; the description's own server when absent. In an environment without a gateway for APIs
    /// partners call it there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub upstream: Option<Url>,
    /// Scopes that a token must carry, any of them, to call the API.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub scopes: Vec<ScopeName>,
}

/// An API ready to be published: the document with its description read.
#[derive(Debug, Clone, PartialEq)]
pub struct Api {
    /// Name and version.
    pub reference: ApiRef,
    /// The generation of its description.
    pub description: ApiDescription,
    /// Where calls are forwarded to.
    pub upstream: Option<Url>,
    /// Scopes that admit a call.
    pub scopes: Vec<ScopeName>,
}

/// An OpenAPI description, read.
#[derive(Debug, Clone, PartialEq)]
pub struct ApiDescription {
    /// Which specification it follows.
    pub format: ApiFormat,
    /// The description as a value, whatever it was written in.
    pub content: serde_json::Value,
}

/// The specifications of API descriptions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ApiFormat {
    /// `OpenAPI` 2.0, once called Swagger.
    Swagger2,
    /// `OpenAPI` 3.0. (3.1 is refused by gateways that are in use.)
    OpenApi3,
}

impl ApiDescription {
    /// The first server that the description names with its whole address.
    #[must_use]
    pub fn server(&self) -> Option<Url> {
        let listed = self.content.get("servers")?.as_array()?;
        listed.iter().find_map(|server| server.get("url")?.as_str()?.parse().ok())
    }

    /// Path and method of the first operation that can be called without parameters in its path, for a trial call.
    #[must_use]
    pub fn trial(&self) -> Option<(String, String)> {
        let paths = self.content.get("paths")?.as_object()?;
        let plain = paths.iter().filter(|(path, _)| !path.contains('{'));
        let known = ["get", "post", "put", "patch", "delete"];
        plain
            .filter_map(|(path, item)| {
                let method = known.iter().find(|method| item.get(**method).is_some())?;
                Some((method.to_ascii_uppercase(), path.clone()))
            })
            .min_by_key(|(method, _)| method != "GET")
    }
}

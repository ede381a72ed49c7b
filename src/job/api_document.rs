//! API documents: one OpenAPI description becomes `apis/NAME.yaml`, with the description beside it.

use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value;
use url::Url;

use crate::{
    document::{self, Place},
    domain::{
        api::{ApiDocument, ApiFormat, ApiMetadata, ApiSpec},
        document::{Format, Kind},
        name::{ApiName, ApiRef, ApiVersion, ScopeName},
    },
    job::{Cause, Context, Result},
};

/// A description, and what is to be different from what it says.
#[derive(Debug, Clone, PartialEq)]
pub struct Order {
    /// Where the description came from, for messages: a file or a URL.
    pub source: String,
    /// The description.
    pub bytes: Vec<u8>,
    /// The name; from the title when absent.
    pub name: Option<ApiName>,
    /// The version; the description's own when absent.
    pub version: Option<ApiVersion>,
    /// Where the gateway forwards calls to; the description's own server when absent.
    pub upstream: Option<Url>,
    /// Scopes that a token must carry.
    pub scopes: Vec<ScopeName>,
}

/// An API document that was written.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ApiAdded {
    /// Name and version.
    pub reference: ApiRef,
    /// The number of operations that the description has.
    pub operations: usize,
    /// The document as it was written.
    pub api: ApiDocument,
}

/// Checks a description and writes the API document.
pub fn add(context: &Context<'_>, order: Order) -> Result<ApiAdded> {
    let description = Description::read(&order.source, &order.bytes)?;
    let name = match order.name {
        Some(name) => name,
        None => description.name(&order.source)?,
    };
    let version = match order.version {
        Some(version) => version,
        None => description.version(&order.source)?,
    };
    let known = context.store.apis()?;
    if let Some(api) = known.iter().find(|api| api.metadata.name == name && api.spec.version == version) {
        let what = format!("there is an API `{}` already", api.reference());
        return Err(
            Cause::Conflict { what, next: "choose another name or version, or change what is in `apis/`".to_owned() }.into()
        );
    }
    let file = description.file(&name, &version, &known);
    let api = ApiDocument {
        api_version: Format::V1,
        kind: Kind::Api,
        metadata: ApiMetadata { name },
        spec: ApiSpec { version, openapi: file.clone(), upstream: order.upstream, scopes: order.scopes },
    };
    context.store.add_api(&api, Some((&file, &order.bytes)))?;
    let reference = api.reference();
    context.audit(None, None, format!("added API `{reference}` from `{}`", order.source))?;
    Ok(ApiAdded { reference, operations: description.operations, api })
}

/// A description that is one.
#[derive(Debug)]
struct Description {
    format: ApiFormat,
    title: String,
    version: String,
    operations: usize,
    json: bool,
}

impl Description {
    fn read(source: &str, bytes: &[u8]) -> Result<Self> {
        let refused = |message: String, hint: &str| document::Error::new(source, Place::START, message).hint(hint);
        let text = std::str::from_utf8(bytes)
            .map_err(|_| refused("the description is not text in UTF-8".to_owned(), "save it as UTF-8"))?;
        let value: Value = document::read_any(source, text)?;
        let format = match (value["swagger"].as_str(), value["openapi"].as_str()) {
            (Some("2.0"), None) => ApiFormat::Swagger2,
            (None, Some(version)) if version.starts_with("3.0.") => ApiFormat::OpenApi3,
            (None, Some(version)) => {
                let message = format!("the description follows OpenAPI {version:?}, which gateways in use refuse");
                return Err(refused(message, "convert it to OpenAPI 3.0").into());
            }
            _ => {
                let message = "this is no OpenAPI description: `openapi: 3.0.x` or `swagger: \"2.0\"` is missing".to_owned();
                return Err(refused(message, "give the description of the API, in YAML or JSON").into());
            }
        };
        let Some(paths) = value["paths"].as_object().filter(|paths| !paths.is_empty()) else {
            return Err(refused("the description has no `paths`".to_owned(), "describe at least one operation").into());
        };
        let operations = paths.values().map(|item| METHODS.iter().filter(|method| item[**method].is_object()).count()).sum();
        if operations == 0 {
            return Err(refused("the description has no operation".to_owned(), "describe at least one").into());
        }
        if let Some(path) = paths.keys().find(|path| !path.starts_with('/')) {
            return Err(refused(format!("the path `{path}` does not begin with `/`"), "write it with a slash").into());
        }
        let info = |key: &str| value["info"][key].as_str().unwrap_or_default().to_owned();
        Ok(Self { format, title: info("title"), version: info("version"), operations, json: text.trim_start().starts_with('{') })
    }

    /// The title in small letters with hyphens.
    fn name(&self, source: &str) -> Result<ApiName> {
        let words = self.title.split(|sign: char| !sign.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
        let name = words.collect::<Vec<_>>().join("-").to_ascii_lowercase();
        name.parse().map_err(|_| {
            let what = format!("the title of `{source}` makes no API name");
            Cause::Usage { what, next: "add `--name NAME`".to_owned() }.into()
        })
    }

    fn version(&self, source: &str) -> Result<ApiVersion> {
        self.version.parse().map_err(|_| {
            let what = format!("`info.version` of `{source}` is no API version");
            Cause::Usage { what, next: "add `--api-version VERSION`".to_owned() }.into()
        })
    }

    /// Where the description is written to: beside the document, its specification in its name.
    fn file(&self, name: &ApiName, version: &ApiVersion, known: &[ApiDocument]) -> String {
        let mark = if self.format == ApiFormat::Swagger2 { "swagger" } else { "openapi" };
        let end = if self.json { "json" } else { "yaml" };
        let second = known.iter().any(|api| api.metadata.name == *name);
        let stem = if second { format!("{name}-{version}") } else { name.to_string() };
        format!("apis/{stem}.{mark}.{end}")
    }
}

const METHODS: [&str; 7] = ["get", "post", "put", "patch", "delete", "head", "options"];

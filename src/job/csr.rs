//! Certificate requests: made, shown, checked.

use schemars::JsonSchema;
use serde::Serialize;

use crate::{
    crypto::{
        csr::{self, Request, SignatureState},
        key::Key,
        read::Item,
    },
    domain::finding::{Finding, Level},
    domain::name::EnvironmentName,
    files::Mode,
    job::{
        Context, Result,
        material::{Given, KeyFacts, Target, usage},
    },
    lint::request::{self, Template},
};

/// A request that was made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Created {
    /// Its subject, in the form of RFC 4514.
    pub subject: String,
    /// The SHA-256 of the public key, in hex.
    pub public_key_sha256: String,
    /// The file that it was written to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub file: Option<String>,
    /// The request in PEM, when it was not written.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub request: Option<String>,
    /// What an issuer may find.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub findings: Vec<Finding>,
}

/// Makes a request, reads it back, and writes it.
pub fn create(key: &Key, order: &csr::Order, target: &Target) -> Result<Created> {
    target.check()?;
    let der = csr::create(key, order).map_err(|error| usage(error.to_string(), "see `partnerctl csr create --help`"))?;
    let read = Request::from_der(&der).map_err(|error| usage(error.to_string(), "report this as a fault"))?;
    let text = csr::to_pem_text(&der);
    target.write(text.as_bytes(), Mode::Public)?;
    Ok(Created {
        subject: read.subject.to_string(),
        public_key_sha256: read.public.sha256(),
        file: target.name(),
        request: target.path.is_none().then_some(text),
        findings: request::check(&read, None),
    })
}

/// A request in full.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ShownRequest {
    /// Its subject, in the form of RFC 4514.
    pub subject: String,
    /// The same as OpenSSL prints it.
    pub openssl_subject: String,
    /// The same as older tools print it.
    pub legacy_subject: String,
    /// The alternative names.
    pub names: Vec<String>,
    /// The extended key usages.
    pub purposes: Vec<String>,
    /// `good`, `bad` or `unknown`.
    pub signature: String,
    /// The key.
    #[serde(flatten)]
    pub key: KeyFacts,
}

/// Shows a request.
pub fn show(given: &Given) -> Result<ShownRequest> {
    let read = request(given)?;
    let signature = match read.signature {
        SignatureState::Good => "good",
        SignatureState::Bad => "bad",
        SignatureState::Unknown => "unknown",
    };
    Ok(ShownRequest {
        subject: read.subject.to_string(),
        openssl_subject: read.subject.openssl(),
        legacy_subject: read.subject.legacy(),
        names: read.names,
        purposes: read.purposes,
        signature: signature.to_owned(),
        key: KeyFacts::of(&read.public, Some(given.name.clone())),
    })
}

/// What a check came to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct CheckedRequest {
    /// Whether nothing has to be refused.
    pub ok: bool,
    /// What was found, the worst first.
    pub findings: Vec<Finding>,
}

/// Checks a request, against a template when there is one.
pub fn verify(given: &Given, template: Option<&Template>) -> Result<CheckedRequest> {
    let findings = request::check(&request(given)?, template);
    Ok(CheckedRequest { ok: findings.iter().all(|finding| finding.level != Level::Refuse), findings })
}

/// The template that an environment asks for, when it asks for one.
pub fn template(context: &Context<'_>, environment: &EnvironmentName) -> Result<Option<Template>> {
    let Some(text) = &context.environment(environment)?.certificate_subject else { return Ok(None) };
    let next = format!("correct `certificateSubject` of `{environment}` in `partnerctl.yaml`");
    Ok(Some(text.parse().map_err(|error: request::TemplateError| usage(error.to_string(), next))?))
}

fn request(given: &Given) -> Result<Request> {
    let items = given.items(None)?;
    let word = items.first().map_or("nothing", Item::word);
    let der = items.iter().find_map(|item| match item {
        Item::Request(der, _) => Some(der),
        _ => None,
    });
    let der = der.ok_or_else(|| {
        usage(format!("`{}` holds {word}, and a certificate request is needed", given.name), "give the file of the request")
    })?;
    Request::from_der(der).map_err(|error| super::material::unreadable(&given.name, &error))
}

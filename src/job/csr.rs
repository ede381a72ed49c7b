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
    domain::{name::EnvironmentName, workspace::Environment},
    files::Mode,
    job::{
        Context, Result,
        material::{Given, KeyFacts, Target, usage},
    },
    lint::{
        request,
        subject::{Template, TemplateError},
    },
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

/// What an environment wants of a subject.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wanted {
    /// Its name.
    pub environment: EnvironmentName,
    /// Its template.
    pub template: Template,
}

impl Wanted {
    /// The subject that is asked for where none is given: the only one that fits.
    pub fn subject(&self) -> Result<String> {
        self.template.only().ok_or_else(|| {
            let what = format!("environment `{}` wants a subject like `{}`, and none is given", self.environment, self.template);
            usage(what, "give it with `--subject`")
        })
    }

    fn check(&self, read: &Request) -> Result<()> {
        let Some(wrong) = self.template.check(&read.subject).into_iter().next() else { return Ok(()) };
        let what =
            format!("the request is not as environment `{}` wants it: {} [{}]", self.environment, wrong.subject, wrong.code);
        Err(usage(what, format!("{}; its template is `{}`", wrong.advice, self.template)))
    }
}

/// Makes a request, reads it back, and writes it. One whose subject the environment does not want is not made.
pub fn create(key: &Key, order: &csr::Order, wanted: Option<&Wanted>, target: &Target) -> Result<Created> {
    target.check()?;
    let der = csr::create(key, order).map_err(|error| usage(error.to_string(), "see `partnerctl csr create --help`"))?;
    let read = Request::from_der(&der).map_err(|error| usage(error.to_string(), "report this as a fault"))?;
    wanted.map_or(Ok(()), |wanted| wanted.check(&read))?;
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
    template_in(context.environment(environment)?)
}

/// The same where the environment is at hand.
pub fn template_in(environment: &Environment) -> Result<Option<Template>> {
    let Some(text) = &environment.certificate_subject else { return Ok(None) };
    let next = "correct `certificateSubject` in `partnerctl.yaml`";
    Ok(Some(text.parse().map_err(|error: TemplateError| usage(error.to_string(), next))?))
}

/// The same with its environment's name.
pub fn wanted(context: &Context<'_>, environment: &EnvironmentName) -> Result<Option<Wanted>> {
    let found = template(context, environment)?;
    Ok(found.map(|template| Wanted { environment: environment.clone(), template }))
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

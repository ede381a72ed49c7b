//! The handover document of a partner: Markdown for people, JSON for machines; deterministic, and without a secret.

use serde::Serialize;

use crate::{
    crypto::digest,
    domain::{
        certificate::CertificateFacts,
        finding::{Finding, Level},
        record::Record,
        step::{Evidence, EvidenceState, StepState},
    },
    job::{
        Cause, Context, Result,
        session::{Session, published},
    },
    ledger::flow::flow,
    store,
    template::{catalogue, render},
};

/// The facts of a handover: what the JSON document holds and the template may use.
#[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Handover {
    /// The partner's name in the workspace.
    pub partner: String,
    /// The name that people use.
    pub display_name: String,
    /// Who runs the gateway.
    pub organisation: String,
    /// Where.
    pub environment: String,
    /// `non-production` or `production`.
    pub class: String,
    /// How the partner authenticates.
    pub mechanism: String,
    /// The same in words for people.
    pub authentication: String,
    /// The value of every request payload.
    pub application_id: String,
    /// What the partner names itself with; empty without one.
    pub client_id: String,
    /// Where it gets its tokens; empty without one.
    pub token_endpoint: String,
    /// What it may ask for.
    pub scopes: Vec<String>,
    /// What it may call.
    pub apis: Vec<HandoverApi>,
    /// The identifier that both sides agreed on; empty before that.
    pub customer_source_id: String,
    /// The path of a first call below the first API's address.
    pub trial_path: String,
    /// Certificates that identify the partner.
    pub certificates: Vec<CertificateFacts>,
    /// The `iss` of the partner's tokens; empty without one.
    pub issuer: String,
    /// The `aud` of the partner's tokens; empty when none is fixed.
    pub audience: String,
    /// Whether the gateway signs the partner's tokens.
    pub signed_by_gateway: bool,
    /// The root of the gateway's addresses; empty before an API is shared.
    pub gateway: String,
}

/// An API in a handover.
#[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct HandoverApi {
    /// Name and version.
    pub name: String,
    /// Its addresses.
    pub endpoints: Vec<String>,
}

/// Writes the handover when all that it names is there, and notes it as the evidence of the step `endpoints`.
pub fn write(ctx: &Context<'_>, session: &Session<'_>, record: &mut Record) -> Result<Vec<Finding>> {
    let steps = session.steps(Some(record))?;
    let Some(step) = steps.into_iter().find(|step| step.id.as_str() == "endpoints") else { return Ok(Vec::new()) };
    if step.state == StepState::Blocked || step.evidence.as_ref().is_some_and(|known| known.state == EvidenceState::Reopened) {
        return Ok(Vec::new());
    }
    let facts = facts(ctx, session, record)?;
    let json = serde_json::to_vec_pretty(&facts).map_err(|error| other(&error))?;
    let text = rendered(ctx, TEMPLATE, &facts)?;
    let sha256 = digest::sha256(text.as_bytes());
    if step.evidence.as_ref().is_some_and(|known| known.sha256.as_ref() == Some(&sha256)) {
        return Ok(Vec::new());
    }
    ctx.store.hand_over(&session.key, "handover.json", &json)?;
    let path = ctx.store.hand_over(&session.key, "handover.md", text.as_bytes())?;
    let evidence = Evidence {
        state: EvidenceState::Done,
        by: "partnerctl".to_owned(),
        at: ctx.clock.now(),
        what: Some(path.clone()),
        sha256: Some(sha256),
        value: None,
    };
    record.status.steps.insert(step.id, evidence);
    Ok(vec![Finding::new(Level::Inform, "handover-written", path, "send it to the partner; it holds no secret")])
}

/// The facts of a partner's handover.
pub fn facts(ctx: &Context<'_>, session: &Session<'_>, record: &Record) -> Result<Handover> {
    let status = &record.status;
    let wanted = session.presence.apis.iter().take(1).cloned().collect();
    let trial = published(ctx, &wanted)?.first().and_then(|api| api.description.trial()).map(|(_, path)| path);
    let class = serde_json::to_value(session.environment.class).map_err(|error| other(&error))?;
    let api = |known: &crate::domain::record::RecordedApi| HandoverApi {
        name: known.api.to_string(),
        endpoints: known.endpoints.iter().map(ToString::to_string).collect(),
    };
    let root = status.apis.iter().flat_map(|api| &api.endpoints).next().and_then(|url| url.join("/").ok());
    let scopes = status.client.iter().flat_map(|client| &client.scopes);
    Ok(Handover {
        partner: session.key.partner.to_string(),
        display_name: session.partner.spec.display_name.clone(),
        organisation: ctx.workspace.organisation.clone(),
        environment: session.key.environment.to_string(),
        class: class.as_str().unwrap_or_default().to_owned(),
        mechanism: session.mechanism().to_string(),
        authentication: flow(session.mechanism())?.title,
        application_id: status.application_id.as_ref().map(ToString::to_string).unwrap_or_default(),
        client_id: status.client.as_ref().map(|client| client.client_id.clone()).unwrap_or_default(),
        token_endpoint: status.token_endpoint.as_ref().map(ToString::to_string).unwrap_or_default(),
        scopes: scopes.map(ToString::to_string).collect(),
        apis: status.apis.iter().map(api).collect(),
        customer_source_id: status.customer_source_id.clone().unwrap_or_default(),
        trial_path: trial.unwrap_or_default(),
        certificates: status.certificates.clone(),
        issuer: status.issuer.as_ref().map(|issuer| issuer.issuer.clone()).unwrap_or_default(),
        audience: status.issuer.as_ref().and_then(|issuer| issuer.audience.clone()).unwrap_or_default(),
        signed_by_gateway: status.issuer.as_ref().is_some_and(|issuer| issuer.gateway),
        gateway: root.map(|url| url.as_str().trim_end_matches('/').to_owned()).unwrap_or_default(),
    })
}

/// A document from the workspace's own template, else from the built-in one.
pub fn rendered(ctx: &Context<'_>, path: &str, facts: &impl Serialize) -> Result<String> {
    let text = template(ctx, path)?;
    render(path, &text, facts).map_err(|error| unfit(path, &error))
}

fn template(ctx: &Context<'_>, path: &str) -> Result<String> {
    match ctx.store.attachment(path) {
        Ok(bytes) => String::from_utf8(bytes).map_err(|_| unfit(path, &format!("`{path}` is not a text file"))),
        Err(store::Error::File(crate::files::Error::Missing { .. })) => {
            Ok(catalogue::template(path).map(|template| template.text.to_owned()).unwrap_or_default())
        }
        Err(error) => Err(error.into()),
    }
}

fn other(error: &dyn std::fmt::Display) -> crate::job::Error {
    unfit(TEMPLATE, error)
}

fn unfit(path: &str, error: &dyn std::fmt::Display) -> crate::job::Error {
    let what = format!("the document cannot be written: {error}");
    Cause::Usage { what, next: format!("mend `{path}`, or remove it to use the built-in one") }.into()
}

const TEMPLATE: &str = "templates/documents/handover.md";

//! The handover document of a partner: Markdown for people, JSON for machines; deterministic, and without a secret.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::{
    crypto::digest,
    domain::{
        certificate::CertificateFacts,
        finding::{Finding, Level},
        name::StepId,
        record::{Record, RecordedApi},
        step::{Evidence, EvidenceState, StepState},
    },
    job::{
        Cause, Context, Result,
        document::{self, Facts, Letter},
        payload::{self, Issued, Shape},
        session::{Session, published},
    },
    ledger::flow::flow,
    template::document::Form,
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
    /// The authorization server that gives the partner its tokens; empty on a gateway.
    pub authorization_server: String,
    /// The API that tokens are asked for there; empty when none is named.
    pub resource: String,
    /// Whether the gateway signs the partner's tokens.
    pub signed_by_gateway: bool,
    /// The root of the gateway's addresses; empty before an API is shared.
    pub gateway: String,
    /// Whether id and secret go into the body of a token request, not into its header.
    pub secret_in_body: bool,
    /// The header that carries the client id beside every token; empty where there is none.
    pub key_header: String,
    /// The method of the first call.
    pub trial_method: String,
    /// Members beside the wrapper of every payload, with their values.
    pub beside: BTreeMap<String, String>,
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
    let Some(step) = steps.into_iter().find(|step| step.id.as_str() == STEP) else { return Ok(Vec::new()) };
    if record.status.application_id.is_none() {
        // A partner that was there before knows its own; a document without it would be wrong.
        return Ok(Vec::new());
    }
    if step.state == StepState::Blocked || step.evidence.as_ref().is_some_and(|known| known.state == EvidenceState::Reopened) {
        return Ok(Vec::new());
    }
    let facts = gathered(ctx, session, record, None)?;
    let text = document::rendered(ctx, &facts, NAME, Form::Markdown)?.text;
    let sha256 = digest::sha256(text.as_bytes());
    if step.evidence.as_ref().is_some_and(|known| known.sha256.as_ref() == Some(&sha256)) {
        return Ok(Vec::new());
    }
    write_json(ctx, session, record)?;
    document::write_authorities(ctx, session)?;
    let path = ctx.store.hand_over(&session.key, "handover.md", text.as_bytes())?;
    record.status.steps.insert(step.id, Evidence { what: Some(path.clone()), sha256: Some(sha256), ..shared(ctx) });
    Ok(vec![Finding::new(Level::Inform, "handover-written", path, "send it to the partner; it holds no secret")])
}

/// Writes the document for machines. Returns its file.
pub fn write_json(ctx: &Context<'_>, session: &Session<'_>, record: &Record) -> Result<String> {
    let json = serde_json::to_vec_pretty(&facts(ctx, session, record)?).map_err(|error| other(&error))?;
    Ok(ctx.store.hand_over(&session.key, "handover.json", &json)?)
}

/// The facts of the document by which the endpoints are shared: to who reads it, that step is done.
pub fn gathered(ctx: &Context<'_>, session: &Session<'_>, record: &Record, letter: Option<Letter>) -> Result<Facts> {
    let mut record = record.clone();
    let step: Option<StepId> = STEP.parse().ok();
    record.status.steps.extend(step.map(|step| (step, shared(ctx))));
    Facts::gather(ctx, session, &record, letter)
}

fn shared(ctx: &Context<'_>) -> Evidence {
    let (at, by) = (ctx.clock.now(), "partnerctl".to_owned());
    Evidence { state: EvidenceState::Done, by, at, what: None, sha256: None, value: None }
}

/// The facts of a partner's handover.
pub fn facts(ctx: &Context<'_>, session: &Session<'_>, record: &Record) -> Result<Handover> {
    let status = &record.status;
    let wanted = session.presence.apis.iter().take(1).cloned().collect();
    let trial = published(ctx, &wanted)?.first().and_then(|api| api.description.trial());
    let (trial_method, trial_path) = trial.unwrap_or_else(|| ("GET".to_owned(), String::new()));
    let class = serde_json::to_value(session.environment.class).map_err(|error| other(&error))?;
    let api = |known: &RecordedApi| HandoverApi {
        name: known.api.to_string(),
        endpoints: known.told().into_iter().map(ToString::to_string).collect(),
    };
    let root = status.apis.iter().flat_map(RecordedApi::told).next().and_then(|url| url.join("/").ok());
    let own: Vec<_> = status.client.iter().flat_map(|client| &client.scopes).collect();
    let external = own.is_empty() && status.issuer.as_ref().is_some_and(|issuer| !issuer.gateway);
    let scopes = if external { session.presence.authentication.scopes.iter().collect() } else { own };
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
        scopes: scopes.into_iter().map(ToString::to_string).collect(),
        apis: status.apis.iter().map(api).collect(),
        customer_source_id: status.customer_source_id.clone().unwrap_or_default(),
        certificates: status.certificates.clone(),
        issuer: status.issuer.as_ref().map(|issuer| issuer.issuer.clone()).unwrap_or_default(),
        audience: status.issuer.as_ref().and_then(|issuer| issuer.audience.clone()).unwrap_or_default(),
        authorization_server: status.authorization_server.clone().unwrap_or_default(),
        resource: status.token_audience.clone().unwrap_or_default(),
        signed_by_gateway: status.issuer.as_ref().is_some_and(|issuer| issuer.gateway),
        gateway: root.map(|url| url.as_str().trim_end_matches('/').to_owned()).unwrap_or_default(),
        secret_in_body: status.client.as_ref().is_some_and(|client| client.secret_in_body),
        key_header: status.client.as_ref().and_then(|client| client.key_header.clone()).unwrap_or_default(),
        beside: beside(record, &trial_path)?,
        trial_method,
        trial_path,
    })
}

/// Members beside the wrapper that the partner's APIs want, see [`Shape::beside`].
fn beside(record: &Record, path: &str) -> Result<BTreeMap<String, String>> {
    let facts = payload::Facts {
        application_id: record.status.application_id.as_ref().map(ToString::to_string),
        customer_source_id: record.status.customer_source_id.clone(),
    };
    Ok(Shape::of(path)?.beside(Issued::of(record)).outside(&facts))
}

fn other(error: &dyn std::fmt::Display) -> crate::job::Error {
    let what = format!("the handover cannot be written: {error}");
    Cause::Other { what, next: "report it".to_owned() }.into()
}

/// The name of the document.
pub const NAME: &str = "handover";
const STEP: &str = "endpoints";

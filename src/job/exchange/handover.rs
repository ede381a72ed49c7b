//! `handover`: what a partner needs in order to call, in a signed file; its credential sealed so that nobody else can open it.

use schemars::JsonSchema;
use serde::Serialize;
use serde_json::json;

use crate::{
    crypto::seal,
    domain::{
        exchange::{Handover, HandoverSpec, LetterMetadata, RecordedExchange},
        finding::{Finding, Level},
        mechanism::MechanismKind,
        moment::{Moment, Span},
        name::{ApplicationId, EnvironmentName, PartnerName, ProfileKey},
        record::{Record, RecordStatus},
        secret::{Secret, SecretRef},
        step::{Step, StepState},
        workspace::{Class, Role},
    },
    job::{
        Cause, Context, Error, Result,
        exchange::{file_name, invite, letter, must_be, page, save},
        handover as document,
        session::Session,
        signed,
    },
    store::LockScope,
};

/// A handover that was written.
#[derive(Debug, Clone, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct HandedOver {
    /// The partner.
    pub partner: PartnerName,
    /// Where.
    pub environment: EnvironmentName,
    /// Its id.
    pub id: String,
    /// When the file ends.
    pub expires: Moment,
    /// The SHA-256 of the operator's key.
    pub fingerprint: String,
    /// How the credential is sealed: for the partner's `recipient`, or with a `passphrase`; absent where there is none to hand over.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sealed: Option<String>,
    /// What to send, relative to the workspace.
    pub files: Vec<String>,
    /// What people should know.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub findings: Vec<Finding>,
    /// What to do next.
    pub next: String,
}

/// How a handover is made.
#[derive(Debug)]
pub struct Order {
    /// The passphrase that is told by another way.
    pub passphrase: Option<Secret>,
    /// How long the file is good.
    pub life: Span,
    /// Whether it is made in production although nobody accepted the terms of use yet.
    pub terms_open: bool,
}

/// Writes the handover of a partner that is onboarded.
pub fn run(ctx: &Context<'_>, key: &ProfileKey, order: &Order) -> Result<HandedOver> {
    must_be(ctx, Role::Operator)?;
    let session = Session::open(ctx, &key.partner, &key.environment)?;
    written(ctx, &session, order).map_err(|error| error.at(key))
}

fn written(ctx: &Context<'_>, session: &Session<'_>, order: &Order) -> Result<HandedOver> {
    let (key, passphrase, life) = (&session.key, order.passphrase.as_ref(), order.life);
    let _lock = ctx.store.lock(&LockScope::Profile(key.clone()), &ctx.holder())?;
    let read = ctx.store.record(key)?.ok_or_else(|| not_ready(key))?;
    let mut record = read.value;
    let open = without_terms(session, &record, order.terms_open)?;
    let mut findings = document::write(ctx, session, &mut record)?;
    findings.extend(open);
    let sealed = credential(ctx, key, &record)?.map(|secret| seal_for((key, &record), &secret, passphrase)).transpose()?;
    let exchange = record.status.exchange.clone().unwrap_or_default();
    let letter = Handover::new(metadata(ctx, key, &exchange, life), spec(ctx, session, &record, sealed)?);
    let own = signed::key(ctx)?;
    let made = letter::write(&letter, &own)?;
    let fingerprint = own.public().sha256();
    let parcel =
        page::Parcel { letter: &letter, signed: &made.text, passphrase: passphrase.is_some(), fingerprint: &fingerprint };
    let files = page::handover(ctx, session, &record, &parcel)?;
    record.status.exchange = Some(RecordedExchange { handover: Some(made.kept.clone()), ..exchange });
    save(ctx, record, Some(&read.revision))?;
    ctx.audit(Some(&key.partner), Some(&key.environment), format!("wrote handover {} ({})", made.kept.id, made.kept.sha256))?;
    let by = if passphrase.is_some() { "passphrase" } else { "recipient" };
    Ok(HandedOver {
        partner: key.partner.clone(),
        environment: key.environment.clone(),
        id: made.kept.id,
        expires: made.kept.expires,
        fingerprint,
        sealed: letter.spec.sealed.as_ref().map(|_| by.to_owned()),
        files,
        findings,
        next: next(key, passphrase.is_some()),
    })
}

/// Nobody calls in production before the terms of use are accepted, unless somebody answers for it; elsewhere it is said.
fn without_terms(session: &Session<'_>, record: &Record, consent: bool) -> Result<Option<Finding>> {
    let ProfileKey { partner, environment } = &session.key;
    let open = |step: &Step| step.id.as_str() == "terms" && !matches!(step.state, StepState::Done | StepState::Skipped);
    if !session.steps(Some(record))?.iter().any(open) {
        return Ok(None);
    }
    let what = "nobody has accepted the terms of use yet";
    let advice = format!(
        "`partnerctl step done {partner} terms -e {environment} --by WHO --evidence FILE` notes it, or the partner's response"
    );
    if session.environment.class == Class::Production && !consent {
        return Err(letter::refused(what, format!("{advice}; `--terms-open` hands over all the same")));
    }
    Ok(Some(Finding::new(Level::Warn, "terms-open", what, advice)))
}

fn next(key: &ProfileKey, told: bool) -> String {
    let line = format!("`partnerctl open {}`", file_name(key, "handover.jws"));
    let apart = if told { ", and tell the passphrase by another way" } else { "" };
    format!("send these files{apart}; the partner types {line}, then `partnerctl verify --report result.jws`")
}

fn metadata(ctx: &Context<'_>, key: &ProfileKey, exchange: &RecordedExchange, life: Span) -> LetterMetadata {
    let answers = exchange.response.as_ref().map(|response| response.id.clone());
    LetterMetadata { answers, ..letter::metadata(ctx, key, life) }
}

fn spec(ctx: &Context<'_>, session: &Session<'_>, record: &Record, sealed: Option<String>) -> Result<HandoverSpec> {
    let status = &record.status;
    let mut apis = invite::shared_apis(ctx, session, record)?;
    apis.retain(|api| !api.endpoints.is_empty());
    let application_id: Option<ApplicationId> = status.application_id.clone().filter(|_| !apis.is_empty());
    Ok(HandoverSpec {
        organisation: ctx.workspace.organisation.clone(),
        mechanism: session.mechanism(),
        application_id: application_id.ok_or_else(|| not_ready(&session.key))?,
        client_id: status.client.as_ref().map(|client| client.client_id.clone()),
        scopes: status.client.iter().flat_map(|client| client.scopes.clone()).collect(),
        token_endpoint: status.token_endpoint.clone(),
        authorization_server: status.authorization_server.clone(),
        secret_in_body: status.client.as_ref().is_some_and(|client| client.secret_in_body),
        key_header: status.client.as_ref().and_then(|client| client.key_header.clone()),
        token_audience: status.token_audience.clone(),
        apis,
        customer_source_id: session.customer_source_id(),
        certificates: status.certificates.clone(),
        issuer: status.issuer.clone(),
        expires: ends(status),
        authorities: invite::authorities(ctx, session),
        sealed,
    })
}

/// When the credential ends: the secret that is in use, else the first certificate.
fn ends(status: &RecordStatus) -> Option<Moment> {
    let issuer = status.issuer.iter().filter_map(|issuer| issuer.certificate.as_ref());
    let certificates = status.certificates.iter().chain(issuer).map(|one| one.not_after);
    status.secrets.iter().map(|secret| secret.expires).chain(certificates).min()
}

/// The secret that the gateway gave out for the partner, which the partner cannot have yet.
fn credential(ctx: &Context<'_>, key: &ProfileKey, record: &Record) -> Result<Option<Secret>> {
    let by_gateway = record.status.issuer.as_ref().is_some_and(|issuer| issuer.gateway);
    if record.metadata.mechanism != MechanismKind::Oauth2 && !by_gateway {
        return Ok(None);
    }
    let slot = SecretRef::credential(key);
    let found = ctx.secrets.get(&slot)?;
    found.map(Some).ok_or_else(|| {
        let what = format!("there is no secret `{slot}` to hand over");
        Cause::NotFound { what, next: format!("`partnerctl onboard {} -e {}`", key.partner, key.environment) }.into()
    })
}

/// Seals the credential as a small JSON document: for the passphrase that is told apart, else for the partner's recipient.
fn seal_for((key, record): (&ProfileKey, &Record), secret: &Secret, passphrase: Option<&Secret>) -> Result<String> {
    let text = Secret::new(json!({ "credential": secret.reveal() }).to_string());
    let sealed = match (passphrase, recipient(record)) {
        (Some(passphrase), _) => seal::seal_with_passphrase(passphrase, text.reveal().as_bytes()),
        (None, Some(recipient)) => recipient.parse().and_then(|recipient| seal::seal(&recipient, text.reveal().as_bytes())),
        (None, None) => {
            let what = "the partner has no recipient to seal the credential for".to_owned();
            return Err(Cause::Usage { what, next: without_recipient(key) }.into());
        }
    };
    sealed.map_err(|error| {
        let next = "ask the partner for a new response".to_owned();
        Error::from(Cause::Usage { what: format!("the credential cannot be sealed: {error}"), next })
    })
}

fn without_recipient(ProfileKey { partner, environment }: &ProfileKey) -> String {
    format!(
        "take its response first (`partnerctl invite {partner} -e {environment}`, then `partnerctl receive FILE`), or its recipient alone (`partnerctl receive {partner} -e {environment} --recipient AGE`), or seal it with \
         `--passphrase-file` and tell the passphrase by another way; `partnerctl handover {partner} -e {environment} --document \
         handover` writes the document alone"
    )
}

fn recipient(record: &Record) -> Option<&String> {
    record.status.exchange.as_ref()?.other_side.as_ref().map(|known| &known.recipient)
}

fn not_ready(key: &ProfileKey) -> Error {
    let what = "there is nothing to hand over yet: no application ID, or no address of an API".to_owned();
    Cause::NotFound { what, next: format!("`partnerctl onboard {} -e {}`", key.partner, key.environment) }.into()
}

//! `open`: takes a handover into the partner's workspace, and makes the first call.

mod told;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::{
    crypto::seal,
    domain::{
        api::{ApiDocument, ApiMetadata, ApiSpec},
        document::{Format, Kind},
        exchange::{Handover, HandoverSpec, RecordedExchange, SharedApi, Trial},
        finding::Finding,
        mechanism::MechanismKind,
        moment::Moment,
        name::{EnvironmentName, PartnerName, ProfileKey},
        profile::RemoteRef,
        record::{Record, RecordedApi, RecordedClient, RecordedSecret},
        secret::{Secret, SecretRef},
        workspace::Role,
    },
    job::{
        Cause, Context, Error, Result,
        badge::Given as Holding,
        exchange::{
            done, keys,
            letter::{Signed, refused, replayed},
            must_be, prove, record, save,
        },
        report::CheckReport,
        secret::fingerprint,
        session::Session,
        verify,
    },
    store::{self, LockScope},
};

/// How a handover is opened.
#[derive(Debug, Default)]
pub struct Order {
    /// The passphrase that was told by another way.
    pub passphrase: Option<Secret>,
    /// An ID token for the first call (`oidc`).
    pub id_token: Option<Secret>,
    /// Whether no call is made.
    pub offline: bool,
}

/// A handover that was opened.
#[derive(Debug, Clone, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Opened {
    /// The partner.
    pub partner: PartnerName,
    /// Where.
    pub environment: EnvironmentName,
    /// How the partner authenticates.
    pub mechanism: MechanismKind,
    /// The value of every request payload.
    pub application_id: String,
    /// What the partner may call.
    pub apis: Vec<SharedApi>,
    /// The name of the credential in the secret store, where one came along.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stored: Option<SecretRef>,
    /// When the credential ends.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expires: Option<Moment>,
    /// The first call, and how it came out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub call: Option<CheckReport>,
    /// A line for the shell that makes a call.
    pub curl: String,
    /// What people should know.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub findings: Vec<Finding>,
    /// What to do next.
    pub next: String,
}

/// What is sealed in a handover.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Sealed {
    credential: String,
}

/// Opens a handover of the operator whose invitation was accepted here.
pub fn run(ctx: &Context<'_>, letter: &Signed<Handover>, order: &Order) -> Result<Opened> {
    must_be(ctx, Role::Partner)?;
    let key = letter.document.metadata.key();
    opened(ctx, letter, order).map_err(|error| error.at(&key))
}

fn opened(ctx: &Context<'_>, letter: &Signed<Handover>, order: &Order) -> Result<Opened> {
    let key = letter.document.metadata.key();
    let spec = &letter.document.spec;
    let session = must_be_ours(ctx, &key)?;
    let stored = {
        let _lock = ctx.store.lock(&LockScope::Profile(key.clone()), &ctx.holder())?;
        let (mut record, seen) = record(ctx, &session)?;
        must_be_expected(ctx, letter, &record)?;
        let credential = spec.sealed.as_ref().map(|sealed| unsealed(ctx, sealed, order)).transpose()?;
        let stored = credential.as_ref().map(|secret| keep(ctx, &key, &mut record, spec, secret)).transpose()?;
        describe(ctx, spec)?;
        take_over(&session, &mut record, letter)?;
        save(ctx, record, seen.as_ref())?;
        ctx.audit(Some(&key.partner), Some(&key.environment), format!("opened handover {}", letter.document.metadata.id))?;
        stored
    };
    let session = Session::open(ctx, &key.partner, &key.environment)?;
    let call = if order.offline { None } else { Some(first_call(ctx, &session, order)?) };
    Ok(told::told(ctx, letter, stored, call))
}

/// The partner's own side of it; a file for somebody else is refused.
fn must_be_ours<'a>(ctx: &Context<'a>, key: &ProfileKey) -> Result<Session<'a>> {
    let known = ctx.workspace.environments.contains_key(&key.environment) && ctx.store.partners()?.contains(&key.partner);
    if known {
        return Session::open(ctx, &key.partner, &key.environment);
    }
    let what = format!("the handover is about {key}, and this workspace accepted no such invitation");
    Err(refused(what, "run it in the folder where the invitation was accepted"))
}

/// Refuses what is not signed by the operator's key, answers another response, has ended, or was opened before.
fn must_be_expected(ctx: &Context<'_>, letter: &Signed<Handover>, record: &Record) -> Result<()> {
    let metadata = &letter.document.metadata;
    let exchange = record.status.exchange.as_ref();
    let operator = exchange.and_then(|exchange| exchange.other_side.as_ref()).and_then(|known| known.key.clone());
    if operator != Some(letter.key.sha256()) {
        let what = format!("the handover is signed with the key {}, and not with the operator's", letter.key.sha256());
        return Err(refused(what, "do not use it; ask the operator which key is theirs"));
    }
    if let Some(last) = exchange.and_then(|exchange| exchange.handover.as_ref()) {
        super::receive::must_be_newer(last, (&metadata.id, metadata.issued))?;
    }
    letter.must_be_current(ctx.clock.now(), ctx.workspace.policies.clock_skew)?;
    if letter.document.spec.mechanism != record.metadata.mechanism {
        let what =
            format!("the handover is for mechanism `{}`, and the invitation was for another", letter.document.spec.mechanism);
        return Err(refused(what, "ask the operator for a new invitation"));
    }
    let own = exchange.and_then(|exchange| exchange.response.as_ref()).map(|response| &response.id);
    if metadata.answers.is_some() && metadata.answers.as_ref() != own {
        let what = "the handover answers another response than the last one of this workspace".to_owned();
        return Err(replayed(what, "send the operator the last response again, or ask for a new handover"));
    }
    Ok(())
}

fn unsealed(ctx: &Context<'_>, sealed: &str, order: &Order) -> Result<Secret> {
    let opened = if seal::needs_passphrase(sealed.as_bytes()) {
        let told = match &order.passphrase {
            Some(told) => told.clone(),
            None => ctx.prompt.secret("passphrase that the operator told you", "--passphrase-file")?,
        };
        seal::open_with_passphrase(&told, sealed.as_bytes())
    } else {
        seal::open(&keys::identity(ctx)?, sealed.as_bytes())
    };
    let opened = opened
        .map_err(|error| refused(format!("the credential cannot be opened: {error}"), "ask the operator for a new handover"))?;
    let read = serde_json::from_slice::<Sealed>(&opened);
    let read =
        read.map_err(|_| Error::from(Cause::Usage { what: "what is sealed is no credential".to_owned(), next: String::new() }))?;
    Ok(Secret::new(read.credential))
}

/// Keeps the credential where the daily commands look for it, before the record says that it is here.
fn keep(ctx: &Context<'_>, key: &ProfileKey, record: &mut Record, spec: &HandoverSpec, secret: &Secret) -> Result<SecretRef> {
    let slot = SecretRef::credential(key);
    let fingerprint = fingerprint(ctx, secret)?;
    ctx.secrets.put(&slot, secret)?;
    let issued = ctx.clock.now();
    record.status.secrets = vec![RecordedSecret {
        name: slot.clone(),
        client_id: spec.client_id.clone(),
        fingerprint,
        issued,
        expires: spec.expires.unwrap_or_else(|| issued.after(ctx.workspace.policies.secret_lifetime)),
    }];
    Ok(slot)
}

/// Writes down the first call of each API, as the smallest description that names it.
fn describe(ctx: &Context<'_>, spec: &HandoverSpec) -> Result<()> {
    for SharedApi { api, trial, .. } in &spec.apis {
        let Some(Trial { method, path }) = trial else { continue };
        let file = format!("apis/{}.openapi.json", api.name);
        let operation = json!({ method.to_ascii_lowercase(): { "responses": { "200": { "description": "OK" } } } });
        let description = json!({
            "openapi": "3.0.3",
            "info": { "title": api.name.as_str(), "version": api.version.as_str() },
            "paths": { path: operation },
        });
        let document = ApiDocument {
            api_version: Format::V1,
            kind: Kind::Api,
            metadata: ApiMetadata { name: api.name.clone() },
            spec: ApiSpec { version: api.version.clone(), openapi: file.clone(), upstream: None, scopes: Vec::new() },
        };
        match ctx.store.add_api(&document, Some((&file, description.to_string().as_bytes()))) {
            Err(store::Error::Exists { .. }) | Ok(()) => {}
            Err(error) => return Err(error.into()),
        }
    }
    Ok(())
}

/// Writes the record's facts down as the operator says them.
fn take_over(session: &Session<'_>, record: &mut Record, letter: &Signed<Handover>) -> Result<()> {
    let (metadata, spec) = (&letter.document.metadata, &letter.document.spec);
    let remote = RemoteRef::new("handover", metadata.id.clone());
    let status = &mut record.status;
    status.application_id = Some(spec.application_id.clone());
    status.profile = Some(remote.clone());
    status.client = spec.client_id.as_ref().map(|client_id| RecordedClient {
        client_id: client_id.clone(),
        remote,
        scopes: spec.scopes.clone(),
        secret_in_body: spec.secret_in_body,
        key_header: spec.key_header.clone(),
    });
    status.apis = spec.apis.iter().map(|api| RecordedApi { api: api.api.clone(), endpoints: api.endpoints.clone() }).collect();
    status.token_endpoint.clone_from(&spec.token_endpoint);
    status.authorization_server.clone_from(&spec.authorization_server);
    status.token_audience.clone_from(&spec.token_audience);
    status.certificates.clone_from(&spec.certificates);
    status.issuer.clone_from(&spec.issuer);
    status.customer_source_id.clone_from(&spec.customer_source_id);
    let exchange = status.exchange.take().unwrap_or_default();
    status.exchange = Some(RecordedExchange { handover: Some(letter.kept()), ..exchange });
    prove(session, status, "endpoints", done(&spec.organisation, metadata.issued, format!("handover {}", metadata.id)))?;
    Ok(())
}

/// Calls the first API as the partner.
fn first_call(ctx: &Context<'_>, session: &Session<'_>, order: &Order) -> Result<CheckReport> {
    let record = session.record.as_ref().map(|read| read.value.clone());
    let not_run = |detail: String| CheckReport { name: "first call".to_owned(), ok: false, ran: false, detail, proves: false };
    let Some(record) = record else { return Ok(not_run("there is no record".to_owned())) };
    let given = Holding { id_token: order.id_token.clone(), line: Some("partnerctl verify".to_owned()), ..Holding::default() };
    match verify::first_call(ctx, session, &record, &given) {
        Ok(check) => Ok(check),
        Err(error) if matches!(*error.cause, Cause::Interrupted) => Err(error),
        Err(error) => Ok(not_run(format!("not run: {error}"))),
    }
}

//! `invite`: what a partner needs to know, in a signed file, with the mail and the page that go with it.

use std::collections::BTreeSet;

use schemars::JsonSchema;
use serde::Serialize;
use url::Url;

use crate::{
    crypto::digest,
    domain::{
        exchange::{Invitation, InvitationSpec, KeyRule, SentLetter, SharedApi, TermsFile, Trial},
        finding::{Finding, Level},
        mechanism::MechanismKind,
        moment::{Moment, Span},
        name::{ApiRef, EnvironmentName, PartnerName, ProfileKey},
        partner::SignedBy,
        record::Record,
        step::{Step, StepState},
        workspace::{Class, FirewallLine, Role},
    },
    job::{
        Context, Result,
        exchange::{file_name, keys, letter, must_be, page, record, save},
        session::{Session, published},
        signed,
    },
    store::LockScope,
};

/// An invitation that was written.
#[derive(Debug, Clone, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Invited {
    /// The partner.
    pub partner: PartnerName,
    /// Where.
    pub environment: EnvironmentName,
    /// Its id.
    pub id: String,
    /// When it ends.
    pub expires: Moment,
    /// The SHA-256 of the operator's key, to be compared by another way.
    pub fingerprint: String,
    /// What to send, relative to the workspace: the invitation, the mail, the page, and the terms where there are any.
    pub files: Vec<String>,
    /// What people should know.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub findings: Vec<Finding>,
    /// What to do next.
    pub next: String,
}

/// Writes the invitation of a partner. While nothing in it changes and it is good, it stays the same one, unless another life is wished.
pub fn run(ctx: &Context<'_>, key: &ProfileKey, life: Option<Span>) -> Result<Invited> {
    must_be(ctx, Role::Operator)?;
    let session = Session::open(ctx, &key.partner, &key.environment)?;
    written(ctx, &session, life).map_err(|error| error.at(key))
}

fn written(ctx: &Context<'_>, session: &Session<'_>, life: Option<Span>) -> Result<Invited> {
    let key = &session.key;
    let _lock = ctx.store.lock(&LockScope::Profile(key.clone()), &ctx.holder())?;
    let (mut record, seen) = record(ctx, session)?;
    let spec = spec(ctx, session, &record)?;
    let own = signed::key(ctx)?;
    let invitation = current(ctx, session, &record, (&spec, life))?;
    let made = letter::write(&invitation, &own)?;
    let fingerprint = own.public().sha256();
    let files = page::invitation(ctx, &invitation, &made.text, &fingerprint)?;
    let findings =
        without_terms(session, &record)?.into_iter().chain(life.and_then(|_| replaces(&record, &invitation))).collect();
    // Who answered with a request may come back with its certificate after the end.
    let answered = record.status.exchange.as_ref().is_some_and(|exchange| exchange.response.is_some());
    let known = &mut record.status.exchange.get_or_insert_default().invitations;
    known.retain(|sent| (sent.expires > ctx.clock.now() || answered) && sent.id != made.kept.id);
    known.push(made.kept.clone());
    save(ctx, record, seen.as_ref())?;
    let what = format!("wrote invitation {} (SHA-256 {})", made.kept.id, made.kept.sha256);
    ctx.audit(Some(&key.partner), Some(&key.environment), what)?;
    Ok(Invited {
        partner: key.partner.clone(),
        environment: key.environment.clone(),
        id: made.kept.id,
        expires: made.kept.expires,
        fingerprint,
        files,
        findings,
        next: format!("send these files; when the answer is here: `partnerctl receive {}`", file_name(key, "response.jws")),
    })
}

/// Says that another invitation than this one is out, and stays good until its end.
fn replaces(record: &Record, invitation: &Invitation) -> Option<Finding> {
    let sent = record.status.exchange.as_ref()?.invitations.last()?;
    let still = sent.id != invitation.metadata.id && sent.expires > invitation.metadata.issued;
    let subject = format!("this is a new invitation; {} is out as well, and may be answered until {}", sent.id, sent.expires);
    still.then(|| Finding::new(Level::Inform, "new-invitation", subject, "send the new files"))
}

/// Without terms in the invitation the step that waits for them would wait for ever.
fn without_terms(session: &Session<'_>, record: &Record) -> Result<Option<Finding>> {
    let ProfileKey { partner, environment } = &session.key;
    let open = |step: &Step| step.id.as_str() == "terms" && !matches!(step.state, StepState::Done | StepState::Skipped);
    let waits = session.environment.terms.is_none() && session.steps(Some(record))?.iter().any(open);
    let advice = format!(
        "name the file as `terms` of the environment in partnerctl.yaml and invite again, or note what was agreed: `partnerctl step \
         done {partner} terms -e {environment} --by WHO --evidence FILE`"
    );
    let subject = "the invitation holds no terms of use, and a step waits for them";
    Ok(waits.then(|| Finding::new(Level::Warn, "no-terms", subject, advice)))
}

/// The invitation that is out already, when it says the same and is good for a day at least; else a new one.
fn current(
    ctx: &Context<'_>,
    session: &Session<'_>,
    record: &Record,
    (spec, life): (&InvitationSpec, Option<Span>),
) -> Result<Invitation> {
    let fresh = letter::metadata(ctx, &session.key, life.unwrap_or(letter::LIFE));
    let sent = record.status.exchange.iter().flat_map(|known| &known.invitations).next_back();
    if let Some(SentLetter { id, sha256, issued, expires }) = sent.filter(|sent| sent.expires > fresh.issued.after(Span::days(1)))
    {
        let (id, issued, expires) = (id.clone(), *issued, *expires);
        let lives = life.is_none_or(|life| issued.after(life) == expires);
        let again =
            Invitation::new(crate::domain::exchange::LetterMetadata { id, issued, expires, ..fresh.clone() }, spec.clone());
        if lives && letter::sha256(&again)? == *sha256 {
            return Ok(again);
        }
    }
    Ok(Invitation::new(fresh, spec.clone()))
}

fn spec(ctx: &Context<'_>, session: &Session<'_>, record: &Record) -> Result<InvitationSpec> {
    let written = &session.presence.authentication;
    let status = &record.status;
    let apis = shared_apis(ctx, session, record)?;
    Ok(InvitationSpec {
        organisation: ctx.workspace.organisation.clone(),
        display_name: session.partner.spec.display_name.clone(),
        class: session.environment.class,
        mechanism: written.mechanism,
        signed_by: written.signed_by,
        keys: key_rule(ctx, session),
        issuer: written.issuer.clone(),
        client_id: written.client_id.clone(),
        audience: written.audience.clone(),
        claims: written.claims.clone(),
        scopes: written.scopes.clone(),
        terms: terms(ctx, session)?,
        firewall: firewall(session, &apis, status.token_endpoint.as_ref()),
        apis,
        token_endpoint: status.token_endpoint.clone(),
        recipient: keys::identity(ctx)?.recipient().to_string(),
        authorities: authorities(ctx, session),
    })
}

/// Who signs for itself needs a key; a test authority or the key itself may sign its certificate outside production.
pub(in crate::job) fn key_rule(ctx: &Context<'_>, session: &Session<'_>) -> Option<KeyRule> {
    let own = session.presence.authentication.signed_by != Some(SignedBy::Gateway);
    let bearer = session.mechanism() == MechanismKind::JwtBearer && own;
    let certificate = session.mechanism() == MechanismKind::ClientCertificate;
    let minimum_rsa_bits = ctx.workspace.policies.minimum_rsa_bits;
    (bearer || certificate).then(|| KeyRule {
        kind: if minimum_rsa_bits > 3072 { "rsa-4096" } else { "rsa-3072" }.to_owned(),
        minimum_rsa_bits,
        subject: session.environment.certificate_subject.clone(),
        // Nobody but the gateway looks at the certificate of a key that signs tokens.
        self_signed: bearer || session.environment.class == Class::NonProduction,
    })
}

pub(super) fn terms(ctx: &Context<'_>, session: &Session<'_>) -> Result<Option<TermsFile>> {
    let Some(path) = &session.environment.terms else { return Ok(None) };
    let bytes = ctx.store.attachment(path)?;
    let file = path.rsplit('/').next().unwrap_or(path).to_owned();
    Ok(Some(TermsFile { file, sha256: digest::sha256(&bytes) }))
}

/// The APIs with their addresses as far as the record knows them, and a first call.
pub(in crate::job) fn shared_apis(ctx: &Context<'_>, session: &Session<'_>, record: &Record) -> Result<Vec<SharedApi>> {
    let known = published(ctx, &session.presence.apis.iter().cloned().collect())?;
    let trial = |api: &ApiRef| {
        let (method, path) = known.iter().find(|known| known.reference == *api)?.description.trial()?;
        Some(Trial { method, path })
    };
    let endpoints = |api: &ApiRef| {
        let recorded = record.status.apis.iter().find(|known| known.api == *api);
        recorded.map(|known| known.told().into_iter().cloned().collect()).unwrap_or_default()
    };
    let shared = |api: &ApiRef| SharedApi { api: api.clone(), endpoints: endpoints(api), trial: trial(api) };
    Ok(session.presence.apis.iter().map(shared).collect())
}

/// What the environment names, and the hosts of all addresses that are known.
pub(in crate::job) fn firewall(session: &Session<'_>, apis: &[SharedApi], token_endpoint: Option<&Url>) -> Vec<FirewallLine> {
    let mut lines = session.environment.firewall.clone();
    let line = |url: &Url, purpose: &str| {
        let (host, port) = (url.host_str()?.to_owned(), url.port_or_known_default()?);
        (url.scheme() == "https").then(|| FirewallLine { host, port, purpose: Some(purpose.to_owned()) })
    };
    lines.extend(apis.iter().flat_map(|api| &api.endpoints).filter_map(|url| line(url, "API calls")));
    lines.extend(token_endpoint.and_then(|url| line(url, "tokens")));
    let mut seen = BTreeSet::new();
    lines.retain(|line| seen.insert((line.host.clone(), line.port)));
    lines
}

/// What the partner must trust besides the system's authorities, where this workspace trusts it, too.
pub(in crate::job) fn authorities(ctx: &Context<'_>, session: &Session<'_>) -> Option<String> {
    let http = (ctx.visit)(&session.key.environment, session.environment).ok()?;
    String::from_utf8(http.authorities()?.to_vec()).ok()
}

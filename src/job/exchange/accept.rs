//! `accept`: the partner's answer to an invitation. Can be run again and again: what was made is taken up, what is missing is asked for.

mod known;
mod said;

use std::{collections::BTreeMap, time::Duration};

use schemars::JsonSchema;
use serde::Serialize;

use crate::{
    crypto::key::Key,
    domain::{
        exchange::{
            FirewallResult, Invitation, InvitationSpec, Known, LetterMetadata, RecordedExchange, Response, ResponseSpec,
            TermsAnswer,
        },
        finding::{Finding, Level},
        mechanism::MechanismKind,
        moment::Span,
        name::{EnvironmentName, PartnerName, ProfileKey},
        partner::Contact,
        record::Record,
        secret::Secret,
        workspace::Role,
    },
    job::{
        Context, Event, Result,
        exchange::{
            done, file_name, firewall, keys,
            letter::{self, Signed},
            material::{self, Material},
            must_be, prove, record, save,
        },
        session::Session,
        signed,
    },
    store::LockScope,
};

pub use self::known::{Acquaintance, acquaintance};

/// What the partner says and has.
#[derive(Default)]
pub struct Order {
    /// What becomes of the terms of use; asked for when absent.
    pub terms: Option<Terms>,
    /// Key and certificate.
    pub material: material::Order,
    /// The issuer of its tokens.
    pub issuer: Option<String>,
    /// The client id at the issuer.
    pub client_id: Option<String>,
    /// Claims that identify it, instead of those of the invitation.
    pub claims: BTreeMap<String, String>,
    /// The secret of its application at the issuer, which stays here.
    pub client_secret: Option<Secret>,
    /// Whom to write to.
    pub contacts: Vec<Contact>,
    /// The SHA-256 of the operator's key so far, where the operator has a new one.
    pub replaced: Option<String>,
    /// How long one host of the firewall may take; none of them is tried when absent.
    pub patience: Option<Duration>,
}

/// What becomes of the terms of use.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Terms {
    /// Somebody accepts the file with this SHA-256.
    Accepted {
        /// The digest, in hex.
        sha256: String,
        /// Who.
        by: String,
    },
    /// They are with the one who signs.
    OpenFor(String),
}

/// An invitation that was accepted.
#[derive(Debug, Clone, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Accepted {
    /// The folder of the workspace.
    pub workspace: String,
    /// The partner.
    pub partner: PartnerName,
    /// Where.
    pub environment: EnvironmentName,
    /// How the partner authenticates.
    pub mechanism: MechanismKind,
    /// The SHA-256 of the operator's key.
    pub operator_key: String,
    /// The SHA-256 of the key that the response is signed with.
    pub own_key: String,
    /// Whether nothing is missing on this side.
    pub complete: bool,
    /// The response, to be sent, relative to the workspace.
    pub file: String,
    /// The file of the certificate.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub certificate: Option<String>,
    /// The file of the certificate request, which is to be signed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub request: Option<String>,
    /// What the firewall lets through.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub firewall: Vec<FirewallResult>,
    /// What people should know.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub findings: Vec<Finding>,
    /// What to do next.
    pub next: String,
}

/// Answers an invitation whose key was agreed to.
pub fn run(ctx: &Context<'_>, letter: &Signed<Invitation>, order: Order) -> Result<Accepted> {
    must_be(ctx, Role::Partner)?;
    let key = letter.document.metadata.key();
    answered(ctx, letter, order).map_err(|error| error.at(&key))
}

fn answered(ctx: &Context<'_>, letter: &Signed<Invitation>, mut order: Order) -> Result<Accepted> {
    let key = letter.document.metadata.key();
    let _lock = ctx.store.lock(&LockScope::Profile(key.clone()), &ctx.holder())?;
    let spec = &letter.document.spec;
    let acquaintance = acquaintance(ctx, letter, order.replaced.as_deref())?;
    if !acquaintance.answered {
        letter.must_be_current(ctx.clock.now(), Span::days(1))?;
    }
    said::settle_partner(ctx, &letter.document, &order)?;
    let (mut record, seen) = record(ctx, &Session::open(ctx, &key.partner, &key.environment)?)?;
    let terms = said::terms(ctx, spec, &record, order.terms.take())?;
    said::keep_client_secret(ctx, &key, spec, order.client_secret.as_ref())?;
    let given = std::mem::take(&mut order.material);
    let made = spec.keys.as_ref().map(|rule| material::settle(ctx, &letter.document, rule, &given)).transpose()?;
    name_certificate(ctx, &key, made.as_ref())?;
    let session = Session::open(ctx, &key.partner, &key.environment)?;
    let signing = signed::key(ctx)?;
    let signer = made.as_ref().map_or(&signing, |made| &made.key);
    let firewall = look(ctx, spec, order.patience);
    let heard = Heard { made: made.as_ref(), terms, contacts: order.contacts, firewall };
    let response = Response::new(metadata(ctx, letter), heard.spec(ctx, &session, &signing)?);
    let written = letter::write(&response, signer)?;
    ctx.store.attach(&file_name(&key, "response.jws"), written.text.as_bytes())?;
    note(ctx, &session, &mut record, &response)?;
    let exchange = record.status.exchange.get_or_insert_default();
    *exchange = RecordedExchange {
        invitations: vec![letter.kept()],
        response: Some(written.kept.clone()),
        other_side: Some(Known { key: Some(letter.key.sha256()), signing_key: None, recipient: spec.recipient.clone() }),
        handover: exchange.handover.take(),
    };
    save(ctx, record, seen.as_ref())?;
    let LetterMetadata { id, .. } = &letter.document.metadata;
    let what = format!("answered invitation {id} of key {} with response {}", letter.key.sha256(), written.kept.id);
    ctx.audit(Some(&key.partner), Some(&key.environment), what)?;
    Ok(told(letter, heard, signer))
}

/// What was heard of the partner, or made for it.
struct Heard<'a> {
    made: Option<&'a Material>,
    terms: Option<TermsAnswer>,
    contacts: Vec<Contact>,
    firewall: Vec<FirewallResult>,
}

impl Heard<'_> {
    /// The same as a response says it: public material alone.
    fn spec(&self, ctx: &Context<'_>, session: &Session<'_>, signing: &Key) -> Result<ResponseSpec> {
        let own = &session.presence.authentication;
        let text = |one: Option<&(String, String)>| one.map(|(_, text)| text.clone());
        Ok(ResponseSpec {
            mechanism: own.mechanism,
            terms: self.terms.clone(),
            contacts: self.contacts.clone(),
            certificate: text(self.made.and_then(|made| made.certificate.as_ref())),
            request: text(self.made.and_then(|made| made.request.as_ref())),
            jwks_uri: own.jwks_uri.clone(),
            issuer: own.issuer.clone(),
            client_id: own.client_id.clone(),
            claims: own.claims.clone(),
            recipient: keys::identity(ctx)?.recipient().to_string(),
            signing_key: signing.public().sha256(),
            firewall: self.firewall.clone(),
        })
    }
}

fn metadata(ctx: &Context<'_>, letter: &Signed<Invitation>) -> LetterMetadata {
    let invitation = &letter.document.metadata;
    LetterMetadata { answers: Some(invitation.id.clone()), ..letter::metadata(ctx, &invitation.key(), letter::LIFE) }
}

/// Names the certificate in the partner file of this side, where calls look for it.
fn name_certificate(ctx: &Context<'_>, key: &ProfileKey, made: Option<&Material>) -> Result<()> {
    if let Some((file, _)) = made.and_then(|made| made.certificate.as_ref()) {
        let environments = ctx.store.partner(&key.partner)?.spec.environments;
        if environments.get(&key.environment).is_some_and(|presence| presence.authentication.certificates.contains(file)) {
            return Ok(());
        }
        let path = format!("spec.environments.{}.authentication.certificates", key.environment);
        ctx.store.revise(&key.partner, &path, &format!("[{file}]"))?;
    }
    Ok(())
}

fn look(ctx: &Context<'_>, spec: &InvitationSpec, patience: Option<Duration>) -> Vec<FirewallResult> {
    let Some(patience) = patience else { return firewall::untried(&spec.firewall) };
    if !spec.firewall.is_empty() {
        (ctx.tell)(&Event::Waiting { what: "the hosts behind the firewall".to_owned() });
    }
    firewall::look(&spec.firewall, patience)
}

/// Writes into the own ledger what this side did.
fn note(ctx: &Context<'_>, session: &Session<'_>, record: &mut Record, response: &Response) -> Result<()> {
    let (by, at) = (session.key.partner.as_str(), ctx.clock.now());
    let status = &mut record.status;
    if let Some(terms) = &response.spec.terms {
        prove(session, status, "terms", said::noted(terms, at))?;
    }
    if firewall::all_open(&response.spec.firewall) {
        prove(session, status, "firewall", done(by, at, firewall::summary(&response.spec.firewall)))?;
    }
    if response.spec.certificate.is_some() || response.spec.request.is_some() {
        prove(session, status, "key-pair", done(by, at, "the private key is in the secret store"))?;
    }
    Ok(())
}

fn told(letter: &Signed<Invitation>, heard: Heard<'_>, signer: &Key) -> Accepted {
    let Invitation { metadata, spec, .. } = &letter.document;
    let file = file_name(&metadata.key(), "response.jws");
    let name = |one: Option<&(String, String)>| one.map(|(file, _)| file.clone());
    let request = name(heard.made.and_then(|made| made.request.as_ref()));
    let unsigned = heard.terms.as_ref().filter(|terms| terms.accepted.is_none());
    let again = file_name(&metadata.key(), "invitation.jws");
    let next = match (&request, unsigned) {
        (Some(request), _) => {
            format!("send {file}; have {request} signed, then `partnerctl accept {again} --certificate SIGNED.pem`")
        }
        (None, Some(TermsAnswer { sha256, by, .. })) => {
            format!("send {file}; when {by} agrees: `partnerctl accept {again} --accept-terms {sha256} --by '{by}'`")
        }
        (None, None) => {
            format!("send {file}; when the answer is here: `partnerctl open {}`", file_name(&metadata.key(), "handover.jws"))
        }
    };
    let complete = request.is_none() && unsigned.is_none();
    let mut findings: Vec<Finding> = heard.made.map(|made| made.findings.clone()).unwrap_or_default();
    findings.retain(|finding| finding.level != Level::Inform);
    Accepted {
        workspace: String::new(),
        partner: metadata.partner.clone(),
        environment: metadata.environment.clone(),
        mechanism: spec.mechanism,
        operator_key: letter.key.sha256(),
        own_key: signer.public().sha256(),
        complete,
        file,
        certificate: name(heard.made.and_then(|made| made.certificate.as_ref())),
        request,
        firewall: heard.firewall,
        findings,
        next,
    }
}

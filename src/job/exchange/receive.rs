//! `receive`: what a partner sent, by a signed file. A response is held against the invitation that it answers.

mod taking;

use schemars::JsonSchema;
use serde::Serialize;

use crate::{
    domain::{
        exchange::{Known, LetterMetadata, Request, Response, SentLetter},
        finding::Finding,
        name::{EnvironmentName, PartnerName},
        record::Record,
        workspace::Role,
    },
    job::{
        Context, Result,
        exchange::{
            keys::{self, Comparison},
            letter::{self, Signed, refused, replayed, typ},
            must_be,
            receive::taking::Taking,
            record, request, save, taken,
        },
        material::{Given, usage},
        session::Session,
    },
    store::LockScope,
};

/// How a file is taken.
#[derive(Debug, Default)]
pub struct Order {
    /// The environment that it must be about.
    pub environment: Option<EnvironmentName>,
    /// The SHA-256 of the partner's key, which somebody compared.
    pub partner_key: Option<String>,
}

/// What was taken.
#[derive(Debug, Clone, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Received {
    /// `request`, `response`, `result`, `material` or `recipient`.
    pub kind: String,
    /// The partner.
    pub partner: PartnerName,
    /// Where.
    pub environment: EnvironmentName,
    /// The SHA-256 of the key that signed it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub key: Option<String>,
    /// Whether the partner showed that it holds the private key: `shown` or `not shown`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub possession: Option<String>,
    /// What was changed, line by line.
    pub changes: Vec<String>,
    /// What people should know.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub findings: Vec<Finding>,
    /// What to do next.
    pub next: String,
}

/// Takes a signed file of a partner: request, response, or the result of its calls.
pub fn run(ctx: &Context<'_>, given: &Given, order: &Order) -> Result<Received> {
    must_be(ctx, Role::Operator)?;
    let kind = letter::kind_of(given)?;
    match kind.as_str() {
        kind if kind == typ::<Response>() => response(ctx, &letter::read(given)?, order),
        kind if kind == typ::<Request>() => request::taken(ctx, &letter::read(given)?, order),
        taken::TYP => taken::run(ctx, given, order),
        _ => {
            let next = format!("`partnerctl show {}` says what it holds", given.name);
            Err(usage(format!("`{}` is not a file that an operator receives", given.name), next))
        }
    }
}

fn response(ctx: &Context<'_>, letter: &Signed<Response>, order: &Order) -> Result<Received> {
    let key = letter.document.metadata.key();
    if let Some(environment) = &order.environment {
        letter.must_be_about(&crate::domain::name::ProfileKey { environment: environment.clone(), ..key.clone() })?;
    }
    believed(ctx, letter, order).map_err(|error| error.at(&key))
}

fn believed(ctx: &Context<'_>, letter: &Signed<Response>, order: &Order) -> Result<Received> {
    let key = letter.document.metadata.key();
    let session = Session::open(ctx, &key.partner, &key.environment)?;
    let _lock = ctx.store.lock(&LockScope::Profile(key.clone()), &ctx.holder())?;
    let (mut record, seen) = record(ctx, &session)?;
    must_answer(ctx, letter, &record)?;
    must_be_of_partner(ctx, letter, &record, order)?;
    let mut taking =
        Taking { ctx, session: &session, letter, changes: Vec::new(), findings: Vec::new(), shown: None, beside: None };
    let file = taking.material()?;
    taking.partner_file(file.as_deref())?;
    taking.evidence(&mut record.status, file.as_deref())?;
    let spec = &letter.document.spec;
    let exchange = record.status.exchange.get_or_insert_default();
    exchange.response = Some(letter.kept());
    let signing_key = Some(spec.signing_key.clone());
    exchange.other_side = Some(Known { key: Some(letter.key.sha256()), signing_key, recipient: spec.recipient.clone() });
    let answer = taking.told();
    save(ctx, record, seen.as_ref())?;
    let what = format!("took response {} of key {} ({})", letter.document.metadata.id, letter.key.sha256(), letter.sha256);
    ctx.audit(Some(&key.partner), Some(&key.environment), what)?;
    Ok(answer)
}

/// Refuses what answers no invitation of ours, has ended, or was taken before.
fn must_answer(ctx: &Context<'_>, letter: &Signed<Response>, record: &Record) -> Result<()> {
    let LetterMetadata { id, issued, answers, .. } = &letter.document.metadata;
    let exchange = record.status.exchange.as_ref();
    if let Some(last) = exchange.and_then(|exchange| exchange.response.as_ref()) {
        must_be_newer(last, (id, *issued))?;
    }
    letter.must_be_current(ctx.clock.now(), ctx.workspace.policies.clock_skew)?;
    let sent = exchange.iter().flat_map(|exchange| &exchange.invitations).find(|sent| Some(&sent.id) == answers.as_ref());
    let Some(sent) = sent else {
        let what = "the response answers no invitation that this workspace sent to this partner".to_owned();
        return Err(refused(
            what,
            format!("send one: `partnerctl invite {} -e {}`", record.metadata.name, record.metadata.environment),
        ));
    };
    if sent.expires < *issued && !follows(letter, exchange) {
        let what = format!("the response was written after the invitation ended at {}", sent.expires);
        return Err(refused(what, format!("`partnerctl invite {}` writes a new one", record.metadata.name)));
    }
    if letter.document.spec.mechanism == record.metadata.mechanism {
        return Ok(());
    }
    let what =
        format!("the response is for mechanism `{}`, and not `{}`", letter.document.spec.mechanism, record.metadata.mechanism);
    Err(refused(what, "invite the partner again"))
}

/// Whether a response goes on with an earlier one, by the same key: a certificate or a signatory may take longer than the invitation lived.
fn follows(letter: &Signed<Response>, exchange: Option<&crate::domain::exchange::RecordedExchange>) -> bool {
    let known = exchange.filter(|exchange| exchange.response.is_some()).and_then(|exchange| exchange.other_side.as_ref());
    known.is_some_and(|known| known.key == Some(letter.key.sha256()))
}

/// Refuses a letter that was taken before, or that is older than the one that was.
pub(super) fn must_be_newer(last: &SentLetter, (id, issued): (&str, crate::domain::moment::Moment)) -> Result<()> {
    if last.id == id {
        return Err(replayed("this file was taken before", "there is nothing to do; a newer file of the partner may be taken"));
    }
    if issued < last.issued {
        let what = format!("this file was written at {issued}, before the one that was taken last ({})", last.issued);
        return Err(replayed(what, "take the newest file of the partner"));
    }
    Ok(())
}

/// The key that signed the first response is the partner's from then on; another one needs consent.
fn must_be_of_partner(ctx: &Context<'_>, letter: &Signed<Response>, record: &Record, order: &Order) -> Result<()> {
    let known = record.status.exchange.as_ref().and_then(|exchange| exchange.other_side.as_ref());
    let own = letter.key.sha256();
    let same = known.and_then(|known| known.key.as_ref()).is_none_or(|known| *known == own);
    if same && order.partner_key.is_none() {
        return Ok(());
    }
    let before = known.and_then(|known| known.key.as_deref()).filter(|_| !same);
    let given = order.partner_key.as_deref();
    keys::agree(ctx.prompt, &Comparison { key: &letter.key, whose: "the partner", before, given, flag: "--partner-key" })
}

/// Whether possession was shown, as reports say it.
pub(super) const fn possession(shown: bool) -> &'static str {
    if shown { "shown" } else { "not shown" }
}

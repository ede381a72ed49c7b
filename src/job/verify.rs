//! `verify`: makes the partner's calls as the partner: token, each assigned API, and the calls that must be refused.

mod calls;
mod note;
mod wrong;

use serde::Serialize;

use crate::{
    crypto::random,
    domain::{
        finding::{Finding, Level},
        moment::{Moment, Span},
        name::{ApiRef, EnvironmentName, PartnerName},
        record::Record,
    },
    files::Mode,
    job::{
        Cause, Context, Event, Result,
        badge::Given,
        exchange::taken::TYP,
        material::Target,
        report::{Board, PartnerReport},
        session::Session,
        signed,
    },
    store,
};

pub use self::calls::{calls, first_call};
use self::note::note;

/// Whose calls to make.
#[derive(Debug, Clone)]
pub struct Order {
    /// The partner.
    pub name: PartnerName,
    /// Where.
    pub environment: EnvironmentName,
    /// What is given instead of what the secret store has.
    pub given: Given,
    /// Where a signed result is written.
    pub report: Option<Target>,
}

/// Makes the calls, and notes what was seen as evidence of the step `validate`.
pub fn run(ctx: &Context<'_>, order: &Order) -> Result<Board> {
    order.report.as_ref().map_or(Ok(()), Target::check)?;
    let session = Session::open(ctx, &order.name, &order.environment)?;
    let mut board = checked(ctx, &session, &order.given).map_err(|error| error.at(&session.key))?;
    if let Some(target) = &order.report {
        let at = ctx.clock.now();
        let answers =
            session.record.as_ref().and_then(|read| Some(read.value.status.exchange.as_ref()?.handover.as_ref()?.id.clone()));
        let outcome = Outcome { id: random::identifier(), at, expires: at.after(LIFE), answers, partners: &board.partners };
        let signed = signed::sign(ctx, TYP, &serde_json::to_value(outcome).unwrap_or_default())?;
        target.write(signed.as_bytes(), Mode::Public)?;
        if session.is_partners() {
            let file = target.path.as_ref().map(|path| path.display().to_string()).unwrap_or_default();
            board.partners.iter_mut().for_each(|report| report.next = Some(send(&file)));
        }
    }
    Ok(board)
}

/// What becomes of a signed result.
fn send(file: &str) -> String {
    format!("send {file} to the operator, who types `partnerctl receive {file}`")
}

/// What a signed result says.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Outcome<'a> {
    id: String,
    at: Moment,
    expires: Moment,
    #[serde(skip_serializing_if = "Option::is_none")]
    answers: Option<String>,
    partners: &'a [PartnerReport],
}

fn checked(ctx: &Context<'_>, session: &Session<'_>, given: &Given) -> Result<Board> {
    let record = onboarded(session)?;
    (ctx.tell)(&Event::Waiting { what: format!("the calls of {}", session.key) });
    let checks = calls(ctx, session, &record, given)?;
    let findings = match note(ctx, session, &record.status, &checks) {
        // What was seen is worth more than that it could not be noted.
        Err(error) if matches!(&*error.cause, Cause::Store(store::Error::Locked { .. })) => {
            vec![Finding::new(Level::Warn, "not-noted", session.key.to_string(), format!("the result was not recorded: {error}"))]
        }
        noted => noted.map(|()| Vec::new())?,
    };
    let record = ctx.store.record(&session.key)?.map_or(record.clone(), |read| read.value);
    let mut report = session.report(Some(&record))?;
    report.checks = checks;
    report.findings.extend(findings);
    Ok(Board { partners: vec![report] })
}

fn onboarded(session: &Session<'_>) -> Result<Record> {
    let record = session.record.as_ref().map(|read| read.value.clone());
    record.filter(|record| record.status.profile.is_some()).ok_or_else(|| {
        let what = format!("partner `{}` is not onboarded in `{}` yet", session.key.partner, session.key.environment);
        let (partner, environment) = (&session.key.partner, &session.key.environment);
        let next = if session.is_partners() {
            format!("`partnerctl open {partner}.{environment}.handover.jws`, which the operator sends")
        } else {
            format!("`partnerctl onboard {partner} -e {environment}`")
        };
        Cause::NotFound { what, next }.into()
    })
}

/// What the check of a call to an API is called.
fn api_call(api: &ApiRef) -> String {
    format!("call {api}")
}

/// How long a signed result counts.
const LIFE: Span = Span::days(30);

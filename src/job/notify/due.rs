//! What is due: each document with what it is about, so that the same thing is told once.

use super::{
    Order,
    table::{self, Notice},
};
use crate::{
    crypto::digest,
    domain::{
        moment::Moment,
        name::{EnvironmentName, PartnerName},
        record::{Record, RecordStatus},
        step::{Owner, StepState},
    },
    job::{Context, Result, exchange::invite, report::PartnerReport, session::Session, status::touched},
    ledger::next,
};

/// A document that is due.
#[derive(Debug, Clone)]
pub(super) struct Due {
    /// Its name.
    pub(super) document: String,
    /// What it is about.
    pub(super) event: String,
    /// Whose move it is, for a reminder.
    pub(super) owner: Option<Owner>,
    /// Its line of the table.
    pub(super) notice: &'static Notice,
}

/// The partners that want something in an environment. A file that cannot be read is one of them: its fault is to be seen.
pub(super) fn present(ctx: &Context<'_>, environment: &EnvironmentName) -> Result<Vec<PartnerName>> {
    let wants =
        |name: &PartnerName| ctx.store.partner(name).map_or(true, |partner| partner.spec.environments.contains_key(environment));
    Ok(ctx.store.partners()?.into_iter().filter(wants).collect())
}

/// The documents that are due for a partner, in the order of the table. Who hears of something else today is not reminded as well.
pub(super) fn all(ctx: &Context<'_>, session: &Session<'_>, record: &Record, order: &Order) -> Result<Vec<Due>> {
    let mut report = session.report(Some(record))?;
    report.age_days = Some(ctx.clock.now().days_since(last_heard(record)));
    let look = Look { ctx, session, status: &record.status, report: &report, order, now: ctx.clock.now() };
    let mut found: Vec<Due> = Vec::new();
    for notice in table::notices()? {
        let asked = order.documents.contains(&notice.document);
        if !order.documents.is_empty() && !asked {
            continue;
        }
        let hears = found.iter().any(|due| is_new(record, due));
        let when = match (asked, hears) {
            (true, _) => Remind::Now,
            (false, true) => Remind::Never,
            (false, false) => Remind::AfterPatience,
        };
        if let Some(event) = look.event(&notice.document, when)? {
            let owner = (notice.document == REMINDER).then_some(report.waiting_on).flatten();
            found.push(Due { document: notice.document.clone(), event, owner, notice });
        }
    }
    Ok(found)
}

fn is_new(record: &Record, due: &Due) -> bool {
    !record.status.notices.iter().any(|sent| sent.document == due.document && sent.event == due.event)
}

/// When something last happened, or was last sent.
fn last_heard(record: &Record) -> Moment {
    let sent = record.status.notices.iter().map(|sent| sent.at);
    sent.chain([touched(record)]).max().unwrap_or(record.metadata.updated)
}

/// When a reminder goes out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Remind {
    /// It was asked for.
    Now,
    /// After nothing was heard for a while.
    AfterPatience,
    /// Not today: the partner hears of something else.
    Never,
}

struct Look<'a> {
    ctx: &'a Context<'a>,
    session: &'a Session<'a>,
    status: &'a RecordStatus,
    report: &'a PartnerReport,
    order: &'a Order,
    now: Moment,
}

impl Look<'_> {
    /// What a document is about, when it is due.
    fn event(&self, document: &str, when: Remind) -> Result<Option<String>> {
        match document {
            "invitation" => Ok(self.invitation()),
            "handover" => Ok(self.handover()),
            "firewall-request" => self.firewall(),
            "rotation-notice" => Ok(self.ending()),
            REMINDER => Ok(self.reminder(when)),
            _ => Ok(None),
        }
    }

    /// An invitation that nobody answered yet.
    fn invitation(&self) -> Option<String> {
        let exchange = self.status.exchange.as_ref()?;
        let last = exchange.invitations.last().filter(|last| last.expires > self.now)?;
        let answered = exchange.response.as_ref().is_some_and(|response| response.issued >= last.issued);
        (!answered).then(|| last.id.clone())
    }

    /// A handover, until the partner has shown that it can call.
    fn handover(&self) -> Option<String> {
        let last = self.status.exchange.as_ref()?.handover.as_ref().filter(|last| last.expires > self.now)?;
        self.is_open("validate").then(|| last.id.clone())
    }

    /// The hosts and ports, until the firewall is said to be open. Others than before are something new.
    fn firewall(&self) -> Result<Option<String>> {
        let shared = match &self.session.record {
            Some(read) => invite::shared_apis(self.ctx, self.session, &read.value)?,
            None => Vec::new(),
        };
        let lines = invite::firewall(self.session, &shared, self.status.token_endpoint.as_ref());
        if lines.is_empty() || !self.is_open("firewall") {
            return Ok(None);
        }
        let text = lines.iter().map(|line| format!("{}:{}", line.host, line.port)).collect::<Vec<_>>().join("\n");
        Ok(Some(digest::sha256(text.as_bytes()).chars().take(16).collect()))
    }

    /// The first credential that ends soon, or has ended.
    fn ending(&self) -> Option<String> {
        let first = self.report.expires?;
        (first <= self.now.after(self.order.within)).then(|| format!("ends {first}"))
    }

    /// The next step, when nothing was heard for as long as somebody may take.
    fn reminder(&self, when: Remind) -> Option<String> {
        let step = next::next_step(&self.report.steps)?;
        let age = self.report.age_days.unwrap_or_default();
        let patience = i64::try_from(self.order.patience.duration().as_secs() / DAY).unwrap_or(i64::MAX);
        let is_time = when == Remind::Now || (when == Remind::AfterPatience && age >= patience);
        is_time.then(|| step.id.to_string())
    }

    fn is_open(&self, id: &str) -> bool {
        let step = self.report.steps.iter().find(|step| step.id.as_str() == id);
        step.is_some_and(|step| !matches!(step.state, StepState::Done | StepState::Skipped))
    }
}

/// The document that asks for the next step.
pub(super) const REMINDER: &str = "reminder";
const DAY: u64 = 86_400;

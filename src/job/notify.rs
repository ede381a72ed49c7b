//! `notify`: sends each partner the documents that are due, by mail or as files, and the same one never twice. What went where and when
//! stands in the record, written down before the next message goes out.

mod due;
mod letter;
mod post;
mod table;

use std::time::Duration;

use schemars::JsonSchema;
use serde::Serialize;

use crate::{
    domain::{
        mail::{MailSettings, NoticeState, SentNotice},
        moment::{Moment, Span},
        name::{EnvironmentName, PartnerName, ProfileKey},
        record::Record,
        workspace::Role,
    },
    job::{Cause, Context, Error, Event, Result, exchange::must_be, report::ErrorReport, session::Session},
    mail::{self, Mail, Mailbox, Message, Taken},
    store::{LockScope, Revision},
};

use due::Due;

pub use self::post::Way;

/// What to send to whom.
#[derive(Debug, Clone)]
pub struct Order {
    /// The partners; all of the environment when empty.
    pub names: Vec<PartnerName>,
    /// Where.
    pub environment: EnvironmentName,
    /// Only these documents; all that are due when empty.
    pub documents: Vec<String>,
    /// How they go.
    pub way: Way,
    /// Whether nothing is sent, and it is only said what would be.
    pub dry_run: bool,
    /// Whether what was sent before is sent once more.
    pub again: bool,
    /// How long before a credential ends its owner hears of it.
    pub within: Span,
    /// How long somebody may take before being reminded.
    pub patience: Span,
    /// How long one answer of the mail server may take.
    pub timeout: Duration,
}

/// What was sent.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Notified {
    /// Through which mail server, or into which folder.
    pub through: String,
    /// One entry per partner.
    pub partners: Vec<PartnerNotices>,
}

/// What was sent to one partner.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct PartnerNotices {
    /// The partner.
    pub name: PartnerName,
    /// Where.
    pub environment: EnvironmentName,
    /// The documents that are due, one line for each address.
    pub notices: Vec<NoticeLine>,
    /// Why it failed; the first reason when there are several.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error: Option<ErrorReport>,
    /// The failure itself; the reception turns it into `error`.
    #[serde(skip)]
    pub failure: Option<Error>,
}

/// One document for one address.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct NoticeLine {
    /// Which document, such as `handover`.
    pub document: String,
    /// What it is about.
    pub event: String,
    /// The role of the contact that it goes to, or `operator`.
    pub role: String,
    /// The address.
    pub to: String,
    /// The subject.
    pub subject: String,
    /// The files that go along.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub files: Vec<String>,
    /// What became of it.
    pub outcome: Outcome,
    /// When it went, or when it had gone before.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub at: Option<Moment>,
    /// Its `Message-ID`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub message_id: Option<String>,
    /// The server's own answer, the file, or why it failed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub answer: Option<String>,
}

/// What became of one document for one address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// The mail server took it.
    Sent,
    /// It was written to a file.
    Written,
    /// It would be sent.
    WouldSend,
    /// It went before, and was left alone.
    SentBefore,
    /// It was not taken.
    Failed,
    /// Nobody knows: the connection broke before the server answered.
    Unknown,
}

impl Outcome {
    /// The word for it.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Sent => "sent",
            Self::Written => "written",
            Self::WouldSend => "would send",
            Self::SentBefore => "sent before",
            Self::Failed => "failed",
            Self::Unknown => "unknown",
        }
    }
}

/// Sends what is due. One partner's failure never stops the rest.
pub fn run(ctx: &Context<'_>, order: &Order) -> Result<Notified> {
    must_be(ctx, Role::Operator)?;
    ctx.environment(&order.environment)?;
    table::must_know(&order.documents)?;
    let settings = post::settings(ctx)?;
    let from = post::sender(settings)?;
    let mut post = if order.dry_run { None } else { Some(post::open(ctx, settings, order)?) };
    let names = if order.names.is_empty() { due::present(ctx, &order.environment)? } else { order.names.clone() };
    let mut partners = Vec::with_capacity(names.len());
    for name in names {
        ctx.check_stop()?;
        let key = ProfileKey { partner: name, environment: order.environment.clone() };
        let mut desk = Desk { ctx, order, settings, from: &from, key: &key, lines: Vec::new(), failure: None };
        let end = desk.partner(post.as_deref_mut());
        let failure = desk.failure.or(end.err()).map(|error| error.at(&key));
        if failure.as_ref().is_some_and(|error| matches!(*error.cause, Cause::Interrupted)) {
            return Err(Cause::Interrupted.into());
        }
        let (name, environment, notices) = (key.partner.clone(), key.environment.clone(), desk.lines);
        partners.push(PartnerNotices { name, environment, notices, error: None, failure });
    }
    Ok(Notified { through: post::named(settings, order), partners })
}

/// One partner's mail on its way.
struct Desk<'a> {
    ctx: &'a Context<'a>,
    order: &'a Order,
    settings: &'a MailSettings,
    from: &'a Mailbox,
    key: &'a ProfileKey,
    lines: Vec<NoticeLine>,
    /// The first one.
    failure: Option<Error>,
}

/// The record as it stands while messages go out.
struct Book {
    record: Record,
    seen: Option<Revision>,
}

impl Desk<'_> {
    fn partner(&mut self, mut post: Option<&mut (dyn Mail + 'static)>) -> Result<()> {
        let (ctx, key) = (self.ctx, self.key);
        let _lock = (!self.order.dry_run).then(|| ctx.store.lock(&LockScope::Profile(key.clone()), &ctx.holder())).transpose()?;
        let session = Session::open(ctx, &key.partner, &key.environment)?;
        let known = session.record.as_ref().map(|read| (read.value.clone(), Some(read.revision.clone())));
        let (record, seen) = known.unwrap_or_else(|| (Record::new(key, session.mechanism(), ctx.clock.now()), None));
        let mut book = Book { record, seen };
        for due in due::all(ctx, &session, &book.record, self.order)? {
            if let Err(error) = self.document(&session, &mut book, &due, post.as_deref_mut()) {
                self.failure.get_or_insert(error);
            }
        }
        Ok(())
    }

    /// Sends a document to each of its addresses. What one server says about one address is not the end of the others.
    fn document(
        &mut self,
        session: &Session<'_>,
        book: &mut Book,
        due: &Due,
        mut post: Option<&mut (dyn Mail + 'static)>,
    ) -> Result<()> {
        let sheet = letter::written(self.ctx, session, &book.record, due)?;
        for (role, to) in letter::readers(session, self.settings, due, &sheet)? {
            self.ctx.check_stop()?;
            let earlier = book.earlier(due, to.address()).cloned();
            let message = letter::addressed(self.ctx, self.from, self.settings, (&sheet, due), (session, &to, earlier.as_ref()))?;
            let mut line = line(due, &role, &message);
            let settled = earlier.filter(|_| !self.order.again);
            match (settled, post.as_deref_mut()) {
                (Some(earlier), _) => line.left_alone(&earlier),
                (None, None) => line.message_id = Some(message.message_id()),
                (None, Some(post)) => self.deliver(book, due, (&message, post), &mut line)?,
            }
            self.lines.push(line);
        }
        Ok(())
    }

    /// Hands a message over, and writes down what became of it before anything else happens.
    fn deliver(
        &mut self,
        book: &mut Book,
        due: &Due,
        (message, post): (&Message, &mut (dyn Mail + 'static)),
        line: &mut NoticeLine,
    ) -> Result<()> {
        (self.ctx.tell)(&Event::Waiting { what: format!("mail to {}", message.to.address()) });
        let taken = post.send(message);
        line.settle(&taken, &self.order.way, message, self.ctx.clock.now());
        if let Some(state) = line.state() {
            book.note(self.ctx, due, message, state)?;
            let (document, event, to) = (&due.document, &due.event, message.to.address());
            let what = format!("{state} {document} ({event}) to {to} as {}", message.message_id());
            self.ctx.audit(Some(&self.key.partner), Some(&self.key.environment), what)?;
        }
        if let Err(error) = taken {
            self.failure.get_or_insert(error.into());
        }
        Ok(())
    }
}

impl Book {
    /// What is known of the same document about the same thing to the same address.
    fn earlier(&self, due: &Due, to: &str) -> Option<&SentNotice> {
        self.record.status.notices.iter().find(|sent| sent.document == due.document && sent.event == due.event && sent.to == to)
    }

    fn note(&mut self, ctx: &Context<'_>, due: &Due, message: &Message, state: NoticeState) -> Result<()> {
        let to = message.to.address().to_owned();
        let before = self.earlier(due, &to).map_or(0, |sent| sent.times);
        let times = before + u32::from(state != NoticeState::Unknown);
        let (document, event) = (due.document.clone(), due.event.clone());
        let sent = SentNotice { document, event, to, at: message.date, state, message_id: message.message_id(), times };
        let known = &mut self.record.status.notices;
        known.retain(|one| (&one.document, &one.event, &one.to) != (&sent.document, &sent.event, &sent.to));
        known.push(sent);
        self.record.metadata.updated = ctx.clock.now();
        self.seen = Some(ctx.store.save(&self.record, self.seen.as_ref())?);
        Ok(())
    }
}

fn line(due: &Due, role: &str, message: &Message) -> NoticeLine {
    NoticeLine {
        document: due.document.clone(),
        event: due.event.clone(),
        role: role.to_owned(),
        to: message.to.address().to_owned(),
        subject: message.subject.clone(),
        files: message.attachments.iter().map(|file| file.name.clone()).collect(),
        outcome: Outcome::WouldSend,
        at: None,
        message_id: None,
        answer: None,
    }
}

impl NoticeLine {
    fn left_alone(&mut self, earlier: &SentNotice) {
        self.outcome = if earlier.state == NoticeState::Unknown { Outcome::Unknown } else { Outcome::SentBefore };
        (self.at, self.message_id) = (Some(earlier.at), Some(earlier.message_id.clone()));
    }

    fn settle(&mut self, taken: &mail::Result<Taken>, way: &Way, message: &Message, now: Moment) {
        self.outcome = match (taken, way) {
            (Ok(_), Way::Server) => Outcome::Sent,
            (Ok(_), Way::Folder(_)) => Outcome::Written,
            (Err(mail::Error::Unknown { .. }), _) => Outcome::Unknown,
            (Err(_), _) => Outcome::Failed,
        };
        self.answer = Some(taken.as_ref().map_or_else(ToString::to_string, |taken| taken.answer.clone()));
        self.at = (self.outcome != Outcome::Failed).then_some(now);
        self.message_id = Some(message.message_id());
    }

    /// What the record keeps of it; nothing of what was not taken.
    const fn state(&self) -> Option<NoticeState> {
        match self.outcome {
            Outcome::Sent => Some(NoticeState::Sent),
            Outcome::Written => Some(NoticeState::Written),
            Outcome::Unknown => Some(NoticeState::Unknown),
            Outcome::WouldSend | Outcome::SentBefore | Outcome::Failed => None,
        }
    }
}

//! `due`: what ends soon. Reads records and partner files; with `online` also what gateways and partners show.

mod look;
mod next;
mod notice;

use schemars::JsonSchema;
use serde::Serialize;

use crate::{
    crypto::certificate::Certificate as Parsed,
    domain::{
        finding::{Finding, Level},
        moment::{Moment, Span},
        name::{EnvironmentName, PartnerName, ProfileKey},
        partner::Presence,
        record::Record,
        secret::{ROTATION_SLOTS, SecretRef},
    },
    files,
    job::{Cause, Context, Error, Event, Result, cores, handed::parsed, material::Given, whole},
    store,
};

use notice::notices;

/// What to look for.
#[derive(Debug, Clone)]
pub struct Order {
    /// The partners; all when empty.
    pub names: Vec<PartnerName>,
    /// The environment; all when absent.
    pub environment: Option<EnvironmentName>,
    /// How soon.
    pub within: Span,
    /// Whether to look at gateways and at published keys, too.
    pub online: bool,
}

/// What `due` answers.
#[derive(Debug, Default, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Due {
    /// What ends, the first to end first.
    pub due: Vec<End>,
    /// What could not be looked at.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub findings: Vec<Finding>,
    /// The last day that was looked at.
    pub until: Option<Moment>,
    /// How many days before an end people are told; not part of the document.
    #[serde(skip)]
    pub notices: Vec<u16>,
}

/// Something that ends.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct End {
    /// Whose it is; absent for the gateway's own.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub partner: Option<PartnerName>,
    /// Where.
    pub environment: EnvironmentName,
    /// What it is.
    pub kind: EndKind,
    /// Which one: a client id, a subject, a key's name.
    pub subject: String,
    /// When it ends.
    pub expires: Moment,
    /// In how many days; negative when it ended already.
    pub days_left: i64,
    /// How many days before its end those who must act were to be told last; absent before the first notice.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub notice: Option<u16>,
    /// What to do.
    pub next: String,
}

/// What can end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum EndKind {
    /// A client secret or an API key.
    Secret,
    /// A certificate of a partner or of its chain.
    Certificate,
    /// A certificate beside a key that a partner publishes.
    Key,
    /// A certificate that the gateway shows its callers.
    GatewayCertificate,
    /// A rotation that waits to be gone on with.
    Rotation,
}

impl EndKind {
    /// The word in tables.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Secret => "secret",
            Self::Certificate => "certificate",
            Self::Key => "key",
            Self::GatewayCertificate => "gateway-certificate",
            Self::Rotation => "rotation",
        }
    }
}

/// Finds what ends soon.
pub fn run(ctx: &Context<'_>, order: &Order) -> Result<Due> {
    if let Some(name) = &order.environment {
        ctx.environment(name)?;
    }
    let mut search =
        Search { ctx, order, until: ctx.clock.now().after(order.within), notices: notices(ctx)?, due: Due::default() };
    for name in ctx.workspace.environments.keys().filter(|name| order.environment.as_ref().is_none_or(|wanted| wanted == *name)) {
        search.environment(name)?;
    }
    let mut due = search.due;
    due.notices = search.notices;
    due.until = Some(search.until);
    due.due.sort_by(|left, right| {
        (left.expires, &left.partner, &left.subject).cmp(&(right.expires, &right.partner, &right.subject))
    });
    due.due.dedup();
    Ok(due)
}

/// Whose something is.
#[derive(Debug, Clone, Copy)]
enum Whose<'a> {
    Partner(&'a ProfileKey),
    Gateway(&'a EnvironmentName),
}

/// What the files say about a partner.
struct Known {
    record: Option<Record>,
    /// Where certificates are in use: the record knows what identifies the partner, the rest of its chain stands in the files.
    presence: Result<Option<Presence>>,
}

impl Known {
    fn read(ctx: &Context<'_>, key: &ProfileKey) -> Result<Self> {
        let record = ctx.store.record(key)?.map(|read| read.value);
        let certified = |record: &Record| !record.status.certificates.is_empty() || record.status.issuer.is_some();
        let presence = match record.as_ref().is_some_and(certified).then(|| ctx.store.partner(&key.partner)) {
            None | Some(Err(store::Error::File(files::Error::Missing { .. }))) => Ok(None),
            Some(Ok(partner)) => Ok(partner.spec.environments.get(&key.environment).cloned()),
            Some(Err(error)) => Err(error.into()),
        };
        Ok(Self { record, presence })
    }
}

/// One search.
struct Search<'a> {
    ctx: &'a Context<'a>,
    order: &'a Order,
    until: Moment,
    notices: Vec<u16>,
    due: Due,
}

impl Search<'_> {
    fn environment(&mut self, name: &EnvironmentName) -> Result<()> {
        if self.order.names.is_empty() && self.order.online {
            self.gateway(name)?;
        }
        let recorded = self.ctx.store.records(name)?;
        let wanted = |known: &PartnerName| self.order.names.is_empty() || self.order.names.contains(known);
        let recorded: Vec<PartnerName> = recorded.into_iter().filter(wanted).collect();
        for some in recorded.chunks(AT_A_TIME) {
            self.ctx.check_stop()?;
            let read = cores::all(some.to_vec(), &|partner: PartnerName| {
                let key = ProfileKey { partner, environment: name.clone() };
                let known = Known::read(self.ctx, &key);
                (key, known)
            });
            for (key, known) in read {
                self.ctx.check_stop()?;
                if let Err(error) = known.and_then(|known| self.partner(&key, known)) {
                    self.failed(&key, error)?;
                }
            }
        }
        Ok(())
    }

    fn partner(&mut self, key: &ProfileKey, known: Known) -> Result<()> {
        if let Some(record) = &known.record {
            self.recorded(key, record);
        }
        if let Some(presence) = known.presence? {
            self.files(key, &presence)?;
            if let (true, Some(url)) = (self.order.online, &presence.authentication.jwks_uri) {
                self.published(key, url)?;
            }
        }
        Ok(())
    }

    fn recorded(&mut self, key: &ProfileKey, record: &Record) {
        let rotation = record.status.rotation.as_ref().filter(|rotation| rotation.is_open());
        if let Some(rotation) = rotation {
            let subject = format!("{} is {}", rotation.kind, rotation.state);
            self.note(Whose::Partner(key), EndKind::Rotation, subject, rotation.next_day());
        }
        let replaced = |name: &SecretRef| ROTATION_SLOTS.iter().any(|slot| *name == SecretRef::slot(key, slot));
        for secret in record.status.secrets.iter().filter(|secret| !replaced(&secret.name)) {
            let subject = secret.client_id.clone().unwrap_or_else(|| secret.name.to_string());
            self.note(Whose::Partner(key), EndKind::Secret, subject, secret.expires);
        }
        // The date of a secret that only the partner has, as somebody told it.
        let told = record.status.imported.as_ref().filter(|_| record.status.secrets.is_empty());
        if let Some(expires) = told.and_then(|imported| imported.secret_expires) {
            let client = record.status.client.as_ref().map(|client| client.client_id.clone());
            let subject = client.unwrap_or_else(|| SecretRef::credential(key).to_string());
            self.note(Whose::Partner(key), EndKind::Secret, subject, expires);
        }
        let issuer = record.status.issuer.iter().filter_map(|issuer| issuer.certificate.as_ref());
        for certificate in record.status.certificates.iter().chain(issuer) {
            self.note(Whose::Partner(key), EndKind::Certificate, certificate.subject.clone(), certificate.not_after);
        }
    }

    fn files(&mut self, key: &ProfileKey, presence: &Presence) -> Result<()> {
        for file in &presence.authentication.certificates {
            let given = Given { name: file.clone(), bytes: zeroize::Zeroizing::new(self.ctx.store.attachment(file)?) };
            parsed(&given)?.iter().for_each(|one| self.certificate(Whose::Partner(key), EndKind::Certificate, one));
        }
        Ok(())
    }

    fn certificate(&mut self, whose: Whose<'_>, kind: EndKind, one: &Parsed) {
        self.note(whose, kind, one.subject.to_string(), one.not_after);
    }

    fn note(&mut self, whose: Whose<'_>, kind: EndKind, subject: String, expires: Moment) {
        if expires > self.until {
            return;
        }
        let days_left = expires.days_since(self.ctx.clock.now());
        let (key, environment) = match whose {
            Whose::Partner(key) => (Some(key), &key.environment),
            Whose::Gateway(environment) => (None, environment),
        };
        let next = next::line(self.ctx.workspace.role, key, (environment, kind));
        let end = End {
            partner: key.map(|key| key.partner.clone()),
            environment: environment.clone(),
            kind,
            subject,
            expires,
            days_left,
            notice: notice::last(&self.notices, days_left),
            next,
        };
        self.due.due.push(end);
    }

    /// What cannot be read costs one line, and nothing else.
    fn failed(&mut self, key: &ProfileKey, error: Error) -> Result<()> {
        if matches!(*error.cause, Cause::Interrupted) || self.order.names.len() == 1 {
            return Err(error.at(key));
        }
        self.warn(key.to_string(), &whole(&error));
        Ok(())
    }

    fn warn(&mut self, subject: String, why: &str) {
        let finding = Finding::new(Level::Warn, "not-looked-at", subject, why);
        (self.ctx.tell)(&Event::Note(finding.clone()));
        self.due.findings.push(finding);
    }
}

/// So many partners are in memory at a time.
const AT_A_TIME: usize = 512;

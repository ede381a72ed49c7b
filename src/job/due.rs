//! `due`: what ends soon. Reads records and partner files; with `online` also what gateways and partners show.

mod look;
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
    },
    job::{Cause, Context, Error, Event, Result, handed::parsed, material::Given, whole},
};

pub use notice::notices;

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
        }
    }
}

/// Finds what ends soon.
pub fn run(ctx: &Context<'_>, order: &Order) -> Result<Due> {
    if let Some(name) = &order.environment {
        ctx.environment(name)?;
    }
    let mut search = Search { ctx, order, until: ctx.clock.now().after(order.within), notices: notices()?, due: Due::default() };
    for name in ctx.workspace.environments.keys().filter(|name| order.environment.as_ref().is_none_or(|wanted| wanted == *name)) {
        search.environment(name)?;
    }
    let mut due = search.due;
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
        for partner in recorded.into_iter().filter(wanted) {
            self.ctx.check_stop()?;
            let key = ProfileKey { partner, environment: name.clone() };
            if let Err(error) = self.partner(&key) {
                self.failed(&key, error)?;
            }
        }
        Ok(())
    }

    fn partner(&mut self, key: &ProfileKey) -> Result<()> {
        let Some(record) = self.ctx.store.record(key)? else { return Ok(()) };
        let record = record.value;
        self.recorded(key, &record);
        if record.status.certificates.is_empty() && record.status.issuer.is_none() {
            return Ok(());
        }
        // The record knows what identifies the partner; the rest of its chain stands in the files.
        let presence = match self.ctx.store.partner(&key.partner) {
            Ok(partner) => partner.spec.environments.get(&key.environment).cloned(),
            Err(crate::store::Error::File(crate::files::Error::Missing { .. })) => None,
            Err(error) => return Err(error.into()),
        };
        if let Some(presence) = presence {
            self.files(key, &presence)?;
            if let (true, Some(url)) = (self.order.online, &presence.authentication.jwks_uri) {
                self.published(key, url)?;
            }
        }
        Ok(())
    }

    fn recorded(&mut self, key: &ProfileKey, record: &Record) {
        for secret in &record.status.secrets {
            let subject = secret.client_id.clone().unwrap_or_else(|| secret.name.to_string());
            self.note(Whose::Partner(key), EndKind::Secret, subject, secret.expires);
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
        let next = match (key, kind) {
            (Some(key), EndKind::Key) => {
                format!("partner: publish a new key, then `partnerctl verify {} -e {environment}`", key.partner)
            }
            (Some(key), EndKind::Secret) => new_secret(key),
            (Some(key), _) => new_certificate(key),
            (None, _) => "renew the gateway's certificate, and tell partners whose trust it ends".to_owned(),
        };
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

fn new_secret(key: &ProfileKey) -> String {
    let ProfileKey { partner, environment } = key;
    format!(
        "issue a new secret at the gateway, keep it with `partnerctl secret put {environment}/{partner}`, and hand it over: `partnerctl \
         handover {partner} -e {environment}`"
    )
}

fn new_certificate(key: &ProfileKey) -> String {
    let ProfileKey { partner, environment } = key;
    format!(
        "ask the partner for a new certificate, take it with `partnerctl receive {partner} -e {environment} --certificate FILE`, then \
         `partnerctl onboard {partner} -e {environment}`"
    )
}

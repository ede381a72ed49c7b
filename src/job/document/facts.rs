//! What documents may say: one set of facts for all of them, gathered once per partner and cleaned of signs that readers would obey.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::Value;

use super::{
    calls::{self, Call},
    next::{self, Next},
};
use crate::{
    domain::{
        mechanism::MechanismKind,
        moment::Moment,
        name::{ProfileKey, StepId},
        partner::{Contact, ROTATION_ROLE},
        record::{Record, RecordStatus},
        step::{Owner, Step, StepState},
        workspace::FirewallLine,
    },
    job::{
        Cause, Context, Error, Result,
        exchange::invite,
        handover::{self, Handover},
        overview::{Ending, endings},
        session::Session,
        status::touched,
    },
    template::clean::clean,
};

/// What documents about one partner in one environment may say.
#[derive(Debug, Clone)]
pub struct Facts {
    key: ProfileKey,
    value: Value,
}

/// The signed file that goes along with a document.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Letter {
    /// Its name.
    pub file: String,
    /// The name of the file with the sealed credential; null where there is none.
    pub sealed: Option<String>,
    /// Whether it is sealed with a passphrase that is told by another way.
    pub passphrase: bool,
    /// What a shell runs to get the bare credential on stdout without this tool; null where there is none.
    pub unseal: Option<String>,
    /// When it ends.
    pub expires: Moment,
    /// The SHA-256 of the operator's key.
    pub fingerprint: String,
}

impl Facts {
    /// Gathers what is known; nothing is asked of a gateway.
    pub fn gather(ctx: &Context<'_>, session: &Session<'_>, record: &Record, letter: Option<Letter>) -> Result<Self> {
        let known = Known::gather(ctx, session, record, letter)?;
        let mut value = serde_json::to_value(&known).map_err(|error| unfit(&error))?;
        clean(&mut value);
        let mut report = session.report(Some(record))?;
        report.age_days = Some(ctx.clock.now().days_since(touched(record)));
        let next: Option<Next> = next::step(ctx, &report, &value)?;
        value["next"] = serde_json::to_value(next).map_err(|error| unfit(&error))?;
        Ok(Self { key: session.key.clone(), value })
    }

    /// Whom they are about, and where.
    #[must_use]
    pub const fn key(&self) -> &ProfileKey {
        &self.key
    }

    pub(super) const fn value(&self) -> &Value {
        &self.value
    }
}

/// The facts by name. Nothing is left out: what is not there is null, false or empty.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Known<'a> {
    #[serde(flatten)]
    handover: Handover,
    /// How the partner comes to what it shows at the API.
    access: Access,
    /// Where the sample programs look for the secret; empty where there is none.
    secret_file: &'static str,
    /// The `sub` of the partner's tokens.
    subject: String,
    /// Further claims of its tokens.
    claims: BTreeMap<String, String>,
    /// Whether `ca.pem` goes along.
    authorities: bool,
    firewall: Vec<Line>,
    /// The file with the terms of use; empty where there is none.
    terms: String,
    /// Whether an invitation was written.
    invited: bool,
    steps: Vec<StepFacts>,
    complete: bool,
    /// What ends when, the first to end first.
    endings: Vec<Ending>,
    contacts: &'a [Contact],
    /// The address that receives new secrets; empty before it is known.
    rotation_contact: String,
    calls: Vec<Call>,
    /// The first calls to try: one that reads, and one with a payload; empty before an API is shared.
    trials: Vec<Call>,
    letter: Option<Letter>,
    /// Today.
    date: String,
}

/// How a partner comes to what it shows at the API.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
enum Access {
    /// A token for client id and secret.
    Secret,
    /// Its certificate in the handshake.
    Certificate,
    /// A token for its certificate in the handshake.
    CertificateToken,
    /// A JWT that it signs.
    Signed,
    /// A token for a JWT that it signs.
    Assertion,
    /// A JWT of the gateway for its API key.
    GatewayToken,
    /// A token of its identity provider.
    GivenToken,
}

impl Access {
    const fn secret_file(self) -> &'static str {
        match self {
            Self::Secret => "client-secret.txt",
            Self::GatewayToken => "api-key.txt",
            _ => "",
        }
    }
}

#[derive(Debug, Serialize)]
struct Line {
    host: String,
    port: u16,
    purpose: String,
}

#[derive(Debug, Serialize)]
struct StepFacts {
    number: usize,
    id: StepId,
    owner: Owner,
    title: String,
    /// The title in lines that fit a picture.
    lines: Vec<String>,
    state: StepState,
}

impl<'a> Known<'a> {
    fn gather(ctx: &Context<'_>, session: &'a Session<'_>, record: &Record, letter: Option<Letter>) -> Result<Known<'a>> {
        let status = &record.status;
        let calls = calls::all(ctx, record)?;
        let steps = session.steps(Some(record))?;
        let contacts = &session.partner.spec.contacts;
        let shared = invite::shared_apis(ctx, session, record)?;
        let rotation = contacts.iter().find(|contact| contact.role == ROTATION_ROLE);
        Ok(Known {
            handover: handover::facts(ctx, session, record)?,
            secret_file: access(session.mechanism(), status).secret_file(),
            access: access(session.mechanism(), status),
            subject: subject(status),
            claims: claims(status),
            authorities: invite::authorities(ctx, session).is_some(),
            firewall: invite::firewall(session, &shared, status.token_endpoint.as_ref()).into_iter().map(line).collect(),
            terms: terms(session),
            invited: status.exchange.as_ref().is_some_and(|exchange| !exchange.invitations.is_empty()),
            complete: crate::ledger::next::is_complete(&steps),
            steps: steps.into_iter().enumerate().map(step).collect(),
            endings: ending(record, ctx.clock.now()),
            rotation_contact: rotation.map(|contact| contact.email.clone()).unwrap_or_default(),
            contacts,
            trials: calls::trials(&calls),
            calls,
            letter,
            date: ctx.clock.now().to_string().chars().take(10).collect(),
        })
    }
}

fn access(mechanism: MechanismKind, status: &RecordStatus) -> Access {
    let elsewhere = status.authorization_server.is_some() && status.token_endpoint.is_some();
    match mechanism {
        MechanismKind::Oauth2 => Access::Secret,
        MechanismKind::ClientCertificate if elsewhere => Access::CertificateToken,
        MechanismKind::ClientCertificate => Access::Certificate,
        MechanismKind::Oidc => Access::GivenToken,
        MechanismKind::JwtBearer if status.issuer.as_ref().is_some_and(|issuer| issuer.gateway) => Access::GatewayToken,
        MechanismKind::JwtBearer if elsewhere => Access::Assertion,
        MechanismKind::JwtBearer => Access::Signed,
    }
}

/// The `sub` of what the partner signs: the claim that identifies it, else its client id, else its issuer.
fn subject(status: &RecordStatus) -> String {
    let client = || status.client.as_ref().map(|client| client.client_id.clone());
    let issuer = status.issuer.as_ref();
    let claim = issuer.and_then(|issuer| issuer.claims.get("sub").cloned());
    claim.or_else(client).or_else(|| issuer.map(|issuer| issuer.issuer.clone())).unwrap_or_default()
}

/// The claims that no other fact stands for.
fn claims(status: &RecordStatus) -> BTreeMap<String, String> {
    let own = ["iss", "sub", "aud", "iat", "nbf", "exp", "jti"];
    let all = status.issuer.iter().flat_map(|issuer| &issuer.claims);
    all.filter(|(name, _)| !own.contains(&name.as_str())).map(|(name, value)| (name.clone(), value.clone())).collect()
}

fn terms(session: &Session<'_>) -> String {
    let path = session.environment.terms.as_deref().unwrap_or_default();
    path.rsplit('/').next().unwrap_or_default().to_owned()
}

fn line(line: FirewallLine) -> Line {
    Line { host: line.host, port: line.port, purpose: line.purpose.unwrap_or_default() }
}

fn step((place, step): (usize, Step)) -> StepFacts {
    let lines = broken(&step.title);
    StepFacts { number: place + 1, id: step.id, owner: step.owner, title: step.title, lines, state: step.state }
}

/// A title in lines of at most [`WIDTH`] signs, unless a word is longer.
fn broken(title: &str) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in title.split_whitespace() {
        match lines.last_mut().filter(|line| line.chars().count() + 1 + word.chars().count() <= WIDTH) {
            Some(line) => line.extend([" ", word]),
            None => lines.push(word.to_owned()),
        }
    }
    lines
}

fn ending(record: &Record, now: Moment) -> Vec<Ending> {
    let mut all = endings(record, now);
    all.sort_by_key(|ending| ending.expires);
    all
}

fn unfit(error: &serde_json::Error) -> Error {
    Cause::Other { what: format!("the facts cannot be written: {error}"), next: "report it".to_owned() }.into()
}

const WIDTH: usize = 32;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_are_broken_between_words() {
        let lines = broken("Register the gateway at the identity provider");
        assert_eq!(lines, ["Register the gateway at the", "identity provider"]);
        assert_eq!(broken("Supercalifragilisticexpialidocious words"), ["Supercalifragilisticexpialidocious", "words"]);
    }
}

//! What goes along with a letter, for people: the mail, and the page for partners without this tool. Deterministic, without a secret.

use serde::Serialize;

use crate::{
    crypto::subject,
    domain::{
        exchange::{Handover, Invitation, TermsFile},
        mechanism::MechanismKind,
        name::ProfileKey,
        partner::SignedBy,
        record::Record,
        workspace::Class,
    },
    job::{
        Context, Result,
        document::{self as documents, filled},
        exchange::file_name,
        handover as document,
        session::Session,
    },
    ledger::flow::flow,
};

/// What the mail and the page of an invitation are filled with. Nothing is left out: what is not there is null or empty.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct InvitationFacts<'a> {
    organisation: &'a str,
    display_name: &'a str,
    partner: &'a str,
    environment: &'a str,
    class: Class,
    mechanism: MechanismKind,
    authentication: String,
    own_key: bool,
    keys: Option<KeyFacts<'a>>,
    subject: String,
    issuer: Option<&'a str>,
    audience: Option<&'a str>,
    terms: Option<&'a TermsFile>,
    firewall: Vec<Line<'a>>,
    apis: Vec<Api>,
    file: String,
    page: &'static str,
    fingerprint: &'a str,
    expires: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct KeyFacts<'a> {
    minimum_rsa_bits: u32,
    self_signed: bool,
    subject: Option<&'a str>,
}

#[derive(Serialize)]
struct Line<'a> {
    host: &'a str,
    port: u16,
    purpose: &'a str,
}

#[derive(Serialize)]
struct Api {
    name: String,
    endpoints: Vec<String>,
}

/// Writes the invitation with its mail and page below `handover/`. Returns the files to send, the terms among them.
pub(super) fn invitation(ctx: &Context<'_>, letter: &Invitation, signed: &str, fingerprint: &str) -> Result<Vec<String>> {
    let key = letter.metadata.key();
    let facts = invitation_facts(letter, fingerprint)?;
    let mut files = vec![ctx.store.hand_over(&key, &file_name(&key, "invitation.jws"), signed.as_bytes())?];
    for (template, name) in [("templates/documents/invitation.txt", MAIL), ("templates/documents/invitation.md", PAGE)] {
        files.push(ctx.store.hand_over(&key, name, filled(ctx, template, &facts)?.as_bytes())?);
    }
    files.extend(ctx.environment(&key.environment)?.terms.clone());
    Ok(files)
}

fn invitation_facts<'a>(letter: &'a Invitation, fingerprint: &'a str) -> Result<InvitationFacts<'a>> {
    let (metadata, spec) = (&letter.metadata, &letter.spec);
    let line = |line: &'a crate::domain::workspace::FirewallLine| Line {
        host: &line.host,
        port: line.port,
        purpose: line.purpose.as_deref().unwrap_or_default(),
    };
    let api = |api: &crate::domain::exchange::SharedApi| Api {
        name: api.api.to_string(),
        endpoints: api.endpoints.iter().map(ToString::to_string).collect(),
    };
    Ok(InvitationFacts {
        organisation: &spec.organisation,
        display_name: &spec.display_name,
        partner: metadata.partner.as_str(),
        environment: metadata.environment.as_str(),
        class: spec.class,
        mechanism: spec.mechanism,
        authentication: flow(spec.mechanism)?.title,
        own_key: spec.keys.is_some() && spec.signed_by != Some(SignedBy::Gateway),
        keys: spec.keys.as_ref().map(|rule| KeyFacts {
            minimum_rsa_bits: rule.minimum_rsa_bits,
            self_signed: rule.self_signed,
            subject: rule.subject.as_deref(),
        }),
        subject: slashes(&usual_subject(letter).unwrap_or_else(|| format!("CN={}", metadata.partner))),
        issuer: spec.issuer.as_deref(),
        audience: spec.audience.as_deref(),
        terms: spec.terms.as_ref(),
        firewall: spec.firewall.iter().map(line).collect(),
        apis: spec.apis.iter().map(api).collect(),
        file: file_name(&metadata.key(), "invitation.jws"),
        page: PAGE,
        fingerprint,
        expires: metadata.expires.to_string(),
    })
}

/// The subject that fits the rule without a question: its fixed values, and the partner's name as `CN`. `None` where another value is
/// left open.
#[must_use]
pub fn usual_subject(letter: &Invitation) -> Option<String> {
    let name = letter.metadata.partner.as_str();
    let Some(rule) = letter.spec.keys.as_ref().and_then(|rule| rule.subject.as_ref()) else { return Some(format!("CN={name}")) };
    let part = |part: &str| match part.trim().split_once('=') {
        Some((kind, "*")) if subject::canonical(kind.trim()) == Some("CN") => Some(format!("CN={name}")),
        Some((_, value)) if value.contains('*') => None,
        _ => Some(part.trim().to_owned()),
    };
    let parts: Option<Vec<String>> = subject::split(rule, ',').into_iter().map(part).collect();
    parts.map(|parts| parts.join(","))
}

/// A subject as the command line of OpenSSL takes it, fit for single quotes.
fn slashes(text: &str) -> String {
    let parts = subject::split(text, ',').into_iter().rev().map(|part| part.replace('/', "\\/").replace('\'', "'\\''"));
    parts.fold(String::new(), |text, part| format!("{text}/{part}"))
}

/// What goes along with a handover.
pub(super) struct Parcel<'a> {
    pub(super) letter: &'a Handover,
    pub(super) signed: &'a str,
    pub(super) passphrase: bool,
    pub(super) fingerprint: &'a str,
}

/// Writes a handover with its mail and documents below `handover/`, and what is sealed once more in a file of its own, for the program
/// `age`.
pub(super) fn handover(ctx: &Context<'_>, session: &Session<'_>, record: &Record, parcel: &Parcel<'_>) -> Result<Vec<String>> {
    let key: ProfileKey = parcel.letter.metadata.key();
    let (file, beside) = (file_name(&key, "handover.jws"), file_name(&key, "credential.age"));
    let sealed = parcel.letter.spec.sealed.as_ref();
    let letter = documents::Letter {
        file: file.clone(),
        sealed: sealed.map(|_| beside.clone()),
        passphrase: parcel.passphrase,
        unseal: sealed.map(|_| unseal(&beside, parcel.passphrase)),
        expires: parcel.letter.metadata.expires,
        fingerprint: parcel.fingerprint.to_owned(),
    };
    let facts = document::gathered(ctx, session, record, Some(letter))?;
    let mut files = vec![ctx.store.hand_over(&key, &file, parcel.signed.as_bytes())?];
    for name in HANDOVER {
        files.extend(documents::write(ctx, session, &facts, name)?);
    }
    files.push(document::write_json(ctx, session, record)?);
    if let Some(sealed) = sealed {
        files.push(ctx.store.hand_over(&key, &beside, sealed.as_bytes())?);
    }
    Ok(files)
}

/// The line for a shell that opens the sealed JSON document with the program `age`, and leaves the bare value of its one member.
fn unseal(file: &str, passphrase: bool) -> String {
    let identity = if passphrase { "" } else { "-i age.key " };
    format!(r#"age -d {identity}{file} | sed 's/^{{"credential":"\(.*\)"}}$/\1/; s/\\\(.\)/\1/g'"#)
}

/// The documents of a handover.
const HANDOVER: [&str; 3] = [document::NAME, documents::CALL, "collection"];
const MAIL: &str = "invitation.txt";
const PAGE: &str = "invitation.md";

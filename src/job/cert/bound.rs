//! `cert register|list|remove`: the certificates that identify a partner, straight on its profile.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Serialize;

use crate::{
    domain::{
        certificate::{Certificate, CertificateFacts},
        change::Change,
        finding::{Finding, Level},
        ground::Needs,
        mechanism::{Mechanism, MechanismKind},
        moment::Moment,
        name::ProfileKey,
    },
    job::{
        Cause, Context, Result, ground,
        handed::chains,
        material::Given,
        profile::{change, open},
        report::Board,
        session::Session,
        work::{Way, Work},
    },
    plan::ground::diff_ground,
};

/// A certificate of a partner's profile.
#[derive(Debug, Clone, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct BoundCertificate {
    /// SHA-256 of its DER, in hex.
    pub sha256: String,
    /// Whether the gateway knows the partner by it.
    pub registered: bool,
    /// Whom it is about; absent when neither record nor partner file knows it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub subject: Option<String>,
    /// When it ends.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub not_after: Option<Moment>,
    /// Whole days until then.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub days_left: Option<i64>,
}

/// The certificates of a profile.
#[derive(Debug, Clone, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct BoundCertificates {
    /// The certificates.
    pub certificates: Vec<BoundCertificate>,
}

/// Lists the certificates of a profile, and those of the partner file that are not on it yet.
pub fn list(ctx: &Context<'_>, key: &ProfileKey) -> Result<BoundCertificates> {
    let read = || -> Result<BoundCertificates> {
        let session = Session::open(ctx, &key.partner, &key.environment)?;
        let gateway = open(ctx, &key.environment)?;
        let work = Work::open(ctx, &*gateway, key, session.mechanism(), Way::Look)?;
        let registered = work.existing()?.certificates.clone();
        let mut known: BTreeMap<String, CertificateFacts> = BTreeMap::new();
        known.extend(work.record.status.certificates.iter().map(|facts| (facts.sha256.clone(), facts.clone())));
        let written = of_file(ctx, &session)?;
        known.extend(written.into_iter().map(|one| (one.facts.sha256.clone(), one.facts)));
        let foreign = registered.iter().filter(|sha256| !known.contains_key(*sha256));
        let row = |sha256: &String, facts: Option<&CertificateFacts>| BoundCertificate {
            sha256: sha256.clone(),
            registered: registered.contains(sha256),
            subject: facts.map(|facts| facts.subject.clone()),
            not_after: facts.map(|facts| facts.not_after),
            days_left: facts.map(|facts| facts.not_after.days_since(ctx.clock.now())),
        };
        let certificates = known.iter().map(|(sha256, facts)| row(sha256, Some(facts)));
        Ok(BoundCertificates { certificates: certificates.chain(foreign.map(|sha256| row(sha256, None))).collect() })
    };
    read().map_err(|error| error.at(key))
}

/// Registers certificates besides those that are there, so that an old and a new one are good at the same time.
pub fn register(ctx: &Context<'_>, key: &ProfileKey, files: &[Given]) -> Result<Board> {
    change(ctx, key, Way::Change, |session, work| {
        let (given, authorities, findings) = chains(ctx, (&session.key, session.environment), files)?;
        must_use_certificates(session)?;
        work.findings.extend(findings);
        let before = texts(ctx, session, &work.existing()?.certificates, &given)?;
        let fresh = given.iter().filter(|one| before.iter().all(|known| known.facts.sha256 != one.facts.sha256)).cloned();
        let after: Vec<Certificate> = before.iter().cloned().chain(fresh).collect();
        if after.len() == before.len() {
            return Ok(Vec::new());
        }
        trust(ctx, key, work, authorities)?;
        let changes = work.apply_now(&[Change::BindCertificates(after.clone())])?;
        settle(session, work, after);
        Ok(changes)
    })
}

/// Removes a certificate, named by the first hex digits of its SHA-256. The last one stays: suspend the profile instead.
pub fn remove(ctx: &Context<'_>, key: &ProfileKey, fingerprint: &str) -> Result<Board> {
    change(ctx, key, Way::Change, |session, work| {
        must_use_certificates(session)?;
        let wanted: String = fingerprint.chars().filter(char::is_ascii_hexdigit).collect::<String>().to_ascii_lowercase();
        let (gone, left): (Vec<String>, Vec<String>) = work
            .existing()?
            .certificates
            .iter()
            .cloned()
            .partition(|sha256| wanted.len() >= SHORTEST && sha256.starts_with(&wanted));
        match (gone.len(), left.is_empty()) {
            (0, _) => {
                let what = format!("the profile has no certificate whose SHA-256 begins with `{fingerprint}`");
                let next = format!("`partnerctl cert list {}` shows them; give {SHORTEST} digits or more", key.partner);
                Err(Cause::NotFound { what, next }.into())
            }
            (1, true) => {
                let what = "this is the last certificate: without it nobody knows the partner".to_owned();
                let next = format!("register its successor first, or `partnerctl profile suspend {}`", key.partner);
                Err(Cause::Conflict { what, next }.into())
            }
            (1, false) => {
                let left = texts(ctx, session, &left, &[])?;
                let changes = work.apply_now(&[Change::BindCertificates(left.clone())])?;
                settle(session, work, left);
                Ok(changes)
            }
            _ => {
                let what = format!("several certificates begin with `{fingerprint}`");
                Err(Cause::Usage { what, next: "give more digits".to_owned() }.into())
            }
        }
    })
}

fn must_use_certificates(session: &Session<'_>) -> Result<()> {
    if session.mechanism() == MechanismKind::ClientCertificate {
        return Ok(());
    }
    let what = format!("partner `{}` authenticates by `{}`", session.key.partner, session.mechanism());
    let next = "certificates are registered for mechanism `client-certificate`: change the partner file first".to_owned();
    Err(Cause::Usage { what, next }.into())
}

/// Registered certificates with their texts: of the partner file, or at hand. One whose text is nowhere cannot be written again, so
/// it stops the command.
fn texts(ctx: &Context<'_>, session: &Session<'_>, registered: &[String], at_hand: &[Certificate]) -> Result<Vec<Certificate>> {
    let written = of_file(ctx, session)?;
    let text = |sha256: &String| {
        let known = written.iter().chain(at_hand).find(|one| one.facts.sha256 == *sha256).cloned();
        known.ok_or_else(|| {
            let what = format!("the profile has a certificate that the partner file does not name: SHA-256 {sha256}");
            Cause::Conflict { what, next: "name its file in `certificates`, then run this again".to_owned() }.into()
        })
    };
    registered.iter().map(text).collect()
}

fn of_file(ctx: &Context<'_>, session: &Session<'_>) -> Result<Vec<Certificate>> {
    Ok(match &session.handed(ctx)?.mechanism {
        Mechanism::ClientCertificate { certificates, .. } => certificates.clone(),
        _ => Vec::new(),
    })
}

fn trust(ctx: &Context<'_>, key: &ProfileKey, work: &Work<'_>, authorities: Vec<Certificate>) -> Result<()> {
    let able = work.gateway.probe()?.capabilities;
    let needs = Needs { authorities, ..Needs::default() };
    let plan = diff_ground(&needs, &work.gateway.ground()?, &able);
    ground::refuse(&plan)?;
    ground::change_plan(ctx, work.gateway, &key.environment, &plan)
}

/// Writes down what is registered, and says where the partner file says otherwise.
fn settle(session: &Session<'_>, work: &mut Work<'_>, certificates: Vec<Certificate>) {
    work.record.status.certificates = certificates.into_iter().map(|one| one.facts).collect();
    let advice = format!(
        "`onboard` follows `partners/{}.yaml`: name there exactly the certificates that are to stay",
        session.key.partner
    );
    work.findings.push(Finding::new(Level::Warn, "file-differs", session.key.to_string(), advice));
}

/// The fewest digits that name a certificate.
const SHORTEST: usize = 8;

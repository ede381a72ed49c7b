//! `explain`: why a partner's call fails, and whose move it is. Compares what the record says, what the gateway has, and the
//! credential or token that was used.

mod seen;

use schemars::JsonSchema;
use serde::Serialize;

use crate::{
    crypto::jwt,
    domain::{
        certificate::CertificateFacts,
        finding::{Finding, Level},
        ground::Ground,
        mechanism::{Mechanism, MechanismKind},
        name::{EnvironmentName, PartnerName},
        profile::Observed,
        record::Record,
        secret::{Fingerprint, Secret, SecretRef},
    },
    job::{
        Cause, Context, Error, Event, Result,
        badge::{Badge, Given as Badging},
        handed::chains,
        issuer,
        material::Given,
        report::CheckReport,
        secret::fingerprint,
        session::Session,
        verify, whole,
        work::{Way, Work},
    },
    lint::{
        access::{Case, Reason, reasons},
        id_token,
        side::Side,
    },
};

/// What to explain.
pub struct Order {
    /// The partner.
    pub name: PartnerName,
    /// Where.
    pub environment: EnvironmentName,
    /// What the partner sent: a token or certificate that was refused.
    pub seen: Vec<Given>,
    /// Whether to make the partner's calls.
    pub live: bool,
}

/// The reasons, and who has to act.
#[derive(Debug, Clone, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Explanation {
    /// The partner.
    pub name: PartnerName,
    /// Where.
    pub environment: EnvironmentName,
    /// Whether nothing was found that refuses calls.
    pub ok: bool,
    /// The reasons, those that refuse every call first.
    pub reasons: Vec<Reason>,
    /// The calls that were made.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub checks: Vec<CheckReport>,
    /// What could not be looked at, and why.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub unseen: Vec<String>,
}

/// Looks at everything that can be reached, and says what is wrong.
pub fn run(ctx: &Context<'_>, order: &Order) -> Result<Explanation> {
    let session = Session::open(ctx, &order.name, &order.environment)?;
    explained(ctx, &session, order).map_err(|error| error.at(&session.key))
}

fn explained(ctx: &Context<'_>, session: &Session<'_>, order: &Order) -> Result<Explanation> {
    let record = session.record.as_ref().map(|read| read.value.clone());
    let mut unseen = Vec::new();
    let there = told(look(ctx, session), "the gateway", &mut unseen)?;
    let mut reasons = Vec::new();
    let (certificates, authorities) = certificates(ctx, session, &order.seen, &mut reasons)?;
    let secret = told(secret(ctx, session), "the secret store", &mut unseen)?.flatten();
    let case = Case {
        mechanism: Some(session.mechanism()),
        now: Some(ctx.clock.now()),
        ahead: there.as_ref().and_then(|there| there.ahead),
        skew: skew(ctx),
        record: record.as_ref(),
        ground: there.as_ref().and_then(|there| there.ground.as_ref()),
        observed: there.as_ref().map(|there| there.observed.as_ref()),
        apis: &session.presence.apis,
        scopes: &session.presence.authentication.scopes,
        secret,
        certificates: &certificates,
        authorities: &authorities,
    };
    reasons.extend(self::reasons(&case));
    let looking = seen::Looking { ctx, session, record: record.as_ref(), there: there.as_ref() };
    reasons.extend(looking.at(&order.seen, &mut unseen)?);
    reasons.extend(looking.key(&mut unseen)?);
    let checks = match &record {
        Some(record) if order.live => {
            told(verify::calls(ctx, session, record, &Badging::default()), "the partner's calls", &mut unseen)?
                .unwrap_or_default()
        }
        _ => Vec::new(),
    };
    if let (Some(record), Some(refused)) = (&record, refused(&checks))
        && reasons.iter().all(|reason| reason.finding.level != Level::Refuse)
    {
        reasons.extend(inside(&looking, record, refused, &mut unseen)?);
    }
    reasons.sort_by_key(|reason| std::cmp::Reverse(reason.finding.level));
    let good = reasons.iter().all(|reason| reason.finding.level != Level::Refuse);
    let ok = good && checks.iter().all(|check| check.ok || !check.ran);
    Ok(Explanation {
        name: session.key.partner.clone(),
        environment: session.key.environment.clone(),
        ok,
        reasons,
        checks,
        unseen,
    })
}

/// What the gateway says about the partner.
struct There {
    /// `None` at an authorization server, which knows no APIs and shows no trust.
    ground: Option<Ground>,
    observed: Option<Observed>,
    ahead: Option<i64>,
}

fn look(ctx: &Context<'_>, session: &Session<'_>) -> Result<There> {
    (ctx.tell)(&Event::Waiting { what: format!("the gateway of `{}`", session.key.environment) });
    let gateway = (ctx.connect)(&session.key.environment, session.environment)?;
    let probe = gateway.probe()?;
    let ahead = probe.time.map(|there| (ctx.clock.time() - there).whole_seconds());
    let work = Work::open(ctx, &*gateway, &session.key, session.mechanism(), Way::Look)?;
    if probe.capabilities.knows_apis() {
        return Ok(There { ground: Some(gateway.ground()?), observed: work.observed, ahead });
    }
    // Nobody assigns APIs there: the partner may call what its tokens are good for.
    let apis = session.presence.apis.iter().cloned().collect();
    let observed = work.observed.map(|observed| Observed { apis, ..observed });
    Ok(There { ground: None, observed, ahead })
}

/// A part that cannot be looked at is named; the rest is looked at all the same.
fn told<T>(found: Result<T>, what: &str, unseen: &mut Vec<String>) -> Result<Option<T>> {
    match found {
        Ok(found) => Ok(Some(found)),
        Err(error) if matches!(*error.cause, Cause::Interrupted) => Err(error),
        Err(error) => {
            unseen.push(format!("{what}: {}", whole(&error)));
            Ok(None)
        }
    }
}

fn secret(ctx: &Context<'_>, session: &Session<'_>) -> Result<Option<Fingerprint>> {
    if session.mechanism() != MechanismKind::Oauth2 {
        return Ok(None);
    }
    let kept = ctx.secrets.get(&SecretRef::credential(&session.key))?;
    kept.map(|secret| fingerprint(ctx, &secret)).transpose()
}

/// The certificates that were sent, else those of the partner file. One that the rules refuse is a reason in itself.
fn certificates(
    ctx: &Context<'_>,
    session: &Session<'_>,
    seen: &[Given],
    reasons: &mut Vec<Reason>,
) -> Result<(Vec<CertificateFacts>, Vec<CertificateFacts>)> {
    if session.mechanism() != MechanismKind::ClientCertificate {
        return Ok((Vec::new(), Vec::new()));
    }
    let sent: Vec<Given> = seen.iter().filter(|given| !is_token(given)).map(Given::copy).collect();
    let found = if sent.is_empty() {
        session.handed(ctx).map(|handed| match &handed.mechanism {
            Mechanism::ClientCertificate { certificates, authorities } => (certificates.clone(), authorities.clone()),
            _ => (Vec::new(), Vec::new()),
        })
    } else {
        chains(ctx, (&session.key, session.environment), &sent).map(|(certificates, authorities, _)| (certificates, authorities))
    };
    let facts = |list: Vec<crate::domain::certificate::Certificate>| list.into_iter().map(|one| one.facts).collect();
    match found {
        Ok((certificates, authorities)) => Ok((facts(certificates), facts(authorities))),
        Err(Error { cause, .. }) => match *cause {
            Cause::Usage { what, next } => {
                reasons.push(Reason::new(Side::Partner, Finding::new(Level::Refuse, "certificate", what, next)));
                Ok((Vec::new(), Vec::new()))
            }
            other => Err(other.into()),
        },
    }
}

fn is_token(given: &Given) -> bool {
    let text = String::from_utf8_lossy(&given.bytes);
    jwt::decode(text.trim()).is_ok()
}

/// The rules that need no key.
fn offline(ctx: &Context<'_>, session: &Session<'_>, token: &str, whose: &issuer::Whose) -> Vec<Finding> {
    let Ok(decoded) = jwt::decode(token.trim()) else { return Vec::new() };
    id_token::check(&decoded.header, &decoded.claims, &issuer::expected(ctx, session, None, whose))
}

/// The first call that should have been let through and was not.
fn refused(checks: &[CheckReport]) -> Option<&CheckReport> {
    checks.iter().find(|check| check.ran && !check.ok && check.name.starts_with("call "))
}

/// A refused call that neither record nor gateway explains: the partner's own token, else what is known only inside the gateway.
fn inside(looking: &seen::Looking<'_>, record: &Record, check: &CheckReport, unseen: &mut Vec<String>) -> Result<Vec<Reason>> {
    let (ctx, session) = (looking.ctx, looking.session);
    let subject = format!("{}: {}", check.name, check.detail);
    let mut published = false;
    if let Some(token) = told(own_token(ctx, session, record), "the partner's token", unseen)?.flatten()
        && let Some(findings) = told(issuer::check_token(ctx, session, token.reveal()), "the keys of the issuer", unseen)?
    {
        if findings.iter().any(|finding| finding.level == Level::Refuse) {
            return Ok(looking.mended_by(findings, token.reveal()));
        }
        published = record.status.issuer.as_ref().is_some_and(|issuer| issuer.jwks_uri.is_some());
    }
    let (code, advice) = match session.mechanism() {
        MechanismKind::Oidc | MechanismKind::JwtBearer if published => ("stale-keys", STALE_KEYS),
        MechanismKind::ClientCertificate => ("unexplained", NEW_AUTHORITY),
        _ => ("unexplained", "record, gateway and token agree: look at the gateway's own log for this call"),
    };
    Ok(vec![Reason::new(Side::Operator, Finding::new(Level::Refuse, code, subject, advice))])
}

/// A token of the partner from an issuer outside the gateway.
fn own_token(ctx: &Context<'_>, session: &Session<'_>, record: &Record) -> Result<Option<Secret>> {
    let outside = record.status.issuer.as_ref().is_some_and(|issuer| !issuer.gateway);
    if !outside || record.status.authorization_server.is_some() {
        return Ok(None);
    }
    let badge = Badge::open(ctx, session, record, &Badging::default())?;
    let token = badge.token(&badge.client(ctx, session)?, ctx.clock)?;
    Ok(token.map(|token| token.access_token))
}

const STALE_KEYS: &str = "the token is good by the keys that its issuer publishes now, so the gateway still holds older ones: save the \
                          authorization server again at the gateway, so that it reads them";
const NEW_AUTHORITY: &str =
    "record, gateway and certificate agree: a new authority may need a restart of the gateway's port before it is trusted";

fn skew(ctx: &Context<'_>) -> i64 {
    i64::try_from(ctx.workspace.policies.clock_skew.duration().as_secs()).unwrap_or(60)
}

//! Why a partner's call is refused: what the record, the gateway and the credential say, held against each other. Each answer names
//! the side that can mend it.

use std::collections::BTreeSet;

use schemars::JsonSchema;
use serde::Serialize;

use crate::domain::{
    certificate::CertificateFacts,
    finding::{Finding, Level},
    ground::{Ground, PublishedApi, TokenOrigin},
    mechanism::MechanismKind,
    moment::Moment,
    name::{ApiRef, ScopeName},
    profile::{Observed, State},
    record::Record,
    secret::Fingerprint,
};
use crate::lint::side::Side;

/// What is known about a partner's calls. What is unknown is left out, and no rule speaks about it.
#[derive(Debug, Clone, Default)]
pub struct Case<'a> {
    /// How the partner authenticates; the default of the type is never used.
    pub mechanism: Option<MechanismKind>,
    /// The time here.
    pub now: Option<Moment>,
    /// How far the clock here is ahead of the gateway's, in seconds.
    pub ahead: Option<i64>,
    /// How far clocks may differ, in seconds.
    pub skew: i64,
    /// What is so, as far as it was written down.
    pub record: Option<&'a Record>,
    /// What the gateway shares among partners; `None` when it was not asked.
    pub ground: Option<&'a Ground>,
    /// The profile; `Some(None)` when the gateway has none.
    pub observed: Option<Option<&'a Observed>>,
    /// The APIs that the partner is to call.
    pub apis: &'a [ApiRef],
    /// What the partner's tokens may be used for.
    pub scopes: &'a [ScopeName],
    /// The secret at hand.
    pub secret: Option<Fingerprint>,
    /// The certificates at hand.
    pub certificates: &'a [CertificateFacts],
    /// The authorities of their chains.
    pub authorities: &'a [CertificateFacts],
}

/// A reason and the side that can mend it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Reason {
    /// Who has to act.
    pub side: Side,
    /// What is wrong, and what to do.
    #[serde(flatten)]
    pub finding: Finding,
}

impl Reason {
    /// A reason that refuses calls.
    #[must_use]
    pub fn new(side: Side, finding: Finding) -> Self {
        Self { side, finding }
    }
}

/// All reasons, those that refuse every call first.
#[must_use]
pub fn reasons(case: &Case<'_>) -> Vec<Reason> {
    let mut found: Vec<Reason> = RULES.iter().flat_map(|rule| rule.ask(case)).collect();
    found.sort_by_key(|reason| std::cmp::Reverse(reason.finding.level));
    found
}

/// One rule: its code, who can mend a breach, how bad it is, what it looks at, and what to do.
pub struct Rule {
    /// A stable word.
    pub code: &'static str,
    side: Side,
    level: Level,
    look: fn(&Case<'_>) -> Vec<String>,
    advice: &'static str,
}

impl Rule {
    fn ask(&self, case: &Case<'_>) -> Vec<Reason> {
        let reason = |subject| Reason::new(self.side, Finding::new(self.level, self.code, subject, self.advice));
        (self.look)(case).into_iter().map(reason).collect()
    }
}

/// All rules.
pub const RULES: &[Rule] = &[
    operator("profile-missing", no_profile, "onboard the partner"),
    operator("suspended", suspended, "`partnerctl profile resume` lets calls through again"),
    operator("api-unknown", unknown_api, "publish it: `partnerctl api create`"),
    operator("api-inactive", inactive_api, "`partnerctl api activate` serves it again"),
    operator("not-assigned", unassigned, "onboard the partner again, or `partnerctl api assign`"),
    operator("not-admitted", unadmitted, "onboard the partner again: the API's rule does not let this mechanism in"),
    operator("scope-missing", scope_missing, "add the scope to the partner file, then onboard again"),
    operator("client-gone", client_gone, "the gateway no longer has this client id: onboard again and hand over the new one"),
    operator("issuer-unknown", unknown_issuer, "onboard the partner again: the gateway does not trust the issuer of its tokens"),
    operator(
        "issuer-keys",
        other_keys,
        "onboard again: the gateway reads the issuer's keys elsewhere, so new keys are unknown to it",
    ),
    operator("not-linked", unlinked, "onboard again: the gateway does not take these tokens for the partner's"),
    operator(
        "not-registered",
        unregistered,
        "`partnerctl cert register`, or name the file in the partner file and onboard again",
    ),
    operator(
        "authority-unknown",
        untrusted,
        "onboard again: the gateway does not trust the authority that signed the certificate",
    ),
    operator("port-asks-for-none", port, "onboard again: the gateway's port does not ask callers for a certificate"),
    operator(
        "secret-expired",
        secret_expired,
        "issue a new secret at the gateway, keep it with `partnerctl secret put`, and hand it over: `partnerctl handover`",
    ),
    partner("other-secret", other_secret, "use the secret of the last handover; stray spaces and line ends count, too"),
    partner("certificate-expired", certificate_expired, "make a new certificate and send it to the operator before using it"),
    Rule {
        code: "clock-skew",
        side: Side::Both,
        level: Level::Refuse,
        look: clock,
        advice: "set both clocks by NTP: tokens are refused as not yet valid, or as ended",
    },
];

const fn operator(code: &'static str, look: fn(&Case<'_>) -> Vec<String>, advice: &'static str) -> Rule {
    Rule { code, side: Side::Operator, level: Level::Refuse, look, advice }
}

const fn partner(code: &'static str, look: fn(&Case<'_>) -> Vec<String>, advice: &'static str) -> Rule {
    Rule { code, side: Side::Partner, level: Level::Refuse, look, advice }
}

fn no_profile(case: &Case<'_>) -> Vec<String> {
    let gone = matches!(case.observed, Some(None));
    gone.then(|| "the gateway has no profile of this partner".to_owned()).into_iter().collect()
}

fn suspended(case: &Case<'_>) -> Vec<String> {
    let profile = case.observed.flatten().filter(|profile| profile.state == State::Suspended);
    profile.map(|profile| format!("profile `{}` is suspended", profile.settings.name)).into_iter().collect()
}

/// The APIs that the partner is to call and the gateway has.
fn published<'a>(case: &'a Case<'_>) -> impl Iterator<Item = (&'a ApiRef, &'a PublishedApi)> {
    case.apis.iter().filter_map(|api| Some((api, case.ground?.apis.get(api)?)))
}

fn unknown_api(case: &Case<'_>) -> Vec<String> {
    let Some(ground) = case.ground else { return Vec::new() };
    let unknown = case.apis.iter().filter(|api| !ground.apis.contains_key(*api));
    unknown.map(|api| format!("the gateway has no API {api}")).collect()
}

fn inactive_api(case: &Case<'_>) -> Vec<String> {
    published(case)
        .filter(|(_, known)| known.state == State::Suspended)
        .map(|(api, _)| format!("API {api} is not active"))
        .collect()
}

fn unassigned(case: &Case<'_>) -> Vec<String> {
    let Some(profile) = case.observed.flatten() else { return Vec::new() };
    let missing = case.apis.iter().filter(|api| !profile.apis.contains(*api));
    missing.map(|api| format!("API {api} is not assigned to the profile")).collect()
}

fn unadmitted(case: &Case<'_>) -> Vec<String> {
    let Some(kind) = case.mechanism else { return Vec::new() };
    let shut = published(case).filter(|(_, known)| !known.admits.contains(&kind));
    shut.map(|(api, _)| format!("API {api} does not let `{kind}` in")).collect()
}

fn scope_missing(case: &Case<'_>) -> Vec<String> {
    let server = match case.mechanism {
        Some(MechanismKind::Oauth2) => Some(TokenOrigin::Gateway),
        Some(MechanismKind::Oidc | MechanismKind::JwtBearer) => outside(case).map(|issuer| TokenOrigin::Issuer(&issuer.issuer)),
        _ => None,
    };
    let Some(server) = server else { return Vec::new() };
    let shut = published(case).filter_map(|(api, known)| Some((api, known.lacking(server, case.scopes)?)));
    let line = |(api, asked): (&ApiRef, &BTreeSet<ScopeName>)| {
        let scopes = asked.iter().map(|scope| format!("`{scope}`")).collect::<Vec<_>>().join(" or ");
        format!("API {api} needs a token with scope {scopes}")
    };
    shut.map(line).collect()
}

fn client_gone(case: &Case<'_>) -> Vec<String> {
    let known = case.record.and_then(|record| record.status.client.as_ref());
    let (Some(profile), Some(client)) = (case.observed.flatten(), known) else { return Vec::new() };
    let there = profile.clients.iter().any(|known| known.client_id.as_ref() == Some(&client.client_id));
    (!there).then(|| format!("client `{}` of the record", client.client_id)).into_iter().collect()
}

/// What the record says about the issuer, when it is one outside the gateway.
fn outside<'a>(case: &'a Case<'_>) -> Option<&'a crate::domain::record::RecordedIssuer> {
    let record = case.record.filter(|_| !is_client(case));
    record.and_then(|record| record.status.issuer.as_ref()).filter(|issuer| !issuer.gateway)
}

/// Whether the partner is a client of an authorization server: that looks at its certificate and its assertions, and issues its tokens.
fn is_client(case: &Case<'_>) -> bool {
    case.record.is_some_and(|record| record.status.authorization_server.is_some())
}

fn unknown_issuer(case: &Case<'_>) -> Vec<String> {
    let (Some(ground), Some(issuer)) = (case.ground, outside(case)) else { return Vec::new() };
    let unknown = !ground.issuers.contains_key(&issuer.issuer);
    unknown.then(|| format!("issuer `{}`", issuer.issuer)).into_iter().collect()
}

fn other_keys(case: &Case<'_>) -> Vec<String> {
    let (Some(ground), Some(issuer)) = (case.ground, outside(case)) else { return Vec::new() };
    let Some(known) = ground.issuers.get(&issuer.issuer) else { return Vec::new() };
    let certificate = issuer.certificate.as_ref().map(|facts| &facts.sha256);
    let other_certificate = known.certificate.is_some() && known.certificate.as_ref() != certificate;
    let differ = known.jwks_uri != issuer.jwks_uri || (certificate.is_some() && other_certificate);
    let there = known.jwks_uri.as_ref().map_or_else(|| "another certificate".to_owned(), ToString::to_string);
    differ.then(|| format!("the gateway reads the keys of `{}` from {there}", issuer.issuer)).into_iter().collect()
}

/// What the profile says about the partner's tokens, held against the record.
fn unlinked(case: &Case<'_>) -> Vec<String> {
    let kind = case.mechanism.filter(|kind| [MechanismKind::Oidc, MechanismKind::JwtBearer].contains(kind));
    let known = case.record.and_then(|record| record.status.issuer.as_ref());
    let (Some(kind), Some(profile), Some(issuer)) = (kind, case.observed.flatten(), known) else { return Vec::new() };
    if profile.registered.is_some() {
        // An authorization server knows the client by its own keys; nobody's tokens are linked there.
        return Vec::new();
    }
    let named = (!issuer.gateway).then_some(&issuer.issuer);
    let whose = named.map_or_else(|| "the gateway itself".to_owned(), |name| format!("`{name}`"));
    let mut own = profile.clients.iter().filter(|client| client.mechanism == kind && client.issuer.as_ref() == named).peekable();
    if own.peek().is_none() {
        return vec![format!("the profile has no credential for tokens of {whose}")];
    }
    let text = |audience: &Option<String>| audience.as_ref().map_or_else(|| "any `aud`".to_owned(), |aud| format!("`aud` {aud}"));
    let other = own.all(|client| client.audience != issuer.audience);
    let expects = profile.clients.iter().find(|client| client.mechanism == kind).map(|client| text(&client.audience));
    let audience = other.then(|| {
        format!("the gateway expects {} in tokens of {whose}, the record {}", expects.unwrap_or_default(), text(&issuer.audience))
    });
    let absent = issuer.claims.iter().filter(|(name, value)| !profile.claims.contains(&((*name).clone(), (*value).clone())));
    let claims = absent.map(|(name, value)| format!("the gateway does not know the partner by claim `{name}` `{value}`"));
    audience.into_iter().chain(claims).collect()
}

fn unregistered(case: &Case<'_>) -> Vec<String> {
    let Some(profile) = case.observed.flatten() else { return Vec::new() };
    let unknown = case.certificates.iter().filter(|one| !profile.knows(one));
    unknown.map(|one| format!("certificate `{}` (SHA-256 {}...)", one.subject, start(&one.sha256))).collect()
}

fn untrusted(case: &Case<'_>) -> Vec<String> {
    let Some(ground) = case.ground.filter(|_| !case.certificates.is_empty() && !is_client(case)) else { return Vec::new() };
    let unknown = case.authorities.iter().filter(|one| !ground.anchors.contains(&one.sha256));
    // One trusted authority above the certificate is enough for a path.
    if case.authorities.iter().any(|one| ground.anchors.contains(&one.sha256)) {
        return Vec::new();
    }
    unknown.map(|one| format!("authority `{}`", one.subject)).collect()
}

fn port(case: &Case<'_>) -> Vec<String> {
    let silent = case.ground.is_some_and(|ground| !ground.asks_for_certificates);
    let needed = case.mechanism == Some(MechanismKind::ClientCertificate) && !is_client(case);
    (silent && needed).then(|| "the partner's certificate is never asked for".to_owned()).into_iter().collect()
}

fn secret_expired(case: &Case<'_>) -> Vec<String> {
    let (Some(record), Some(now)) = (case.record, case.now) else { return Vec::new() };
    let ended = record.status.secrets.iter().filter(|secret| secret.expires <= now);
    ended.map(|secret| format!("the secret `{}` ended at {}", secret.name, secret.expires)).collect()
}

fn other_secret(case: &Case<'_>) -> Vec<String> {
    let (Some(record), Some(secret)) = (case.record, &case.secret) else { return Vec::new() };
    let secrets = &record.status.secrets;
    let other = !secrets.is_empty() && secrets.iter().all(|known| known.fingerprint != *secret);
    other.then(|| "the secret at hand is not the one that the record names".to_owned()).into_iter().collect()
}

fn certificate_expired(case: &Case<'_>) -> Vec<String> {
    let Some(now) = case.now else { return Vec::new() };
    let ended = case.certificates.iter().filter(|one| one.not_after < now);
    ended.map(|one| format!("certificate `{}` ended at {}", one.subject, one.not_after)).collect()
}

fn clock(case: &Case<'_>) -> Vec<String> {
    let Some(ahead) = case.ahead.filter(|ahead| ahead.abs() > case.skew) else { return Vec::new() };
    let way = if ahead > 0 { "ahead of" } else { "behind" };
    vec![format!("the clock here is {} s {way} the gateway's", ahead.abs())]
}

fn start(sha256: &str) -> &str {
    sha256.get(..16).unwrap_or(sha256)
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "tests fail by panicking")]
mod tests;

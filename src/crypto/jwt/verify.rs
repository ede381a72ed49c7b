//! Verification on the rules of RFC 8725: the caller or the key fixes the algorithm, never the token; addresses in the
//! token are never followed.

use std::fmt;

use serde_json::Value;
use thiserror::Error;

use super::{Decoded, MILLISECONDS, TokenError, audiences, decode, seconds, text};
use crate::crypto::{
    algorithm::{Algorithm, AlgorithmError},
    json::Object,
    jwk::{Entry, Set},
};

/// What is asked of a token.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Rules {
    /// The algorithms that are accepted. When empty, the key decides: its `alg`, else all that its type can serve.
    pub algorithms: Vec<Algorithm>,
    /// The audience that must be among the token's.
    pub audience: Option<String>,
    /// The issuer that must be the token's.
    pub issuer: Option<String>,
    /// What the header's `typ` must be.
    pub typ: Option<String>,
    /// How far clocks may differ, in seconds.
    pub leeway: i64,
    /// The time at which it must be good, in seconds since 1970.
    pub at: i64,
}

/// A token that was verified.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verified {
    /// Its header.
    pub header: Object,
    /// Its claims.
    pub claims: Object,
    /// The algorithm.
    pub algorithm: Algorithm,
    /// The thumbprint of the key that verified it.
    pub thumbprint: String,
}

/// Which rule a token breaks, for programs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "the code says it")]
pub enum RefusalKind {
    Malformed,
    AlgorithmNone,
    AlgorithmRefused,
    CriticalHeader,
    KeyUnknown,
    Type,
    Signature,
    ClaimType,
    ExpiryMissing,
    Expired,
    NotYetValid,
    Issuer,
    Audience,
}

impl RefusalKind {
    /// The code in reports.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Malformed => "malformed",
            Self::AlgorithmNone => "algorithm-none",
            Self::AlgorithmRefused => "algorithm-refused",
            Self::CriticalHeader => "critical-header",
            Self::KeyUnknown => "key-unknown",
            Self::Type => "type",
            Self::Signature => "signature",
            Self::ClaimType => "claim-type",
            Self::ExpiryMissing => "expiry-missing",
            Self::Expired => "expired",
            Self::NotYetValid => "not-yet-valid",
            Self::Issuer => "issuer",
            Self::Audience => "audience",
        }
    }
}

impl fmt::Display for RefusalKind {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.pad(self.code())
    }
}

/// Why a token is refused.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{reason}")]
pub struct Refusal {
    /// Which rule.
    pub kind: RefusalKind,
    /// In words.
    pub reason: String,
}

impl Refusal {
    fn new(kind: RefusalKind, reason: impl Into<String>) -> Self {
        Self { kind, reason: reason.into() }
    }
}

impl From<TokenError> for Refusal {
    fn from(error: TokenError) -> Self {
        Self::new(RefusalKind::Malformed, error.to_string())
    }
}

/// Verifies a token: form, algorithm, `crit`, type, key, signature, times, issuer, audience; in this order, ending at the first fault.
pub fn verify(token: &str, keys: &Set, rules: &Rules) -> Result<Verified, Refusal> {
    let token = decode(token)?;
    let algorithm = algorithm(&token.header, rules)?;
    if let Some(critical) = token.header.get("crit") {
        let reason = format!(
            "the header says that `crit` {} must be understood, and it is not (RFC 7515 section 4.1.11)",
            short(critical)
        );
        return Err(Refusal::new(RefusalKind::CriticalHeader, reason));
    }
    if token.header.get("kid").is_some_and(|kid| !kid.is_string()) {
        return Err(Refusal::new(RefusalKind::Malformed, "the header's `kid` is no text (RFC 7515 section 4.1.4)"));
    }
    kind(&token.header, rules)?;
    let thumbprint = signature(&token, algorithm, keys)?;
    forms(&token.claims)?;
    times(&token.claims, rules)?;
    parties(&token.claims, rules)?;
    Ok(Verified { header: token.header, claims: token.claims, algorithm, thumbprint })
}

fn algorithm(header: &Object, rules: &Rules) -> Result<Algorithm, Refusal> {
    let refused = |reason: String| Refusal::new(RefusalKind::AlgorithmRefused, reason);
    let name = text(header, "alg").ok_or_else(|| refused("the header names no `alg`".to_owned()))?;
    let algorithm: Algorithm = name.parse().map_err(|error: AlgorithmError| match error {
        AlgorithmError::None => Refusal::new(RefusalKind::AlgorithmNone, error.to_string()),
        AlgorithmError::SharedSecret(name) => refused(format!(
            "the token is signed with {name}, a shared secret; with a public key in the secret's place anybody could sign (RFC 8725 section 2.1)"
        )),
        AlgorithmError::Unknown(_) => refused(error.to_string()),
    })?;
    if rules.algorithms.is_empty() || rules.algorithms.contains(&algorithm) {
        return Ok(algorithm);
    }
    let allowed = rules.algorithms.iter().map(|algorithm| algorithm.name()).collect::<Vec<_>>().join(", ");
    Err(refused(format!("the token is signed with {algorithm}, and only {allowed} is accepted")))
}

/// Whether the token is of the wanted type (RFC 8725 section 3.11); `application/` before it may be left out (RFC 7515 section 4.1.9).
fn kind(header: &Object, rules: &Rules) -> Result<(), Refusal> {
    let Some(wanted) = rules.typ.as_deref() else { return Ok(()) };
    let bare = |name: &str| name.to_ascii_lowercase().trim_start_matches("application/").to_owned();
    let found = text(header, "typ");
    if found.is_some_and(|found| bare(found) == bare(wanted)) {
        return Ok(());
    }
    let found = found.map_or_else(|| "absent".to_owned(), |found| format!("`{}`", shown(found)));
    Err(Refusal::new(RefusalKind::Type, format!("the header's `typ` is {found}, and `{wanted}` is wanted")))
}

/// Names, audiences and ids are texts (RFC 7519 section 4.1).
fn forms(claims: &Object) -> Result<(), Refusal> {
    let refused = |reason: String| Err(Refusal::new(RefusalKind::ClaimType, reason));
    if let Some(name) = ["iss", "sub", "jti"].into_iter().find(|name| claims.get(*name).is_some_and(|value| !value.is_string())) {
        return refused(format!("claim `{name}` is no text (RFC 7519 section 4.1)"));
    }
    let good = match claims.get("aud") {
        Some(Value::Array(many)) => many.iter().all(Value::is_string),
        Some(one) => one.is_string(),
        None => true,
    };
    if good { Ok(()) } else { refused("claim `aud` is neither a text nor a list of texts (RFC 7519 section 4.1.3)".to_owned()) }
}

/// Finds the key and checks the signature; returns the key's thumbprint.
fn signature(token: &Decoded, algorithm: Algorithm, keys: &Set) -> Result<String, Refusal> {
    let named = named(token, keys)?;
    let usable: Vec<&Entry> = named.iter().copied().filter(|entry| serves(entry, algorithm)).collect();
    if usable.is_empty() {
        let found = named.iter().map(|entry| entry.key.kind().to_string()).collect::<Vec<_>>().join(", ");
        let reason = format!("the token is signed with {algorithm}, and the key at hand ({found}) is not for that algorithm");
        return Err(Refusal::new(RefusalKind::AlgorithmRefused, reason));
    }
    let good = usable.iter().find(|entry| entry.key.verify(algorithm, token.signed.as_bytes(), &token.signature));
    good.map(|entry| entry.key.thumbprint()).ok_or_else(|| {
        let reason = match (algorithm, token.signature.first()) {
            (Algorithm::Es256 | Algorithm::Es384 | Algorithm::Es512, Some(0x30)) if token.signature.len() > 66 => {
                "the signature is not good: it may be a DER list, and R and S joined are needed (RFC 7518 section 3.4)"
            }
            _ => "the signature is not good: the token was changed, or another key signed it",
        };
        Refusal::new(RefusalKind::Signature, reason)
    })
}

/// The keys that the token may mean: those of its `kid`; all of them when it names none; a key without a name fits any.
fn named<'a>(token: &Decoded, keys: &'a Set) -> Result<Vec<&'a Entry>, Refusal> {
    let kid = text(&token.header, "kid");
    let fits = |entry: &&Entry| match (kid, &entry.kid) {
        (Some(wanted), Some(kid)) => wanted == kid,
        _ => true,
    };
    let found: Vec<&Entry> = keys.keys.iter().filter(fits).take(MAX_TRIED).collect();
    if !found.is_empty() {
        return Ok(found);
    }
    let known: Vec<String> = keys.keys.iter().filter_map(|entry| entry.kid.as_deref()).map(shown).collect();
    let reason = match kid {
        _ if keys.keys.is_empty() => "there is no key that could verify it".to_owned(),
        Some(kid) => format!("no key has the token's `kid` `{}`: known are {}", shown(kid), known.join(", ")),
        None => "no key fits".to_owned(),
    };
    Err(Refusal::new(RefusalKind::KeyUnknown, reason))
}

fn serves(entry: &Entry, algorithm: Algorithm) -> bool {
    let meant = entry.algorithm.as_deref().is_none_or(|name| name.parse() == Ok(algorithm));
    meant && entry.usage.as_deref() != Some("enc") && algorithm.suits(entry.key.kind())
}

fn times(claims: &Object, rules: &Rules) -> Result<(), Refusal> {
    for name in ["exp", "nbf", "iat"] {
        if claims.contains_key(name) && seconds(claims, name).is_none() {
            let reason = format!("claim `{name}` is no number of seconds (RFC 7519 section 2)");
            return Err(Refusal::new(RefusalKind::ClaimType, reason));
        }
        if seconds(claims, name).is_some_and(|time| time >= MILLISECONDS) {
            let reason = format!("claim `{name}` is in milliseconds, and seconds are needed (RFC 7519 section 2)");
            return Err(Refusal::new(RefusalKind::ClaimType, reason));
        }
    }
    let Some(end) = seconds(claims, "exp") else {
        return Err(Refusal::new(RefusalKind::ExpiryMissing, "the token has no `exp`: it would be good for ever"));
    };
    if rules.at >= end.saturating_add(rules.leeway) {
        let late = rules.at.saturating_sub(end);
        return Err(Refusal::new(RefusalKind::Expired, format!("the token ended {late} s ago (`exp` {end}, time {})", rules.at)));
    }
    if let Some(begin) = seconds(claims, "nbf").filter(|begin| rules.at < begin.saturating_sub(rules.leeway)) {
        let early = begin.saturating_sub(rules.at);
        let reason = format!("the token begins in {early} s (`nbf` {begin}, time {}): compare the clocks", rules.at);
        return Err(Refusal::new(RefusalKind::NotYetValid, reason));
    }
    Ok(())
}

fn parties(claims: &Object, rules: &Rules) -> Result<(), Refusal> {
    if let Some(wanted) = &rules.issuer {
        let found = text(claims, "iss").unwrap_or_default();
        if found != wanted {
            let reason = format!("the issuer is `{}`, and `{wanted}` is wanted: {}", shown(found), difference(found, wanted));
            return Err(Refusal::new(RefusalKind::Issuer, reason));
        }
    }
    if let Some(wanted) = &rules.audience {
        let found = audiences(claims);
        if !found.contains(&wanted.as_str()) {
            let listed = found.iter().map(|one| format!("`{}`", shown(one))).collect::<Vec<_>>().join(", ");
            let reason = match found.as_slice() {
                [] => format!("the token has no audience, and `{wanted}` is wanted"),
                [one] => format!("the audience is {listed}, and `{wanted}` is wanted: {}", difference(one, wanted)),
                _ => format!("the audiences are {listed}, and `{wanted}` is not among them"),
            };
            return Err(Refusal::new(RefusalKind::Audience, reason));
        }
    }
    Ok(())
}

/// Where two texts part, in words: comparison is byte by byte (RFC 7523 section 3, RFC 3986 section 6.2.1).
pub(crate) fn difference(found: &str, wanted: &str) -> String {
    if found.strip_suffix('/') == Some(wanted) {
        return "a slash at the end is too many".to_owned();
    }
    if wanted.strip_suffix('/') == Some(found) {
        return "a slash at the end is missing".to_owned();
    }
    if wanted.strip_prefix("https://") == Some(found) {
        return "`https://` is missing".to_owned();
    }
    if found.eq_ignore_ascii_case(wanted) {
        return "upper and lower case differ".to_owned();
    }
    let place = found.chars().zip(wanted.chars()).take_while(|(left, right)| left == right).count();
    format!("they differ from character {} on", place + 1)
}

/// More keys than this are not tried for one token.
const MAX_TRIED: usize = 32;

fn shown(text: &str) -> String {
    text.chars().filter(|sign| !sign.is_control()).take(120).collect()
}

fn short(value: &Value) -> String {
    shown(&value.to_string())
}

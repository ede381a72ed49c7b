//! Rules for assertions: what a server will refuse, said before the first network call.

mod key;

use serde_json::Value;

use crate::{
    crypto::{
        algorithm::{Algorithm, AlgorithmError},
        certificate::Certificate,
        json::Object,
        jwt::{MILLISECONDS, Purpose, audiences, difference, seconds, text},
        public::PublicKey,
    },
    domain::finding::Finding,
    lint::rule::Rule,
};

/// What is known about the server that the token is for. The more is known, the more is checked.
#[derive(Debug, Clone, Default)]
pub struct Expected {
    /// What the token is for; the grant when absent.
    pub purpose: Option<Purpose>,
    /// The client id in the environment's record.
    pub client_id: Option<String>,
    /// The server's issuer identifier.
    pub issuer: Option<String>,
    /// The server's token endpoint.
    pub token_endpoint: Option<String>,
    /// The algorithms that the server accepts.
    pub algorithms: Vec<Algorithm>,
    /// The names of the keys that the server knows.
    pub kids: Vec<String>,
    /// The public key that is registered with the server.
    pub key: Option<PublicKey>,
    /// The certificate that `x5t` is about.
    pub certificate: Option<Certificate>,
    /// The longest lifetime that the server accepts, in seconds.
    pub longest: Option<i64>,
    /// How far clocks may differ, in seconds.
    pub leeway: i64,
    /// The time now, in seconds since 1970.
    pub now: i64,
}

/// Checks a token against all rules; the worst findings come first.
#[must_use]
pub fn check(header: &Object, claims: &Object, expected: &Expected) -> Vec<Finding> {
    let token = Token { header, claims, expected };
    let mut found: Vec<Finding> = RULES.iter().filter_map(|rule| rule.found((rule.look)(&token))).collect();
    found.sort_by_key(|finding| std::cmp::Reverse(finding.level));
    found
}

/// A token under examination.
pub struct Token<'a> {
    header: &'a Object,
    claims: &'a Object,
    expected: &'a Expected,
}

/// What a rule looks at; it says what is so when that is a breach.
pub type Look = for<'a> fn(&Token<'a>) -> Option<String>;

/// All rules, in the order of the standard.
pub const RULES: &[Rule<Look>] = &[
    Rule::refuse("alg", algorithm, "sign with RS256, ES256 or another algorithm that the server names"),
    Rule::refuse("alg-not-accepted", algorithm_accepted, "choose one of the server's with `--alg` (RFC 8725 section 3.1)"),
    Rule::warn(
        "kid-missing",
        key::kid_missing,
        "name the key with `--kid auto`: a server that knows several keys cannot find it otherwise",
    ),
    Rule::refuse("kid-form", key::kid_form, "give a text, or leave it out with `--kid none` (RFC 7515 section 4.1.4)"),
    Rule::refuse("kid-unknown", key::kid_unknown, "register the key with the server first, or use the name that it knows"),
    Rule::refuse("x5t-form", key::x5t_form, "use base64url of the digest's bytes, not of its hex text (RFC 7515 section 4.1.7)"),
    Rule::refuse("x5c-form", key::x5c_form, "use a list of certificates in common Base64 (RFC 7515 section 4.1.6)"),
    Rule::refuse(
        "x5c-order",
        key::x5c_order,
        "each certificate must be followed by its issuer (RFC 7515 section 4.1.6): `partnerctl cert bundle` sorts them",
    ),
    Rule::refuse("certificate-ended", key::certificate_ended, "register the renewed certificate and name that one"),
    Rule::refuse("key-short", key::key_short, "use an RSA key of 2048 bits or more (RFC 7518 section 3.3)"),
    Rule::refuse("key-weak", key::key_weak, "make a new key: `partnerctl key generate`"),
    Rule::warn("small-exponent", key::small_exponent, "some servers refuse it (Baseline Requirements 6.1.6): make a new key"),
    Rule::refuse("crit", critical, "leave `crit` out: no token server is known to understand an extension"),
    Rule::warn("typ-missing", typ_missing, "set `typ` to `client-authentication+jwt` (RFC 10070 section 4)"),
    Rule::refuse(
        "typ-of-client-authentication",
        typ_of_other,
        "a grant must not carry the type of client authentication (RFC 8725 section 3.12)",
    ),
    Rule::refuse("iss-missing", |token| missing(token, "iss"), "set it to the client id (RFC 7523 section 3)"),
    Rule::refuse(
        "sub-missing",
        |token| missing(token, "sub"),
        "set it to the client id, or to whom the grant is about (RFC 7523 section 3)",
    ),
    Rule::refuse("sub-not-iss", subject_not_issuer, "for client authentication both are the client id (RFC 7523 section 3)"),
    Rule::refuse("client-id", client_id, "use the client id of this environment's record"),
    Rule::refuse("blanks", blanks, "leave the blanks out: names are compared byte by byte (RFC 7519 section 2)"),
    Rule::refuse("aud-type", audience_type, "write texts alone (RFC 7519 section 4.1.3)"),
    Rule::refuse("aud-missing", audience_missing, "name the authorization server (RFC 7523 section 3)"),
    Rule::refuse("aud-several", audience_several, "name the server's issuer identifier alone (RFC 10070 section 4)"),
    Rule::refuse(
        "aud-token-endpoint",
        audience_endpoint,
        "use the server's issuer identifier: the token endpoint is forbidden as audience (RFC 10070 section 4)",
    ),
    Rule::refuse(
        "aud-mismatch",
        audience_mismatch,
        "copy the server's value exactly: it is compared byte by byte (RFC 7523 section 3)",
    ),
    Rule::refuse("time-type", time_type, "write times as numbers of seconds, without quotes (RFC 7519 section 2)"),
    Rule::refuse("time-milliseconds", milliseconds, "divide by 1000: times are seconds (RFC 7519 section 2)"),
    Rule::refuse("exp-missing", |token| missing_time(token, "exp"), "set it to a few minutes from now (RFC 7523 section 3)"),
    Rule::refuse("exp-passed", expired, "make a new one, and compare the clocks"),
    Rule::refuse("nbf-future", |token| future(token, "nbf"), "compare the clocks, or date it back by a minute"),
    Rule::refuse("iat-future", |token| future(token, "iat"), "compare the clocks, or date it back by a minute"),
    Rule::refuse("lifetime-over-limit", too_long, "shorten it with `--ttl`"),
    Rule::warn("lifetime-long", rather_long, "300 seconds is the most that common servers accept: shorten it with `--ttl 300s`"),
    Rule::refuse("jti-type", id_type, "write it as text, even when it is digits (RFC 7519 section 4.1.7)"),
    Rule::warn("jti-missing", id_missing, "add one: private_key_jwt requires it (OpenID Connect Core section 9)"),
];

const LONG: i64 = 300;

impl Token<'_> {
    fn is_authentication(&self) -> bool {
        self.expected.purpose == Some(Purpose::ClientAuthentication)
    }

    fn alg(&self) -> Option<Result<Algorithm, AlgorithmError>> {
        text(self.header, "alg").map(str::parse)
    }
}

fn algorithm(token: &Token<'_>) -> Option<String> {
    match token.alg() {
        None => Some("the header has no `alg`".to_owned()),
        Some(Err(error)) => Some(error.to_string()),
        Some(Ok(_)) => None,
    }
}

fn algorithm_accepted(token: &Token<'_>) -> Option<String> {
    let used = token.alg()?.ok()?;
    let accepted = &token.expected.algorithms;
    let names = || accepted.iter().map(|one| one.name()).collect::<Vec<_>>().join(", ");
    (!accepted.is_empty() && !accepted.contains(&used)).then(|| format!("`alg` is {used}, and the server accepts {}", names()))
}

fn critical(token: &Token<'_>) -> Option<String> {
    token.header.get("crit").map(|value| format!("`crit` is {}", shown(&value.to_string())))
}

fn typ_missing(token: &Token<'_>) -> Option<String> {
    let wanted = Purpose::ClientAuthentication.typ();
    let found = text(token.header, "typ");
    let good = found.is_some_and(|typ| typ.eq_ignore_ascii_case(wanted));
    (token.is_authentication() && !good)
        .then(|| format!("`typ` is {}", found.map_or_else(|| "absent".to_owned(), |typ| format!("`{}`", shown(typ)))))
}

fn typ_of_other(token: &Token<'_>) -> Option<String> {
    let found = text(token.header, "typ")?;
    let wrong = !token.is_authentication() && found.eq_ignore_ascii_case(Purpose::ClientAuthentication.typ());
    wrong.then(|| format!("`typ` is `{}`", shown(found)))
}

fn missing(token: &Token<'_>, name: &str) -> Option<String> {
    let good = text(token.claims, name).is_some_and(|value| !value.is_empty());
    (!good).then(|| format!("claim `{name}` is missing, empty or no text"))
}

fn subject_not_issuer(token: &Token<'_>) -> Option<String> {
    let (issuer, subject) = (text(token.claims, "iss")?, text(token.claims, "sub")?);
    let wrong = token.is_authentication() && issuer != subject;
    wrong.then(|| format!("`iss` is `{}` and `sub` is `{}`", shown(issuer), shown(subject)))
}

fn client_id(token: &Token<'_>) -> Option<String> {
    let wanted = token.expected.client_id.as_deref()?;
    let found = text(token.claims, "iss")?;
    (found != wanted)
        .then(|| format!("`iss` is `{}`, and the client id is `{wanted}`: {}", shown(found), difference(found, wanted)))
}

fn blanks(token: &Token<'_>) -> Option<String> {
    let edges = |name: &&str| text(token.claims, name).is_some_and(|value| value.trim() != value);
    let audience = audiences(token.claims).into_iter().any(|one| one.contains(char::is_whitespace)).then_some("aud");
    let found = ["iss", "sub"].into_iter().find(edges).or(audience)?;
    Some(format!("claim `{found}` has blanks in it"))
}

fn audience_type(token: &Token<'_>) -> Option<String> {
    let wrong = matches!(token.claims.get("aud")?, Value::Array(many) if many.iter().any(|one| !one.is_string()));
    wrong.then(|| "claim `aud` lists something that is no text".to_owned())
}

fn audience_missing(token: &Token<'_>) -> Option<String> {
    audiences(token.claims).iter().all(|one| one.is_empty()).then(|| "claim `aud` is missing, empty or no text".to_owned())
}

fn audience_several(token: &Token<'_>) -> Option<String> {
    let count = audiences(token.claims).len();
    (token.is_authentication() && count > 1).then(|| format!("claim `aud` names {count} audiences"))
}

fn audience_endpoint(token: &Token<'_>) -> Option<String> {
    let known = token.expected.token_endpoint.as_deref();
    let issuer = token.expected.issuer.as_deref();
    let looks = |one: &str| {
        let end = one.trim_end_matches('/').rsplit('/').next().unwrap_or_default().to_ascii_lowercase();
        matches!(end.as_str(), "token" | "tokens" | "access_token" | "token.oauth2" | "getaccesstoken" | "pub.apigateway.oauth2")
    };
    let wrong = audiences(token.claims).into_iter().find(|one| Some(*one) == known || (Some(*one) != issuer && looks(one)))?;
    token.is_authentication().then(|| format!("claim `aud` is the token endpoint `{}`", shown(wrong)))
}

fn audience_mismatch(token: &Token<'_>) -> Option<String> {
    let issuer = token.expected.issuer.as_deref()?;
    let found = audiences(token.claims);
    let grant = (!token.is_authentication()).then_some(token.expected.token_endpoint.as_deref()).flatten();
    let good = found.iter().any(|one| *one == issuer || Some(*one) == grant);
    let first = found.first().filter(|_| !good && audience_endpoint(token).is_none())?;
    Some(format!("claim `aud` is `{}`, and the server's issuer is `{issuer}`: {}", shown(first), difference(first, issuer)))
}

fn time_type(token: &Token<'_>) -> Option<String> {
    TIMES
        .into_iter()
        .find(|name| token.claims.get(*name).is_some_and(|time| !time.is_number()))
        .map(|name| format!("claim `{name}` is no number"))
}

fn milliseconds(token: &Token<'_>) -> Option<String> {
    let wrong = TIMES.into_iter().find(|name| seconds(token.claims, name).is_some_and(|time| time >= MILLISECONDS))?;
    Some(format!("claim `{wrong}` is in milliseconds"))
}

fn missing_time(token: &Token<'_>, name: &str) -> Option<String> {
    (!token.claims.contains_key(name)).then(|| format!("claim `{name}` is missing"))
}

fn expired(token: &Token<'_>) -> Option<String> {
    let late = token.expected.now.saturating_sub(seconds(token.claims, "exp")?);
    (late >= 0).then(|| format!("claim `exp` passed {late} s ago"))
}

fn future(token: &Token<'_>, name: &str) -> Option<String> {
    let time = seconds(token.claims, name).filter(|time| *time < MILLISECONDS)?;
    let early = time.saturating_sub(token.expected.now);
    (early > token.expected.leeway).then(|| format!("claim `{name}` is {early} s ahead of this clock"))
}

/// The lifetime: from `iat`, else from now, to `exp`; milliseconds have a rule of their own.
fn lifetime(token: &Token<'_>) -> Option<i64> {
    let end = seconds(token.claims, "exp").filter(|time| *time < MILLISECONDS)?;
    Some(end.saturating_sub(seconds(token.claims, "iat").unwrap_or(token.expected.now)))
}

fn too_long(token: &Token<'_>) -> Option<String> {
    let (limit, lifetime) = (token.expected.longest?, lifetime(token)?);
    (lifetime > limit).then(|| format!("it lives {lifetime} s, and the server accepts {limit} s"))
}

fn rather_long(token: &Token<'_>) -> Option<String> {
    let lifetime = lifetime(token)?;
    (token.expected.longest.is_none() && lifetime > LONG).then(|| format!("it lives {lifetime} s"))
}

fn id_type(token: &Token<'_>) -> Option<String> {
    token.claims.get("jti").filter(|id| !id.is_string()).map(|_| "claim `jti` is no text".to_owned())
}

fn id_missing(token: &Token<'_>) -> Option<String> {
    let absent = token.claims.get("jti").is_none_or(|id| *id == Value::String(String::new()));
    (token.is_authentication() && absent).then(|| "claim `jti` is missing".to_owned())
}

const TIMES: [&str; 3] = ["exp", "nbf", "iat"];

fn shown(text: &str) -> String {
    text.chars().filter(|sign| !sign.is_control()).take(120).collect()
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "tests fail by panicking")]
mod tests;

//! Issuers of tokens: what they say about themselves, and whether that is fit for the gateway.

use std::collections::BTreeMap;

use serde_json::Value;
use url::Url;
use zeroize::Zeroizing;

use crate::{
    crypto::{
        algorithm::Algorithm,
        json::Object,
        jwk::Set,
        jwt::{Refusal, RefusalKind, Rules},
    },
    domain::{
        capability::Capabilities,
        finding::{Finding, Level},
        ground::Ground,
        mechanism::{IssuerKeys, Mechanism, MechanismKind, TokenIssuer},
        message::{Method, Request},
        name::EnvironmentName,
        workspace::Environment,
    },
    http::Http,
    job::{Cause, Context, Error, Event, Result, jwt, material::Given, session::Session, whole},
    lint::{
        id_token::{self, Expected},
        keyset,
    },
};

/// Where an issuer publishes its keys, from its metadata.
pub fn published_keys(ctx: &Context<'_>, name: &EnvironmentName, environment: &Environment, issuer: &str) -> Result<Url> {
    let http = (ctx.visit)(name, environment)?;
    let metadata = jwt::metadata(issuer, &|url| fetch(&http, url))?;
    let keys = metadata.get("jwks_uri").and_then(Value::as_str).and_then(|text| Url::parse(text).ok());
    keys.ok_or_else(|| {
        let what = format!("the metadata of issuer `{issuer}` names no `jwks_uri`");
        Cause::Usage { what, next: "name `jwksUri` or a certificate of the issuer in the partner file".to_owned() }.into()
    })
}

/// What an issuer says about itself, and whether the gateway can work with it.
pub fn check(ctx: &Context<'_>, session: &Session<'_>) -> Result<Vec<Finding>> {
    let http = (ctx.visit)(&session.key.environment, session.environment)?;
    let written = &session.presence.authentication;
    let issuer = written.issuer.clone().unwrap_or_default();
    let mut findings = Vec::new();
    let known = match jwt::metadata(&issuer, &|url| fetch(&http, url)) {
        Ok(metadata) => Some(metadata),
        // An issuer need not publish metadata where the partner file says where its keys are.
        Err(error) if is_answer(&error) && written.jwks_uri.is_some() => {
            findings.push(Finding::new(Level::Inform, "no-metadata", issuer.clone(), error.to_string()));
            None
        }
        Err(error) if is_answer(&error) => return Ok(vec![Finding::new(Level::Refuse, "metadata", issuer, error.to_string())]),
        Err(error) => return Err(error),
    };
    let named = known.as_ref().and_then(|metadata| metadata.get("jwks_uri")?.as_str()?.parse::<Url>().ok());
    if let (Some(url), Some(named)) = (&written.jwks_uri, &named)
        && url != named
    {
        let advice = format!("the partner file says {url}, the issuer itself {named}: take the issuer's");
        findings.push(Finding::new(Level::Warn, "jwks-uri-differs", issuer.clone(), advice));
    }
    findings.extend(known.as_ref().and_then(|metadata| algorithms(&issuer, metadata)));
    if let Some(url) = written.jwks_uri.as_ref().or(named.as_ref()) {
        findings.extend(keys(&http, url)?);
    }
    if written.mechanism == MechanismKind::Oidc && written.client_id.is_none() {
        let advice = "name `clientId` in the partner file: the client id of the gateway's application at the identity provider";
        findings.push(Finding::new(Level::Refuse, "client-id-missing", issuer, advice));
    }
    Ok(findings)
}

/// What is wrong with key sets that a gateway is to read for the first time, by their addresses: nobody could call.
pub fn new_keys(
    ctx: &Context<'_>,
    sessions: &[Session<'_>],
    ground: &Ground,
    able: &Capabilities,
) -> Result<BTreeMap<Url, Vec<Finding>>> {
    let mut found = BTreeMap::new();
    for session in sessions {
        let Mechanism::JwtBearer(TokenIssuer { issuer, keys: IssuerKeys::Published(url), .. }) = &session.handed(ctx)?.mechanism
        else {
            continue;
        };
        let read = ground.issuers.get(issuer).is_some_and(|known| known.jwks_uri.as_ref() == Some(url));
        // A server that does not show whose keys it reads is asked about at the beginning only.
        let is_new = !read && (able.knows_apis() || session.record.is_none());
        if is_new && !found.contains_key(url) {
            (ctx.tell)(&Event::Waiting { what: format!("the keys of `{issuer}`") });
            let http = (ctx.visit)(&session.key.environment, session.environment)?;
            found.insert(url.clone(), doubtful(keys(&http, url), url)?);
        }
    }
    Ok(found)
}

/// The gateway may reach what cannot be reached from here, so nothing stops it; but it is said.
fn doubtful(checked: Result<Vec<Finding>>, url: &Url) -> Result<Vec<Finding>> {
    match checked {
        Ok(findings) => Ok(findings.into_iter().map(|finding| Finding { level: Level::Warn, ..finding }).collect()),
        Err(error) if matches!(*error.cause, Cause::Interrupted) => Err(error),
        Err(error) => Ok(vec![Finding::new(Level::Warn, "keys", url.as_str(), whole(&error))]),
    }
}

/// Whether the issuer answered, though not as it should.
fn is_answer(error: &Error) -> bool {
    matches!(*error.cause, Cause::NotFound { .. } | Cause::Refused { .. } | Cause::Usage { .. } | Cause::Other { .. })
}

fn algorithms(issuer: &str, metadata: &Object) -> Option<Finding> {
    let listed = metadata.get("id_token_signing_alg_values_supported")?.as_array()?;
    let rsa = listed.iter().filter_map(Value::as_str).any(|name| name.starts_with("RS"));
    let advice = "the issuer names no RSA algorithm (RS256), and the gateway verifies no other signatures by public keys";
    (!rsa).then(|| Finding::new(Level::Refuse, "no-rsa-algorithm", issuer, advice))
}

fn keys(http: &Http, url: &Url) -> Result<Vec<Finding>> {
    let set = match jwt::keys_at(url, &|url| fetch(http, url)) {
        Ok(set) => set,
        Err(error) if is_answer(&error) => {
            return Ok(vec![Finding::new(Level::Refuse, "keys", url.as_str(), error.to_string())]);
        }
        Err(error) => return Err(error),
    };
    let mut findings: Vec<_> = keyset::check(&set).into_iter().filter(|finding| finding.level != Level::Inform).collect();
    if !set.keys.iter().any(|entry| Algorithm::Rs256.suits(entry.key.kind())) {
        let advice = "the set has no RSA key, and the gateway verifies no other signatures by public keys";
        findings.push(Finding::new(Level::Refuse, "no-rsa-key", url.as_str(), advice));
    }
    Ok(findings)
}

/// What is known about a partner's tokens besides what the partner file says.
#[derive(Debug, Clone, Default)]
pub struct Whose {
    /// Their `iss`, where the gateway signs them.
    pub issuer: Option<String>,
    /// The claims by which the gateway knows the partner.
    pub claims: Vec<(String, String)>,
    /// The partner's client at its issuer.
    pub client_id: Option<String>,
}

/// Whether a token is one of the partner's that the gateway will take: its signature by the issuer's keys, then every rule.
pub fn check_token(ctx: &Context<'_>, session: &Session<'_>, token: &str) -> Result<Vec<Finding>> {
    check_token_of(ctx, session, token, &Whose::default())
}

/// The same, by what is known besides.
pub fn check_token_of(ctx: &Context<'_>, session: &Session<'_>, token: &str, whose: &Whose) -> Result<Vec<Finding>> {
    let decoded = match crate::crypto::jwt::decode(token.trim()) {
        Ok(decoded) => decoded,
        Err(error) => return Ok(vec![Finding::new(Level::Refuse, "malformed", "the token", error.to_string())]),
    };
    let set = issuer_keys(ctx, session)?;
    let expected = expected(ctx, session, set.as_ref(), whose);
    let mut findings = id_token::check(&decoded.header, &decoded.claims, &expected);
    let refusal = refusal(ctx, token, set.as_ref()).filter(|refusal| refusal.kind == RefusalKind::Signature);
    if let Some(refusal) = refusal {
        findings.insert(0, Finding::new(Level::Refuse, refusal.kind.code(), "the signature", refusal.reason));
    }
    Ok(findings)
}

fn refusal(ctx: &Context<'_>, token: &str, set: Option<&Set>) -> Option<Refusal> {
    let at = ctx.clock.time().unix_timestamp();
    let leeway = i64::try_from(ctx.workspace.policies.clock_skew.duration().as_secs()).unwrap_or(60);
    crate::crypto::jwt::verify(token.trim(), set?, &Rules { leeway, at, ..Rules::default() }).err()
}

/// What is wrong with a JWT where only tokens of one authorization server open anything: another issuer, then the signature and the
/// times by the server's keys, where those are known.
pub fn check_access(ctx: &Context<'_>, token: &str, issuer: &str, set: Option<&Set>) -> Vec<Finding> {
    let claims = crate::crypto::jwt::decode(token.trim()).map(|decoded| decoded.claims).unwrap_or_default();
    let found = claims.get("iss").and_then(Value::as_str).unwrap_or_default();
    if found != issuer {
        let subject = format!("`iss` is `{found}`, expected `{issuer}`");
        let advice = "only tokens of that server open anything: ask the token endpoint of the handover for one";
        return vec![Finding::new(Level::Refuse, "token-foreign", subject, advice)];
    }
    let told = |refusal: Refusal| {
        let advice = "the server did not sign it so, or it is over: ask the token endpoint of the handover for a new one";
        Finding::new(Level::Refuse, refusal.kind.code(), refusal.reason, advice)
    };
    refusal(ctx, token, set).map(told).into_iter().collect()
}

/// A key set of a server.
pub fn set_at(ctx: &Context<'_>, session: &Session<'_>, url: &Url) -> Result<Set> {
    let http = (ctx.visit)(&session.key.environment, session.environment)?;
    jwt::keys_at(url, &|url| fetch(&http, url))
}

/// What the gateway expects of the partner's tokens.
pub fn expected(ctx: &Context<'_>, session: &Session<'_>, keys: Option<&Set>, whose: &Whose) -> Expected {
    let written = &session.presence.authentication;
    let claims = written.claims.iter().map(|(name, value)| (name.clone(), value.clone()));
    let kids = keys.iter().flat_map(|set| &set.keys).filter_map(|entry| entry.kid.clone());
    Expected {
        issuer: written.issuer.clone().or_else(|| whose.issuer.clone()).unwrap_or_default(),
        audience: written.audience.clone(),
        client_id: written.client_id.clone().or_else(|| whose.client_id.clone()),
        claims: claims.chain(whose.claims.iter().cloned()).collect(),
        kids: kids.collect(),
        leeway: i64::try_from(ctx.workspace.policies.clock_skew.duration().as_secs()).unwrap_or(60),
        now: ctx.clock.time().unix_timestamp(),
    }
}

/// The keys that the gateway verifies the partner's tokens with; `None` when the gateway signs them itself.
pub fn issuer_keys(ctx: &Context<'_>, session: &Session<'_>) -> Result<Option<Set>> {
    let (Mechanism::Oidc(issuer) | Mechanism::JwtBearer(issuer)) = &session.handed(ctx)?.mechanism else { return Ok(None) };
    match &issuer.keys {
        IssuerKeys::Gateway => Ok(None),
        IssuerKeys::Published(url) => {
            let http = (ctx.visit)(&session.key.environment, session.environment)?;
            jwt::keys_at(url, &|url| fetch(&http, url)).map(Some)
        }
        IssuerKeys::Certificate(certificate) => {
            let given =
                Given { name: certificate.facts.subject.clone(), bytes: Zeroizing::new(certificate.pem.clone().into_bytes()) };
            let items = given.items(None)?;
            jwt::keys(&given, &items).map(Some)
        }
    }
}

/// Fetches a document that is no secret, such as keys or metadata.
pub fn fetch(http: &Http, url: &Url) -> Result<Vec<u8>> {
    let reply = http.send(&Request::new(Method::Get, url.as_str()).header("accept", "application/json"))?;
    let told = |what: &str| format!("GET {url} answered {}: {what}", reply.status);
    match reply.status {
        200..300 => Ok(reply.body),
        404 | 410 => Err(Cause::NotFound { what: told("nothing is there"), next: "check the address".to_owned() }.into()),
        _ => {
            let next = "check the address, or give the keys as a file".to_owned();
            Err(Cause::Other { what: told("no keys came"), next }.into())
        }
    }
}

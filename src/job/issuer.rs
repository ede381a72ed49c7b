//! Issuers of tokens: what they say about themselves, and whether that is fit for the gateway.

mod keys;

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
        finding::{Finding, Level},
        mechanism::{IssuerKeys, Mechanism, MechanismKind},
        message::{Method, Request},
        name::EnvironmentName,
        signature::Signatures,
        workspace::Environment,
    },
    gateway::{self, Driver},
    http::Http,
    job::{Cause, Context, Error, Result, jwt, material::Given, session::Session},
    lint::id_token::{self, Expected},
};

pub use keys::{found, new_keys};

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
    look(&http, session, &signatures(session.environment))
}

/// The same for a gateway that verifies in these ways.
fn look(http: &Http, session: &Session<'_>, signatures: &Signatures) -> Result<Vec<Finding>> {
    let written = &session.presence.authentication;
    let issuer = written.issuer.clone().unwrap_or_default();
    let mut findings = Vec::new();
    let known = match jwt::metadata(&issuer, &|url| fetch(http, url)) {
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
    findings.extend(known.as_ref().and_then(|metadata| algorithms(&issuer, metadata, signatures)));
    if let Some(url) = written.jwks_uri.as_ref().or(named.as_ref()) {
        findings.extend(keys::keys(http, url, signatures)?);
    }
    if written.mechanism == MechanismKind::Oidc && written.client_id.is_none() {
        let advice = "name `clientId` in the partner file: the client id of the gateway's application at the identity provider";
        findings.push(Finding::new(Level::Refuse, "client-id-missing", issuer, advice));
    }
    Ok(findings)
}

/// Whether the issuer answered, though not as it should.
fn is_answer(error: &Error) -> bool {
    matches!(*error.cause, Cause::NotFound { .. } | Cause::Refused { .. } | Cause::Usage { .. } | Cause::Other { .. })
}

fn algorithms(issuer: &str, metadata: &Object, signatures: &Signatures) -> Option<Finding> {
    let listed = metadata.get("id_token_signing_alg_values_supported")?.as_array()?;
    let fits = listed.iter().filter_map(Value::as_str).any(|name| name.parse::<Algorithm>().is_ok() && signatures.take(name));
    let advice = match signatures {
        Signatures::Untold => "the issuer signs with no key pair, so that nobody can verify it by public keys".to_owned(),
        Signatures::Named(_) => format!("the issuer names no algorithm that the gateway verifies ({signatures})"),
    };
    (!fits).then(|| Finding::new(Level::Refuse, "no-fitting-algorithm", issuer, advice))
}

/// How the gateway of an environment verifies tokens of issuers outside; in a pair it is the gateway half that does.
fn signatures(environment: &Environment) -> Signatures {
    gateway::registry::driver(&environment.gateway.driver).map_or(Signatures::Untold, Driver::signatures)
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

/// Whether the issuer of a partner file is an authorization server: its metadata name a token endpoint.
#[must_use]
pub fn gives_tokens(ctx: &Context<'_>, session: &Session<'_>) -> bool {
    let Ok(http) = (ctx.visit)(&session.key.environment, session.environment) else { return false };
    let issuer = session.presence.authentication.issuer.clone().unwrap_or_default();
    jwt::metadata(&issuer, &|url| fetch(&http, url)).is_ok_and(|metadata| metadata.contains_key("token_endpoint"))
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
        signatures: signatures(session.environment),
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
        401 | 403 => {
            let next = "keys and metadata are public: check the address, or give the keys as a file".to_owned();
            Err(Cause::Denied { what: told("it wants a login"), next }.into())
        }
        408 | 425 | 429 | 500..=599 => {
            let next = "run it again later, or give the keys as a file".to_owned();
            Err(Cause::Unavailable { what: told("it cannot answer now"), next }.into())
        }
        300..=399 => {
            let next = "redirects are not followed: give the address that it leads to".to_owned();
            Err(Cause::Other { what: told("it points elsewhere"), next }.into())
        }
        _ => {
            let next = "check the address, or give the keys as a file".to_owned();
            Err(Cause::Other { what: told("no keys came"), next }.into())
        }
    }
}

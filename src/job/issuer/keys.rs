//! Key sets that a gateway or an authorization server is to read for the first time: whether it can work with them.

use std::collections::BTreeMap;

use url::Url;

use crate::{
    crypto::{
        algorithm::Algorithm,
        jwk::{Entry, Set},
    },
    domain::{
        capability::Capabilities,
        finding::{Finding, Level},
        ground::Ground,
        mechanism::{IssuerKeys, Mechanism, TokenIssuer},
        signature::Signatures,
    },
    http::Http,
    job::{Cause, Context, Event, Result, jwt, session::Session, whole},
    lint::keyset,
};

use super::{fetch, is_answer, look};

/// A key set by which tokens of a partner are verified.
#[derive(Debug)]
struct KeySet<'a> {
    /// Whose keys they are.
    issuer: &'a str,
    /// Where they are.
    url: &'a Url,
    /// How the one who reads them verifies.
    signatures: &'a Signatures,
    /// Whether the ground shows who reads them already.
    shown: bool,
}

/// The key sets by which tokens of a mechanism are verified: that of the partner's issuer, and in a pair that of the authorization
/// server, whose tokens the gateway is to take.
fn key_sets<'a>(mechanism: &'a Mechanism, able: &'a Capabilities) -> impl Iterator<Item = KeySet<'a>> {
    let pair = able.pair().filter(|_| mechanism.has_client());
    let signatures = able.signatures(mechanism.kind());
    let own = match mechanism {
        Mechanism::Oidc(TokenIssuer { issuer, keys: IssuerKeys::Published(url), .. })
        | Mechanism::JwtBearer(TokenIssuer { issuer, keys: IssuerKeys::Published(url), .. }) => {
            Some(KeySet { issuer, url, signatures, shown: able.knows_apis() && pair.is_none() })
        }
        _ => None,
    };
    let server = pair.map(|pair| KeySet {
        issuer: &pair.tokens.issuer,
        url: &pair.tokens.keys,
        signatures: pair.gateway.capabilities.signatures(mechanism.kind()),
        shown: true,
    });
    own.into_iter().chain(server)
}

/// What is wrong with key sets that are to be read for the first time, by their addresses: nobody could call. Sets that were looked at
/// are not looked at again.
pub fn new_keys(
    ctx: &Context<'_>,
    session: &Session<'_>,
    (ground, able): (&Ground, &Capabilities),
    found: &mut BTreeMap<Url, Vec<Finding>>,
) -> Result<()> {
    let handed = session.handed(ctx)?;
    if handed.missing.is_some() {
        return Ok(());
    }
    for set in key_sets(&handed.mechanism, able) {
        let read = ground.issuers.get(set.issuer).is_some_and(|known| known.jwks_uri.as_ref() == Some(set.url));
        // A server that does not show whose keys it reads is asked about at the beginning only.
        let is_new = !read && (set.shown || session.record.is_none());
        if is_new && !found.contains_key(set.url) {
            (ctx.tell)(&Event::Waiting { what: format!("the keys of `{}`", set.issuer) });
            let http = (ctx.visit)(&session.key.environment, session.environment)?;
            let checked = match &handed.mechanism {
                Mechanism::Oidc(_) => look(&http, session, set.signatures),
                _ => keys(&http, set.url, set.signatures),
            };
            found.insert(set.url.clone(), doubtful(checked, set.url)?);
        }
    }
    Ok(())
}

/// What was found about the key sets of a mechanism.
pub fn found<'a>(
    mechanism: &'a Mechanism,
    able: &'a Capabilities,
    all: &'a BTreeMap<Url, Vec<Finding>>,
) -> impl Iterator<Item = &'a Finding> {
    key_sets(mechanism, able).filter_map(|set| all.get(set.url)).flatten()
}

/// The gateway may reach what cannot be reached from here, so nothing stops it; but it is said.
fn doubtful(checked: Result<Vec<Finding>>, url: &Url) -> Result<Vec<Finding>> {
    let weighed = |finding: Finding| Finding { level: finding.level.min(Level::Warn), ..finding };
    match checked {
        Ok(findings) => Ok(findings.into_iter().map(weighed).collect()),
        Err(error) if matches!(*error.cause, Cause::Interrupted) => Err(error),
        Err(error) => Ok(vec![Finding::new(Level::Warn, "keys", url.as_str(), whole(&error))]),
    }
}

/// What is wrong with a published set, for one who verifies in these ways.
pub(super) fn keys(http: &Http, url: &Url, signatures: &Signatures) -> Result<Vec<Finding>> {
    let set = match jwt::keys_at(url, &|url| fetch(http, url)) {
        Ok(set) => set,
        Err(error) if is_answer(&error) => {
            return Ok(vec![Finding::new(Level::Refuse, "keys", url.as_str(), error.to_string())]);
        }
        Err(error) => return Err(error),
    };
    let mut findings: Vec<_> = keyset::check(&set).into_iter().filter(|finding| finding.level != Level::Inform).collect();
    findings.extend(unfit(&set, url, signatures));
    Ok(findings)
}

fn unfit(set: &Set, url: &Url, signatures: &Signatures) -> Option<Finding> {
    let advice = match signatures {
        Signatures::Untold => "the set has no key that a token could be signed with".to_owned(),
        Signatures::Named(_) => format!("the set has no key for signatures that are verified here ({signatures})"),
    };
    let none = !set.keys.iter().any(|entry| serves(entry, signatures));
    none.then(|| Finding::new(Level::Refuse, "no-fitting-key", url.as_str(), advice))
}

/// Whether one of these signatures can be made with a key: under the one algorithm that it names, else under any of its type.
fn serves(entry: &Entry, signatures: &Signatures) -> bool {
    let named = entry.algorithm.as_ref().and_then(|name| name.parse::<Algorithm>().ok());
    let mut possible = Algorithm::of(entry.key.kind()).filter(|algorithm| named.is_none_or(|named| named == *algorithm));
    possible.any(|algorithm| signatures.take(algorithm.name()))
}

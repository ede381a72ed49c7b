//! `token get`: an access token as the partner gets it, and the memory of one that is still good.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;
use url::Url;

use crate::{
    caller::Token,
    clock::Clock,
    crypto::{digest, jwt},
    domain::{
        finding::{Finding, Level},
        name::{ProfileKey, ScopeName},
        secret::{Secret, SecretRef},
    },
    http::Http,
    job::{
        Cause, Event, Result,
        badge::{Badge, Endpoint},
        jwt::is_private,
        material::usage,
    },
    secrets::SecretStore,
};

/// A token that was got.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Obtained {
    /// The token, which is what the command is for.
    #[serde(serialize_with = "revealed")]
    #[schemars(with = "String")]
    pub access_token: Secret,
    /// How it is presented.
    pub token_type: String,
    /// How many seconds it is still good; null when the server does not say.
    pub expires_in: Option<u64>,
    /// What it may be used for; null when the server does not say.
    pub scope: Option<String>,
    /// Whether it was got by an earlier command.
    #[serde(skip)]
    pub kept: bool,
}

/// Where a token is kept between commands: in the secret store, beside the partner's credential.
pub struct Cache<'a> {
    /// The secret store.
    pub secrets: &'a dyn SecretStore,
    /// The name of the slot.
    pub slot: SecretRef,
    /// Says what happens.
    pub tell: &'a (dyn Fn(&Event) + Sync),
}

impl<'a> Cache<'a> {
    /// The place for the tokens of one partner: `ENVIRONMENT/NAME.token`.
    #[must_use]
    pub fn of(secrets: &'a dyn SecretStore, key: &ProfileKey, tell: &'a (dyn Fn(&Event) + Sync)) -> Self {
        Self { secrets, slot: SecretRef::slot(key, KEPT), tell }
    }
}

/// Refuses an address to which credentials would travel in clear (RFC 6749, section 3.2).
pub fn check_address(url: &Url) -> Result<()> {
    if is_private(url) {
        return Ok(());
    }
    let what = format!("credentials are sent over https alone, and this is `{}`", url.origin().ascii_serialization());
    Err(usage(what, "give an address with https"))
}

/// Gets a token, or the one that is kept. Refuses badges that have none: their certificate is the credential.
pub fn get(badge: &Badge, http: &Http, clock: &dyn Clock, cache: Option<&Cache<'_>>) -> Result<Obtained> {
    let no_token = || Cause::Usage {
        what: "with a client certificate there is no token: the certificate is shown in the handshake of each call".to_owned(),
        next: "`partnerctl call METHOD URL` makes the call".to_owned(),
    };
    Ok(obtain(badge, http, clock, cache)?.ok_or_else(no_token)?)
}

/// The same; `None` when the certificate is the credential.
pub fn obtain(badge: &Badge, http: &Http, clock: &dyn Clock, cache: Option<&Cache<'_>>) -> Result<Option<Obtained>> {
    let purpose = cache.and_then(|cache| Some((cache, purpose(badge)?)));
    if let Some(kept) = purpose.as_ref().and_then(|(cache, purpose)| recall(cache, purpose, clock)) {
        return Ok(Some(kept));
    }
    renew(badge, http, clock, cache)
}

/// Gets a new token whatever is kept, and keeps it.
pub fn renew(badge: &Badge, http: &Http, clock: &dyn Clock, cache: Option<&Cache<'_>>) -> Result<Option<Obtained>> {
    let Some(token) = badge.token(http, clock)? else { return Ok(None) };
    let life = life(&token, clock);
    if let (Some(cache), Some(purpose), Some(life)) = (cache, purpose(badge), life) {
        keep(cache, &purpose, &token, (clock.time().unix_timestamp(), life));
    }
    Ok(Some(Obtained {
        access_token: token.access_token,
        token_type: token.token_type,
        expires_in: life,
        scope: token.scope,
        kept: false,
    }))
}

/// What the server says; else what the token says when it is a JWT.
fn life(token: &Token, clock: &dyn Clock) -> Option<u64> {
    if token.expires_in > 0 {
        return Some(token.expires_in);
    }
    let claims = jwt::decode(token.access_token.reveal()).ok()?.claims;
    u64::try_from(jwt::seconds(&claims, "exp")? - clock.time().unix_timestamp()).ok()
}

/// A token as it is kept.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Kept {
    purpose: String,
    access_token: String,
    token_type: String,
    scope: Option<String>,
    issued: i64,
    expires: i64,
}

/// A token for the same purpose that is good for a while; whatever else is kept there counts as nothing.
fn recall(cache: &Cache<'_>, purpose: &str, clock: &dyn Clock) -> Option<Obtained> {
    let text = cache.secrets.get(&cache.slot).ok()??;
    let kept: Kept = serde_json::from_str(text.reveal()).ok()?;
    let now = clock.time().unix_timestamp();
    let margin = MARGIN.min((kept.expires - kept.issued) / 10);
    // A clock that was set back must not make an old token young.
    let good = kept.purpose == purpose && kept.issued <= now && now < kept.expires - margin;
    good.then(|| Obtained {
        access_token: Secret::new(kept.access_token),
        token_type: kept.token_type,
        expires_in: u64::try_from(kept.expires - now).ok(),
        scope: kept.scope,
        kept: true,
    })
}

/// Keeps a token. That it cannot be kept is no reason not to use it.
fn keep(cache: &Cache<'_>, purpose: &str, token: &Token, (now, life): (i64, u64)) {
    let kept = Kept {
        purpose: purpose.to_owned(),
        access_token: token.access_token.reveal().to_owned(),
        token_type: token.token_type.clone(),
        scope: token.scope.clone(),
        issued: now,
        expires: now.saturating_add(i64::try_from(life).unwrap_or(i64::MAX)),
    };
    let text = serde_json::to_string(&kept).map_or_else(|_| Secret::new(String::new()), Secret::new);
    if let Err(error) = cache.secrets.put(&cache.slot, &text) {
        let note = Finding::new(Level::Warn, "token-not-kept", "the token is not kept for the next command", error.to_string());
        (cache.tell)(&Event::Note(note));
    }
}

/// What a token is for, in a digest: client, credential, endpoint, scope. Whatever of these changes, an old token does not fit.
/// `None` for badges whose tokens are never kept: ID tokens and what is made of them, assertions made elsewhere, JWTs that cost nothing.
fn purpose(badge: &Badge) -> Option<String> {
    let at = |endpoint: &Endpoint| {
        let scopes: Vec<&str> = endpoint.scopes.iter().map(ScopeName::as_str).collect();
        json!([endpoint.url.as_str(), scopes, endpoint.resource])
    };
    let what = match badge {
        Badge::ClientSecret(client) => json!(["secret", client.client_id, client.secret.reveal(), at(&client.endpoint)]),
        Badge::ClientKey(client) => json!(["key", client.client_id, client.key.0.public().sha256(), at(&client.endpoint)]),
        Badge::ClientCertificate(client) => json!(["certificate", client.client_id, client.identity.chain, at(&client.endpoint)]),
        Badge::Signer(signer) => {
            let own = json!([signer.issuer, signer.subject, signer.audience, signer.claims]);
            json!(["grant", own, signer.key.0.public().sha256(), at(signer.endpoint.as_ref()?)])
        }
        Badge::GatewayJwt(client) => {
            let by = client.api_key.as_ref().map(Secret::reveal).or(client.identity.as_ref().map(|one| one.chain.as_str()));
            json!(["gateway", client.base.as_str(), by, client.claims])
        }
        Badge::Certificate(_) | Badge::Assertion(_) | Badge::UserJwt(_) | Badge::IdToken(_) | Badge::Exchange(_) => return None,
    };
    Some(digest::sha256(what.to_string().as_bytes()))
}

fn revealed<S: serde::Serializer>(token: &Secret, out: S) -> std::result::Result<S::Ok, S::Error> {
    out.serialize_str(token.reveal())
}

/// A token is renewed so many seconds before its end, or when a tenth of its life is left where that is less.
/// The name of the slot of a kept token.
pub const KEPT: &str = "token";
const MARGIN: i64 = 60;

//! A test identity provider, "somebody else's issuer", below `/idp` on both ports. Whatever the port, its issuer is the
//! HTTPS address: clients compare it letter by letter.
//!
//! It registers clients (RFC 7591), grants tokens for client credentials and for assertions (RFC 6749, RFC 7523), publishes
//! its metadata (RFC 8414, `OpenID` Connect Discovery) and its keys, and rolls them over on demand. Keys and clients are kept.

mod clients;
mod proof;
mod token;

use axum::routing::MethodFilter;
use serde_json::{Value, json};

use super::{
    Gateway, admin,
    exchange::{Call, Refusal, Reply},
    keys,
    server::Open,
    world::{Kind, Shelves},
};
use crate::crypto::{
    algorithm::Algorithm,
    jwk::{Details, write},
    key::Key,
};

pub(super) const ROUTES: &[Open] = &[
    (MethodFilter::GET, "/idp/.well-known/openid-configuration", metadata),
    (MethodFilter::GET, "/.well-known/oauth-authorization-server/idp", metadata),
    (MethodFilter::GET, "/idp/jwks", key_set),
    (MethodFilter::POST, "/idp/register", clients::register),
    (MethodFilter::POST, "/idp/token", token::grant),
    (MethodFilter::POST, "/idp/rollover", roll_over),
];

/// The issuer, as it stands in its tokens.
fn issuer(gateway: &Gateway) -> String {
    format!("{}/idp", gateway.base(true))
}

fn token_endpoint(gateway: &Gateway) -> String {
    format!("{}/token", issuer(gateway))
}

fn metadata(gateway: &Gateway, _: &Call) -> Reply {
    let issuer = issuer(gateway);
    let signing: Vec<_> = Algorithm::ALL.iter().map(|algorithm| algorithm.name()).collect();
    Reply::json(
        200,
        &json!({
            "issuer": issuer,
            "token_endpoint": token_endpoint(gateway),
            "jwks_uri": format!("{issuer}/jwks"),
            "registration_endpoint": format!("{issuer}/register"),
            "grant_types_supported": clients::GRANTS,
            "response_types_supported": [],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["RS256"],
            "token_endpoint_auth_methods_supported": clients::METHODS,
            "token_endpoint_auth_signing_alg_values_supported": signing,
        }),
    )
}

/// The current key first, then the one before it.
fn key_set(gateway: &Gateway, _: &Call) -> Reply {
    if let Err(refusal) = keys::ensure(gateway, PLACE, PLACE) {
        return refusal.into();
    }
    let shelves = gateway.world.read();
    let previous = record(&shelves)["previous"].as_str().and_then(|pem| Key::read(pem.as_bytes(), None).ok());
    let published = keys::kept(&shelves, PLACE).into_iter().chain(previous).map(|key| {
        let kid = Some(key.public().thumbprint());
        let details = Details { kid, usage: Some("sig".to_owned()), algorithm: Some(Algorithm::Rs256), ..Details::default() };
        key.public().to_published_jwk(&details)
    });
    Reply::json(200, &write(published.collect()))
}

/// Answers `POST /idp/rollover`: a new key signs from now on, and the one before stays published for one generation.
fn roll_over(gateway: &Gateway, call: &Call) -> Reply {
    if !admin::is_user(gateway, call) {
        return admin::unknown_user();
    }
    rolled(gateway).unwrap_or_else(Reply::from)
}

fn rolled(gateway: &Gateway) -> Result<Reply, Refusal> {
    keys::ensure(gateway, PLACE, PLACE)?;
    let pem = keys::make()?;
    gateway.world.write(|shelves| {
        let previous = record(shelves)["pem"].clone();
        shelves.put(Kind::Key, PLACE, json!({ "pem": pem, "store": PLACE, "previous": previous }));
    });
    let kid = keys::kept(&gateway.world.read(), PLACE).map(|key| key.public().thumbprint());
    Ok(Reply::json(200, &json!({ "kid": kid })))
}

fn record(shelves: &Shelves) -> Value {
    shelves.get(Kind::Key, PLACE).map(|found| found.as_ref().clone()).unwrap_or_default()
}

/// Where its keys are kept.
const PLACE: &str = "idp";

//! Tokens with a flaw where the partner does not sign them itself: whoever does is asked for one. Many do not sign such a token, and
//! then nothing is shown; what they signed is looked at before it counts.

use serde_json::{Value, json};

use crate::{
    caller::gateway,
    clock::Clock,
    crypto::jwt,
    domain::secret::Secret,
    http::Http,
    job::{
        Result,
        badge::{Badge, Flaw, GatewayJwt, IdToken, wrong::ELSEWHERE},
        whole,
    },
};

/// What came of asking for a token with a flaw.
#[derive(Debug)]
pub enum Asked {
    /// A token that is as it should be, but for the flaw, now or when it has ended.
    Token(Secret),
    /// None, and why.
    None(String),
}

impl Badge {
    /// Whether somebody else than the partner signs its tokens.
    #[must_use]
    pub const fn is_signed_elsewhere(&self) -> bool {
        matches!(self, Self::IdToken(_) | Self::GatewayJwt(_))
    }

    /// Asks whoever signs the partner's tokens for one with a flaw; `None` where the partner signs, or the flaw is another one's.
    #[must_use]
    pub fn flawed_elsewhere(&self, flaw: Flaw, http: &Http, clock: &dyn Clock) -> Option<Asked> {
        let (who, tokens) = match (flaw, self) {
            (Flaw::Audience | Flaw::Expired, Self::IdToken(IdToken::Client(client))) => {
                ("the identity provider", client.tokens(http, &wishes(flaw, client.audience.as_deref())))
            }
            (Flaw::Audience | Flaw::Expired, Self::IdToken(IdToken::Given(_))) => {
                return Some(Asked::None(
                    "the identity provider alone signs such a token, and the one that was given is good".to_owned(),
                ));
            }
            (Flaw::Audience | Flaw::Expired, Self::GatewayJwt(client)) => ("the gateway", client.flawed(flaw, http, clock)),
            _ => return None,
        };
        Some(match tokens {
            Err(error) => Asked::None(format!("{who} signs no such token: {}", whole(&error).trim_end_matches('.'))),
            Ok(tokens) => tokens
                .into_iter()
                .find(|token| has(flaw, token, clock))
                .map_or_else(|| Asked::None(format!("{who} was asked for such a token and signed a usual one")), Asked::Token),
        })
    }
}

impl GatewayJwt {
    /// The contract does not say what becomes of such claims; a gateway that took them over could be asked for anything.
    fn flawed(&self, flaw: Flaw, http: &Http, clock: &dyn Clock) -> Result<Vec<Secret>> {
        let mut claims = self.claims.clone();
        let (name, value) = match flaw {
            Flaw::Audience => ("aud", json!(ELSEWHERE)),
            _ => ("exp", json!(clock.time().unix_timestamp() - AGO)),
        };
        claims.insert(name.to_owned(), value);
        Ok(vec![gateway::jwt_with_claims(http, &self.base, self.api_key.as_ref(), &claims)?.access_token])
    }
}

/// What providers understand: `audience` or a resource (RFC 8707); for the life of a token there is no standard word.
fn wishes(flaw: Flaw, audience: Option<&str>) -> Vec<(&'static str, &str)> {
    match flaw {
        Flaw::Audience => vec![("audience", ELSEWHERE), ("resource", ELSEWHERE)],
        _ => audience.map(|audience| ("audience", audience)).into_iter().chain([("expires_in", SHORT)]).collect(),
    }
}

/// Whether a token has the flaw; one that ends within moments will have it.
fn has(flaw: Flaw, token: &Secret, clock: &dyn Clock) -> bool {
    let Ok(decoded) = jwt::decode(token.reveal()) else { return false };
    match flaw {
        Flaw::Audience => jwt::audiences(&decoded.claims) == [ELSEWHERE],
        _ => jwt::seconds(&decoded.claims, "exp").is_some_and(|end| end - clock.time().unix_timestamp() <= MOMENTS),
    }
}

/// When a token ends, in seconds since 1970.
#[must_use]
pub fn end(token: &Secret) -> Option<i64> {
    let decoded = jwt::decode(token.reveal()).ok()?;
    decoded.claims.get("exp").and_then(Value::as_i64)
}

/// How long ago a token is to have ended, longer than clocks differ.
const AGO: i64 = 600;
/// The life that is asked for, and how long one is waited for.
const SHORT: &str = "1";
const MOMENTS: i64 = 5;

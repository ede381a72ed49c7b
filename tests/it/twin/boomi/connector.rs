//! The two JWT connectors of the traffic manager (section 6): every failure is a 403.

use std::{cell::RefCell, collections::BTreeMap};

use partnerctl::crypto::{
    algorithm::Algorithm,
    json::Object,
    jwk::Set,
    jwt::{self, Rules, audiences, decode, text},
};
use serde_json::Value;
use time::{Duration, OffsetDateTime};

use super::{
    answer::{Manager, Refusal},
    call::Call,
    item::Item,
};

/// Key sets under their addresses, as others publish them and as the connectors remember them.
#[derive(Debug, Default)]
pub(super) struct Keys {
    published: BTreeMap<String, String>,
    remembered: RefCell<BTreeMap<String, (String, OffsetDateTime)>>,
}

impl Keys {
    pub(super) fn publish(&mut self, url: &str, set: &Value) {
        self.published.insert(url.to_owned(), set.to_string());
    }

    /// A set that is read again when the minutes are over.
    fn read(&self, url: &str, minutes: i64, now: OffsetDateTime) -> Option<Set> {
        let mut remembered = self.remembered.borrow_mut();
        if remembered.get(url).is_none_or(|(_, end)| now >= *end) {
            remembered.insert(url.to_owned(), (self.published.get(url)?.clone(), now + Duration::minutes(minutes)));
        }
        Set::read(&remembered.get(url)?.0).ok()
    }

    /// The claims of the call's token, when the endpoint's connector takes it.
    pub(super) fn claims(&self, call: &Call, endpoint: &Item, now: OffsetDateTime) -> Result<Object, Refusal> {
        self.verified(call, endpoint, now).ok_or(Refusal::Manager(Manager::NotAuthorized))
    }

    fn verified(&self, call: &Call, endpoint: &Item, now: OffsetDateTime) -> Option<Object> {
        let processor = endpoint.value.get("processor")?;
        let (set, minutes) = match processor["adapter"].as_str()? {
            WITH_KEY => ("public_key_request_path", "public_key_ttl"),
            WITH_CLAIM => ("jwks_uri", "jwks_cache_expiry"),
            _ => return None,
        };
        let input = |name: &str| processor["preInputs"][name].as_str();
        let token = call.bearer()?;
        // A key is chosen by its name alone.
        text(&decode(token).ok()?.header, "kid")?;
        let keys = self.read(input(set)?, input(minutes)?.parse().ok()?, now)?;
        let rules = Rules { algorithms: ALGORITHMS.to_vec(), at: now.unix_timestamp(), ..Rules::default() };
        let claims = jwt::verify(token, &keys, &rules).ok()?.claims;
        let issuer = named(input("iss"), &[text(&claims, "iss").unwrap_or_default()]);
        (issuer && named(input("aud"), &audiences(&claims))).then_some(claims)
    }
}

/// Whether a connector is set to run.
pub(super) fn runs(endpoint: &Item) -> bool {
    let processor = endpoint.value.get("processor");
    processor.is_some_and(|processor| processor["preProcessEnabled"] == true && processor["adapter"].is_string())
}

/// Whether one of these is in a list between commas; without a list, all are.
fn named(list: Option<&str>, values: &[&str]) -> bool {
    list.is_none_or(|list| list.split(',').any(|one| values.contains(&one.trim())))
}

/// Wants a key beside the token.
const WITH_KEY: &str = "com.mashery.proxy.customer.generic.JWTAuthProcessor";
/// Finds the key in a claim.
pub(super) const WITH_CLAIM: &str = "com.mashery.proxy.customer.generic.oauth2-jwt-authenticator";
const ALGORITHMS: [Algorithm; 6] =
    [Algorithm::Rs256, Algorithm::Rs384, Algorithm::Rs512, Algorithm::Es256, Algorithm::Es384, Algorithm::Es512];

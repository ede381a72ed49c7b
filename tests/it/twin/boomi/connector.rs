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
        let good = issuer && named(input("aud"), &audiences(&claims)) && further(processor, &claims)?;
        good.then_some(claims)
    }
}

/// Whether a token has the other claims that are asked for: a value of the list, wherever none says otherwise.
fn further(processor: &Value, claims: &Object) -> Option<bool> {
    let wanted = pairs(processor, "nonstandard_claims")?;
    let fits = |(name, values): (&String, &String)| {
        let listed = |value: &str| values.split(',').any(|one| one.trim() == value);
        let own: Vec<&str> = match claims.get(name) {
            Some(Value::String(value)) => vec![value],
            Some(Value::Array(list)) => list.iter().filter_map(Value::as_str).collect(),
            _ => Vec::new(),
        };
        match processor["preInputs"][format!("{name}MatchPolicy")].as_str() {
            Some("matchnone") => !own.iter().any(|value| listed(value)),
            Some("matchall") => values.split(',').all(|one| own.contains(&one.trim())),
            Some("matchexact") => own == [values.as_str()],
            _ => own.iter().any(|value| listed(value)),
        }
    };
    Some(wanted.iter().all(fits))
}

/// The headers that the back end gets with values of claims.
pub(super) fn handed_on(endpoint: &Item, claims: &Object) -> BTreeMap<String, Value> {
    let wanted = endpoint.value.get("processor").and_then(|processor| pairs(processor, "inject_headers")).unwrap_or_default();
    wanted.into_iter().filter_map(|(header, claim)| Some((header, claims.get(&claim)?.clone()))).collect()
}

/// JSON text of an input, as names and values; `None` when it is of another shape.
fn pairs(processor: &Value, input: &str) -> Option<BTreeMap<String, String>> {
    let text = processor["preInputs"][input].as_str().filter(|text| !text.is_empty()).unwrap_or("{}");
    serde_json::from_str(text).ok()
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

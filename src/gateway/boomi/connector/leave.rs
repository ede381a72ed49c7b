//! A partner leaves an endpoint: what the connector was told for its sake alone is taken back, what others need stays (section 6).
//! Settings are emptied and not left out, for it is not known whether the product merges or replaces them (section 7, 7).

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::{CLAIMS, KEY_IN_CLAIM, KEY_LOCATION, adapter, inputs_of, issuers, listed, names, parts, put_inputs};
use crate::gateway::boomi::{link::Link, wire::Record};

/// Takes back what an endpoint was told for a link, but for what the links of others need. One whose last issuer goes forgets where
/// the keys were, too: it refuses every call until the next partner's issuer is told.
pub(in crate::gateway::boomi) fn untell(endpoint: &mut Record, link: &Link, others: &[Link]) {
    if !issuers(endpoint).0.contains(&link.issuer) {
        return;
    }
    let mut inputs = inputs_of(endpoint);
    if !others.iter().any(|other| other.issuer == link.issuer) {
        take(&mut inputs, "iss", &link.issuer);
    }
    let is_last = listed(&inputs, "iss").is_empty();
    if let Some(audience) = link.audience.as_ref().filter(|_| !others.iter().any(|other| other.audience == link.audience))
        // Without any audience the tokens of those who stay would be good for everything.
        && (is_last || listed(&inputs, "aud").len() > 1)
    {
        take(&mut inputs, "aud", audience);
    }
    release(&mut inputs, link, others);
    if is_last {
        inputs.insert(names(adapter(endpoint)).0.to_owned(), json!(""));
        if adapter(endpoint) == KEY_IN_CLAIM {
            endpoint.insert(KEY_LOCATION.to_owned(), json!(""));
        }
    }
    put_inputs(endpoint, inputs);
}

/// Asks no longer for claims that nobody else has to show. What is of another shape was not written here.
fn release(inputs: &mut Map<String, Value>, link: &Link, others: &[Link]) {
    let text = inputs.get(CLAIMS).and_then(Value::as_str).unwrap_or_default();
    let Ok(mut known) = serde_json::from_str::<BTreeMap<String, Value>>(text) else { return };
    let before = known.clone();
    let shared = |name: &String, value: &String| others.iter().flat_map(Link::others).any(|other| other == (name, value));
    for (name, value) in link.others().filter(|(name, value)| !shared(name, value)) {
        let Some(values) = known.get(name).and_then(Value::as_str).map(parts) else { continue };
        let left: Vec<String> = values.into_iter().filter(|one| one != value).collect();
        if left.is_empty() {
            known.remove(name);
        } else {
            known.insert(name.clone(), json!(left.join(",")));
        }
    }
    if known != before {
        let text = if known.is_empty() { String::new() } else { json!(known).to_string() };
        inputs.insert(CLAIMS.to_owned(), json!(text));
    }
}

fn take(inputs: &mut Map<String, Value>, name: &str, value: &str) {
    let left: Vec<String> = listed(inputs, name).into_iter().filter(|known| known != value).collect();
    inputs.insert(name.to_owned(), json!(left.join(",")));
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "tests fail by panicking")]
mod tests {
    use super::*;
    use crate::{domain::mechanism::MechanismKind, gateway::boomi::connector::tell};

    fn link(issuer: &str, audience: Option<&str>, team: Option<&str>) -> Link {
        Link {
            mechanism: MechanismKind::JwtBearer,
            issuer: issuer.to_owned(),
            jwks: "https://keys.example/jwks".to_owned(),
            audience: audience.map(str::to_owned),
            key: format!("{issuer}-client"),
            claim: Some("azp".to_owned()),
            claims: team.iter().map(|team| ("team".to_owned(), (*team).to_owned())).collect(),
        }
    }

    fn told(links: &[&Link]) -> Record {
        let mut endpoint = Record::new();
        super::super::reserve(&mut endpoint);
        for link in links {
            tell(&mut endpoint, link, &BTreeMap::new()).unwrap();
        }
        endpoint
    }

    fn input(endpoint: &Record, name: &str) -> String {
        inputs_of(endpoint).get(name).and_then(Value::as_str).unwrap_or_default().to_owned()
    }

    #[test]
    fn what_others_need_stays() {
        let (a, b) = (link("a", Some("x"), Some("red")), link("b", Some("y"), Some("blue")));
        let mut endpoint = told(&[&a, &b]);
        untell(&mut endpoint, &a, std::slice::from_ref(&b));
        let seen = ["iss", "aud", "nonstandard_claims", "jwks_uri"].map(|name| input(&endpoint, name));
        assert_eq!(seen, ["b", "y", r#"{"team":"blue"}"#, "https://keys.example/jwks"]);
        let same = endpoint.clone();
        untell(&mut endpoint, &a, std::slice::from_ref(&b));
        assert_eq!(endpoint, same, "once is enough");
    }

    #[test]
    fn the_last_one_leaves_an_endpoint_that_refuses_everybody() {
        let (a, b) = (link("a", Some("x"), Some("red")), Link { claim: Some("sub".to_owned()), ..link("b", None, None) });
        let mut endpoint = told(&[&a]);
        untell(&mut endpoint, &a, &[]);
        for name in ["iss", "aud", "nonstandard_claims", "jwks_uri"] {
            assert_eq!(input(&endpoint, name), "", "{name}");
        }
        tell(&mut endpoint, &b, &BTreeMap::new()).unwrap();
        assert_eq!((input(&endpoint, "iss"), endpoint[KEY_LOCATION].as_str()), ("b".to_owned(), Some("sub")), "the next is free");
    }

    #[test]
    fn the_same_issuer_of_another_partner_and_a_stranger_s_audience_stay() {
        let (a, twin) = (link("a", Some("x"), None), link("a", Some("x"), None));
        let mut endpoint = told(&[&a]);
        let before = endpoint.clone();
        untell(&mut endpoint, &a, &[twin]);
        assert_eq!(endpoint, before);
        let stranger = link("by-hand", Some("x"), None);
        let mut endpoint = told(&[&a, &stranger]);
        untell(&mut endpoint, &a, &[]);
        assert_eq!((input(&endpoint, "iss"), input(&endpoint, "aud")), ("by-hand".to_owned(), "x".to_owned()));
    }
}

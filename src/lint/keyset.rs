//! Rules for a set of keys that is published: what a validator will refuse or trip over.

use std::cmp::Reverse;

use crate::{
    crypto::{
        algorithm::Algorithm,
        jwk::{Entry, Set},
    },
    domain::finding::{Finding, Level},
    lint::request,
};

/// Checks a set; the worst findings come first.
#[must_use]
pub fn check(set: &Set) -> Vec<Finding> {
    let mut found = Vec::new();
    if set.keys.is_empty() {
        let advice = "publish one: `partnerctl jwk set KEY --use sig`";
        found.push(Finding::new(Level::Refuse, "no-key", "the set has no key that can be used", advice));
    }
    names(set, &mut found);
    for (place, entry) in set.keys.iter().enumerate() {
        let title = title(place, entry.kid.as_deref());
        RULES.iter().filter(|rule| (rule.breaks)(entry)).for_each(|rule| {
            found.push(Finding::new(rule.level, rule.code, format!("{title} {}", rule.fault), rule.advice));
        });
        found.extend(
            request::weak(&entry.key).into_iter().map(|finding| {
                Finding::new(finding.level, &finding.code, format!("{title}: {}", finding.subject), finding.advice)
            }),
        );
    }
    for skipped in &set.skipped {
        let subject = format!("{} cannot be used: {}", title(skipped.place, skipped.kid.as_deref()), skipped.why);
        let advice = "validators pass over it (RFC 7517 section 5): leave it out or correct it";
        found.push(Finding::new(Level::Warn, "key-unusable", subject, advice));
    }
    found.sort_by_key(|finding| Reverse(finding.level));
    found
}

/// One rule for one key.
pub struct Rule {
    /// A stable word.
    pub code: &'static str,
    level: Level,
    breaks: fn(&Entry) -> bool,
    fault: &'static str,
    advice: &'static str,
}

/// All rules for one key.
pub const RULES: &[Rule] = &[
    Rule {
        code: "private-member",
        level: Level::Refuse,
        breaks: |entry| !entry.private.is_empty(),
        fault: "has private members: whoever can read the set can sign",
        advice: "withdraw this key at once, make a new one, and publish what `partnerctl jwk set` makes (RFC 7517 section 9.2)",
    },
    Rule {
        code: "algorithm-unsuited",
        level: Level::Refuse,
        breaks: |entry| {
            let named = entry.algorithm.as_deref();
            named.is_some_and(|name| !name.parse::<Algorithm>().is_ok_and(|algorithm| algorithm.suits(entry.key.kind())))
        },
        fault: "names an algorithm that it cannot serve",
        advice: "leave `alg` out, or name one for its type (RFC 7518 section 3.1)",
    },
    Rule {
        code: "certificate-differs",
        level: Level::Refuse,
        breaks: |entry| entry.certificate_differs,
        fault: "is not the key of the first certificate in its `x5c`",
        advice: "publish key and certificate from one file: `partnerctl jwk set CERT --x5c` (RFC 7517 section 4.7)",
    },
    Rule {
        code: "use-and-key-ops",
        level: Level::Warn,
        breaks: |entry| entry.usage.is_some() && entry.has_operations,
        fault: "has both `use` and `key_ops`",
        advice: "keep one of them (RFC 7517 section 4.3)",
    },
    Rule {
        code: "for-encryption",
        level: Level::Inform,
        breaks: |entry| entry.usage.as_deref() == Some("enc"),
        fault: "is for encryption and verifies no signature",
        advice: "nothing needs to be done",
    },
];

fn names(set: &Set, found: &mut Vec<Finding>) {
    let kids: Vec<&str> = set.keys.iter().filter_map(|entry| entry.kid.as_deref()).collect();
    for (place, kid) in kids.iter().enumerate() {
        if kids[..place].contains(kid) {
            let subject = format!("two keys have the name `{}`", shown(kid));
            let advice = "name keys by their thumbprints: `partnerctl jwk set` (RFC 7517 section 4.5)";
            found.push(Finding::new(Level::Refuse, "kid-twice", subject, advice));
        }
    }
    if set.keys.len() > 1 && kids.len() < set.keys.len() {
        let advice = "name every key, so that validators find the right one (RFC 7517 section 4.5)";
        found.push(Finding::new(Level::Warn, "kid-missing", "a key of several has no name", advice));
    }
}

fn title(place: usize, kid: Option<&str>) -> String {
    kid.map_or_else(|| format!("key {}", place + 1), |kid| format!("key `{}`", shown(kid)))
}

fn shown(text: &str) -> String {
    text.chars().filter(|sign| !sign.is_control()).take(60).collect()
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "tests fail by panicking")]
mod tests {
    use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
    use serde_json::{Value, json};

    use super::*;
    use crate::crypto::key::{Key, KeyType};

    fn codes(keys: &[Value]) -> Vec<String> {
        let set = Set::read(&json!({ "keys": keys }).to_string()).unwrap();
        check(&set).into_iter().map(|finding| finding.code).collect()
    }

    fn with(jwk: &Value, member: &str, value: Value) -> Value {
        let mut jwk = jwk.clone();
        jwk[member] = value;
        jwk
    }

    #[test]
    fn each_rule_has_a_bad_example_and_a_good_set_gives_nothing() {
        let made = |kid: &str| {
            let mut jwk = Key::generate(KeyType::EcP256).unwrap().public().to_jwk();
            jwk.insert("kid".to_owned(), json!(kid));
            Value::Object(jwk)
        };
        let (one, other) = (made("1"), made("2"));
        let weak = json!({"kty": "RSA", "kid": "3", "e": "AQAB", "n": URL_SAFE_NO_PAD.encode([0xc1; 128])});
        for (keys, wanted) in [
            (vec![one.clone(), other.clone()], ""),
            (vec![], "no-key"),
            (vec![with(&one, "d", json!("AA"))], "private-member"),
            (vec![with(&one, "alg", json!("RS256"))], "algorithm-unsuited"),
            (vec![with(&one, "alg", json!("none"))], "algorithm-unsuited"),
            (vec![with(&one, "alg", json!("ES256"))], ""),
            (vec![with(&one, "x5c", json!(["AAAA"]))], "certificate-differs"),
            (vec![with(&with(&one, "use", json!("sig")), "key_ops", json!(["verify"]))], "use-and-key-ops"),
            (vec![with(&one, "use", json!("enc"))], "for-encryption"),
            (vec![one.clone(), with(&other, "kid", json!("1"))], "kid-twice"),
            (vec![one.clone(), with(&other, "kid", Value::Null)], "kid-missing"),
            (vec![one.clone(), json!({"kty": "quantum"})], "key-unusable"),
        ] {
            assert_eq!(codes(&keys).join(" "), wanted, "{keys:?}");
        }
        assert!(codes(&[weak]).contains(&"key-short".to_owned()));
        for (bytes, wanted) in [
            (&include_bytes!("../../tests/data/weak/roca.key")[..], "key-weak"),
            (include_bytes!("../../tests/data/weak/close.key"), "key-weak"),
            (include_bytes!("../../tests/data/weak/small.key"), "key-weak"),
            (include_bytes!("../../tests/data/weak/e3.key"), "small-exponent"),
        ] {
            let key = Key::read(bytes, None).unwrap();
            assert_eq!(codes(&[Value::Object(key.public().to_jwk())]), [wanted]);
        }
    }
}

//! Rules for tokens that a gateway is to take from an issuer outside: what it will refuse, before the first call (`OpenID` Connect
//! Core, section 3.1.3.7; RFC 8725).

use serde_json::Value;

use crate::{
    crypto::{
        algorithm::Algorithm,
        json::Object,
        jwt::{MILLISECONDS, audiences, difference, seconds, text},
    },
    domain::{finding::Finding, signature::Signatures},
    lint::rule::Rule,
};

/// What the gateway expects of the partner's tokens.
#[derive(Debug, Clone, Default)]
pub struct Expected {
    /// The `iss`, character by character.
    pub issuer: String,
    /// The `aud`; the client id stands in when it is absent.
    pub audience: Option<String>,
    /// The partner's client id at its issuer.
    pub client_id: Option<String>,
    /// Claims that tell who the partner is.
    pub claims: Vec<(String, String)>,
    /// How the gateway verifies their signatures.
    pub signatures: Signatures,
    /// The names of the keys that the issuer publishes.
    pub kids: Vec<String>,
    /// How far clocks may differ, in seconds.
    pub leeway: i64,
    /// The time now, in seconds since 1970.
    pub now: i64,
}

/// Checks the header and claims of a token; the worst findings come first. The signature is not looked at.
#[must_use]
pub fn check(header: &Object, claims: &Object, expected: &Expected) -> Vec<Finding> {
    let token = Token { header, claims, expected };
    let mut found: Vec<Finding> = RULES.iter().filter_map(|rule| rule.found((rule.look)(&token))).collect();
    found.sort_by_key(|finding| std::cmp::Reverse(finding.level));
    found
}

/// A token under examination.
pub struct Token<'a> {
    header: &'a Object,
    claims: &'a Object,
    expected: &'a Expected,
}

/// What a rule looks at; it says what is so when that is a breach.
pub type Look = for<'a> fn(&Token<'a>) -> Option<String>;

/// All rules.
pub const RULES: &[Rule<Look>] = &[
    Rule::refuse("alg", algorithm, "let the issuer sign with an algorithm that the gateway verifies by public keys"),
    Rule::refuse("kid-unknown", unknown_key, "the issuer has new keys: let the gateway read them again, or publish this one"),
    Rule::warn("kid-missing", no_key_name, "let the issuer name its key: the gateway cannot tell several keys apart otherwise"),
    Rule::refuse("iss", issuer, "write `issuer` in the partner file exactly as the tokens have it"),
    Rule::refuse("aud", audience, "write `audience` as the tokens have it, or ask the issuer for tokens with the registered one"),
    Rule::refuse(
        "azp",
        presenter,
        "the token was made for another client of the issuer: use the registered client (section 3.1.3.7)",
    ),
    Rule::refuse(
        "claim",
        claim,
        "the gateway knows the partner by this claim: correct `claims` in the partner file, or the issuer",
    ),
    Rule::refuse("sub-missing", |token| missing(token, "sub"), "every ID token has one (`OpenID` Connect Core, section 2)"),
    Rule::refuse(
        "exp-missing",
        |token| no_time(token, "exp"),
        "the issuer must say when its tokens end (RFC 7519, section 4.1.4)",
    ),
    Rule::warn(
        "iat-missing",
        |token| no_time(token, "iat"),
        "every ID token says when it was made (OpenID Connect Core, section 2)",
    ),
    Rule::refuse("milliseconds", milliseconds, "times are seconds (RFC 7519, section 2): the issuer must divide by 1000"),
    Rule::refuse("expired", expired, "get a new token; when it is new, compare the clocks"),
    Rule::refuse("not-yet-valid", |token| ahead(token, "nbf"), "the issuer's clock is ahead, or the token is for later"),
    Rule::refuse("issued-in-future", |token| ahead(token, "iat"), "compare the clocks of issuer and gateway"),
    Rule::warn("lifetime-long", long, "a token that leaks opens the door until it ends: let the issuer make shorter ones"),
];

fn algorithm(token: &Token<'_>) -> Option<String> {
    let name = text(token.header, "alg").unwrap_or_default();
    let known = &token.expected.signatures;
    let good = name.parse::<Algorithm>().is_ok() && known.take(name);
    let ways = if *known == Signatures::Untold { String::new() } else { format!(", and the gateway verifies {known}") };
    (!good).then(|| format!("the token is signed with `{name}`{ways}"))
}

fn unknown_key(token: &Token<'_>) -> Option<String> {
    let kid = text(token.header, "kid")?;
    let known = &token.expected.kids;
    let foreign = !known.is_empty() && known.iter().all(|known| known != kid);
    foreign.then(|| format!("`kid` is `{kid}`, and the issuer publishes {}", list(known)))
}

fn no_key_name(token: &Token<'_>) -> Option<String> {
    let several = token.expected.kids.len() > 1;
    (several && text(token.header, "kid").is_none()).then(|| "the header names no `kid`".to_owned())
}

fn issuer(token: &Token<'_>) -> Option<String> {
    let found = text(token.claims, "iss").unwrap_or_default();
    let wanted = &token.expected.issuer;
    let wrong = !wanted.is_empty() && found != wanted;
    wrong.then(|| format!("`iss` is `{found}`, expected `{wanted}`: {}", difference(found, wanted)))
}

fn audience(token: &Token<'_>) -> Option<String> {
    let wanted = token.expected.audience.as_ref().or(token.expected.client_id.as_ref())?;
    let found = audiences(token.claims);
    if found.contains(&wanted.as_str()) {
        return None;
    }
    let part = found.first().map(|one| format!(": {}", difference(one, wanted))).unwrap_or_default();
    Some(format!("`aud` is {}, expected `{wanted}`{part}", list(&found)))
}

fn presenter(token: &Token<'_>) -> Option<String> {
    let wanted = token.expected.client_id.as_ref()?;
    let found = text(token.claims, "azp")?;
    (found != wanted).then(|| format!("`azp` is `{found}`, expected `{wanted}`"))
}

fn claim(token: &Token<'_>) -> Option<String> {
    let plain = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    let found = |name: &str| token.claims.get(name).map(plain);
    let differs = |(name, value): &&(String, String)| found(name).as_ref() != Some(value);
    let (name, value) = token.expected.claims.iter().find(differs)?;
    Some(match found(name) {
        Some(other) => format!("`{name}` is `{other}`, expected `{value}`"),
        None => format!("`{name}` is absent, expected `{value}`"),
    })
}

fn missing(token: &Token<'_>, name: &str) -> Option<String> {
    (!token.claims.contains_key(name)).then(|| format!("`{name}` is absent"))
}

fn no_time(token: &Token<'_>, name: &str) -> Option<String> {
    seconds(token.claims, name).is_none().then(|| format!("`{name}` is absent, or no number"))
}

fn milliseconds(token: &Token<'_>) -> Option<String> {
    let time = ["exp", "iat", "nbf"].into_iter().find(|name| seconds(token.claims, name).is_some_and(|at| at >= MILLISECONDS))?;
    Some(format!("`{time}` is in milliseconds"))
}

fn expired(token: &Token<'_>) -> Option<String> {
    let over = token.expected.now - seconds(token.claims, "exp")? - token.expected.leeway;
    (over >= 0).then(|| format!("the token ended {} s ago", over + token.expected.leeway))
}

fn ahead(token: &Token<'_>, name: &str) -> Option<String> {
    let at = seconds(token.claims, name).filter(|at| *at < MILLISECONDS)?;
    let early = at - token.expected.now;
    (early > token.expected.leeway).then(|| format!("`{name}` is {early} s in the future"))
}

fn long(token: &Token<'_>) -> Option<String> {
    let life = seconds(token.claims, "exp")?.checked_sub(seconds(token.claims, "iat")?)?;
    (LONG < life && life < MILLISECONDS).then(|| format!("its tokens live {} h", life / 3600))
}

fn list<T: AsRef<str>>(items: &[T]) -> String {
    if items.is_empty() {
        return "nothing".to_owned();
    }
    items.iter().map(|item| format!("`{}`", item.as_ref())).collect::<Vec<_>>().join(", ")
}

/// A day, in seconds.
const LONG: i64 = 86_400;

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "tests fail by panicking")]
mod tests {
    use serde_json::json;

    use super::*;

    fn expected() -> Expected {
        Expected {
            issuer: "https://idp.example".to_owned(),
            audience: None,
            client_id: Some("acme".to_owned()),
            claims: vec![("team".to_owned(), "blue".to_owned())],
            signatures: Signatures::of(&["RS256", "RS384", "RS512"]),
            kids: vec!["k1".to_owned(), "k2".to_owned()],
            leeway: 60,
            now: 1_000_000,
        }
    }

    fn codes(header: &Value, claims: &Value) -> Vec<String> {
        let (header, claims) = (header.as_object().unwrap(), claims.as_object().unwrap());
        check(header, claims, &expected()).into_iter().map(|finding| finding.code).collect()
    }

    fn good() -> Value {
        json!({"iss": "https://idp.example", "sub": "acme", "aud": "acme", "azp": "acme", "team": "blue", "iat": 999_990, "exp": 1_003_590})
    }

    #[test]
    fn a_good_token_has_no_finding() {
        assert!(codes(&json!({"alg": "RS256", "kid": "k1"}), &good()).is_empty());
    }

    #[test]
    fn every_rule_has_a_token_that_breaks_it_alone() {
        let header = || json!({"alg": "RS256", "kid": "k1"});
        let claims = |name: &str, value: Value| {
            let mut claims = good();
            claims[name] = value;
            claims
        };
        let without = |name: &str| {
            let mut claims = good();
            claims.as_object_mut().unwrap().remove(name);
            claims
        };
        let cases = [
            ("alg", json!({"alg": "ES256", "kid": "k1"}), good()),
            ("alg", json!({"alg": "none", "kid": "k1"}), good()),
            ("kid-unknown", json!({"alg": "RS256", "kid": "k9"}), good()),
            ("kid-missing", json!({"alg": "RS256"}), good()),
            ("iss", header(), claims("iss", json!("https://idp.example/"))),
            ("aud", header(), claims("aud", json!(["acme2"]))),
            ("azp", header(), claims("azp", json!("other"))),
            ("claim", header(), claims("team", json!("red"))),
            ("claim", header(), without("team")),
            ("sub-missing", header(), without("sub")),
            ("exp-missing", header(), without("exp")),
            ("iat-missing", header(), without("iat")),
            ("expired", header(), claims("exp", json!(999_940))),
            ("not-yet-valid", header(), claims("nbf", json!(1_000_061))),
            ("issued-in-future", header(), claims("iat", json!(1_000_061))),
            ("lifetime-long", header(), claims("exp", json!(1_090_000))),
        ];
        for (code, header, claims) in &cases {
            assert_eq!(codes(header, claims), [*code], "{claims}");
        }
        let milliseconds = claims("exp", json!(1_003_590_000_000_i64));
        assert_eq!(codes(&header(), &milliseconds), ["milliseconds"]);
        let tried = |rule: &&Rule<Look>| rule.code == "milliseconds" || cases.iter().any(|(code, ..)| *code == rule.code);
        assert!(RULES.iter().all(|rule| tried(&rule)), "a rule has no bad example");
    }

    #[test]
    fn what_is_signed_so_is_for_the_gateway_to_say() {
        let wide = Signatures::of(&["RS256", "ES256"]);
        let cases = [
            ("ES256", Signatures::Untold, true),
            ("ES256", wide.clone(), true),
            ("ES384", wide, false),
            ("HS256", Signatures::Untold, false),
            ("none", Signatures::Untold, false),
        ];
        for (name, signatures, good) in cases {
            let header = json!({"alg": name, "kid": "k1"});
            let expected = Expected { signatures, ..expected() };
            let found = check(header.as_object().unwrap(), self::good().as_object().unwrap(), &expected);
            assert_eq!(found.is_empty(), good, "{name}: {found:?}");
        }
    }

    #[test]
    fn times_within_the_leeway_are_good() {
        let mut claims = good();
        claims["exp"] = json!(999_941);
        claims["iat"] = json!(1_000_060);
        assert!(codes(&json!({"alg": "RS256", "kid": "k1"}), &claims).is_empty());
    }
}

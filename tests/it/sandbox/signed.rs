//! Tokens that others sign: plain JWTs, ID tokens, and access tokens of other servers.

use std::{sync::Arc, time::Duration};

use partnerctl::{
    clock::{Clock as _, Fixed, Stop},
    crypto::key::{Key, KeyType},
    sandbox::Quirks,
};
use serde_json::{Value, json};

use super::{
    Rig,
    tools::{Paper, Publisher, api, application, attach, server, token, trust, verdict},
};

const ISSUER: &str = "https://idp.example";

/// A sandbox that knows one issuer, and that issuer.
struct Play {
    rig: Rig,
    clock: Arc<Fixed>,
    key: Key,
    publisher: Publisher,
    application: String,
    alias: String,
}

impl Play {
    /// An application with one API that identifies by these types.
    fn new(quirks: Quirks, kind: KeyType, kinds: &[&str], identifiers: &Value) -> Self {
        let (rig, clock) = Rig::fixed(quirks);
        let key = Key::generate(kind).unwrap();
        let publisher = Publisher::of(&[&key]);
        let alias = server(&rig, "CorpIdP", &json!({ "issuer": ISSUER, "jwksuri": publisher.url }));
        let quotes = api(&rig, "quotes", kinds);
        api(&rig, "contracts", kinds);
        let application = application(&rig, "acme", &[&quotes], identifiers);
        Self { rig, clock, key, publisher, application, alias }
    }

    fn now(&self) -> i64 {
        self.clock.time().unix_timestamp()
    }

    fn claims(&self) -> Value {
        json!({
            "iss": ISSUER, "sub": "acme", "aud": "gateway", "azp": "acme-client", "company": "x", "iat": self.now(),
            "exp": self.now() + 300,
        })
    }

    fn header(key: &Key) -> Value {
        let algorithm = partnerctl::crypto::algorithm::Algorithm::default_of(key.kind()).name();
        json!({ "alg": algorithm, "kid": key.public().thumbprint() })
    }

    fn signed_by(&self, key: &Key, change: impl FnOnce(&mut Value)) -> String {
        let mut claims = self.claims();
        change(&mut claims);
        token(key, &Self::header(key).to_string(), &claims.to_string())
    }

    fn signed(&self, change: impl FnOnce(&mut Value)) -> String {
        self.signed_by(&self.key, change)
    }

    #[track_caller]
    fn expect(&self, why: &str, token: &str, expected: (u16, &str)) {
        let got = self.rig.call("quotes/1.0/x", token);
        assert_eq!(verdict(&got), expected, "{why}: {got:?}");
    }
}

fn jwt_claims() -> Value {
    json!([{ "key": "jwtClaims", "name": "claims", "value": [r#"{"sub":"acme","company":"x"}"#, r#"{"sub":"acme-2"}"#] }])
}

fn jwt_strategy() -> Value {
    json!({ "name": "acme-jwt", "type": "JWT_RSA", "authServerAlias": "CorpIdP", "audience": "gateway" })
}

fn id_strategy() -> Value {
    json!({
        "name": "acme-oidc", "type": "OPENID_CONNECT_RSA", "authServerAlias": "CorpIdP", "clientId": "acme-client",
        "audience": "gateway",
    })
}

#[test]
fn a_jwt_passes_only_when_everything_about_it_is_right() {
    let play = Play::new(Quirks::default(), KeyType::Rsa(2048), &["jwtClaims"], &jwt_claims());
    attach(&play.rig, &play.application, &jwt_strategy());
    let other = Key::generate(KeyType::Rsa(2048)).unwrap();
    let kid = play.key.public().thumbprint();
    let now = play.now();
    let with = |header: Value| token(&play.key, &header.to_string(), &play.claims().to_string());
    let good = play.signed(|_| {});
    let mut parts: Vec<&str> = good.split('.').collect();
    let changed = play.signed(|claims| claims["company"] = json!("y"));
    parts[1] = changed.split('.').nth(1).unwrap();
    let forged = parts.join(".");
    let twice = play.claims().to_string().replace("\"sub\"", "\"sub\":\"acme\",\"sub\"");
    let cases: Vec<(&str, String, (u16, &str))> = vec![
        ("good", good.clone(), (200, "")),
        ("the other set of claims", play.signed(|claims| claims["sub"] = json!("acme-2")), (200, "")),
        ("RS512", with(json!({ "alg": "RS512", "kid": kid })), (200, "")),
        ("PS256", with(json!({ "alg": "PS256", "kid": kid })), (200, "")),
        ("no kid", with(json!({ "alg": "RS256" })), (200, "")),
        ("several audiences", play.signed(|claims| claims["aud"] = json!(["x", "gateway"])), (200, "")),
        ("no token", String::new(), (401, "no-credential")),
        ("no JWT", "opaque".to_owned(), (401, "malformed")),
        ("wrong signature", forged, (401, "signature")),
        (
            "another key under the same kid",
            token(&other, &json!({ "alg": "RS256", "kid": kid }).to_string(), &play.claims().to_string()),
            (401, "signature"),
        ),
        ("unknown kid", play.signed_by(&other, |_| {}), (401, "key-unknown")),
        ("one character of the issuer", play.signed(|claims| claims["iss"] = json!("https://idp.examplE")), (401, "issuer")),
        ("a slash after the issuer", play.signed(|claims| claims["iss"] = json!("https://idp.example/")), (401, "issuer")),
        ("no issuer", play.signed(|claims| claims["iss"] = json!("")), (401, "issuer")),
        ("wrong audience", play.signed(|claims| claims["aud"] = json!("gatewa")), (401, "audience")),
        ("no audience", play.signed(|claims| drop(claims.as_object_mut().unwrap().remove("aud"))), (401, "audience")),
        ("an audience that is no text", play.signed(|claims| claims["aud"] = Value::Null), (401, "claim-type")),
        ("expired", play.signed(|claims| claims["exp"] = json!(now)), (401, "expired")),
        ("an end that is no number", play.signed(|claims| claims["exp"] = json!("soon")), (401, "claim-type")),
        ("no end", play.signed(|claims| claims["exp"] = Value::Null), (401, "claim-type")),
        ("not yet valid", play.signed(|claims| claims["nbf"] = json!(now + 60)), (401, "not-yet-valid")),
        ("claims of nobody", play.signed(|claims| claims["company"] = json!("y")), (401, "no-application")),
        ("a claim is missing", play.signed(|claims| claims["company"] = Value::Null), (401, "no-application")),
        ("none", with(json!({ "alg": "none" })), (401, "algorithm-none")),
        ("HMAC with the public key", with(json!({ "alg": "HS256", "kid": kid })), (401, "algorithm-refused")),
        ("a critical header", with(json!({ "alg": "RS256", "kid": kid, "crit": ["b64"] })), (401, "critical-header")),
        ("a claim twice", token(&play.key, &Play::header(&play.key).to_string(), &twice), (401, "malformed")),
    ];
    for (why, token, expected) in &cases {
        play.expect(why, token, *expected);
    }
    assert_eq!(verdict(&play.rig.call("contracts/1.0/x", &good)), (401, "not-assigned"));
    let path = format!("/applications/{}", play.application);
    play.rig.admin("PATCH", &path, &json!({ "isSuspended": true }));
    play.expect("suspended", &good, (403, "suspended"));
    play.rig.admin("PATCH", &path, &json!({ "isSuspended": false }));
    let got = play.rig.call("quotes/1.0/x", &good);
    assert_eq!((got.body["application"]["name"].as_str(), got.body["clientId"].as_str()), (Some("acme"), Some("acme-client")));
    assert_eq!(play.publisher.asked(), 1, "one set for all of them");
}

#[test]
fn of_two_that_the_claims_mean_the_audience_chooses() {
    let play = Play::new(Quirks::default(), KeyType::EcP256, &["jwtClaims"], &jwt_claims());
    let quotes = play.rig.get("/applications")["applications"][0]["consumingAPIs"][0].as_str().unwrap().to_owned();
    let second = application(&play.rig, "second", &[&quotes], &jwt_claims());
    attach(&play.rig, &play.application, &jwt_strategy());
    let strategy = json!({ "name": "b", "type": "JWT_RSA", "authServerAlias": "CorpIdP", "audience": "other" });
    attach(&play.rig, &second, &strategy);
    for (audience, name) in [("gateway", "acme"), ("other", "second")] {
        let got = play.rig.call("quotes/1.0/x", &play.signed(|claims| claims["aud"] = json!(audience)));
        assert_eq!(got.body["application"]["name"], name, "{got:?}");
    }
    play.expect("neither", &play.signed(|claims| claims["aud"] = json!("third")), (401, "audience"));
}

#[test]
fn clocks_may_differ_as_far_as_the_setting_says() {
    let play = Play::new(Quirks::default(), KeyType::EcP256, &["jwtClaims"], &jwt_claims());
    let skew = |seconds: &str| {
        let body = json!({ "preferredSettings": { "extendedKeys": { "pg_JWT_clock_skew_seconds": seconds } } });
        assert_eq!(play.rig.admin("PUT", "/configurations/settings", &body).status, 200);
    };
    let old = play.signed(|claims| claims["exp"] = json!(play.now() - 20));
    let early = play.signed(|claims| claims["nbf"] = json!(play.now() + 20));
    for (seconds, expected) in [("0", [(401, "expired"), (401, "not-yet-valid")]), ("30", [(200, ""), (200, "")])] {
        skew(seconds);
        play.expect("late", &old, expected[0]);
        play.expect("early", &early, expected[1]);
    }
    let body = json!({ "preferredSettings": { "extendedKeys": { "pg_JWT_isHTTPS": "true" } } });
    play.rig.admin("PUT", "/configurations/settings", &body);
    play.expect("plain HTTP when HTTPS is asked for", &play.signed(|_| {}), (403, "https"));
    let url = play.rig.ready().tls_url.join("/gateway/quotes/1.0/x").unwrap();
    let got = play.rig.send(|client| client.get(url).bearer_auth(play.signed(|_| {})));
    assert_eq!(got.status, 200, "{got:?}");
    play.clock.sleep(Duration::from_secs(400), &Stop::default());
    let url = play.rig.ready().tls_url.join("/gateway/quotes/1.0/x").unwrap();
    let late = play.signed(|claims| claims["exp"] = json!(play.now() - 31));
    assert_eq!(play.rig.send(|client| client.get(url).bearer_auth(late)).status, 401);
}

#[test]
fn an_id_token_is_its_client_s_or_that_of_named_claims() {
    let names = json!([{ "key": "openIdClaims", "name": "azp", "value": ["other-client", "third-client"] }]);
    let play = Play::new(Quirks::default(), KeyType::EcP256, &["openIdClaims"], &names);
    play.expect("nobody's client", &play.signed(|_| {}), (401, "no-application"));
    play.expect("named by a claim", &play.signed(|claims| claims["azp"] = json!("third-client")), (200, ""));
    attach(&play.rig, &play.application, &id_strategy());
    let cases: Vec<(&str, String, (u16, &str))> = vec![
        ("azp is the client", play.signed(|_| {}), (200, "")),
        (
            "client_id is the client",
            play.signed(|claims| {
                claims["azp"] = json!("x");
                claims["client_id"] = json!("acme-client");
            }),
            (200, ""),
        ),
        (
            "aud is the client, and not the audience",
            play.signed(|claims| {
                claims["azp"] = Value::Null;
                claims["aud"] = json!("acme-client");
            }),
            (401, "audience"),
        ),
        ("aud holds both", play.signed(|claims| claims["aud"] = json!(["gateway", "acme-client"])), (200, "")),
        (
            "several audiences and no azp",
            play.signed(|claims| {
                claims["azp"] = Value::Null;
                claims["aud"] = json!(["gateway", "acme-client"]);
            }),
            (401, "no-id-token"),
        ),
        ("claims fit, the strategy does not", play.signed(|claims| claims["azp"] = json!("third-client")), (401, "audience")),
        ("another client", play.signed(|claims| claims["azp"] = json!("acme-clien")), (401, "no-application")),
        ("wrong audience", play.signed(|claims| claims["aud"] = json!("gateway2")), (401, "audience")),
        ("no subject", play.signed(|claims| drop(claims.as_object_mut().unwrap().remove("sub"))), (401, "no-id-token")),
        ("a subject that is no text", play.signed(|claims| claims["sub"] = Value::Null), (401, "claim-type")),
        (
            "no iat",
            play.signed(|claims| {
                claims.as_object_mut().unwrap().remove("iat");
            }),
            (401, "no-id-token"),
        ),
        ("expired", play.signed(|claims| claims["exp"] = json!(play.now() - 1)), (401, "expired")),
        ("wrong issuer", play.signed(|claims| claims["iss"] = json!("https://idp.exampl")), (401, "issuer")),
        ("none", token(&play.key, r#"{"alg":"none"}"#, &play.claims().to_string()), (401, "algorithm-none")),
    ];
    for (why, token, expected) in &cases {
        play.expect(why, token, *expected);
    }
    let strategy = json!({
        "name": "hmac", "type": "OPENID_CONNECT_HSA", "authServerAlias": "CorpIdP", "clientId": "h", "secret": "c2VjcmV0",
    });
    attach(&play.rig, &play.application, &strategy);
    let shared = token(&play.key, r#"{"alg":"HS256"}"#, &play.claims().to_string());
    play.expect("HMAC is not played", &shared, (501, ""));
}

#[test]
fn an_access_token_of_another_server_is_matched_by_its_client_alone() {
    let play = Play::new(Quirks::default(), KeyType::EcP256, &["oAuth2Token"], &jwt_claims());
    play.expect("claims do not count", &play.signed(|_| {}), (401, "no-application"));
    let strategy = json!({ "name": "a", "type": "OAUTH2", "authServerAlias": "CorpIdP", "clientId": "acme-client" });
    attach(&play.rig, &play.application, &strategy);
    play.expect("the client does", &play.signed(|_| {}), (200, ""));
    play.expect("another one does not", &play.signed(|claims| claims["azp"] = json!("b")), (401, "no-application"));
    play.expect("an opaque token", "4711", (401, "malformed"));
}

#[test]
fn scopes_of_the_issuer_are_demanded_and_those_of_the_gateway_are_not() {
    let play = Play::new(Quirks::default(), KeyType::EcP256, &["openIdClaims"], &json!([]));
    attach(&play.rig, &play.application, &id_strategy());
    let quotes = play.rig.get("/applications")["applications"][0]["consumingAPIs"][0].clone();
    let map = |server: &str, scope: &str| {
        let name = format!("{server}:{scope}");
        let required = json!([{ "authServerAlias": server, "scopeName": scope }]);
        let body = json!({ "scopeName": name, "apiScopes": [quotes], "requiredAuthScopes": required });
        assert_eq!(play.rig.admin("POST", "/scopes", &body).status, 201);
    };
    map("local", "read");
    play.expect("mapped to the gateway's own scopes alone", &play.signed(|_| {}), (200, ""));
    map("CorpIdP", "inventory");
    play.expect("no scope", &play.signed(|_| {}), (403, "scope"));
    for (name, value) in [("scope", json!("openid inventory")), ("scp", json!(["inventory"])), ("scp", json!("inventory"))] {
        play.expect("in either claim", &play.signed(|claims| claims[name] = value), (200, ""));
    }
    play.expect("another scope", &play.signed(|claims| claims["scope"] = json!("inventor read")), (403, "scope"));
    map("CorpIdP", "orders");
    play.expect("one mapping of several", &play.signed(|claims| claims["scope"] = json!("orders")), (200, ""));
}

#[test]
fn rolled_keys_are_seen_when_somebody_edits_or_a_switch_says_so() {
    for refresh in [false, true] {
        let quirks = Quirks { jwks_refresh: refresh, ..Quirks::default() };
        let mut play = Play::new(quirks, KeyType::EcP256, &["jwtClaims"], &jwt_claims());
        let new = Key::generate(KeyType::EcP256).unwrap();
        play.expect("before", &play.signed(|_| {}), (200, ""));
        play.publisher.publish(&[&new, &play.key]);
        let expected = if refresh { (200, "") } else { (401, "key-unknown") };
        play.expect("after", &play.signed_by(&new, |_| {}), expected);
        play.expect("the old key is still published", &play.signed(|_| {}), (200, ""));
        if refresh {
            continue;
        }
        let path = format!("/alias/{}", play.alias);
        let mut alias = play.rig.get(&path)["alias"].clone();
        assert_eq!(play.rig.admin("PUT", &path, &alias).status, 200);
        play.expect("the same address", &play.signed_by(&new, |_| {}), (401, "key-unknown"));
        alias["localIntrospectionConfig"]["jwksuri"] = json!(format!("{}?2", play.publisher.url));
        assert_eq!(play.rig.admin("PUT", &path, &alias).status, 200);
        play.expect("an edited address", &play.signed_by(&new, |_| {}), (200, ""));
        let newest = Key::generate(KeyType::EcP256).unwrap();
        play.publisher.publish(&[&newest]);
        play.rig.restart();
        play.expect("read at start", &play.signed_by(&newest, |_| {}), (200, ""));
        play.expect("and gone", &play.signed(|_| {}), (401, "key-unknown"));
    }
}

#[test]
fn without_a_key_set_a_certificate_of_a_truststore_speaks() {
    let (rig, clock) = Rig::fixed(Quirks::default());
    let paper = Paper::alone("idp.example");
    trust(&rig, "issuers", &[("corp idp", &paper)]);
    let local = json!({ "issuer": ISSUER, "trustStoreAlias": "issuers", "certificateAlias": "Corp IdP" });
    server(&rig, "CorpIdP", &local);
    let quotes = api(&rig, "quotes", &["jwtClaims"]);
    application(&rig, "acme", &[&quotes], &jwt_claims());
    let now = clock.time().unix_timestamp();
    let claims = json!({ "iss": ISSUER, "sub": "acme-2", "exp": now + 60 }).to_string();
    let good = token(&paper.key(), r#"{"alg":"ES256","kid":"any"}"#, &claims);
    assert_eq!(verdict(&rig.call("quotes/1.0/x", &good)), (200, ""));
    let stranger = token(&Paper::alone("idp.example").key(), r#"{"alg":"ES256"}"#, &claims);
    assert_eq!(verdict(&rig.call("quotes/1.0/x", &stranger)), (401, "signature"));
    trust(&rig, "issuers", &[]);
    assert_eq!(verdict(&rig.call("quotes/1.0/x", &good)), (401, "key-unknown"));
}

//! Tokens that the gateway signs for whom it knows, from the real services of the sandbox: for a user as a portal asks for them, for an
//! application with claims, and for an ID token; each is then called with.

use partnerctl::{
    crypto::jwt::decode,
    sandbox::{Quirks, Version},
};
use serde_json::{Value, json};

use super::{Rig, way::Way};
use crate::support::tally::list;

/// The root of the gateway's addresses for partners, which is served over TLS.
fn gateway(rig: &Rig) -> String {
    rig.sandbox.running.ready().tls_url.to_string()
}

/// A token by hand; its words besides the usual ones.
fn get(rig: &Rig, words: &[&str], code: i32) -> Value {
    let base = gateway(rig);
    let usual = ["token", "get", "--gateway", &base, "--ca", "ca.pem"];
    rig.place.json(&[&usual[..], words].concat(), code)
}

fn token(answer: &Value) -> String {
    answer["accessToken"].as_str().unwrap_or_else(|| panic!("{answer}")).to_owned()
}

/// Calls the partner's API with a token; says how the program ended.
fn calls(rig: &Rig, token: &str) -> Option<i32> {
    rig.place.write_private("call.jwt", token);
    let url = format!("{}/status", rig.record("/status/apis/0/endpoints/0").as_str().unwrap());
    rig.place.run(&["call", "GET", &url, "--token-file", "call.jwt", "--ca", "ca.pem"]).status.code()
}

fn claim(token: &str, name: &str) -> Value {
    decode(token).unwrap().claims.get(name).cloned().unwrap_or_default()
}

#[test]
fn a_portal_user_gets_a_jwt_that_opens_the_api() {
    let rig = Rig::new(Way::Gateway, Quirks::default());
    rig.place.write_private("password.txt", &rig.place.password);
    rig.place.write_private("wrong.txt", "wrong");
    let user = ["--gateway-jwt", "--user", "Administrator", "--password-file", "password.txt"];
    let told = get(&rig, &user, 5).to_string();
    assert!(told.contains("is not configured"), "before the gateway is an issuer: {told}");
    rig.set("authentication.claims={ sub: Administrator }");
    rig.onboards();
    let plain = get(&rig, &user, 0);
    let jwt = token(&plain);
    assert_eq!((claim(&jwt, "sub"), claim(&jwt, "azp")), (json!("Administrator"), Value::Null));
    assert_eq!(calls(&rig, &jwt), Some(0));
    let id = list(&rig.sandbox, "/applications", "applications")[0]["id"].as_str().unwrap().to_owned();
    let about = token(&get(&rig, &[&user[..], &["--application", &id]].concat(), 0));
    assert_eq!((claim(&about, "azp"), calls(&rig, &about)), (json!(id), Some(0)));
    let wrong = [&user[..4], &["wrong.txt"]].concat();
    assert!(get(&rig, &wrong, 5)["error"].is_object());
    let claims = get(&rig, &[&user[..], &["--claim", "company=\"acme\""]].concat(), 2).to_string();
    assert!(claims.contains("--api-key-file"), "{claims}");
    let https = json!({ "preferredSettings": { "extendedKeys": { "pg_JWT_isHTTPS": "true" } } });
    rig.sandbox.tell("PUT", "/configurations/settings", &https);
    let over_http = rig.place.json(&[&["token", "get", "--gateway", &rig.sandbox.url()], &user[..]].concat(), 5).to_string();
    assert!(over_http.contains("HTTPS"), "{over_http}");
    rig.does(&["profile", "suspend", "acme"]);
    assert_eq!(calls(&rig, &jwt), Some(5));
}

#[test]
fn an_application_gets_a_jwt_with_the_claims_that_it_is_known_by() {
    let rig = Rig::new(Way::Gateway, Quirks::default());
    rig.set("authentication.claims={ company: acme }");
    rig.onboards();
    let applications = list(&rig.sandbox, "/applications", "applications");
    let key = applications[0]["accessTokens"]["apiAccessKey_credentials"]["apiAccessKey"].as_str().unwrap();
    rig.place.write_private("key.txt", key);
    rig.place.write_private("wrong.txt", "wrong");
    let order = ["--gateway-jwt", "--api-key-file", "key.txt"];
    for (claims, code) in [(&["--claim", "company=\"acme\""][..], 0), (&["--claim", "company=\"other\""], 5), (&[], 5)] {
        let jwt = token(&get(&rig, &[&order[..], claims].concat(), 0));
        assert_eq!(calls(&rig, &jwt), Some(code), "{claims:?}");
    }
    assert_eq!(claim(&token(&get(&rig, &[&order[..], &["--claim", "level=7"]].concat(), 0)), "level"), 7);
    get(&rig, &["--gateway-jwt", "--api-key-file", "wrong.txt"], 5);
    let own = token(&rig.does(&["token", "get", "--partner", "acme"]));
    assert_eq!(
        (claim(&own, "company"), claim(&own, "sub"), calls(&rig, &own)),
        (json!("acme"), applications[0]["id"].clone(), Some(0))
    );
}

/// The gateway is an issuer as soon as one partner has tokens of its own; then it exchanges ID tokens of others.
#[test]
fn an_id_token_is_exchanged_and_called_with() {
    let rig = Rig::new(Way::Oidc, Quirks::default());
    rig.set("authentication.scopes=[quote-read]");
    rig.onboards();
    let id_token = token(&rig.does(&["token", "get", "--partner", "acme"]));
    rig.place.write_private("id.jwt", &id_token);
    let order = ["--exchange", "--token-file", "id.jwt"];
    let told = get(&rig, &order, 5).to_string();
    assert!(told.contains("is not configured"), "before the gateway is an issuer: {told}");
    let usual = crate::support::partner("globex", &["test"]);
    let signed = usual.replace("mechanism: oauth2, scopes: [quote-read]", "mechanism: jwt-bearer, signedBy: gateway");
    rig.place.write("partners/globex.yaml", &signed);
    rig.does(&["onboard", "globex"]);
    let scope = list(&rig.sandbox, "/scopes", "scopes");
    let scope =
        scope.iter().filter_map(|mapping| mapping["scopeName"].as_str()).find(|name| !name.starts_with("local:")).unwrap();
    for (scopes, code) in [(&["--scope", scope][..], 0), (&[], 5)] {
        let exchanged = get(&rig, &[&order[..], scopes].concat(), 0);
        let access = token(&exchanged);
        assert_ne!(access, id_token);
        assert_eq!(calls(&rig, &access), Some(code), "{scopes:?}: {exchanged}");
    }
    let by_record = ["token", "get", "--partner", "acme", "--exchange", "--scope", scope, "--no-cache"];
    for order in [&by_record[..], &[&by_record[..], &["--token-file", "id.jwt"]].concat()] {
        assert_eq!(calls(&rig, &token(&rig.does(order))), Some(0), "{order:?}");
    }
    rig.place.write_private("id.jwt", &format!("{}x", &id_token[..id_token.len() - 1]));
    assert!(get(&rig, &order, 5)["error"].is_object());
    let told = get(&rig, &[&order[..], &["--scope", "nobody:nothing"]].concat(), 5).to_string();
    assert!(!told.contains(&id_token), "{told}");
}

/// Where only the owner sees API keys: a kept key stays good, and none is made that nobody could read.
#[test]
fn an_api_key_that_only_its_owner_sees_is_neither_lost_nor_made_anew() {
    for (version, switch, hidden) in
        [(Version::V10_15, None, false), (Version::V10_15, Some(true), true), (Version::V11_0, None, true)]
    {
        let rig = Rig::new(Way::Gateway, Quirks { version, api_keys_of_owner: switch, ..Quirks::default() });
        rig.onboards();
        rig.verifies();
        let key = list(&rig.sandbox, "/applications", "applications")[0]["accessTokens"].clone();
        rig.place.write_private("key.txt", key["apiAccessKey_credentials"]["apiAccessKey"].as_str().unwrap());
        let order = json!({ "assetType": "*", "currentOwner": "Administrator", "newOwner": "jane" });
        rig.sandbox.tell("POST", "/assets/owner", &order);
        rig.onboards_without_a_write();
        rig.verifies();
        rig.does(&["secret", "remove", "test/acme", "--yes"]);
        rig.relay.heal();
        if hidden {
            let error = rig.refuses(&["onboard", "acme", "--replace-lost-secret"], 1);
            assert_eq!((error["code"].as_str(), error["partner"].as_str()), (Some("secret-masked"), Some("acme")), "{error}");
            assert!(error["next"].as_str().unwrap().contains("secret put"), "{error}");
            assert_eq!(rig.relay.writes(), 0, "{version:?}: the key in use goes on");
            rig.does(&["secret", "put", "test/acme", "--secret-file", "key.txt"]);
            rig.onboards_without_a_write();
        } else {
            rig.does(&["onboard", "acme", "--replace-lost-secret"]);
        }
        rig.verifies();
    }
}

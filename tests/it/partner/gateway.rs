//! A gateway that signs JWTs and exchanges ID tokens, played by a server of answers (`contracts/webmethods.md`, section 8).

use serde_json::{Value, json};

use super::Desk;
use crate::replies::{Play, Server};

const TOKEN: &str = r#"{"accessToken":"signed","tokenType":"Bearer","expiresIn":600}"#;

#[test]
fn a_gateway_signs_for_an_api_key() {
    let server = Server::serve(|seen| {
        let sent: Value = serde_json::from_slice(&seen.body).unwrap_or_default();
        let good = (seen.method.as_str(), seen.path.as_str()) == ("POST", "/gateway/security/getJsonWebToken")
            && seen.header("x-gateway-apikey") == Some("canary-key-4711")
            && sent == json!({ "claimsSet": { "company": "acme" } });
        if good { Play::text(200, TOKEN) } else { Play::text(401, "who is canary-key-4711?") }
    });
    let desk = Desk::new();
    let (gateway, key) = (server.url().to_string(), desk.write("key.txt", "canary-key-4711\n"));
    let order = ["token", "get", "--gateway-jwt", "--gateway", &gateway, "--api-key-file", &key, "--claim", "company=\"acme\""];
    assert_eq!(desk.out(&order, 0), "signed\n");
    let other = [&order[..8], &["company=\"other\""]].concat();
    let told = desk.told(&other, 5);
    assert!(!told.contains("4711"), "{told}");
}

#[test]
fn a_gateway_signs_for_a_user_as_a_portal_wants_it() {
    let server = Server::serve(|seen| {
        let good = seen.path == "/rest/pub/apigateway/jwt/getJsonWebToken?app_id=app-1"
            && seen.header("authorization") == Some("Basic amFuZTpwYXNz");
        if good { Play::text(200, r#"{"jwt":"a.b.c"}"#) } else { Play::text(401, "no") }
    });
    let desk = Desk::new();
    let (gateway, password) = (server.url().to_string(), desk.write("password.txt", "pass"));
    let order = ["token", "get", "--gateway-jwt", "--gateway", &gateway, "--user", "jane", "--password-file", &password];
    let answer = desk.json(&[&order[..], &["--application", "app-1"]].concat());
    assert_eq!(answer, json!({ "accessToken": "a.b.c", "tokenType": "Bearer", "expiresIn": null, "scope": null }));
    desk.told(&order, 5);
}

#[test]
fn a_gateway_exchanges_an_id_token() {
    let server = Server::serve(|seen| {
        let sent: Value = serde_json::from_slice(&seen.body).unwrap_or_default();
        let good = seen.path == "/gateway/security/exchangeIDToken"
            && sent == json!({ "idToken": "e.y.J", "gatewayScopes": ["CorpIdP:inventory"] });
        let answer = r#"{"accessToken":"exchanged","expiresIn":"3600","scopes":["CorpIdP:inventory"],"tokenType":"Bearer"}"#;
        if good { Play::text(200, answer) } else { Play::text(400, "no") }
    });
    let desk = Desk::new();
    let (gateway, token) = (server.url().to_string(), desk.write("id.txt", "e.y.J\n"));
    let order = ["token", "get", "--exchange", "--gateway", &gateway, "--token-file", &token, "--scope", "CorpIdP:inventory"];
    let answer = desk.json(&order);
    let expected = json!({ "accessToken": "exchanged", "tokenType": "Bearer", "expiresIn": 3600, "scope": "CorpIdP:inventory" });
    assert_eq!(answer, expected);
}

#[test]
fn payload_fields_go_where_the_operation_wants_them() {
    let bodies = std::sync::Arc::<std::sync::Mutex<Vec<(String, Value)>>>::default();
    let own = std::sync::Arc::clone(&bodies);
    let server = Server::serve(move |seen| {
        own.lock().unwrap().push((seen.path.clone(), serde_json::from_slice(&seen.body).unwrap_or_default()));
        Play::text(200, "{}")
    });
    let desk = Desk::new();
    let url = format!("{}css-caseapi/1.0/querysrdetails", server.url());
    let data = desk.write("data.json", r#"{"userId":"jane"}"#);
    let facts = ["--app-id", "APP1", "--customer-source-id", "CS1"];
    for _ in 0..2 {
        desk.out(&[&["call", "POST", &url, "--data", &data, "--payload"][..], &facts].concat(), 0);
    }
    desk.out(&[&["call", "GET", &format!("{}css-caseapi/1.0/getlov", server.url()), "--payload"][..], &facts].concat(), 0);
    let seen = bodies.lock().unwrap().clone();
    let inner = |place: usize| seen[place].1["querySRRequest"].clone();
    assert_eq!((&inner(0)["appId"], &inner(0)["userId"]), (&json!("APP1"), &json!("jane")));
    let transaction = |place: usize| inner(place)["caseInformation"]["customerUniqueTransactionID"].as_str().unwrap().to_owned();
    assert!(transaction(0) != transaction(1) && transaction(0).len() == 32);
    assert_eq!(inner(0)["caseInformation"]["customerSourceID"], "CS1");
    assert_eq!(seen[2].0, "/css-caseapi/1.0/getlov?appid=APP1");
}

#[test]
fn what_signs_somebody_in_is_no_flag() {
    let desk = Desk::new();
    let told = desk.told(&["call", "GET", "https://api.example", "--header", "Authorization: Bearer x"], 2);
    assert!(told.contains("--token-file"), "{told}");
    let told = desk.told(&["call", "GET", "https://api.example", "--header", "X-Gateway-APIKey: x"], 2);
    assert!(told.contains("--api-key-file"), "{told}");
}

#[test]
fn a_client_id_may_begin_with_a_hyphen() {
    let server = Server::serve(|_| Play::text(200, r#"{"access_token":"t"}"#));
    let desk = Desk::new();
    let (url, secret) = (server.url().to_string(), desk.write("secret.txt", "s"));
    let order =
        ["token", "get", "--token-url", &url, "--client-id", "-LUA4T7", "--client-secret-file", &secret, "--secret-in", "body"];
    assert_eq!(desk.out(&order, 0), "t\n");
    assert!(String::from_utf8_lossy(&server.seen()[0].body).contains("client_id=-LUA4T7"));
}

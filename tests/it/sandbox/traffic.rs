//! Tokens, and calls of the APIs behind the gateway.

use std::time::Duration;

use base64::{Engine as _, engine::general_purpose::STANDARD};
use partnerctl::{
    clock::{Clock as _, Stop, System},
    crypto::issue::{Authority, Issued},
    domain::secret::Secret,
    sandbox::Quirks,
};
use serde_json::{Value, json};

use super::{Got, Rig, client, strategy};

/// A change of a body.
type Change<'a> = &'a dyn Fn(&mut Value);

fn excuse(got: &Got) -> &str {
    got.body["Exception"].as_str().unwrap_or_else(|| panic!("no exception in {got:?}"))
}

/// An active API that admits by tokens.
fn open_api(rig: &Rig, name: &str) -> String {
    let api = rig.import(name, "1.0");
    rig.identify(&api, "strict", &["oAuth2Token"]);
    rig.admin("PUT", &format!("/apis/{api}/activate"), &Value::Null);
    api
}

fn add_scope(rig: &Rig, name: &str) {
    let mut local = rig.get("/alias/local")["alias"].clone();
    local["scopes"].as_array_mut().unwrap().push(json!({ "name": name, "description": "" }));
    rig.admin("PUT", "/alias/local", &local);
}

#[test]
fn tokens_are_granted_in_every_documented_form() {
    let rig = Rig::new();
    add_scope(&rig, "read");
    add_scope(&rig, "write");
    let [_, _, id, secret] = rig.partner("acme", &[], &["read", "write"]);
    let url = rig.ready().url.join("/invoke/pub.apigateway.oauth2/getAccessToken").unwrap();
    let grant = [("grant_type", "client_credentials")];
    let form = [grant[0], ("client_id", &id), ("client_secret", &secret), ("scope", "read")];
    let basic = STANDARD.encode(format!("{id}:{secret}"));
    let header = format!("Basic {basic}");
    let forms = [
        rig.send(|client| client.post(url.clone()).form(&form)),
        rig.send(|client| {
            client.post(url.clone()).header("authorization", &header).json(&json!({ "grant_type": "client_credentials" }))
        }),
        rig.send(|client| client.post(url.clone()).header("authorization", &header).form(&grant)),
        rig.grant(&json!({ "grant_type": "client_credentials", "client_id": id, "client_secret": secret })),
    ];
    for (got, scope) in forms.iter().zip(["read", "read write", "read write", "read write"]) {
        assert_eq!(got.status, 200, "{got:?}");
        assert_eq!((got.body["token_type"].as_str(), got.body["expires_in"].as_i64()), (Some("Bearer"), Some(3600)));
        assert_eq!(got.body["scope"], scope);
        assert_eq!(got.header("cache-control"), "no-store");
    }
    let metadata = rig.send(|client| client.get(rig.ready().url.join("/.well-known/oauth-authorization-server").unwrap()));
    assert_eq!(metadata.body["token_endpoint"], url.as_str());
}

#[test]
fn a_token_is_refused_in_the_words_of_oauth() {
    let rig = Rig::new();
    let [_, strategy_id, id, secret] = rig.partner("acme", &[], &[]);
    let order = |change: &dyn Fn(&mut Value)| {
        let mut body = json!({ "grant_type": "client_credentials", "client_id": id, "client_secret": secret });
        change(&mut body);
        rig.grant(&body)
    };
    let cases: [(Change<'_>, u16, &str); 6] = [
        (&|body| body["client_secret"] = json!("wrong"), 401, "invalid_client"),
        (&|body| body["client_id"] = json!("wrong"), 401, "invalid_client"),
        (&|body| body["grant_type"] = json!("password"), 400, "unsupported_grant_type"),
        (&|body| body["grant_type"] = Value::Null, 400, "invalid_request"),
        (&|body| body["scope"] = json!("unknown"), 400, "invalid_scope"),
        (&|body| *body = json!([]), 400, "invalid_request"),
    ];
    for (change, status, error) in cases {
        let got = order(change);
        assert_eq!((got.status, got.body["error"].as_str()), (status, Some(error)), "{got:?}");
        assert!(got.body["error_description"].is_string());
    }
    let mut record = strategy("acme", &[]);
    record["dcrConfig"]["allowedGrantTypes"] = json!(["authorization_code"]);
    record["clientRegistration"] = json!({});
    rig.admin("PUT", &format!("/strategies/{strategy_id}"), &record);
    assert_eq!(order(&|_| {}).body["error"], "unauthorized_client");
    let change = json!({ "preferredSettings": { "extendedKeys": { "pg_oauth2_isHTTPS": "true" } } });
    rig.admin("PUT", "/configurations/settings", &change);
    assert_eq!(order(&|_| {}).body["error"], "invalid_request", "plain HTTP is refused when HTTPS is asked for");
}

#[test]
fn a_call_passes_only_with_everything_in_place() {
    let (rig, clock) = Rig::fixed(Quirks::default());
    let api = open_api(&rig, "quotes");
    let other = open_api(&rig, "contracts");
    let [application, strategy_id, id, secret] = rig.partner("acme", &[&api], &[]);
    let token = rig.token(&id, &secret);
    let good = rig.call("quotes/1.0/quotes/7?x=1", &token);
    assert_eq!(good.status, 200, "{good:?}");
    assert_eq!(good.header("x-sandbox"), "echo");
    assert_eq!(good.body["application"], json!({ "id": application, "name": "acme" }));
    assert_eq!((good.body["path"].as_str(), good.body["clientId"].as_str()), (Some("/quotes/7"), Some(id.as_str())));
    assert_eq!(good.body["query"], json!({ "x": "1" }));

    let refused = |path: &str, token: &str, status: u16, text: &str, why: &str| {
        let got = rig.call(path, token);
        assert_eq!(got.status, status, "{why}: {got:?}");
        let excuse = excuse(&got);
        assert!(
            excuse.starts_with("API Gateway encountered an error. Error Message: ") && excuse.contains(text),
            "{why}: {excuse}"
        );
    };
    refused("quotes/1.0/x", "", 401, "Unauthorized application request. Request Details: Service - quotes", "no token");
    refused("quotes/1.0/x", "wrong", 401, "Unauthorized application request", "unknown token");
    refused("contracts/1.0/x", &token, 401, "Service - contracts", "an API that is not assigned");
    refused("nothing/1.0/x", &token, 404, "Unknown API", "an API that is not there");
    refused("quotes/2.0/x", &token, 404, "Unknown API", "a version that is not there");

    rig.admin("PATCH", &format!("/applications/{application}"), &json!({ "isSuspended": true }));
    refused("quotes/1.0/x", &token, 403, "Application:acme", "a suspended application");
    rig.admin("PATCH", &format!("/applications/{application}"), &json!({ "isSuspended": false }));

    rig.admin("PUT", &format!("/apis/{api}/deactivate"), &Value::Null);
    refused("quotes/1.0/x", &token, 404, "not active", "an inactive API");
    rig.admin("PUT", &format!("/apis/{api}/activate"), &Value::Null);

    clock.sleep(Duration::from_secs(3601), &Stop::default());
    refused("quotes/1.0/x", &token, 401, "expired", "an expired token");
    let token = rig.token(&id, &secret);
    assert_eq!(rig.call("quotes/1.0/x", &token).status, 200);
    rig.admin("PUT", &format!("/strategies/{strategy_id}/refreshCredentials"), &Value::Null);
    refused("quotes/1.0/x", &token, 401, "Unauthorized", "a token of credentials that were replaced");
    let token = rig.token(rig.get("/strategies")[0]["clientId"].as_str().unwrap(), &rig.secret(&strategy_id));
    assert_eq!(rig.call("quotes/1.0/x", &token).status, 200);
    rig.admin("DELETE", &format!("/strategies?ids={strategy_id}"), &Value::Null);
    refused("quotes/1.0/x", &token, 401, "Unauthorized", "a token of a strategy that is gone");
    assert_eq!(rig.get(&format!("/apis/{other}/applications"))["applications"], json!([]));
}

#[test]
fn a_scope_that_is_mapped_is_demanded() {
    let rig = Rig::new();
    let api = open_api(&rig, "quotes");
    add_scope(&rig, "read");
    add_scope(&rig, "write");
    let [_, _, id, secret] = rig.partner("acme", &[&api], &["read", "write"]);
    let mapping = json!({
        "scopeName": "local:read", "apiScopes": [api],
        "requiredAuthScopes": [{ "authServerAlias": "local", "scopeName": "read" }],
    });
    assert_eq!(rig.admin("POST", "/scopes", &mapping).status, 201);
    let order = json!({ "grant_type": "client_credentials", "client_id": id, "client_secret": secret, "scope": "write" });
    let write = rig.grant(&order).body["access_token"].as_str().unwrap().to_owned();
    let got = rig.call("quotes/1.0/x", &write);
    assert_eq!((got.status, excuse(&got).contains("scope")), (403, true), "{got:?}");
    assert_eq!(rig.call("quotes/1.0/x", &rig.token(&id, &secret)).status, 200);

    let strict = Rig::with(Quirks { scope_mapping_required: true, ..Quirks::default() });
    let api = open_api(&strict, "quotes");
    let [_, _, id, secret] = strict.partner("acme", &[&api], &[]);
    assert_eq!(strict.call("quotes/1.0/x", &strict.token(&id, &secret)).status, 403);
}

#[test]
fn transports_are_what_the_api_allows() {
    let rig = Rig::new();
    let api = rig.import("quotes", "1.0");
    rig.admin("PUT", &format!("/apis/{api}/activate"), &Value::Null);
    let tls = rig.ready().tls_url.join("/gateway/quotes/1.0/x").unwrap();
    let over_tls = || rig.send(|client| client.get(tls.clone()));
    for (protocols, http, https) in [(&["http"][..], 200, 403), (&["https"], 403, 200), (&["http", "https"], 200, 200)] {
        rig.allow(&api, protocols);
        let (plain, secure) = (rig.call("quotes/1.0/x", ""), over_tls());
        assert_eq!((plain.status, secure.status), (http, https), "{protocols:?}: {plain:?} {secure:?}");
    }
    let endpoints = rig.get(&format!("/apis/{api}"))["apiResponse"]["gatewayEndPoints"].clone();
    assert_eq!(
        endpoints,
        json!([format!("{}gateway/quotes/1.0", rig.ready().url), format!("{}gateway/quotes/1.0", rig.ready().tls_url)])
    );
    assert_eq!(over_tls().body["application"], Value::Null, "without Identify & Authorize an API is open");
    let path = json!({ "gatewayEndpoints": { "add": { "endpointName": "short", "gatewayEndpoint": "/q/${apiVersion}" } } });
    assert_eq!(rig.admin("PUT", &format!("/apis/{api}/gatewayEndpoints"), &path).status, 200);
    let short = rig.send(|client| client.get(rig.ready().url.join("/q/1.0/quotes").unwrap()));
    assert_eq!((short.status, short.body["path"].as_str()), (200, Some("/quotes")));
    let path = json!({ "gatewayEndpoints": { "remove": { "endpointName": "short" } } });
    assert_eq!(rig.admin("PUT", &format!("/apis/{api}/gatewayEndpoints"), &path).status, 200);
    let short = rig.send(|client| client.get(rig.ready().url.join("/q/1.0/quotes").unwrap()));
    assert_eq!(short.status, 404);
}

#[test]
fn identification_by_key_works_and_what_is_not_built_says_so() {
    let rig = Rig::new();
    let api = rig.import("quotes", "1.0");
    rig.identify(&api, "strict", &["apiKey", "kerberosToken"]);
    rig.admin("PUT", &format!("/apis/{api}/activate"), &Value::Null);
    let body = json!({ "name": "acme", "newApisForAssociation": [api] });
    let made = rig.admin("POST", "/applications", &body).body;
    let key = made["accessTokens"]["apiAccessKey_credentials"]["apiAccessKey"].as_str().unwrap();
    let url = rig.ready().url.join("/gateway/quotes/1.0/x").unwrap();
    let good = rig.send(|client| client.get(url.clone()).header("x-Gateway-APIKey", key));
    assert_eq!((good.status, good.body["application"]["name"].as_str()), (200, Some("acme")));
    let bad = rig.call("quotes/1.0/x", "some-jwt");
    assert_eq!((bad.status, excuse(&bad).contains("sandbox does not enforce")), (501, true), "{bad:?}");
}

#[test]
fn client_certificates_are_asked_for_and_arrive() {
    let rig = Rig::new();
    let api = rig.import("quotes", "1.0");
    rig.admin("PUT", &format!("/apis/{api}/activate"), &Value::Null);
    rig.allow(&api, &["https"]);
    let url = rig.ready().tls_url.join("/gateway/quotes/1.0/x").unwrap();
    assert_eq!(rig.send(|client| client.get(url.clone())).body["clientCertificate"], Value::Null);
    let authority = Authority::create("Partner authority", System.time()).unwrap();
    let Issued { certificate, key } = authority.client("acme", System.time()).unwrap();
    let pem = format!("{certificate}{}", Secret::reveal(&key));
    let with = client(rig.ready(), Some(reqwest::Identity::from_pem(pem.as_bytes()).unwrap()));
    let got = rig.send(|_| with.get(url));
    assert_eq!(got.body["clientCertificate"].as_str().map(str::len), Some(64), "{got:?}");
}

#[test]
fn the_echo_applies_the_payload_rules() {
    let rig = Rig::new();
    let api = open_api(&rig, "quotes");
    let [application, strategy_id, id, secret] = rig.partner("acme", &[&api], &[]);
    let fields = json!({ "applicationId": "0123abcd", "customerSourceId": "ACME-T01" });
    let put = json!({ "name": "acme", "authStrategyIds": [strategy_id], "customFields": fields });
    rig.admin("PUT", &format!("/applications/{application}"), &put);
    let token = rig.token(&id, &secret);
    let url = rig.ready().url.join("/gateway/quotes/1.0/queryassetdetails").unwrap();
    let post = |body: &Value| rig.send(|client| client.post(url.clone()).bearer_auth(&token).json(body));
    let number = std::cell::Cell::new(0);
    let wrapper = |change: &dyn Fn(&mut Value)| {
        number.set(number.get() + 1);
        let mut inner = json!({
            "appId": "0123abcd", "customerSourceID": "ACME-T01", "customerUniqueTransactionID": format!("t{}", number.get()),
            "requestDateTime": "2026-10-01T12:00:00.000Z",
        });
        change(&mut inner);
        json!({ "queryAssetRequest": inner })
    };
    let good = post(&wrapper(&|_| {}));
    assert_eq!((good.status, good.body["statusCode"].as_str()), (200, Some("200")), "{good:?}");
    assert_eq!(good.body["customerSourceID"], "ACME-T01");
    assert!(good.body["body"]["queryAssetRequest"].is_object());
    let deeper = wrapper(&|inner| {
        let information = json!({ "customerSourceID": "ACME-T01", "customerUniqueTransactionID": "deeper" });
        *inner = json!({ "appId": "0123abcd", "requestDateTime": "2026-10-01T12:00:00.000Z", "caseInformation": information });
    });
    assert_eq!(post(&deeper).status, 200);
    let cases: [(Change<'_>, &str); 11] = [
        (&|inner| inner["appId"] = Value::Null, "900"),
        (&|inner| inner["appId"] = json!(" "), "900"),
        (&|inner| inner["appId"] = json!("ffff"), "735"),
        (&|inner| inner["customerSourceID"] = Value::Null, "906"),
        (&|inner| inner["customerSourceID"] = json!("OTHER"), "907"),
        (&|inner| inner["customerUniqueTransactionID"] = Value::Null, "908"),
        (&|inner| inner["customerUniqueTransactionID"] = json!("t1"), "955"),
        (&|inner| inner["customerUniqueTransactionID"] = json!("a-b"), "986"),
        (&|inner| inner["requestDateTime"] = Value::Null, "902"),
        (&|inner| inner["requestDateTime"] = json!("2026-10-01T12:00:00Z"), "903"),
        (&|inner| inner["requestDateTime"] = json!("2026-13-01T12:00:00.000Z"), "903"),
    ];
    for (change, code) in cases {
        let got = post(&wrapper(change));
        assert_eq!((got.status, got.body["statusCode"].as_str()), (400, Some("400")), "{code}: {got:?}");
        let codes: Vec<_> = got.body["fault"].as_array().unwrap().iter().map(|fault| fault["errorCode"].clone()).collect();
        assert_eq!(codes, [code], "{got:?}");
    }
    assert_eq!(post(&json!({})).body["fault"].as_array().unwrap().len(), 4, "a body without a wrapper");
    for (query, status, code) in
        [("appid=0123abcd", 200, Value::Null), ("appid=ffff", 400, json!("735")), ("appid=", 400, json!("900"))]
    {
        let got = rig.call(&format!("quotes/1.0/list?{query}"), &token);
        assert_eq!((got.status, &got.body["fault"][0]["errorCode"]), (status, &code), "{query}");
    }
    assert_eq!(rig.call("quotes/1.0/list?appId=0123abcd", &token).body, json!({}), "the other spelling finds nothing");
}

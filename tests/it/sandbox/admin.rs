//! The admin API: envelopes, statuses, and what it refuses.

use serde_json::{Value, json};

use super::{Rig, identify_action, openapi, strategy};

#[test]
fn envelopes_are_as_mixed_as_the_contract_says() {
    let rig = Rig::new();
    let api = rig.import("quotes", "1.0");
    let application = rig.admin("POST", "/applications", &json!({ "name": "acme", "description": "ACME" }));
    assert_eq!(application.status, 201);
    let id = application.body["id"].as_str().unwrap().to_owned();
    assert!(application.body["accessTokens"]["apiAccessKey_credentials"]["apiAccessKey"].is_string());
    assert_eq!(rig.get(&format!("/applications/{id}"))["applications"][0]["name"], "acme");
    assert_eq!(rig.get("/applications")["applications"][0]["id"], *id);
    let scope = json!({ "scopeName": "local:read", "apiScopes": [api], "requiredAuthScopes": [] });
    let scope = rig.admin("POST", "/scopes", &scope);
    assert_eq!((scope.status, scope.body["scope"]["scopeName"].as_str()), (201, Some("local:read")));
    assert_eq!(rig.get("/scopes")["scopes"].as_array().unwrap().len(), 1);
    let made = rig.admin("POST", "/strategies", &strategy("acme", &[]));
    assert_eq!(made.status, 200);
    assert!(made.body["strategy"]["clientRegistration"]["clientId"].is_string());
    assert!(rig.get("/strategies").is_array());
    assert_eq!(rig.get("/alias/local")["alias"]["authServerType"], "LOCAL_IS");
    assert_eq!(rig.get("/alias?type=authServerAlias")["alias"].as_array().unwrap().len(), 1);
    assert_eq!(rig.get(&format!("/apis/{api}/applications"))["applications"], json!([]));
    assert_eq!(rig.get("/approvals")["approvalRequests"], json!([]));
    assert_eq!(rig.get("/health")["status"], "green");
    assert_eq!(rig.get("/is/serverinfo")["version"], "10.15");
    assert_eq!(rig.get("/ports")["listeners"].as_array().unwrap().len(), 2);
    let uris = &rig.get(&format!("/applications/{id}/accessTokens"))["local"]["uris"];
    assert!(uris["accessTokenUrl"].as_str().unwrap().ends_with("/invoke/pub.apigateway.oauth2/getAccessToken"));
}

#[test]
fn wrong_calls_are_refused_in_the_product_s_words() {
    let rig = Rig::new();
    let none = Value::Null;
    let dotted = json!({ "name": "acme", "siteURLs": [".hidden"] });
    let wrapped = json!({ "strategy": strategy("acme", &[]) });
    let odd_key = json!({ "name": "acme", "identifiers": [{ "key": "tokens", "name": "x", "value": ["y"] }] });
    let hex = json!({ "name": "acme", "identifiers": [{ "key": "httpsCertificate", "name": "x", "value": ["3082abcd"] }] });
    let cases: &[(&str, &str, &Value, u16, &str)] = &[
        ("GET", "/nowhere", &none, 404, "/nowhere"),
        ("GET", "/applications/4711", &none, 404, "Unable to find the resource: 4711"),
        ("DELETE", "/applications/4711", &none, 404, "4711"),
        ("PUT", "/applications", &none, 405, "Method: PUT is not allowed"),
        ("POST", "/applications", &json!("text"), 400, "Check the correctness"),
        ("POST", "/applications", &json!({}), 400, "Mandatory field name"),
        ("POST", "/applications", &dotted, 400, "must not start with a dot"),
        ("POST", "/applications", &odd_key, 400, "Identifier key tokens"),
        ("POST", "/applications", &hex, 400, "Base64"),
        ("POST", "/strategies", &wrapped, 400, " Unrecognized Type: [null]"),
        ("POST", "/strategies", &strategy("acme", &["unknown"]), 400, "Scope"),
        ("POST", "/policyActions", &json!({ "templateKey": "evaluatePolicy" }), 400, "Check the correctness"),
        ("PUT", "/policyActions/4711", &identify_action("strict", &[]), 500, "4711"),
        ("GET", "/alias/4711", &none, 404, "Alias with id: 4711 does not exist."),
        ("DELETE", "/alias/local", &none, 405, "Method: DELETE"),
        ("POST", "/apis", &json!({ "apiName": "a", "type": "openapi", "url": "https://x.example" }), 400, "offline"),
        ("POST", "/search", &json!({ "types": ["APPLICATION"] }), 400, " Mandatory field condition"),
        ("POST", "/search", &json!({ "types": ["ODD"], "condition": "and" }), 400, "ODD"),
        ("DELETE", "/applications?ids=", &none, 400, "ids"),
    ];
    for (method, path, body, status, text) in cases {
        let got = rig.admin(method, path, body);
        assert_eq!(got.status, *status, "{method} {path}: {got:?}");
        assert!(got.error().contains(text), "{method} {path}: {got:?}");
    }
    let url = rig.ready().url.join("/rest/apigateway/applications").unwrap();
    let got = rig.send(|client| client.get(url.clone()).basic_auth("Administrator", Some("wrong")));
    assert_eq!((got.status, got.header("www-authenticate").starts_with("Basic")), (401, true));
    let password = rig.password();
    let got = rig.send(|client| client.post(url).basic_auth("Administrator", Some(password)).body("{"));
    assert_eq!(got.status, 400);
    assert!(got.error().starts_with(' '));
}

#[test]
fn a_put_replaces_an_application_but_not_its_accesses() {
    let rig = Rig::new();
    let api = rig.import("quotes", "1.0");
    let identifier = json!([{ "key": "ipAddressRange", "name": "net", "value": ["10.0.0.1-10.0.0.9", "10.0.0.0/8"] }]);
    let body = json!({ "name": "acme", "customFields": { "owner": "us" }, "identifiers": identifier, "consumingAPIs": [api] });
    let made = rig.admin("POST", "/applications", &body).body;
    let path = format!("/applications/{}", made["id"].as_str().unwrap());
    assert_eq!(made["consumingAPIs"], json!([]), "in a body it is ignored");
    assert_eq!(made["identifiers"][0]["value"], json!(["10.0.0.1-10.0.0.9"]), "a network is dropped without a word");
    assert_eq!(rig.admin("POST", &format!("{path}/apis"), &json!({ "apiIDs": [api] })).status, 200);
    assert_eq!(rig.admin("PATCH", &path, &json!({ "isSuspended": "true" })).body["isSuspended"], true);
    let put = rig.admin("PUT", &path, &json!({ "name": "acme", "identifiers": identifier })).body;
    assert_eq!(put["customFields"], Value::Null);
    assert_eq!(put["isSuspended"], false);
    assert_eq!(put["consumingAPIs"], json!([api]));
    assert_eq!(put["accessTokens"], made["accessTokens"]);
    assert_ne!(put["identifiers"][0]["id"], made["identifiers"][0]["id"]);
    let key = rig.admin("POST", &format!("{path}/accessTokens"), &json!({ "type": "apiAccessKeyCredentials" }));
    assert_eq!(key.status, 200);
    assert_ne!(rig.get(&path)["applications"][0]["accessTokens"], made["accessTokens"]);
    assert_eq!(rig.admin("DELETE", &format!("{path}/accessTokens"), &json!({ "type": "accessTokens" })).status, 204);
    assert_eq!(rig.admin("DELETE", &path, &Value::Null).status, 204);
    assert_eq!(rig.admin("GET", &path, &Value::Null).status, 404);
}

#[test]
fn apis_of_an_application_are_set_added_and_withdrawn() {
    let rig = Rig::new();
    let (one, two) = (rig.import("one", "1.0"), rig.import("two", "1.0"));
    let id = rig.admin("POST", "/applications", &json!({ "name": "a", "newApisForAssociation": [one] })).body["id"].clone();
    let path = format!("/applications/{}/apis", id.as_str().unwrap());
    let both = json!({ "apiIDs": [one, two] });
    let cases: &[(&str, &str, &Value, u16, &Value)] = &[
        ("POST", "", &json!({ "apiIDs": [two] }), 200, &both),
        ("DELETE", &format!("?apiIDs={one}"), &Value::Null, 204, &json!({ "apiIDs": [two] })),
        ("PUT", "", &json!([one]), 200, &json!({ "apiIDs": [one] })),
        ("POST", "", &json!({ "apiIDs": ["4711"] }), 400, &json!({ "apiIDs": [one] })),
        ("PUT", "", &json!({ "apiIDs": [] }), 200, &json!({ "apiIDs": [] })),
    ];
    for (method, query, body, status, then) in cases {
        assert_eq!(rig.admin(method, &format!("{path}{query}"), body).status, *status, "{method} {body}");
        assert_eq!(rig.get(&path), **then, "{method} {body}");
    }
}

#[test]
fn apis_are_imported_changed_and_removed_by_the_rules() {
    let rig = Rig::new();
    assert_eq!(rig.get("/apis")["apiResponse"][0]["responseStatus"], "NOT_FOUND");
    let id = rig.import("quotes", "1.0");
    for (kind, file, status) in [
        ("openapi", openapi("3.1.0"), 400),
        ("swagger", openapi("3.0.3"), 400),
        ("openapi", "{".to_owned(), 400),
        ("raml", openapi("3.0.3"), 400),
        ("swagger", json!({ "swagger": "2.0", "info": {}, "paths": {} }).to_string(), 200),
    ] {
        assert_eq!(rig.import_file(&format!("x-{kind}"), "1.0", kind, &file).status, status, "{kind} {file}");
    }
    assert!(rig.import_file("quotes", "1.0", "openapi", &openapi("3.0.3")).error().contains("already exists"));
    let api = rig.get(&format!("/apis/{id}"))["apiResponse"].clone();
    assert_eq!(api["gatewayEndPoints"], json!([format!("{}gateway/quotes/1.0", rig.ready().url)]), "http only at first");
    assert_eq!(rig.get(&format!("/apis/{id}?format=openapi"))["openapi"], "3.0.3");
    let path = |tail: &str| format!("/apis/{id}{tail}");
    assert_eq!(rig.admin("PUT", &path("/deactivate"), &Value::Null).status, 400);
    assert_eq!(rig.admin("PUT", &path("/activate"), &Value::Null).body["apiResponse"]["api"]["isActive"], true);
    assert_eq!(rig.admin("PUT", &path("/activate"), &Value::Null).status, 400);
    assert_eq!(rig.admin("PUT", &path(""), &json!({ "apiDescription": "new" })).status, 400);
    assert_eq!(rig.admin("DELETE", &path("?forceDelete=true"), &Value::Null).status, 400);
    rig.admin("PUT", &path("/deactivate"), &Value::Null);
    let changed = rig.admin("PUT", &path(""), &json!({ "apiDescription": "new" })).body;
    assert_eq!(changed["apiResponse"]["api"]["apiDescription"], "new");
    let version = rig.admin("POST", &path("/versions"), &json!({ "newApiVersion": "2.0", "retainApplications": true }));
    assert_eq!(version.body["apiResponse"]["api"]["apiVersion"], "2.0");
    assert_eq!(rig.admin("POST", &path("/versions"), &json!({ "newApiVersion": "3.0" })).status, 400, "not the latest");
    rig.admin("POST", "/applications", &json!({ "name": "a", "newApisForAssociation": [id] }));
    let kept = rig.admin("DELETE", &path(""), &Value::Null);
    assert_eq!((kept.status, kept.body["apiResponse"]["responseStatus"].as_str()), (200, Some("ERROR")));
    assert_eq!(rig.admin("DELETE", &path("?forceDelete=true"), &Value::Null).status, 204);
    assert_eq!(rig.get("/applications")["applications"][0]["consumingAPIs"], json!([]));
    let names = |path: &str| {
        let list = rig.get(path)["apiResponse"].as_array().unwrap().clone();
        list.iter().map(|found| found["api"]["apiName"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(names("/apis"), ["x-swagger", "quotes"]);
    assert_eq!(names("/apis?from=1&size=5"), ["quotes"]);
    assert_eq!(names("/apis?size=1"), ["x-swagger"]);
}

#[test]
fn only_one_identify_and_authorize_action_fits_an_api() {
    let rig = Rig::new();
    let api = rig.import("quotes", "1.0");
    let action = rig.identify(&api, "strict", &["oAuth2Token"]);
    let shown = rig.get(&format!("/policyActions/{action}"))["policyAction"].clone();
    assert_eq!(shown["names"][0]["value"], "Identify & Authorize", "the product renames it");
    let mut naked = shown.clone();
    naked["parameters"] = json!([]);
    let path = format!("/policyActions/{action}");
    assert_eq!(rig.admin("PUT", &path, &naked).status, 200);
    assert_eq!(rig.get(&path)["policyAction"], shown, "a naked PUT changes nothing");
    assert_eq!(rig.admin("PUT", &path, &json!({ "policyAction": naked })).body["policyAction"]["parameters"], json!([]));
    let second = rig.admin("POST", "/policyActions", &identify_action("open", &["apiKey"])).body;
    let mut policy = rig.policy_of(&api);
    let enforcement = json!({ "enforcementObjectId": second["policyAction"]["id"], "order": null });
    policy["policyEnforcements"][2]["enforcements"].as_array_mut().unwrap().push(enforcement);
    let path = format!("/policies/{}", policy["id"].as_str().unwrap());
    let got = rig.admin("PUT", &path, &json!({ "policy": policy }));
    assert_eq!(got.status, 500);
    assert!(got.error().contains("only one policy action"));
    assert_eq!(got.body["reason"][0]["errorOnResource"][0]["error"]["templateId"], "evaluatePolicy");
    assert_eq!(rig.admin("PUT", &path, &policy).status, 400, "without its envelope");
    assert!(rig.get("/policyStages")["stages"].as_array().unwrap().iter().any(|stage| stage["stageKey"] == "IAM"));
    assert_eq!(rig.get("/policyActionTemplates/evaluatePolicy")["policyActionTemplates"]["occurrence"], "once");
}

#[test]
fn a_bare_put_drops_the_registration_and_a_refresh_changes_both() {
    let rig = Rig::new();
    let made = rig.admin("POST", "/strategies", &strategy("acme", &[])).body["strategy"].clone();
    let path = format!("/strategies/{}", made["id"].as_str().unwrap());
    assert_eq!(made["clientRegistration"]["clientSecret"], "*".repeat(32));
    assert_eq!(rig.get(&path)["strategy"]["clientRegistration"]["clientSecret"], "*".repeat(32));
    let secret = rig.secret(made["id"].as_str().unwrap());
    let whole = rig.admin("PUT", &path, &rig.get(&path)["strategy"]).body["strategy"].clone();
    assert_eq!(whole["clientId"], made["clientId"]);
    assert_eq!(rig.secret(made["id"].as_str().unwrap()), secret, "a mask in a PUT is not stored");
    let fresh = rig.admin("PUT", &format!("{path}/refreshCredentials"), &Value::Null).body["strategy"].clone();
    assert_ne!(fresh["clientId"], made["clientId"]);
    assert_ne!(rig.secret(made["id"].as_str().unwrap()), secret);
    let bare = rig.admin("PUT", &path, &strategy("acme", &[])).body["strategy"].clone();
    assert_eq!(bare["clientRegistration"], Value::Null);
    assert_eq!(rig.admin("PUT", &format!("{path}/refreshCredentials"), &Value::Null).status, 400);
    let mut foreign = strategy("foreign", &[]);
    foreign["clientId"] = json!("theirs");
    let foreign = rig.admin("POST", "/strategies", &foreign).body["strategy"].clone();
    assert_eq!((foreign["clientId"].as_str(), foreign["clientRegistration"].is_null()), (Some("theirs"), true));
}

#[test]
fn a_search_takes_patterns_and_shows_fields() {
    let rig = Rig::new();
    for name in ["acme.a", "acmeXa", "other"] {
        rig.admin("POST", "/applications", &json!({ "name": name, "customFields": { "owner": name } }));
    }
    rig.import("quotes", "1.0");
    let search = |types: &[&str], attribute: &str, keyword: &str, fields: &[&str]| {
        let scope = json!([{ "attributeName": attribute, "keyword": keyword }]);
        let body = json!({ "types": types, "scope": scope, "responseFields": fields, "condition": "and" });
        let got = rig.admin("POST", "/search", &body);
        assert_eq!(got.status, 200, "{got:?}");
        got.body
    };
    let names = |found: &Value| -> Vec<String> {
        found["APPLICATION"].as_array().unwrap().iter().map(|found| found["name"].as_str().unwrap().to_owned()).collect()
    };
    for (keyword, expected) in [
        (r"acme\.a", vec!["acme.a"]),
        ("acme.a", vec!["acme.a", "acmeXa"]),
        ("acme", vec![]),
        (".*e.*", vec!["acme.a", "acmeXa", "other"]),
    ] {
        assert_eq!(names(&search(&["APPLICATION"], "name", keyword, &["name"])), expected, "{keyword}");
    }
    let found = search(&["APPLICATION"], "name", "other", &["applicationID", "name"]);
    let first = found["APPLICATION"][0].as_object().unwrap();
    assert_eq!(first.keys().collect::<Vec<_>>(), ["applicationID", "name"]);
    assert_eq!(names(&search(&["APPLICATION"], "customFields.owner", "other", &[])), ["other"]);
    assert_eq!(search(&["API", "STRATEGY"], "apiName", "quotes", &[])["API"][0]["apiVersion"], "1.0");
    let body = json!({ "types": ["APPLICATION"], "condition": "and", "from": 1, "size": 1 });
    assert_eq!(names(&rig.admin("POST", "/search", &body).body), ["acmeXa"]);
    let bad = json!({ "types": ["API"], "condition": "and", "scope": [{ "attributeName": "apiName", "keyword": "(" }] });
    assert_eq!(rig.admin("POST", "/search", &bad).status, 400);
}

#[test]
fn settings_and_aliases_are_kept() {
    let rig = Rig::new();
    let change = json!({ "preferredSettings": { "extendedKeys": { "pg_JWT_isHTTPS": true } } });
    assert_eq!(rig.admin("PUT", "/configurations/settings", &change).status, 200);
    let keys = &rig.get("/configurations/settings")["preferredSettings"]["extendedKeys"];
    assert_eq!((keys["pg_JWT_isHTTPS"].as_str(), keys["apiKeyHeader"].as_str()), (Some("true"), Some("x-Gateway-APIKey")));
    let urls = json!({ "httpUrls": ["http://public.example"], "httpsUrls": [] });
    rig.admin("PUT", "/configurations/loadBalancer", &urls);
    let balancer = rig.get("/configurations/loadBalancer");
    assert_eq!(balancer["httpUrls"][0], "http://public.example");
    assert_eq!(balancer["httpsUrls"][0], rig.ready().tls_url.as_str().trim_end_matches('/'));
    assert_eq!(rig.get("/configurations/keystore")["truststoreName"], "DEFAULT_IS_TRUSTSTORE");
    let mut local = rig.get("/alias/local")["alias"].clone();
    local["scopes"] = json!([{ "name": "read", "description": "" }]);
    assert_eq!(rig.admin("PUT", "/alias/local", &local).body["alias"]["scopes"][0]["name"], "read");
    assert_eq!(rig.admin("POST", "/strategies", &strategy("acme", &["read"])).status, 200);
    let external = json!({
        "name": "CorpIdP", "type": "authServerAlias", "authServerType": "EXTERNAL",
        "localIntrospectionConfig": { "issuer": "https://idp.example", "jwksuri": "https://idp.example/jwks" }, "scopes": [],
    });
    let made = rig.admin("POST", "/alias", &external);
    assert_eq!(made.status, 201);
    assert_eq!(rig.admin("POST", "/alias", &external).status, 400, "names are unique");
    let remote = json!({
        "name": "r", "type": "authServerAlias", "remoteIntrospectionConfig": { "introspectionEndpoint": "https://i.example" },
    });
    assert!(rig.admin("POST", "/alias", &remote).error().contains("user"));
    let path = format!("/alias/{}", made.body["alias"]["id"].as_str().unwrap());
    assert_eq!(rig.admin("DELETE", &path, &Value::Null).status, 204);
    assert_eq!(rig.admin("PUT", &path, &external).status, 404);
}

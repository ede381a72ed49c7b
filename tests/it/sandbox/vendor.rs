//! Every admin answer of a long scenario against the vendor's Swagger files of all three versions.
//!
//! The descriptions are known to be wrong in places; the contract page says where. Each such place is a line in
//! [`DEVIATIONS`] and must still occur: a line that no answer needs is a failure, like an answer that no line explains.

use std::collections::BTreeSet;

use partnerctl::sandbox::{Quirks, Version};
use serde_json::{Value, json};

use super::{
    Rig,
    deviations::DEVIATIONS,
    strategy,
    tools::{Paper, configure_issuer, truststore, upload},
};
use crate::swagger::{Swagger, contracts};

#[test]
fn answers_keep_to_the_vendor_s_description() {
    for version in [Version::V10_11, Version::V10_15, Version::V11_0] {
        let Some(swagger) = Swagger::load(version.word()) else {
            crate::support::not_run(&format!("no contracts at `{}`; set PARTNERCTL_CONTRACTS", contracts().display()));
            return;
        };
        let rig = Rig::with(Quirks { version, ..Quirks::default() });
        scenario(&rig);
        let mut found = BTreeSet::new();
        for (method, path, status, body) in rig.seen.borrow().iter() {
            match swagger.request(method, path) {
                Some(operation) => {
                    let findings = operation.check_response(*status, body);
                    found.extend(findings.into_iter().map(|finding| format!("{}: {finding}", operation.name)));
                }
                None => {
                    found.insert(format!("{method} {}: not described", pattern(path)));
                }
            }
        }
        let mut expected = BTreeSet::new();
        for deviation in DEVIATIONS.iter().filter(|known| known.versions.is_empty() || known.versions.contains(&version.word())) {
            assert!(!deviation.why.is_empty());
            expected.extend(deviation.operations.iter().map(|operation| format!("{operation}: {}", deviation.finding)));
        }
        let new: Vec<_> = found.difference(&expected).collect();
        let gone: Vec<_> = expected.difference(&found).collect();
        assert!(new.is_empty() && gone.is_empty(), "{}: unexplained {new:#?}, no longer there {gone:#?}", version.word());
    }
}

/// A path with its ids blotted out.
fn pattern(path: &str) -> String {
    let part = |part: &str| if part.len() == 36 { "{id}".to_owned() } else { part.to_owned() };
    let path = path.trim_start_matches("/rest/apigateway").split('?').next().unwrap_or_default();
    path.split('/').map(part).collect::<Vec<_>>().join("/")
}

/// Uses every route of the admin API at least once.
fn scenario(rig: &Rig) {
    system(rig);
    let api = api(rig);
    let shared = shared(rig, &api);
    let strategy = strategies(rig);
    let application = application(rig, &api, &strategy);
    stores(rig);
    services(rig, &application);
    lists(rig);
    refusals(rig, &application);
    let second = rig.admin("POST", "/applications", &json!({ "name": "b", "newApisForAssociation": [api] })).body;
    let mut paths = vec![format!("/strategies?ids={strategy}"), format!("/strategies/{strategy}"), application];
    paths.push(format!("/apis/{api}"));
    paths.push(format!("/applications?ids={}", second["id"].as_str().unwrap()));
    paths.extend(shared);
    paths.push(format!("/apis/{api}?forceDelete=true"));
    for path in paths {
        rig.admin("DELETE", &path, &Value::Null);
    }
}

fn system(rig: &Rig) {
    for path in ["", "/engine", "/admin", "/all", "/externalServices"] {
        rig.get(&format!("/health{path}"));
    }
    for path in ["/is/serverinfo", "/apis", "/ports", "/approvals"] {
        rig.get(path);
    }
    let settings = json!({ "preferredSettings": { "extendedKeys": { "enableTeamWork": "false" } } });
    let keystore = json!({ "truststoreName": "DEFAULT_IS_TRUSTSTORE" });
    let urls = json!({ "httpUrls": [], "httpsUrls": [] });
    for (name, body) in [("settings", settings), ("loadBalancer", urls), ("keystore", keystore)] {
        rig.get(&format!("/configurations/{name}"));
        rig.admin("PUT", &format!("/configurations/{name}"), &body);
    }
}

/// Takes a truststore, a keystore and a port through their lives.
fn stores(rig: &Rig) {
    let root = Paper::root("Partners");
    let file = truststore(&[("root", &root)], "open-sesame");
    for kind in ["truststore", "keystore"] {
        let fields = [
            ("keyStoreName", "mine"),
            ("keyStoreType", "JKS"),
            ("keyStoreProvider", "SUN"),
            ("keyStorePassword", "open-sesame"),
            ("uploadFileName", "mine.jks"),
        ];
        let path = format!("/is/{kind}");
        assert_eq!(upload(rig, &path, &fields, &file).status, 200);
        assert_eq!(upload(rig, &path, &fields, &file).status, 400, "the name is taken");
        assert_eq!(upload(rig, &format!("{path}/mine"), &fields, &file).status, 200);
        assert_eq!(upload(rig, &format!("{path}/mine"), &fields, b"garbage").body["isLoaded"], false);
        rig.get(&path);
        rig.get(&format!("{path}/mine"));
        assert_eq!(rig.admin("DELETE", &format!("{path}/mine"), &Value::Null).status, 200);
        assert_eq!(rig.admin("GET", &format!("{path}/mine"), &Value::Null).status, 404);
    }
    let port = rig.get("/ports/sandboxHttps");
    for (path, body, status) in [
        ("/ports", port, 200),
        ("/ports/sandboxHttps", json!({ "clientAuth": "none" }), 200),
        ("/ports", json!({ "portAlias": "sandboxHttps", "clientAuth": "maybe" }), 400),
    ] {
        assert_eq!(rig.admin("PUT", path, &body).status, status, "{path}");
    }
    assert_eq!(rig.admin("GET", "/ports/other", &Value::Null).status, 404);
}

/// Asks the gateway for tokens of its own.
fn services(rig: &Rig, application: &str) {
    configure_issuer(rig);
    let key = rig.admin("POST", &format!("{application}/accessTokens"), &json!({ "type": "apiAccessKeyCredentials" })).body;
    let key = key["accessTokens"]["apiAccessKey_credentials"]["apiAccessKey"].as_str().unwrap().to_owned();
    rig.admin("PATCH", application, &json!({ "isSuspended": false }));
    let password = rig.password();
    for (method, path, status) in [
        ("GET", "/rest/pub/apigateway/jwt/certs", 200),
        ("GET", "/rest/pub/apigateway/jwt/getJsonWebToken", 200),
        ("POST", "/gateway/security/getJsonWebToken", 200),
        ("POST", "/gateway/security/exchangeIDToken", 401),
    ] {
        let url = rig.ready().url.join(path).unwrap();
        let body = json!({ "claimsSet": { "company": "x" }, "idToken": "no token" });
        let got = rig.send(|client| {
            let request = client.request(method.parse().unwrap(), url).header("x-Gateway-APIKey", &key);
            if method == "GET" { request.basic_auth("Administrator", Some(&password)) } else { request.json(&body) }
        });
        assert_eq!(got.status, status, "{path}: {got:?}");
        rig.seen.borrow_mut().push((method.to_owned(), path.to_owned(), got.status, got.body));
    }
}

/// Makes an API and takes it through its life; returns its id.
fn api(rig: &Rig) -> String {
    let api = rig.import("quotes", "1.0");
    rig.identify(&api, "strict", &["oAuth2Token"]);
    rig.allow(&api, &["http", "https"]);
    for tail in ["/activate", "/deactivate"] {
        rig.admin("PUT", &format!("/apis/{api}{tail}"), &Value::Null);
    }
    rig.admin("PUT", &format!("/apis/{api}"), &json!({ "apiDescription": "new" }));
    let endpoint = json!({ "gatewayEndpoints": { "add": { "endpointName": "x", "gatewayEndpoint": "/x/${apiVersion}" } } });
    rig.admin("PUT", &format!("/apis/{api}/gatewayEndpoints"), &endpoint);
    rig.admin("POST", &format!("/apis/{api}/versions"), &json!({ "newApiVersion": "2.0" }));
    for tail in ["/applications", "/globalPolicies", "/versions", "?format=openapi"] {
        rig.get(&format!("/apis/{api}{tail}"));
    }
    api
}

/// Makes what applications share, aliases and scopes; returns the paths of what can be removed.
fn shared(rig: &Rig, api: &str) -> Vec<String> {
    let mut local = rig.get("/alias/local")["alias"].clone();
    local["scopes"] = json!([{ "name": "read", "description": "" }]);
    rig.admin("PUT", "/alias/local", &local);
    let external = json!({
        "name": "CorpIdP", "type": "authServerAlias", "authServerType": "EXTERNAL",
        "localIntrospectionConfig": { "issuer": "https://idp.example", "jwksuri": "https://idp.example/jwks" }, "scopes": [],
    });
    let alias = rig.admin("POST", "/alias", &external).body["alias"]["id"].clone();
    rig.get("/alias");
    let mapping = json!({
        "scopeName": "local:read", "scopeDescription": "", "audience": "", "apiScopes": [api],
        "requiredAuthScopes": [{ "authServerAlias": "local", "scopeName": "read" }],
    });
    let scope = rig.admin("POST", "/scopes", &mapping).body["scope"]["id"].clone();
    let scope = format!("/scopes/{}", scope.as_str().unwrap());
    rig.admin("PUT", &scope, &mapping);
    rig.get("/scopes");
    rig.get(&scope);
    vec![scope, format!("/alias/{}", alias.as_str().unwrap())]
}

/// Makes a strategy and uses it; returns its id.
fn strategies(rig: &Rig) -> String {
    let made = rig.admin("POST", "/strategies", &strategy("acme", &["read"])).body["strategy"].clone();
    let path = format!("/strategies/{}", made["id"].as_str().unwrap());
    rig.get("/strategies");
    rig.get(&path);
    rig.admin("PUT", &path, &made);
    rig.admin("PUT", &format!("{path}/refreshCredentials"), &Value::Null);
    made["id"].as_str().unwrap().to_owned()
}

/// Makes an application and uses it; returns its path.
fn application(rig: &Rig, api: &str, strategy: &str) -> String {
    let certificate = json!({ "key": "httpsCertificate", "name": "leaf", "value": ["MIIDazCCAlOgAwIBAgIU"] });
    let body = json!({ "name": "acme", "contactEmails": ["ops@acme.example"], "identifiers": [certificate] });
    let made = rig.admin("POST", "/applications", &body).body;
    let path = format!("/applications/{}", made["id"].as_str().unwrap());
    let whole = json!({ "name": "acme", "authStrategyIds": [strategy], "customFields": { "owner": "us" } });
    rig.admin("PUT", &path, &whole);
    rig.admin("PATCH", &path, &json!({ "isSuspended": true }));
    for (method, body) in [("POST", json!({ "apiIDs": [api] })), ("PUT", json!({ "apiIDs": [api] })), ("GET", Value::Null)] {
        rig.admin(method, &format!("{path}/apis"), &body);
    }
    rig.admin("DELETE", &format!("{path}/apis?apiIDs={api}"), &Value::Null);
    rig.get("/applications");
    rig.get(&path);
    rig.get(&format!("{path}/accessTokens"));
    rig.admin("POST", &format!("{path}/accessTokens"), &json!({ "type": "apiAccessKeyCredentials" }));
    rig.admin("DELETE", &format!("{path}/accessTokens"), &json!({ "type": "accessTokens" }));
    path
}

fn lists(rig: &Rig) {
    for path in ["/apis", "/policies", "/policyActions", "/policyActionTemplates", "/policyStages"] {
        rig.get(path);
    }
    rig.get("/policyActionTemplates/evaluatePolicy");
    let name = json!([{ "attributeName": "name", "keyword": "acme" }]);
    let search = json!({ "types": ["APPLICATION", "API"], "scope": name, "condition": "or" });
    rig.admin("POST", "/search", &search);
    rig.admin("POST", "/search/_count", &search);
}

fn refusals(rig: &Rig, application: &str) {
    let action = rig.admin("POST", "/policyActions", &super::identify_action("open", &["apiKey"])).body;
    let action = format!("/policyActions/{}", action["policyAction"]["id"].as_str().unwrap());
    rig.get(&action);
    rig.admin("DELETE", &action, &Value::Null);
    for (method, path) in
        [("GET", action.as_str()), ("DELETE", &action), ("GET", "/apis/4711"), ("GET", "/scopes/4711"), ("GET", "/alias/4711")]
    {
        assert_eq!(rig.admin(method, path, &Value::Null).status, 404, "{method} {path}");
    }
    for (method, path) in
        [("PUT", application), ("POST", "/strategies"), ("POST", "/alias"), ("POST", "/scopes"), ("POST", "/search")]
    {
        assert_eq!(rig.admin(method, path, &json!({})).status, 400, "{method} {path}");
    }
    assert_eq!(rig.admin("DELETE", "/alias/local", &Value::Null).status, 405);
}

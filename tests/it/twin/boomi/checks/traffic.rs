//! Calls of partners.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use serde_json::{Value, json};
use time::Duration;

use super::rig::{Reply, Rig};

const TOKEN_FORM: &str = "grant_type=client_credentials&scope=read";

fn token(rig: &Rig, key: &Value, secret: &str) -> Reply {
    let basic = format!("Basic {}", STANDARD.encode(format!("{}:{secret}", key["apikey"].as_str().unwrap())));
    rig.send("POST", "/oauth/token", &[("authorization", &basic)], TOKEN_FORM).unwrap()
}

fn call(rig: &Rig, token: &Value) -> Reply {
    let bearer = format!("Bearer {}", token["access_token"].as_str().unwrap_or_default());
    rig.send("GET", "/quotes/eur?x=1", &[("authorization", &bearer)], "").unwrap()
}

#[test]
fn a_partner_gets_a_token_and_calls() {
    let rig = Rig::new();
    let (product, (member, application)) = (rig.boomi.product(), rig.partner("acme"));
    let key = rig.key(&application, &product, &json!({ "expires": "2026-11-21" })).json();
    let secret = key["secret"].as_str().unwrap();
    let granted = token(&rig, &key, secret).json();
    assert_eq!((&granted["expires_in"], &granted["scope"]), (&json!(3600), &json!("read")));
    let served = call(&rig, &granted);
    assert_eq!((served.status, &served.json()["path"], &served.json()["apikey"]), (200, &json!("/quotes/eur"), &key["apikey"]));
    let form = format!("{TOKEN_FORM}&client_id={}&client_secret={secret}", key["apikey"].as_str().unwrap());
    assert_eq!(rig.send("POST", "/oauth/token", &[], &form).unwrap().status, 200);

    assert_eq!(token(&rig, &key, "wrong").reason(), (403, "ERR_403_NOT_AUTHORIZED"));
    assert_eq!(token(&rig, &json!({ "apikey": "nobody" }), "x").reason(), (403, "ERR_403_NOT_AUTHORIZED"));
    assert_eq!(call(&rig, &json!({ "access_token": "x" })).reason(), (403, "ERR_403_NOT_AUTHORIZED"));
    assert_eq!(rig.send("GET", "/nowhere", &[], "").unwrap().status, 596);

    let path = format!("/packageKeys/{}", key["id"].as_str().unwrap());
    for (path, off, on) in [
        (path.as_str(), json!({ "status": "disabled" }), json!({ "status": "active" })),
        (&format!("/members/{member}"), json!({ "areaStatus": "disabled" }), json!({ "areaStatus": "active" })),
    ] {
        rig.put(path, &off);
        assert_eq!(token(&rig, &key, secret).reason(), (403, "ERR_403_DEVELOPER_INACTIVE"), "{off}");
        assert_eq!(call(&rig, &granted).reason(), (403, "ERR_403_DEVELOPER_INACTIVE"), "{off}");
        rig.put(path, &on);
        assert_eq!(call(&rig, &granted).status, 200);
    }
    rig.put(&path, &json!({ "secret": "n3w" }));
    assert_eq!((token(&rig, &key, secret).status, token(&rig, &key, "n3w").status), (403, 200), "the old secret stops");
    rig.boomi.advance(Duration::HOUR);
    assert_eq!(call(&rig, &granted).status, 403, "the token ended");
    rig.boomi.advance(Duration::DAY);
    assert_eq!(token(&rig, &key, "n3w").reason(), (403, "ERR_403_DEVELOPER_INACTIVE"), "the key expired");
}

#[test]
fn only_what_the_plan_exposes_is_served() {
    let rig = Rig::new();
    let (product, (_, application)) = (rig.boomi.product(), rig.partner("acme"));
    let key = rig.key(&application, &product, &Value::Null).json();
    let granted = token(&rig, &key, key["secret"].as_str().unwrap()).json();
    let plan = format!("/packages/{}/plans/{}", product.package, product.plan);
    rig.put(&plan, &json!({ "status": "inactive" }));
    assert_eq!(call(&rig, &granted).status, 403);
    rig.put(&plan, &json!({ "status": "active" }));
    let endpoint = format!("{plan}/services/{}/endpoints/{}", product.service, product.endpoint);
    assert_eq!((call(&rig, &granted).status, rig.delete(&endpoint).status, call(&rig, &granted).status), (200, 200, 403));
    let profile = format!("/services/{}/securityProfile/oauth", product.service);
    let token_endpoint = format!("/services/{}/endpoints/{}", product.service, product.token_endpoint);
    assert_eq!(rig.get(&token_endpoint).json()["type"], "token");
    rig.put(&profile, &json!({ "grantTypes": [] }));
    assert_eq!(token(&rig, &key, key["secret"].as_str().unwrap()).json()["error"], "unsupported_grant_type");
}

#[test]
fn a_key_is_read_where_the_endpoint_expects_it() {
    let rig = Rig::new();
    let (product, (_, application)) = (rig.boomi.product(), rig.partner("acme"));
    let key = rig.key(&application, &product, &json!({ "apikey": "mine" })).json();
    assert_eq!(key["apikey"], "mine");
    let path = format!("/services/{}/endpoints/{}", product.service, product.endpoint);
    rig.put(&path, &json!({ "requestAuthenticationType": "apiKey" }));
    let status = |path: &str, headers: &[(&str, &str)]| rig.send("GET", path, headers, "").unwrap().status;
    assert_eq!((status("/quotes?api_key=mine", &[]), status("/quotes", &[])), (200, 403));
    rig.put(&path, &json!({ "apiKeyValueLocations": ["request-header"], "apiKeyValueLocationKey": "X-API-Key" }));
    assert_eq!((status("/quotes?api_key=mine", &[]), status("/quotes", &[("x-api-key", "mine")])), (403, 200));
    rig.put(&path, &json!({ "supportedHttpMethods": ["post"] }));
    assert_eq!(status("/quotes", &[("x-api-key", "mine")]), 403);
    rig.put(&path, &json!({ "supportedHttpMethods": ["get"], "requestAuthenticationType": "custom" }));
    assert_eq!(status("/quotes", &[("x-api-key", "mine")]), 403, "connectors refuse everybody");
}

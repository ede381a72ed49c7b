//! Packages, plans, services, endpoints, lookups.

use serde_json::{Value, json};

use super::rig::Rig;
use crate::twin::boomi::{Edition, Habits, Kind, PUBLIC_HOST, PlanContent, Processor};

fn endpoint() -> Value {
    json!({ "name": "orders", "publicDomains": [{ "address": PUBLIC_HOST }], "requestPathAlias": "/orders/v1",
        "inboundMsslRequired": true, "processor": { "adapter": "a.B", "preProcessEnabled": true, "preInputs": { "iss": "x" } } })
}

#[test]
fn a_service_is_made_with_its_endpoints() {
    let rig = Rig::new();
    let made = rig.post("/services?fields=id,endpoints.id", &json!({ "name": "o", "version": "1", "endpoints": [endpoint()] }));
    let service = made.id();
    assert_eq!((service.len(), made.json()["endpoints"][0]["id"].as_str().unwrap().len()), (24, 24));
    assert!(rig.get(&format!("/services/{service}")).json().get("endpoints").is_none());
    assert_eq!(rig.put(&format!("/services/{service}"), &json!({ "version": "2" })).json()["revisionNumber"], 2);
    let path = format!("/services/{service}/endpoints");
    let rows = [
        ("name", Value::Null, "name"),
        ("publicDomains", json!([{}]), "publicDomains.address"),
        ("requestPathAlias", json!(1), "requestPathAlias"),
        ("requestAuthenticationType", json!("none"), "requestAuthenticationType"),
        ("apiKeyValueLocations", json!(["cookie"]), "apiKeyValueLocations"),
        ("processor", json!({ "preInputs": { "public_key_ttl": 60 } }), "processor.preInputs.public_key_ttl"),
    ];
    for (name, value, property) in rows {
        let mut body = endpoint();
        body[name] = value;
        assert_eq!(rig.post(&path, &body).json()["errors"][0]["property"], property);
    }
    let nested = json!({ "name": "p", "endpoints": [endpoint(), { "name": "half" }] });
    assert_eq!(rig.post("/services", &nested).status, 400);
    assert_eq!(rig.boomi.list(Kind::Service).len(), 1, "nothing is half made");
    assert_eq!(
        rig.get(&format!("/services/other/endpoints/{}", made.json()["endpoints"][0]["id"].as_str().unwrap())).status,
        404
    );
}

#[test]
fn a_processor_is_merged_or_replaced() {
    let rows = [
        (Processor::Merged, json!({ "adapter": "a.B", "preProcessEnabled": true, "preInputs": { "aud": "y" } })),
        (Processor::Replaced, json!({ "preInputs": { "aud": "y" } })),
    ];
    for (processor, expected) in rows {
        let rig = Rig::with(Habits { processor, edition: Edition::Local, ..Habits::default() });
        let service = rig.post("/services", &json!({ "name": "o" })).id();
        let made = rig.post(&format!("/services/{service}/endpoints"), &endpoint());
        assert_eq!(made.json()["inboundMsslRequired"], true);
        let path = format!("/services/{service}/endpoints/{}", made.id());
        let changed = rig.put(&path, &json!({ "processor": { "preInputs": { "aud": "y" } } })).json();
        assert_eq!((&changed["processor"], &changed["name"]), (&expected, &json!("orders")));
    }
    let rig = Rig::new();
    let service = rig.post("/services", &json!({ "name": "o" })).id();
    let made = rig.post(&format!("/services/{service}/endpoints"), &endpoint()).json();
    assert_eq!(made.get("inboundMsslRequired"), None, "not in the cloud");
}

#[test]
fn a_plan_exposes_what_is_put_in() {
    for (plan_content, endpoints) in [(PlanContent::WithEndpoints, 2), (PlanContent::ServiceAlone, 0)] {
        let rig = Rig::with(Habits { plan_content, ..Habits::default() });
        let product = rig.boomi.product();
        let path = format!("/packages/{}/plans/{}/services", product.package, product.plan);
        assert_eq!(rig.get(&path).json(), json!([{ "id": product.service, "name": "quote-api" }]));
        assert_eq!(rig.post(&path, &json!({ "id": product.service })).json()["errorCode"], 1001);
        assert_eq!(rig.post(&path, &json!({})).json()["errorCode"], 1002);
        assert_eq!(rig.post(&path, &json!({ "id": "nobody" })).json()["errors"][0]["property"], "id");
        let of_service = format!("{path}/{}/endpoints", product.service);
        assert_eq!(rig.get(&of_service).json().as_array().unwrap().len(), endpoints);
        let one = format!("{of_service}/{}", product.endpoint);
        if endpoints == 2 {
            assert_eq!(rig.delete(&one).status, 200);
        }
        assert_eq!(rig.get(&one).status, 404);
        assert_eq!(rig.post(&of_service, &json!({ "id": product.endpoint })).status, 200);
        assert_eq!(rig.get(&one).json()["name"], "quotes");
        let late = rig.post(&format!("/services/{}/endpoints", product.service), &endpoint()).id();
        assert_eq!(rig.get(&format!("{of_service}/{late}")).status, 404, "a later endpoint is not in the plan by itself");
        assert_eq!(rig.delete(&format!("{path}/{}", product.service)).status, 200);
        assert_eq!(rig.get(&of_service).status, 404);
    }
}

#[test]
fn plans_and_packages_are_merged() {
    let rig = Rig::new();
    let product = rig.boomi.product();
    let plan = format!("/packages/{}/plans/{}", product.package, product.plan);
    let role = rig.get("/roles").json()[0]["id"].clone();
    let roles = json!([{ "id": role, "name": "", "action": "register_keys" }]);
    let changed = rig.put(&plan, &json!({ "roles": roles })).json();
    assert_eq!((&changed["roles"], &changed["name"]), (&roles, &json!("standard")));
    assert_eq!(rig.put(&plan, &json!({ "status": "gone" })).json()["errors"][0]["property"], "status");
    assert_eq!(rig.post("/packages", &json!({})).json()["errors"][0]["property"], "name");
    assert_eq!(rig.get(&format!("/packages/other/plans/{}", product.plan)).status, 404);
    rig.delete(&format!("/packages/{}", product.package));
    assert!(rig.boomi.list(Kind::Plan).is_empty());
}

#[test]
fn an_oauth_profile_comes_and_goes() {
    let rig = Rig::new();
    let path = format!("/services/{}/securityProfile/oauth", rig.post("/services", &json!({ "name": "o" })).id());
    assert_eq!(rig.get(&path).status, 404);
    assert_eq!(rig.put(&path, &json!({ "accessTokenTtl": 60 })).status, 404);
    assert_eq!(rig.post(&path, &json!({ "grantTypes": ["all"] })).json()["errors"][0]["property"], "grantTypes");
    assert_eq!(rig.post(&path, &json!({ "grantTypes": ["client_credentials"] })).status, 200);
    assert_eq!(rig.post(&path, &json!({})).json()["errorCode"], 1001);
    let expected = json!({ "grantTypes": ["client_credentials"], "accessTokenTtl": 60 });
    assert_eq!(rig.put(&path, &json!({ "accessTokenTtl": 60 })).json(), expected);
    assert_eq!((rig.get(&path).json(), rig.delete(&path).status, rig.get(&path).status), (expected, 200, 404));
}

#[test]
fn a_new_domain_waits() {
    let rig = Rig::new();
    let made = rig.post("/domains", &json!({ "domain": "b.acme.example", "status": "active" }));
    assert_eq!(made.json()["status"], "waiting");
    assert_eq!(rig.post("/domains", &json!({ "domain": "b.acme.example" })).json()["errorCode"], 1001);
    let own = json!({ "address": PUBLIC_HOST });
    assert_eq!(rig.get("/domains/public/hostnames").json(), json!([own]));
    rig.boomi.edit(&made.id(), |domain| drop(domain.insert("status".into(), json!("active"))));
    assert_eq!(rig.get("/domains/public/hostnames").json(), json!([own, { "address": "b.acme.example" }]));
    rig.boomi.product();
    assert_eq!(rig.get("/domains/system/hostnames").json(), json!([{ "address": "backend.acme.example" }]));
    assert_eq!(rig.post("/roles", &json!({ "name": "x" })).status, 405);
}

//! Every operation of the description is used, and every answer held against it.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::rig::Rig;
use crate::{
    swagger::contracts,
    twin::boomi::{AREA, Attributes, Codes, Description, Habits, PackageShown, SERVICE_USER},
};

/// Where the imitation does not keep to the description, with the reason in the contract.
const DEVIATIONS: &[(&str, &str)] = &[
    ("GET /packageKeys/{packageKeyId}: /package: breaks `type`", "section 8: WA-14194, a habit"),
    ("POST /members: status 201 is not described", "section 5: 201 should be accepted, a habit"),
    ("DELETE /members/{memberId}: status 204 is not described", "section 5: 204 should be accepted, a habit"),
    ("POST /members: /ticket is not described", "section 5: members have custom fields too"),
];

#[test]
fn answers_keep_to_the_description() {
    let Some(description) = Description::load() else {
        crate::support::not_run(&format!("no contracts at `{}`; set PARTNERCTL_CONTRACTS", contracts().display()));
        return;
    };
    let (mut found, mut used) = (BTreeSet::new(), BTreeSet::new());
    for rig in [plain(), odd()] {
        for (method, path, status, body) in rig.answers.borrow().iter() {
            let operation = description.name(method, path).unwrap_or_else(|| panic!("{method} {path} is not described"));
            let findings = description.check_response(&operation, *status, body);
            found.extend(findings.into_iter().map(|finding| format!("{operation}: {finding}")));
            used.insert(operation);
        }
    }
    let expected: BTreeSet<_> = DEVIATIONS.iter().map(|(finding, _)| (*finding).to_owned()).collect();
    let (new, gone) = (found.difference(&expected).collect::<Vec<_>>(), expected.difference(&found).collect::<Vec<_>>());
    assert!(new.is_empty() && gone.is_empty(), "unexplained {new:#?}, no longer there {gone:#?}");
    let operations = description.operations();
    assert_eq!((operations.len(), operations.difference(&used).collect::<Vec<_>>()), (57, Vec::<&String>::new()));
}

#[test]
fn the_description_finds_what_is_wrong() {
    let Some(description) = Description::load() else {
        crate::support::not_run(&format!("no contracts at `{}`; set PARTNERCTL_CONTRACTS", contracts().display()));
        return;
    };
    let name = description.name("GET", "/domains/public/hostnames?x=y").unwrap();
    assert_eq!(name, "GET /domains/public/hostnames");
    assert_eq!(description.check_response(&name, 200, &json!([{ "address": 1 }])), ["/[]/address: breaks `type`"]);
    let name = description.name("PUT", "/packageKeys/x").unwrap();
    assert_eq!(description.check_request(&name, &json!({ "status": "on" })), ["/status: breaks `enum`"]);
    assert_eq!(description.check_request(&name, &json!({ "state": "on" })), ["/state is not described"]);
    assert_eq!(description.check_request(&name, &json!({ "status": "active" })), Vec::<String>::new());
    assert!(description.name("GET", "/members/x/applications").is_none());
}

/// All operations with the plain habits.
fn plain() -> Rig {
    let rig = Rig::new();
    let (user, password) = SERVICE_USER;
    for form in
        [format!("grant_type=password&username={user}&password={password}&scope={AREA}"), "grant_type=refresh_token".into()]
    {
        let reply = rig.token(&form).unwrap();
        rig.answers.borrow_mut().push(("POST".into(), "/v3/token".into(), reply.status, reply.json()));
    }
    let product = service(&rig);
    let partner = partner(&rig, &product);
    for path in partner.iter().chain(&product.paths) {
        rig.delete(path);
    }
    for path in ["/members/x", "/packageKeys/x", "/services/x"] {
        rig.get(path);
    }
    rig.post("/members", &json!({ "username": "x" }));
    rig
}

/// What habits add.
fn odd() -> Rig {
    let habits = Habits {
        codes: Codes::Rest,
        package: PackageShown::Null,
        attributes: Attributes::Known(&["ticket"]),
        ..Habits::default()
    };
    let rig = Rig::with(habits);
    let member = json!({ "username": "a", "email": "a@b.example", "displayName": "A", "ticket": "REQ-9" });
    let id = rig.post("/members", &member).id();
    rig.delete(&format!("/members/{id}"));
    let product = rig.boomi.product();
    let answers = std::mem::take(&mut *rig.answers.borrow_mut());
    let (_, application) = rig.partner("globex");
    let key = rig.key(&application, &product, &Value::Null).id();
    *rig.answers.borrow_mut() = answers;
    rig.get(&format!("/packageKeys/{key}"));
    rig
}

/// What keys are made for, and the paths that remove it.
struct Sold {
    package: String,
    plan: String,
    paths: Vec<String>,
}

fn service(rig: &Rig) -> Sold {
    for path in ["/roles", "/organizations", "/domains", "/domains/public/hostnames"] {
        rig.get(path);
    }
    rig.post("/domains", &json!({ "domain": "c.acme.example", "status": "active" }));
    let service = rig.post("/services", &json!({ "name": "orders", "version": "1" })).id();
    let service_path = format!("/services/{service}");
    let endpoints = format!("{service_path}/endpoints");
    let endpoint = rig.post(&endpoints, &orders()).id();
    let one = format!("{endpoints}/{endpoint}");
    rig.put(&one, &json!({ "requestAuthenticationType": "oauth", "oauthGrantTypes": ["client_credentials"] }));
    rig.put(&service_path, &json!({ "description": "d", "qpsLimitOverall": 5 }));
    let oauth = format!("{service_path}/securityProfile/oauth");
    rig.post(&oauth, &json!({ "grantTypes": ["client_credentials"], "accessTokenType": "bearer", "accessTokenTtl": 3600 }));
    rig.put(&oauth, &json!({ "accessTokenTtlEnabled": true }));
    for path in [
        "/services?fields=id,name,endpoints,securityProfile",
        &service_path,
        &endpoints,
        &one,
        &oauth,
        "/domains/system/hostnames",
    ] {
        rig.get(path);
    }
    let mut sold = plan(rig, &service, &endpoint);
    sold.paths.extend([oauth, one, service_path]);
    sold
}

fn orders() -> Value {
    json!({ "name": "Orders v1", "publicDomains": [{ "address": "api.acme.example" }], "requestPathAlias": "/orders/v1",
        "systemDomains": [{ "address": "backend.example.net" }], "outboundRequestTargetPath": "/orders",
        "outboundTransportProtocol": "https", "requestProtocol": "rest", "requestAuthenticationType": "apiKey",
        "apiKeyValueLocations": ["request-header"], "apiKeyValueLocationKey": "X-API-Key",
        "supportedHttpMethods": ["get", "post"], "inboundSslRequired": true, "systemDomainAuthentication": null,
        "processor": { "adapter": "com.mashery.proxy.customer.generic.JWTAuthProcessor", "preProcessEnabled": true,
            "postProcessEnabled": false, "preInputs": { "public_key_ttl": "60" }, "postInputs": {} } })
}

fn plan(rig: &Rig, service: &str, endpoint: &str) -> Sold {
    let package = rig.post("/packages", &json!({ "name": "orders", "description": "d" })).id();
    let package_path = format!("/packages/{package}");
    rig.put(&package_path, &json!({ "nearQuotaThreshold": 90 }));
    let plans = format!("{package_path}/plans");
    let plan = rig.post(&plans, &json!({ "name": "gold", "adminKeyProvisioningEnabled": true, "rateLimitPeriod": "day" })).id();
    let one = format!("{plans}/{plan}");
    let role = rig.get("/roles").json()[0]["id"].clone();
    rig.put(&one, &json!({ "qpsLimitCeiling": 2, "roles": [{ "id": role, "name": "", "action": "register_keys" }] }));
    let services = format!("{one}/services");
    rig.post(&services, &json!({ "id": service }));
    let held = format!("{services}/{service}");
    let endpoints = format!("{held}/endpoints");
    let exposed = format!("{endpoints}/{endpoint}");
    rig.get(&exposed);
    rig.delete(&exposed);
    rig.post(&endpoints, &json!({ "id": endpoint }));
    for path in ["/packages?fields=id,name,plans", &package_path, &plans, &one, &services, &held, &endpoints] {
        rig.get(path);
    }
    Sold { package, plan, paths: vec![held, one, package_path] }
}

/// A partner with keys, and the paths that remove it.
fn partner(rig: &Rig, sold: &Sold) -> Vec<String> {
    let (member, application) = rig.partner("acme");
    let (member, application) = (format!("/members/{member}"), format!("/applications/{application}"));
    rig.put(&member, &json!({ "areaStatus": "active", "externalId": "CRM-17" }));
    rig.put(&application, &json!({ "onboarding_ticket": "REQ-9", "commercial": true }));
    let keys = format!("{application}/packageKeys");
    let body = json!({ "package": { "id": sold.package }, "plan": { "id": sold.plan }, "expires": "2027-11-30" });
    let key = rig.post(&format!("{keys}?fields=id,apikey,secret,status,expires"), &body).id();
    let (nested, key) = (format!("{keys}/{key}"), format!("/packageKeys/{key}"));
    rig.put(&nested, &json!({ "status": "disabled" }));
    rig.put(&key, &json!({ "rateLimitCeiling": 5000 }));
    let whole = format!("{member}?fields=username,roles,applications,packageKeys");
    for path in ["/members", "/applications", "/packageKeys", &whole, &member, &application, &keys, &nested, &key] {
        rig.get(path);
    }
    vec![key, application, member]
}

//! The program's own HTTP client in front of the imitation.

use std::{collections::BTreeSet, sync::Arc, time::Duration};

use partnerctl::{
    caller::{self, oauth2},
    clock::{Stop, System},
    domain::{
        message::{Body, Method, Request},
        secret::Secret,
    },
    http::{BasicLogin, Error, Http, HttpSettings},
};
use serde_json::{Value, json};

use super::rig::Rig;
use crate::twin::boomi::{AREA, Fault, SERVICE_USER, Trouble, V3_KEY};

fn client(rig: &Rig, login: Option<BasicLogin>) -> Http {
    let settings = HttpSettings {
        base: rig.boomi.url(),
        login: login.map(partnerctl::http::Login::Basic),
        identity: None,
        ca_pem: None,
        timeout: Duration::from_secs(2),
        retries: 0,
    };
    Http::new(settings, Arc::new(System), Stop::default()).unwrap()
}

#[test]
fn an_operator_signs_in_and_writes() {
    let rig = Rig::new();
    let login = BasicLogin { user: V3_KEY.0.to_owned(), password: Secret::new(V3_KEY.1.to_owned()) };
    let fields = [("grant_type", "password"), ("username", SERVICE_USER.0), ("password", SERVICE_USER.1), ("scope", AREA)];
    let form = fields.map(|(name, value)| (name.to_owned(), value.to_owned()));
    let granted =
        client(&rig, Some(login)).send(&Request::new(Method::Post, "/v3/token").body(Body::Form(form.to_vec()))).unwrap();
    let token = Secret::new(serde_json::from_slice::<Value>(&granted.body).unwrap()["access_token"].as_str().unwrap().to_owned());
    let http = client(&rig, None);
    let member = json!({ "username": "acme", "email": "a@b.example", "displayName": "A" });
    let create = || Request::new(Method::Post, "/v3/rest/members").json(member.clone());
    rig.boomi.fault(Trouble::on("POST /members", Fault::Dropped).after(1));
    let statuses = |reply: Result<partnerctl::domain::message::Reply, _>| reply.map(|reply| reply.status);
    let http = |request: Request| http.send(&request.header("authorization", format!("Bearer {}", token.reveal())));
    assert!(matches!(statuses(http(create())), Ok(200)));
    assert!(matches!(statuses(http(create())), Err(Error::Lost { .. })));
    let list = http(Request::new(Method::Get, "/v3/rest/members").query("filter", "username:acme")).unwrap();
    assert_eq!((list.status, list.header("x-total-count")), (200, Some("1")));
}

#[test]
fn a_partner_calls() {
    let rig = Rig::new();
    let (product, (_, application)) = (rig.boomi.product(), rig.partner("acme"));
    let key = rig.key(&application, &product, &json!({ "apikey": "a:b", "secret": "s/e+c %41" })).json();
    assert_eq!(key["apikey"], "a:b");
    let (http, secret) = (client(&rig, None), Secret::new("s/e+c %41".to_owned()));
    let url = rig.boomi.url().join("/oauth/token").unwrap();
    let token = oauth2::token_by_client_secret(&http, &url, "a:b", &secret, &BTreeSet::new()).unwrap();
    let quotes = rig.boomi.url().join("/quotes/eur").unwrap();
    let reply = caller::call(&http, Method::Get, &quotes, Some(&token.access_token), Body::Empty).unwrap();
    assert_eq!(reply.status, 200);
    let wrong = Secret::new("wrong".to_owned());
    let refused = oauth2::token_by_client_secret(&http, &url, "a:b", &wrong, &BTreeSet::new()).unwrap_err();
    assert!(refused.to_string().contains("403"), "{refused}");
}

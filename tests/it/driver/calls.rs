//! A call with what the driver set up: a token that the gateway signs, asked for with the API key.

use std::collections::BTreeSet;

use partnerctl::{
    domain::{change::Change, mechanism::MechanismKind},
    sandbox::Quirks,
};
use serde_json::{Value, json};

use crate::{
    driver::bench::{Bench, key_order},
    support::runtime,
    wire::{pki::gateway, way::api},
};

/// The status of a call of the API with a token got by this key.
fn called(bench: &Bench, key: &str) -> (u16, String) {
    let ready = bench.sandbox.running.ready();
    let (base, ca) = (ready.tls_url.clone(), std::fs::read(&ready.ca_file).unwrap());
    let roots = [reqwest::Certificate::from_pem(&ca).unwrap()];
    runtime().block_on(async {
        let client = reqwest::Client::builder().no_proxy().tls_certs_only(roots).build().unwrap();
        let ask = client.post(base.join("/gateway/security/getJsonWebToken").unwrap()).header("x-Gateway-APIKey", key);
        let answer = ask.json(&json!({"claimsSet": {}})).send().await.unwrap();
        let status = answer.status().as_u16();
        if status != 200 {
            return (status, answer.text().await.unwrap());
        }
        let token = answer.json::<Value>().await.unwrap()["accessToken"].as_str().unwrap().to_owned();
        let call = client.get(base.join("/gateway/quote-api/1.0/quotes").unwrap()).bearer_auth(token).send().await.unwrap();
        (call.status().as_u16(), call.text().await.unwrap())
    })
}

#[test]
fn a_token_of_the_gateway_opens_the_api_while_its_claims_are_there() {
    let bench = Bench::new(Quirks::default());
    bench.ground(&Change::TrustIssuer(gateway()));
    bench.profile(&key_order());
    let key = bench.desk.kept().unwrap();
    let before = called(&bench, &key);
    assert_eq!(before.0, 401, "{before:?}");
    bench.profile(&Change::LinkSubject(gateway(), MechanismKind::JwtBearer));
    let linked = called(&bench, &key);
    assert_eq!(linked.0, 200, "{linked:?}");
    let strategy = bench.observed().clients[0].remote.clone();
    bench.profile(&Change::RetireSecret(strategy));
    assert_eq!(bench.observed().claims, BTreeSet::new());
    let retired = called(&bench, &key);
    assert_eq!(retired.0, 401, "{retired:?}");
    bench.profile(&Change::LinkSubject(gateway(), MechanismKind::JwtBearer));
    bench.profile(&Change::Unassign(BTreeSet::from([api()])));
    let unassigned = called(&bench, &key);
    assert!([401, 403].contains(&unassigned.0), "{unassigned:?}");
}

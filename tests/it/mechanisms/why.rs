//! `explain`: each fault is named, with the side that can mend it.

use partnerctl::{crypto::jwt::Kid, sandbox::Quirks};
use serde_json::{Value, json};

use super::{
    Rig,
    material::{INTERMEDIATE, MATERIAL, key, key_set, token},
    way::{ISSUER, Way},
};
use crate::support::{Place, Sandbox};

/// What is wrong, with which partner, what the program is asked, and what it answers: codes, and who can mend each.
struct Case {
    fault: &'static str,
    way: Way,
    make: fn(&Rig),
    asked: &'static [&'static str],
    reasons: &'static [(&'static str, &'static str)],
}

const fn case(fault: &'static str, way: Way, make: fn(&Rig), reasons: &'static [(&'static str, &'static str)]) -> Case {
    Case { fault, way, make, asked: &["acme"], reasons }
}

impl Case {
    const fn of_token(self) -> Self {
        Self { asked: &["refused.jwt", "--partner", "acme"], ..self }
    }

    const fn of_files(self, asked: &'static [&'static str]) -> Self {
        Self { asked, ..self }
    }
}

const CASES: &[Case] = &[
    case("clocks differ", Way::SignerCertificate, |rig| rig.relay.set_clock_ahead(120), &[("clock-skew", "both")]),
    case("clocks differ the other way", Way::Gateway, |rig| rig.relay.set_clock_ahead(-3600), &[("clock-skew", "both")]),
    case(
        "suspended",
        Way::Oidc,
        |rig| tell(rig, "PATCH", "/applications/{application}", &json!({ "isSuspended": true })),
        &[("suspended", "operator")],
    ),
    case("not assigned", Way::SelfSigned, unassign, &[("not-assigned", "operator")]),
    case(
        "the API is not active",
        Way::SignerKeys,
        |rig| tell(rig, "PUT", "/apis/{api}/deactivate", &Value::Null),
        &[("api-inactive", "operator")],
    ),
    case(
        "the profile is gone",
        Way::Issued,
        |rig| tell(rig, "DELETE", "/applications/{application}", &Value::Null),
        &[("profile-missing", "operator")],
    ),
    case("nobody asks for certificates", Way::SelfSigned, ask_for_none, &[("port-asks-for-none", "operator")]),
    case("the gateway reads the keys elsewhere", Way::SignerKeys, move_keys, &[("issuer-keys", "operator")]),
    case(
        "the gateway knows another issuer",
        Way::SignerCertificate,
        |rig| edit_alias(rig, "issuer", "https://other.example"),
        &[("issuer-unknown", "operator"), ("not-linked", "operator")],
    ),
    case(
        "the gateway expects another audience",
        Way::SignerCertificate,
        |rig| edit_strategy(rig, "audience", "contracts"),
        &[("not-linked", "operator")],
    ),
    case("the gateway holds old keys", Way::SignerKeys, roll_over, &[("stale-keys", "operator")]),
    case("the gateway holds the old keys of a provider", Way::Oidc, roll_over_twice, &[("stale-keys", "operator")]),
    case(
        "the partner signs with a key of its own",
        Way::SignerKeys,
        |rig| hold(rig, &MATERIAL.signer_next.key),
        &[("kid-unknown", "partner")],
    ),
    case(
        "the certificate is not registered",
        Way::SelfSigned,
        |_| {},
        &[("not-registered", "operator"), ("authority-unknown", "operator")],
    )
    .of_files(&["certs/next.pem", "--partner", "acme"]),
    case("its successor is not registered", Way::Issued, |_| {}, &[("not-registered", "operator")]).of_files(&[
        "certs/next.pem",
        "certs/chain.pem",
        "--partner",
        "acme",
    ]),
    case("the intermediate certificate is missing", Way::Issued, |_| {}, &[("certificate", "partner")]).of_files(&[
        "certs/acme.pem",
        "--partner",
        "acme",
    ]),
    case(
        "a character too many in `aud`",
        Way::SignerCertificate,
        |rig| sent(rig, |o| o.audience = vec!["quotess".to_owned()]),
        &[("aud", "partner")],
    )
    .of_token(),
    case("a slash too many in `iss`", Way::SignerCertificate, |rig| sent(rig, |o| o.issuer.push('/')), &[("iss", "partner")])
        .of_token(),
    case(
        "somebody else's token",
        Way::SignerKeys,
        |rig| sent(rig, |o| "globex".clone_into(&mut o.subject)),
        &[("claim", "partner")],
    )
    .of_token(),
    case("an old token", Way::SignerKeys, |rig| sent(rig, |o| o.now -= 900), &[("expired", "partner")]).of_token(),
    case("a token of tomorrow", Way::SignerKeys, |rig| sent(rig, |o| o.now += 86_400), &[("issued-in-future", "both")])
        .of_token(),
    case(
        "an unknown key",
        Way::SignerKeys,
        |rig| sent(rig, |o| o.kid = Kid::Named("2019-key".to_owned())),
        &[("kid-unknown", "partner")],
    )
    .of_token(),
    case("a forged token", Way::SignerCertificate, forge, &[("signature", "partner")]).of_token(),
    case("no token at all", Way::SignerKeys, |rig| rig.place.write("refused.jwt", "nothing"), &[("malformed", "partner")])
        .of_token(),
    case("no token of the gateway", Way::Gateway, |rig| rig.place.write("refused.jwt", "{}"), &[("malformed", "partner")])
        .of_token(),
    case("a forged token of the gateway", Way::Gateway, forge, &[("iss", "partner"), ("claim", "partner")]).of_token(),
    case("a token beside a certificate", Way::SelfSigned, forge, &[("token-not-wanted", "partner")]).of_token(),
    case(
        "an ID token of another issuer for another client",
        Way::Oidc,
        |rig| sent(rig, |o| o.kid = Kid::None),
        &[("signature", "partner"), ("iss", "partner"), ("aud", "partner"), ("claim", "partner")],
    )
    .of_token(),
    case("the file expects another audience than the gateway", Way::SignerCertificate, expect_another, &[("aud", "operator")])
        .of_token(),
    case("the registered audience is none of the provider's", Way::Oidc, register_another, &[("aud", "operator")]).of_token(),
    case("the registered claim is none of the provider's", Way::Oidc, know_by_another, &[("claim", "operator")]).of_token(),
    case("a provider signs with a key that it does not publish", Way::SignerMetadata, hide_key, &[("kid-unknown", "issuer")])
        .of_token(),
    case("another certificate of the signer", Way::SignerCertificate, |_| {}, &[("not-registered", "operator")]).of_files(&[
        "certs/next.pem",
        "--partner",
        "acme",
    ]),
    case("the certificate of the signer", Way::SignerCertificate, |_| {}, &[]).of_files(&["certs/acme.pem", "--partner", "acme"]),
    case("another certificate than the keys", Way::SignerKeys, |_| {}, &[("not-registered", "operator")]).of_files(&[
        "certs/next.pem",
        "--partner",
        "acme",
    ]),
    case(
        "a key that is not the certificate's",
        Way::SelfSigned,
        |rig| hold(rig, &MATERIAL.alone_next.key),
        &[("other-key", "partner")],
    )
    .of_files(&["acme", "--no-calls"]),
    case("a good token", Way::SignerKeys, |rig| sent(rig, |_| {}), &[]).of_token(),
    case("nothing", Way::Issued, |_| {}, &[]),
];

#[test]
fn every_fault_is_named_with_the_side_that_can_mend_it() {
    let mut wrong = Vec::new();
    for Case { fault, way, make, asked, reasons } in CASES {
        let rig = Rig::onboarded(*way);
        make(&rig);
        let good = reasons.is_empty();
        let output = rig.place.run(&[&["explain"], *asked, &["-o", "json"]].concat());
        let told: Value = serde_json::from_slice(&output.stdout).unwrap_or_default();
        let found: Vec<_> = told["reasons"].as_array().into_iter().flatten().collect();
        let refusals = found.iter().filter(|reason| reason["level"] == "refuse");
        let named: Vec<_> = refusals.map(|reason| (reason["code"].as_str().unwrap(), reason["side"].as_str().unwrap())).collect();
        let exit = output.status.code();
        if named != *reasons || exit != Some(if good { 0 } else { 7 }) || told["ok"] != good {
            wrong.push(format!("{fault}: exit {exit:?}, {told} {}", String::from_utf8_lossy(&output.stderr)));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    println!("{} faults", CASES.len());
}

/// The reasons say what differs, in words that can be acted on.
#[test]
fn reasons_say_what_differs() {
    let rig = Rig::onboarded(Way::Issued);
    let told = rig.place.json(&["explain", "certs/acme.pem", "--partner", "acme"], 7);
    assert!(told["reasons"][0].to_string().contains(INTERMEDIATE), "{told}");
    let rig = Rig::onboarded(Way::SignerKeys);
    sent(&rig, |order| order.audience = vec!["quotas".to_owned()]);
    let told = rig.place.json(&["explain", "refused.jwt", "--partner", "acme"], 7);
    assert!(told["reasons"][0]["subject"].as_str().unwrap().contains("from character 5 on"), "{told}");
    for (member, wanted) in [("name", json!("acme")), ("environment", json!("test")), ("ok", json!(false))] {
        assert_eq!(told[member], wanted, "{told}");
    }
    for member in ["side", "level", "code", "subject", "advice"] {
        assert!(told["reasons"][0][member].is_string(), "{member}: {told}");
    }
    assert!(told.get("checks").is_none() && told.get("unseen").is_none(), "files are looked at, and nobody is called: {told}");
    roll_over(&rig);
    let told = rig.place.json(&["explain", "acme"], 7);
    assert!(told["reasons"][0]["advice"].as_str().unwrap().contains("save the authorization server again"), "{told}");
    assert_eq!(
        told["checks"].as_array().unwrap().iter().find(|check| check["name"] == "call quote-api/1.0").unwrap()["ok"],
        false
    );
    let quiet = rig.place.json(&["explain", "acme", "--no-calls"], 0);
    assert!(quiet.get("checks").is_none(), "{quiet}");
}

#[test]
fn a_secret_that_ended_is_named() {
    let sandbox = Sandbox::start(Quirks::default());
    let place = Place::at(&sandbox.url(), &sandbox);
    place.json(&["onboard", "acme"], 0);
    assert_eq!(place.json(&["explain", "acme"], 0)["ok"], true);
    let record = place.read("records/test/acme.yaml");
    let expires = record.lines().find(|line| line.trim_start().starts_with("expires:")).unwrap();
    let indent = &expires[..expires.find("expires").unwrap()];
    place.write("records/test/acme.yaml", &record.replace(expires, &format!("{indent}expires: 2026-11-01T00:00:00Z")));
    let told = place.json(&["explain", "acme"], 7);
    assert_eq!(
        (&told["reasons"][0]["code"], &told["reasons"][0]["side"]),
        (&json!("secret-expired"), &json!("operator")),
        "{told}"
    );
    place.write("records/test/acme.yaml", &record);
    place.write_private("other.txt", "another secret");
    place.json(&["secret", "put", "test/acme", "--secret-file", "other.txt", "--yes"], 0);
    let told = place.json(&["explain", "acme"], 7);
    assert_eq!((&told["reasons"][0]["code"], &told["reasons"][0]["side"]), (&json!("other-secret"), &json!("partner")), "{told}");
}

/// Where the gateway issues the tokens to clients with a secret, neither a stranger's JWT nor anything else passes for one.
#[test]
fn what_is_no_token_of_the_gateways_is_named() {
    let sandbox = Sandbox::start(Quirks::default());
    let place = Place::at(&sandbox.url(), &sandbox);
    place.json(&["onboard", "acme"], 0);
    let stranger = token(&key(&MATERIAL.signer), ISSUER, |_| {});
    let certificate = MATERIAL.signer.certificate.as_str();
    let rows = [
        (stranger.as_str(), "token-foreign"),
        ("nothing", "malformed"),
        ("two words of no token at all", "malformed"),
        (certificate, "certificate-not-wanted"),
    ];
    for (text, code) in rows {
        place.write("refused.jwt", text);
        let told = place.json(&["explain", "refused.jwt", "--partner", "acme"], 7);
        let reason = &told["reasons"][0];
        assert_eq!((&reason["code"], &reason["side"]), (&json!(code), &json!("partner")), "{told}");
    }
    place.write("refused.jwt", &"0123456789abcdef".repeat(4));
    let told = place.json(&["explain", "refused.jwt", "--partner", "acme"], 0);
    assert!(told["unseen"][0].as_str().unwrap().contains("only the server that issued it"), "{told}");
}

/// What needs no gateway is explained all the same.
#[test]
fn a_gateway_that_cannot_be_reached_is_named_and_the_rest_explained() {
    let rig = Rig::onboarded(Way::SignerKeys);
    sent(&rig, |order| order.audience = vec!["quotas".to_owned()]);
    let settings = rig.place.read("partnerctl.yaml");
    rig.place.write("partnerctl.yaml", &settings.replace(&rig.relay.url(), "http://127.0.0.1:1/"));
    let told = rig.place.json(&["explain", "refused.jwt", "--partner", "acme"], 7);
    assert_eq!(told["reasons"][0]["code"], "aud", "{told}");
    assert!(told["unseen"][0].as_str().unwrap().starts_with("the gateway: "), "{told}");
    sent(&rig, |_| {});
    let told = rig.place.json(&["explain", "refused.jwt", "--partner", "acme"], 0);
    assert!(told["unseen"][0].as_str().unwrap().starts_with("the gateway: "), "{told}");
}

/// A token that the partner sends in.
fn sent(rig: &Rig, odd: impl FnOnce(&mut partnerctl::crypto::jwt::Order)) {
    rig.place.write("refused.jwt", &token(&key(&MATERIAL.signer), ISSUER, odd));
}

/// The operator changed the partner file, and nothing was onboarded since.
fn expect_another(rig: &Rig) {
    rig.set("authentication.audience=quotess");
    sent(rig, |_| {});
}

/// A token of the partner's own application, while the operator registered another audience.
fn register_another(rig: &Rig) {
    own(rig);
    rig.set("authentication.audience=apps");
    rig.does(&["onboard", "acme"]);
}

fn know_by_another(rig: &Rig) {
    own(rig);
    rig.set("authentication.claims={ sub: acme }");
    rig.does(&["onboard", "acme"]);
}

/// A token as the partner gets it.
fn own(rig: &Rig) {
    let got = rig.does(&["token", "get", "--partner", "acme"]);
    rig.place.write("refused.jwt", got["accessToken"].as_str().unwrap());
}

/// The issuer is an authorization server, as its metadata say.
fn hide_key(rig: &Rig) {
    let url = rig.publisher.url();
    rig.publisher.say(&json!({ "token_endpoint": format!("{url}/token") }));
    let made = token(&key(&MATERIAL.signer), &url, |order| order.kid = Kid::Named("2019-key".to_owned()));
    rig.place.write("refused.jwt", &made);
}

fn forge(rig: &Rig) {
    rig.place.write("refused.jwt", &token(&key(&MATERIAL.signer_next), ISSUER, |order| order.kid = Kid::None));
}

/// A change behind the program's back; `{application}` and `{api}` stand for the ids of the partner's.
fn tell(rig: &Rig, method: &str, path: &str, body: &Value) {
    let application = rig.record("/status/profile/id");
    let apis = rig.sandbox.ask("/apis");
    let api =
        &apis["apiResponse"].as_array().unwrap().iter().find(|one| one["api"]["apiName"] == "quote-api").unwrap()["api"]["id"];
    let path = path.replace("{application}", application.as_str().unwrap()).replace("{api}", api.as_str().unwrap());
    rig.sandbox.tell(method, &path, body);
}

fn unassign(rig: &Rig) {
    tell(rig, "DELETE", "/applications/{application}/apis?apiIDs={api}", &Value::Null);
}

fn ask_for_none(rig: &Rig) {
    let ports = rig.sandbox.ask("/ports");
    let https = ports["listeners"].as_array().unwrap().iter().find(|port| port["ssl"] == "true").unwrap();
    let mut port = https.clone();
    port["clientAuth"] = json!("none");
    rig.sandbox.tell("PUT", &format!("/ports/{}", https["portAlias"].as_str().unwrap()), &port);
}

fn move_keys(rig: &Rig) {
    edit_alias(rig, "jwksuri", &format!("{}/other", rig.publisher.url()));
}

fn edit_alias(rig: &Rig, member: &str, value: &str) {
    let aliases = rig.sandbox.ask("/alias");
    let known = |alias: &&Value| alias["type"] == "authServerAlias" && alias["id"] != "local";
    let mut alias = aliases["alias"].as_array().unwrap().iter().find(known).unwrap().clone();
    alias["localIntrospectionConfig"][member] = json!(value);
    rig.sandbox.tell("PUT", &format!("/alias/{}", alias["id"].as_str().unwrap()), &alias);
}

fn edit_strategy(rig: &Rig, member: &str, value: &str) {
    let all = rig.sandbox.ask("/strategies");
    let mut strategy = all.get("strategies").unwrap_or(&all)[0].clone();
    strategy[member] = json!(value);
    rig.sandbox.tell("PUT", &format!("/strategies/{}", strategy["id"].as_str().unwrap()), &strategy);
}

/// The partner publishes a new key and signs with it; the gateway is not told.
fn roll_over(rig: &Rig) {
    let keys = [&MATERIAL.signer_next, &MATERIAL.signer].map(key);
    rig.publisher.publish(key_set(&keys.each_ref()));
    hold(rig, &MATERIAL.signer_next.key);
}

/// The sandbox's identity provider makes new keys.
fn roll_over_twice(rig: &Rig) {
    let url = format!("{}idp/rollover", rig.sandbox.url());
    for _ in 0..2 {
        let reply = crate::support::runtime().block_on(async {
            let client = reqwest::Client::builder().no_proxy().tls_certs_only([]).build().unwrap();
            client.post(&url).basic_auth("Administrator", Some(rig.sandbox.password())).send().await.unwrap()
        });
        assert!(reply.status().is_success());
    }
}

fn hold(rig: &Rig, key: &str) {
    rig.place.write_private("acme.key", key);
    rig.does(&["secret", "put", "test/acme", "--secret-file", "acme.key", "--yes"]);
}

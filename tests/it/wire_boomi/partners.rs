//! The whole program before the imitation, for partners of each mechanism that it knows: onboarded, proven by calls of their own,
//! changed, blocked, removed.

use std::path::Path;

use partnerctl::crypto::key::{Key, KeyType};
use serde_json::{Value, json};
use snapbox::{Data, assert_data_eq};

use super::place::Place;
use crate::{
    mechanisms::material::{MATERIAL, key, token},
    support::told,
    twin::boomi::{Boomi, Fault, Habits, Kind, Pace, Processor, SecretsShown, Trouble},
};

fn start(more: &str) -> Place {
    let habits = Habits { pace: Pace::PerSecond(400), processor: Processor::Replaced, ..Habits::default() };
    Place::ready(Boomi::start(habits), more)
}

fn good(names: &[&str]) -> Vec<(String, bool)> {
    names.iter().map(|name| ((*name).to_owned(), true)).collect()
}

/// The status of a call with a token of any make.
fn status(place: &Place, token: &str, header: Option<&str>) -> (u16, Value) {
    place.write("token.jwt", token);
    let url = format!("https://{}/quote-api/1.0/quotes", place.front.host);
    let mut words = vec!["call", "GET", &url, "--token-file", "token.jwt", "--ca", "ca.pem", "--include"];
    words.extend(header.iter().flat_map(|header| ["--header", header]));
    let output = place.run(&words);
    let text = String::from_utf8_lossy(&output.stdout);
    let status = text.split(' ').nth(1).and_then(|rest| rest.split_whitespace().next()?.parse().ok());
    let body = text.split("\n\n").nth(1).and_then(|body| serde_json::from_str(body).ok());
    (status.unwrap_or_else(|| panic!("{}", told(&output))), body.unwrap_or_default())
}

#[test]
fn a_partner_with_a_secret_lives_and_goes() {
    let place = start("");
    place.api("status-api");
    place.partner("globex", "mechanism: oauth2", "status-api/1.0");
    assert!(place.does(&["onboard", "acme"]).contains(&"issue-secret".to_owned()));
    place.json(&["onboard", "globex"], 0);
    let checks = ["token", "call quote-api/1.0", "no credential", "wrong token", "wrong secret", "unassigned API status-api/1.0"];
    assert_eq!(place.verifies(&["verify", "acme"], 0), good(&checks));
    let expires = place.record("acme", "/status/secrets/0/expires");
    let key = place.boomi.list(Kind::PackageKey).remove(0);
    assert_eq!(expires, json!(format!("{}T00:00:00Z", key["expires"].as_str().unwrap())), "the gateway's day counts");
    assert_eq!(place.json(&["status", "acme"], 0)["partners"][0]["expires"], expires);

    assert_eq!(place.does(&["api", "assign", "acme", "status-api/1.0"]), ["assign"]);
    assert_eq!(place.record("acme", "/status/apis").as_array().unwrap().len(), 2);
    assert_eq!(place.does(&["api", "unassign", "acme", "status-api/1.0"]), ["unassign"]);
    assert_eq!(place.verifies(&["verify", "acme"], 0), good(&checks));

    assert_eq!(place.does(&["profile", "suspend", "acme"]), ["set-state"]);
    let refused = place.verifies(&["verify", "acme"], 7);
    assert!(refused.contains(&("token".to_owned(), false)), "{refused:?}");
    assert_eq!(place.does(&["profile", "resume", "acme"]), ["set-state"]);
    assert_eq!(place.verifies(&["verify", "acme"], 0), good(&checks));

    assert_eq!(place.does(&["profile", "delete", "acme", "--confirm", "acme"]), ["remove-profile"]);
    assert_eq!(place.boomi.list(Kind::Member).len(), 1, "the other partner stays");
    assert!(place.json(&["secret", "list"], 0)["secrets"].as_array().unwrap().iter().all(|one| one["name"] != "test/acme"));
    assert!(place.does(&["onboard", "acme"]).contains(&"create-profile".to_owned()));
    assert_eq!(place.verifies(&["verify", "acme"], 0), good(&checks));
}

#[test]
fn a_lost_secret_is_replaced_by_a_second_key() {
    let habits = Habits { pace: Pace::PerSecond(400), secrets_shown: SecretsShown::Once, ..Habits::default() };
    let place = Place::ready(Boomi::start(habits), "");
    place.json(&["onboard", "acme"], 0);
    let first = place.record("acme", "/status/client/clientId");
    place.json(&["secret", "remove", "test/acme"], 0);
    place.json(&["onboard", "acme", "--replace-lost-secret"], 0);
    let second = place.record("acme", "/status/client/clientId");
    assert_ne!(first, second);
    let keys = place.boomi.list(Kind::PackageKey);
    assert_eq!((keys.len(), &keys[0]["apikey"]), (1, &second), "the first one is gone");
    assert!(place.verifies(&["verify", "acme"], 0).contains(&("call quote-api/1.0".to_owned(), true)));
}

#[test]
fn a_partner_that_signs_is_served_when_its_token_is_right() {
    let place = start(", claimHeaders: { X-Partner: azp, X-Issuer: iss }");
    place.publish_signer("acme");
    let authentication = "mechanism: jwt-bearer, issuer: \"https://acme.example\", jwksUri: \"https://acme.example/jwks.json\", \
                          audience: quotes, claims: { azp: acme-client }";
    place.partner("acme", authentication, "quote-api/1.0");
    let done = place.does(&["onboard", "acme"]);
    assert!(done.contains(&"link-subject".to_owned()) && !done.contains(&"issue-secret".to_owned()), "{done:?}");
    assert_eq!(place.does(&["onboard", "acme"]), Vec::<String>::new());
    let checks = place.verifies(&["verify", "acme", "--secret-file", "signer.key"], 0);
    let expected =
        ["token", "call quote-api/1.0", "no credential", "wrong token", "wrong audience", "ended token", "stranger's key"];
    assert_eq!(checks, good(&expected));

    let own = key(&MATERIAL.signer);
    let claim = |name: &str| ("azp".to_owned(), json!(name));
    let made = |key: &Key, issuer: &str, azp: &str| token(key, issuer, |order| order.claims = vec![claim(azp)]);
    let (code, body) = status(&place, &made(&own, "https://acme.example", "acme-client"), None);
    assert_eq!(code, 200);
    assert_eq!(body["injected"], json!({ "X-Issuer": "https://acme.example", "X-Partner": "acme-client" }), "{body}");
    let stranger = Key::generate(KeyType::Rsa(2048)).unwrap();
    for (what, wrong) in [
        ("issuer", made(&own, "https://other.example", "acme-client")),
        ("key", made(&stranger, "https://acme.example", "acme-client")),
        ("client", made(&own, "https://acme.example", "globex-client")),
    ] {
        assert_eq!(status(&place, &wrong, None).0, 403, "{what}");
    }
    let late =
        token(&own, "https://acme.example", |order| (order.claims, order.now) = (vec![claim("acme-client")], order.now - 900));
    let elsewhere = token(&own, "https://acme.example", |order| {
        (order.claims, order.audience) = (vec![claim("acme-client")], vec!["orders".to_owned()]);
    });
    assert_eq!([status(&place, &late, None).0, status(&place, &elsewhere, None).0], [403, 403]);

    place.json(&["profile", "suspend", "acme"], 0);
    assert_eq!(status(&place, &made(&own, "https://acme.example", "acme-client"), None).0, 403);
    place.json(&["profile", "resume", "acme"], 0);
    assert_eq!(place.does(&["api", "unassign", "acme", "quote-api/1.0"]), ["unassign"]);
    assert_eq!(status(&place, &made(&own, "https://acme.example", "acme-client"), None).0, 403);
    assert_eq!(place.does(&["api", "assign", "acme", "quote-api/1.0"]), ["assign"]);
    assert_eq!(status(&place, &made(&own, "https://acme.example", "acme-client"), None).0, 200);
    assert_eq!(place.does(&["profile", "delete", "acme", "--confirm", "acme"]), ["remove-profile"]);
    assert_eq!(status(&place, &made(&own, "https://acme.example", "acme-client"), None).0, 403);
}

#[test]
fn a_partner_without_a_claim_shows_its_key_beside_its_token() {
    let place = start("");
    place.publish_signer("acme");
    let authentication =
        "mechanism: jwt-bearer, issuer: \"https://acme.example\", jwksUri: \"https://acme.example/jwks.json\", audience: quotes";
    place.partner("acme", authentication, "quote-api/1.0");
    place.json(&["onboard", "acme"], 0);
    assert_eq!(place.does(&["onboard", "acme"]), Vec::<String>::new());
    let client = place.record("acme", "/status/client");
    assert_eq!(client["keyHeader"], "X-API-Key", "{client}");
    assert_eq!(place.record("acme", "/status/secrets"), Value::Null);
    let checks = place.verifies(&["verify", "acme", "--secret-file", "signer.key"], 0);
    assert!(checks.contains(&("call quote-api/1.0".to_owned(), true)), "{checks:?}");
    let called = place.run(&["call", "GET", "/quotes", "--partner", "acme", "--key", "signer.key"]);
    assert_eq!(called.status.code(), Some(0), "{}", told(&called));
    let right = token(&key(&MATERIAL.signer), "https://acme.example", |_| ());
    let header = format!("X-API-Key: {}", client["clientId"].as_str().unwrap());
    assert_eq!([status(&place, &right, None).0, status(&place, &right, Some(&header)).0], [403, 200]);
    let text = std::fs::read_to_string(place.root().join("handover/test/acme/handover.md")).unwrap();
    assert!(text.contains(&header), "{text}");
}

#[test]
fn a_partner_with_an_identity_provider_is_known_by_its_client() {
    let place = start("");
    place.publish_signer("idp");
    let authentication = "mechanism: oidc, issuer: \"https://idp.example\", jwksUri: \"https://idp.example/jwks.json\", \
                          clientId: acme-app, audience: acme-app";
    place.partner("acme", authentication, "quote-api/1.0");
    place.json(&["onboard", "acme"], 0);
    let made =
        |client: &str| token(&key(&MATERIAL.signer), "https://idp.example", |order| order.audience = vec![client.to_owned()]);
    place.write("id.jwt", &made("acme-app"));
    let checks = place.verifies(&["verify", "acme", "--token-file", "id.jwt"], 0);
    assert_eq!(checks, good(&["token", "call quote-api/1.0", "no credential", "wrong token"]));
    assert_eq!(status(&place, &made("globex-app"), None).0, 403);
    assert_eq!(place.does(&["onboard", "acme"]), Vec::<String>::new());
    assert_eq!(place.does(&["profile", "delete", "acme", "--confirm", "acme"]), ["remove-profile"]);
    assert_eq!(status(&place, &made("acme-app"), None).0, 403);
}

/// What cannot be done is said before anything is sent: no API is published, no member made.
#[test]
fn what_the_gateway_cannot_take_is_refused_with_the_plan() {
    let place = start("");
    place.write("partners/acme.pem", &MATERIAL.signer.certificate);
    let issuer = "issuer: \"https://acme.example\", certificates: [partners/acme.pem]";
    let rows = [
        (format!("mechanism: jwt-bearer, {issuer}"), "takes no certificate"),
        (format!("mechanism: oidc, clientId: acme-app, {issuer}"), "takes no certificate"),
        ("mechanism: jwt-bearer, signedBy: gateway".to_owned(), "signs no JWTs"),
        ("mechanism: client-certificate, certificates: [partners/acme.pem]".to_owned(), "Local Edition"),
    ];
    let writes = place.boomi.count("WRITE /**");
    for (authentication, reason) in rows {
        place.partner("acme", &authentication, "quote-api/1.0");
        for words in [&["onboard", "acme", "--dry-run"][..], &["onboard", "acme"], &["profile", "create", "acme"]] {
            let output = place.run(words);
            let error = String::from_utf8_lossy(&output.stderr);
            assert!(output.status.code() == Some(1) && error.contains(reason), "{authentication} {words:?}: {}", told(&output));
        }
    }
    assert_eq!(place.boomi.count("WRITE /**"), writes);
    let able = place.json(&["gateway", "capabilities"], 0);
    let row = |operation: &str, mechanism: &str| {
        let rows = able["capabilities"].as_array().unwrap();
        rows.iter().find(|row| row["operation"] == operation && row["mechanism"] == mechanism).unwrap().clone()
    };
    for mechanism in ["oidc", "jwt-bearer"] {
        assert!(row("link-subject", mechanism)["note"].as_str().unwrap().contains("takes no certificate"));
    }
    assert!(able["facts"].as_array().unwrap().iter().any(|fact| fact["name"] == "keys of issuers"), "{able:#}");
}

#[test]
fn what_the_area_can_do_is_told_with_reasons() {
    let place = start(", claimHeaders: { X-Partner: azp }");
    let output = place.run(&["gateway", "capabilities"]);
    assert_eq!(output.status.code(), Some(0), "{}", told(&output));
    let text = String::from_utf8(output.stdout).unwrap().replace(&place.front.host, "HOST");
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/wire_boomi/capabilities.txt");
    assert_data_eq!(text, Data::read_from(&file, None).raw());

    let domain = place.boomi.list(Kind::Domain).remove(0)["id"].as_str().unwrap().to_owned();
    place.boomi.remove(&domain);
    let able = place.json(&["gateway", "capabilities"], 0);
    let publish = able["capabilities"].as_array().unwrap().iter().find(|row| row["operation"] == "publish-api").unwrap().clone();
    assert!(publish["support"] == "unsupported" && publish["note"].as_str().unwrap().contains("host name"), "{publish}");
    place.boomi.fault(Trouble::on("GET /domains/**", Fault::Forbidden));
    let able = place.json(&["gateway", "capabilities"], 0);
    let publish = able["capabilities"].as_array().unwrap().iter().find(|row| row["operation"] == "publish-api").unwrap().clone();
    assert_eq!(publish["support"], "native", "what is not told is not denied");
}

#[test]
fn settings_of_other_drivers_are_refused() {
    let boomi = Boomi::start(Habits { pace: Pace::PerSecond(400), ..Habits::default() });
    let place = Place::with(boomi, ", metadata: { url: \"https://as.example/x\" }");
    place.json(&["secret", "put", "connections/test.gateway-key", "--secret-file", "env:KEY_SECRET"], 0);
    let refused = place.json(&["gateway", "login", "--secret-file", "env:PASSWORD"], 2);
    assert!(refused["error"]["message"].as_str().unwrap().contains("`metadata` is a setting of driver `rfc7591`"), "{refused}");
    let boomi = Boomi::start(Habits { pace: Pace::PerSecond(400), ..Habits::default() });
    let place = Place::with(boomi, ", claimHeaders: { Authorization: sub }");
    place.json(&["secret", "put", "connections/test.gateway-key", "--secret-file", "env:KEY_SECRET"], 0);
    let refused = place.json(&["gateway", "login", "--secret-file", "env:PASSWORD"], 2);
    assert!(refused["error"]["message"].as_str().unwrap().contains("claimHeaders"), "{refused}");
}

//! `step done idp-app` and `step done id-token`: an identity provider and its token are checked before they are believed.

use std::{fs, path::PathBuf};

use partnerctl::{
    crypto::{
        jwt::{Kid, Order},
        key::{Key, KeyType},
    },
    sandbox::Quirks,
};
use serde_json::{Value, json};

use super::{
    Rig, changes,
    material::{MATERIAL, key, key_set, token},
    steps,
    way::{Traces, Way},
};

/// A partner whose identity provider is its own issuer on loopback.
fn rig() -> Rig {
    let rig = Rig::new(Way::Oidc, Quirks::default());
    let url = rig.publisher.url();
    rig.set(&format!("authentication={{ mechanism: oidc, issuer: \"{url}\", clientId: app, claims: {{ sub: acme }} }}"));
    rig
}

const IDP_APP: &[&str] = &["step", "done", "acme", "idp-app", "--by", "jane", "--evidence", "mail"];
const ID_TOKEN: &[&str] = &["step", "done", "acme", "id-token", "--by", "jane", "--evidence", "../id.jwt"];

type Make = fn(&Rig);
type Odd = fn(&mut Order);

/// What is wrong with the provider, and the exit code and words of the refusal.
const PROVIDERS: &[(&str, Make, i32, &str)] = &[
    ("a slash too many", |rig| issuer(rig, &format!("{}/", rig.publisher.url())), 7, "names another issuer"),
    (
        "another issuer in the metadata",
        |rig| rig.publisher.say(&json!({ "issuer": "https://idp.example" })),
        7,
        "names another issuer",
    ),
    ("no metadata", |rig| rig.publisher.fall_silent(), 7, "(metadata)"),
    ("no keys", |rig| rig.publisher.say(&json!({ "jwks_uri": format!("{}/nothing", rig.publisher.url()) })), 7, "(keys)"),
    ("keys that are none", |rig| rig.publisher.publish(json!({ "keys": "none" })), 7, "(keys)"),
    ("keys over http", |rig| rig.publisher.say(&json!({ "jwks_uri": "http://idp.example/jwks" })), 7, "(keys)"),
    ("a private member", |rig| rig.publisher.publish(with_private_member()), 7, "private"),
    ("elliptic keys alone", |rig| rig.publisher.publish(elliptic()), 7, "(no-fitting-key)"),
    (
        "elliptic signatures alone",
        |rig| rig.publisher.say(&json!({ "id_token_signing_alg_values_supported": ["ES256"] })),
        7,
        "(no-fitting-algorithm)",
    ),
    (
        "no client id",
        |rig| rig.set(&format!("authentication={{ mechanism: oidc, issuer: \"{}\" }}", rig.publisher.url())),
        7,
        "(client-id-missing)",
    ),
    ("nobody there", |rig| issuer(rig, "http://127.0.0.1:1"), 6, "127.0.0.1:1"),
    ("an issuer in clear", |rig| issuer(rig, "http://idp.example"), 7, "https alone"),
];

#[test]
fn a_provider_is_refused_with_the_reason() {
    for (what, make, exit, words) in PROVIDERS {
        let rig = rig();
        make(&rig);
        let error = rig.refuses(IDP_APP, *exit);
        assert!(error.to_string().contains(words), "{what}: {error}");
        assert!(!steps(&rig.does(&["step", "list", "acme"]), "done").contains(&"idp-app"), "{what}");
    }
}

#[test]
fn a_good_provider_is_accepted_also_without_metadata_where_the_file_names_its_keys() {
    let rig = rig();
    assert!(steps(&rig.does(IDP_APP), "done").contains(&"idp-app"));
    let rig = self::rig();
    rig.publisher.fall_silent();
    rig.set(&format!("authentication.jwksUri={}/jwks", rig.publisher.url()));
    assert!(steps(&rig.does(IDP_APP), "done").contains(&"idp-app"));
}

/// Nobody could call by tokens of an unknown client, so the gateway hears of nothing before it is known.
#[test]
fn without_a_client_id_nothing_is_linked() {
    let rig = rig();
    let url = rig.publisher.url();
    let without = format!("authentication={{ mechanism: oidc, issuer: \"{url}\", claims: {{ sub: acme }} }}");
    rig.set(&without);
    let before = Traces::on(&rig.sandbox);
    rig.relay.heal();
    let mut ids = Vec::new();
    for words in [&["onboard", "acme", "--dry-run"][..], &["onboard", "acme"], &["onboard", "acme"]] {
        let board = rig.does(words);
        let partner = &board["partners"][0];
        assert_eq!((&partner["complete"], changes(&board).len()), (&json!(false), 0), "{board}");
        assert!(!steps(&board, "done").contains(&"idp-app"), "{board}");
        let found = partner["findings"].as_array().unwrap().iter().find(|one| one["code"] == "waiting-for-material").unwrap();
        assert!(found["advice"].as_str().unwrap().contains("`clientId`"), "{found}");
        if !words.contains(&"--dry-run") {
            ids.push(rig.record("/status/applicationId"));
            assert!(rig.record("/status/profile").is_null() && rig.record("/status/issuer").is_null(), "{board}");
        }
    }
    assert!(ids[0].is_string() && ids[0] == ids[1], "{ids:?}");
    assert_eq!((rig.relay.writes(), Traces::on(&rig.sandbox)), (0, before));
    let error = rig.refuses(&["profile", "create", "acme"], 3);
    assert!(error.to_string().contains("`clientId`"), "{error}");
    rig.set("authentication.clientId=app");
    let board = rig.does(&["onboard", "acme"]);
    assert!(changes(&board).contains(&"link-subject".to_owned()) && steps(&board, "done").contains(&"idp-app"), "{board}");
    assert_eq!(rig.record("/status/applicationId"), ids[1]);
}

/// What is odd about the token, and the code of the refusal.
const TOKENS: &[(&str, Odd, &str)] = &[
    ("ended", |order| order.now -= 7200, "expired"),
    ("of tomorrow", |order| order.now += 86_400, "issued-in-future"),
    ("of another issuer", |order| order.issuer.push('/'), "iss"),
    ("for another client", |order| order.audience = vec!["apps".to_owned()], "aud"),
    ("presented by another client", |order| order.claims.push(("azp".to_owned(), json!("apps"))), "azp"),
    ("of another person", |order| "globex".clone_into(&mut order.subject), "claim"),
    ("by an unknown key", |order| order.kid = Kid::Named("other".to_owned()), "kid-unknown"),
];

#[test]
fn a_token_is_refused_with_the_reason() {
    let rig = rig();
    rig.does(IDP_APP);
    for (what, odd, code) in TOKENS {
        give(&rig, &id_token(&rig, &MATERIAL.signer.key, odd));
        refused(&rig, what, code);
    }
    let known = key(&MATERIAL.signer).public().thumbprint();
    give(&rig, &id_token(&rig, &MATERIAL.signer_next.key, |order| order.kid = Kid::Named(known)));
    refused(&rig, "forged", "signature");
    give(&rig, "hello");
    refused(&rig, "no token", "malformed");
    let told = rig.refuses(&["step", "done", "acme", "id-token", "--by", "jane", "--evidence", "seen by mail"], 2);
    assert!(told["next"].as_str().unwrap().contains("--evidence"), "{told}");
}

#[test]
fn a_good_token_is_accepted_and_not_kept() {
    let rig = rig();
    rig.does(IDP_APP);
    let token = id_token(&rig, &MATERIAL.signer.key, |_| {});
    give(&rig, &token);
    let board = rig.does(ID_TOKEN);
    assert!(steps(&board, "done").contains(&"id-token"), "{board}");
    let signature = token.rsplit('.').next().unwrap();
    assert!(!board.to_string().contains(signature));
    let mut open: Vec<PathBuf> = vec![rig.place.root()];
    let mut looked = 0;
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                open.push(path);
            } else {
                let text = String::from_utf8_lossy(&fs::read(&path).unwrap()).into_owned();
                assert!(!text.contains(signature), "{}", path.display());
                looked += 1;
            }
        }
    }
    assert!(looked > 8, "{looked} files");
    let digest = partnerctl::crypto::digest::sha256(token.as_bytes());
    assert_eq!(rig.record("/status/steps/id-token/sha256"), json!(digest));
}

fn issuer(rig: &Rig, issuer: &str) {
    rig.set(&format!("authentication.issuer={issuer}"));
}

fn id_token(rig: &Rig, pem: &str, odd: impl FnOnce(&mut Order)) -> String {
    let key = Key::read(pem.as_bytes(), None).unwrap();
    token(&key, &rig.publisher.url(), |order| {
        order.audience = vec!["app".to_owned()];
        odd(order);
    })
}

fn give(rig: &Rig, token: &str) {
    rig.place.write("../id.jwt", token);
}

fn refused(rig: &Rig, what: &str, code: &str) {
    let error = rig.refuses(ID_TOKEN, 7);
    assert!(error["message"].as_str().unwrap().ends_with(&format!("({code})")), "{what}: {error}");
    assert!(!error["next"].as_str().unwrap().is_empty(), "{what}: {error}");
    assert!(!steps(&rig.does(&["step", "list", "acme"]), "done").contains(&"id-token"), "{what}");
}

fn with_private_member() -> Value {
    let mut set = key_set(&[&key(&MATERIAL.signer)]);
    set["keys"][0]["d"] = json!("AQAB");
    set
}

fn elliptic() -> Value {
    key_set(&[&Key::generate(KeyType::EcP256).unwrap()])
}

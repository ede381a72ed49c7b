//! By the partner's record: each mechanism against a gateway that is played, and the memory for tokens.

use std::sync::{
    Arc, Mutex,
    atomic::{AtomicUsize, Ordering},
};

use partnerctl::{
    caller::oauth2::Placement,
    clock::{Clock as _, Fixed, Stop, System},
    crypto::{
        jwk::Set,
        jwt::{Kid, Rules, verify},
        key::{Key, KeyType},
    },
    domain::{
        message::{Body, Method},
        secret::{Secret, SecretRef},
    },
    job::{
        badge::{Badge, ClientSecret, Endpoint, Flaw, Signer, forged},
        call::{Caller, Order},
        token::{self, Cache},
    },
    sandbox::Quirks,
    secrets::{Memory, SecretStore as _},
};
use serde_json::{Value, json};

use super::Desk;
use crate::{
    replies::{Play, Server},
    support::{Place, Sandbox},
};

#[test]
fn a_partner_signs_its_tokens_itself() {
    let seen = Arc::<Mutex<Vec<String>>>::default();
    let own = Arc::clone(&seen);
    let server = Server::serve(move |call| {
        own.lock().unwrap().push(call.header("authorization").unwrap_or_default().to_owned());
        Play::text(200, "{}")
    });
    let desk = Desk::new();
    desk.write("server.pem", include_str!("../../data/workspace/certs/ca.pem"));
    let authentication = "{ mechanism: jwt-bearer, issuer: \"https://acme.example\", audience: quotes, claims: { azp: acme }, \
                          jwksUri: \"https://acme.example/jwks\" }";
    let status = "  issuer: { issuer: \"https://acme.example\", audience: quotes, claims: { sub: acme-app, azp: acme } }\n";
    desk.workspace(server.url().as_str().trim_end_matches('/'), (authentication, status));
    desk.out(&["key", "generate", "--type", "rsa-2048", "--no-passphrase", "--out", "acme.key"], 0);
    desk.out(&["secret", "put", "test/acme", "--secret-file", "acme.key"], 0);
    desk.out(&["call", "GET", "/status", "--partner", "acme"], 0);
    let shown = seen.lock().unwrap()[0].strip_prefix("Bearer ").unwrap().to_owned();
    let keys = Set::read(&desk.json(&["jwk", "set", "acme.key"]).to_string()).unwrap();
    let rules = Rules {
        issuer: Some("https://acme.example".to_owned()),
        audience: Some("quotes".to_owned()),
        leeway: 5,
        at: System.time().unix_timestamp(),
        ..Rules::default()
    };
    for jwt in [shown, desk.out(&["token", "get", "--partner", "acme"], 0), desk.out(&["jwt", "assert", "--partner", "acme"], 0)]
    {
        let good = verify(&jwt, &keys, &rules).unwrap_or_else(|refusal| panic!("{refusal}"));
        assert_eq!((&good.claims["sub"], &good.claims["azp"]), (&json!("acme-app"), &json!("acme")));
        let stranger = forged(&Secret::new(jwt)).unwrap();
        assert!(verify(stranger.reveal(), &keys, &rules).is_err());
    }
    // Nothing is kept of what costs nothing.
    assert!(!desk.path("secrets/test/acme.token.age").exists());
    let own = desk.json(&["jwt", "assert", "--partner", "acme", "--audience", "other", "--claim", "azp=\"x\"", "--ttl", "60s"]);
    assert_eq!(
        (&own["claims"]["aud"], &own["claims"]["azp"], &own["claims"]["sub"]),
        (&json!("other"), &json!("x"), &json!("acme-app"))
    );
}

#[test]
fn the_gateway_signs_for_a_partner_by_its_key_and_the_token_is_kept() {
    let asked = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&asked);
    let server = Server::serve(move |call| {
        if call.path == "/quotes/status" {
            return Play::text(if call.header("authorization") == Some("Bearer signed-1") { 401 } else { 200 }, "{}");
        }
        let sent: Value = serde_json::from_slice(&call.body).unwrap_or_default();
        let good = call.header("x-gateway-apikey") == Some("key-4711") && sent["claimsSet"] == json!({ "company": "acme" });
        let number = count.fetch_add(1, Ordering::SeqCst);
        let answer = json!({ "accessToken": format!("signed-{number}"), "tokenType": "Bearer", "expiresIn": 600 });
        if good { Play::json(200, &answer) } else { Play::text(401, "no") }
    });
    let desk = Desk::new();
    desk.write("server.pem", include_str!("../../data/workspace/certs/ca.pem"));
    let authentication = "{ mechanism: jwt-bearer, signedBy: gateway, claims: { company: acme } }";
    let status = "  issuer: { issuer: APIGateway, gateway: true, claims: { company: acme } }\n";
    desk.workspace(server.url().as_str().trim_end_matches('/'), (authentication, status));
    let key = desk.write("key.txt", "key-4711");
    let told = desk.told(&["token", "get", "--partner", "acme"], 7);
    assert!(told.contains("`partnerctl token get --partner acme -e test`"), "{told}");
    desk.out(&["secret", "put", "test/acme", "--secret-file", &key], 0);
    let get = |more: &[&str]| desk.out(&[&["token", "get", "--partner", "acme"], more].concat(), 0).trim().to_owned();
    assert_eq!(
        (get(&[]), get(&[]), get(&["--no-cache"]), get(&[])),
        ("signed-0".into(), "signed-0".into(), "signed-1".into(), "signed-0".into())
    );
    // A file on the disk does not show it.
    let kept = std::fs::read(desk.path("secrets/test/acme.token.age")).unwrap();
    assert!(!String::from_utf8_lossy(&kept).contains("signed-0"));
    assert!(desk.told(&["jwt", "assert", "--partner", "acme"], 2).contains("does not sign JWTs itself"));
    // One that is refused is replaced, once.
    asked.store(1, Ordering::SeqCst);
    desk.out(&["secret", "remove", "test/acme.token", "--yes"], 0);
    assert_eq!(get(&[]), "signed-1");
    desk.out(&["call", "GET", "/status", "--partner", "acme"], 0);
    assert_eq!((get(&[]), asked.load(Ordering::SeqCst)), ("signed-2".to_owned(), 3));
}

#[test]
fn an_id_token_comes_from_the_partners_provider_or_from_a_file() {
    let server = Server::serve(|call| match call.path.as_str() {
        "/.well-known/openid-configuration" => {
            let own = format!("http://{}", call.header("host").unwrap());
            Play::json(200, &json!({ "issuer": own, "token_endpoint": format!("{own}/idp/token") }))
        }
        "/idp/token" => {
            let good = String::from_utf8_lossy(&call.body).contains("scope=openid") && call.header("authorization").is_some();
            let answer = json!({ "access_token": "opaque", "id_token": "the-id-token", "expires_in": 60 });
            if good { Play::json(200, &answer) } else { Play::text(401, "{}") }
        }
        "/gateway/security/exchangeIDToken" => Play::json(200, &json!({ "accessToken": "exchanged", "expiresIn": 60 })),
        path => Play::text(if path == "/quotes/status" { 200 } else { 404 }, call.header("authorization").unwrap_or_default()),
    });
    let desk = Desk::new();
    desk.write("server.pem", include_str!("../../data/workspace/certs/ca.pem"));
    let issuer = server.url().as_str().trim_end_matches('/').to_owned();
    let authentication = format!("{{ mechanism: oidc, issuer: \"{issuer}\", clientId: acme-app }}");
    desk.workspace(&issuer, (&authentication, &format!("  issuer: {{ issuer: \"{issuer}\" }}\n")));
    let secret = desk.write("secret.txt", "of-the-provider");
    desk.out(&["secret", "put", "test/acme", "--secret-file", &secret], 0);
    assert_eq!(desk.out(&["token", "get", "--partner", "acme"], 0), "the-id-token\n");
    assert_eq!(desk.out(&["call", "GET", "/status", "--partner", "acme"], 0), "Bearer the-id-token");
    assert_eq!(desk.out(&["token", "get", "--partner", "acme", "--exchange"], 0), "exchanged\n");
    let file = desk.write("id.txt", "given");
    assert_eq!(desk.out(&["token", "get", "--partner", "acme", "--token-file", &file], 0), "given\n");
    assert!(!desk.path("secrets/test/acme.token.age").exists(), "ID tokens are not kept");
}

#[test]
fn a_client_with_a_secret_calls_the_sandbox() {
    let sandbox = Sandbox::start(Quirks::default());
    let place = Place::with_environments(&sandbox, &["test"]);
    place.json(&["onboard", "acme"], 0);
    let get = |more: &[&str]| place.json(&[&["token", "get", "--partner", "acme"], more].concat(), 0)["accessToken"].clone();
    let first = get(&[]);
    assert_eq!(first, get(&[]));
    assert_ne!(first, get(&["--scope", "quote-read", "--no-cache"]));
    assert_ne!(first, get(&["--resource", "https://api.example"]), "what is asked for is another thing");
    place.write("quote.json", "{}");
    let call = |words: &[&str]| place.run(&[&["call", "--partner", "acme"], words].concat());
    let good = call(&["POST", "/querysrdetails", "--data", "quote.json", "--payload"]);
    assert!(good.status.success(), "{}", super::said(&good));
    let bad = call(&["POST", "/querysrdetails", "--data", "quote.json", "--payload", "--app-id", "other"]);
    let told = String::from_utf8_lossy(&bad.stderr).into_owned();
    assert_eq!(bad.status.code(), Some(1), "{}", super::said(&bad));
    assert!(told.contains("fault 735") && told.contains("exactly that of the record"), "{told}");
    assert_eq!(call(&["GET", "/status", "--api", "contract-api/1.0"]).status.code(), Some(3));
    place.json(&["profile", "suspend", "acme"], 0);
    assert_eq!(call(&["GET", "/status"]).status.code(), Some(5));
    place.json(&["secret", "remove", "test/acme", "--yes"], 0);
    let told = place.json(&["token", "get", "--partner", "acme"], 7);
    assert!(told["error"]["message"].as_str().unwrap().contains("the partner holds the credential"), "{told}");
}

#[test]
fn a_token_is_kept_until_shortly_before_its_end() {
    let asked = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&asked);
    let server = Server::serve(move |_| {
        let number = count.fetch_add(1, Ordering::SeqCst);
        Play::json(200, &json!({ "access_token": format!("t{number}"), "expires_in": 300 }))
    });
    let clock = Fixed::at(time::macros::datetime!(2026-11-21 09:30:00 UTC));
    let http =
        partnerctl::caller::client(server.url(), None, std::time::Duration::from_secs(5), Arc::new(System), Stop::default());
    let (http, store) = (http.unwrap(), Memory::default());
    let slot: SecretRef = "test/acme.token".parse().unwrap();
    let cache = Cache { secrets: &store, slot: slot.clone(), tell: &|_| () };
    let badge = |secret: &str| {
        Badge::ClientSecret(ClientSecret {
            client_id: "a".to_owned(),
            secret: Secret::new(secret.to_owned()),
            placement: Placement::Header,
            endpoint: Endpoint { url: server.url(), scopes: std::collections::BTreeSet::new(), resource: None },
        })
    };
    let get = |secret: &str| token::get(&badge(secret), &http, &clock, Some(&cache)).unwrap().access_token.reveal().to_owned();
    assert_eq!((get("one"), get("one")), ("t0".to_owned(), "t0".to_owned()));
    assert_eq!((get("two"), get("two")), ("t1".to_owned(), "t1".to_owned()));
    clock.sleep(std::time::Duration::from_secs(269), &Stop::default());
    assert_eq!(get("two"), "t1");
    clock.sleep(std::time::Duration::from_secs(1), &Stop::default());
    assert_eq!(get("two"), "t2", "a tenth of its life is left");
    // What is kept there by somebody else counts as nothing.
    store.put(&slot, &Secret::new("{}".to_owned())).unwrap();
    assert_eq!(get("two"), "t3");
    assert!(badge("one").wrong(Flaw::Audience, clock.now()).unwrap().is_none());
    assert!(badge("one").wrong(Flaw::Secret, clock.now()).unwrap().is_some());
}

/// The JWT bearer grant as a portal answers it: `expires_in` is a text, the token is renewed before its end, and one that is refused is
/// replaced once. The assertion alone says who asks.
#[test]
fn a_granted_token_is_renewed_before_its_end_and_once_after_a_refusal() {
    let forms = Arc::<Mutex<Vec<Vec<(String, String)>>>>::default();
    let own = Arc::clone(&forms);
    let unwelcome = Arc::new(Mutex::new(vec!["Bearer t2".to_owned()]));
    let refused = Arc::clone(&unwelcome);
    let server = Server::serve(move |call| {
        if call.path == "/quotes" {
            let shown = call.header("authorization").unwrap_or_default().to_owned();
            return Play::text(if refused.lock().unwrap().contains(&shown) { 401 } else { 200 }, &shown);
        }
        let form: Vec<(String, String)> = url::form_urlencoded::parse(&call.body).into_owned().collect();
        let mut forms = own.lock().unwrap();
        forms.push(form);
        Play::json(200, &json!({ "access_token": format!("t{}", forms.len() - 1), "token_type": "Bearer", "expires_in": "180" }))
    });
    let clock = Fixed::at(time::macros::datetime!(2026-11-21 09:30:00 UTC));
    let http =
        partnerctl::caller::client(server.url(), None, std::time::Duration::from_secs(5), Arc::new(System), Stop::default());
    let (http, store) = (http.unwrap(), Memory::default());
    let cache = Cache { secrets: &store, slot: "test/acme.token".parse().unwrap(), tell: &|_| () };
    let badge = granted(server.url());
    let get = || token::get(&badge, &http, &clock, Some(&cache)).unwrap();
    let first = get();
    assert_eq!((first.access_token.reveal(), first.expires_in), ("t0", Some(180)), "a text is a number, too");
    clock.sleep(std::time::Duration::from_secs(161), &Stop::default());
    assert_eq!(get().access_token.reveal(), "t0");
    clock.sleep(std::time::Duration::from_secs(1), &Stop::default());
    assert_eq!(get().access_token.reveal(), "t1", "a tenth of its life is left");
    clock.sleep(std::time::Duration::from_secs(600), &Stop::default());
    let caller = Caller { badge: Some(&badge), http: &http, clock: &clock, cache: Some(&cache) };
    let quotes = || Order {
        method: Method::Get,
        url: server.url().join("/quotes").unwrap(),
        headers: Vec::new(),
        body: &|| Ok(Body::Empty),
    };
    let call = || {
        let reply = caller.call(&quotes()).unwrap();
        (reply.status, String::from_utf8(reply.body).unwrap())
    };
    assert_eq!(call(), (200, "Bearer t3".to_owned()), "t2 was refused");
    assert_eq!(call(), (200, "Bearer t3".to_owned()), "and t3 is kept");
    unwelcome.lock().unwrap().extend(["Bearer t3".to_owned(), "Bearer t4".to_owned()]);
    assert_eq!(call().0, 401, "once, and not again");
    let forms = forms.lock().unwrap();
    assert_eq!(forms.len(), 5);
    let assertions: std::collections::BTreeSet<&String> = forms
        .iter()
        .map(|form| {
            let [(grant, kind), (name, assertion)] = form.as_slice() else { panic!("{form:?}") };
            assert_eq!((grant.as_str(), name.as_str()), ("grant_type", "assertion"));
            assert_eq!(kind, "urn:ietf:params:oauth:grant-type:jwt-bearer");
            assertion
        })
        .collect();
    assert_eq!(assertions.len(), forms.len(), "each with an assertion of its own");
}

/// A partner that signs for the JWT bearer grant.
fn granted(url: url::Url) -> Badge {
    Badge::Signer(Box::new(Signer {
        key: Key::generate(KeyType::EcP256).unwrap().into(),
        issuer: "app".to_owned(),
        subject: "app".to_owned(),
        audience: vec![url.to_string()],
        claims: Vec::new(),
        kid: Kid::None,
        lifetime: 300,
        endpoint: Some(Endpoint { url, scopes: std::collections::BTreeSet::new(), resource: None }),
    }))
}

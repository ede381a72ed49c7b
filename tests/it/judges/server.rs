//! A certified authorization server takes our assertions, and we verify its tokens.

use std::{
    fs,
    process::Command,
    time::{SystemTime, UNIX_EPOCH},
};

use partnerctl::crypto::{
    jwk::{Details, Set, write},
    jwt::{Kid, Order, Purpose, Rules, assert as sign, verify},
    key::{Key, KeyType},
    random,
};
use serde_json::{Value, json};

use super::key;
use crate::support::authority::{Authority, INITIAL};

const GRANT: &str = "urn:ietf:params:oauth:grant-type:jwt-bearer";
const ASSERTION: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

fn register(server: &Authority, document: &Value) -> String {
    let body = document.to_string();
    let login = format!("authorization: Bearer {INITIAL}");
    let answer = server.curl("/reg", &["-H", &login, "-H", "content-type: application/json", "-d", &body]);
    answer["client_id"].as_str().unwrap_or_else(|| panic!("{answer}")).to_owned()
}

fn token(server: &Authority, pairs: &[(&str, &str)]) -> Value {
    let pairs: Vec<String> = pairs.iter().map(|(name, value)| format!("{name}={value}")).collect();
    let words: Vec<&str> = pairs.iter().flat_map(|pair| ["--data-urlencode", pair]).collect();
    server.curl("/token", &words)
}

fn now() -> i64 {
    i64::try_from(SystemTime::now().duration_since(UNIX_EPOCH).expect("after 1970").as_secs()).expect("it fits")
}

fn order(purpose: Purpose, client: &str, audience: &str) -> Order {
    Order {
        purpose,
        issuer: client.to_owned(),
        subject: client.to_owned(),
        audience: vec![audience.to_owned()],
        now: now(),
        lifetime: 120,
        id: random::identifier(),
        algorithm: None,
        kid: Kid::Thumbprint,
        typ: None,
        certificate: None,
        chain: Vec::new(),
        claims: Vec::new(),
    }
}

/// The key as it is registered, under its thumbprint.
fn published(key: &Key) -> Value {
    let details = Details { kid: Some(key.public().thumbprint()), usage: Some("sig".to_owned()), ..Details::default() };
    write(vec![key.public().to_published_jwk(&details)])
}

#[test]
fn a_real_server_takes_our_assertions_and_its_tokens_verify() {
    let server = match Authority::start(true) {
        Ok(server) => server,
        Err(missing) => return crate::support::not_run(&missing),
    };
    for kind in [KeyType::EcP256, KeyType::Rsa(2048), KeyType::Ed25519] {
        let key = key(kind);
        authentication(&server, &key);
        grant(&server, &key);
    }
}

fn authentication(server: &Authority, key: &Key) {
    let algorithm = partnerctl::crypto::algorithm::Algorithm::default_of(key.kind()).name();
    let client = register(
        server,
        &json!({
            "grant_types": ["client_credentials"], "response_types": [], "redirect_uris": [],
            "token_endpoint_auth_method": "private_key_jwt", "token_endpoint_auth_signing_alg": algorithm, "jwks": published(key),
        }),
    );
    let ask = |audience: &str| {
        let made = sign(key, &order(Purpose::ClientAuthentication, &client, audience)).expect("an assertion");
        token(
            server,
            &[
                ("grant_type", "client_credentials"),
                ("client_assertion_type", ASSERTION),
                ("client_assertion", &made.jwt),
                ("resource", &format!("{}/api", server.issuer())),
            ],
        )
    };
    let answer = ask(&server.issuer());
    let token = answer["access_token"].as_str().unwrap_or_else(|| panic!("{}: {answer}", key.kind()));
    let keys = Set::read(&server.curl("/jwks", &[]).to_string()).expect("a set");
    let rules = Rules {
        issuer: Some(server.issuer()),
        audience: Some(format!("{}/api", server.issuer())),
        leeway: 30,
        at: now(),
        ..Rules::default()
    };
    let seen = verify(token, &keys, &rules).unwrap_or_else(|refusal| panic!("{refusal}"));
    assert_eq!(seen.claims["client_id"], json!(client));
    discovered(server, token);
    assert_eq!(ask("https://other.example")["error"], "invalid_client", "{}", key.kind());
}

/// The command finds the keys by the issuer's metadata.
fn discovered(server: &Authority, token: &str) {
    let file = server.folder().join("token.jwt");
    fs::write(&file, token).expect("it can be written");
    let ask = |issuer: &str| {
        let output = Command::new(env!("CARGO_BIN_EXE_partnerctl"))
            .args(["jwt", "verify", "-o", "json", "--issuer", issuer, "--audience"])
            .arg(format!("{}/api", server.issuer()))
            .arg("--ca")
            .arg(server.pki("server-ca.pem"))
            .arg(&file)
            .env_clear()
            .output()
            .expect("it runs");
        (
            output.status.code(),
            String::from_utf8_lossy(&output.stdout).into_owned(),
            String::from_utf8_lossy(&output.stderr).into_owned(),
        )
    };
    let (code, said, told) = ask(&server.issuer());
    assert_eq!(code, Some(0), "{said}{told}");
    let (code, said, told) = ask(&format!("{}/", server.issuer()));
    assert_eq!(code, Some(7), "{said}{told}");
    assert!(told.contains("names another issuer"), "{told}");
}

fn grant(server: &Authority, key: &Key) {
    let client = register(
        server,
        &json!({
            "grant_types": [GRANT], "response_types": [], "redirect_uris": [],
            "token_endpoint_auth_method": "none", "jwks": published(key),
        }),
    );
    for audience in [server.issuer(), format!("{}/token", server.issuer())] {
        let made = sign(key, &order(Purpose::Grant, &client, &audience)).expect("an assertion");
        let answer = token(server, &[("grant_type", GRANT), ("assertion", &made.jwt), ("scope", "partner:write")]);
        assert_eq!(answer["token_type"], "Bearer", "{} for {audience}: {answer}", key.kind());
    }
}

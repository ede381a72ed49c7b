//! `token get` and `call` in every way that the authorization server knows.

use serde_json::{Value, json};

use super::{Desk, server::Server, text};

const GRANT: &str = "urn:ietf:params:oauth:grant-type:jwt-bearer";

#[test]
fn a_certified_server_gives_tokens_for_every_credential() {
    let Some(server) = Server::start() else { return };
    secrets(&server);
    signed(&server);
    grants(&server);
    certificates(&server);
    trouble(&server);
}

fn client(method: &str, more: &Value) -> Value {
    let mut document = json!({
        "grant_types": ["client_credentials"], "response_types": [], "redirect_uris": [], "token_endpoint_auth_method": method,
    });
    document.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    document
}

/// The words of a by-hand order at this server.
fn words<'a>(server: &'a Words, client: &'a str, more: &[&'a str]) -> Vec<&'a str> {
    let mut all = vec!["token", "get", "--issuer", &server.issuer, "--ca", &server.ca, "--client-id", client];
    all.extend(["--resource", &server.api]);
    all.extend(more);
    all
}

struct Words {
    issuer: String,
    api: String,
    ca: String,
}

impl From<&Server> for Words {
    fn from(server: &Server) -> Self {
        Self { issuer: server.issuer(), api: server.api(), ca: server.ca() }
    }
}

fn secrets(server: &Server) {
    let (desk, known) = (Desk::new(), Words::from(server));
    for (method, placement) in [("client_secret_basic", "header"), ("client_secret_post", "body")] {
        let made = server.register(&client(method, &json!({ "application_id": "app-1" })));
        let (id, secret) = (made["client_id"].as_str().unwrap(), made["client_secret"].as_str().unwrap());
        let file = desk.write("secret.txt", &format!("{secret}\n"));
        let held = ["--client-secret-file", &file, "--secret-in", placement, "--scope", "partner:read partner:write"];
        let answer = desk.json(&words(&known, id, &held));
        assert_eq!((&answer["tokenType"], &answer["expiresIn"]), (&json!("Bearer"), &json!(180)), "{answer}");
        assert_eq!(answer["scope"], "partner:read partner:write");
        let plain = desk.out(&words(&known, id, &held), 0);
        assert_eq!(plain.lines().count(), 1);
        assert_eq!(plain.trim().split('.').count(), 3, "the token alone: {plain}");

        let url = format!("{}/echo", server.api());
        let data = desk.write("body.json", r#"{"applicationId":"app-1"}"#);
        let call = |data: &str, code: i32| {
            let order = ["call", "POST", &url, "--data", data, "--issuer", &known.issuer, "--ca", &known.ca, "--client-id", id];
            desk.run(&[&order[..], &held, &["--resource", &known.api]].concat()).status.code().map(|got| assert_eq!(got, code))
        };
        call(&data, 0);
        call(&desk.write("wrong.json", r#"{"applicationId":"app-2"}"#), 5);

        let wrong = desk.write("wrong.txt", "canary-4711-not-the-secret");
        let told = desk.told(&words(&known, id, &["--client-secret-file", &wrong, "-o", "json"]), 5);
        let told: Value = serde_json::from_str(&told).unwrap();
        assert_eq!(told["error"]["code"], "invalid-client", "{told}");
        assert!(!told.to_string().contains("4711"), "{told}");
    }
}

fn signed(server: &Server) {
    let (desk, known) = (Desk::new(), Words::from(server));
    for (kind, algorithm) in [("ec-p256", "ES256"), ("rsa-2048", "RS256"), ("ed25519", "EdDSA")] {
        let (key, set) = keys(&desk, kind);
        let more = json!({ "token_endpoint_auth_signing_alg": algorithm, "jwks": set });
        let made = server.register(&client("private_key_jwt", &more));
        let id = made["client_id"].as_str().unwrap();
        let answer = desk.json(&words(&known, id, &["--key", &key]));
        assert_eq!(answer["tokenType"], "Bearer", "{kind}: {answer}");
        let told = desk.told(&words(&known, id, &["--key", &key, "--audience", "https://other.example"]), 5);
        assert!(told.contains("invalid_client"), "{told}");
        let (other, _) = keys(&desk, "ec-p384");
        desk.told(&words(&known, id, &["--key", &other]), 5);
        // Nobody guesses the audience: the token endpoint is forbidden (RFC 10070).
        let token_url = format!("{}/token", known.issuer);
        let order = ["token", "get", "--token-url", &token_url, "--ca", &known.ca, "--client-id", id, "--key", &key];
        assert!(desk.told(&order, 2).contains("--audience"));
        desk.out(&[&order[..], &["--audience", &known.issuer]].concat(), 0);
    }
}

fn grants(server: &Server) {
    let (desk, known) = (Desk::new(), Words::from(server));
    let (key, set) = keys(&desk, "rsa-2048");
    let made = server.register(&json!({
        "grant_types": [GRANT], "response_types": [], "redirect_uris": [], "token_endpoint_auth_method": "none", "jwks": set,
    }));
    let id = made["client_id"].as_str().unwrap();
    let scope = ["--scope", "partner:write"];
    let answer = desk.json(&words(&known, id, &[&["--key", &key, "--grant", "jwt-bearer"][..], &scope].concat()));
    assert_eq!(answer["scope"], "partner:write", "{answer}");
    let token_url = format!("{}/token", known.issuer);
    let base = ["token", "get", "--token-url", &token_url, "--ca", &known.ca];
    let own = ["--client-id", id, "--key", &key, "--grant", "jwt-bearer"];
    let token = desk.out(&[&base[..], &own, &scope].concat(), 0);
    // The token is taken as it is.
    let file = desk.write("token.txt", &token);
    let url = format!("{}/echo", server.api());
    let seen = desk.out(&["call", "GET", &url, "--token-file", &file, "--ca", &known.ca], 0);
    assert!(seen.contains("partner:write"), "{seen}");
    desk.out(&["call", "GET", &url, "--token-file", &desk.write("no.txt", "nothing"), "--ca", &known.ca], 5);
    // An assertion that was made before, once and again.
    let assertion = desk.out(&["jwt", "assert", "--key", &key, "--issuer", id, "--audience", &token_url], 0);
    let given = desk.write("assertion.jwt", &assertion);
    let order = [&base[..], &["--assertion-file", &given]].concat();
    desk.out(&order, 0);
    assert!(desk.told(&order, 5).contains("was used before"));
    // A preset at another address than its own.
    let bank = [&base[..], &["--preset", "bnp-paribas:staging", "--client-id", id, "--key", &key]].concat();
    let output = desk.run(&bank);
    assert!(output.status.success(), "{}", super::said(&output));
    let told = String::from_utf8_lossy(&output.stderr).into_owned();
    desk.told(&[&bank[..], &["--audience", "https://other.example"]].concat(), 5);
    let told = if told.is_empty() { desk.told(&[&bank[..], &["-v"]].concat(), 0) } else { told };
    assert!(told.contains("not confirmed"), "{told}");
}

fn certificates(server: &Server) {
    let (desk, known) = (Desk::new(), Words::from(server));
    let made = server.register(&client(
        "tls_client_auth",
        &json!({
            "tls_client_auth_subject_dn": "CN=partner-app,O=Example Partner,C=US", "tls_client_certificate_bound_access_tokens": true,
        }),
    ));
    let id = made["client_id"].as_str().unwrap();
    let (chain, key) = (server.pki("client-chain.pem"), server.pki("client.key"));
    // By the metadata the alias for certificates is taken (RFC 8705, section 5).
    let held = ["--cert", &chain, "--key", &key];
    let answer = desk.json(&words(&known, id, &held));
    assert_eq!(answer["tokenType"], "Bearer", "{answer}");
    // In any order, from several files.
    let (leaf, above) = (server.pki("client.pem"), server.pki("client-int.pem"));
    desk.json(&words(&known, id, &["--cert", &above, "--cert", &leaf, "--key", &key]));
    // The token is bound to the certificate.
    let url = format!("{}/api/echo", server.mutual());
    let order = |held: &[&str]| -> Vec<String> {
        let all =
            ["call", "GET", &url, "--issuer", &known.issuer, "--ca", &known.ca, "--client-id", id, "--resource", &known.api];
        all.iter().chain(held).map(|word| (*word).to_owned()).collect()
    };
    let called = order(&held);
    let seen = desk.out(&called.iter().map(String::as_str).collect::<Vec<_>>(), 0);
    assert!(seen.contains(r#""bound":true"#), "{seen}");
    let file = desk.write("bound.txt", answer["accessToken"].as_str().unwrap());
    desk.told(&["call", "GET", &url, "--token-file", &file, "--ca", &known.ca], 5);
    // A stranger with the same subject, and a leaf without its intermediate.
    let (other, other_key) = (server.pki("stranger.pem"), server.pki("stranger.key"));
    desk.told(&words(&known, id, &["--cert", &other, "--key", &other_key]), 5);
    desk.told(&words(&known, id, &["--cert", &leaf, "--key", &key]), 5);
    assert!(desk.told(&words(&known, id, &["--cert", &other, "--key", &key]), 2).contains("belongs to none"));

    let own = server.pki("selfsigned.pem");
    let set = desk.json(&["jwk", "set", &own, "--x5c"]);
    let made = server.register(&client("self_signed_tls_client_auth", &json!({ "jwks": set })));
    let id = made["client_id"].as_str().unwrap();
    desk.json(&words(&known, id, &["--cert", &own, "--key", &server.pki("selfsigned.key")]));
    desk.told(&words(&known, id, &["--cert", &other, "--key", &other_key]), 5);
}

fn trouble(server: &Server) {
    let (desk, known) = (Desk::new(), Words::from(server));
    let (key, set) = keys(&desk, "ec-p256");
    let made = server.register(&client("private_key_jwt", &json!({ "jwks": set, "token_endpoint_auth_signing_alg": "ES256" })));
    let signer = made["client_id"].as_str().unwrap();
    let made = server.register(&client("client_secret_basic", &json!({})));
    let (id, secret) = (made["client_id"].as_str().unwrap(), made["client_secret"].as_str().unwrap());
    let file = desk.write("secret.txt", secret);
    let held = ["--client-secret-file", &file];
    faults(server, &[(id, held.to_vec()), (signer, vec!["--key", &key])]);
    server.fault(&json!({ "path": "/token", "delayMs": 3000, "status": 503, "times": 9 }));
    let told = desk.told(&[&words(&known, id, &held)[..], &["--timeout", "1s"]].concat(), 6);
    assert!(told.contains("within 1 s"), "{told}");
    server.heal();
    // Tokens that were signed with keys that are gone are refused; a new one is got, once.
    let token = desk.write("old.txt", desk.json(&words(&known, id, &held))["accessToken"].as_str().unwrap());
    server.rotate();
    let url = format!("{}/echo", server.api());
    desk.out(&["call", "GET", &url, "--token-file", &token, "--ca", &known.ca], 5);
    server.fault(&json!({ "path": "/api/echo", "status": 401 }));
    let before = (server.asked("/token"), server.asked("/api/echo"));
    let order = ["call", "POST", &url, "--issuer", &known.issuer, "--ca", &known.ca, "--client-id", id];
    desk.out(&[&order[..], &held, &["--resource", &known.api]].concat(), 0);
    assert_eq!((server.asked("/token"), server.asked("/api/echo")), (before.0 + 2, before.1 + 2));
    for (status, code) in [(404, 3), (429, 6), (500, 6), (302, 1), (418, 1), (403, 5)] {
        server.fault(&json!({ "path": "/api/echo", "status": status, "headers": { "retry-after": "9999" }, "body": "so" }));
        let seen = desk.out(&[&order[..], &held].concat(), code);
        assert_eq!(seen, "so", "{status}");
        server.heal();
    }
    let body = r#"{"statusCode":"400","fault":[{"errorCode":"906","errorMessage":"no source"}]}"#;
    server.fault(&json!({ "path": "/api/echo", "status": 200, "body": body }));
    let output = desk.run(&[&order[..], &held].concat());
    assert_eq!((output.status.code(), String::from_utf8_lossy(&output.stdout).as_ref()), (Some(1), body));
    let told = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(told.contains("customer source identifier") && told.contains("caseInformation"), "{told}");
    let seen = desk.out(&[&order[..], &held, &["--include"]].concat(), 0);
    assert!(seen.starts_with("HTTP 200\n") && seen.contains("\ncontent-type: application/json\n"), "{seen}");
}

/// Every way to a token survives a dropped answer, a busy server and a slow one.
fn faults(server: &Server, known_ways: &[(&str, Vec<&str>)]) {
    let (desk, known) = (Desk::new(), Words::from(server));
    let bank = desk.path("rsa-2048.key").display().to_string();
    let (_, bank_set) = keys(&desk, "rsa-2048");
    let made = server.register(&json!({
        "grant_types": [GRANT], "response_types": [], "redirect_uris": [], "token_endpoint_auth_method": "none", "jwks": bank_set,
    }));
    let granted = made["client_id"].as_str().unwrap();
    let subject = json!({ "tls_client_auth_subject_dn": "CN=partner-app,O=Example Partner,C=US" });
    let made = server.register(&client("tls_client_auth", &subject));
    let certified = made["client_id"].as_str().unwrap();
    let own = desk.json(&["jwk", "set", &server.pki("selfsigned.pem"), "--x5c"]);
    let made = server.register(&client("self_signed_tls_client_auth", &json!({ "jwks": own })));
    let itself = made["client_id"].as_str().unwrap();
    let pki = ["client-chain.pem", "client.key", "selfsigned.pem", "selfsigned.key"].map(|name| server.pki(name));
    let more = [
        (granted, vec!["--key", &bank, "--grant", "jwt-bearer"]),
        (certified, vec!["--cert", &pki[0], "--key", &pki[1]]),
        (itself, vec!["--cert", &pki[2], "--key", &pki[3]]),
    ];
    let faults = [
        json!({ "path": "/token", "drop": true }),
        json!({ "path": "/token", "status": 503, "headers": { "retry-after": "0" } }),
        json!({ "path": "/token", "delayMs": 1500 }),
    ];
    for (client, way) in known_ways.iter().chain(&more) {
        for fault in &faults {
            // A lost answer needs a new assertion: the old one may count as used.
            server.fault(fault);
            let answer = desk.json(&words(&known, client, way));
            assert_eq!(answer["tokenType"], "Bearer", "{way:?} {fault}: {answer}");
            server.heal();
        }
    }
}

/// A key in a file, and its published half.
fn keys(desk: &Desk, kind: &str) -> (String, Value) {
    let key = desk.path(&format!("{kind}.key")).display().to_string();
    desk.out(&["key", "generate", "--type", kind, "--no-passphrase", "--out", &key, "--replace"], 0);
    assert!(text(std::path::Path::new(&key)).contains("PRIVATE KEY"));
    let set = desk.json(&["jwk", "set", &key, "--kid", "thumbprint", "--use", "sig"]);
    (key, set)
}

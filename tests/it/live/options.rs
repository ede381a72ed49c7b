//! Servers that are set up otherwise: what they leave out or do in one way only, and what the workspace says in their place.

use std::{fs, process::Command};

use serde_json::{Value, json};

use super::workplace::Workplace;

/// The list of ways in which clients may prove themselves, as the server's file has it.
const METHODS: &str = "clientAuthMethods: ['client_secret_basic', 'client_secret_post', 'client_secret_jwt',
      'private_key_jwt', 'tls_client_auth', 'self_signed_tls_client_auth', 'none'],";

#[test]
fn a_server_that_takes_secrets_in_the_body_alone_gets_them_there() {
    let edits = [
        (METHODS, "clientAuthMethods: ['client_secret_post'],"),
        ("selfSignedTlsClientAuth: true", "selfSignedTlsClientAuth: false"),
        ("tlsClientAuth: true", "tlsClientAuth: false"),
    ];
    let Some(at) = Workplace::start_as(&edits) else { return };
    at.onboard("acme");
    assert_eq!(at.server.clients()[0]["token_endpoint_auth_method"], "client_secret_post");
    assert_eq!(at.record("acme")["status"]["client"]["secretInBody"], true);
    at.verify("acme", None);
    at.run(&["token", "get", "--partner", "acme"], 0);
    assert_eq!(Workplace::operations(&at.onboard("acme")), Vec::<String>::new());
    try_it(&at, "acme", &[]);
}

/// What the server says about itself, with a member changed.
fn said(at: &Workplace, change: impl FnOnce(&mut Value)) -> String {
    let mut metadata = at.server.curl("/.well-known/openid-configuration", &[]);
    change(&mut metadata);
    metadata.to_string()
}

#[test]
fn what_a_server_leaves_out_is_said_by_the_workspace() {
    let Some(at) = Workplace::start(true) else { return };
    let silent = said(&at, |metadata| {
        metadata.as_object_mut().unwrap().retain(|name, _| !name.starts_with("grant_types") && name != "registration_endpoint");
    });
    at.server.fault("/.well-known", &json!({ "status": 200, "body": silent, "times": 1000 }));
    let refused = at.run(&["onboard", "acme"], 1);
    let text = String::from_utf8_lossy(&refused.stderr).into_owned();
    assert!(text.contains("grantTypes"), "the way out is named: {text}");
    let endpoint = format!("{}/reg", at.server.issuer());
    at.connected(&format!(", metadata: {{ registrationEndpoint: \"{endpoint}\", grantTypes: [client_credentials] }}"));
    at.onboard("acme");
    at.verify("acme", None);
    let facts = at.place.json(&["gateway", "capabilities"], 0)["facts"].to_string();
    assert!(
        facts.contains("authorization_code, implicit, client_credentials") && facts.contains("the workspace says more"),
        "{facts}"
    );
}

#[test]
fn metadata_are_read_where_the_workspace_says() {
    let Some(at) = Workplace::start(true) else { return };
    let metadata = said(&at, |_| ());
    at.server.fault("/.well-known", &json!({ "status": 404, "times": 1000 }));
    at.run(&["gateway", "test"], 3);
    at.server.fault("/elsewhere", &json!({ "status": 200, "body": metadata, "times": 1000 }));
    at.connected(&format!(", metadata: {{ url: \"{}/elsewhere\" }}", at.server.issuer()));
    at.onboard("acme");
    at.server.heal();
    // The issuer must fit wherever the metadata were read (RFC 8414, section 3.3).
    let other = said(&at, |metadata| metadata["issuer"] = json!("https://other.example"));
    at.server.fault("/elsewhere", &json!({ "status": 200, "body": other, "times": 1000 }));
    let failure = at.place.json(&["gateway", "test"], 2);
    assert!(failure["error"]["message"].as_str().unwrap().contains("names another issuer"), "{failure}");
}

/// The lines of the handover work as they stand, for partners of every mechanism.
#[test]
fn the_lines_of_the_handover_work_at_the_server() {
    let Some(at) = Workplace::start(true) else { return };
    at.onboard("acme");
    try_it(&at, "acme", &[]);
    at.hand_over(&["client-chain.pem", "client-root.pem"], "partners/globex.pem");
    at.partner("globex", "mechanism: client-certificate, certificates: [partners/globex.pem]");
    at.onboard("globex");
    let chain = fs::read_to_string(at.server.pki("client-chain.pem")).unwrap();
    let key = fs::read_to_string(at.server.pki("client.key")).unwrap();
    try_it(&at, "globex", &[("client.pem", &chain), ("client.key", &key)]);
    // The lines sign with RSA keys.
    at.run(&["key", "generate", "--type", "rsa-2048", "--no-passphrase", "--out", "initech.key"], 0);
    let subject = ["cert", "self-sign", "--key", "initech.key", "--subject", "CN=initech", "--out", "partners/initech.pem"];
    at.run(&subject, 0);
    at.partner("initech", "mechanism: jwt-bearer, issuer: initech, certificates: [partners/initech.pem]");
    at.onboard("initech");
    let key = at.place.read("initech.key");
    try_it(&at, "initech", &[("signing.key", &key)]);
}

/// Runs the shell blocks below "Try it" in the handover, in a folder that holds the partner's files.
fn try_it(at: &Workplace, partner: &str, files: &[(&str, &str)]) {
    let text = at.place.read(&format!("handover/test/{partner}/handover.md"));
    let lines = text.split("## Try it").nth(1).unwrap();
    let blocks: Vec<&str> = lines.split("```sh\n").skip(1).map(|block| block.split("```").next().unwrap()).collect();
    let folder = tempfile::tempdir().unwrap();
    for (name, content) in files {
        fs::write(folder.path().join(name), content).unwrap();
    }
    let secret = at.place.run(&["secret", "get", &format!("test/{partner}"), "--reveal"]);
    fs::write(folder.path().join("client-secret.txt"), secret.stdout.trim_ascii()).unwrap();
    let mut shell = Command::new("bash");
    shell.args(["-euo", "pipefail", "-c", &blocks.concat()]).current_dir(folder.path());
    let output = shell.env("CA_FILE", at.server.pki("server-ca.pem")).env("no_proxy", "*").output().unwrap();
    // Each call prints its answer, then its status.
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    let lines: Vec<&str> = said.lines().collect();
    let answers: Vec<Value> = lines.chunks(2).map(|pair| serde_json::from_str(pair[0]).unwrap_or_default()).collect();
    let served = !answers.is_empty() && answers.iter().all(|answer| answer["ok"] == true);
    let statuses = lines.chunks(2).all(|pair| pair.get(1) == Some(&"200"));
    assert!(served && statuses, "{partner}: {}\n{}", crate::support::told(&output), blocks.concat());
}

//! The programs of a handover, as a partner runs them: each in its language, with the partner's own credential, on a gateway that
//! refuses whoever it does not know.

use std::{
    fs,
    path::Path,
    process::{Command, Output},
};

use super::{Desk, there_is};
use crate::{
    cli::path,
    mechanisms::{material::MATERIAL, way::Way},
    support::told,
};

/// Each language with the program that runs it.
const LANGUAGES: &[(&str, &str)] = &[("sh", "curl"), ("py", "python3"), ("java", "java"), ("mjs", "node")];

#[test]
fn client_id_and_secret() {
    runs(None);
}

#[test]
fn a_certificate_of_its_own() {
    runs(Some(Way::SelfSigned));
}

#[test]
fn a_certificate_of_an_authority() {
    runs(Some(Way::Issued));
}

#[test]
fn a_token_that_the_partner_signs() {
    runs(Some(Way::SignerCertificate));
}

#[test]
fn a_token_that_the_gateway_signs() {
    runs(Some(Way::Gateway));
}

#[test]
fn an_id_token() {
    runs(Some(Way::Oidc));
}

/// Hands over, and makes the calls on the partner's machine in every language. With another credential none is served.
fn runs(way: Option<Way>) {
    let desk = Desk::new(way);
    run_all(&desk, way);
    let folder = desk.place.root().join(FOLDER);
    let said = fs::read_to_string(folder.join("said.txt")).unwrap();
    assert!(said.contains("customerUniqueTransactionID") && said.contains("acme-test"), "{way:?}: {said}");
    collection(&desk, way, &folder);
    wrong(way, &folder);
    for (language, program) in LANGUAGES.iter().filter(|(_, program)| there_is(program)) {
        let output = call(&folder, language, program);
        assert!(!output.status.success(), "{way:?}, {language} hides that nothing was served: {}", told(&output));
        assert!(!told(&output).contains("Request processed"), "{way:?}, {language}: {}", told(&output));
    }
}

/// Makes both calls in every language that is here; returns which.
pub(super) fn run_all(desk: &Desk, way: Option<Way>) -> Vec<String> {
    desk.writes("call");
    let folder = desk.place.root().join(FOLDER);
    credential(desk, way, &folder);
    let mut ran = Vec::new();
    for (language, program) in LANGUAGES.iter().filter(|(_, program)| there_is(program)) {
        let output = call(&folder, language, program);
        let said = String::from_utf8_lossy(&output.stdout);
        assert!(output.status.success(), "{way:?}, {language}: {}", told(&output));
        assert_eq!(said.matches("Request processed").count(), 2, "{way:?}, {language}: {}", told(&output));
        fs::write(folder.join("said.txt"), said.as_bytes()).unwrap();
        ran.push((*language).to_owned());
    }
    ran
}

fn call(folder: &Path, language: &str, program: &str) -> Output {
    let file = format!("call.{language}");
    let mut command = if language == "sh" { Command::new("sh") } else { Command::new(program) };
    command.arg(&file).env_clear().env("PATH", path()).env("HOME", folder).current_dir(folder);
    command.output().unwrap()
}

/// Runs the collection with Postman's own runner: every request of it is served.
fn collection(desk: &Desk, way: Option<Way>, folder: &Path) {
    let runner = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/tools/newman/node_modules/.bin/newman");
    if !runner.exists() || !there_is("node") {
        crate::support::not_run(&format!("newman is not installed ({})", runner.display()));
        return;
    }
    desk.writes("collection");
    let held = |file: &str| fs::read_to_string(folder.join(file)).unwrap().trim().to_owned();
    let mut command = Command::new(runner);
    command.args(["run", "collection.json", "--color", "off", "--disable-unicode", "--ssl-extra-ca-certs", "ca.pem"]);
    match way {
        None => command.args(["--env-var", &format!("clientSecret={}", held("client-secret.txt"))]),
        Some(Way::Gateway) => command.args(["--env-var", &format!("apiKey={}", held("api-key.txt"))]),
        Some(Way::SelfSigned | Way::Issued) => {
            command.args(["--ssl-client-cert", "client.pem", "--ssl-client-key", "client.key"])
        }
        Some(_) => {
            let token = String::from_utf8(desk.place.run(&["token", "get", "--partner", "acme"]).stdout).unwrap();
            command.args(["--env-var", &format!("token={}", token.trim())])
        }
    };
    let output = command.env_clear().env("PATH", path()).env("HOME", folder).current_dir(folder).output().unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    let requests = if matches!(way, None | Some(Way::Gateway)) { 3 } else { 2 };
    assert!(output.status.success() && said.matches("[200 OK").count() == requests, "{way:?}: {}", told(&output));
}

/// Puts what the partner holds where its programs look for it.
fn credential(desk: &Desk, way: Option<Way>, folder: &Path) {
    let kept = || desk.place.json(&["secret", "get", "test/acme", "--reveal"], 0)["secret"].as_str().unwrap().to_owned();
    let put = |name: &str, text: &str| fs::write(folder.join(name), text).unwrap();
    match way {
        None => put("client-secret.txt", &format!("{}\n", kept())),
        Some(Way::Gateway) => put("api-key.txt", &format!("{}\n", kept())),
        Some(Way::Oidc) => {
            let token = desk.place.run(&["token", "get", "--partner", "acme"]);
            put("token.jwt", &String::from_utf8_lossy(&token.stdout));
        }
        Some(Way::SelfSigned) => {
            put("client.pem", &MATERIAL.alone.certificate);
            put("client.key", &MATERIAL.alone.key);
        }
        Some(Way::Issued) => {
            put("client.pem", &format!("{}{}", MATERIAL.issued.certificate, MATERIAL.intermediate));
            put("client.key", &MATERIAL.issued.key);
        }
        Some(_) => put("signing.key", &MATERIAL.signer.key),
    }
}

/// Puts what somebody else holds there.
fn wrong(way: Option<Way>, folder: &Path) {
    let replace = |name: &str, text: &str| fs::write(folder.join(name), text).unwrap();
    match way {
        None => replace("client-secret.txt", "guessed"),
        Some(Way::Gateway) => replace("api-key.txt", "guessed"),
        Some(Way::Oidc) => replace("token.jwt", "e30.e30.e30"),
        Some(Way::SelfSigned | Way::Issued) => {
            replace("client.pem", &MATERIAL.alone_next.certificate);
            replace("client.key", &MATERIAL.alone_next.key);
        }
        Some(_) => replace("signing.key", &MATERIAL.signer_next.key),
    }
}

const FOLDER: &str = "handover/test/acme";

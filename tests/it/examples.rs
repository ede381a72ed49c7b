//! The examples of the help texts that need a gateway, or an empty folder, run here.

use std::{
    path::Path,
    process::{Command, Output, Stdio},
    time::{Duration, Instant},
};

use partnerctl::sandbox::Quirks;

use crate::{
    cli::{examples, path},
    support::{Place, Sandbox, told},
    twin::rfc7591::{Habits, INITIAL, Twin},
};

/// In this order: what removes comes last.
const COMMANDS: &[&str] = &[
    " onboard",
    " verify",
    " token get",
    " call",
    " doctor",
    " gateway test",
    " gateway capabilities",
    " gateway login",
    " gateway raw",
    " profile create",
    " profile show",
    " profile list",
    " profile suspend",
    " profile resume",
    " api create",
    " api list",
    " api show",
    " api deactivate",
    " api activate",
    " api assign",
    " api unassign",
    " import",
    " plan",
    " plan show",
    " plan approve",
    " apply",
    " due",
    " rotate",
    " offboard",
    " profile delete",
];

/// Examples that ask a person, who is not here.
const ASKED: &[&str] = &["partnerctl gateway login -e non-production"];

/// Examples that need an authorization server; `live/adoption.rs` runs them.
pub(crate) const AT_A_SERVER: &[&str] =
    &["partnerctl onboard acme --adopt --client https://as.example.net/reg/4711 --registration-token-file token.txt"];

#[test]
fn every_example_that_needs_a_gateway_runs() {
    let sandbox = Sandbox::start(Quirks::default());
    let place = Place::with_environments(&sandbox, &["test", "non-production", "production"]);
    place.write("query.json", SEARCH);
    place.write("ids.csv", "profile,secret-expires\nacme-production,2027-01-01\n");
    place.write("password.txt", &place.password);
    let server = paired(&place, &sandbox);
    for environment in ["test", "non-production", "production"] {
        place.json(&["onboard", "acme", "globex", "-e", environment], 0);
        place.json(&["verify", "acme", "-e", environment], 0);
    }
    for api in ["status-api/1.0", "contract-api/1.0"] {
        place.json(&["api", "create", api], 0);
    }
    let by_hand = by_hand(&place);
    approvers(&place);
    let all = examples();
    for command in COMMANDS {
        let own: Vec<_> = all.iter().filter(|(known, _)| known == command).collect();
        assert!(own.len() >= 2, "{command}");
        let runs = |example: &str| !ASKED.contains(&example) && !AT_A_SERVER.contains(&example);
        for (_, example) in own.iter().filter(|(_, example)| runs(example)) {
            let output = shell(&place, &format!("{by_hand}{example}"));
            assert!(output.status.success(), "`{example}`: {}", told(&output));
        }
    }
    assert!(!server.seen().is_empty(), "the authorization server was asked");
}

/// One more environment, whose tokens come from an authorization server.
fn paired(place: &Place, sandbox: &Sandbox) -> Twin {
    let server = Twin::start(Habits::default());
    let identity = format!("identity: {{ driver: rfc7591, url: \"{}\", login: {{ token: bearer }} }}", server.issuer());
    let gateway =
        format!("gateway: {{ driver: webmethods, url: \"{}\", login: {{ basic: {{ user: Administrator }} }} }}", sandbox.url());
    let staging = format!("environments:\n  staging: {{ class: non-production, {identity}, {gateway} }}\n");
    place.write("partnerctl.yaml", &place.read("partnerctl.yaml").replace("environments:\n", &staging));
    place.write_private("token.txt", INITIAL);
    place.json(&["secret", "put", "connections/staging.identity", "--secret-file", "token.txt"], 0);
    server
}

/// Two people who may agree to plans.
fn approvers(place: &Place) {
    let known = ["maria", "joe"].map(|user| {
        let file = format!("{user}.key");
        let made = place.run(&["key", "generate", "--type", "ec-p256", "--out", &file, "--no-passphrase"]);
        assert!(made.status.success(), "{}", told(&made));
        let thumbprint = place.json(&["jwk", "thumbprint", &file], 0)["thumbprint"].as_str().unwrap().to_owned();
        format!("{{ user: {user}, thumbprint: {thumbprint} }}")
    });
    place.write("partnerctl.yaml", &format!("{}approvers: [{}]\n", place.read("partnerctl.yaml"), known.join(", ")));
}

/// What a partner has been told, as variables, and what it holds, as files.
fn by_hand(place: &Place) -> String {
    place.write("quote.json", "{\"userId\": \"jane\"}");
    let record = place.json(&["record", "show", "acme", "-e", "test"], 0);
    let record = record.get("record").unwrap_or(&record);
    let secret = place.json(&["secret", "get", "test/acme", "--reveal"], 0);
    place.write("secret.txt", secret["secret"].as_str().unwrap());
    let of = |value: &serde_json::Value| value.as_str().unwrap().to_owned();
    let status = &record["status"];
    let known = [&status["tokenEndpoint"], &status["client"]["clientId"], &status["apis"][0]["endpoints"][0]].map(of);
    format!("TOKEN_URL={} CLIENT_ID={} API_URL={}; export PARTNERCTL_CA=ca.pem; ", known[0], known[1], known[2])
}

#[test]
fn a_new_workspace_from_nothing() {
    let folder = tempfile::tempdir().unwrap();
    for (place, (_, example)) in examples().iter().filter(|(command, _)| command == " init").enumerate() {
        let own = folder.path().join(place.to_string());
        std::fs::create_dir(&own).unwrap();
        let output = run(&own, folder.path(), example);
        assert!(output.status.success(), "`{example}`: {}", told(&output));
    }
}

#[test]
fn the_sandbox_runs_until_it_is_interrupted() {
    let folder = tempfile::tempdir().unwrap();
    let (state, ready) = (folder.path().join("state"), folder.path().join("ready.json"));
    let mut child = Command::new(env!("CARGO_BIN_EXE_partnerctl"))
        .args(["sandbox", "run", "-o", "json", "--state"])
        .arg(&state)
        .arg("--ready-file")
        .arg(&ready)
        .env_clear()
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let start = Instant::now();
    while !ready.exists() {
        assert!(start.elapsed() < Duration::from_secs(20) && child.try_wait().unwrap().is_none(), "the sandbox does not answer");
        std::thread::sleep(Duration::from_millis(20));
    }
    let busy = run(folder.path(), folder.path(), "partnerctl sandbox reset --state state");
    assert_eq!(busy.status.code(), Some(4), "{}", told(&busy));
    let interrupted = Command::new("sh").args(["-c", "kill \"$@\"", "sh", "-INT", &child.id().to_string()]).status().unwrap();
    assert!(interrupted.success());
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success(), "{}", told(&output));
    let answer: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert!(answer["url"].as_str().unwrap().starts_with("http://127.0.0.1:"), "{answer}");
    let emptied = run(folder.path(), folder.path(), "partnerctl sandbox reset --state state");
    assert!(emptied.status.success(), "{}", told(&emptied));
}

fn shell(place: &Place, line: &str) -> Output {
    // What follows a pipe is the shell's business; `jq` need not be here.
    place.shell(line, &path())
}

fn run(folder: &Path, home: &Path, line: &str) -> Output {
    let mut command = Command::new("sh");
    command.args(["-c", line]).env_clear().env("PATH", path()).env("HOME", home).env("USER", "tester").current_dir(folder);
    command.stdin(Stdio::null()).output().unwrap()
}

const SEARCH: &str = r#"{"types":["APPLICATION"],"scope":[{"attributeName":"name","keyword":"acme-test"}],
  "responseFields":["applicationID","name"],"condition":"and"}"#;

//! Several processes at once, and processes that are ended from outside.

use std::{
    os::unix::fs::PermissionsExt as _,
    path::Path,
    process::{Child, Command, Output, Stdio},
    time::{Duration, Instant},
};

use partnerctl::sandbox::Quirks;
use serde_json::Value;

use crate::support::{Place, Sandbox, told};

#[test]
fn the_first_fingerprints_are_of_one_key_however_many_are_made_at_once() {
    let place = Place::at("http://127.0.0.1:9", &Sandbox::start(Quirks::default()));
    place.write("same.txt", "the same secret");
    std::fs::set_permissions(place.root().join("same.txt"), std::fs::Permissions::from_mode(0o600)).unwrap();
    let names = ["a", "b", "c", "d", "e", "f"];
    let start = |name: &&str| {
        let mut command = place.command(&["secret", "put", name, "--secret-file", "same.txt", "-o", "json"]);
        command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
    };
    let running: Vec<Child> = names.iter().map(start).collect();
    let mut fingerprints: Vec<Value> = running.into_iter().map(|child| fingerprint(&child.wait_with_output().unwrap())).collect();
    fingerprints.dedup();
    assert_eq!(fingerprints.len(), 1, "{fingerprints:?}");
    let key = "workspace/fingerprint-key";
    assert_eq!(place.json(&["secret", "put", key, "--secret-file", "same.txt", "--yes"], 5)["error"]["code"], "denied");
    assert_eq!(place.json(&["secret", "remove", key, "--yes"], 5)["error"]["code"], "denied");
}

fn fingerprint(output: &Output) -> Value {
    assert!(output.status.success(), "{}", told(output));
    serde_json::from_slice::<Value>(&output.stdout).unwrap()["fingerprint"].clone()
}

#[test]
fn a_sandbox_of_a_script_ends_well_when_it_is_told_to_terminate() {
    let folder = tempfile::tempdir().unwrap();
    let child = script(folder.path(), "sandbox run --state state");
    let ready = folder.path().join("state/ready.json");
    until(|| ready.exists());
    send("-INT", &child);
    send("-TERM", &child);
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success(), "{}", told(&output));
    assert!(!ready.exists());
}

/// The program as a script starts it in the background: without Ctrl-C.
fn script(folder: &Path, words: &str) -> Child {
    let line = format!("trap '' INT; exec {} {words}", env!("CARGO_BIN_EXE_partnerctl"));
    let mut command = Command::new("sh");
    command.args(["-c", &line]).env_clear().env("HOME", folder).current_dir(folder);
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
}

fn send(signal: &str, child: &Child) {
    assert!(Command::new("sh").args(["-c", "kill \"$@\"", "sh", signal, &child.id().to_string()]).status().unwrap().success());
}

fn until(there: impl Fn() -> bool) {
    let start = Instant::now();
    while !there() {
        assert!(start.elapsed() < Duration::from_secs(20), "it takes too long");
        std::thread::sleep(Duration::from_millis(20));
    }
}

#[test]
fn a_sandbox_that_was_killed_is_said_not_to_run() {
    let place = Place::at("http://127.0.0.1:9", &Sandbox::start(Quirks::default()));
    let text = place.read("partnerctl.yaml");
    let (head, secrets) = (text.split("environments:").next().unwrap(), text.split("secrets:").nth(1).unwrap());
    let own = "environments:\n  test: { class: non-production, gateway: { driver: webmethods, sandbox: true } }\n";
    place.write("partnerctl.yaml", &format!("{head}{own}secrets:{secrets}"));
    let mut child = place.command(&["sandbox", "run"]).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    let ready = place.root().join(".partnerctl/sandbox/ready.json");
    until(|| ready.exists());
    place.json(&["gateway", "test"], 0);
    child.kill().unwrap();
    child.wait().unwrap();
    assert!(ready.exists());
    let told = place.json(&["gateway", "test"], 6);
    assert_eq!(told["error"]["code"], "sandbox-asleep", "{told}");
    assert!(told["error"]["next"].as_str().unwrap().contains("partnerctl sandbox run"), "{told}");
}

#[test]
fn the_audit_log_names_evidence_and_shows_when_its_end_is_cut_off() {
    let place = Place::at("http://127.0.0.1:9", &Sandbox::start(Quirks::default()));
    place.write("terms.txt", "signed");
    place.json(&["step", "done", "acme", "terms", "--by", "Jane", "--evidence", "terms.txt"], 0);
    let first = place.json(&["audit", "show"], 0);
    assert!(first["acts"][0]["what"].as_str().unwrap().contains("Jane: terms.txt (SHA-256 "), "{first}");
    assert!(first["acts"][0]["by"].as_str().unwrap().starts_with("tester"), "{first}");
    place.json(&["step", "done", "acme", "terms", "--by", "John", "--evidence", "by mail"], 0);
    let second = place.json(&["audit", "verify"], 0);
    assert_eq!((&first["head"]["seq"], &second["head"]["seq"]), (&Value::from(1), &Value::from(2)));
    let what = place.json(&["audit", "show"], 0)["acts"][1]["what"].as_str().unwrap().to_owned();
    assert!(what.contains("John: by mail; before that done by Jane at ") && what.contains(": terms.txt (SHA-256 "), "{what}");
    let head = |answer: &Value| answer["head"]["hash"].as_str().unwrap().to_owned();
    place.json(&["audit", "verify", "--head", &head(&first)], 0);
    let log = place.read(".partnerctl/audit.jsonl");
    place.write(".partnerctl/audit.jsonl", &format!("{}\n", log.lines().next().unwrap()));
    place.json(&["audit", "verify"], 0);
    assert_eq!(place.json(&["audit", "verify", "--head", &head(&second)], 7)["ok"], false);
}

#[test]
fn a_broken_partner_file_is_one_line_among_the_others() {
    let place = Place::with_environments(&Sandbox::start(Quirks::default()), &["test"]);
    place.write("partners/globex.yaml", "kind: Partner\n");
    let list = place.json(&["partner", "list"], 9);
    assert_eq!((&list["partners"][0]["name"], &list["partners"][0]["error"]), (&Value::from("acme"), &Value::Null));
    assert_eq!((&list["partners"][1]["name"], &list["partners"][1]["error"]["exit"]), (&Value::from("globex"), &Value::from(2)));
    std::fs::remove_file(place.root().join("partners/acme.yaml")).unwrap();
    assert_eq!(place.json(&["partner", "list"], 2)["error"]["partner"], "globex");
}

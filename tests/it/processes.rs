//! Several processes at once, and processes that are ended from outside.

use std::{
    os::unix::fs::PermissionsExt as _,
    process::{Child, Output, Stdio},
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
    let mut fingerprints: Vec<Value> = running.into_iter().map(|child| fingerprint(child.wait_with_output().unwrap())).collect();
    fingerprints.dedup();
    assert_eq!(fingerprints.len(), 1, "{fingerprints:?}");
    let key = "workspace/fingerprint-key";
    assert_eq!(place.json(&["secret", "put", key, "--secret-file", "same.txt", "--yes"], 5)["error"]["code"], "denied");
    assert_eq!(place.json(&["secret", "remove", key, "--yes"], 5)["error"]["code"], "denied");
}

fn fingerprint(output: Output) -> Value {
    assert!(output.status.success(), "{}", told(&output));
    serde_json::from_slice::<Value>(&output.stdout).unwrap()["fingerprint"].clone()
}

//! A partner's workspace with one connection: nobody types its name.

use std::io::Write as _;
use std::process::{Command, Stdio};

use super::{Machine, Pair};
use crate::support::told;

/// The program on the partner's machine, with something on stdin.
fn fed(machine: &Machine, words: &[&str], text: &str) -> std::process::Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_partnerctl"));
    command.args(words).env_clear().current_dir(machine.desk()).env("HOME", machine.home()).env("USER", "dev");
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    child.stdin.take().unwrap().write_all(text.as_bytes()).unwrap();
    child.wait_with_output().unwrap()
}

#[test]
fn no_command_of_the_partner_needs_a_name() {
    let pair = Pair::new("{ mechanism: oauth2, scopes: [quote-read] }");
    let words = pair.invite();
    pair.accept(&words, &["--offline"]);
    pair.receive();
    pair.finish(&[]);
    for words in [
        &["token", "get"][..],
        &["call", "GET", "/status"],
        &["verify"],
        &["status"],
        &["explain", "--no-calls"],
        &["record", "show"],
        &["step", "list"],
        &["step", "done", "firewall", "--by", "Jo", "--evidence", "ticket 12"],
        &["step", "reopen", "firewall", "--why", "new addresses"],
        &["secret", "get"],
    ] {
        let output = pair.partner.run(words);
        assert!(output.status.success(), "{words:?}: {}", told(&output));
    }
    let status = String::from_utf8(pair.partner.run(&["status"]).stdout).unwrap();
    assert!(status.contains("acme in test") && status.contains("waiting"), "{status}");
    let own = pair.partner.json(&["secret", "get", "--reveal"], 0);
    assert_eq!(own["name"], "test/acme");
    let secret = own["secret"].as_str().unwrap();
    let put = fed(&pair.partner, &["secret", "put", "--secret-file", "-"], secret);
    assert!(put.status.success(), "{}", told(&put));
    assert_eq!(pair.partner.json(&["secret", "remove", "--yes"], 0)["removed"], "test/acme");
    assert_eq!(pair.partner.json(&["verify"], 7)["error"]["exit"], 7);
    let put = fed(&pair.partner, &["secret", "put", "--secret-file", "-"], secret);
    assert!(put.status.success(), "{}", told(&put));
    pair.partner.json(&["verify"], 0);
}

#[test]
fn the_operator_names_whom_it_means() {
    let pair = Pair::new("{ mechanism: oauth2, scopes: [quote-read] }");
    for words in [&["step", "list"][..], &["step", "done", "terms", "--by", "Jo"], &["secret", "get"], &["record", "show"]] {
        let refused = pair.operator.json(words, 2);
        assert!(refused["error"]["message"].as_str().unwrap().contains("which partner is not said"), "{words:?}: {refused}");
    }
}

//! The check against servers on loopback: what a firewall would meet, and what it would use.

use std::{fs, net::TcpListener, process::Command};

use serde_json::Value;

use super::{
    answer, codes,
    jims::{Authority, Jims, Nature, SECRET, TOKEN},
    run, said, told,
};
use crate::cli;

struct Place {
    folder: tempfile::TempDir,
    ca: Authority,
}

impl Place {
    fn new() -> Self {
        let place = Self { folder: tempfile::tempdir().unwrap(), ca: Authority::new("JIMS CA") };
        for (name, text) in [
            ("jims-ca.pem", place.ca.pem()),
            ("other-ca.pem", Authority::new("Other CA").pem()),
            ("secret.txt", SECRET.to_owned()),
            ("wrong.txt", "canary-4711-wrong".to_owned()),
        ] {
            fs::write(place.folder.path().join(name), text).unwrap();
        }
        place
    }

    fn jims(&self, nature: Nature) -> Jims {
        Jims::start(&self.ca, nature)
    }

    /// Runs the check, and looks that neither secret nor token is anywhere.
    fn check(&self, exit: i32, words: &str) -> Value {
        let all = format!("srx check --client-id srx1 -o json {words}");
        let mut words: Vec<&str> = all.split(' ').collect();
        for (flag, value) in [("--ca", "jims-ca.pem"), ("--client-secret-file", "secret.txt")] {
            if !words.contains(&flag) {
                words.extend([flag, value]);
            }
        }
        for more in [&["-v"][..], &[]] {
            let output = run(self.folder.path(), &[&words, more].concat());
            let seen = said(&output) + &told(&output);
            assert_eq!(output.status.code(), Some(exit), "{all}: {seen}");
            assert!([SECRET, TOKEN, "canary-4711-wrong"].iter().all(|canary| !seen.contains(canary)), "{all}: {seen}");
        }
        answer(&run(self.folder.path(), &words))
    }
}

/// A port where nobody listens.
fn nobody() -> u16 {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

#[test]
fn a_good_server_serves() {
    let place = Place::new();
    let jims = place.jims(Nature::default());
    let seen = place.check(0, &format!("--primary localhost --port {} --query-api user_query/v2", jims.port));
    assert_eq!((seen["ok"].clone(), seen["serves"].clone()), (true.into(), "primary".into()));
    let server = &seen["servers"][0];
    assert_eq!(
        (server["token"].clone(), server["tokenExpiresIn"].clone(), server["queryStatus"].clone()),
        (true.into(), 3600.into(), 200.into())
    );
    // The path may be given whole.
    place.check(0, &format!("--primary localhost:{} --token-api /api/oauth_token/oauth", jims.port));
}

#[test]
fn a_common_name_alone_is_enough_and_a_wildcard_is_not() {
    let place = Place::new();
    let named = place.jims(Nature { common_name: "localhost", dns: None, ..Nature::default() });
    place.check(0, &format!("--primary localhost:{}", named.port));
    for dns in [Some("*.localhost"), Some("jims1.example.com"), None] {
        let other = place.jims(Nature { dns, ..Nature::default() });
        let seen = place.check(7, &format!("--primary localhost:{}", other.port));
        assert_eq!(codes(&seen), ["other-name", "no-server"], "{dns:?}");
        assert!(other.seen().is_empty(), "nothing is sent");
    }
    let address = place.jims(Nature { common_name: "127.0.0.1", dns: None, ..Nature::default() });
    assert_eq!(codes(&place.check(0, &format!("--primary 127.0.0.1:{}", address.port))), ["address-with-ca"]);
}

#[test]
fn the_authority_in_the_file_is_trusted_alone() {
    let place = Place::new();
    let jims = place.jims(Nature::default());
    let words = format!("--primary localhost:{} --ca other-ca.pem", jims.port);
    let seen = place.check(7, &words);
    assert!(codes(&seen).contains(&"no-server".to_owned()), "{seen}");
    let all = format!("srx check {words} --client-id srx1 --client-secret-file secret.txt");
    let output = Command::new(env!("CARGO_BIN_EXE_partnerctl"))
        .args(all.split(' '))
        .current_dir(place.folder.path())
        .env_clear()
        .env("SSL_CERT_FILE", place.folder.path().join("jims-ca.pem"))
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(7), "{}", told(&output));
    assert!(jims.seen().is_empty(), "nothing is sent");
}

#[test]
fn an_ended_certificate_is_refused() {
    let place = Place::new();
    let jims = place.jims(Nature { days: 20_000, ..Nature::default() });
    let seen = place.check(7, &format!("--primary localhost:{}", jims.port));
    assert!(codes(&seen).iter().any(|code| code == "expired"), "{seen}");
    assert!(jims.seen().is_empty(), "nothing is sent");
}

#[test]
fn a_wrong_secret_and_wrong_paths_are_told_apart() {
    let place = Place::new();
    let jims = place.jims(Nature::default());
    let primary = format!("--primary localhost:{}", jims.port);
    assert_eq!(codes(&place.check(7, &format!("{primary} --client-secret-file wrong.txt"))), ["client-refused", "no-server"]);
    assert_eq!(codes(&place.check(7, &format!("{primary} --secret-in body"))), ["client-refused", "no-server"]);
    assert_eq!(codes(&place.check(7, &format!("{primary} --token-api nowhere"))), ["token-path", "no-server"]);
    assert_eq!(codes(&place.check(0, &format!("{primary} --query-api nowhere"))), ["query-status"]);
    for (status, exit) in [(401, 7), (500, 7), (400, 0)] {
        let jims = place.jims(Nature { query: status, ..Nature::default() });
        let seen = place.check(exit, &format!("--primary localhost:{} --query-api user_query/v2", jims.port));
        assert!(codes(&seen).contains(&"query-status".to_owned()), "{status}: {seen}");
    }
}

#[test]
fn the_secondary_server_serves_when_the_primary_is_down() {
    let place = Place::new();
    let jims = place.jims(Nature::default());
    let seen = place.check(7, &format!("--primary localhost:{} --secondary localhost:{}", nobody(), jims.port));
    assert_eq!(seen["serves"], "secondary");
    assert_eq!(codes(&seen), ["unreachable", "ports-differ", "same-secret", "fallback"]);
    let seen = place.check(7, &format!("--primary localhost:{} --secondary localhost:{}", jims.port, nobody()));
    assert_eq!(seen["serves"], "primary", "a fallback that fails is told, too");
    let seen = place.check(7, &format!("--primary localhost:{} --secondary localhost:{}", nobody(), nobody()));
    assert_eq!(seen["serves"], Value::Null);
    assert!(codes(&seen).contains(&"no-server".to_owned()));
}

#[test]
fn the_examples_run() {
    let place = Place::new();
    let (one, other) = (place.jims(Nature::default()), place.jims(Nature::default()));
    let status =
        "Primary server :\n  Connection status : Online\nAccess token : 0ab3fe2c\nToken expire time : 2999-01-01 00:00:00\n";
    fs::write(place.folder.path().join("status.txt"), status).unwrap();
    let own: Vec<_> = cli::examples().into_iter().filter(|(command, _)| command == " srx check").collect();
    assert!(own.len() >= 2);
    for (_, example) in own {
        let mut shell = Command::new("sh");
        shell.args(["-c", &example]).current_dir(place.folder.path()).env_clear().env("PATH", cli::path());
        shell.env("JIMS1", format!("localhost:{}", one.port)).env("JIMS2", format!("localhost:{}", other.port));
        let output = shell.output().unwrap();
        assert!(output.status.success(), "{example}: {}{}", said(&output), told(&output));
    }
}

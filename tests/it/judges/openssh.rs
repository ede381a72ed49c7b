//! Keys of OpenSSH: what our refusal advises is done by its own program, and then the key is read.

use std::{path::Path, process::Command};

use partnerctl::crypto::read::key as read_key;

use super::{is_there, run};

#[test]
fn the_advised_command_makes_a_key_that_is_read() {
    if !is_there("ssh-keygen", "-?") {
        return;
    }
    for kind in ["rsa -b 2048", "ecdsa -b 256", "ecdsa -b 521"] {
        let folder = made(kind);
        let advice = advised(folder.path(), "FILE");
        shell(folder.path(), &format!("{} -P '' -N ''", command(&advice)));
        let key = std::fs::read(folder.path().join("NEW")).unwrap();
        read_key(&key, None).unwrap_or_else(|error| panic!("{kind}: {error:?}"));
    }
}

#[test]
fn a_key_that_openssh_cannot_convert_is_told_apart() {
    if !is_there("ssh-keygen", "-?") {
        return;
    }
    let folder = made("ed25519");
    for name in ["FILE", "FILE.pub"] {
        let advice = advised(folder.path(), name);
        assert!(advice.contains("partnerctl key generate --type ed25519") && !advice.contains("ssh-keygen"), "{name}: {advice}");
    }
}

/// A folder with a key of OpenSSH in `FILE`.
fn made(kind: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let words = format!("-q -t {kind} -f FILE -N");
    let output = Command::new("ssh-keygen").args(words.split(' ')).arg("").current_dir(folder.path()).output().unwrap();
    assert!(output.status.success(), "{kind}: {}", String::from_utf8_lossy(&output.stderr));
    folder
}

fn advised(folder: &Path, name: &str) -> String {
    let error = read_key(&std::fs::read(folder.join(name)).unwrap(), None).unwrap_err();
    error.advice
}

/// The command between the first two backticks.
fn command(advice: &str) -> &str {
    advice.split('`').nth(1).expect("a command")
}

fn shell(folder: &Path, line: &str) {
    std::fs::write(folder.join("line.sh"), line).unwrap();
    run(folder, "sh", "line.sh");
}

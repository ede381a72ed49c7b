//! What the commands leave behind: modes of files, nothing overwritten, nothing private where it should not be.

use std::{os::unix::fs::PermissionsExt as _, path::Path, process::Output};

use tempfile::tempdir;

use super::{Command, TYPES};

const CANARY: &str = "canary-4711-passphrase";

fn partnerctl(at: &Path, words: &str) -> Output {
    Command::new(env!("CARGO_BIN_EXE_partnerctl")).args(words.split(' ')).current_dir(at).env_clear().output().expect("it runs")
}

fn good(at: &Path, words: &str) -> String {
    let output = partnerctl(at, words);
    let told = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success(), "{words}: {told}");
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(!said.contains(CANARY) && !told.contains(CANARY), "{words} shows the passphrase");
    said
}

fn mode(path: &Path) -> u32 {
    std::fs::metadata(path).expect("it is there").permissions().mode() & 0o777
}

#[test]
fn private_files_are_for_their_owner_and_are_never_overwritten() {
    let folder = tempdir().expect("a folder");
    let at = folder.path();
    good(at, "key generate --type ec-p256 --out new/k.pem");
    assert_eq!((mode(&at.join("new/k.pem")), mode(&at.join("new"))), (0o600, 0o700));
    let before = std::fs::read(at.join("new/k.pem")).expect("it is there");
    for words in ["key generate --type ec-p256 --out new/k.pem", "key convert new/k.pem --to jwk --out new/k.pem"] {
        assert_eq!(partnerctl(at, words).status.code(), Some(4), "{words}");
        assert_eq!(std::fs::read(at.join("new/k.pem")).expect("it is there"), before, "{words}");
    }
    good(at, "key generate --type ec-p256 --out new/k.pem --replace");
    assert_ne!(std::fs::read(at.join("new/k.pem")).expect("it is there"), before);
    good(at, "key convert new/k.pem --to jwk --out k.jwk");
    good(at, "key convert new/k.pem --to spki --out k.pub");
    good(at, "csr create --key new/k.pem --subject CN=a --out k.csr");
    assert_eq!([mode(&at.join("k.jwk")), mode(&at.join("k.pub")), mode(&at.join("k.csr"))], [0o600, 0o644, 0o644]);
}

#[test]
fn a_passphrase_is_shown_by_no_command() {
    let folder = tempdir().expect("a folder");
    let at = folder.path();
    std::fs::write(at.join("word"), format!("{CANARY}\n")).expect("it can be written");
    for words in [
        "key generate --type ec-p256 --passphrase-file word --out k",
        "key show k --passphrase-file word -o json",
        "key convert k --passphrase-file word --to pkcs8 --new-passphrase-file word --out l",
        "key convert k --passphrase-file word --to pkcs12 --new-passphrase-file word --out m.p12",
        "key match k l m.p12 --passphrase-file word",
        "csr create --key k --subject CN=a --passphrase-file word",
        "jwt assert --key k --passphrase-file word --issuer a --audience https://b.example -o json",
        "jwk set k l --passphrase-file word",
    ] {
        good(at, words);
    }
    for wrong in ["key show k", "key show m.p12"] {
        let told = partnerctl(at, wrong);
        assert_eq!(told.status.code(), Some(2), "{wrong}");
        assert!(String::from_utf8_lossy(&told.stderr).contains("--passphrase-file"), "{wrong}");
    }
}

#[test]
fn nothing_private_is_published() {
    let folder = tempdir().expect("a folder");
    let at = folder.path();
    for kind in TYPES {
        let (key, jwk) = (format!("{kind}.key"), format!("{kind}.jwk"));
        good(at, &format!("key generate --type {kind} --out {key}"));
        good(at, &format!("key convert {key} --to jwk --out {jwk}"));
        let private: serde_json::Value =
            serde_json::from_slice(&std::fs::read(at.join(&jwk)).expect("it is there")).expect("JSON");
        for shown in [
            good(at, &format!("jwk show {key}")),
            good(at, &format!("jwk show {jwk}")),
            good(at, &format!("jwk set {key} {jwk}")),
            good(at, &format!("key show {jwk} -o json")),
        ] {
            for member in ["d", "p", "q", "dp", "dq", "qi"] {
                let Some(secret) = private[member].as_str() else { continue };
                assert!(!shown.contains(secret) && !shown.contains(&format!("\"{member}\":")), "{kind}: {member}");
            }
        }
        assert_eq!(good(at, &format!("jwk thumbprint {key}")), good(at, &format!("jwk thumbprint {jwk}")), "{kind}");
    }
}

#[test]
fn many_keys_are_all_different() {
    let folder = tempdir().expect("a folder");
    let said = good(folder.path(), "key generate --type ec-p256 --count 50 --out-dir keys -o name");
    let names: std::collections::BTreeSet<&str> = said.lines().collect();
    assert_eq!((names.len(), std::fs::read_dir(folder.path().join("keys")).expect("a folder").count()), (50, 50));
    let again = partnerctl(folder.path(), "key generate --type ec-p256 --count 60 --out-dir keys");
    assert_eq!(again.status.code(), Some(4), "the first file is there already");
    assert_eq!(std::fs::read_dir(folder.path().join("keys")).expect("a folder").count(), 50);
}

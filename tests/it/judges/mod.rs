//! A second opinion on keys, requests, containers and tokens: published vectors always; OpenSSL, Java's keytool and a real
//! authorization server where they are installed. A judge that is not there says so.

mod commands;
mod hostile;
mod keytool;
mod metadata;
mod openssh;
mod openssl;
mod server;
mod vectors;

use std::{
    path::{Path, PathBuf},
    process::{Command, Output},
};

use partnerctl::crypto::key::{Key, KeyType};

/// One key of each type, RSA at its shortest.
pub(crate) const TYPES: [KeyType; 5] = [KeyType::Rsa(2048), KeyType::EcP256, KeyType::EcP384, KeyType::EcP521, KeyType::Ed25519];

pub(crate) fn key(kind: KeyType) -> Key {
    Key::generate(kind).expect("a key")
}

/// Whether a program is installed; says so when it is not.
pub(crate) fn is_there(program: &str, flag: &str) -> bool {
    let there = Command::new(program).arg(flag).output().is_ok();
    if !there {
        crate::support::not_run(&format!("`{program}` is not installed"));
    }
    there
}

/// A Python that has a module, that of the tools first; says so when there is none.
pub(crate) fn python(module: &str) -> Option<PathBuf> {
    let own = Path::new(env!("CARGO_TARGET_TMPDIR")).parent()?.join("tools/bin/python3");
    let has = |python: &PathBuf| {
        let asked = Command::new(python).args(["-c", &format!("import {module}")]).output();
        asked.is_ok_and(|output| output.status.success())
    };
    let found = [own, PathBuf::from("python3")].into_iter().find(has);
    if found.is_none() {
        crate::support::not_run(&format!("no Python with `{module}` is there"));
    }
    found
}

/// Runs a program in a folder; what it says on both ways out is shown when it fails.
pub(crate) fn run(folder: &Path, program: &str, words: &str) -> Output {
    let output = Command::new(program).args(words.split_whitespace()).current_dir(folder).output().expect("it runs");
    assert!(
        output.status.success(),
        "{program} {words}\n{}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    );
    output
}

/// Writes a file into a folder and returns its path.
pub(crate) fn put(folder: &Path, name: &str, bytes: impl AsRef<[u8]>) -> PathBuf {
    let path = folder.join(name);
    std::fs::write(&path, bytes).expect("it can be written");
    path
}

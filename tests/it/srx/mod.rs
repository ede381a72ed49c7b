//! SRX firewalls as clients of JIMS: statements by release, their judge, and the check against servers on loopback.

mod check;
pub(crate) mod jims;
mod judge;
mod parser;
mod property;
mod render;
mod rules;
mod status;

use std::{
    path::Path,
    process::{Command, Output},
};

/// Runs the program in a folder with nothing of this machine's environment.
fn run(at: &Path, words: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_partnerctl")).args(words).current_dir(at).env_clear().output().unwrap()
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

fn told(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

fn answer(output: &Output) -> serde_json::Value {
    serde_json::from_slice(&output.stdout).unwrap_or_else(|error| panic!("{error}: {}{}", said(output), told(output)))
}

/// The codes of all findings that are more than worth knowing.
fn codes(answer: &serde_json::Value) -> Vec<String> {
    let findings = answer["findings"].as_array().unwrap().iter().filter(|finding| finding["level"] != "inform");
    findings.map(|finding| finding["code"].as_str().unwrap().to_owned()).collect()
}

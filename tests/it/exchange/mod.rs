//! Two machines that know each other by e-mailed files alone: an operator with its gateway, and a partner with a folder of its own.

mod alone;
mod later;
mod lines;
mod mechanisms;
mod plain;
mod reach;
mod refusals;
mod rotation;
mod sealed;
mod ways;

use std::{
    path::{Path, PathBuf},
    process::{Command, Output, Stdio},
};

use partnerctl::sandbox::Quirks;
use serde_json::Value;

use crate::{
    cli::path,
    support::{Place, Sandbox, told},
};

/// A partner's machine: a home and a folder for what comes by mail.
pub(crate) struct Machine {
    folder: tempfile::TempDir,
}

impl Machine {
    pub(crate) fn new() -> Self {
        let machine = Self { folder: tempfile::tempdir().unwrap() };
        std::fs::create_dir(machine.desk()).unwrap();
        machine
    }

    pub(super) fn home(&self) -> &Path {
        self.folder.path()
    }

    pub(crate) fn desk(&self) -> PathBuf {
        self.folder.path().join("desk")
    }

    pub(super) fn run(&self, words: &[&str]) -> Output {
        let mut command = Command::new(env!("CARGO_BIN_EXE_partnerctl"));
        command.args(words).env_clear().current_dir(self.desk()).stdin(Stdio::null());
        command.env("HOME", self.home()).env("USER", "dev").env("PARTNERCTL_NO_INPUT", "true").output().unwrap()
    }

    /// Runs the program with `-o json` and reads its answer; fails when it does not exit with `code`.
    pub(crate) fn json(&self, words: &[&str], code: i32) -> Value {
        let output = self.run(&[words, &["-o", "json"]].concat());
        assert_eq!(output.status.code(), Some(code), "{words:?}: {}", told(&output));
        let text = if output.stdout.is_empty() { &output.stderr } else { &output.stdout };
        serde_json::from_slice(text).unwrap_or_else(|error| panic!("{words:?}: {error}: {}", told(&output)))
    }
}

/// Both machines, and the gateway that only the operator administers.
pub(super) struct Pair {
    pub(super) sandbox: Sandbox,
    pub(super) operator: Place,
    pub(super) partner: Machine,
}

impl Pair {
    /// The partner file is that of `acme` with this authentication.
    pub(super) fn new(authentication: &str) -> Self {
        let sandbox = Sandbox::start(Quirks::default());
        let operator = Place::at(&sandbox.url(), &sandbox);
        operator.write("terms.txt", "Be kind to each other's servers.\n");
        let workspace = operator.read("partnerctl.yaml").replace("{ class:", "{ terms: terms.txt, class:");
        operator.write("partnerctl.yaml", &workspace);
        let file = operator.read("partners/acme.yaml");
        let file = file.replace("{ mechanism: oauth2, scopes: [quote-read] }", authentication);
        operator.write("partners/acme.yaml", &format!("# kept by people\n{file}"));
        Self { sandbox, operator, partner: Machine::new() }
    }

    /// Sends a file of the operator by mail.
    pub(super) fn to_partner(&self, word: &str) -> String {
        let name = format!("acme.test.{word}.jws");
        std::fs::copy(self.operator.root().join("handover/test/acme").join(&name), self.partner.desk().join(&name)).unwrap();
        name
    }

    /// Sends the partner's response by mail.
    pub(super) fn to_operator(&self, name: &str) -> String {
        std::fs::copy(self.partner.desk().join(name), self.operator.root().join(name)).unwrap();
        name.to_owned()
    }

    /// The operator invites; the file goes over. Returns what the partner types first.
    pub(super) fn invite(&self) -> Vec<String> {
        let invited = self.operator.json(&["invite", "acme"], 0);
        let file = self.to_partner("invitation");
        let terms = partnerctl::crypto::digest::sha256(self.operator.read("terms.txt").as_bytes());
        let key = invited["fingerprint"].as_str().unwrap();
        ["accept", &file, "--operator-key", key, "--accept-terms", &terms, "--by", "Jane Doe"].map(str::to_owned).to_vec()
    }

    pub(super) fn accept(&self, words: &[String], more: &[&str]) -> Value {
        let words: Vec<&str> = words.iter().map(String::as_str).chain(more.iter().copied()).collect();
        self.partner.json(&words, 0)
    }

    pub(super) fn receive(&self) -> Value {
        let file = self.to_operator("acme.test.response.jws");
        self.operator.json(&["receive", &file], 0)
    }

    /// Onboarding and handover; the file goes over and is opened.
    pub(super) fn finish(&self, more: &[&str]) -> Value {
        self.operator.json(&["onboard", "acme"], 0);
        self.operator.json(&["handover", "acme"], 0);
        let file = self.to_partner("handover");
        self.partner.json(&[&["open", &file], more].concat(), 0)
    }

    /// Runs the line for the shell that `open` gave, where `curl` is installed.
    pub(super) fn shell(&self, opened: &Value) {
        if Command::new("curl").arg("--version").stdout(Stdio::null()).status().is_err() {
            crate::support::not_run("`curl` is not installed");
            return;
        }
        let line = format!("{} --fail --output /dev/null --write-out '%{{http_code}}'", opened["curl"].as_str().unwrap());
        let mut shell = Command::new("sh");
        shell.args(["-c", &line]).env_clear().current_dir(self.partner.desk()).env("PATH", path());
        let output = shell.env("HOME", self.partner.home()).output().unwrap();
        assert_eq!(String::from_utf8_lossy(&output.stdout), "200", "{line}: {}", told(&output));
    }

    /// Makes all calls on the partner's machine, and sends the result over.
    pub(super) fn prove(&self, more: &[&str]) {
        let board = self.partner.json(&[&["verify", "--report", "result.jws"], more].concat(), 0);
        let checks = board["partners"][0]["checks"].as_array().unwrap();
        let unassigned = checks.iter().find(|check| check["name"] == "unassigned API").unwrap();
        assert_eq!(unassigned["ran"], false, "{board}");
        let file = self.to_operator("result.jws");
        self.operator.json(&["receive", &file], 0);
        let steps = self.operator.json(&["step", "list", "acme"], 0);
        let validate = steps["steps"].as_array().unwrap().iter().find(|step| step["id"] == "validate").unwrap().clone();
        assert_eq!((&validate["state"], &validate["evidence"]["by"]), (&"done".into(), &"acme".into()));
        assert_eq!(self.operator.json(&["receive", &file], 4)["error"]["code"], "conflict");
    }
}

//! Gateways and workspaces for the benchmark.

use std::{
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use partnerctl::crypto::seal::Identity;
use serde_json::Value;

/// A process of the embedded gateway.
pub(crate) struct Gateway {
    child: Child,
    folder: tempfile::TempDir,
    /// Its address without TLS.
    pub(crate) plain: String,
    /// Its address with TLS.
    pub(crate) tls: String,
    /// The password of its administrator.
    pub(crate) password: String,
    /// Its authority.
    pub(crate) ca: Vec<u8>,
}

impl Gateway {
    /// A fresh one, as the product is: secrets stand in clear in the full list alone.
    pub(crate) fn start() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let ready = folder.path().join("ready.json");
        let mut command = Command::new(env!("CARGO_BIN_EXE_partnerctl"));
        command.env_clear().current_dir(folder.path()).env("HOME", folder.path());
        command.args(["sandbox", "run", "--state", "state", "--ready-file", "ready.json"]);
        let child = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        let read = |path: &Path| std::fs::read(path).ok().and_then(|text| serde_json::from_slice::<Value>(&text).ok());
        crate::until("the gateway answers", || read(&ready).is_some());
        let told = read(&ready).unwrap();
        let text = |name: &str| told[name].as_str().unwrap().to_owned();
        let password = std::fs::read_to_string(text("passwordFile")).unwrap().trim().to_owned();
        let ca = std::fs::read(text("caFile")).unwrap();
        Self { child, plain: text("url"), tls: text("tlsUrl"), password, ca, folder }
    }

    /// The folder beside its state.
    pub(crate) fn folder(&self) -> &Path {
        self.folder.path()
    }
}

impl Drop for Gateway {
    fn drop(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

/// A workspace.
pub(crate) struct Place {
    root: PathBuf,
    password: String,
}

/// How long a command took, and how much memory it had at most, in kB.
pub(crate) struct Ran {
    pub(crate) time: Duration,
    pub(crate) memory: u64,
}

impl Place {
    /// A workspace before a gateway whose ground is made by one partner, with so many further partners.
    pub(crate) fn before(gateway: &Gateway, url: &str, partners: usize) -> Self {
        let root = gateway.folder().join("workspace");
        std::fs::create_dir_all(root.join("partners")).unwrap();
        std::fs::create_dir_all(root.join("apis")).unwrap();
        let identity = Identity::generate();
        let file = gateway.folder().join("identity.txt");
        std::fs::write(&file, identity.reveal().reveal()).unwrap();
        private(&file);
        std::fs::write(root.join("ca.pem"), &gateway.ca).unwrap();
        std::fs::write(root.join("apis/quote-api.yaml"), API).unwrap();
        std::fs::write(root.join("apis/quote-api.openapi.json"), include_str!("../../templates/start/quote-api.openapi.json"))
            .unwrap();
        let place = Self { root, password: gateway.password.clone() };
        place.point_at(url, &identity.recipient().to_string());
        place.add(0);
        place.run(&["apply", "-q"]);
        (1..=partners).for_each(|number| place.add(number));
        place
    }

    fn point_at(&self, url: &str, recipient: &str) {
        let text = format!(
            "apiVersion: partnerctl/v1\nkind: Workspace\norganisation: Test Networks\nid: test\ndefaults: {{ environment: test }}\n\
             environments:\n  test: {{ class: non-production, gateway: {{ driver: webmethods, url: \"{url}\", login: {{ basic: {{ user: \
             Administrator }} }}, caFile: ca.pem }} }}\nsecrets: {{ store: sealed, recipient: {recipient} }}\n"
        );
        std::fs::write(self.root.join("partnerctl.yaml"), text).unwrap();
    }

    /// Sends the commands that follow another way.
    pub(crate) fn redirect(&self, from: &str, to: &str) {
        let file = self.root.join("partnerctl.yaml");
        let text = std::fs::read_to_string(&file).unwrap();
        std::fs::write(file, text.replace(from, to)).unwrap();
    }

    /// Adds a partner.
    pub(crate) fn add(&self, number: usize) {
        let name = name(number);
        let text = format!(
            "apiVersion: partnerctl/v1\nkind: Partner\nmetadata: {{ name: {name} }}\nspec:\n  displayName: The {name} Corporation\n  \
             contacts:\n    - {{ role: secret-rotation, email: keys@{name}.example }}\n  environments:\n    test:\n      \
             authentication: {{ mechanism: oauth2, scopes: [quote-read] }}\n      apis: [quote-api/1.0]\n      customerSourceId: {}-T01\n",
            name.to_uppercase()
        );
        std::fs::write(self.root.join(format!("partners/{name}.yaml")), text).unwrap();
    }

    /// Runs the program to its good end.
    pub(crate) fn run(&self, words: &[&str]) -> Ran {
        let mut command = Command::new(env!("CARGO_BIN_EXE_partnerctl"));
        command.env_clear().current_dir(&self.root).args(words).env("HOME", self.root.join("..")).env("USER", "bench");
        command.env("PARTNERCTL_SECRETS_IDENTITY", self.root.join("../identity.txt"));
        command.env("PARTNERCTL_GATEWAY_PASSWORD", &self.password).env("PARTNERCTL_NO_INPUT", "true");
        let start = Instant::now();
        let mut child = command.stdin(Stdio::null()).stdout(Stdio::null()).spawn().unwrap();
        let mut memory = 0;
        let status = loop {
            memory = most(child.id()).unwrap_or(memory);
            if let Some(status) = child.try_wait().unwrap() {
                break status;
            }
            std::thread::sleep(Duration::from_millis(5));
        };
        assert!(status.success(), "{words:?}: {status}");
        Ran { time: start.elapsed(), memory }
    }
}

/// A partner's name.
pub(crate) fn name(number: usize) -> String {
    format!("p{number:05}")
}

/// The most memory that a process had so far, where the system tells.
fn most(process: u32) -> Option<u64> {
    let text = std::fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    text.lines().find_map(|line| line.strip_prefix("VmHWM:"))?.split_whitespace().next()?.parse().ok()
}

#[cfg(unix)]
fn private(file: &Path) {
    use std::os::unix::fs::PermissionsExt as _;
    std::fs::set_permissions(file, std::fs::Permissions::from_mode(0o600)).unwrap();
}

#[cfg(not(unix))]
fn private(_: &Path) {}

const API: &str = "apiVersion: partnerctl/v1
kind: Api
metadata: { name: quote-api }
spec:
  version: \"1.0\"
  openapi: apis/quote-api.openapi.json
  scopes: [quote-read]
";

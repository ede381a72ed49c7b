//! The partner's half against servers that nobody here wrote: a certified authorization server, nginx, OpenSSL.

mod alerts;
mod gateway;
mod nginx;
mod records;
mod server;
mod tokens;

use std::{
    path::{Path, PathBuf},
    process::{Command, Output, Stdio},
};

use serde_json::Value;

/// A folder for the files of one test, with the program run in it.
pub(crate) struct Desk {
    folder: tempfile::TempDir,
}

impl Desk {
    pub(crate) fn new() -> Self {
        Self { folder: tempfile::tempdir().unwrap() }
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub(crate) fn write(&self, name: &str, content: &str) -> String {
        let path = self.path(name);
        std::fs::write(&path, content).unwrap();
        let mut permissions = std::fs::metadata(&path).unwrap().permissions();
        std::os::unix::fs::PermissionsExt::set_mode(&mut permissions, 0o600);
        std::fs::set_permissions(&path, permissions).unwrap();
        path.display().to_string()
    }

    pub(crate) fn read(&self, name: &str) -> String {
        text(&self.path(name))
    }

    /// Makes the folder a workspace whose environment `test` is reached at `gateway`, with a partner and its record.
    pub(crate) fn workspace(&self, gateway: &str, (authentication, status): (&str, &str)) {
        let identity = partnerctl::crypto::seal::Identity::generate();
        self.write("identity.txt", identity.reveal().reveal());
        let recipient = identity.recipient().to_string();
        let head = "apiVersion: partnerctl/v1\n";
        self.write(
            "partnerctl.yaml",
            &format!(
                "{head}kind: Workspace\norganisation: Test\nid: test\ndefaults: {{ environment: test }}\nenvironments:\n  test: {{ class: \
                 non-production, gateway: {{ driver: webmethods, url: \"{gateway}\", caFile: server.pem }} }}\nsecrets: {{ store: \
                 sealed, recipient: {recipient} }}\n"
            ),
        );
        let _ = std::fs::remove_dir_all(self.path("secrets"));
        for folder in ["partners", "records/test"] {
            std::fs::create_dir_all(self.path(folder)).unwrap();
        }
        self.write(
            "partners/acme.yaml",
            &format!(
                "{head}kind: Partner\nmetadata: {{ name: acme }}\nspec:\n  displayName: Acme\n  contacts:\n    - {{ role: technical, \
                 email: dev@acme.example }}\n  environments:\n    test:\n      authentication: {authentication}\n      apis: [quote-api/1.0]\n      customerSourceId: ACME-T01\n"
            ),
        );
        let mechanism = authentication.split("mechanism: ").nth(1).unwrap().split([',', ' ']).next().unwrap();
        self.write(
            "records/test/acme.yaml",
            &format!(
                "{head}kind: Record\nmetadata: {{ name: acme, environment: test, mechanism: {mechanism}, generation: 1, updated: \
                 2026-11-21T09:30:00Z }}\nstatus:\n  applicationId: APP1\n  apis: [{{ api: quote-api/1.0, endpoints: [\"{gateway}/quotes\"] \
                 }}]\n{status}"
            ),
        );
    }

    pub(crate) fn run(&self, words: &[&str]) -> Output {
        Command::new(env!("CARGO_BIN_EXE_partnerctl"))
            .args(words)
            .env_clear()
            .env("HOME", self.folder.path())
            .env("USER", "tester")
            .env("PARTNERCTL_SECRETS_IDENTITY", self.path("identity.txt"))
            .current_dir(self.folder.path())
            .stdin(Stdio::null())
            .output()
            .unwrap()
    }

    /// What the program printed, which must have ended with `code`.
    pub(crate) fn out(&self, words: &[&str], code: i32) -> String {
        let output = self.run(words);
        assert_eq!(output.status.code(), Some(code), "{words:?}: {}", said(&output));
        String::from_utf8(output.stdout).unwrap()
    }

    /// What the program answered in JSON.
    pub(crate) fn json(&self, words: &[&str]) -> Value {
        let text = self.out(&[words, &["-o", "json"]].concat(), 0);
        serde_json::from_str(&text).unwrap_or_else(|_| panic!("{words:?}: {text}"))
    }

    /// What the program said on stderr, having ended with `code`.
    pub(crate) fn told(&self, words: &[&str], code: i32) -> String {
        let output = self.run(words);
        assert_eq!(output.status.code(), Some(code), "{words:?}: {}", said(&output));
        String::from_utf8(output.stderr).unwrap()
    }
}

fn said(output: &Output) -> String {
    format!("{}\n{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

/// Whether a program is here; says so when not.
fn is_there(program: &str, version: &str) -> bool {
    let found = Command::new(program).arg(version).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).status();
    let there = found.is_ok_and(|status| status.success());
    if !there {
        crate::support::not_run(&format!("`{program}` is not installed"));
    }
    there
}

/// So many ports that were free a moment ago.
fn ports<const MANY: usize>() -> [u16; MANY] {
    let taken: Vec<_> = (0..MANY).map(|_| std::net::TcpListener::bind("127.0.0.1:0").unwrap()).collect();
    std::array::from_fn(|place| taken[place].local_addr().unwrap().port())
}

/// Waits until somebody listens.
fn await_port(port: u16) {
    let start = std::time::Instant::now();
    while std::net::TcpStream::connect(("127.0.0.1", port)).is_err() {
        assert!(start.elapsed() < std::time::Duration::from_secs(10), "nobody listens at {port}");
        std::thread::sleep(std::time::Duration::from_millis(20));
    }
}

fn text(path: &Path) -> String {
    std::fs::read_to_string(path).unwrap()
}

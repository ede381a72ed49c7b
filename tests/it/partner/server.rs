//! The certified authorization server of the shared test servers.

use std::{
    env, fs,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use serde_json::Value;

use super::{is_there, ports};

/// The server, running until it is dropped.
pub(super) struct Server {
    folder: PathBuf,
    pub(super) port: u16,
    mutual: u16,
    control: u16,
}

impl Server {
    /// Starts it; `None`, and a word, when something is missing.
    pub(super) fn start() -> Option<Self> {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        let servers = env::var_os("PARTNERCTL_TEST_SERVERS").map_or_else(|| root.join("../shared/servers"), PathBuf::from);
        let script = servers.join("authorization-server/up.sh");
        if !script.is_file() {
            crate::support::not_run(&format!("there is no authorization server at {}", script.display()));
            return None;
        }
        if !["node", "npm", "curl"].into_iter().all(|program| is_there(program, "--version")) {
            return None;
        }
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("authorization-server-of-partners");
        let [port, mutual, control] = ports();
        let started = Command::new("bash")
            .arg(&script)
            .arg(&folder)
            .env("AS_PORT", port.to_string())
            .env("AS_MTLS_PORT", mutual.to_string())
            .env("AS_CTL_PORT", control.to_string())
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .status();
        if !started.is_ok_and(|status| status.success()) {
            crate::support::not_run(&format!("the authorization server did not start; see {}", folder.join("npm.log").display()));
            return None;
        }
        Some(Self { folder, port, mutual, control })
    }

    pub(super) fn issuer(&self) -> String {
        format!("https://localhost:{}", self.port)
    }

    /// The address that asks for client certificates.
    pub(super) fn mutual(&self) -> String {
        format!("https://localhost:{}", self.mutual)
    }

    /// The protected resource.
    pub(super) fn api(&self) -> String {
        format!("{}/api", self.issuer())
    }

    pub(super) fn pki(&self, name: &str) -> String {
        self.folder.join("pki").join(name).display().to_string()
    }

    pub(super) fn ca(&self) -> String {
        self.pki("server-ca.pem")
    }

    /// Registers a client and says what the server made of it.
    pub(super) fn register(&self, document: &Value) -> Value {
        let (url, ca) = (format!("{}/reg", self.issuer()), self.ca());
        let body = document.to_string();
        let token = "authorization: Bearer partner-onboarding-initial-token";
        let answer = curl(&["--cacert", &ca, "-H", token, "-H", "content-type: application/json", "-d", &body, &url]);
        assert!(answer["client_id"].is_string(), "{answer}");
        answer
    }

    /// Tells the server to fail: `{"path", "status", "drop", "delayMs", "times"}`.
    pub(super) fn fault(&self, fault: &Value) {
        curl(&["-d", &fault.to_string(), &format!("http://127.0.0.1:{}/fault", self.control)]);
    }

    /// Takes all faults back.
    pub(super) fn heal(&self) {
        curl(&["-X", "DELETE", &format!("http://127.0.0.1:{}/fault", self.control)]);
    }

    /// Replaces the server's keys; tokens that were signed with the old ones are no longer good.
    pub(super) fn rotate(&self) {
        curl(&["-d", "{}", &format!("http://127.0.0.1:{}/rotate", self.control)]);
    }

    /// How often a path was asked for.
    pub(super) fn asked(&self, path: &str) -> usize {
        let log = curl(&[&format!("http://127.0.0.1:{}/log", self.control)]);
        log.as_array().unwrap().iter().filter(|line| line["url"].as_str() == Some(path)).count()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        if let Ok(id) = fs::read_to_string(self.folder.join("as.pid")) {
            let _ = Command::new("kill").arg(id.trim()).status();
        }
    }
}

fn curl(words: &[&str]) -> Value {
    let output = Command::new("curl").args(["-sS", "--noproxy", "*"]).args(words).output().expect("curl runs");
    let text = String::from_utf8_lossy(&output.stdout);
    serde_json::from_str(&text).unwrap_or_else(|_| panic!("{text}{}", String::from_utf8_lossy(&output.stderr)))
}

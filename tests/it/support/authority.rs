//! A real authorization server on loopback: a certified one, with faults on demand.

use std::{
    env, fs,
    net::TcpListener,
    os::unix::fs::symlink,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    sync::{Mutex, PoisonError},
};

use serde_json::{Value, json};

/// The server, running until it is dropped.
pub(crate) struct Authority {
    folder: tempfile::TempDir,
    port: u16,
    mutual: u16,
    control: u16,
}

/// What the initial access token is when nobody sets another.
pub(crate) const INITIAL: &str = "partner-onboarding-initial-token";

impl Authority {
    /// Starts it; says what is missing when it cannot be had. With `rotates` each update gives a new registration token.
    pub(crate) fn start(rotates: bool) -> Result<Self, String> {
        Self::start_as(rotates, &[])
    }

    /// The same server set up otherwise: texts of its own file with what stands there instead.
    pub(crate) fn start_as(rotates: bool, edits: &[(&str, &str)]) -> Result<Self, String> {
        static ONE: Mutex<()> = Mutex::new(());
        let script = script()?;
        let _one = ONE.lock().unwrap_or_else(PoisonError::into_inner);
        let base = Path::new(env!("CARGO_TARGET_TMPDIR")).join("authorization-server");
        if !base.join("node_modules/oidc-provider").is_dir() || !base.join("pki/server.pem").is_file() {
            up(&script, &base, ports(), true)?;
            end(&base);
        }
        let folder = tempfile::tempdir().map_err(|error| error.to_string())?;
        for part in ["node_modules", "pki"] {
            symlink(base.join(part), folder.path().join(part)).map_err(|error| error.to_string())?;
        }
        let [port, mutual, control] = ports();
        let script = edited(&script, folder.path(), edits)?;
        up(&script, folder.path(), [port, mutual, control], rotates)?;
        Ok(Self { folder, port, mutual, control })
    }

    pub(crate) fn issuer(&self) -> String {
        format!("https://localhost:{}", self.port)
    }

    /// The listener that asks for client certificates, and serves others, too.
    pub(crate) fn mutual(&self) -> String {
        format!("https://localhost:{}", self.mutual)
    }

    /// A file of its certificates: `server-ca.pem`, `client.pem`, ...
    pub(crate) fn pki(&self, name: &str) -> PathBuf {
        self.folder.path().join("pki").join(name)
    }

    pub(crate) fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// Removes a client.
    pub(crate) fn remove(&self, path: &str, token: &str) {
        let login = format!("authorization: Bearer {token}");
        let words = ["-X", "DELETE", "-H", &login, "-o", "/dev/null", "-w", "%{http_code}"];
        assert_eq!(self.curl(path, &words), json!(204));
    }

    /// A call with curl; the answer as JSON.
    pub(crate) fn curl(&self, path: &str, words: &[&str]) -> Value {
        self.ask(&format!("{}{path}", self.issuer()), words)
    }

    /// Breaks the next answer of a path as the server's own notes say: `{"status": 503}`, `{"drop": true}`, `{"delayMs": 2000}`.
    pub(crate) fn fault(&self, path: &str, fault: &Value) {
        let mut whole = json!({ "path": path });
        whole.as_object_mut().unwrap().extend(fault.as_object().unwrap().clone());
        self.control("/fault", &["-d", &whole.to_string()]);
    }

    pub(crate) fn heal(&self) {
        self.control("/fault", &["-X", "DELETE"]);
    }

    /// Replaces the server's own keys, or adds new ones.
    pub(crate) fn rotate(&self, keep: bool) {
        self.control("/rotate", &["-d", &json!({ "keep": keep }).to_string()]);
    }

    /// What is registered, without secrets.
    pub(crate) fn clients(&self) -> Vec<Value> {
        self.control("/clients", &[]).as_array().unwrap().clone()
    }

    /// The calls so far, as `PUT /reg/x`.
    pub(crate) fn calls(&self) -> Vec<String> {
        let log = self.control("/log", &[]);
        let line = |call: &Value| format!("{} {}", call["method"].as_str().unwrap(), call["url"].as_str().unwrap());
        log.as_array().unwrap().iter().map(line).collect()
    }

    fn control(&self, path: &str, words: &[&str]) -> Value {
        self.ask(&format!("http://127.0.0.1:{}{path}", self.control), words)
    }

    fn ask(&self, url: &str, words: &[&str]) -> Value {
        let output = Command::new("curl")
            .args(["-sS", "--noproxy", "*", "--cacert"])
            .arg(self.pki("server-ca.pem"))
            .args(words)
            .arg(url)
            .output()
            .expect("curl runs");
        let text = String::from_utf8_lossy(&output.stdout);
        serde_json::from_str(&text).unwrap_or_else(|_| panic!("{url}: {text}{}", String::from_utf8_lossy(&output.stderr)))
    }
}

impl Drop for Authority {
    fn drop(&mut self) {
        end(self.folder.path());
    }
}

fn script() -> Result<PathBuf, String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let servers = env::var_os("PARTNERCTL_TEST_SERVERS").map_or_else(|| root.join("../shared/servers"), PathBuf::from);
    let script = servers.join("authorization-server/up.sh");
    if !script.is_file() {
        return Err(format!("there is no authorization server at {}", script.display()));
    }
    let there = |program: &&str| Command::new(program).arg("--version").output().is_ok_and(|output| output.status.success());
    match ["node", "npm", "curl", "bash", "openssl"].iter().find(|program| *program != &"openssl" && !there(program)) {
        Some(missing) => Err(format!("`{missing}` is not on this machine")),
        None => Ok(script),
    }
}

/// A copy of the server's files with other settings in it.
fn edited(script: &Path, folder: &Path, edits: &[(&str, &str)]) -> Result<PathBuf, String> {
    if edits.is_empty() {
        return Ok(script.to_owned());
    }
    let (from, to) = (script.parent().unwrap(), folder.join("edited"));
    fs::create_dir_all(&to).map_err(|error| error.to_string())?;
    for name in ["up.sh", "make-pki.sh", "as.mjs"] {
        let mut text = fs::read_to_string(from.join(name)).map_err(|error| error.to_string())?;
        for (before, after) in edits.iter().filter(|_| name == "as.mjs") {
            assert!(text.contains(before), "the server's file has no `{before}`");
            text = text.replace(before, after);
        }
        fs::write(to.join(name), text).map_err(|error| error.to_string())?;
    }
    Ok(to.join("up.sh"))
}

fn up(script: &Path, folder: &Path, [port, mutual, control]: [u16; 3], rotates: bool) -> Result<(), String> {
    let started = Command::new("bash")
        .arg(script)
        .arg(folder)
        .env("AS_PORT", port.to_string())
        .env("AS_MTLS_PORT", mutual.to_string())
        .env("AS_CTL_PORT", control.to_string())
        .env("AS_ROTATE_RAT", if rotates { "1" } else { "0" })
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status();
    if started.is_ok_and(|status| status.success()) {
        return Ok(());
    }
    end(folder);
    Err(format!("the authorization server did not start; see {}", folder.display()))
}

/// Ends the server of a folder by the id that it left.
fn end(folder: &Path) {
    if let Ok(id) = fs::read_to_string(folder.join("as.pid")) {
        let _ = Command::new("kill").arg(id.trim()).status();
    }
}

fn ports() -> [u16; 3] {
    let taken: Vec<TcpListener> = (0..3).map(|_| TcpListener::bind("127.0.0.1:0").expect("a port")).collect();
    [0, 1, 2].map(|place| taken[place].local_addr().expect("an address").port())
}

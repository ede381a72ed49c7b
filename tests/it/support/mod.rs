//! What several tests stand on: a sandbox in this process, a workspace that points at it, the program itself.

pub(crate) mod authority;
pub(crate) mod front;
pub(crate) mod proxy;
pub(crate) mod relay;
pub(crate) mod storm;
pub(crate) mod tally;

use std::{
    path::{Path, PathBuf},
    process::{Child, Command, Output, Stdio},
    sync::Arc,
    time::{Duration, Instant},
};

use partnerctl::{
    clock::System,
    crypto::seal::Identity,
    sandbox::{self, Quirks, Running, Settings},
};
use serde_json::Value;

/// A sandbox of this process with a state folder of its own.
pub(crate) struct Sandbox {
    pub(crate) running: Running,
    _folder: tempfile::TempDir,
}

impl Sandbox {
    pub(crate) fn start(quirks: Quirks) -> Self {
        provider();
        let folder = tempfile::tempdir().unwrap();
        let settings = Settings { quirks, ..Settings::local(folder.path().join("state")) };
        Self { running: sandbox::start(settings, Arc::new(System)).unwrap(), _folder: folder }
    }

    pub(crate) fn url(&self) -> String {
        self.running.ready().url.to_string()
    }

    /// The folder of its state.
    pub(crate) fn state(&self) -> String {
        self.running.ready().password_file.parent().unwrap().display().to_string()
    }

    pub(crate) fn password(&self) -> String {
        std::fs::read_to_string(&self.running.ready().password_file).unwrap().trim().to_owned()
    }

    /// A question to the admin API, past driver and proxy.
    pub(crate) fn ask(&self, path: &str) -> Value {
        let (url, password) = (format!("{}rest/apigateway{path}", self.url()), self.password());
        runtime().block_on(async {
            let client = reqwest::Client::builder().no_proxy().tls_certs_only([]).build().unwrap();
            let ask =
                || client.get(&url).basic_auth("Administrator", Some(&password)).header("accept", "application/json").send();
            let mut reply = ask().await.unwrap();
            while reply.status() == 429 {
                reply = ask().await.unwrap();
            }
            reply.json().await.unwrap()
        })
    }
}

impl Sandbox {
    /// A change at the admin API, behind the program's back.
    pub(crate) fn tell(&self, method: &str, path: &str, body: &Value) {
        let (url, password) = (format!("{}rest/apigateway{path}", self.url()), self.password());
        runtime().block_on(async {
            let client = reqwest::Client::builder().no_proxy().tls_certs_only([]).build().unwrap();
            let call = client.request(method.parse().unwrap(), &url).basic_auth("Administrator", Some(&password));
            let call = call.header("accept", "application/json").header("content-type", "application/json");
            let reply = call.body(if body.is_null() { String::new() } else { body.to_string() }).send().await.unwrap();
            assert!(reply.status().is_success(), "{method} {path}: {}", reply.text().await.unwrap());
        });
    }
}

/// A workspace in a folder of its own, with sealed secrets, one API and one partner.
pub(crate) struct Place {
    folder: tempfile::TempDir,
    pub(crate) password: String,
}

impl Place {
    /// A workspace whose environment `test` is the sandbox, reached at `url`.
    pub(crate) fn at(url: &str, sandbox: &Sandbox) -> Self {
        let (place, recipient) = Self::empty(sandbox);
        place.write("partnerctl.yaml", &workspace(url, &recipient, &["test"]));
        place.write("partners/acme.yaml", &partner("acme", &["test"]));
        place
    }

    /// A workspace with several environments that share one sandbox, two partners, and three APIs.
    pub(crate) fn with_environments(sandbox: &Sandbox, environments: &[&str]) -> Self {
        let (place, recipient) = Self::empty(sandbox);
        place.write("partnerctl.yaml", &workspace(&sandbox.url(), &recipient, environments));
        for name in ["acme", "globex"] {
            place.write(&format!("partners/{name}.yaml"), &partner(name, environments));
        }
        for name in ["contract-api", "status-api"] {
            place.write(&format!("apis/{name}.yaml"), &API.replace("name: quote-api", &format!("name: {name}")));
        }
        place
    }

    /// A workspace without documents, and the recipient of its sealed secrets.
    pub(crate) fn bare(password: String) -> (Self, String) {
        let folder = tempfile::tempdir().unwrap();
        let identity = Identity::generate();
        let recipient = identity.recipient().to_string();
        write(&folder.path().join("identity.txt"), identity.reveal().reveal());
        (Self { folder, password }, recipient)
    }

    fn empty(sandbox: &Sandbox) -> (Self, String) {
        let (place, recipient) = Self::bare(sandbox.password());
        place.write("ca.pem", &std::fs::read_to_string(&sandbox.running.ready().ca_file).unwrap());
        place.write("apis/quote-api.yaml", API);
        place.write("apis/quote-api.openapi.json", include_str!("../../../templates/start/quote-api.openapi.json"));
        (place, recipient)
    }

    /// A line of a help text, as a shell runs it.
    pub(crate) fn shell(&self, line: &str, path: &str) -> Output {
        let mut command = self.command(&[]);
        let mut shell = Command::new("sh");
        shell.args(["-c", line.split(" | ").next().unwrap()]).env_clear().current_dir(self.root()).env("PATH", path);
        for (name, value) in command.env("PARTNERCTL_YES", "true").get_envs() {
            shell.env(name, value.unwrap_or_default());
        }
        shell.output().unwrap()
    }

    pub(crate) fn root(&self) -> PathBuf {
        self.folder.path().join("workspace")
    }

    pub(crate) fn write(&self, path: &str, text: &str) {
        let path = self.root().join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }

    /// A file for its owner alone, such as a private key.
    pub(crate) fn write_private(&self, path: &str, text: &str) {
        write(&self.root().join(path), text);
    }

    pub(crate) fn read(&self, path: &str) -> String {
        std::fs::read_to_string(self.root().join(path)).unwrap()
    }

    /// The program, in an environment that holds nothing but what this workspace needs.
    pub(crate) fn command(&self, words: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_partnerctl"));
        command.env_clear().current_dir(self.root()).args(words);
        command.env("HOME", self.folder.path()).env("USER", "tester");
        command.env("PARTNERCTL_SECRETS_IDENTITY", self.folder.path().join("identity.txt"));
        command.env("PARTNERCTL_GATEWAY_PASSWORD", &self.password).env("PARTNERCTL_NO_INPUT", "true");
        command
    }

    pub(crate) fn run(&self, words: &[&str]) -> Output {
        self.command(words).output().unwrap()
    }

    /// The program, started, its streams kept for its end.
    pub(crate) fn start(&self, words: &[&str]) -> Child {
        self.command(words).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
    }

    /// Runs the program with `-o json` and reads its answer; fails when it does not exit with `code`.
    pub(crate) fn json(&self, words: &[&str], code: i32) -> Value {
        let output = self.run(&[words, &["-o", "json"]].concat());
        assert_eq!(output.status.code(), Some(code), "{words:?}: {}", told(&output));
        let text = if output.stdout.is_empty() { &output.stderr } else { &output.stdout };
        serde_json::from_slice(text).unwrap_or_else(|error| panic!("{words:?}: {error}: {}", told(&output)))
    }
}

/// Says that the test in this thread did not run, and why: on its stdout, and in a file that the pipeline shows.
pub(crate) fn not_run(why: &str) {
    println!("not run: {why}");
    let thread = std::thread::current();
    let line = format!("{}: {why}\n", thread.name().unwrap_or("a test"));
    let file = Path::new(env!("CARGO_TARGET_TMPDIR")).join("not-run.txt");
    let mut open = std::fs::OpenOptions::new().create(true).append(true).open(file).unwrap();
    std::io::Write::write_all(&mut open, line.as_bytes()).unwrap();
}

/// Both streams of a run, for messages.
pub(crate) fn told(output: &Output) -> String {
    format!(
        "{}\nstdout: {}\nstderr: {}",
        output.status,
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    )
}

/// A search is a POST and reads all the same; a token is nobody's object.
pub(crate) fn is_write(method: &str, path: &str) -> bool {
    method != "GET" && !path.ends_with("/search") && !path.contains("getAccessToken")
}

/// Waits for a condition.
pub(crate) fn until(what: &str, mut holds: impl FnMut() -> bool) {
    let start = Instant::now();
    while !holds() {
        assert!(start.elapsed() < Duration::from_secs(60), "waited for a minute until {what}");
        std::thread::sleep(Duration::from_millis(2));
    }
}

pub(crate) fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap()
}

/// The one crypto backend, as the program installs it.
pub(crate) fn provider() {
    // A second call finds it installed.
    let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
}

fn write(path: &Path, text: &str) {
    use std::os::unix::fs::PermissionsExt as _;
    std::fs::write(path, text).unwrap();
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o600)).unwrap();
}

fn workspace(url: &str, recipient: &str, environments: &[&str]) -> String {
    let line = |name: &&str| {
        format!(
            "  {name}: {{ class: non-production, gateway: {{ driver: webmethods, url: \"{url}\", \
             login: {{ basic: {{ user: Administrator }} }}, caFile: ca.pem }} }}\n"
        )
    };
    let (first, lines) = (environments[0], environments.iter().map(line).collect::<String>());
    format!(
        "apiVersion: partnerctl/v1\nkind: Workspace\norganisation: Test Networks\nid: test\n\
         defaults: {{ environment: {first} }}\nenvironments:\n{lines}\
         secrets: {{ store: sealed, recipient: {recipient} }}\n"
    )
}

pub(crate) fn partner(name: &str, environments: &[&str]) -> String {
    let line = |environment: &&str| {
        format!(
            "    {environment}:\n      authentication: {{ mechanism: oauth2, scopes: [quote-read] }}\n      \
             apis: [quote-api/1.0]\n      customerSourceId: {}-T01\n",
            name.to_uppercase()
        )
    };
    let lines = environments.iter().map(line).collect::<String>();
    format!(
        "apiVersion: partnerctl/v1\nkind: Partner\nmetadata: {{ name: {name} }}\nspec:\n  displayName: The {name} Corporation\n  \
         contacts:\n    - {{ role: secret-rotation, email: keys@{name}.example }}\n  environments:\n{lines}"
    )
}

const API: &str = "apiVersion: partnerctl/v1
kind: Api
metadata: { name: quote-api }
spec:
  version: \"1.0\"
  openapi: apis/quote-api.openapi.json
  scopes: [quote-read]
";

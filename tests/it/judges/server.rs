//! A certified authorization server takes our assertions, and we verify its tokens.

use std::{
    env, fs,
    net::TcpListener,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    time::{SystemTime, UNIX_EPOCH},
};

use partnerctl::crypto::{
    jwk::{Details, Set, write},
    jwt::{Kid, Order, Purpose, Rules, assert as sign, verify},
    key::{Key, KeyType},
    random,
};
use serde_json::{Value, json};

use super::{is_there, key};

const GRANT: &str = "urn:ietf:params:oauth:grant-type:jwt-bearer";
const ASSERTION: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

/// The server, running until it is dropped.
struct Server {
    folder: PathBuf,
    port: u16,
}

impl Server {
    /// Starts it; `None`, and a word, when something is missing.
    fn start() -> Option<Self> {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        let servers = env::var_os("PARTNERCTL_TEST_SERVERS").map_or_else(|| root.join("../shared/servers"), PathBuf::from);
        let script = servers.join("authorization-server/up.sh");
        if !script.is_file() {
            println!("NOT RUN: there is no authorization server at {}", script.display());
            return None;
        }
        if !["node", "npm", "curl"].into_iter().all(|program| is_there(program, "--version")) {
            return None;
        }
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("authorization-server");
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
            println!("NOT RUN: the authorization server did not start; see {}", folder.join("npm.log").display());
            return None;
        }
        Some(Self { folder, port })
    }

    fn issuer(&self) -> String {
        format!("https://localhost:{}", self.port)
    }

    fn curl(&self, path: &str, words: &[&str]) -> Value {
        let output = Command::new("curl")
            .args(["-sS", "--noproxy", "*", "--cacert"])
            .arg(self.folder.join("pki/server-ca.pem"))
            .args(words)
            .arg(format!("{}{path}", self.issuer()))
            .output()
            .expect("curl runs");
        let text = String::from_utf8_lossy(&output.stdout);
        serde_json::from_str(&text).unwrap_or_else(|_| panic!("{text}{}", String::from_utf8_lossy(&output.stderr)))
    }

    fn register(&self, document: &Value) -> String {
        let body = document.to_string();
        let words =
            ["-H", "authorization: Bearer partner-onboarding-initial-token", "-H", "content-type: application/json", "-d", &body];
        let answer = self.curl("/reg", &words);
        answer["client_id"].as_str().unwrap_or_else(|| panic!("{answer}")).to_owned()
    }

    fn token(&self, pairs: &[(&str, &str)]) -> Value {
        let pairs: Vec<String> = pairs.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let words: Vec<&str> = pairs.iter().flat_map(|pair| ["--data-urlencode", pair]).collect();
        self.curl("/token", &words)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        if let Ok(id) = fs::read_to_string(self.folder.join("as.pid")) {
            let _ = Command::new("kill").arg(id.trim()).status();
        }
    }
}

fn ports() -> [u16; 3] {
    let taken: Vec<TcpListener> = (0..3).map(|_| TcpListener::bind("127.0.0.1:0").expect("a port")).collect();
    [0, 1, 2].map(|place| taken[place].local_addr().expect("an address").port())
}

fn now() -> i64 {
    i64::try_from(SystemTime::now().duration_since(UNIX_EPOCH).expect("after 1970").as_secs()).expect("it fits")
}

fn order(purpose: Purpose, client: &str, audience: &str) -> Order {
    Order {
        purpose,
        issuer: client.to_owned(),
        subject: client.to_owned(),
        audience: vec![audience.to_owned()],
        now: now(),
        lifetime: 120,
        id: random::identifier(),
        algorithm: None,
        kid: Kid::Thumbprint,
        typ: None,
        certificate: None,
        chain: Vec::new(),
        claims: Vec::new(),
    }
}

/// The key as it is registered, under its thumbprint.
fn published(key: &Key) -> Value {
    let details = Details { kid: Some(key.public().thumbprint()), usage: Some("sig".to_owned()), ..Details::default() };
    write(vec![key.public().to_published_jwk(&details)])
}

#[test]
fn a_real_server_takes_our_assertions_and_its_tokens_verify() {
    let Some(server) = Server::start() else { return };
    for kind in [KeyType::EcP256, KeyType::Rsa(2048), KeyType::Ed25519] {
        let key = key(kind);
        authentication(&server, &key);
        grant(&server, &key);
    }
}

fn authentication(server: &Server, key: &Key) {
    let algorithm = partnerctl::crypto::algorithm::Algorithm::default_of(key.kind()).name();
    let client = server.register(&json!({
        "grant_types": ["client_credentials"], "response_types": [], "redirect_uris": [],
        "token_endpoint_auth_method": "private_key_jwt", "token_endpoint_auth_signing_alg": algorithm, "jwks": published(key),
    }));
    let ask = |audience: &str| {
        let made = sign(key, &order(Purpose::ClientAuthentication, &client, audience)).expect("an assertion");
        server.token(&[
            ("grant_type", "client_credentials"),
            ("client_assertion_type", ASSERTION),
            ("client_assertion", &made.jwt),
            ("resource", &format!("{}/api", server.issuer())),
        ])
    };
    let answer = ask(&server.issuer());
    let token = answer["access_token"].as_str().unwrap_or_else(|| panic!("{}: {answer}", key.kind()));
    let keys = Set::read(&server.curl("/jwks", &[]).to_string()).expect("a set");
    let rules = Rules {
        issuer: Some(server.issuer()),
        audience: Some(format!("{}/api", server.issuer())),
        leeway: 30,
        at: now(),
        ..Rules::default()
    };
    let seen = verify(token, &keys, &rules).unwrap_or_else(|refusal| panic!("{refusal}"));
    assert_eq!(seen.claims["client_id"], json!(client));
    discovered(server, token);
    assert_eq!(ask("https://other.example")["error"], "invalid_client", "{}", key.kind());
}

/// The command finds the keys by the issuer's metadata.
fn discovered(server: &Server, token: &str) {
    let file = server.folder.join("token.jwt");
    fs::write(&file, token).expect("it can be written");
    let ask = |issuer: &str| {
        let output = Command::new(env!("CARGO_BIN_EXE_partnerctl"))
            .args(["jwt", "verify", "-o", "json", "--issuer", issuer, "--audience"])
            .arg(format!("{}/api", server.issuer()))
            .arg("--ca")
            .arg(server.folder.join("pki/server-ca.pem"))
            .arg(&file)
            .env_clear()
            .output()
            .expect("it runs");
        (
            output.status.code(),
            String::from_utf8_lossy(&output.stdout).into_owned(),
            String::from_utf8_lossy(&output.stderr).into_owned(),
        )
    };
    let (code, said, told) = ask(&server.issuer());
    assert_eq!(code, Some(0), "{said}{told}");
    let (code, said, told) = ask(&format!("{}/", server.issuer()));
    assert_eq!(code, Some(7), "{said}{told}");
    assert!(told.contains("names another issuer"), "{told}");
}

fn grant(server: &Server, key: &Key) {
    let client = server.register(&json!({
        "grant_types": [GRANT], "response_types": [], "redirect_uris": [],
        "token_endpoint_auth_method": "none", "jwks": published(key),
    }));
    for audience in [server.issuer(), format!("{}/token", server.issuer())] {
        let made = sign(key, &order(Purpose::Grant, &client, &audience)).expect("an assertion");
        let answer = server.token(&[("grant_type", GRANT), ("assertion", &made.jwt), ("scope", "partner:write")]);
        assert_eq!(answer["token_type"], "Bearer", "{} for {audience}: {answer}", key.kind());
    }
}

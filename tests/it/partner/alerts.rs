//! OpenSSL as a server that refuses a client certificate in the handshake, before and after TLS 1.3 is finished.

use std::process::{Child, Command, Stdio};

use super::{Desk, await_port, is_there, ports};

/// A server that wants a certificate of one authority; ends with the value.
struct Door {
    child: Child,
    port: u16,
}

impl Door {
    fn open(desk: &Desk, version: &str) -> Self {
        let [port] = ports();
        let child = Command::new("openssl")
            .args(["s_server", "-www", "-quiet", "-Verify", "2", "-verify_return_error", version])
            .args(["-accept", &format!("127.0.0.1:{port}"), "-cert", "server.pem", "-key", "server.key", "-CAfile", "ca.pem"])
            .current_dir(desk.path("."))
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        await_port(port);
        Self { child, port }
    }

    fn url(&self) -> String {
        format!("https://localhost:{}/", self.port)
    }
}

impl Drop for Door {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// An authority, a server, and two clients: one of the authority and one of its own.
pub(super) fn people(desk: &Desk) {
    let key = |name: &str| desk.out(&["key", "generate", "--type", "ec-p256", "--no-passphrase", "--out", name], 0);
    for name in ["ca.key", "client.key", "stranger.key"] {
        key(name);
    }
    desk.out(&["cert", "ca", "--key", "ca.key", "--subject", "CN=Test CA", "--out", "ca.pem"], 0);
    desk.out(&["csr", "create", "--key", "client.key", "--subject", "CN=acme", "--out", "client.csr"], 0);
    desk.out(&["cert", "issue", "--ca", "ca.pem", "--ca-key", "ca.key", "--csr", "client.csr", "--out", "client.pem"], 0);
    desk.out(&["cert", "self-sign", "--key", "stranger.key", "--subject", "CN=acme", "--out", "stranger.pem"], 0);
    let made = Command::new("openssl")
        .args([
            "req",
            "-x509",
            "-newkey",
            "ec",
            "-pkeyopt",
            "ec_paramgen_curve:P-256",
            "-nodes",
            "-days",
            "5",
            "-subj",
            "/CN=localhost",
        ])
        .args([
            "-addext",
            "subjectAltName=DNS:localhost",
            "-addext",
            "basicConstraints=critical,CA:FALSE",
            "-keyout",
            "server.key",
            "-out",
            "server.pem",
        ])
        .current_dir(desk.path("."))
        .stderr(Stdio::null())
        .status();
    assert!(made.unwrap().success());
}

#[test]
fn a_refusal_in_the_handshake_is_said_as_such() {
    if !is_there("openssl", "version") {
        return;
    }
    let desk = Desk::new();
    people(&desk);
    for version in ["-tls1_2", "-tls1_3"] {
        let door = Door::open(&desk, version);
        let url = door.url();
        let call = |cert: &'static str, key: &'static str| {
            ["call", "GET", &url, "--ca", "server.pem", "--cert", cert, "--key", key].map(str::to_owned)
        };
        let words = |all: &[String; 9]| all.to_vec();
        let good = words(&call("client.pem", "client.key"));
        desk.out(&good.iter().map(String::as_str).collect::<Vec<_>>(), 0);
        let bad = words(&call("stranger.pem", "stranger.key"));
        // Again and again: the alert and the end of the connection may meet the request in any order.
        for _ in 0..5 {
            let told = desk.told(&bad.iter().map(String::as_str).collect::<Vec<_>>(), 5);
            assert!(told.contains("the server refused the certificate"), "{version}: {told}");
            assert!(told.contains("intermediate"), "{version}: {told}");
        }
        let told = desk.run(&["call", "GET", &url, "--ca", "server.pem"]);
        let words = String::from_utf8_lossy(&told.stderr).into_owned();
        assert!(words.contains("client certificate"), "{version}: {words}");
    }
}

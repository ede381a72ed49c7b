//! nginx as a gateway that knows partners by their certificates.

use std::process::{Child, Command, Stdio};

use super::{Desk, alerts::people, await_port, is_there, ports};
use crate::mechanisms::material::MATERIAL;

struct Gateway {
    child: Child,
    port: u16,
}

impl Gateway {
    fn open(desk: &Desk, version: &str) -> Self {
        let [port] = ports();
        let root = desk.path(".").display().to_string();
        desk.write(
            "nginx.conf",
            &format!(
                "daemon off; master_process off; pid {root}/nginx.pid; error_log {root}/error.log;
                events {{}}
                http {{
                  access_log off; client_body_temp_path {root}/b; proxy_temp_path {root}/p; fastcgi_temp_path {root}/f;
                  uwsgi_temp_path {root}/u; scgi_temp_path {root}/s;
                  server {{
                    listen 127.0.0.1:{port} ssl; ssl_protocols {version};
                    ssl_certificate {root}/server.pem; ssl_certificate_key {root}/server.key;
                    ssl_client_certificate {root}/root.pem; ssl_verify_client on; ssl_verify_depth 2;
                    location / {{ return 200 \"$ssl_client_s_dn\"; }}
                  }}
                }}"
            ),
        );
        let child = Command::new("nginx")
            .args(["-c", &format!("{root}/nginx.conf"), "-e", &format!("{root}/error.log")])
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        await_port(port);
        Self { child, port }
    }
}

impl Drop for Gateway {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A partner of an issuing authority below the root, which is all that nginx trusts.
fn partner(desk: &Desk) {
    people(desk);
    desk.write("root.pem", &MATERIAL.root);
    desk.write("chain.pem", &format!("{}{}", MATERIAL.intermediate, MATERIAL.root));
    desk.write("leaf.pem", &MATERIAL.issued.certificate);
    desk.write("both.pem", &format!("{}{}", MATERIAL.intermediate, MATERIAL.issued.certificate));
    desk.write("leaf.key", &MATERIAL.issued.key);
}

#[test]
fn nginx_lets_the_registered_chain_in_and_no_stranger() {
    if !is_there("nginx", "-v") || !is_there("openssl", "version") {
        return;
    }
    let desk = Desk::new();
    partner(&desk);
    for version in ["TLSv1.2", "TLSv1.3"] {
        let gateway = Gateway::open(&desk, version);
        let url = format!("https://localhost:{}/", gateway.port);
        let call = ["call", "GET", &url, "--ca", "server.pem"];
        let with = |files: &[&'static str]| [&call[..], files].concat();
        for files in [&["--cert", "leaf.pem", "--cert", "chain.pem"][..], &["--cert", "both.pem"]] {
            let seen = desk.out(&with(&[files, &["--key", "leaf.key"]].concat()), 0);
            assert_eq!(seen, "CN=acme 2026", "{version}: {files:?}");
        }
        for [certificate, key] in [["leaf.pem", "leaf.key"], ["stranger.pem", "stranger.key"], ["client.pem", "client.key"]] {
            let told = desk.told(&with(&["--cert", certificate, "--key", key]), 5);
            assert!(told.contains("the server refused the certificate"), "{version}: {certificate}: {told}");
            assert!(told.contains("intermediate"), "{version}: {certificate}: {told}");
        }
        let told = desk.told(&call, 5);
        assert!(told.contains("none was shown"), "{version}: {told}");
        by_record(&desk, &url);
    }
}

/// What the partner holds is its key; the certificates are those of its file, and all of them but the root are shown.
fn by_record(desk: &Desk, url: &str) {
    let base = url.trim_end_matches('/');
    let alone = "{ mechanism: client-certificate, certificates: [leaf.pem] }";
    desk.workspace(base, (alone, ""));
    let told = desk.told(&["call", "GET", "/", "--partner", "acme"], 7);
    assert!(told.contains("the partner holds the credential: there is no secret `test/acme`"), "{told}");
    assert!(told.contains("`partnerctl call GET / --partner acme -e test`"), "{told}");
    desk.out(&["secret", "put", "test/acme", "--secret-file", "leaf.key"], 0);
    let told = desk.told(&["call", "GET", "/", "--partner", "acme"], 5);
    assert!(told.contains("intermediate"), "its file does not name the intermediate one: {told}");
    let whole = desk.read("partners/acme.yaml").replace("[leaf.pem]", "[leaf.pem, chain.pem]");
    desk.write("partners/acme.yaml", &whole);
    assert_eq!(desk.out(&["call", "GET", "/", "--partner", "acme"], 0), "CN=acme 2026");
    let told = desk.told(&["token", "get", "--partner", "acme"], 2);
    assert!(told.contains("there is no token"), "{told}");
    desk.out(&["secret", "put", "test/acme", "--secret-file", "stranger.key", "--yes"], 0);
    assert!(desk.told(&["call", "GET", "/", "--partner", "acme"], 2).contains("belongs to none"));
    let own = ["call", "GET", "/", "--partner", "acme", "--cert", "leaf.pem", "--cert", "chain.pem", "--key", "leaf.key"];
    assert_eq!(desk.out(&own, 0), "CN=acme 2026");
}

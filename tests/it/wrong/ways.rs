//! Wrong ways to a gateway: addresses, authorities, passwords.

use std::net::TcpListener;

use partnerctl::sandbox::Quirks;

use super::{in_parallel, snapshot, the_error};
use crate::support::{
    Place, Sandbox,
    tally::{ONE_OF_EACH, numbers},
};

type Row = (&'static str, fn(&Sandbox) -> String, i64, &'static str, &'static str);

const ROWS: &[Row] = &[
    ("nobody listens", |_| format!("http://{}/", nobody()), 6, "unreachable", "127.0.0.1"),
    ("no such host", |_| "http://no-such-host.invalid/".to_owned(), 6, "unreachable", "no-such-host.invalid"),
    ("another scheme", |_| "ftp://gateway.example/".to_owned(), 2, "settings", "http"),
    ("no address", |_| "gateway".to_owned(), 2, "document", "partnerctl.yaml"),
    ("a login in the address", |_| "http://user:word@gateway.example/".to_owned(), 2, "settings", "login"),
    ("another path", |sandbox| format!("{}nothing/here/", sandbox.url()), 3, "not-found", "health"),
    ("http at the https port", |sandbox| tls(sandbox).replace("https:", "http:"), 6, "connection-lost", "127.0.0.1"),
    ("https at the http port", |sandbox| sandbox.url().replace("http:", "https:"), 6, "unreachable", "127.0.0.1"),
];

fn nobody() -> std::net::SocketAddr {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap()
}

fn tls(sandbox: &Sandbox) -> String {
    sandbox.running.ready().tls_url.to_string()
}

#[test]
fn a_wrong_address_is_named_and_the_right_one_works_at_once() {
    in_parallel(ROWS.iter().collect(), |(name, address, exit, code, word)| {
        let sandbox = Sandbox::start(Quirks::default());
        let address = address(&sandbox);
        let place = Place::at(&address, &sandbox);
        let before = snapshot(&place.root());
        let error = the_error(&place.run(&["onboard", "acme", "-o", "json", "--timeout", "3s"]));
        assert_eq!((error["exit"].as_i64(), error["code"].as_str()), (Some(*exit), Some(*code)), "{name}: {error}");
        assert!(error["message"].as_str().unwrap().contains(word), "{name}: {error}");
        assert_eq!(snapshot(&place.root()), before, "{name}");
        let wrong = place.read("partnerctl.yaml");
        place.write("partnerctl.yaml", &wrong.replace(&format!("\"{address}\""), &sandbox.url()));
        place.json(&["onboard", "acme"], 0);
    });
}

#[test]
fn an_authority_that_is_not_trusted_gets_nothing() {
    let sandbox = Sandbox::start(Quirks::default());
    let place = Place::at(&tls(&sandbox), &sandbox);
    let (workspace, ca) = (place.read("partnerctl.yaml"), place.read("ca.pem"));
    let other = rcgen::generate_simple_self_signed(vec!["localhost".to_owned()]).unwrap().cert.pem();
    let fails = |name: &str, exit: i64, code: &str| {
        let before = snapshot(&place.root());
        let error = the_error(&place.run(&["onboard", "acme", "-o", "json"]));
        assert_eq!((error["exit"].as_i64(), error["code"].as_str()), (Some(exit), Some(code)), "{name}: {error}");
        assert_eq!(error["environment"], "test", "{name}: {error}");
        assert_eq!(snapshot(&place.root()), before, "{name}");
    };
    place.write("partnerctl.yaml", &workspace.replace(", caFile: ca.pem", ""));
    fails("no authority", 6, "untrusted");
    place.write("partnerctl.yaml", &workspace);
    place.write("ca.pem", &other);
    fails("another authority", 6, "untrusted");
    place.write("ca.pem", "-----BEGIN CERTIFICATE-----\nnonsense\n-----END CERTIFICATE-----\n");
    fails("a damaged authority", 2, "settings");
    std::fs::remove_file(place.root().join("ca.pem")).unwrap();
    fails("a missing authority", 2, "settings");
    place.write("ca.pem", &ca);
    place.json(&["onboard", "acme"], 0);
    assert_eq!(numbers(&sandbox), ONE_OF_EACH);
}

#[test]
fn a_wrong_password_is_told_and_none_is_asked_for() {
    let sandbox = Sandbox::start(Quirks::default());
    let place = Place::at(&sandbox.url(), &sandbox);
    let run = |password: Option<&str>| {
        let mut command = place.command(&["onboard", "acme", "-o", "json"]);
        match password {
            Some(password) => command.env("PARTNERCTL_GATEWAY_PASSWORD", password),
            None => command.env_remove("PARTNERCTL_GATEWAY_PASSWORD"),
        };
        the_error(&command.output().unwrap())
    };
    for (password, code) in [(Some("wrong"), "unauthenticated"), (Some(""), "unauthenticated"), (None, "no-password")] {
        let error = run(password);
        assert_eq!((error["exit"].as_i64(), error["code"].as_str()), (Some(5), Some(code)), "{password:?}: {error}");
        assert!(error["next"].as_str().unwrap().contains("gateway login"), "{error}");
    }
    place.json(&["onboard", "acme"], 0);
    // A login is tried with the password that is given, whatever the environment says, and kept when it is right.
    let kept = || place.json(&["secret", "list"], 0).to_string().contains("connections/test.gateway");
    place.write("password.txt", "wrong");
    assert_eq!(place.json(&["gateway", "login", "--secret-file", "password.txt"], 5)["error"]["code"], "unauthenticated");
    assert!(!kept());
    place.write("password.txt", &place.password);
    place.json(&["gateway", "login", "--secret-file", "password.txt"], 0);
    assert!(kept());
}

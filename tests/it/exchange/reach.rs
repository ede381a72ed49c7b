//! What the partner's firewall lets through, looked at from its side: each stretch of the way may be where it ends.

use std::{
    io::{Read as _, Write as _},
    net::{TcpListener, TcpStream},
    thread,
};

use serde_json::{Value, json};
use tokio::net::TcpSocket;

use super::Pair;
use crate::srx::jims::{Authority, Jims, Nature};

/// A server on loopback that does one thing with each connection, until the process ends.
fn serve(act: fn(TcpStream)) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    thread::spawn(move || listener.incoming().flatten().for_each(act));
    port
}

/// A port that is taken, so that no other test gets it, and that nobody listens at.
fn nobody() -> (TcpSocket, u16) {
    let socket = TcpSocket::new_v4().unwrap();
    socket.bind("127.0.0.1:0".parse().unwrap()).unwrap();
    let port = socket.local_addr().unwrap().port();
    (socket, port)
}

/// Says something that is no TLS.
fn plain(mut socket: TcpStream) {
    let _ = socket.write_all(b"HTTP/1.1 400 Bad Request\r\n\r\n");
}

/// Reads the name in the first message, and hangs up.
fn cut(mut socket: TcpStream) {
    let _ = socket.read(&mut [0; 4096]);
}

/// Takes the connection and never says a word.
fn silent(socket: TcpStream) {
    std::mem::forget(socket);
}

fn with_firewall(pair: &Pair, lines: &[(&str, u16)]) {
    let line = |(host, port): &(&str, u16)| format!("{{ host: {host}, port: {port} }}");
    let lines = lines.iter().map(line).collect::<Vec<_>>().join(", ");
    let workspace = pair.operator.read("partnerctl.yaml");
    let begin = workspace.find("firewall: [").map_or(workspace.len(), |place| place);
    let workspace = match workspace[begin..].find(']') {
        Some(end) => format!("{}firewall: [{lines}]{}", &workspace[..begin], &workspace[begin + end + 1..]),
        None => workspace.replace("{ terms: terms.txt,", &format!("{{ terms: terms.txt, firewall: [{lines}],")),
    };
    pair.operator.write("partnerctl.yaml", &workspace);
}

fn ends(results: &Value) -> Vec<(String, Value)> {
    let one = |one: &Value| (one["result"].as_str().unwrap().to_owned(), one["stoppedAt"].clone());
    results.as_array().unwrap().iter().map(one).collect()
}

#[test]
fn each_way_is_told_by_where_it_ends() {
    let pair = Pair::new("{ mechanism: oauth2, scopes: [quote-read] }");
    let ca = Authority::new("Gateway CA");
    let own = Jims::start(&ca, Nature::default());
    let other = Jims::start(&ca, Nature { dns: Some("elsewhere.example"), ..Nature::default() });
    let (_taken, closed) = nobody();
    let lines = [
        ("no-such-host.invalid", 443),
        ("127.0.0.1", closed),
        ("localhost", serve(plain)),
        ("localhost", serve(cut)),
        ("localhost", serve(silent)),
        ("localhost", other.port),
        ("localhost", own.port),
    ];
    with_firewall(&pair, &lines);
    let words = pair.invite();
    let accepted = pair.accept(&words, &["--timeout", "2s"]);
    let expected = [
        ("closed", json!("dns")),
        ("closed", json!("tcp")),
        ("closed", json!("tls")),
        ("closed", json!("tls")),
        ("closed", json!("tls")),
        ("closed", json!("name")),
        ("open", Value::Null),
    ];
    assert_eq!(ends(&accepted["firewall"]), expected.clone().map(|(word, hop)| (word.to_owned(), hop)), "{accepted}");
    let detail = |place: usize| accepted["firewall"][place]["detail"].as_str().unwrap().to_owned();
    assert!(detail(0).contains("cannot be found") && detail(1).contains("no connection"), "{accepted}");
    assert!(detail(2).contains("no TLS") && detail(3).contains("hung up") && detail(4).contains("within 2 s"), "{accepted}");
    assert!(detail(5).contains("not for `localhost`") && detail(6).contains("TLS 1."), "{accepted}");
    assert!(other.seen().is_empty() && own.seen().is_empty(), "nothing but a handshake is sent");

    // The response says the same, and the operator hears what is closed.
    let sent = pair.partner.json(&["show", "acme.test.response.jws"], 0);
    assert_eq!(sent["document"]["spec"]["firewall"], accepted["firewall"]);
    let received = pair.receive();
    let closed = received["findings"].as_array().unwrap().iter().filter(|finding| finding["code"] == "firewall-closed");
    assert_eq!(closed.count(), 6, "{received}");
    assert!(!received["changes"].to_string().contains("firewall"), "{received}");
    let shown = String::from_utf8(pair.partner.run(&["show", "acme.test.response.jws"]).stdout).unwrap();
    assert!(shown.contains("stoppedAt: name"), "{shown}");

    // Once all is open, the step is done on both sides.
    with_firewall(&pair, &lines[6..]);
    let words = pair.invite();
    std::thread::sleep(std::time::Duration::from_millis(1100));
    let accepted = pair.accept(&words, &[]);
    assert_eq!(ends(&accepted["firewall"]), [("open".to_owned(), Value::Null)]);
    assert!(pair.receive()["changes"].to_string().contains("step `firewall` is done"));
    for steps in [pair.partner.json(&["step", "list"], 0), pair.operator.json(&["step", "list", "acme"], 0)] {
        let firewall = steps["steps"].as_array().unwrap().iter().find(|step| step["id"] == "firewall").unwrap().clone();
        assert_eq!(firewall["state"], "done", "{steps}");
    }
}

//! Start, stop, restart, reset, and rough handling.

use std::{
    io::{Read as _, Write as _},
    net::{SocketAddr, TcpStream},
    sync::Arc,
    time::{Duration, Instant},
};

use partnerctl::{
    clock::System,
    sandbox::{Error, Quirks, Ready, Settings, reset, start},
};
use serde_json::{Value, json};

use super::Rig;

#[test]
fn everything_survives_a_restart_and_nothing_a_reset() {
    let mut rig = Rig::new();
    let api = rig.import("quotes", "1.0");
    rig.identify(&api, "strict", &["oAuth2Token"]);
    rig.admin("PUT", &format!("/apis/{api}/activate"), &Value::Null);
    let [_, strategy, id, secret] = rig.partner("acme", &[&api], &[]);
    let token = rig.token(&id, &secret);
    let (ready, password, ca) = (rig.ready().clone(), rig.password(), std::fs::read(&rig.ready().ca_file).unwrap());
    let before = (rig.get("/applications"), rig.get("/alias"), rig.get(&format!("/apis/{api}")));
    rig.restart();
    assert_eq!(*rig.ready(), ready);
    assert_eq!((rig.password(), std::fs::read(&ready.ca_file).unwrap()), (password, ca.clone()));
    assert_eq!(before, (rig.get("/applications"), rig.get("/alias"), rig.get(&format!("/apis/{api}"))));
    assert_eq!(rig.secret(&strategy), secret);
    assert_eq!(rig.call("quotes/1.0/x", &token).status, 200, "tokens survive as well");
    assert!(matches!(reset(&rig.settings.state), Err(Error::Running { .. })));
    rig.running.take().unwrap().stop();
    reset(&rig.settings.state).unwrap();
    reset(&rig.settings.state).unwrap();
    rig.running = Some(start(rig.settings.clone(), Arc::clone(&rig.clock)).unwrap());
    rig.reconnect();
    assert_eq!(rig.get("/applications")["applications"], json!([]));
    assert_eq!(std::fs::read(&ready.ca_file).unwrap(), ca);
}

#[test]
fn one_sandbox_per_folder_and_only_on_loopback() {
    let rig = Rig::new();
    let second = start(rig.settings.clone(), Arc::new(System));
    assert!(second.err().unwrap().to_string().contains("runs on"));
    let listen = SocketAddr::from(([0, 0, 0, 0], 0));
    let remote = Settings { listen, ..Settings::local(rig.folder.path().join("other")) };
    assert!(matches!(start(remote.clone(), Arc::new(System)), Err(Error::Remote { .. })));
    let allowed = start(Settings { allow_remote: true, ..remote }, Arc::new(System)).unwrap();
    assert_eq!(allowed.ready().url.host_str(), Some("127.0.0.1"));
    let taken =
        Settings { listen: rig.ready().url.socket_addrs(|| None).unwrap()[0], ..Settings::local(rig.folder.path().join("x")) };
    assert!(matches!(start(taken, Arc::new(System)), Err(Error::Listen { .. })));
}

#[test]
fn the_state_folder_is_private_and_says_where_the_sandbox_is() {
    let rig = Rig::new();
    let text = std::fs::read(rig.settings.state.join("ready.json")).unwrap();
    assert_eq!(serde_json::from_slice::<Ready>(&text).unwrap(), *rig.ready());
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let mode = |name: &str| std::fs::metadata(rig.settings.state.join(name)).unwrap().permissions().mode() & 0o777;
        for (name, expected) in
            [("", 0o700), ("password", 0o600), ("ca.key", 0o600), ("server.key", 0o600), ("ready.json", 0o600)]
        {
            assert_eq!(mode(name), expected, "{name}");
        }
    }
    let state = rig.settings.state.clone();
    let folder = rig.folder;
    drop(rig.running);
    assert!(!state.join("ready.json").exists());
    drop(folder);
}

#[test]
fn nothing_that_comes_in_stops_it() {
    let mut rig = Rig::new();
    let address = rig.ready().url.socket_addrs(|| None).unwrap()[0];
    let rubbish: &[&[u8]] = &[
        b"\0\xff\xfe\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999999999999999\r\n\r\n",
        b"POST /rest/apigateway/apis HTTP/1.1\r\nHost: x\r\nContent-Type: multipart/form-data\r\nContent-Length: 3\r\n\r\nabc",
        b"POST /rest/apigateway/apis HTTP/1.1\r\nHost: x\r\nContent-Type: multipart/form-data; boundary=b\r\nContent-Length: 5\r\n\r\n--b\r\n",
        b"GET /gateway/%ff/%00/%2e%2e?%zz HTTP/1.1\r\nHost: x\r\nConnection: close\r\nAuthorization: Basic \xff\r\n\r\n",
        b"POST /invoke/pub.apigateway.oauth2/getAccessToken HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nConnection: close\r\n\r\n\xff\xfe",
    ];
    for bytes in rubbish {
        let mut stream = TcpStream::connect(address).unwrap();
        stream.set_read_timeout(Some(Duration::from_millis(500))).unwrap();
        stream.write_all(bytes).unwrap();
        let _ = stream.shutdown(std::net::Shutdown::Write);
        let _ = stream.read(&mut [0; 1024]);
    }
    let password = rig.password();
    let url = rig.ready().url.join("/rest/apigateway/applications").unwrap();
    let large = rig.send(|client| client.post(url).basic_auth("Administrator", Some(password)).body(vec![b' '; 17 << 20]));
    assert_eq!(large.status, 413);
    rig.reconnect();
    let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
    let got = rig.import_file("deep", "1.0", "openapi", &deep);
    assert_eq!(got.status, 400);
    assert_eq!(rig.get("/health")["status"], "green");
}

#[test]
fn thousands_of_records_are_quick() {
    const MANY: usize = 2000;
    let mut rig = Rig::with(Quirks::default());
    let url = rig.ready().url.join("/rest/apigateway/applications").unwrap();
    let (password, client) = (rig.password(), rig.client.clone());
    let begun = Instant::now();
    rig.runtime.block_on(async {
        let mut tasks = tokio::task::JoinSet::new();
        for number in 0..MANY {
            let request = client.post(url.clone()).basic_auth("Administrator", Some(&password));
            let request = request.json(&json!({ "name": format!("partner-{number}"), "description": "x" }));
            tasks.spawn(async move { request.send().await.unwrap().status().as_u16() });
            if tasks.len() >= 16 {
                assert_eq!(tasks.join_next().await.unwrap().unwrap(), 201);
            }
        }
        while let Some(status) = tasks.join_next().await {
            assert_eq!(status.unwrap(), 201);
        }
    });
    let took = begun.elapsed();
    println!("{MANY} applications in {took:?}");
    assert!(took < Duration::from_secs(60), "{took:?}");
    rig.restart();
    assert_eq!(rig.get("/applications")["applications"].as_array().unwrap().len(), MANY);
    let body = json!({
        "types": ["APPLICATION"], "condition": "and", "scope": [{ "attributeName": "name", "keyword": "partner-1999" }],
    });
    assert_eq!(rig.admin("POST", "/search", &body).body["APPLICATION"].as_array().unwrap().len(), 1);
}

//! A loopback server that plays answers, and what the client and the driver make of each.

mod server;

use std::{
    io::{Read, Write},
    net::TcpListener,
    sync::Arc,
    time::Duration,
};

use partnerctl::{
    clock::{Fixed, Stop},
    domain::{
        change::{Change, KeySource, Operation},
        message::{Method, Repeat, Request},
        profile::State,
        secret::Secret,
    },
    gateway::{Error as GatewayError, Target},
    http::{self, BasicLogin, Http, HttpSettings, Login},
};
use time::macros::datetime;
use url::Url;

pub(crate) use server::{Play, Seen, Server};

use crate::wire::desk::{TestDesk, open, settings, target};

/// A client with a login, a clock that does not wait, and a time limit of one second.
pub(crate) fn client(base: Url, retries: u32) -> Http {
    let login = Some(Login::Basic(BasicLogin { user: "admin".to_owned(), password: Secret::new("canary-4711".to_owned()) }));
    let settings = HttpSettings { base, login, identity: None, ca_pem: None, timeout: Duration::from_secs(1), retries };
    Http::new(settings, Arc::new(Fixed::at(datetime!(2026-11-21 09:30:00 UTC))), Stop::default()).unwrap()
}

fn nobody() -> Url {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    format!("http://{}", listener.local_addr().unwrap()).parse().unwrap()
}

fn get() -> Request {
    Request::new(Method::Get, "/x")
}

fn post() -> Request {
    Request::new(Method::Post, "/x").json(serde_json::json!({}))
}

#[test]
fn a_client_says_what_went_wrong() {
    type Check = fn(&http::Error) -> bool;
    let cases: [(&str, Play, Check); 3] = [
        ("silence", Play::Silence, |error| matches!(error, http::Error::TimedOut { seconds: 1, .. })),
        ("close", Play::Close, |error| matches!(error, http::Error::Lost { .. })),
        ("cut", Play::Cut(b"{".to_vec()), |error| matches!(error, http::Error::Lost { .. })),
    ];
    for (name, play, check) in cases {
        for request in [get(), post()] {
            let server = Server::play(vec![play.clone()]);
            let error = client(server.url(), 0).send(&request).unwrap_err();
            assert!(check(&error), "{name} {request:?}: {error:?}");
        }
    }
    let error = client(nobody(), 1).send(&post()).unwrap_err();
    assert!(matches!(error, http::Error::Unreachable { .. }), "{error:?}");
    let error = client("http://no-such-host.invalid".parse().unwrap(), 0).send(&get()).unwrap_err();
    assert!(matches!(error, http::Error::Unreachable { .. }), "{error:?}");
}

#[test]
fn only_what_is_harmless_is_sent_again() {
    let good = Play::text(200, "{}");
    let cases = [
        (Play::Close, get(), 2, true),
        (Play::Close, post(), 1, false),
        (Play::text(503, ""), get(), 2, true),
        (Play::text(503, ""), post(), 1, true),
        (Play::text(429, "").with("retry-after", "3"), post(), 2, true),
        (Play::text(429, "").with("retry-after", "900"), get(), 1, true),
        (Play::text(500, ""), get(), 1, true),
        (Play::text(302, "").with("location", "http://127.0.0.1:1/"), get(), 1, true),
    ];
    for (row, (first, request, sent, answered)) in cases.into_iter().enumerate() {
        let server = Server::play(vec![first, good.clone()]);
        let outcome = client(server.url(), 3).send(&request);
        assert_eq!((server.seen().len(), outcome.is_ok()), (sent, answered), "row {row}: {outcome:?}");
    }
}

#[test]
fn the_login_goes_nowhere_else() {
    let (own, other) = (Server::play(vec![Play::text(200, "")]), Server::play(vec![Play::text(200, "")]));
    let http = client(own.url(), 0);
    http.send(&Request::new(Method::Get, "/a b/../c").query("q", "1&2")).unwrap();
    http.send(&Request::new(Method::Get, other.url().join("/there").unwrap())).unwrap();
    let seen = own.seen().remove(0);
    assert!(seen.header("authorization").unwrap().starts_with("Basic "));
    assert_eq!(seen.header("accept"), Some("application/json"));
    assert!(seen.header("user-agent").unwrap().starts_with("partnerctl/"));
    assert_eq!(seen.path, "/c?q=1%262");
    assert_eq!(other.seen()[0].header("authorization"), None);
    assert_eq!(http::segment("../x?y#z é"), "..%2Fx%3Fy%23z%20%C3%A9");
    assert_eq!(http::segment(".."), "%2E%2E");
}

#[test]
fn the_wish_to_stop_ends_a_wait() {
    let server = Server::play(vec![Play::Silence]);
    let stop = Stop::default();
    let settings = HttpSettings {
        base: server.url(),
        login: None,
        identity: None,
        ca_pem: None,
        timeout: Duration::from_secs(30),
        retries: 3,
    };
    let http = Http::new(settings, Arc::new(partnerctl::clock::System), stop.clone()).unwrap();
    let waiting = std::thread::spawn(move || http.send(&get()));
    while server.seen().is_empty() {
        std::thread::sleep(Duration::from_millis(5));
    }
    stop.set();
    assert!(matches!(waiting.join().unwrap(), Err(http::Error::Interrupted)));
}

#[test]
fn settings_that_cannot_work_are_refused() {
    let clock = || Arc::new(Fixed::at(datetime!(2026-11-21 09:30:00 UTC)));
    for (base, ca_pem) in
        [("ftp://host", None), ("http://user:canary-4711@host", None), ("https://host", Some(b"no certificate".to_vec()))]
    {
        let settings = HttpSettings {
            base: base.parse().unwrap(),
            login: None,
            identity: None,
            ca_pem,
            timeout: Duration::from_secs(1),
            retries: 0,
        };
        let error = Http::new(settings, clock(), Stop::default()).unwrap_err();
        assert!(matches!(error, http::Error::Settings(_)) && !error.to_string().contains("4711"), "{base}: {error}");
    }
}

#[test]
fn a_certificate_of_an_unknown_authority_is_not_trusted() {
    let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
    let made = rcgen::generate_simple_self_signed(vec!["localhost".to_owned()]).unwrap();
    let key = rustls::pki_types::PrivateKeyDer::try_from(made.signing_key.serialize_der()).unwrap();
    let config = rustls::ServerConfig::builder().with_no_client_auth();
    let config = Arc::new(config.with_single_cert(vec![made.cert.der().clone()], key).unwrap());
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    std::thread::spawn(move || {
        for mut stream in listener.incoming().flatten().take(3) {
            let mut session = rustls::ServerConnection::new(Arc::clone(&config)).unwrap();
            let mut tls = rustls::Stream::new(&mut session, &mut stream);
            let _ = tls.read(&mut [0; 4096]);
            let _ = tls.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\nconnection: close\r\n\r\n{}");
        }
    });
    let send = |host: &str, ca_pem: Option<Vec<u8>>| {
        let base = format!("https://{host}:{port}").parse().unwrap();
        let settings = HttpSettings { base, login: None, identity: None, ca_pem, timeout: Duration::from_secs(2), retries: 0 };
        let clock = Arc::new(Fixed::at(datetime!(2026-11-21 09:30:00 UTC)));
        Http::new(settings, clock, Stop::default()).unwrap().send(&get())
    };
    let pem = || Some(made.cert.pem().into_bytes());
    let why = |outcome: Result<_, http::Error>| match outcome {
        Err(http::Error::Untrusted { why, .. }) => why,
        other => panic!("{other:?}"),
    };
    assert!(why(send("localhost", None)).contains("issuer"));
    assert!(why(send("127.0.0.1", pem())).contains("another host name"));
    assert_eq!(send("localhost", pem()).unwrap().status, 200);
}

#[test]
fn each_bad_answer_becomes_its_error() {
    type Check = fn(&GatewayError) -> bool;
    let page = "<html><head><title>Proxy login</title></head><body>x</body></html>";
    let secret = r#"{"errorDetails":" bad \u001b[31m clientSecret: \"canary-4711\""}"#;
    let cases: [(&str, Play, Check); 13] = [
        ("401", Play::text(401, ""), |error| matches!(error, GatewayError::Unauthenticated { .. })),
        (
            "403",
            Play::text(403, "{}"),
            |error| matches!(error, GatewayError::Forbidden { missing, .. } if missing == "Manage applications"),
        ),
        (
            "404 page",
            Play::text(404, page),
            |error| matches!(error, GatewayError::Unexpected { excerpt, .. } if excerpt == "Proxy login"),
        ),
        ("409", Play::text(409, "{}"), |error| matches!(error, GatewayError::Conflict { .. })),
        (
            "429",
            Play::text(429, "slow").with("retry-after", "99"),
            |error| matches!(error, GatewayError::Throttled { retry_after: Some(wait), .. } if wait.as_secs() == 99),
        ),
        (
            "400",
            Play::text(400, secret),
            |error| matches!(error, GatewayError::Invalid { message, .. } if message.contains("bad")),
        ),
        ("400 there", Play::text(400, r#"{"errorDetails":"already exists"}"#), |error| {
            matches!(error, GatewayError::Conflict { .. })
        }),
        ("500", Play::text(500, secret), |error| matches!(error, GatewayError::Unexpected { .. })),
        ("page", Play::text(200, page), |error| matches!(error, GatewayError::Unexpected { .. })),
        ("half", Play::text(200, r#"{"applications":[{"#), |error| matches!(error, GatewayError::Unexpected { .. })),
        ("shape", Play::text(200, "[1]"), |error| matches!(error, GatewayError::Unexpected { .. })),
        ("cut", Play::Cut(b"{".to_vec()), |error| matches!(error, GatewayError::Unreachable { .. })),
        ("silence", Play::Silence, |error| matches!(error, GatewayError::Unreachable { .. })),
    ];
    for (name, play, check) in cases {
        let server = Server::play(vec![play]);
        let error = open(client(server.url(), 0)).observe(&target(), &TestDesk::default()).unwrap_err();
        let text = format!("{error} {error:?}");
        assert!(check(&error), "{name}: {error:?}");
        assert!(!text.contains("4711") && !text.contains('\u{1b}'), "{name}: {text}");
    }
    let error = open(client(nobody(), 0)).probe().unwrap_err();
    assert!(matches!(error, GatewayError::Unreachable { .. }), "{error:?}");
}

#[test]
fn a_lost_answer_to_a_creation_is_an_unknown_outcome() {
    for lost in [Play::Silence, Play::Close, Play::Cut(b"{".to_vec()), Play::text(504, "")] {
        let server = Server::play(vec![Play::text(200, r#"{"APPLICATION":[]}"#), lost]);
        let gateway = open(client(server.url(), 3));
        let create = Change::CreateProfile(settings());
        let error = gateway.apply(&Target::Profile(target()), &create, &TestDesk::default()).unwrap_err();
        assert!(matches!(&error, GatewayError::OutcomeUnknown { doing, .. } if doing.contains("create")), "{error:?}");
        assert_eq!(server.seen().len(), 2, "a creation is sent once");
    }
}

#[test]
fn what_is_not_claimed_is_refused_before_anything_is_sent() {
    let server = Server::play(vec![Play::text(500, "")]);
    let gateway = open(client(server.url(), 0));
    let keys = Change::SetKeys(KeySource::Certificates(Vec::new()));
    let error = gateway.apply(&Target::Profile(target()), &keys, &TestDesk::default()).unwrap_err();
    assert!(matches!(error, GatewayError::Unsupported(_)), "{error:?}");
    let error = gateway.apply(&Target::Profile(target()), &Change::AskForCertificates, &TestDesk::default()).unwrap_err();
    assert!(matches!(error, GatewayError::Settings(_)), "{error:?}");
    let misplaced = [Change::SetState(State::Active), Change::BindCertificates(Vec::new())];
    for change in misplaced {
        let ground = Target::Ground(target().marker.key.environment);
        let error = gateway.apply(&ground, &change, &TestDesk::default()).unwrap_err();
        assert!(matches!(error, GatewayError::Settings(_)), "{error:?}");
    }
    assert!(server.seen().is_empty());
    assert_eq!(Operation::ALL.len(), 20);
    assert_eq!(get().repeat, Repeat::Safe);
}

//! The bare TLS client against servers on loopback.

use std::{
    io::{BufRead as _, BufReader, Read as _, Write as _},
    net::{TcpListener, TcpStream},
    process::{Command, Stdio},
    sync::Arc,
    thread::{self, JoinHandle},
    time::{Duration, Instant},
};

use partnerctl::{
    crypto::{certificate::Certificate, chain, key::Key},
    handshake::{self, Error, Identity, Place},
};
use rcgen::KeyPair;
use rustls::{
    RootCertStore, ServerConfig, ServerConnection,
    crypto::aws_lc_rs::default_provider,
    pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer},
    server::{WebPkiClientVerifier, danger::ClientCertVerifier},
    version::{TLS12, TLS13},
};

use super::make::{self, Authority};

#[test]
fn the_chain_of_a_server_is_read_whoever_issued_it() {
    let (ca, clients) = (Authority::root("Servers"), Authority::root("Clients"));
    for (version, name) in [(&TLS12, "TLS 1.2"), (&TLS13, "TLS 1.3")] {
        for asks in [false, true] {
            let (place, server) = serve(&ca, asks.then_some(&clients), version);
            let seen = handshake::read_chain(&place).unwrap();
            let _ = server.join();
            assert_eq!(seen.version, name);
            assert_eq!(seen.chain.len(), 2);
            assert_eq!(seen.chain[1], ca.certificate);
            for (host, serves) in [("acme.example", true), ("other.example", false), ("192.0.2.1", false), ("no host", false)] {
                assert_eq!(chain::serves(&seen.chain[0], host), serves, "{host}");
            }
            assert_eq!(seen.asked, asks);
            let named: Vec<_> = seen.accepted_issuers.iter().map(ToString::to_string).collect();
            assert_eq!(named, if asks { vec![clients.certificate.subject.to_string()] } else { vec![] });
        }
    }
}

#[test]
fn refusals_are_put_in_words() {
    let (ca, clients, strangers) = (Authority::root("Servers"), Authority::root("Clients"), Authority::root("Strangers"));
    for version in [&TLS12, &TLS13] {
        for (issuer, alert) in [(&clients, None), (&strangers, Some("UnknownCA"))] {
            let (place, server) = serve(&ca, Some(&clients), version);
            let pair = KeyPair::generate().unwrap();
            // The server's clock is the machine's.
            let leaf = issuer.client_for(&pair, |params| {
                params.not_before = time::OffsetDateTime::UNIX_EPOCH;
                params.not_after = time::OffsetDateTime::UNIX_EPOCH + time::Duration::days(60_000);
            });
            let key = Key::read(pair.serialize_pem().as_bytes(), None).unwrap();
            let seen = handshake::show(&place, &Identity::new(&[leaf], &key).unwrap()).unwrap();
            let _ = server.join();
            assert_eq!(seen.refused.as_ref().map(|refusal| refusal.alert.as_str()), alert, "{version:?}");
            assert!(seen.refused.is_none_or(|refusal| refusal.meaning.contains("does not trust the issuer")));
        }
    }
}

#[test]
fn certificate_and_key_must_belong_together() {
    let key = Key::read(KeyPair::generate().unwrap().serialize_pem().as_bytes(), None).unwrap();
    let error = Identity::new(&[make::self_signed(|_| {})], &key).unwrap_err();
    assert!(matches!(error, Error::Identity { .. }), "{error}");
}

#[test]
fn what_is_no_tls_is_told_and_nothing_waits_for_ever() {
    let answering = |answer: &'static [u8], pause: Duration| {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let server = thread::spawn(move || {
            let (mut socket, _) = listener.accept().unwrap();
            let _ = socket.read(&mut [0; 512]);
            let _ = socket.write_all(answer);
            let until = Instant::now() + pause;
            while Instant::now() < until && socket.write_all(b"").is_ok() {
                thread::park_timeout(Duration::from_millis(20));
            }
        });
        (port, server)
    };
    for (answer, pause, want) in [
        (&b"HTTP/1.1 400 Bad Request\r\n\r\n"[..], 0, "plain HTTP"),
        (b"", 0, "hung up"),
        (b"", 1500, "did not answer within"),
        (b"\x15\x03\x03\x00\x02\x02\x46", 0, "handshake failed"),
    ] {
        let (port, server) = answering(answer, Duration::from_millis(pause));
        let place = Place { host: "127.0.0.1".to_owned(), port, patience: Duration::from_millis(500) };
        let begun = Instant::now();
        let error = handshake::read_chain(&place).unwrap_err().to_string();
        assert!(error.contains(want) || (want == "hung up" && error.contains("127.0.0.1")), "wanted {want}: {error}");
        assert!(begun.elapsed() < Duration::from_secs(2));
        server.join().unwrap();
    }
    let nobody = Place { host: "127.0.0.1".to_owned(), port: 1, patience: Duration::from_secs(1) };
    assert!(matches!(handshake::read_chain(&nobody), Err(Error::Unreachable { .. })));
    let nowhere = Place { host: "no such host".to_owned(), port: 1, patience: Duration::from_secs(1) };
    assert!(matches!(handshake::read_chain(&nowhere), Err(Error::Unknown { .. })));
}

/// A server of another make, and its opinion of what is shown to it.
#[test]
fn openssl_serves_and_judges() {
    if !make::has_openssl() {
        return;
    }
    let (ca, clients, strangers) = (Authority::root("Servers"), Authority::root("Clients"), Authority::root("Strangers"));
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| {
        let path = folder.path().join(name);
        std::fs::write(&path, text).unwrap();
        path.to_str().unwrap().to_owned()
    };
    let pair = KeyPair::generate().unwrap();
    let leaf = ca.client_for(&pair, |params| params.extended_key_usages.clear());
    let (chain, key) =
        (write("chain.pem", &[leaf.pem(), ca.certificate.pem()].concat()), write("key.pem", &pair.serialize_pem()));
    let trusted = write("clients.pem", &clients.certificate.pem());
    let asking = ["-Verify", "3", "-verify_return_error", "-CAfile", &trusted];
    for (issuer, taken) in [(None, true), (Some(&clients), true), (Some(&strangers), false)] {
        let mut server = Command::new("openssl")
            .args(["s_server", "-accept", "127.0.0.1:0", "-naccept", "1", "-cert", &chain, "-key", &key, "-cert_chain", &chain])
            .args(asking.iter().filter(|_| issuer.is_some()))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(server.stdout.take().unwrap()).lines();
        let ready = lines.find_map(|line| line.unwrap().strip_prefix("ACCEPT ").map(str::to_owned)).unwrap();
        let port = ready.rsplit(':').next().unwrap().trim().parse().unwrap();
        let place = Place { host: "127.0.0.1".to_owned(), port, patience: Duration::from_secs(5) };
        let seen = match issuer {
            None => handshake::read_chain(&place).unwrap(),
            Some(issuer) => {
                let pair = KeyPair::generate().unwrap();
                let leaf = issuer.client_for(&pair, |params| {
                    params.not_before = time::OffsetDateTime::UNIX_EPOCH;
                    params.not_after = time::OffsetDateTime::UNIX_EPOCH + time::Duration::days(60_000);
                });
                let key = Key::read(pair.serialize_pem().as_bytes(), None).unwrap();
                handshake::show(&place, &Identity::new(&[leaf], &key).unwrap()).unwrap()
            }
        };
        server.kill().unwrap();
        server.wait().unwrap();
        assert_eq!((seen.chain.first(), seen.refused.is_none()), (Some(&leaf), taken), "{:?}", seen.refused);
        assert_eq!(seen.asked, issuer.is_some());
    }
}

/// One connection of a TLS server; asks for a client certificate when there is somebody to issue them.
pub(super) fn serve(
    ca: &Authority,
    clients: Option<&Authority>,
    version: &'static rustls::SupportedProtocolVersion,
) -> (Place, JoinHandle<()>) {
    let pair = KeyPair::generate().unwrap();
    let leaf = ca.client_for(&pair, |params| params.extended_key_usages.clear());
    let provider = Arc::new(default_provider());
    let chain = [&leaf, &ca.certificate].map(|one: &Certificate| CertificateDer::from(one.der().to_vec())).to_vec();
    let key = PrivateKeyDer::from(PrivatePkcs8KeyDer::from(pair.serialize_der()));
    let builder = ServerConfig::builder_with_provider(Arc::clone(&provider)).with_protocol_versions(&[version]).unwrap();
    let builder = match clients {
        None => builder.with_no_client_auth(),
        Some(clients) => builder.with_client_cert_verifier(verifier(clients, provider)),
    };
    let config = Arc::new(builder.with_single_cert(chain, key).unwrap());
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let server = thread::spawn(move || {
        let (mut socket, _) = listener.accept().unwrap();
        answer(&mut ServerConnection::new(config).unwrap(), &mut socket);
    });
    (Place { host: "localhost".to_owned(), port, patience: Duration::from_secs(5) }, server)
}

fn verifier(clients: &Authority, provider: Arc<rustls::crypto::CryptoProvider>) -> Arc<dyn ClientCertVerifier> {
    let mut roots = RootCertStore::empty();
    roots.add(CertificateDer::from(clients.certificate.der().to_vec())).unwrap();
    WebPkiClientVerifier::builder_with_provider(Arc::new(roots), provider).build().unwrap()
}

fn answer(tls: &mut ServerConnection, socket: &mut TcpStream) {
    socket.set_read_timeout(Some(Duration::from_secs(2))).unwrap();
    let mut stream = rustls::Stream::new(tls, socket);
    if stream.read(&mut [0; 64]).is_ok() {
        let _ = stream.write_all(b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n");
        let _ = stream.flush();
    }
}

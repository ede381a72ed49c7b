//! A server that plays JIMS on loopback: TLS, a token for one client, one query.

use std::{
    io::{BufRead as _, BufReader, Read as _, Write as _},
    net::{TcpListener, TcpStream},
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, Ordering},
    },
    thread,
    time::Duration,
};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use rcgen::{BasicConstraints, CertificateParams, DnType, IsCa, Issuer, KeyPair, SanType};
use rustls::{
    ServerConfig, ServerConnection, StreamOwned,
    crypto::aws_lc_rs::default_provider,
    pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer},
};
use time::OffsetDateTime;

pub(crate) const SECRET: &str = "canary-4711-of-jims";
pub(crate) const TOKEN: &str = "0ab3fe2c-77aa-4d1e-9c33-c4711anary00";

/// An authority.
pub(crate) struct Authority {
    params: CertificateParams,
    key: KeyPair,
}

impl Authority {
    pub(crate) fn new(name: &str) -> Self {
        let mut params = dated(name, 60_000);
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        Self { params, key: KeyPair::generate().unwrap() }
    }

    pub(crate) fn pem(&self) -> String {
        self.params.self_signed(&self.key).unwrap().pem()
    }
}

/// What a server is like.
#[derive(Clone, Copy)]
pub(crate) struct Nature {
    /// The common name.
    pub(crate) common_name: &'static str,
    /// The DNS name, where there is one.
    pub(crate) dns: Option<&'static str>,
    /// How long after 1970 the certificate ends, in days.
    pub(crate) days: i64,
    /// How a query is answered.
    pub(crate) query: u16,
}

impl Default for Nature {
    fn default() -> Self {
        Self { common_name: "jims", dns: Some("localhost"), days: 60_000, query: 200 }
    }
}

/// The server, until it is dropped.
pub(crate) struct Jims {
    pub(crate) port: u16,
    seen: Arc<Mutex<Vec<String>>>,
    ended: Arc<AtomicBool>,
}

impl Jims {
    pub(crate) fn start(ca: &Authority, nature: Nature) -> Self {
        let config = Arc::new(config(ca, nature));
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let (seen, ended) = (Arc::<Mutex<Vec<String>>>::default(), Arc::<AtomicBool>::default());
        let (log, end) = (Arc::clone(&seen), Arc::clone(&ended));
        thread::spawn(move || {
            for socket in listener.incoming().flatten().take_while(|_| !end.load(Ordering::SeqCst)) {
                let (config, log) = (Arc::clone(&config), Arc::clone(&log));
                thread::spawn(move || talk(socket, config, nature, &log));
            }
        });
        Self { port, seen, ended }
    }

    /// The first lines of the requests so far.
    pub(crate) fn seen(&self) -> Vec<String> {
        self.seen.lock().unwrap().clone()
    }
}

impl Drop for Jims {
    fn drop(&mut self) {
        self.ended.store(true, Ordering::SeqCst);
        let _ = TcpStream::connect(("127.0.0.1", self.port));
    }
}

fn talk(socket: TcpStream, config: Arc<ServerConfig>, nature: Nature, log: &Mutex<Vec<String>>) {
    socket.set_read_timeout(Some(Duration::from_secs(5))).unwrap();
    let mut stream = BufReader::new(StreamOwned::new(ServerConnection::new(config).unwrap(), socket));
    loop {
        let mut first = String::new();
        if !stream.read_line(&mut first).is_ok_and(|read| read > 0) {
            return;
        }
        log.lock().unwrap().push(first.trim().to_owned());
        let (mut authorization, mut length) = (String::new(), 0);
        loop {
            let mut line = String::new();
            stream.read_line(&mut line).unwrap();
            match line.trim().split_once(": ").map(|(name, value)| (name.to_ascii_lowercase(), value)) {
                None => break,
                Some((name, value)) if name == "authorization" => value.clone_into(&mut authorization),
                Some((name, value)) if name == "content-length" => length = value.parse().unwrap(),
                Some(_) => {}
            }
        }
        stream.read_exact(&mut vec![0; length]).unwrap();
        let (status, body) = reply(&first, &authorization, nature);
        let head =
            format!("HTTP/1.1 {status} x\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n{body}", body.len());
        stream.get_mut().write_all(head.as_bytes()).unwrap();
    }
}

/// Who is not known hears all that was said once more.
fn reply(first: &str, authorization: &str, nature: Nature) -> (u16, String) {
    let login = format!("Basic {}", STANDARD.encode(format!("srx1:{SECRET}")));
    let sent = STANDARD.decode(authorization.trim_start_matches("Basic ")).unwrap_or_default();
    let sent = String::from_utf8_lossy(&sent).into_owned();
    let refused = format!("{{\"error\":\"invalid_client\",\"error_description\":\"who is {authorization}, that is {sent}x?\"}}");
    match first.trim() {
        "POST /api/oauth_token/oauth HTTP/1.1" if authorization == login => {
            (200, format!("{{\"access_token\":\"{TOKEN}\",\"token_type\":\"Bearer\",\"expires_in\":3600}}"))
        }
        "POST /api/oauth_token/oauth HTTP/1.1" => (401, refused),
        "GET /api/user_query/v2 HTTP/1.1" if authorization == format!("Bearer {TOKEN}") => (nature.query, "{}".to_owned()),
        _ => (404, "{}".to_owned()),
    }
}

/// The TLS of a server of that nature.
pub(crate) fn config(ca: &Authority, nature: Nature) -> ServerConfig {
    let pair = KeyPair::generate().unwrap();
    let mut params = dated(nature.common_name, nature.days);
    params.subject_alt_names = nature.dns.iter().map(|name| SanType::DnsName((*name).try_into().unwrap())).collect();
    params.extended_key_usages = vec![rcgen::ExtendedKeyUsagePurpose::ServerAuth];
    params.use_authority_key_identifier_extension = true;
    let leaf = params.signed_by(&pair, &Issuer::from_params(&ca.params, &ca.key)).unwrap();
    let key = PrivateKeyDer::from(PrivatePkcs8KeyDer::from(pair.serialize_der()));
    let builder =
        ServerConfig::builder_with_provider(Arc::new(default_provider())).with_safe_default_protocol_versions().unwrap();
    builder.with_no_client_auth().with_single_cert(vec![CertificateDer::from(leaf.der().to_vec())], key).unwrap()
}

fn dated(name: &str, days: i64) -> CertificateParams {
    let mut params = CertificateParams::new(Vec::new()).unwrap();
    params.distinguished_name = rcgen::DistinguishedName::new();
    params.distinguished_name.push(DnType::CommonName, name);
    params.not_before = OffsetDateTime::UNIX_EPOCH;
    params.not_after = OffsetDateTime::UNIX_EPOCH + time::Duration::days(days);
    params
}

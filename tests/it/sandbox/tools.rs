//! What the tests of credentials share: certificates, tokens made by hand, an issuer with a key set, uploads.

use std::{
    io::{Read as _, Write as _},
    net::TcpListener,
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
};

use aws_lc_rs::hmac;
use base64::{
    Engine as _,
    engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD},
};
use partnerctl::{
    clock::{Clock as _, System},
    crypto::{
        algorithm::Algorithm,
        jks::{self, Body, Entry, Jks},
        jwk::{Details, write},
        key::Key,
    },
    domain::secret::Secret,
};
use rcgen::{BasicConstraints, CertificateParams, DnType, ExtendedKeyUsagePurpose, IsCa, Issuer, KeyPair, KeyUsagePurpose};
use serde_json::{Value, json};
use time::Duration;

use super::{Got, Rig};

/// A certificate with its key, and what it issues with.
pub(super) struct Paper {
    params: CertificateParams,
    key: KeyPair,
    pub(super) pem: String,
    pub(super) der: Vec<u8>,
}

impl Paper {
    pub(super) fn root(name: &str) -> Self {
        let (params, key) = (authority(name), KeyPair::generate().unwrap());
        let made = params.self_signed(&key).unwrap();
        Self { pem: made.pem(), der: made.der().to_vec(), params, key }
    }

    pub(super) fn below(&self, name: &str) -> Self {
        self.sign(authority(name))
    }

    pub(super) fn client(&self, name: &str) -> Self {
        self.sign(client(name))
    }

    pub(super) fn expired(&self, name: &str) -> Self {
        let mut params = client(name);
        params.not_after = System.time() - Duration::hours(1);
        self.sign(params)
    }

    pub(super) fn alone(name: &str) -> Self {
        let (mut params, key) = (client(name), KeyPair::generate().unwrap());
        params.use_authority_key_identifier_extension = false;
        let made = params.self_signed(&key).unwrap();
        Self { pem: made.pem(), der: made.der().to_vec(), params, key }
    }

    fn sign(&self, params: CertificateParams) -> Self {
        let key = KeyPair::generate().unwrap();
        let made = params.signed_by(&key, &Issuer::from_params(&self.params, &self.key)).unwrap();
        Self { pem: made.pem(), der: made.der().to_vec(), params, key }
    }

    /// The certificate as the contract wants it in an identifier.
    pub(super) fn base64(&self) -> String {
        STANDARD.encode(&self.der)
    }

    pub(super) fn key(&self) -> Key {
        Key::read(self.key.serialize_pem().as_bytes(), None).unwrap()
    }

    /// What a client shows: this certificate, and further ones with it.
    pub(super) fn identity(&self, with: &[&Self]) -> reqwest::Identity {
        let rest: String = with.iter().map(|paper| paper.pem.as_str()).collect();
        reqwest::Identity::from_pem(format!("{}{}{rest}", self.key.serialize_pem(), self.pem).as_bytes()).unwrap()
    }
}

fn authority(name: &str) -> CertificateParams {
    let mut params = client(name);
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    params.extended_key_usages.clear();
    params
}

fn client(name: &str) -> CertificateParams {
    let mut params = CertificateParams::new(Vec::new()).unwrap();
    params.distinguished_name = rcgen::DistinguishedName::new();
    params.distinguished_name.push(DnType::CommonName, name);
    params.not_before = System.time() - Duration::days(2);
    params.not_after = System.time() + Duration::days(300);
    params.is_ca = IsCa::ExplicitNoCa;
    params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
    params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ClientAuth];
    params.use_authority_key_identifier_extension = true;
    params
}

/// A truststore file.
pub(super) fn truststore(papers: &[(&str, &Paper)], password: &str) -> Vec<u8> {
    let entry = |(alias, paper): &(&str, &Paper)| Entry {
        alias: (*alias).to_owned(),
        created: 1_790_000_000_000,
        body: Body::Certificate(paper.der.clone()),
    };
    jks::write(&Jks { entries: papers.iter().map(entry).collect() }, &Secret::new(password.to_owned()))
}

/// Uploads a file with these members.
pub(super) fn upload(rig: &Rig, path: &str, fields: &[(&str, &str)], content: &[u8]) -> Got {
    let mut form = reqwest::multipart::Form::new();
    for (name, value) in fields {
        form = form.text((*name).to_owned(), (*value).to_owned());
    }
    let form = form.part("fileContent", reqwest::multipart::Part::bytes(content.to_vec()).file_name("store"));
    let url = rig.ready().url.join(&format!("/rest/apigateway{path}")).unwrap();
    let password = rig.password();
    let got = rig.send(|client| client.post(url).basic_auth("Administrator", Some(password)).multipart(form));
    rig.seen.borrow_mut().push(("POST".to_owned(), format!("/rest/apigateway{path}"), got.status, got.body.clone()));
    got
}

/// Makes a truststore of these certificates the one that the HTTPS port uses.
pub(super) fn trust(rig: &Rig, name: &str, papers: &[(&str, &Paper)]) {
    let fields = [
        ("keyStoreName", name),
        ("keyStoreType", "JKS"),
        ("keyStoreProvider", "SUN"),
        ("keyStorePassword", "open-sesame"),
        ("uploadFileName", "partners.jks"),
    ];
    let known = rig.admin("GET", &format!("/is/truststore/{name}"), &Value::Null).status == 200;
    let path = if known { format!("/is/truststore/{name}") } else { "/is/truststore".to_owned() };
    let got = upload(rig, &path, &fields, &truststore(papers, "open-sesame"));
    assert_eq!((got.status, got.body["isLoaded"].as_bool()), (200, Some(true)), "{got:?}");
    let chosen = json!({ "truststoreName": name });
    assert_eq!(rig.admin("PUT", "/configurations/keystore", &chosen).status, 200);
}

/// Sets what the HTTPS port does about client certificates.
pub(super) fn client_auth(rig: &Rig, word: &str) {
    let mut port = rig.get("/ports")["listeners"][1].clone();
    port["clientAuth"] = json!(word);
    let got = rig.admin("PUT", "/ports", &port);
    assert_eq!((got.status, &got.body), (200, &port), "{got:?}");
}

/// An active API on both transports that identifies by these types.
pub(super) fn api(rig: &Rig, name: &str, kinds: &[&str]) -> String {
    let api = rig.import(name, "1.0");
    rig.identify(&api, "strict", kinds);
    rig.allow(&api, &["http", "https"]);
    assert_eq!(rig.admin("PUT", &format!("/apis/{api}/activate"), &Value::Null).status, 200);
    api
}

/// An application for these APIs with identifiers; returns its id.
pub(super) fn application(rig: &Rig, name: &str, apis: &[&str], identifiers: &Value) -> String {
    let body = json!({ "name": name, "newApisForAssociation": apis, "identifiers": identifiers });
    let got = rig.admin("POST", "/applications", &body);
    assert_eq!(got.status, 201, "{got:?}");
    got.body["id"].as_str().unwrap().to_owned()
}

/// Attaches a strategy to an application that keeps its identifiers.
pub(super) fn attach(rig: &Rig, application: &str, strategy: &Value) {
    let made = rig.admin("POST", "/strategies", strategy);
    assert_eq!(made.status, 200, "{made:?}");
    let path = format!("/applications/{application}");
    let mut record = rig.get(&path)["applications"][0].clone();
    record["authStrategyIds"].as_array_mut().unwrap().push(made.body["strategy"]["id"].clone());
    assert_eq!(rig.admin("PUT", &path, &record).status, 200);
}

/// An authorization server elsewhere; returns its id.
pub(super) fn server(rig: &Rig, name: &str, local: &Value) -> String {
    let body = json!({
        "name": name, "type": "authServerAlias", "authServerType": "EXTERNAL", "localIntrospectionConfig": local, "scopes": [],
    });
    let got = rig.admin("POST", "/alias", &body);
    assert_eq!(got.status, 201, "{got:?}");
    got.body["alias"]["id"].as_str().unwrap().to_owned()
}

/// Configures the gateway as an issuer under its own key.
pub(super) fn configure_issuer(rig: &Rig) {
    let mut local = rig.get("/alias/local")["alias"].clone();
    local["localIntrospectionConfig"]["issuer"] = json!("https://gateway.example");
    local["tokenGeneratorConfig"]["expiry"] = json!(10);
    local["tokenGeneratorConfig"]["audience"] = json!("partners");
    local["sslConfig"] = json!({ "keyStoreAlias": "DEFAULT_IS_KEYSTORE", "keyAlias": "ssos" });
    assert_eq!(rig.admin("PUT", "/alias/local", &local).status, 200);
}

/// What the sandbox says about a refusal.
pub(super) fn verdict(got: &Got) -> (u16, &str) {
    (got.status, got.header("x-sandbox-reason"))
}

/// A token made by hand: any header, any claims. `none` is not signed, `HS256` is under the public key as a text.
pub(super) fn token(key: &Key, header: &str, claims: &str) -> String {
    let signed = format!("{}.{}", URL_SAFE_NO_PAD.encode(header), URL_SAFE_NO_PAD.encode(claims));
    let name = header.split("\"alg\":\"").nth(1).and_then(|rest| rest.split('"').next()).unwrap_or_default();
    let signature = match name.parse::<Algorithm>() {
        Ok(algorithm) => key.sign(algorithm, signed.as_bytes()).unwrap(),
        Err(_) if name == "HS256" => {
            let secret = hmac::Key::new(hmac::HMAC_SHA256, key.public().to_pem().as_bytes());
            hmac::sign(&secret, signed.as_bytes()).as_ref().to_vec()
        }
        Err(_) => Vec::new(),
    };
    format!("{signed}.{}", URL_SAFE_NO_PAD.encode(signature))
}

/// The claims of a token, unverified.
pub(super) fn claims(token: &str) -> Value {
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(token.split('.').nth(1).unwrap()).unwrap()).unwrap()
}

/// An issuer that publishes its keys over plain HTTP and counts how often somebody asks.
pub(super) struct Publisher {
    pub(super) url: String,
    keys: Arc<Mutex<String>>,
    asked: Arc<AtomicUsize>,
}

impl Publisher {
    pub(super) fn of(keys: &[&Key]) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}/jwks", listener.local_addr().unwrap());
        let publisher = Self { url, keys: Arc::default(), asked: Arc::default() };
        publisher.publish(keys);
        let (shown, asked) = (Arc::clone(&publisher.keys), Arc::clone(&publisher.asked));
        // It ends with the process: nobody connects after the test.
        std::thread::spawn(move || {
            for mut stream in listener.incoming().flatten() {
                let _ = stream.read(&mut [0; 4096]);
                asked.fetch_add(1, Ordering::SeqCst);
                let body = shown.lock().unwrap().clone();
                let head = format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\nconnection: close\r\n\r\n", body.len());
                let _ = stream.write_all(format!("{head}{body}").as_bytes());
            }
        });
        publisher
    }

    pub(super) fn publish(&self, keys: &[&Key]) {
        let shown =
            |key: &&Key| key.public().to_published_jwk(&Details { kid: Some(key.public().thumbprint()), ..Details::default() });
        *self.keys.lock().unwrap() = write(keys.iter().map(shown).collect()).to_string();
    }

    pub(super) fn asked(&self) -> usize {
        self.asked.load(Ordering::SeqCst)
    }
}

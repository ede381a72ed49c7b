//! Keys, certificates and tokens of the partner `acme`, made once for all tests.

use std::sync::LazyLock;

use partnerctl::{
    clock::{Clock as _, System},
    crypto::{
        certify::{Life, Subject, Use, self_sign},
        jwk::{Details, write},
        jwt::{Kid, Order, Purpose, assert},
        key::{Key, KeyType},
        random,
    },
    domain::moment::{Moment, Span},
};
use rcgen::{BasicConstraints, CertificateParams, DnType, ExtendedKeyUsagePurpose, IsCa, Issuer, KeyPair, KeyUsagePurpose};
use serde_json::{Value, json};
use time::Duration;

/// A key with its certificate, both as PEM.
pub(crate) struct Paper {
    pub(crate) key: String,
    pub(crate) certificate: String,
}

/// What the partner has.
pub(crate) struct Material {
    /// Self-signed.
    pub(crate) alone: Paper,
    /// Self-signed, for the time after.
    pub(crate) alone_next: Paper,
    /// Issued by the intermediate authority.
    pub(crate) issued: Paper,
    /// Issued by the same, for the time after.
    pub(crate) issued_next: Paper,
    pub(crate) intermediate: String,
    pub(crate) root: String,
    /// Signs tokens, with RSA.
    pub(crate) signer: Paper,
    /// Another key that signs tokens.
    pub(crate) signer_next: Paper,
}

pub(crate) static MATERIAL: LazyLock<Material> = LazyLock::new(|| {
    let root_key = KeyPair::generate().unwrap();
    let root = authority(ROOT).self_signed(&root_key).unwrap().pem();
    let root_issuer = Issuer::new(authority(ROOT), root_key);
    let key = KeyPair::generate().unwrap();
    let intermediate = authority(INTERMEDIATE).signed_by(&key, &root_issuer).unwrap().pem();
    let issuer = Issuer::new(authority(INTERMEDIATE), key);
    let leaf = |name: &str| {
        let key = KeyPair::generate().unwrap();
        Paper { certificate: client(name).signed_by(&key, &issuer).unwrap().pem(), key: key.serialize_pem() }
    };
    Material {
        alone: self_signed("CN=acme,O=Acme,C=US", KeyType::EcP256),
        alone_next: self_signed("CN=acme next,O=Acme,C=US", KeyType::EcP256),
        issued: leaf("acme 2026"),
        issued_next: leaf("acme 2027"),
        signer: self_signed("CN=acme tokens,O=Acme,C=US", KeyType::Rsa(2048)),
        signer_next: self_signed("CN=acme tokens next,O=Acme,C=US", KeyType::Rsa(2048)),
        intermediate,
        root,
    }
});

pub(crate) const ROOT: &str = "Acme Root";
pub(crate) const INTERMEDIATE: &str = "Acme Issuing";

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

fn self_signed(subject: &str, kind: KeyType) -> Paper {
    let key = Key::generate(kind).unwrap();
    let now = Moment::new(System.time());
    let life = Life { from: now, until: now.after(Span::days(300)) };
    let certificate = self_sign(&Subject::new(&key, subject, &[]).unwrap(), Use::Client, life, &key).unwrap();
    Paper { certificate: certificate.pem(), key: key.to_pem().to_string() }
}

/// The key of a paper.
pub(crate) fn key(paper: &Paper) -> Key {
    Key::read(paper.key.as_bytes(), None).unwrap()
}

/// A key set as issuers publish it.
pub(crate) fn key_set(keys: &[&Key]) -> Value {
    let jwk = |key: &&Key| {
        let details = Details {
            kid: Some(key.public().thumbprint()),
            usage: Some("sig".to_owned()),
            algorithm: None,
            ..Details::default()
        };
        key.public().to_published_jwk(&details)
    };
    write(keys.iter().map(jwk).collect())
}

/// A token of `issuer` as `acme` makes it; the change is what is odd about it.
pub(crate) fn token(key: &Key, issuer: &str, change: impl FnOnce(&mut Order)) -> String {
    let mut order = Order {
        purpose: Purpose::Grant,
        issuer: issuer.to_owned(),
        subject: "acme".to_owned(),
        audience: vec!["quotes".to_owned()],
        now: System.time().unix_timestamp(),
        lifetime: 300,
        id: random::identifier(),
        algorithm: None,
        kid: Kid::Thumbprint,
        typ: None,
        certificate: None,
        chain: Vec::new(),
        claims: vec![("team".to_owned(), json!("blue"))],
    };
    change(&mut order);
    assert(key, &order).unwrap().jwt
}

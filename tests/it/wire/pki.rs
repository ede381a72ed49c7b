//! Certificates and issuers for these tests.

use std::collections::{BTreeMap, BTreeSet};

use partnerctl::{
    crypto::{certificate, digest::sha256, issue::Authority, jks},
    domain::{
        certificate::{Certificate, CertificateFacts},
        mechanism::{IssuerKeys, TokenIssuer},
        secret::Secret,
    },
};
use time::{OffsetDateTime, macros::datetime};

const NOW: OffsetDateTime = datetime!(2026-11-21 09:30:00 UTC);

pub(crate) fn authority(name: &str) -> Authority {
    Authority::create(name, NOW).unwrap()
}

/// A certificate as changes carry it.
pub(crate) fn certificate(pem: &str) -> Certificate {
    let read = certificate::Certificate::from_der(&der(pem)).unwrap();
    let facts = CertificateFacts {
        subject: read.subject.openssl(),
        issuer: read.issuer.openssl(),
        sha256: read.sha256(),
        not_after: read.not_after,
    };
    Certificate { facts, pem: read.pem() }
}

pub(crate) fn root(authority: &Authority) -> Certificate {
    certificate(&authority.issued().certificate)
}

pub(crate) fn leaf(authority: &Authority, name: &str) -> Certificate {
    certificate(&authority.client(name, NOW).unwrap().certificate)
}

pub(crate) fn der(pem: &str) -> Vec<u8> {
    use base64::{Engine as _, engine::general_purpose::STANDARD};
    let text: String = pem.lines().filter(|line| !line.starts_with('-')).collect();
    STANDARD.decode(text).unwrap()
}

/// A key store with entries of others: a certificate, a key with its certificate, and one more certificate.
pub(crate) fn foreign_store() -> jks::Jks {
    let entry = |alias: &str, body: jks::Body| jks::Entry { alias: alias.to_owned(), created: 1_700_000_000_000, body };
    let held = |name: &str| jks::Body::Certificate(der(&authority(name).issued().certificate));
    let mut key = Vec::new();
    key.extend(5_u32.to_be_bytes());
    key.extend(b"12345");
    key.extend(0_u32.to_be_bytes());
    jks::Jks { entries: vec![entry("zebra", held("Z")), entry("key", jks::Body::Opaque(key)), entry("ant", held("A"))] }
}

/// The same as a file under a password that nobody here knows.
pub(crate) fn foreign_file() -> Vec<u8> {
    jks::write(&foreign_store(), &Secret::new("theirs".to_owned()))
}

/// The fingerprints that a file trusts, and the names of its entries.
pub(crate) fn held(file: &[u8]) -> (BTreeSet<String>, Vec<String>) {
    let store = jks::read(file, None).unwrap();
    let names = store.entries.iter().map(|entry| entry.alias.clone()).collect();
    (store.certificates().map(|(_, der)| sha256(der)).collect(), names)
}

/// An external issuer that publishes its keys.
pub(crate) fn published() -> TokenIssuer {
    TokenIssuer {
        issuer: "https://login.acme.example/realms/main".to_owned(),
        keys: IssuerKeys::Published("https://login.acme.example/jwks".parse().unwrap()),
        client_id: Some("acme-at-idp".to_owned()),
        audience: Some("acme-at-idp".to_owned()),
        claims: BTreeMap::from([("azp".to_owned(), "acme-at-idp".to_owned())]),
        scopes: BTreeSet::from(["openid".parse().unwrap()]),
    }
}

/// One whose key is in a certificate.
pub(crate) fn certified(authority: &Authority) -> TokenIssuer {
    let certificate = leaf(authority, "signer");
    TokenIssuer {
        issuer: "acme-signer".to_owned(),
        keys: IssuerKeys::Certificate(Box::new(certificate)),
        client_id: None,
        audience: Some("https://api.example".to_owned()),
        claims: BTreeMap::from([("sub".to_owned(), "acme".to_owned()), ("company".to_owned(), "ACME".to_owned())]),
        scopes: BTreeSet::new(),
    }
}

/// The gateway itself.
pub(crate) fn gateway() -> TokenIssuer {
    TokenIssuer {
        issuer: String::new(),
        keys: IssuerKeys::Gateway,
        client_id: None,
        audience: None,
        claims: BTreeMap::new(),
        scopes: BTreeSet::new(),
    }
}

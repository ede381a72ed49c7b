//! Keys made here come back from every form that they are written in, and what they sign is good.

use super::*;
use crate::crypto::{
    digest,
    read::{Trouble, to_pem},
};

#[test]
fn every_type_is_made_written_and_read() {
    for kind in KeyType::MADE {
        let key = Key::generate(kind).unwrap();
        assert_eq!(key.kind(), kind);
        assert_eq!(key.public().sha256(), digest::sha256(key.spki_der()));
        for form in [key.to_pem().as_bytes().to_vec(), key.to_pkcs8_der().to_vec()] {
            let back = Key::read(&form, None).unwrap();
            assert_eq!(back.to_pkcs8_der(), key.to_pkcs8_der(), "{kind}");
            assert_eq!(back.public(), key.public(), "{kind}");
        }
    }
}

#[test]
fn signatures_are_good_with_every_algorithm_that_suits() {
    for kind in [KeyType::Rsa(2048), KeyType::EcP256, KeyType::EcP384, KeyType::EcP521, KeyType::Ed25519] {
        let key = Key::generate(kind).unwrap();
        for algorithm in Algorithm::ALL {
            let signed = key.sign(algorithm, b"message");
            assert_eq!(signed.is_ok(), algorithm.suits(kind), "{kind} {algorithm}");
            let Ok(signed) = signed else { continue };
            assert!(key.public().verify(algorithm, b"message", &signed), "{kind} {algorithm}");
            assert!(!key.public().verify(algorithm, b"massage", &signed), "{kind} {algorithm}");
        }
    }
}

#[test]
fn the_library_that_writes_certificates_takes_every_type() {
    for kind in [KeyType::Rsa(2048), KeyType::EcP256, KeyType::EcP384, KeyType::EcP521, KeyType::Ed25519] {
        let key = Key::generate(kind).unwrap();
        assert_eq!(key.rcgen().unwrap().serialized_der(), key.to_pkcs8_der(), "{kind}");
    }
}

#[test]
fn a_passphrase_protects() {
    let key = Key::generate(KeyType::EcP256).unwrap();
    let sealed = key.to_encrypted_pem("größer als groß").unwrap();
    assert!(sealed.starts_with("-----BEGIN ENCRYPTED PRIVATE KEY-----\n"));
    assert_eq!(Key::read(sealed.as_bytes(), Some("größer als groß")).unwrap().public(), key.public());
    for (passphrase, wanted) in
        [(None, Trouble::PassphraseNeeded), (Some(""), Trouble::PassphraseWrong), (Some("no"), Trouble::PassphraseWrong)]
    {
        assert_eq!(Key::read(sealed.as_bytes(), passphrase).unwrap_err().trouble, wanted, "{passphrase:?}");
    }
}

#[test]
fn debug_shows_nothing_private() {
    let key = Key::generate(KeyType::Ed25519).unwrap();
    let shown = format!("{key:?}");
    assert!(shown.contains(&key.public().sha256()), "{shown}");
    assert!(shown.len() < 200, "{shown}");
}

#[test]
fn types_are_read_by_name() {
    for kind in KeyType::MADE {
        assert_eq!(kind.to_string().parse(), Ok(kind));
    }
    for bad in ["rsa", "rsa-1024", "rsa-8192", "RSA-2048", "p256", ""] {
        assert!(bad.parse::<KeyType>().is_err(), "{bad}");
    }
}

#[test]
fn pem_has_lines_of_64_characters() {
    let pem = to_pem("X", &[0; 100]);
    assert_eq!(pem.lines().map(str::len).max(), Some(64));
    assert!(pem.ends_with("-----END X-----\n"));
}

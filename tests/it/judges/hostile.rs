//! Input that nobody sane would send: every reader answers with an error that says what and what to do, soon and in little
//! memory. Nothing here may panic.

use std::time::{Duration, Instant};

use p12_keystore::{KeyStore, KeyStoreEntry, PrivateKey, PrivateKeyChain};
use partnerctl::crypto::{
    csr::{Order, Request, create, to_pem_text},
    json, jwk, jwt,
    key::{Key, KeyType},
    pkcs12,
    read::{LIMIT, ReadError, Trouble, items, key as read_key},
    subject,
};
use pkcs8::{PrivateKeyInfoRef, der::Decode as _, pkcs5::pbes2::Parameters};

use super::key;

const WORD: &str = "open sesame";

/// Under a passphrase with one round, so that many tries cost little.
fn sealed(key: &Key) -> Vec<u8> {
    let parameters = Parameters::generate_pbkdf2_sha256_aes256cbc(1, &[7; 16], [9; 16]).unwrap();
    let info = PrivateKeyInfoRef::from_der(key.to_pkcs8_der()).unwrap();
    info.encrypt_with_params(parameters, WORD).unwrap().as_bytes().to_vec()
}

fn container(key: &Key, rounds: u32) -> Vec<u8> {
    let mut store = KeyStore::new();
    let private = PrivateKey::from_der(key.to_pkcs8_der()).unwrap();
    store.add_entry("a", KeyStoreEntry::PrivateKeyChain(PrivateKeyChain::new([1_u8, 2].as_slice(), private, [])));
    store.writer(WORD).encryption_iterations(rounds).mac_iterations(rounds).write().unwrap()
}

fn seeds() -> Vec<(&'static str, Vec<u8>)> {
    let (ec, ed) = (key(KeyType::EcP256), key(KeyType::Ed25519));
    let request = create(&ec, &Order { subject: "CN=acme,C=US".to_owned(), names: Vec::new() }).unwrap();
    let certificate =
        rcgen::CertificateParams::new(vec!["a.example".to_owned()]).unwrap().self_signed(&ec.rcgen().unwrap()).unwrap();
    vec![
        ("PEM", ec.to_pem().as_bytes().to_vec()),
        ("DER", ec.to_pkcs8_der().to_vec()),
        ("Ed25519", ed.to_pkcs8_der().to_vec()),
        ("sealed", sealed(&ec)),
        ("container", container(&ec, 1)),
        ("JWK", ec.to_private_jwk().unwrap().as_bytes().to_vec()),
        ("public", ec.spki_der().to_vec()),
        ("request", request.clone()),
        ("request in PEM", to_pem_text(&request).into_bytes()),
        ("certificate", certificate.der().to_vec()),
    ]
}

/// Reads in every way; what comes back is good or an error with words in it.
fn read(bytes: &[u8]) -> Result<usize, ReadError> {
    let _ = Request::from_der(bytes);
    let _ = pkcs12::look(bytes);
    let read = items(bytes, Some(WORD)).map(|items| items.len());
    if let Err(error) = &read {
        assert!(!error.fault.is_empty() && !error.advice.is_empty(), "{error:?}");
        assert!(error.to_string().len() < 600 && !error.to_string().chars().any(char::is_control), "{error:?}");
    }
    read
}

#[test]
fn cut_input_is_an_error_at_every_length() {
    for (what, seed) in seeds() {
        assert!(read(&seed).is_ok(), "{what}");
        let text = seed.is_ascii();
        for length in 0..seed.len() {
            // A text may lose its last line break.
            let fine = text && seed[length..].iter().all(u8::is_ascii_whitespace);
            assert_eq!(read(&seed[..length]).is_ok(), fine, "{what} cut at {length}");
        }
    }
}

#[test]
fn changed_input_never_panics() {
    for (_, seed) in seeds() {
        for place in 0..seed.len() {
            for change in [0x01, 0x80, 0xff] {
                let mut bytes = seed.clone();
                bytes[place] ^= change;
                let _ = read(&bytes);
            }
        }
    }
}

#[test]
fn random_input_never_panics_and_is_never_read() {
    let mut state = 0x2545_f491_4f6c_dd1d_u64;
    let mut random = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state
    };
    for _ in 0..20_000 {
        let length = usize::try_from(random() % 300).unwrap();
        let mut bytes: Vec<u8> = (0..length).map(|_| u8::try_from(random() & 0xff).unwrap()).collect();
        assert!(read(&bytes).is_err());
        if let Some(first) = bytes.first_mut() {
            *first = 0x30;
        }
        assert!(read(&bytes).is_err());
        let text = String::from_utf8_lossy(&bytes).into_owned();
        assert!(jwt::decode(&text).is_err());
        let _ = (jwk::Set::read(&text), subject::to_der(&text), jwt::claim(&text));
    }
}

#[test]
fn giant_and_nested_input_ends_soon() {
    let begin = Instant::now();
    let nest = |open: &[u8], depth: usize| open.repeat(depth);
    // Sequences in sequences, each with its right length.
    let mut nested = vec![0x05, 0x00];
    while nested.len() < 60_000 {
        let length = nested.len();
        let mut outer = vec![0x30, 0x83];
        outer.extend_from_slice(&u32::try_from(length).unwrap().to_be_bytes()[1..]);
        outer.extend_from_slice(&nested);
        nested = outer;
    }
    for bytes in [
        vec![0; LIMIT + 1],
        vec![b'A'; LIMIT],
        vec![0x30; LIMIT],
        nest(b"[", LIMIT),
        nest(b"{\"keys\":[", LIMIT / 9),
        nest(b"-----BEGIN A-----\n", LIMIT / 18),
        nest(b"-----BEGIN A-----\n-----END A-----\n", LIMIT / 34),
        nest(b"-", LIMIT),
        nest(b"\n", LIMIT),
        nest(b".", LIMIT),
        nested,
        [b"\x30\x84\xff\xff\xff\xff".to_vec(), vec![0xff; 64]].concat(),
        [b"\x30\x88\xff\xff\xff\xff\xff\xff\xff\xff".to_vec(), vec![0xff; 64]].concat(),
        b"\x30\x80\x02\x01\x03\x30\x80\x00\x00\x00\x00".to_vec(),
        [b"\xff\xfe".to_vec(), "-----BEGIN".encode_utf16().flat_map(u16::to_le_bytes).collect()].concat(),
    ] {
        assert!(read(&bytes).is_err());
        let text = String::from_utf8_lossy(&bytes);
        assert!(jwt::decode(&text).is_err() && json::object(&text).is_err());
        let _ = subject::to_der(&text);
    }
    assert!(begin.elapsed() < Duration::from_secs(20), "{:?}", begin.elapsed());
}

#[test]
fn costly_containers_are_refused_before_any_work() {
    let key = key(KeyType::EcP256);
    let begin = Instant::now();
    let dear = |container: &[u8]| assert_eq!(read_key(container, Some(WORD)).unwrap_err().trouble, Trouble::Costly);
    // The rounds stand three times in a container, for certificates, key and seal: the sum counts.
    let mut many = container(&key, 100_000);
    while let Some(place) = many.windows(5).position(|five| five == b"\x02\x03\x01\x86\xa0") {
        many[place + 2..place + 5].copy_from_slice(&[0x7f, 0xff, 0xff]);
    }
    dear(&many);
    let parameters = Parameters::generate_pbkdf2_sha256_aes256cbc(10, &[7; 16], [9; 16]).unwrap();
    let info = PrivateKeyInfoRef::from_der(key.to_pkcs8_der()).unwrap();
    let mut sealed = info.encrypt_with_params(parameters, WORD).unwrap().as_bytes().to_vec();
    assert!(read_key(&sealed, Some(WORD)).is_ok());
    // 10 rounds in one byte become 127 at most, so the number is widened by taking a byte from the salt.
    let place = sealed.windows(3).position(|three| three == b"\x02\x01\x0a").unwrap();
    let salt = sealed.windows(2).position(|two| two == b"\x04\x10").unwrap();
    let rounds = [0x02, 0x04, 0x40, 0x00, 0x00, 0x00];
    sealed.splice(place..place + 3, rounds);
    sealed.drain(salt + 2..salt + 5);
    sealed[salt + 1] = 13;
    dear(&sealed);
    assert!(begin.elapsed() < Duration::from_secs(10), "{:?}", begin.elapsed());
}

#[test]
fn wrong_containers_are_named() {
    let cases: [(&[u8], &str, &str); 17] = [
        (b"", "is empty", "which file"),
        (b" \n\t", "is empty", "which file"),
        (b"hello", "no format", "PEM"),
        (b"<!DOCTYPE html><html>", "web page", "download"),
        (b"-----BEGIN OPENSSH PRIVATE KEY-----\nAAAA\n-----END OPENSSH PRIVATE KEY-----\n", "OpenSSH", "ssh-keygen -p -m PKCS8"),
        (b"ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI a@b", "public Ed25519 key of OpenSSH", "--type ed25519"),
        (b"ssh-rsa AAAAB3NzaC1yc2EAAAADAQAB a@b", "public key of OpenSSH", "ssh-keygen -e"),
        (b"PuTTY-User-Key-File-3: ssh-ed25519", "PuTTY", "puttygen"),
        (b"-----BEGIN PGP PRIVATE KEY BLOCK-----\n\nAAAA\n-----END PGP PRIVATE KEY BLOCK-----\n", "PGP", "key generate"),
        (b"\xfe\xed\xfe\xed\x00\x00\x00\x02", "JKS", "keytool"),
        (b"-----BEGIN PRIVATE KEY-----\nMIGH", "damaged", "fresh copy"),
        (b"-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n", "damaged", "fresh copy"),
        (b"{\"kty\":\"oct\",\"k\":\"AAAA\"}", "shared secret", "JWK"),
        (b"{\"kty\":\"RSA\",\"kty\":\"EC\"}", "twice", "JWK"),
        (b"{\"keys\":[]}", "without keys", "add"),
        (b"{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"AA\",\"y\":\"AA\"}", "32 are needed", "JWK"),
        (b"eyJhbGciOiJSUzI1NiJ9.e30.AAAA", "is a JWT", "jwt decode"),
    ];
    for (bytes, fault, advice) in cases {
        let error = read_key(bytes, None).unwrap_err();
        assert!(error.fault.contains(fault) && error.advice.contains(advice), "{error}");
    }
}

#[test]
fn points_off_their_curve_are_refused() {
    let good = key(KeyType::EcP256).public().to_jwk();
    let mut bad = good;
    bad.insert("y".to_owned(), serde_json::json!("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"));
    let error = partnerctl::crypto::public::PublicKey::from_jwk(&bad).unwrap_err();
    assert!(error.to_string().contains("curve"), "{error}");
}

#[test]
fn keys_whose_halves_do_not_match_are_refused() {
    for kind in [KeyType::EcP256, KeyType::Ed25519] {
        let (one, other) = (key(kind), key(kind));
        let mut jwk = json::object(&one.to_private_jwk().unwrap()).unwrap();
        for (name, value) in other.public().to_jwk() {
            jwk.insert(name, value);
        }
        let error = read_key(serde_json::Value::Object(jwk).to_string().as_bytes(), None).unwrap_err();
        assert!(error.fault.contains("do not fit together"), "{kind}: {error}");
    }
}

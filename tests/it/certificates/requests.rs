//! Each finding about a certificate request has an example that gives it; the good request gives none.

use partnerctl::{
    crypto::{
        csr::{self, Request, SignatureState},
        key::{Key, KeyType},
        name::Name,
        public::PublicKey,
    },
    domain::finding::Level,
    lint::request,
};
use rcgen::{DistinguishedName, DnType};

use super::{
    make::{Authority, named, rsa},
    numbers::{CLOSE_PRIMES, ROCA},
    rules::number,
};

/// Code, level, and what makes a good request break the rule.
type Row = (&'static str, Level, fn(&Authority, &mut Request));

const TABLE: &[Row] = &[
    ("signature", Level::Refuse, |_, one| one.signature = SignatureState::Bad),
    ("signature-algorithm", Level::Refuse, |_, one| one.signature = SignatureState::Unknown),
    ("key-short", Level::Refuse, |ca, one| one.public = public(ca, &[0xc5; 128], &[1, 0, 1])),
    ("key-size", Level::Warn, |ca, one| one.public = public(ca, &[&[0x45][..], &[0xc5; 256]].concat(), &[1, 0, 1])),
    ("key-weak", Level::Refuse, |ca, one| one.public = public(ca, &number(ROCA), &[1, 0, 1])),
    ("key-weak", Level::Refuse, |ca, one| one.public = public(ca, &number(CLOSE_PRIMES), &[1, 0, 1])),
    ("key-weak", Level::Refuse, |ca, one| one.public = public(ca, &[0xc5; 256], &[1])),
    ("small-exponent", Level::Warn, |ca, one| one.public = public(ca, &[0xc5; 256], &[3])),
    ("key-type", Level::Warn, |_, one| one.public = Key::generate(KeyType::Ed25519).unwrap().public().clone()),
    ("subject-length", Level::Refuse, |ca, one| one.subject = name(ca, &[(DnType::CommonName, &"a".repeat(65))])),
    ("subject-country", Level::Refuse, |ca, one| one.subject = name(ca, &[(DnType::CountryName, "us")])),
    ("subject-blanks", Level::Warn, |ca, one| one.subject = name(ca, &[(DnType::CommonName, "acme ")])),
    ("subject-empty", Level::Refuse, |ca, one| {
        one.subject = ca.client(|params| params.distinguished_name = DistinguishedName::new()).subject;
        one.names.clear();
    }),
    ("authority", Level::Refuse, |_, one| one.wants_authority = true),
    ("purpose", Level::Warn, |_, one| one.purposes = vec!["serverAuth".to_owned()]),
];

fn name(ca: &Authority, parts: &[(DnType, &str)]) -> Name {
    ca.client(|params| params.distinguished_name = named(parts)).subject
}

fn public(ca: &Authority, modulus: &[u8], exponent: &[u8]) -> PublicKey {
    PublicKey::from_spki_der(ca.client_for(&rsa(modulus, exponent), |_| {}).public_key.spki()).unwrap()
}

#[test]
fn each_finding_has_an_example() {
    let ca = Authority::root("Root");
    let key = Key::generate(KeyType::EcP256).unwrap();
    let names = vec![csr::AlternativeName::Dns("acme.example".to_owned())];
    let der = csr::create(&key, &csr::Order { subject: "CN=acme,C=US".to_owned(), names }).unwrap();
    let good = Request::from_der(&der).unwrap();
    assert!(request::check(&good, None).is_empty());
    for (code, level, spoil) in TABLE {
        let mut bad = good.clone();
        spoil(&ca, &mut bad);
        let found = request::check(&bad, None);
        assert!(found.iter().any(|one| one.code == *code && one.level == *level), "{code}: {found:?}");
    }
}

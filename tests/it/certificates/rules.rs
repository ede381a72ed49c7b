//! Each rule has an example that breaks it and one that keeps it.

use partnerctl::{
    crypto::{
        bundle::{Bundle, Container},
        certificate::Certificate,
        chain,
    },
    domain::{
        finding::Level,
        moment::{Moment, Span},
        workspace::Class,
    },
    lint::certificate::{self, Case, InUse, Policy},
};
use rcgen::{
    BasicConstraints, CustomExtension, DnType, DnValue, ExtendedKeyUsagePurpose, IsCa, KeyPair, KeyUsagePurpose, SerialNumber,
};
use time::{Duration, macros::datetime};

use super::{
    make::{self, Authority, NOW, kept, named, now, rsa, self_signed, tagged},
    numbers::{CLOSE_PRIMES, ROCA, SQUARE},
};

/// Everything that a rule may look at, good unless changed.
struct Example {
    leaf: Certificate,
    beside: Vec<Certificate>,
    before: Vec<Certificate>,
    private_keys: Vec<String>,
    container: Container,
    at: Moment,
    key_sha256: Option<String>,
    elsewhere: Vec<InUse>,
}

impl From<Certificate> for Example {
    fn from(leaf: Certificate) -> Self {
        let rest = (Vec::new(), Vec::new(), Vec::new(), Container::Pem, now(), None, Vec::new());
        let (beside, before, private_keys, container, at, key_sha256, elsewhere) = rest;
        Self { leaf, beside, before, private_keys, container, at, key_sha256, elsewhere }
    }
}

impl Example {
    fn levels(&self, class: Class) -> Vec<(String, Level)> {
        let given = [self.before.clone(), vec![self.leaf.clone()], self.beside.clone()].concat();
        let policy = Policy {
            at: self.at,
            class,
            lead: Span::days(60),
            minimum_rsa_bits: 2048,
            key_sha256: self.key_sha256.as_deref(),
            elsewhere: &self.elsewhere,
        };
        let mut case = Case::new(&self.leaf, &given, &policy);
        case.private_keys = &self.private_keys;
        case.container = self.container;
        certificate::check(&case).into_iter().map(|finding| (finding.code, finding.level)).collect()
    }
}

const R: Option<Level> = Some(Level::Refuse);
const W: Option<Level> = Some(Level::Warn);
const I: Option<Level> = Some(Level::Inform);

/// Code, level in production, level elsewhere, the example that breaks the rule.
type Row = (&'static str, Option<Level>, Option<Level>, fn(&Authority) -> Example);

const TABLE: &[Row] = &[
    ("key-mismatch", R, R, |ca| Example { key_sha256: Some("00".repeat(32)), ..ca.client(|_| {}).into() }),
    ("rsa-too-small", R, R, |ca| ca.client_for(&rsa(&[0xc5; 128], &[1, 0, 1]), |_| {}).into()),
    ("rsa-odd-size", W, W, |ca| ca.client_for(&rsa(&[&[0x45][..], &[0xc5; 256]].concat(), &[1, 0, 1]), |_| {}).into()),
    ("roca", R, R, |ca| ca.client_for(&rsa(&number(ROCA), &[1, 0, 1]), |_| {}).into()),
    ("close-primes", R, R, |ca| ca.client_for(&rsa(&number(CLOSE_PRIMES), &[1, 0, 1]), |_| {}).into()),
    ("small-factor", R, R, |ca| ca.client_for(&rsa(&[&[0xc5; 255][..], &[0xc4]].concat(), &[1, 0, 1]), |_| {}).into()),
    ("prime-power", R, R, |ca| ca.client_for(&rsa(&number(SQUARE), &[1, 0, 1]), |_| {}).into()),
    ("bad-exponent", R, R, |ca| ca.client_for(&rsa(&[0xc5; 256], &[1]), |_| {}).into()),
    ("small-exponent", W, W, |ca| ca.client_for(&rsa(&[0xc5; 256], &[3]), |_| {}).into()),
    ("key-too-large", R, R, |ca| ca.client_for(&rsa(&[0xc5; 4096], &[1, 0, 1]), |_| {}).into()),
    ("point-off-curve", R, R, |ca| {
        let point = [&[4][..], &[7; 64]].concat();
        ca.client_for(&make::Raw(point, &rcgen::PKCS_ECDSA_P256_SHA256), |_| {}).into()
    }),
    ("key-type", R, W, |_| kept_one("secp256k1.pem")),
    ("ed25519", W, I, |ca| ca.client_for(&KeyPair::generate_for(&rcgen::PKCS_ED25519).unwrap(), |_| {}).into()),
    ("debian-keys-not-checked", I, I, |ca| ca.client_for(&rsa(&[0xc5; 256], &[1, 0, 1]), |_| {}).into()),
    ("expired", R, R, |ca| ca.client(|params| params.not_after = NOW - Duration::days(1)).into()),
    ("not-yet-valid", R, R, |ca| ca.client(|params| params.not_before = NOW + Duration::days(1)).into()),
    ("ca-as-leaf", R, R, |ca| ca.client(|params| params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained)).into()),
    ("unknown-critical-extension", R, R, |ca| ca.client(|params| params.custom_extensions.push(unknown_critical())).into()),
    ("weak-signature", R, R, |_| kept_one("sha1.pem")),
    ("old-version", R, R, |_| kept_one("v1.pem")),
    ("eku-without-client-auth", R, R, |ca| {
        ca.client(|params| params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth]).into()
    }),
    ("eku-absent", W, W, |ca| ca.client(|params| params.extended_key_usages.clear()).into()),
    ("no-digital-signature", W, W, |ca| ca.client(|params| params.key_usages = vec![KeyUsagePurpose::KeyEncipherment]).into()),
    ("no-san", W, W, |ca| ca.client(|params| params.subject_alt_names.clear()).into()),
    ("bad-san", W, W, |ca| ca.client(bad_san).into()),
    ("expires-soon", W, W, |ca| ca.client(|params| params.not_after = NOW + Duration::days(59)).into()),
    ("dates-form", W, W, |ca| late_form(&ca.client(|_| {})).into()),
    ("self-signed", R, I, |_| self_signed(|_| {}).into()),
    ("public-authority", W, W, |_| lets_encrypt().client(|_| {}).into()),
    ("life-too-long", W, W, |ca| ca.client(|params| params.not_after = params.not_before + Duration::days(399)).into()),
    ("serial-number", W, W, |ca| ca.client(|params| params.serial_number = Some(SerialNumber::from_slice(&[1; 21]))).into()),
    ("reused-certificate", W, W, |ca| reused(ca.client(|_| {}), true)),
    ("reused-key", W, W, |ca| reused(ca.client(|_| {}), false)),
    ("name-too-long", W, W, |ca| ca.client(|params| params.distinguished_name.push(DnType::CommonName, "a".repeat(65))).into()),
    ("country", W, W, |ca| {
        let wrong = DnValue::PrintableString("Usa".try_into().unwrap());
        ca.client(|params| params.distinguished_name.push(DnType::CountryName, wrong)).into()
    }),
    ("empty-subject", W, W, |ca| ca.client(nameless).into()),
    ("hidden-letters", W, W, |ca| {
        ca.client(|params| params.distinguished_name = named(&[(DnType::CommonName, "acme\u{7}")])).into()
    }),
    ("private-key-in-file", R, R, |ca| Example { private_keys: vec!["acme.pem, line 9".to_owned()], ..ca.client(|_| {}).into() }),
    ("wrong-container", W, W, |ca| Example { container: Container::Pkcs7, ..ca.client(|_| {}).into() }),
    ("root-included", W, I, |ca| Example { beside: vec![ca.certificate.clone()], ..ca.client(|_| {}).into() }),
    ("chain-order", W, W, |ca| {
        let middle = ca.below("Middle");
        Example { before: vec![middle.certificate.clone()], ..middle.client(|_| {}).into() }
    }),
    ("repeated-certificate", W, W, |ca| {
        let leaf = ca.client(|_| {});
        Example { beside: vec![leaf.clone()], ..leaf.into() }
    }),
    ("several-leaves", W, W, |ca| Example { beside: vec![ca.client(|_| {})], ..ca.client(|_| {}).into() }),
];

/// Said about every certificate.
const ALWAYS: [&str; 5] = ["subject", "fingerprint", "public-key", "key-ids", "days-left"];

#[test]
fn each_rule_has_a_good_and_a_bad_example() {
    let ca = Authority::root("Example root");
    let good = Example { key_sha256: None, ..ca.client(|_| {}).into() };
    for (code, production, elsewhere, bad) in TABLE {
        let bad = bad(&ca);
        for (class, want) in [(Class::Production, production), (Class::NonProduction, elsewhere)] {
            let found = bad.levels(class).into_iter().find(|(found, _)| found == code).map(|(_, level)| level);
            assert_eq!(found, *want, "the bad example of {code} in {class:?}");
            assert!(good.levels(class).iter().all(|(found, _)| found != code), "the good example of {code} in {class:?}");
        }
    }
    let said: Vec<_> = good.levels(Class::Production).into_iter().map(|(code, _)| code).collect();
    assert_eq!(said, ALWAYS, "nothing is wrong with the good example");
    for rule in certificate::rules() {
        let known = ALWAYS.contains(&rule.code) || TABLE.iter().any(|(code, ..)| *code == rule.code);
        assert!(known, "{} has no example", rule.code);
    }
    assert_eq!(TABLE.len() + ALWAYS.len(), certificate::rules().count(), "a row of the table has no rule");
}

#[test]
fn a_good_rsa_certificate_of_the_owner_passes() {
    let ca = Authority::root("Example root");
    let key = partnerctl::crypto::key::Key::generate(partnerctl::crypto::key::KeyType::Rsa(2048)).unwrap();
    let leaf = ca.client_for(&key.rcgen().unwrap(), |_| {});
    let own = Example { key_sha256: Some(partnerctl::crypto::digest::sha256(key.spki_der())), ..leaf.into() };
    assert!(own.levels(Class::Production).iter().all(|(_, level)| *level == Level::Inform));
}

#[test]
fn the_end_of_client_auth_is_told_with_its_dates() {
    for (organisation, date) in [
        ("Let's Encrypt", "8 July 2026"),
        ("DigiCert Inc", "1 March 2027"),
        ("Sectigo Limited", "10 February 2027"),
        ("Asseco Data Systems S.A.", "15 May 2026"),
        ("GlobalSign nv-sa", "15 March 2027"),
    ] {
        let ca = Authority::root_with("Public", |params| {
            params.distinguished_name = named(&[(DnType::OrganizationName, organisation), (DnType::CommonName, "E1")]);
        });
        let (leaf, policy) = (ca.client(|_| {}), policy());
        let given = [leaf];
        let findings = certificate::check(&Case::new(&given[0], &given, &policy));
        let told = findings.iter().find(|finding| finding.code == "public-authority").expect(organisation);
        assert!(told.advice.contains(date), "{}", told.advice);
    }
}

/// Baseline Requirements 6.3.2.
#[test]
fn the_longest_life_depends_on_the_day_of_issue() {
    for (issued, most) in [
        (datetime!(2026-03-14 0:00 UTC), 398),
        (datetime!(2026-03-15 0:00 UTC), 200),
        (datetime!(2027-03-15 0:00 UTC), 100),
        (datetime!(2029-03-15 0:00 UTC), 47),
    ] {
        for (days, told) in [(most, false), (most + 1, true)] {
            let leaf = lets_encrypt().client(|params| {
                params.not_before = issued;
                params.not_after = issued + Duration::days(days);
            });
            let said = Example::from(leaf).levels(Class::Production).iter().any(|(code, _)| code == "life-too-long");
            assert_eq!(said, told, "{issued} {days}");
        }
    }
}

/// What the table of paths looks at: each rule once broken, by the same examples as far as they fit.
#[test]
fn each_rule_of_paths_has_an_example() {
    let told = super::paths::broken();
    for rule in chain::RULES {
        assert!(told.contains(rule.code), "{} has no example", rule.code);
    }
}

fn policy() -> Policy<'static> {
    let class = Class::Production;
    Policy { at: now(), class, lead: Span::days(60), minimum_rsa_bits: 2048, key_sha256: None, elsewhere: &[] }
}

fn kept_one(name: &str) -> Example {
    let leaf = Bundle::read(name, &kept(name), None).unwrap().certificates.remove(0);
    Example { at: leaf.not_before, ..leaf.into() }
}

fn lets_encrypt() -> Authority {
    Authority::root_with("R10", |params| {
        params.distinguished_name = named(&[(DnType::OrganizationName, "Let's Encrypt"), (DnType::CommonName, "R10")]);
    })
}

pub(crate) fn unknown_critical() -> CustomExtension {
    let mut extension = CustomExtension::from_oid_content(&[1, 3, 6, 1, 4, 1, 55555, 1], vec![5, 0]);
    extension.set_criticality(true);
    extension
}

fn nameless(params: &mut rcgen::CertificateParams) {
    params.distinguished_name = named(&[]);
    params.subject_alt_names.clear();
}

fn bad_san(params: &mut rcgen::CertificateParams) {
    params.subject_alt_names.clear();
    // An address of five bytes.
    let names = tagged(0x30, &tagged(0x87, &[1, 2, 3, 4, 5]));
    params.custom_extensions.push(CustomExtension::from_oid_content(&[2, 5, 29, 17], names));
}

/// The same certificate with its dates in the form of years from 2050 on. Its signature is lost by that.
fn late_form(one: &Certificate) -> Certificate {
    let mut der = one.der().to_vec();
    let dates = der.windows(4).position(|part| part == [0x30, 0x1e, 0x17, 0x0d]).unwrap();
    let late = |at: usize| [&[0x18, 0x0f, b'2', b'0'][..], &der[at + 2..at + 15]].concat();
    let both = [late(dates + 2), late(dates + 17)].concat();
    der.splice(dates..dates + 32, tagged(0x30, &both));
    for header in [2, 6] {
        let length = u16::from_be_bytes([der[header], der[header + 1]]) + 4;
        der[header..header + 2].copy_from_slice(&length.to_be_bytes());
    }
    make::read(&der)
}

fn reused(leaf: Certificate, same: bool) -> Example {
    let sha256 = if same { leaf.sha256() } else { "00".repeat(32) };
    let elsewhere =
        vec![InUse { by: "bolt in production".to_owned(), sha256, public_key_sha256: leaf.public_key.sha256.clone() }];
    Example { elsewhere, ..leaf.into() }
}

pub(super) fn number(hex: &str) -> Vec<u8> {
    hex.as_bytes().chunks(2).map(|pair| u8::from_str_radix(std::str::from_utf8(pair).unwrap(), 16).unwrap()).collect()
}

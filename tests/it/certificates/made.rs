//! Certificates that are made here, for every type of key, judged by our own rules and by OpenSSL.

use partnerctl::{
    crypto::{
        certificate::Certificate,
        certify::{self, Life, Subject, Use},
        csr::{self, AlternativeName},
        key::{Key, KeyType},
    },
    domain::{
        finding::Level,
        moment::{Moment, Span},
        workspace::Class,
    },
    lint::certificate::{self, Case, Policy},
};

use super::make::{has_openssl, now, openssl};

/// RSA keys of 4096 bits take their time and differ in nothing.
const KINDS: [KeyType; 6] =
    [KeyType::Rsa(2048), KeyType::Rsa(3072), KeyType::EcP256, KeyType::EcP384, KeyType::EcP521, KeyType::Ed25519];

const SUBJECT: &str = "CN=acme\\, the second,OU=one+OU=two,DC=acme,DC=example";

#[test]
fn what_is_made_is_good_for_us_and_for_openssl() {
    let folder = tempfile::tempdir().unwrap();
    let judge = has_openssl();
    let authority_key = Key::generate(KeyType::EcP256).unwrap();
    let root = own(&authority_key, "CN=Test authority,DC=acme,DC=example", Use::Authority);
    assert!(root.is_ca() && root.is_self_signed() && root.serial.is_positive());
    let mut agreed = 0;
    for kind in KINDS {
        let key = Key::generate(kind).unwrap();
        let names = [AlternativeName::Dns("api.acme.example".to_owned()), AlternativeName::Ip([192, 0, 2, 1].into())];
        let order = csr::Order { subject: SUBJECT.to_owned(), names: names.to_vec() };
        let request = csr::create(&key, &order).unwrap();
        let issued = certify::issue(&Subject::of_request(&request).unwrap(), life(365), &root, &authority_key).unwrap();
        let selfish = own(&key, SUBJECT, Use::Client);
        for (one, trusted) in [(&issued, &root), (&selfish, &selfish)] {
            assert_eq!(one.subject.to_string(), SUBJECT, "{kind}");
            let names = one.extensions.alternative_names.as_ref().unwrap();
            assert_eq!(names.value.iter().map(ToString::to_string).collect::<Vec<_>>(), ["DNS:api.acme.example", "IP:192.0.2.1"]);
            let bad: Vec<_> = told(one).into_iter().filter(|(_, level)| *level != Level::Inform).collect();
            let expected: &[&str] = if kind == KeyType::Ed25519 { &["ed25519"] } else { &[] };
            assert!(bad.iter().all(|(code, _)| expected.contains(&code.as_str())), "{kind}: {bad:?}");
            if judge {
                agreed += usize::from(openssl_takes(folder.path(), one, trusted));
            }
        }
    }
    if judge {
        assert_eq!(agreed, 2 * KINDS.len());
        println!("OpenSSL takes all {agreed} certificates that were made");
    }
}

#[test]
fn nobody_issues_without_the_right_to() {
    let (key, other) = (Key::generate(KeyType::EcP256).unwrap(), Key::generate(KeyType::EcP256).unwrap());
    let (root, leaf) = (own(&key, "CN=Root", Use::Authority), own(&key, "CN=Leaf", Use::Client));
    let subject = Subject::new(&other, "CN=acme", &[]).unwrap();
    let refused = |authority: &Certificate, key: &Key, days: u64| {
        certify::issue(&subject, life(days), authority, key).unwrap_err().to_string()
    };
    assert!(refused(&leaf, &key, 9).contains("is no authority"));
    assert!(refused(&root, &other, 9).contains("is not that of"));
    assert!(refused(&root, &key, 9999).contains("its issuer ends on"));
    assert!(Subject::new(&key, "acme", &[]).is_err());
    assert!(Subject::new(&key, "CN=acme", &[AlternativeName::Dns("no host".to_owned())]).is_err());
    assert!(Subject::of_request(b"no request").is_err());
}

fn own(key: &Key, subject: &str, usage: Use) -> Certificate {
    let names = [AlternativeName::Dns("api.acme.example".to_owned()), AlternativeName::Ip([192, 0, 2, 1].into())];
    let names = if usage == Use::Client { &names[..] } else { &[] };
    certify::self_sign(&Subject::new(key, subject, names).unwrap(), usage, life(366), key).unwrap()
}

fn life(days: u64) -> Life {
    Life { from: now(), until: now().after(Span::days(days)) }
}

fn told(one: &Certificate) -> Vec<(String, Level)> {
    let at: Moment = now();
    let class = Class::NonProduction;
    let policy = Policy { at, class, lead: Span::days(60), minimum_rsa_bits: 2048, key_sha256: None, elsewhere: &[] };
    let given = std::slice::from_ref(one);
    certificate::check(&Case::new(one, given, &policy)).into_iter().map(|finding| (finding.code, finding.level)).collect()
}

fn openssl_takes(folder: &std::path::Path, one: &Certificate, trusted: &Certificate) -> bool {
    let [leaf, root] = [("leaf.pem", one), ("root.pem", trusted)].map(|(name, one)| {
        let path = folder.join(name);
        std::fs::write(&path, one.pem()).unwrap();
        path.to_str().unwrap().to_owned()
    });
    let at = now().after(Span::days(1)).time().unix_timestamp().to_string();
    let rules = ["verify", "-x509_strict", "-check_ss_sig", "-purpose", "sslclient", "-attime", &at, "-CAfile", &root, &leaf];
    let (good, text) = openssl(&rules);
    assert!(good, "{text}");
    good
}

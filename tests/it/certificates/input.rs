//! Wrong input of every kind: always an error that names the file, the fault and what to do; never a panic, never long work.

use std::time::{Duration, Instant};

use partnerctl::{
    crypto::{
        bundle::{Bundle, LARGEST, pem_block},
        certificate::Certificate,
        chain::{self, Purpose, Question},
        revocation::RevocationList,
    },
    domain::{moment::Span, secret::Secret, workspace::Class},
    lint::certificate::{self, Case, Policy},
};
use proptest::prelude::*;
use rcgen::KeyPair;

use super::make::{Authority, kept, now, self_signed, tagged};

#[test]
fn wrong_files_are_explained() {
    let one = self_signed(|_| {});
    let key = KeyPair::generate().unwrap();
    let request = rcgen::CertificateParams::new(Vec::new()).unwrap().serialize_request(&key).unwrap();
    let pem = one.pem();
    let spki = one.public_key.spki().to_vec();
    for (bytes, fault, advice) in [
        (Vec::new(), "is empty", "once more"),
        (b" \r\n\t".to_vec(), "is empty", "once more"),
        (b"hello".to_vec(), "holds no certificate", "BEGIN CERTIFICATE"),
        (vec![0; 999], "holds no certificate", "BEGIN CERTIFICATE"),
        (b"<html><body>Sign in</body></html>".to_vec(), "HTML", "sign-in"),
        (b"{\"kty\":\"RSA\"}".to_vec(), "JSON", "jwk show"),
        (b"\xfe\xed\xfe\xed\0\0\0\x02".to_vec(), "Java keystore", "keytool"),
        (b"PK\x03\x04zip".to_vec(), "ZIP", "unpack"),
        (b"\x1f\x8b\x08".to_vec(), "gzip", "unpack"),
        (b"%PDF-1.7".to_vec(), "PDF", "as a file"),
        (b"ssh-ed25519 AAAA me".to_vec(), "SSH", "self-sign"),
        (b"eyJhbGciOiJSUzI1NiJ9.e30.x".to_vec(), "token", "jwt decode"),
        (b"age-encryption.org/v1".to_vec(), "sealed", "open"),
        (key.serialize_pem().into_bytes(), "private key and no certificate", "key show"),
        (key.serialize_der(), "private key", "key show"),
        (request.pem().unwrap().into_bytes(), "REQUEST", "came back"),
        (request.der().to_vec(), "signing request", "came back"),
        (spki.clone(), "public key", "certificate"),
        (pem_block("PUBLIC KEY", &spki).into_bytes(), "PUBLIC KEY", "certificate"),
        (pem.replace("-----END CERTIFICATE-----", "").into_bytes(), "no END line", "once more"),
        (pem.replace("MII", "M!I").into_bytes(), "not valid Base64", "once more"),
        (pem.replacen("-----\n", "\n", 1).into_bytes(), "damaged", "once more"),
        (format!("{}\n{pem}", &pem[..200]).into_bytes(), "another block begins inside", "once more"),
        (pem_block("CERTIFICATE", &one.der()[..100]).into_bytes(), "damaged", "once more"),
        (pem_block("CERTIFICATE", b"").into_bytes(), "damaged", "once more"),
        (pem_block("PKCS7", one.der()).into_bytes(), "damaged", "once more"),
        (pem_block("X509 CRL", one.der()).into_bytes(), "damaged", "once more"),
        (one.der()[..one.der().len() - 1].to_vec(), "not an X.509 certificate", "cut short"),
        ([one.der(), &[1, 2, 3]].concat(), "not an X.509 certificate", "cut short"),
        (tagged(0x30, &[6, 9, 0x2a, 0x86, 0x48, 0x86, 0xf7, 13, 1, 7, 2]), "PKCS#7", "export"),
        (kept("chain.p12"), "PKCS#12", "--passphrase-file"),
        (vec![b'-'; LARGEST + 1], "larger than", "alone"),
        (vec![0x30; 4096], "not an X.509 certificate", "cut short"),
        ([0x30, 0x80].repeat(50_000), "not an X.509 certificate", "cut short"),
        ([0x30, 0x84, 0xff, 0xff, 0xff, 0xff].to_vec(), "not an X.509 certificate", "cut short"),
        (pem.repeat(2_001).into_bytes(), "more than 2000", "alone"),
    ] {
        let begun = Instant::now();
        let error = Bundle::read("acme.pem", &bytes, None).expect_err(fault).to_string();
        assert!(error.starts_with("`acme.pem` "), "{error}");
        assert!(error.contains(fault) && error.contains(advice), "wanted `{fault}` and `{advice}`: {error}");
        assert!(!error.chars().any(char::is_control), "{error:?}");
        assert!(begun.elapsed() < Duration::from_secs(20), "{fault} took {:?}", begun.elapsed());
    }
    let wrong = Bundle::read("acme.p12", &kept("chain.p12"), Some(&Secret::new("wrong".to_owned()))).unwrap_err();
    assert!(wrong.fault.contains("another passphrase"), "{wrong}");
}

/// Cut at every byte, and each byte changed: no reader falls over, and what is still read goes through every later room.
#[test]
fn cut_and_changed_files_never_bring_a_reader_down() {
    let passphrase = Secret::new("changeit".to_owned());
    let chain = Bundle::read("chain.pem", &kept("chain.pem"), None).unwrap().certificates;
    let list = Bundle::read("crl.pem", &kept("crl.pem"), None).unwrap().revocations.remove(0);
    for whole in [chain[0].der().to_vec(), list.der().to_vec(), kept("chain.p7b.der"), kept("indefinite.p7b.der")] {
        for end in 0..whole.len() {
            let _ = Bundle::read("cut", &whole[..end], Some(&passphrase));
        }
        for at in 0..whole.len() {
            let mut changed = whole.clone();
            changed[at] ^= 1 << (at % 8);
            if let Ok(bundle) = Bundle::read("changed", &changed, Some(&passphrase)) {
                judge(&bundle, &chain);
            }
        }
    }
    // Opening one takes its time on purpose.
    let p12 = kept("chain.p12");
    for end in (0..p12.len()).step_by(61) {
        assert!(Bundle::read("cut", &p12[..end], Some(&passphrase)).is_err());
    }
}

#[test]
fn deep_and_wide_structures_take_no_time() {
    let deep = (0..2_000).fold(vec![5, 0], |inner, _| tagged(0x30, &inner[..inner.len().min(60_000)]));
    let wide = [&[0x30, 0x83, 0x10, 0, 0][..], &[5, 0].repeat(0x80000)].concat();
    let names = pem_block("CERTIFICATE", &deep);
    for bytes in [deep, wide, names.into_bytes(), b"-----BEGIN ".repeat(500_000), b"-----BEGIN CERTIFICATE-----".repeat(200_000)]
    {
        let begun = Instant::now();
        assert!(Bundle::read("deep", &bytes, None).is_err());
        assert!(begun.elapsed() < Duration::from_secs(20), "{:?}", begun.elapsed());
    }
}

/// A hundred authorities under one name, and a circle of all with all.
#[test]
fn crowds_of_authorities_take_no_time() {
    let crowd: Vec<_> = (0..100).map(|_| Authority::root("Crowd")).collect();
    let leaf = crowd[99].client(|_| {});
    let mut others: Vec<Certificate> = crowd.iter().map(|one| one.certificate.clone()).collect();
    for pair in crowd.windows(2) {
        let crossed = pair[0].params.signed_by(&pair[0].key, &pair[1].issuer()).unwrap();
        others.push(Certificate::from_der(crossed.der()).unwrap());
    }
    let begun = Instant::now();
    let question = Question { at: now(), purpose: Purpose::Client, depth: None, strict: false, revocations: &[] };
    assert!(!chain::verify(&leaf, &others, &[Authority::root("Other").certificate], &question).is_good());
    let _ = chain::order(&others, now());
    // Less than a second on a quiet machine; without bounds it would be hours.
    assert!(begun.elapsed() < Duration::from_secs(20), "{:?}", begun.elapsed());
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn random_bytes_are_errors(bytes in proptest::collection::vec(any::<u8>(), 0..600), lead in 0..4usize) {
        let lead: &[u8] = [&b""[..], &[0x30], &[0x30, 0x82, 1, 0], b"-----BEGIN CERTIFICATE-----\n"][lead];
        let bytes = [lead, &bytes].concat();
        prop_assert!(Bundle::read("random", &bytes, None).is_err());
        prop_assert!(Certificate::from_der(&bytes).is_err());
        prop_assert!(RevocationList::from_der(&bytes).is_err());
    }

    #[test]
    fn scrambled_certificates_never_bring_anything_down(edits in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..12)) {
        let chain = Bundle::read("chain.pem", &kept("chain.pem"), None).unwrap().certificates;
        let mut der = chain[0].der().to_vec();
        for (at, byte) in edits {
            let at = at.index(der.len());
            der[at] = byte;
        }
        if let Ok(bundle) = Bundle::read("scrambled", &der, None) {
            judge(&bundle, &chain);
        }
    }
}

fn judge(bundle: &Bundle, chain: &[Certificate]) {
    let question =
        Question { at: now(), purpose: Purpose::Client, depth: Some(3), strict: true, revocations: &bundle.revocations };
    let policy = Policy {
        at: now(),
        class: Class::Production,
        lead: Span::days(60),
        minimum_rsa_bits: 2048,
        key_sha256: None,
        elsewhere: &[],
    };
    for one in &bundle.certificates {
        let answer = chain::verify(one, &chain[1..2], &chain[2..], &question);
        let findings = certificate::check(&Case::new(one, &bundle.certificates, &policy));
        for finding in answer.findings.iter().chain(&findings) {
            assert!(!finding.advice.chars().chain(finding.subject.chars()).any(char::is_control), "{finding:?}");
        }
        assert!(!one.subject.openssl().chars().chain(one.subject.legacy().chars()).any(char::is_control));
    }
}

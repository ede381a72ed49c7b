//! Revocation lists: obeyed when they can be used, and told about when they cannot.

use partnerctl::crypto::{
    bundle::Bundle,
    chain::{self, Question},
    revocation::RevocationList,
};
use rcgen::{CertificateRevocationListParams, KeyIdMethod, KeyUsagePurpose, RevocationReason, RevokedCertParams, SerialNumber};
use time::Duration;

use super::{
    make::{Authority, NOW, kept},
    paths::{question, refused},
};

#[test]
fn revocation_lists_are_obeyed() {
    let root = Authority::root("Root");
    let middle = root.below("Middle");
    let leaf = middle.client(|params| params.serial_number = Some(SerialNumber::from_slice(&[0x42])));
    let list = |issuer: &Authority, serials: &[u8], days: i64| {
        let revoked = serials.iter().map(|serial| RevokedCertParams {
            serial_number: SerialNumber::from_slice(&[*serial]),
            revocation_time: NOW - Duration::days(3),
            reason_code: Some(RevocationReason::KeyCompromise),
            invalidity_date: None,
        });
        let params = CertificateRevocationListParams {
            this_update: NOW - Duration::days(2),
            next_update: NOW + Duration::days(days),
            crl_number: SerialNumber::from(7),
            issuing_distribution_point: None,
            revoked_certs: revoked.collect(),
            key_identifier_method: KeyIdMethod::Sha256,
        };
        RevocationList::from_der(params.signed_by(&issuer.issuer()).unwrap().der()).unwrap()
    };
    let forger = Authority::root("Middle");
    let mute = root.below_with("Mute", |params| params.key_usages = vec![KeyUsagePurpose::KeyCertSign]);
    let (all_quiet, other) = (list(&root, &[], 9), list(&middle, &[0x41], 9));
    let (others, roots) = ([middle.certificate.clone()], [root.certificate.clone()]);
    for (what, lists, want, told) in [
        ("nothing given", vec![], true, ""),
        ("all quiet", vec![all_quiet.clone(), other.clone()], true, ""),
        ("another number", vec![other], true, ""),
        ("only the root's", vec![all_quiet.clone()], true, "revocation-unknown"),
        ("taken back", vec![list(&middle, &[0x42], 9)], false, "revoked"),
        ("out of date", vec![list(&middle, &[], -1)], false, "revocation-list-expired"),
        ("forged", vec![list(&forger, &[], 9)], false, "revocation-list-unusable"),
    ] {
        let answer = chain::verify(&leaf, &others, &roots, &question(&lists));
        assert_eq!(answer.is_good(), want, "{what}: {:?}", answer.findings);
        assert!(told.is_empty() || answer.findings.iter().any(|finding| finding.code == told), "{what}: {:?}", answer.findings);
    }
    let below = mute.client(|_| {});
    let mut params = mute.params.clone();
    params.key_usages.push(KeyUsagePurpose::CrlSign);
    let lists = [list(&Authority { key: mute.key, params, certificate: mute.certificate.clone() }, &[], 9)];
    let answer = chain::verify(&below, &[mute.certificate], &[root.certificate], &question(&lists));
    assert!(refused(&answer).contains(&"revocation-list-unusable"), "{:?}", answer.findings);
}

#[test]
fn the_kept_list_says_when_and_why() {
    let all = Bundle::read("chain.pem", &kept("chain.pem"), None).unwrap().certificates;
    let lists = Bundle::read("crl.pem", &kept("crl.pem"), None).unwrap().revocations;
    let at = lists[0].this_update;
    let question = Question { at, ..question(&lists) };
    let answer = chain::verify(&all[0], &all[1..2], &all[2..], &question);
    let told = answer.findings.iter().find(|finding| finding.code == "revoked").unwrap();
    assert!(told.advice.contains("key compromise") && told.subject.contains("acme"), "{told:?}");
    assert_eq!(answer.findings.iter().filter(|finding| finding.code == "revoked").count(), 1);
}

//! Certificates without a subject, and several keys at once, as a server is told of them.

use std::collections::BTreeSet;

use partnerctl::{
    crypto::{bundle::Bundle, certificate::Certificate as Parsed},
    domain::{
        certificate::{Certificate, CertificateFacts},
        change::{Change, KeySource, Registration},
        mechanism::{Mechanism, MechanismKind},
    },
    gateway::Error,
};
use rcgen::{CertificateParams, DistinguishedName, DnType, Issuer, KeyPair, SanType};
use serde_json::{Value, json};

use super::rfc7591::{Habits, Twin};
use crate::conformance::{bench::Bench, rigs::material::certificate};

/// A certificate of an authority, with these names and no subject.
fn nameless(names: &[SanType]) -> Certificate {
    let mut authority = CertificateParams::new(Vec::new()).unwrap();
    authority.distinguished_name = DistinguishedName::new();
    authority.distinguished_name.push(DnType::CommonName, "Acme Root");
    let issuer = Issuer::new(authority, KeyPair::generate().unwrap());
    let mut params = CertificateParams::new(Vec::new()).unwrap();
    params.distinguished_name = DistinguishedName::new();
    params.subject_alt_names = names.to_vec();
    let pem = params.signed_by(&KeyPair::generate().unwrap(), &issuer).unwrap().pem();
    let read: Parsed = Bundle::read("certificate", pem.as_bytes(), None).unwrap().certificates.remove(0);
    let facts = CertificateFacts {
        subject: read.known_as(),
        issuer: read.issuer.to_string(),
        sha256: read.sha256(),
        not_after: read.not_after,
    };
    Certificate { facts, pem }
}

fn registration(bench: &Bench<'_>, certificate: Certificate) -> Change {
    let mechanism = Mechanism::ClientCertificate { certificates: vec![certificate], authorities: Vec::new() };
    Change::Register(Box::new(Registration { settings: bench.settings(), mechanism }))
}

fn sent(twin: &Twin, method: &str) -> Value {
    let last = twin.seen().into_iter().rfind(|seen| seen.method == method).unwrap();
    serde_json::from_slice(&last.body).unwrap()
}

#[test]
fn a_certificate_without_a_subject_is_registered_by_an_alternative_name() {
    let dns = || SanType::DnsName("client.acme.example".try_into().unwrap());
    let uri = || SanType::URI("urn:acme:client".try_into().unwrap());
    let mail = || SanType::Rfc822Name("api@acme.example".try_into().unwrap());
    let ip = || SanType::IpAddress("192.0.2.7".parse().unwrap());
    let rows = [
        (vec![mail(), dns()], "tls_client_auth_san_dns", "client.acme.example"),
        (vec![uri()], "tls_client_auth_san_uri", "urn:acme:client"),
        (vec![ip()], "tls_client_auth_san_ip", "192.0.2.7"),
        (vec![mail()], "tls_client_auth_san_email", "api@acme.example"),
    ];
    for (names, member, value) in rows {
        let twin = Twin::start(Habits { update_rotates: true, ..Habits::default() });
        let mut bench = Bench::of(&twin, "acme");
        let own = nameless(&names);
        bench.make(&registration(&bench, own.clone()));
        let asked = sent(&twin, "POST");
        let told: Vec<_> = asked.as_object().unwrap().iter().filter(|(name, _)| name.starts_with("tls_client_auth_")).collect();
        assert_eq!(told, [(&member.to_owned(), &json!(value))], "exactly one, and no empty subject");
        let observed = bench.observe().unwrap().unwrap();
        assert!(observed.knows(&own.facts), "{:?}", observed.registered);
        let other = nameless(&[SanType::DnsName("other.example".try_into().unwrap())]);
        assert!(!observed.knows(&other.facts));
        bench.make(&Change::BindCertificates(vec![other.clone()]));
        assert!(bench.observe().unwrap().unwrap().knows(&other.facts));
        let asked = sent(&twin, "PUT");
        assert_eq!(asked["tls_client_auth_san_dns"], "other.example");
        assert!(member == "tls_client_auth_san_dns" || asked[member].is_null(), "{asked}");
    }
}

#[test]
fn a_certificate_that_names_nobody_is_refused_unsent() {
    let twin = Twin::start(Habits::default());
    let mut bench = Bench::of(&twin, "acme");
    let refused = bench.try_change(&registration(&bench, nameless(&[]))).unwrap_err();
    assert!(matches!(&refused, Error::Unsupported(_)), "{refused:?}");
    assert!(twin.state().clients.is_empty());
}

/// The recommended way to replace a key: both for a while, then the new one alone (section 4).
#[test]
fn two_keys_overlap() {
    for kind in [MechanismKind::JwtBearer, MechanismKind::ClientCertificate] {
        let twin = Twin::start(Habits { update_rotates: true, ..Habits::default() });
        let mut bench = Bench::of(&twin, "acme");
        let (old, new) = (certificate("old"), certificate("new"));
        let wanted = bench.wanted(kind);
        bench.make(&Change::Register(Box::new(Registration { settings: wanted.settings, mechanism: wanted.mechanism })));
        let set = |certificates: Vec<Certificate>| match kind {
            MechanismKind::JwtBearer => Change::SetKeys(KeySource::Certificates(certificates)),
            _ => Change::BindCertificates(certificates),
        };
        for held in [vec![&old], vec![&old, &new], vec![&new]] {
            bench.make(&set(held.iter().map(|one| (*one).clone()).collect()));
            let observed = bench.observe().unwrap().unwrap();
            let known: BTreeSet<&String> = observed.certificates.iter().collect();
            assert_eq!(known, held.iter().map(|one| &one.facts.sha256).collect(), "{kind}");
            // One key has one algorithm; two may have two.
            let algorithm = &sent(&twin, "PUT")["token_endpoint_auth_signing_alg"];
            assert_eq!(algorithm.is_string(), kind == MechanismKind::JwtBearer && held.len() == 1, "{kind} {algorithm}");
        }
    }
}

/// What servers add to a client or lose of it is said with the registration, and not again.
#[test]
fn added_scopes_and_lost_certificates_are_said() {
    for (kind, habits, code) in [
        (MechanismKind::ClientCertificate, Habits { adds_scopes: true, ..Habits::default() }, "scopes-added"),
        (MechanismKind::ClientCertificate, Habits { drops_certificates: true, ..Habits::default() }, "certificates-dropped"),
        (MechanismKind::JwtBearer, Habits { drops_certificates: true, ..Habits::default() }, "certificates-dropped"),
        (MechanismKind::Oauth2, Habits { adds_scopes: true, ..Habits::default() }, "registered-otherwise"),
    ] {
        let twin = Twin::start(habits);
        let mut bench = Bench::of(&twin, "acme");
        let wanted = bench.wanted(kind);
        let registration = Registration { settings: wanted.settings, mechanism: wanted.mechanism };
        let effect = bench.make(&Change::Register(Box::new(registration)));
        let said: Vec<&str> = effect.notes.iter().map(|note| note.code.as_str()).collect();
        assert!(said.contains(&code), "{kind} {code}: {said:?}");
    }
}

//! Every change twice, and what is observed in between.

use std::collections::BTreeSet;

use partnerctl::{
    domain::{
        change::Change,
        mechanism::{IssuerKeys, MechanismKind, TokenIssuer},
    },
    gateway::{Error, Issued},
    sandbox::{Quirks, Version},
};
use serde_json::json;

use crate::{
    driver::bench::{Bench, key_order},
    wire::pki::{authority, certified, gateway, leaf, published, root},
};

#[test]
fn certificates_authorities_and_the_port() {
    for version in [Version::V10_11, Version::V10_15, Version::V11_0] {
        let mut bench = Bench::new(Quirks { version, ..Quirks::default() });
        let roots = authority("Roots");
        let (root, old, new) = (root(&roots), leaf(&roots, "acme"), leaf(&roots, "acme"));
        let before = bench.shared();
        assert!(!before.anchors.contains(&root.facts.sha256));
        bench.twice(&Change::TrustChain(vec![root.clone()]));
        bench.twice(&Change::AskForCertificates);
        let after = bench.shared();
        assert!(after.asks_for_certificates && after.anchors.is_superset(&before.anchors));
        assert!(after.anchors.contains(&root.facts.sha256));
        for wanted in [vec![old.clone()], vec![old, new.clone()], vec![new], Vec::new()] {
            bench.twice(&Change::BindCertificates(wanted.clone()));
            let expected: BTreeSet<_> = wanted.into_iter().map(|one| one.facts.sha256).collect();
            assert_eq!(bench.observed().certificates.into_iter().collect::<BTreeSet<_>>(), expected);
        }
    }
}

#[test]
fn a_port_that_cannot_be_changed_is_for_people() {
    let bench = Bench::new(Quirks { port_put_refused: true, ..Quirks::default() });
    let asked = bench.try_ground(&Change::AskForCertificates);
    assert!(matches!(asked, Err(Error::Unsupported(_))), "{asked:?}");
    assert!(!bench.shared().asks_for_certificates);
}

#[test]
fn tokens_of_external_issuers() {
    for version in [Version::V10_11, Version::V10_15, Version::V11_0] {
        let mut bench = Bench::new(Quirks { version, ..Quirks::default() });
        let external = certified(&authority("Signers"));
        bench.twice(&Change::TrustIssuer(published()));
        bench.twice(&Change::TrustIssuer(external.clone()));
        let ground = bench.shared();
        let known = |issuer: &TokenIssuer| ground.issuers[&issuer.issuer].clone();
        assert_eq!(known(&published()).jwks_uri.map(|url| url.to_string()).as_deref(), Some("https://login.acme.example/jwks"));
        let IssuerKeys::Certificate(certificate) = &external.keys else { unreachable!() };
        assert_eq!(known(&external).certificate.as_ref(), Some(&certificate.facts.sha256));
        bench.twice(&Change::LinkSubject(published(), MechanismKind::Oidc));
        bench.twice(&Change::LinkSubject(external.clone(), MechanismKind::JwtBearer));
        let seen = bench.observed();
        let told: Vec<_> = seen
            .clients
            .iter()
            .map(|client| (client.mechanism, client.issuer.clone().unwrap(), client.audience.clone(), client.client_id.clone()))
            .collect();
        let one = (MechanismKind::Oidc, published().issuer, published().audience, published().client_id);
        let two = (MechanismKind::JwtBearer, external.issuer, external.audience, None);
        assert_eq!(told, [one, two], "{version:?}");
        assert_eq!(seen.claims.len(), 3);
        bench.profile(&Change::RemoveProfile);
        assert!(bench.gateway.observe(&bench.target, &bench.desk).unwrap().is_none());
        let left = bench.ask("/strategies");
        assert_eq!(left.get("strategies").unwrap_or(&left), &json!([]), "{version:?}");
    }
}

#[test]
fn tokens_of_the_gateway_itself() {
    for version in [Version::V10_11, Version::V10_15, Version::V11_0] {
        let mut bench = Bench::new(Quirks { version, ..Quirks::default() });
        bench.twice(&Change::TrustIssuer(gateway()));
        assert!(bench.shared().own_issuer.is_some());
        bench.twice(&key_order());
        let key = bench.desk.kept().unwrap();
        bench.twice(&Change::LinkSubject(gateway(), MechanismKind::JwtBearer));
        let seen = bench.observed();
        let client = &seen.clients[0];
        assert_eq!(
            (client.client_id.as_ref(), &client.issuer, client.mechanism),
            (Some(&seen.remote.id), &None, MechanismKind::JwtBearer)
        );
        assert_eq!(seen.claims, BTreeSet::from([("sub".to_owned(), seen.remote.id.clone())]));
        bench.desk.forget();
        let issued = bench.profile(&key_order()).issued;
        let [Issued::Now(pending)] = issued.as_slice() else { panic!("{issued:?}") };
        bench.desk.forget();
        assert!(bench.gateway.collect(std::slice::from_ref(pending), &bench.desk).unwrap().is_empty());
        assert_eq!(bench.desk.kept(), Some(key));
    }
}

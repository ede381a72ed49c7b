//! What partners hand over: made anew for each, so that no two share a certificate.

use std::collections::{BTreeMap, BTreeSet};

use partnerctl::{
    crypto::{
        certify::{self, Life, Subject, Use},
        key::{Key, KeyType},
    },
    domain::{
        certificate::{Certificate, CertificateFacts},
        mechanism::{IssuerKeys, Mechanism, MechanismKind, TokenIssuer},
        moment::{Moment, Span},
    },
};
use time::macros::datetime;

/// A mechanism with what belongs to it; with `published`, all keys of issuers are at an address.
pub(crate) fn mechanism(kind: MechanismKind, partner: &str, scope: Option<&str>, published: bool) -> Mechanism {
    let address = || IssuerKeys::Published(format!("https://idp.{partner}.example/jwks").parse().unwrap());
    match kind {
        MechanismKind::Oauth2 => Mechanism::Oauth2 { scopes: scope.iter().map(|scope| scope.parse().unwrap()).collect() },
        MechanismKind::ClientCertificate => {
            let own = certificate(partner);
            Mechanism::ClientCertificate { certificates: vec![own.clone()], authorities: vec![own] }
        }
        MechanismKind::JwtBearer => {
            let keys = if published { address() } else { IssuerKeys::Certificate(Box::new(certificate(partner))) };
            Mechanism::JwtBearer(issuer(&format!("https://{partner}.example"), keys, partner, None))
        }
        MechanismKind::Oidc => {
            Mechanism::Oidc(issuer(&format!("https://idp.{partner}.example"), address(), partner, Some(partner.to_owned())))
        }
    }
}

fn issuer(name: &str, keys: IssuerKeys, partner: &str, client_id: Option<String>) -> TokenIssuer {
    let claims = BTreeMap::from([("sub".to_owned(), partner.to_owned())]);
    TokenIssuer { issuer: name.to_owned(), keys, client_id, audience: None, claims, scopes: BTreeSet::new() }
}

/// A self-signed certificate of a new key.
pub(crate) fn certificate(name: &str) -> Certificate {
    let key = Key::generate(KeyType::EcP256).unwrap();
    let from = Moment::new(datetime!(2026-11-01 00:00:00 UTC));
    let subject = Subject::new(&key, &format!("CN={name}"), &[]).unwrap();
    let life = Life { from, until: from.after(Span::days(300)) };
    let made = certify::self_sign(&subject, Use::Client, life, &key).unwrap();
    let facts = CertificateFacts {
        subject: made.subject.to_string(),
        issuer: made.issuer.to_string(),
        sha256: made.sha256(),
        not_after: made.not_after,
    };
    Certificate { facts, pem: made.pem() }
}

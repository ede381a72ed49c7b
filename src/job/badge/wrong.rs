//! Badges that must be refused: for checks that a gateway looks at what it is shown.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};

use crate::{
    crypto::{
        algorithm::Algorithm,
        certificate::Certificate,
        certify::{self, Life, Subject, Use},
        jwt,
        key::{Key, KeyType},
        random,
    },
    domain::{
        moment::{Moment, Span},
        secret::Secret,
    },
    http::Identity,
    job::{
        Cause, Error, Result,
        badge::{Badge, ClientCertificate, ClientKey, ClientSecret, GatewayJwt, Signer},
    },
};

/// What is wrong with a badge.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Flaw {
    /// Another secret or API key.
    Secret,
    /// Another audience than the server's.
    Audience,
    /// A token that has ended.
    Expired,
    /// Another key: for certificates a self-signed one with the same subject.
    Stranger,
}

impl Flaw {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Secret, Self::Audience, Self::Expired, Self::Stranger];

    /// What it is called in a report.
    #[must_use]
    pub const fn title(self, badge: &Badge) -> &'static str {
        match (self, badge) {
            (Self::Secret, Badge::GatewayJwt(_)) => "wrong API key",
            (Self::Secret, _) => "wrong secret",
            (Self::Audience, _) => "wrong audience",
            (Self::Expired, _) => "ended token",
            (Self::Stranger, Badge::Certificate(_) | Badge::ClientCertificate(_)) => "stranger's certificate",
            (Self::Stranger, _) => "stranger's key",
        }
    }
}

impl Badge {
    /// The same badge with a flaw; `None` where it cannot have it.
    pub fn wrong(&self, flaw: Flaw, now: Moment) -> Result<Option<Self>> {
        Ok(Some(match (flaw, self) {
            (Flaw::Secret, Self::ClientSecret(client)) => {
                Self::ClientSecret(ClientSecret { secret: random::secret(32)?, ..client.clone() })
            }
            (Flaw::Secret, Self::GatewayJwt(client)) if client.api_key.is_some() => {
                Self::GatewayJwt(GatewayJwt { api_key: Some(random::secret(32)?), ..client.clone() })
            }
            (Flaw::Audience, Self::ClientKey(client)) => {
                Self::ClientKey(ClientKey { audience: ELSEWHERE.to_owned(), ..client.clone() })
            }
            (Flaw::Audience, Self::Signer(signer)) => {
                Self::Signer(Box::new(Signer { audience: vec![ELSEWHERE.to_owned()], ..(**signer).clone() }))
            }
            (Flaw::Expired, Self::Signer(signer)) => {
                Self::Signer(Box::new(Signer { lifetime: -signer.lifetime.abs().max(1), ..(**signer).clone() }))
            }
            (Flaw::Stranger, Self::Signer(signer)) => {
                Self::Signer(Box::new(Signer { key: another(signer.key.0.kind())?.into(), ..(**signer).clone() }))
            }
            (Flaw::Stranger, Self::ClientKey(client)) => {
                Self::ClientKey(ClientKey { key: another(client.key.0.kind())?.into(), ..client.clone() })
            }
            (Flaw::Stranger, Self::Certificate(identity)) => Self::Certificate(stranger(identity, now)?),
            (Flaw::Stranger, Self::ClientCertificate(client)) => {
                Self::ClientCertificate(ClientCertificate { identity: stranger(&client.identity, now)?, ..client.clone() })
            }
            _ => return Ok(None),
        }))
    }
}

/// The same JWT signed by another key; `None` when it is none, or its algorithm is not known here.
#[must_use]
pub fn forged(token: &Secret) -> Option<Secret> {
    let known = jwt::decode(token.reveal()).ok()?;
    let name = jwt::text(&known.header, "alg")?;
    let algorithm = Algorithm::ALL.into_iter().find(|algorithm| algorithm.name() == name)?;
    let kind = KeyType::MADE.into_iter().find(|kind| algorithm.suits(*kind))?;
    let signature = Key::generate(kind).ok()?.sign(algorithm, known.signed.as_bytes()).ok()?;
    Some(Secret::new(format!("{}.{}", known.signed, URL_SAFE_NO_PAD.encode(signature))))
}

/// A self-signed certificate with the same subject and a new key.
fn stranger(identity: &Identity, now: Moment) -> Result<Identity> {
    let failed = |why: String| {
        Error::from(Cause::Other { what: format!("no stranger's certificate was made: {why}"), next: String::new() })
    };
    let key = another(KeyType::EcP256)?;
    let der = crate::crypto::bundle::Bundle::read("certificate", identity.chain.as_bytes(), None);
    let subject = der.ok().and_then(|bundle| bundle.certificates.first().map(|leaf: &Certificate| leaf.subject.to_string()));
    let named = subject.and_then(|subject| Subject::new(&key, &subject, &[]).ok());
    let named = match named {
        Some(named) => named,
        None => Subject::new(&key, "CN=stranger", &[]).map_err(|error| failed(error.to_string()))?,
    };
    let life = Life { from: now, until: now.after(Span::days(1)) };
    let certificate = certify::self_sign(&named, Use::Client, life, &key).map_err(|error| failed(error.to_string()))?;
    Ok(Identity { chain: certificate.pem(), key: Secret::new(key.to_pem().to_string()) })
}

fn another(kind: KeyType) -> Result<Key> {
    // Keys of other sizes than those that are made here are read, and the next one serves as well.
    let kind = if KeyType::MADE.contains(&kind) { kind } else { KeyType::Rsa(2048) };
    Key::generate(kind)
        .map_err(|error| Cause::Other { what: error.to_string(), next: "check the system's randomness".to_owned() }.into())
}

/// An audience that is nobody's (RFC 2606, section 3).
pub(super) const ELSEWHERE: &str = "https://elsewhere.example.org";

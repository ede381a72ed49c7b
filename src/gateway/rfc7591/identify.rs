//! How a client proves itself, as members of its registration (section 2). What is expressed otherwise, or not at all, is refused before
//! anything is sent.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use crate::{
    crypto::{
        algorithm::Algorithm,
        bundle::Bundle,
        certificate::Certificate as Parsed,
        jwk::{self, Details},
        public::PublicKey,
    },
    domain::{
        certificate::Certificate,
        change::KeySource,
        mechanism::{IssuerKeys, Mechanism, TokenIssuer},
        name::ScopeName,
    },
    gateway::{Error, Result},
};

use super::{
    capabilities::unsupported,
    wire::{ASSERTION, AUTHORITY, BASIC, CREDENTIALS, KEY, SELF_SIGNED, Server, scope},
};

/// Members of a registration.
pub(super) type Members = Map<String, Value>;

/// Everything that a mechanism needs. All three defaults that mean a browser's client are sent (section 2).
pub(super) fn members(mechanism: &Mechanism, server: &Server) -> Result<Members> {
    let mut members = Members::new();
    members.insert("response_types".to_owned(), json!([]));
    members.insert("redirect_uris".to_owned(), json!([]));
    members.insert("grant_types".to_owned(), json!(grants(mechanism, server)));
    match mechanism {
        Mechanism::Oauth2 { .. } => {
            members.insert(METHOD.to_owned(), json!(server.secret_method().unwrap_or(BASIC)));
        }
        Mechanism::ClientCertificate { certificates, .. } => members.extend(certificate(certificates, server)?),
        Mechanism::JwtBearer(issuer) => members.extend(keys(&source(issuer)?, server)?),
        Mechanism::Oidc(_) => {
            return Err(refused("registration cannot express ID tokens of a foreign issuer", "an API gateway that trusts it"));
        }
    }
    members.extend(scoped(&mechanism.scopes()));
    Ok(members)
}

/// The scope member; without one the server decides.
pub(super) fn scoped(scopes: &BTreeSet<ScopeName>) -> Option<(String, Value)> {
    (!scopes.is_empty()).then(|| ("scope".to_owned(), scope(scopes)))
}

fn grants(mechanism: &Mechanism, server: &Server) -> Vec<&'static str> {
    let asserts = matches!(mechanism, Mechanism::JwtBearer(_)) && server.grants(ASSERTION);
    let credentials = server.grants(CREDENTIALS) || !asserts;
    [(CREDENTIALS, credentials), (ASSERTION, asserts)].into_iter().filter(|(_, has)| *has).map(|(grant, _)| grant).collect()
}

fn source(issuer: &TokenIssuer) -> Result<KeySource> {
    match &issuer.keys {
        IssuerKeys::Published(url) => Ok(KeySource::Published(url.clone())),
        IssuerKeys::Certificate(certificate) => Ok(KeySource::Certificates(vec![(**certificate).clone()])),
        IssuerKeys::Gateway => Err(refused("the server signs no JWT on a client's request", "keys of the partner")),
    }
}

/// A client that signs its own assertions (RFC 7523, section 2.2): `jwks` or `jwks_uri`, never both (RFC 7591, section 2).
pub(super) fn keys(source: &KeySource, server: &Server) -> Result<Members> {
    let mut members = Members::from_iter([(METHOD.to_owned(), json!(KEY))]);
    match source {
        KeySource::Published(url) => {
            members.insert("jwks_uri".to_owned(), json!(url));
        }
        KeySource::Certificates(certificates) => {
            let parsed = certificates.iter().map(parsed).collect::<Result<Vec<_>>>()?;
            let keys = parsed.iter().map(public).collect::<Result<Vec<_>>>()?;
            if let [only] = keys.as_slice() {
                members.insert(ALGORITHM.to_owned(), json!(algorithm(only, server)?));
            }
            members.insert("jwks".to_owned(), set(&parsed)?);
        }
    }
    Ok(members)
}

/// The algorithm of a key's signatures, which the server must know.
fn algorithm(key: &PublicKey, server: &Server) -> Result<&'static str> {
    let signatures = server.signatures();
    let mut known = std::iter::once(Algorithm::default_of(key.kind())).chain(Algorithm::of(key.kind())).map(Algorithm::name);
    known.find(|name| signatures.take(name)).ok_or_else(|| {
        let why = format!("the server verifies no algorithm that a key of type {} signs with", key.kind());
        refused(&why, "a key of another type")
    })
}

/// A client that shows a certificate in the handshake: known by one subject when an authority vouches for it, by itself when it is
/// self-signed (RFC 8705, section 2).
pub(super) fn certificate(certificates: &[Certificate], server: &Server) -> Result<Members> {
    let parsed = certificates.iter().map(parsed).collect::<Result<Vec<_>>>()?;
    let own = parsed.iter().filter(|certificate| certificate.is_self_signed()).count();
    let subjects = parsed.iter().map(subject).collect::<Result<BTreeSet<_>>>()?;
    let (method, member) = match (own, subjects.len()) {
        (0, 1) => (AUTHORITY, subjects.first().map_or((SUBJECT, json!(null)), |(member, name)| (*member, json!(name)))),
        (own, 1..) if own == parsed.len() => (SELF_SIGNED, ("jwks", set(&parsed)?)),
        (0, 0) => return Err(refused("a client cannot be registered without a certificate", "the partner's certificate")),
        (0, _) => {
            return Err(refused("a client has exactly one subject (RFC 8705, section 2.1.2)", "certificates of one subject"));
        }
        _ => return Err(refused("a client's certificates are self-signed or of an authority, not both", "one kind of them")),
    };
    if !server.takes(method) {
        return Err(refused(&format!("the server does not list `{method}`"), "a certificate of the other kind"));
    }
    let mut members = Members::from_iter([(METHOD.to_owned(), json!(method)), (member.0.to_owned(), member.1)]);
    if server.tls_client_certificate_bound_access_tokens {
        members.insert(BOUND.to_owned(), json!(true));
    }
    Ok(members)
}

/// The one member that tells a client of an authority, with its value: the subject, or an alternative name of a certificate that has
/// none (RFC 8705, section 2.1.2).
fn subject(certificate: &Parsed) -> Result<(&'static str, String)> {
    if certificate.is_self_signed() {
        return Ok((SUBJECT, certificate.sha256()));
    }
    let named = certificate.subject.to_string();
    if !named.is_empty() {
        return Ok((SUBJECT, named));
    }
    let known = certificate.alternative();
    let member = known.and_then(|(kind, name)| Some((SANS.iter().find(|(known, _)| *known == kind)?.1, name)));
    member
        .ok_or_else(|| refused("a certificate names its client nowhere: it has neither subject nor alternative name", "another"))
}

/// A set of public keys with their certificates, each named by its thumbprint (RFC 7517, RFC 7638).
fn set(certificates: &[Parsed]) -> Result<Value> {
    let entry = |certificate: &Parsed| {
        let key = public(certificate)?;
        let details = Details {
            kid: Some(key.thumbprint()),
            usage: Some("sig".to_owned()),
            algorithm: None,
            certificates: vec![certificate.der().to_vec()],
        };
        Ok(key.to_published_jwk(&details))
    };
    Ok(jwk::write(certificates.iter().map(entry).collect::<Result<_>>()?))
}

fn public(certificate: &Parsed) -> Result<PublicKey> {
    PublicKey::from_spki_der(certificate.public_key.spki())
        .map_err(|error| refused(&format!("the key of `{}` cannot be registered: {error}", certificate.subject), "another key"))
}

fn parsed(certificate: &Certificate) -> Result<Parsed> {
    let bundle = Bundle::read("certificate", certificate.pem.as_bytes(), None).ok();
    bundle.and_then(|bundle| bundle.certificates.into_iter().next()).ok_or_else(|| {
        refused(&format!("the certificate `{}` cannot be read", certificate.facts.subject), "the certificate again")
    })
}

fn refused(why: &str, needs: &str) -> Error {
    Error::Unsupported(unsupported(why, needs))
}

pub(super) const METHOD: &str = "token_endpoint_auth_method";
pub(super) const SUBJECT: &str = "tls_client_auth_subject_dn";
/// The kinds of alternative names, with the members for them.
pub(super) const SANS: [(&str, &str); 4] = [
    ("dns", "tls_client_auth_san_dns"),
    ("uri", "tls_client_auth_san_uri"),
    ("ip", "tls_client_auth_san_ip"),
    ("email", "tls_client_auth_san_email"),
];
const ALGORITHM: &str = "token_endpoint_auth_signing_alg";
const BOUND: &str = "tls_client_certificate_bound_access_tokens";

/// All members by which a client proves itself: those of another way go when one is set.
pub(super) const PROOFS: [&str; 10] = [
    METHOD,
    ALGORITHM,
    "jwks",
    "jwks_uri",
    SUBJECT,
    "tls_client_auth_san_dns",
    "tls_client_auth_san_uri",
    "tls_client_auth_san_ip",
    "tls_client_auth_san_email",
    BOUND,
];

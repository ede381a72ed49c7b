//! Identification by the client certificate of the TLS handshake (contract: sections 2 and 7).
//!
//! All of it must hold: HTTPS, a port with `clientAuth` `request` or `require`, a certificate that is valid now and leads,
//! over the ones that were sent with it, to one in the port's truststore (a self-signed one must be there itself), and an
//! application that has it among its `httpsCertificate` identifiers. Unconfirmed (section 11): that base64(PEM) and
//! base64(DER) both match; both do here. Of a PEM bundle the first certificate counts. A certificate in the header that
//! `customCertificateHeader` names is not looked at: its encoding is not known.

use base64::{Engine as _, engine::general_purpose::STANDARD};

use super::{
    Gateway,
    admin::{ports, stores},
    exchange::Call,
    identification::{Denied, Found},
    world::{Kind, Shelves},
};
use crate::{
    crypto::{
        bundle::Bundle,
        certificate::Certificate,
        chain::{self, Purpose, Question},
    },
    domain::moment::Moment,
};

/// Finds the applications that a client certificate belongs to.
pub(super) fn identify(gateway: &Gateway, shelves: &Shelves, call: &Call) -> Result<Option<Found>, Denied> {
    // A port that does not ask is not given any; here the handshake asks always, so that the port can be changed while it runs.
    if !call.peer.tls || ports::client_auth(shelves) == "none" {
        return Ok(None);
    }
    let Some(first) = call.peer.certificates.first() else { return Ok(None) };
    let refused = |reason| Denied::unauthorized().because(reason);
    let leaf = Certificate::from_der(first).map_err(|_| refused("certificate-unreadable"))?;
    let now = Moment::new(gateway.now());
    if now < leaf.not_before || leaf.not_after < now {
        return Err(refused("certificate-expired"));
    }
    if !is_trusted(shelves, call, &leaf, now) {
        return Err(refused("certificate-untrusted"));
    }
    let candidates: Vec<_> = shelves.find(Kind::Application, &format!("certificate:{}", leaf.sha256())).cloned().collect();
    if candidates.is_empty() {
        return Err(refused("certificate-unknown"));
    }
    Ok(Some(Found { candidates, client_id: None, rights: None }))
}

/// Whether a certificate leads to one in the port's truststore over those that came with it.
pub(super) fn is_trusted(shelves: &Shelves, call: &Call, leaf: &Certificate, at: Moment) -> bool {
    let sent: Vec<_> = call.peer.certificates.iter().skip(1).filter_map(|der| Certificate::from_der(der).ok()).collect();
    let roots: Vec<_> = stores::certificates(shelves, ports::truststore(shelves)).into_iter().map(|(_, one)| one).collect();
    let question = Question { at, purpose: Purpose::Client, depth: None, strict: false, revocations: &[] };
    chain::verify(leaf, &sent, &roots, &question).is_good()
}

/// The fingerprint of the certificate in an identifier's value; `None` when it is none, and identifies nobody.
pub(super) fn fingerprint(value: &str) -> Option<String> {
    let bytes = STANDARD.decode(value).ok()?;
    let found = Certificate::from_der(&bytes).ok().or_else(|| in_pem(&bytes));
    found.map(|one| one.sha256())
}

/// The first certificate of a PEM text. One with other text before it is dead on the product (section 12).
pub(super) fn in_pem(bytes: &[u8]) -> Option<Certificate> {
    if !bytes.trim_ascii_start().starts_with(b"-----BEGIN CERTIFICATE-----") {
        return None;
    }
    Bundle::read("identifier", bytes, None).ok()?.certificates.into_iter().next()
}

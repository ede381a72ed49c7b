//! What a failed exchange was, in our words: nothing sent, not trusted, too late, or lost.

use std::{error::Error as Cause, time::Duration};

use rustls::{AlertDescription, CertificateError};
use url::Url;

use crate::http::Error;

/// Host and port of an address: the only part of it that messages show.
pub(super) fn host(url: &Url) -> String {
    let name = url.host_str().unwrap_or("?");
    match url.port_or_known_default() {
        Some(port) => format!("{name}:{port}"),
        None => name.to_owned(),
    }
}

/// Where a failure happened.
pub(super) struct Scene {
    pub(super) url: Url,
    pub(super) timeout: Duration,
    /// Whether a client certificate was to be shown.
    pub(super) shown: bool,
}

/// Says what a failure of the client means. Anything before the request was written is [`Error::Unreachable`] or
/// [`Error::Untrusted`]; anything after it leaves open whether it was carried out, unless the server ended the handshake.
pub(super) fn classify(error: reqwest::Error, scene: &Scene) -> Error {
    let error = error.without_url();
    let host = host(&scene.url);
    if let Some(why) = distrust(&error) {
        return Error::Untrusted { host, why };
    }
    if let Some(refused) = alert(&error).and_then(|alert| refusal(&host, alert, scene.shown)) {
        return refused;
    }
    if error.is_connect() {
        let why = if error.is_timeout() { "nobody answered in time".to_owned() } else { root(&error) };
        return Error::Unreachable { host, why };
    }
    if error.is_builder() {
        return Error::Settings(root(&error));
    }
    if error.is_timeout() {
        return Error::TimedOut { host, seconds: scene.timeout.as_secs().max(1) };
    }
    Error::Lost { host, why: lost(&error, scene.shown) }
}

/// Some servers close the connection instead of saying that they refuse a certificate.
fn lost(error: &reqwest::Error, shown: bool) -> String {
    let why = root(error);
    if shown { format!("{why}; a server that refuses the client certificate may do so without a word") } else { why }
}

/// What a server says when it refuses a certificate (RFC 8446, section 6.2). Before TLS 1.3 a handshake failure stands for the
/// certificate that was not shown (RFC 5246, section 7.4.6).
fn refusal(host: &str, alert: AlertDescription, shown: bool) -> Option<Error> {
    let host = host.to_owned();
    let known = REASONS.iter().find(|(known, _)| *known == alert);
    match (shown, alert, known) {
        (true, _, Some((_, why))) => Some(Error::Refused { host, alert: format!("{alert:?}"), why: format!("{why}; {LIKELY}") }),
        (false, AlertDescription::CertificateRequired, _) => Some(Error::NoCertificate { host }),
        (false, AlertDescription::HandshakeFailure, _) => Some(Error::Unreachable { host, why: NO_GROUND.to_owned() }),
        _ => None,
    }
}

fn alert(error: &(dyn Cause + 'static)) -> Option<AlertDescription> {
    causes(error).find_map(tls).and_then(|error| match error {
        rustls::Error::AlertReceived(alert) => Some(*alert),
        _ => None,
    })
}

/// The innermost cause, which says most and names no address.
pub(super) fn root(error: &(dyn Cause + 'static)) -> String {
    causes(error).last().map(ToString::to_string).unwrap_or_default()
}

/// Why a server's certificate was refused, when that was it.
fn distrust(error: &(dyn Cause + 'static)) -> Option<String> {
    causes(error).find_map(tls).and_then(|error| match error {
        rustls::Error::InvalidCertificate(why) => Some(words(why)),
        _ => None,
    })
}

fn words(why: &CertificateError) -> String {
    match why {
        CertificateError::UnknownIssuer => "its issuer is not known here; name its authority with `caFile` or `--ca`".to_owned(),
        CertificateError::Expired | CertificateError::ExpiredContext { .. } => "it has expired".to_owned(),
        CertificateError::NotValidYet | CertificateError::NotValidYetContext { .. } => "it is not valid yet".to_owned(),
        CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. } => {
            "it is for another host name".to_owned()
        }
        CertificateError::Revoked => "it was revoked".to_owned(),
        other => other.to_string(),
    }
}

/// The TLS library's own error inside a cause. I/O errors hold it as their payload, which `source` leaves out, and one may wrap another.
fn tls<'a>(cause: &'a (dyn Cause + 'static)) -> Option<&'a rustls::Error> {
    let Some(io) = cause.downcast_ref::<std::io::Error>() else { return cause.downcast_ref() };
    let payload: &(dyn Cause + 'static) = io.get_ref()?;
    tls(payload)
}

fn causes<'a>(error: &'a (dyn Cause + 'static)) -> impl Iterator<Item = &'a (dyn Cause + 'static)> {
    let mut next = Some(error);
    std::iter::from_fn(move || {
        let this = next?;
        next = this.source();
        Some(this)
    })
}

/// What else to look at whatever the alert says: servers are not exact in their choice.
const LIKELY: &str = "look whether it is registered, issued by the authority that the server expects, in date, and shown with its \
                      intermediate certificates";

const NO_GROUND: &str =
    "the server ended the handshake: it asks for a client certificate that was not shown, or for other ciphers";

const REASONS: [(AlertDescription, &str); 9] = [
    (AlertDescription::UnknownCA, "it does not know the issuer"),
    (AlertDescription::BadCertificate, "it does not accept it"),
    (AlertDescription::UnsupportedCertificate, "it does not accept this kind"),
    (AlertDescription::CertificateRevoked, "it was revoked"),
    (AlertDescription::CertificateExpired, "it has ended"),
    (AlertDescription::CertificateUnknown, "it does not say why"),
    (AlertDescription::AccessDenied, "it knows it and does not let it in"),
    (AlertDescription::DecryptError, "it could not check the signature"),
    (AlertDescription::CertificateRequired, "it took it for none"),
];

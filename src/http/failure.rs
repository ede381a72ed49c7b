//! What a failed exchange was, in our words: nothing sent, not trusted, too late, or lost.

use std::{error::Error as Cause, time::Duration};

use rustls::CertificateError;
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

/// Says what a failure of the client means. Anything before the request was written is [`Error::Unreachable`] or
/// [`Error::Untrusted`]; anything after it leaves open whether it was carried out.
pub(super) fn classify(error: reqwest::Error, url: &Url, timeout: Duration) -> Error {
    let error = error.without_url();
    let host = host(url);
    if let Some(why) = distrust(&error) {
        return Error::Untrusted { host, why };
    }
    if error.is_connect() {
        let why = if error.is_timeout() { "nobody answered in time".to_owned() } else { root(&error) };
        return Error::Unreachable { host, why };
    }
    if error.is_builder() {
        return Error::Settings(root(&error));
    }
    if error.is_timeout() {
        return Error::TimedOut { host, seconds: timeout.as_secs().max(1) };
    }
    Error::Lost { host, why: root(&error) }
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
        CertificateError::UnknownIssuer => "its issuer is not known here; name the authority with `caFile`".to_owned(),
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

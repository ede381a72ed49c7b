//! What an answer means for whoever called.

use crate::{
    cli::failure::{Failure, Kind, Outcome, Verdict},
    domain::message::Reply,
    job::fault::{self, Fault},
};

/// What the command comes to: by the status, and by the body when that says that the request was refused.
pub(super) fn of(reply: &Reply) -> Outcome {
    match (reply.status, fault::read(&reply.body)?) {
        (200..=299, None) => Ok(Verdict::Done),
        (200..=299 | 400, Some(faults)) => Err(refused(reply.status, &faults)),
        (status, _) => Err(certificate(reply).unwrap_or_else(|| hint(status))),
    }
}

/// The API refused the request in its body.
fn refused(status: u16, faults: &[Fault]) -> Failure {
    let told = |fault: &Fault| {
        let words = [fault.meaning.as_deref().unwrap_or_default(), &fault.message].map(str::trim);
        let words = words.into_iter().filter(|text| !text.is_empty()).collect::<Vec<_>>().join(": ");
        format!("fault {} ({words})", fault.code)
    };
    let what = faults.iter().map(told).collect::<Vec<_>>().join(", ");
    let what = if what.is_empty() { "it names no fault".to_owned() } else { what };
    let failure = Failure::new(Kind::Other, "fault", format!("the API answered {status} and refused the request: {what}"));
    let checks = faults.iter().filter_map(|fault| Some(format!("{}: check that {}", fault.code, fault.check.as_deref()?)));
    checks.fold(failure, Failure::next)
}

/// The failure that a status is.
fn hint(status: u16) -> Failure {
    let (kind, next) = match status {
        401 => (Kind::Denied, "the gateway knows no application by this credential, or the API is not assigned to it"),
        403 => (Kind::Denied, "the gateway knows who calls and does not allow it: compare scopes and assigned APIs"),
        404 => (Kind::NotFound, "check the path, and that the API is active"),
        429 => (Kind::Unavailable, "run it again later: the server limits calls"),
        500..=599 => (Kind::Unavailable, "run it again; if it stays so, show the answer to the API's operator"),
        300..=399 => (Kind::Other, "redirects are not followed: call the address that `--include` shows as `location`"),
        _ => (Kind::Other, ""),
    };
    Failure::new(kind, "status", format!("the server answered {status}")).next(next)
}

/// A server that takes every certificate in the handshake and judges it afterwards, as nginx does.
fn certificate(reply: &Reply) -> Option<Failure> {
    let body = String::from_utf8_lossy(&reply.body[..reply.body.len().min(LOOKED_AT)]);
    let (_, why) = JUDGED.iter().find(|(words, _)| reply.status == 400 && body.contains(words))?;
    let what = format!("the server refused the certificate: it answered {}: {why}", reply.status);
    Some(Failure::new(Kind::Denied, "certificate-refused", what).next(LIKELY))
}

const JUDGED: [(&str, &str); 2] = [
    ("The SSL certificate error", "it does not accept the one that was shown"),
    ("No required SSL certificate was sent", "none was shown; give `--cert` and `--key`"),
];
const LOOKED_AT: usize = 4096;
const LIKELY: &str = "look whether it is registered, issued by the authority that the server expects, in date, and shown with its \
                      intermediate certificates";

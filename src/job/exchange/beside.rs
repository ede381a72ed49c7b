//! Where a certificate goes that a partner sends: in its usual place while none is registered, beside the one in use afterwards. Calls go
//! on with that one until `rotate` has proven the new one; nothing is unregistered by a file that came in.

use crate::{
    crypto::certificate::Certificate,
    domain::{
        finding::{Finding, Level},
        name::ProfileKey,
    },
    job::{exchange::material::certificate_file, session::Session},
};

/// Where a certificate belongs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Place {
    /// The gateway knows none of this partner yet.
    First,
    /// It is the one that is registered.
    InUse,
    /// Another one is registered: this one waits in a file of its own.
    Beside(String),
}

/// Finds the place of a certificate, by what the record says that the gateway knows.
pub(super) fn place(session: &Session<'_>, leaf: &Certificate) -> Place {
    let status = session.record.as_ref().map(|read| &read.value.status);
    let issuer = status.iter().filter_map(|status| status.issuer.as_ref()?.certificate.as_ref());
    let mut known = status.iter().flat_map(|status| &status.certificates).chain(issuer).peekable();
    if known.peek().is_none() || session.presence.authentication.certificates.is_empty() {
        return Place::First;
    }
    let sha256 = leaf.sha256();
    if known.any(|one| one.sha256 == sha256) {
        return Place::InUse;
    }
    let print = sha256.get(..8).unwrap_or(&sha256);
    Place::Beside(certificate_file(&session.key, &format!("{print}.pem")))
}

/// Says that the new one does not take the place of the one in use by itself.
pub(super) fn finding(key: &ProfileKey, file: &str) -> Finding {
    let subject = format!("{file} is not in use: `onboard` with it would unregister the certificate that the partner calls with");
    Finding::new(Level::Warn, "certificate-in-use", subject, format!("`{}` registers it beside that one", line(key, file)))
}

/// The line that takes it in.
pub(super) fn line(ProfileKey { partner, environment }: &ProfileKey, file: &str) -> String {
    format!("partnerctl rotate {partner} -e {environment} --file {file}")
}

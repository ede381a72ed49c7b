//! What to do about something that ends, as a line for whoever reads it: the operator, or the partner in its own workspace.

use super::EndKind;
use crate::domain::{
    name::{EnvironmentName, ProfileKey},
    workspace::Role,
};

/// The line for something of a partner, or of the gateway itself.
pub(super) fn line(role: Role, key: Option<&ProfileKey>, (environment, kind): (&EnvironmentName, EndKind)) -> String {
    match (key, kind) {
        (Some(key), kind) if role == Role::Partner => own(key, kind),
        (Some(key), EndKind::Key) => {
            format!("partner: publish a new key, then `partnerctl verify {} -e {environment}`", key.partner)
        }
        (Some(key), EndKind::Secret) => rotate(key, "issues a new one beside it"),
        (Some(key), EndKind::Rotation) => rotate(key, "goes on with it"),
        (Some(key), _) => new_certificate(key),
        (None, _) => "renew the gateway's certificate, and tell partners whose trust it ends".to_owned(),
    }
}

/// What the partner itself does in its workspace.
fn own(ProfileKey { partner, environment }: &ProfileKey, kind: EndKind) -> String {
    match kind {
        EndKind::Secret => {
            format!("ask the operator for a new one; then `partnerctl open {partner}.{environment}.handover.jws`")
        }
        EndKind::Rotation => format!("`partnerctl rotate -e {environment}` goes on with it"),
        _ => format!("`partnerctl rotate --key -e {environment}` makes a new one beside it, and a file for the operator"),
    }
}

fn rotate(key: &ProfileKey, what: &str) -> String {
    format!("`partnerctl rotate {} -e {}` {what}", key.partner, key.environment)
}

fn new_certificate(key: &ProfileKey) -> String {
    let ProfileKey { partner, environment } = key;
    format!("ask the partner for a new certificate, then `partnerctl rotate {partner} -e {environment} --file FILE` takes it in")
}

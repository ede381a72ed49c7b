//! What each version of the product can do, and how well, as a table.

use crate::domain::{
    capability::{Capabilities, Support},
    change::Operation,
    mechanism::MechanismKind,
};

/// A version of the product, as far as it matters (section 10).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Version {
    major: u32,
    minor: u32,
}

impl Version {
    /// Reads `10.15.0.3`; `None` when the text begins otherwise.
    pub(super) fn read(text: &str) -> Option<Self> {
        let mut numbers = text.trim().split('.').map(str::parse);
        Some(Self { major: numbers.next()?.ok()?, minor: numbers.next()?.ok()? })
    }

    /// Whether the contract covers it: 10.11 and later.
    pub(super) fn is_known(self) -> bool {
        self >= OLDEST
    }
}

/// The table for a version; an unknown one is taken for the newest that is known.
pub(super) fn of_version(version: Option<Version>) -> Capabilities {
    let old = version.is_some_and(|version| !version.is_known());
    let mut able = Capabilities::default().knowing_by_claims().verifying(super::DRIVER.signatures());
    for operation in Operation::ALL {
        able = able.with(operation, if old { too_old() } else { of_operation(operation) });
    }
    if old {
        return able;
    }
    for mechanism in MechanismKind::ALL {
        able = of_mechanism(able, mechanism);
    }
    able.without_second(MechanismKind::JwtBearer, one_key())
}

/// What differs from mechanism to mechanism: who has secrets, scopes and issuers. Anybody's certificates can be set: to none.
fn of_mechanism(able: Capabilities, mechanism: MechanismKind) -> Capabilities {
    let rows: &[(Operation, &str, &str)] = match mechanism {
        MechanismKind::Oauth2 => &[NO_ISSUER],
        MechanismKind::ClientCertificate => &[
            (Operation::IssueSecret, "a certificate needs no secret", ANOTHER),
            (Operation::SetScopes, "a certificate has no scopes", ANOTHER),
            NO_ISSUER,
        ],
        MechanismKind::Oidc => &[(Operation::IssueSecret, FOREIGN_CLIENT, ANOTHER), FOREIGN_SCOPES],
        // The API key by which the gateway knows who asks for a token that it signs itself (section 2, "API key").
        MechanismKind::JwtBearer => &[FOREIGN_SCOPES],
    };
    let refused = |able: Capabilities, (operation, why, needs): &(Operation, &str, &str)| {
        able.with_mechanism(*operation, mechanism, unsupported(why, needs))
    };
    rows.iter().fold(able, refused)
}

/// How well an operation is supported where nothing else is said.
pub(super) fn of_operation(operation: Operation) -> Support {
    match operation {
        Operation::PublishApi
        | Operation::SetApiState
        | Operation::RequireHttps
        | Operation::EnsureScope
        | Operation::AskForCertificates
        | Operation::TrustIssuer
        | Operation::Admit
        | Operation::CreateProfile
        | Operation::UpdateProfile
        | Operation::SetState
        // A second strategy attached beside the first (section 3, row "Rotate").
        | Operation::IssueSecret
        | Operation::RetireSecret
        | Operation::SetScopes
        | Operation::BindCertificates
        | Operation::LinkSubject
        | Operation::Assign
        | Operation::Unassign
        | Operation::RemoveProfile => Support::Native,
        Operation::TrustChain => Support::Emulated { how: WHOLE_FILE.to_owned() },
        Operation::SetKeys => unsupported(
            "the product takes the keys of an issuer, not of an application",
            "an issuer that publishes them, see `trust-issuer`",
        ),
    }
}

/// An application has one API key (section 2, "API key").
pub(super) fn one_key() -> Support {
    unsupported(
        "an application has one API key, so a second cannot stand beside it",
        "a new key made in the console at a time that is agreed with the partner",
    )
}

fn too_old() -> Support {
    unsupported("this version of the gateway is older than 10.11", "version 10.11 or later")
}

fn unsupported(why: &str, needs: &str) -> Support {
    Support::Unsupported { why: why.to_owned(), needs: needs.to_owned() }
}

const ANOTHER: &str = "mechanism `oauth2`";
const FOREIGN_CLIENT: &str = "the tokens come from the partner's own issuer, which knows the client";
const FOREIGN_SCOPES: (Operation, &str, &str) =
    (Operation::SetScopes, "the scopes of a token are its issuer's; the gateway is told them with `trust-issuer`", ANOTHER);
const NO_ISSUER: (Operation, &str, &str) =
    (Operation::LinkSubject, "the mechanism has no issuer of tokens", "mechanism `oidc` or `jwt-bearer`");
const WHOLE_FILE: &str = "the truststore is read as a whole file, completed, and uploaded again under a new password (section 7)";

const OLDEST: Version = Version { major: 10, minor: 11 };

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_read_and_compared_as_numbers() {
        let known = |text: &str| Version::read(text).map(Version::is_known);
        assert_eq!(known("10.15.0.3"), Some(true));
        assert_eq!(known("11.1"), Some(true));
        assert_eq!(known("10.7"), Some(false));
        assert_eq!(known("next"), None);
    }
}

//! What the product can do through its V3 API, and how well, as a table.

use crate::domain::{
    capability::{Capabilities, Support},
    change::Operation,
    mechanism::MechanismKind,
};

/// The whole table, for an area with a host name that APIs can be published at, or without.
pub(super) fn of_area(publishes: bool) -> Capabilities {
    let mut able = Capabilities::default().with_issuers_at_apis().verifying(super::DRIVER.signatures());
    able = able.without_certificates_of_issuers(unpublished()).without_own_tokens(no_own_tokens());
    for operation in Operation::ALL {
        able = able.with(operation, of_operation(operation));
    }
    if !publishes {
        able = able.with(Operation::PublishApi, no_host());
    }
    for mechanism in MechanismKind::ALL {
        able = able.with_mechanism(Operation::Admit, mechanism, of_admission(mechanism));
        able = of_mechanism(able, mechanism);
    }
    able
}

fn of_mechanism(able: Capabilities, mechanism: MechanismKind) -> Capabilities {
    match mechanism {
        MechanismKind::Oauth2 => without_issuer(able, mechanism),
        MechanismKind::ClientCertificate => {
            let able = without_issuer(able, mechanism);
            able.with_mechanism(Operation::IssueSecret, mechanism, local_edition())
        }
        MechanismKind::Oidc | MechanismKind::JwtBearer => able.with_mechanism(Operation::IssueSecret, mechanism, no_own_tokens()),
    }
}

fn without_issuer(able: Capabilities, mechanism: MechanismKind) -> Capabilities {
    let both = [Operation::LinkSubject, Operation::TrustIssuer];
    both.into_iter().fold(able, |able, operation| able.with_mechanism(operation, mechanism, no_issuer()))
}

/// How well an operation is supported where nothing else is said.
pub(super) fn of_operation(operation: Operation) -> Support {
    match operation {
        Operation::PublishApi
        | Operation::RequireHttps
        | Operation::Admit
        | Operation::CreateProfile
        | Operation::UpdateProfile
        | Operation::SetState
        // A second key beside the first (section 5, "Rotation with two keys alive").
        | Operation::IssueSecret
        | Operation::RetireSecret
        | Operation::RemoveProfile => Support::Native,
        Operation::Assign | Operation::Unassign => emulated(OWN_PLAN),
        Operation::SetApiState => emulated(OUT_OF_PLANS),
        Operation::TrustIssuer => emulated(AT_APIS),
        Operation::LinkSubject => emulated(BY_KEY),
        Operation::EnsureScope | Operation::SetScopes => no_scopes(),
        Operation::TrustChain | Operation::AskForCertificates | Operation::BindCertificates => local_edition(),
        Operation::SetKeys => unsupported(
            "the gateway takes no keys, it fetches them",
            "a key set at an https address: see `link-subject`",
        ),
    }
}

/// Which mechanisms an endpoint can be set to.
pub(super) fn of_admission(mechanism: MechanismKind) -> Support {
    match mechanism {
        MechanismKind::ClientCertificate => local_edition(),
        _ => emulated(ONE_WAY),
    }
}

/// Section 6, last row.
fn local_edition() -> Support {
    unsupported(
        "client certificates are documented for the Local Edition only, and the V3 API registers neither them nor their authorities",
        "the Local Edition with a truststore of its own, or mechanism `oauth2` or `jwt-bearer`",
    )
}

/// Why tokens carry no scopes that the gateway checks.
pub(super) fn no_scopes() -> Support {
    unsupported(
        "the product hands scopes through and checks none",
        "documents and partner files without `scopes`; what a partner may call is the content of its plan",
    )
}

/// Why the product signs no JWTs.
pub(super) fn no_own_tokens() -> Support {
    unsupported("the product signs no JWTs; its own tokens are opaque", "mechanism `oauth2`, or an issuer of the partner's")
}

/// Why the key of an issuer cannot be given in a certificate (section 6, "Certificates and JWKS").
pub(super) fn unpublished() -> Support {
    unsupported(
        "the gateway fetches the keys of an issuer itself and takes no certificate and no key",
        "a key set at an https address that the gateway reaches: `jwksUri`, made with `partnerctl jwk set`",
    )
}

/// Section 5, "Host names".
fn no_host() -> Support {
    unsupported(
        "the area has no approved public host name",
        "a domain, added in the console and approved by the vendor; APIs that are there already can be assigned",
    )
}

fn no_issuer() -> Support {
    unsupported("the mechanism has no issuer of tokens", "mechanism `oidc` or `jwt-bearer`")
}

fn emulated(how: &str) -> Support {
    Support::Emulated { how: how.to_owned() }
}

fn unsupported(why: &str, needs: &str) -> Support {
    Support::Unsupported { why: why.to_owned(), needs: needs.to_owned() }
}

const OWN_PLAN: &str = "every partner has a plan of its own in the package `partnerctl-OWNER`; its APIs are put there, its keys are for it; what its issuer \
     added to the connector of an API of this workspace goes with it, and stays at APIs that others published";
const OUT_OF_PLANS: &str =
    "an API has no state: it is taken out of the plans of this workspace, which remember it; plans of others serve on";
const AT_APIS: &str = "issuers are settings of the JWT connector of each endpoint: one becomes known when a partner of it gets an API, and \
                       this moves it to other keys wherever it is known; keys are had from an https address alone (`jwksUri`), an issuer's \
                       certificate is unsupported";
const BY_KEY: &str = "the partner is a package key that one claim of its tokens holds, or that it sends in the header `X-API-Key`; its \
     issuer's keys stand at an https address (`jwksUri`), for the gateway takes no certificate";
const ONE_WAY: &str =
    "an endpoint lets callers in in one way, so partners of other mechanisms need the API once more under another name";

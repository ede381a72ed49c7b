//! What a server can do, by what it says about itself (sections 1 and 6).

use crate::domain::{
    capability::{Capabilities, Support},
    change::Operation,
    mechanism::MechanismKind,
};

use super::wire::{ASSERTION, AUTHORITY, CREDENTIALS, KEY, SELF_SIGNED, Server};

/// The table for a server.
pub(super) fn of_server(server: &Server) -> Capabilities {
    let mut able = Capabilities::default().without_apis().made_whole().verifying(server.signatures()).knowing_one_subject();
    for operation in Operation::ALL {
        let support = never(operation).or_else(|| closed(server)).unwrap_or(Support::Native);
        able = able.with(operation, support);
    }
    MechanismKind::ALL.into_iter().fold(able, |able, mechanism| of_mechanism(able, mechanism, server))
}

/// What no server can do by the standards; `None` for the rest.
pub(super) fn never(operation: Operation) -> Option<Support> {
    let (why, needs) = match operation {
        Operation::EnsureScope => return Some(manual(SCOPE)),
        Operation::TrustChain | Operation::AskForCertificates => return Some(manual(AUTHORITIES)),
        Operation::PublishApi
        | Operation::SetApiState
        | Operation::RequireHttps
        | Operation::Admit
        | Operation::Assign
        | Operation::Unassign => {
            ("an authorization server knows clients and scopes, no APIs", "nothing: its scopes admit to APIs")
        }
        Operation::TrustIssuer => (
            "no member of a registration names another issuer",
            "the server's console, or mechanism `jwt-bearer` with keys of the partner's own, which are registered with its client",
        ),
        Operation::SetState => (
            "the standard has no way to switch a client off",
            "`profile delete` to end its access, then `onboard`: it is registered anew, with another client id",
        ),
        Operation::IssueSecret => (
            "a client gets its secret when it is registered, and the standard has no call for another one",
            "`profile delete` and `onboard` for a new client, or mechanism `jwt-bearer`, whose keys can be replaced",
        ),
        Operation::RetireSecret => ("a client has one credential, and it ends with the client", "`profile delete`"),
        Operation::LinkSubject => ("no member of a registration links a token of another issuer", "an API gateway"),
        _ => return None,
    };
    Some(unsupported(why, needs))
}

/// Why clients cannot be listed (section 3).
pub(super) fn no_list() -> Support {
    unsupported("the standard has no list of clients", "the records of this workspace: each client is read by its own address")
}

/// Why no client can be registered.
pub(super) fn unregistering() -> Support {
    unsupported(
        "the server publishes no `registration_endpoint`",
        "dynamic client registration, switched on at the server; where it is on and not told, \
         `metadata: { registrationEndpoint: URL }` at the connection",
    )
}

/// Without an endpoint nothing can be done.
fn closed(server: &Server) -> Option<Support> {
    server.registration_endpoint.is_none().then(unregistering)
}

/// What differs from mechanism to mechanism: whether clients may prove themselves so, and what can be changed later.
fn of_mechanism(able: Capabilities, mechanism: MechanismKind, server: &Server) -> Capabilities {
    let refused = match (mechanism, admitted(mechanism, server)) {
        (_, Err(support)) => Some(support),
        (_, Ok(())) => closed(server),
    };
    let own = match mechanism {
        MechanismKind::Oauth2 | MechanismKind::Oidc => None,
        MechanismKind::ClientCertificate => Some(Operation::BindCertificates),
        MechanismKind::JwtBearer => Some(Operation::SetKeys),
    };
    let mut able = able;
    if let Some(support) = &refused {
        able = able.with_mechanism(Operation::CreateProfile, mechanism, support.clone());
    }
    for operation in [Operation::SetKeys, Operation::BindCertificates] {
        let support = match &refused {
            _ if own != Some(operation) => unsupported("it is no credential of this mechanism", "another mechanism"),
            Some(support) => support.clone(),
            None => Support::Native,
        };
        able = able.with_mechanism(operation, mechanism, support);
    }
    if mechanism == MechanismKind::ClientCertificate {
        let support = unsupported("scopes do not go with this mechanism in a partner file", "another mechanism");
        able = able.with_mechanism(Operation::SetScopes, mechanism, support);
    }
    able
}

/// Whether the server lets clients in by a mechanism (section 1).
fn admitted(mechanism: MechanismKind, server: &Server) -> Result<(), Support> {
    let credentials = server.grants(CREDENTIALS);
    let good = match mechanism {
        MechanismKind::Oidc => {
            let why = "registration cannot express ID tokens of a foreign issuer: no member names another issuer";
            return Err(unsupported(why, "an API gateway that trusts the partner's issuer, or mechanism `jwt-bearer`"));
        }
        MechanismKind::Oauth2 => credentials && server.secret_method().is_some(),
        MechanismKind::ClientCertificate => credentials && (server.takes(AUTHORITY) || server.takes(SELF_SIGNED)),
        MechanismKind::JwtBearer => (credentials || server.grants(ASSERTION)) && server.takes(KEY),
    };
    if good { Ok(()) } else { Err(unsupported(missing(mechanism), OVERRIDE)) }
}

const fn missing(mechanism: MechanismKind) -> &'static str {
    match mechanism {
        MechanismKind::ClientCertificate => {
            "the server's metadata does not list `client_credentials` with `tls_client_auth` or `self_signed_tls_client_auth`"
        }
        MechanismKind::JwtBearer => "the server's metadata does not list `private_key_jwt` with a grant for clients",
        _ => "the server's metadata does not list `client_credentials` with `client_secret_basic` or `client_secret_post`",
    }
}

fn manual(steps: &str) -> Support {
    Support::Manual { steps: steps.to_owned() }
}

const SCOPE: &str =
    "scopes are made by the server's administrator: make it at the server's console, then name it in the API's document";
const AUTHORITIES: &str = "registration carries no certificate authority: have the server's administrator trust that of the partner's \
                           certificate, or register a self-signed certificate";
const OVERRIDE: &str = "the server's administrator to switch it on; where it is on and not listed, \
                        `metadata: { grantTypes: [..], authenticationMethods: [..] }` at the connection";

pub(super) fn unsupported(why: &str, needs: &str) -> Support {
    Support::Unsupported { why: why.to_owned(), needs: needs.to_owned() }
}

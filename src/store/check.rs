//! What a partner file must keep besides its shape: its name, and the keys that its mechanism takes.

use crate::{
    document::{Error, Place, tree},
    domain::{
        mechanism::MechanismKind::{self, ClientCertificate, JwtBearer, Oauth2, Oidc},
        name::PartnerName,
        partner::{Authentication, Partner, SignedBy},
    },
};

/// Checks a partner that was read from a text.
pub(super) fn partner(file: &str, text: &str, name: &PartnerName, partner: &Partner) -> Result<(), Error> {
    let at = |way: &[&str]| tree(file, text).map_or(Place::START, |root| root.place_of(way));
    if partner.metadata.name != *name {
        let message = format!("`name` is `{}`, and the file is that of `{name}`", partner.metadata.name);
        return Err(Error::new(file, at(&["metadata", "name"]), message).hint("rename the file, or change the name in it"));
    }
    for (environment, presence) in &partner.spec.environments {
        let Some((key, message, hint)) = misfit(&presence.authentication) else { continue };
        let way = ["spec", "environments", environment.as_str(), "authentication", key];
        return Err(Error::new(file, at(&way), message).hint(hint));
    }
    Ok(())
}

/// The first key that does not fit the mechanism, or that it lacks, with message and hint.
fn misfit(authentication: &Authentication) -> Option<(&'static str, String, String)> {
    let mechanism = authentication.mechanism;
    let by_gateway = authentication.signed_by == Some(SignedBy::Gateway);
    for (key, given) in given(authentication) {
        let (_, takes, needs) = KEYS.iter().find(|(name, ..)| *name == key)?;
        if given && !takes.contains(&mechanism) {
            let message = format!("`{key}` does not go with mechanism `{mechanism}`");
            return Some((key, message, format!("`{key}` is for {}", words(takes))));
        }
        if given && by_gateway && OUTSIDE.contains(&key) {
            let message = format!("`{key}` does not go with `signedBy: gateway`");
            return Some((key, message, "the gateway names and signs its own tokens".to_owned()));
        }
        if !given && needs.contains(&mechanism) && !by_gateway {
            let message = format!("mechanism `{mechanism}` needs `{key}`");
            return Some(("mechanism", message, format!("add `{key}`, or choose another mechanism")));
        }
    }
    None
}

fn given(authentication: &Authentication) -> [(&'static str, bool); 8] {
    [
        ("signedBy", authentication.signed_by.is_some()),
        ("issuer", authentication.issuer.is_some()),
        ("certificates", !authentication.certificates.is_empty()),
        ("jwksUri", authentication.jwks_uri.is_some()),
        ("clientId", authentication.client_id.is_some()),
        ("audience", authentication.audience.is_some()),
        ("claims", !authentication.claims.is_empty()),
        ("scopes", !authentication.scopes.is_empty()),
    ]
}

fn words(kinds: &[MechanismKind]) -> String {
    kinds.iter().map(|kind| format!("`{kind}`")).collect::<Vec<_>>().join(" and ")
}

/// Key, mechanisms that take it, mechanisms that need it.
const KEYS: [(&str, &[MechanismKind], &[MechanismKind]); 8] = [
    ("signedBy", &[JwtBearer], &[]),
    ("issuer", &[Oidc, JwtBearer], &[Oidc, JwtBearer]),
    ("certificates", &[Oidc, ClientCertificate, JwtBearer], &[]),
    ("jwksUri", &[Oidc, JwtBearer], &[]),
    ("clientId", &[Oidc], &[]),
    ("audience", &[Oidc, JwtBearer], &[]),
    ("claims", &[Oidc, JwtBearer], &[]),
    ("scopes", &[Oidc, Oauth2, JwtBearer], &[]),
];

/// Keys about an issuer outside the gateway.
const OUTSIDE: [&str; 3] = ["issuer", "certificates", "jwksUri"];

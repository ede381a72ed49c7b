//! One profile and one ground out of two halves.

use crate::domain::{
    ground::PublishedApi,
    mechanism::MechanismKind,
    pair::Tokens,
    profile::{Halves, Marker, Observed},
};

/// One profile out of two halves: client and credential of the one, everything else of the other.
pub(super) fn whole(halves: Halves, marker: Option<Marker>) -> Option<Observed> {
    let mut whole = halves.gateway.as_ref().or(halves.identity.as_ref())?.clone();
    if let Some(client) = &halves.identity {
        whole.clients.clone_from(&client.clients);
        whole.certificates.clone_from(&client.certificates);
        whole.token_endpoint.clone_from(&client.token_endpoint);
        whole.registered.clone_from(&client.registered);
    }
    Some(Observed { marker, halves: Some(Box::new(halves)), ..whole })
}

/// Whose profile it is: nobody's when a half is nobody's, another's when a half is another's, else the newer mark.
pub(super) fn marker(halves: &Halves, ours: &Marker) -> Option<Marker> {
    let mut newest: Option<Marker> = None;
    for half in [&halves.gateway, &halves.identity].into_iter().flatten() {
        let marker = half.marker.clone()?;
        if !marker.same_profile(ours) {
            return Some(marker);
        }
        newest = newest.filter(|known| known.generation >= marker.generation).or(Some(marker));
    }
    newest
}

/// Names the client of a profile that is listed: it is the value of the claim that the gateway looks at.
pub(super) fn named(mut observed: Observed, tokens: &Tokens) -> Observed {
    let id = observed.claims.iter().find(|(name, _)| *name == tokens.claim).map(|(_, value)| value.clone());
    for client in observed.clients.iter_mut().filter(|client| client.issuer.as_ref() == Some(&tokens.issuer)) {
        client.client_id = client.client_id.take().or_else(|| id.clone());
    }
    observed
}

/// An API as partners see it: where it lets JWTs in, it lets in whoever can get one. Ways to the gateway's own tokens, and certificates
/// shown to the gateway itself, are not this environment's.
pub(super) fn as_partners_see(api: &mut PublishedApi) {
    let by_token = [MechanismKind::Oauth2, MechanismKind::ClientCertificate];
    for own in by_token {
        if api.admits.remove(&own) {
            api.foreign_rules.insert(own.word().to_owned());
        }
    }
    if api.admits.contains(&MechanismKind::JwtBearer) {
        api.admits.extend(by_token);
    }
    api.scopes.clear();
}

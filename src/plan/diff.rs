//! The changes of one partner's profile.

use std::collections::BTreeSet;

use crate::{
    domain::{
        capability::Capabilities,
        certificate::Certificate,
        change::{Change, FieldChange, KeySource, Overlap, Registration, SecretKind, SecretOrder},
        finding::{Finding, Level},
        mechanism::{IssuerKeys, Mechanism, MechanismKind, TokenIssuer},
        name::ScopeName,
        profile::{Observed, ObservedClient, Settings, State, Wanted},
        record::RecordedClient,
    },
    plan::{Plan, Planned, order, pair},
};

/// What makes the observed profile as it is wanted. `client` is the credential in use as the record knows it.
#[must_use]
pub fn diff(wanted: &Wanted, observed: Option<&Observed>, client: Option<&RecordedClient>, able: &Capabilities) -> Plan {
    match able.pair() {
        Some(pair) => pair::diff(wanted, observed, client, pair),
        None => alone(wanted, observed, client, able),
    }
}

/// The same at one product.
pub(super) fn alone(wanted: &Wanted, observed: Option<&Observed>, client: Option<&RecordedClient>, able: &Capabilities) -> Plan {
    let mut changes = match observed {
        None => created(wanted, client, able),
        Some(observed) => {
            let settings = update(&wanted.settings, observed).into_iter();
            settings.chain(credential(&wanted.mechanism, Some(observed), client, able)).collect()
        }
    };
    if able.knows_apis() {
        changes.extend(assignments(wanted, observed));
    }
    let kind = wanted.mechanism.kind();
    let planned = |change: Change| Planned { support: able.support_of(&change, kind), change };
    let mut items: Vec<Planned> = changes.into_iter().map(planned).collect();
    order::sort(&mut items);
    let stale = observed.and_then(|observed| stale(kind, observed));
    Plan { items, findings: findings(observed).into_iter().chain(stale).collect() }
}

/// The profile and its credential: one by one, or in one request where the product has no other way.
fn created(wanted: &Wanted, client: Option<&RecordedClient>, able: &Capabilities) -> Vec<Change> {
    if !able.makes_whole() {
        let create = Change::CreateProfile(wanted.settings.clone());
        return std::iter::once(create).chain(credential(&wanted.mechanism, None, client, able)).collect();
    }
    let (settings, mechanism) = (wanted.settings.clone(), wanted.mechanism.clone());
    let by_gateway = matches!(&mechanism, Mechanism::JwtBearer(issuer) if issuer.is_gateway());
    let key = by_gateway.then(|| api_key(None)).flatten();
    std::iter::once(Change::Register(Box::new(Registration { settings, mechanism }))).chain(key).collect()
}

fn update(wanted: &Settings, observed: &Observed) -> Option<Change> {
    let has = &observed.settings;
    let contacts = |list: &[String]| (!list.is_empty()).then(|| list.join(", "));
    let text = |value: &str| (!value.is_empty()).then(|| value.to_owned());
    let rows = [
        ("name", text(&has.name), text(&wanted.name)),
        ("displayName", text(&has.description), text(&wanted.description)),
        ("contacts", contacts(&has.contacts), contacts(&wanted.contacts)),
        (
            "applicationId",
            has.application_id.as_ref().map(ToString::to_string),
            wanted.application_id.as_ref().map(ToString::to_string),
        ),
        ("customerSourceId", has.customer_source_id.clone(), wanted.customer_source_id.clone()),
        ("marker", observed.marker.as_ref().map(|_| "ours".to_owned()), Some("ours".to_owned())),
    ];
    let differs = |(field, before, after): (&str, Option<String>, Option<String>)| {
        (before != after && observed.keeps(field)).then(|| FieldChange { field: field.to_owned(), before, after })
    };
    let fields: Vec<FieldChange> = rows.into_iter().filter_map(differs).collect();
    (!fields.is_empty()).then(|| Change::UpdateProfile(wanted.clone(), fields))
}

fn credential(
    mechanism: &Mechanism,
    observed: Option<&Observed>,
    client: Option<&RecordedClient>,
    able: &Capabilities,
) -> Vec<Change> {
    match mechanism {
        Mechanism::JwtBearer(issuer) if able.takes_keys(MechanismKind::JwtBearer) && !issuer.is_gateway() => {
            keys(issuer, observed).into_iter().chain(narrowed(&issuer.scopes, observed)).collect()
        }
        Mechanism::Oauth2 { scopes } => secret(scopes, observed, client).into_iter().collect(),
        Mechanism::ClientCertificate { certificates, .. } => bound(certificates, observed).into_iter().collect(),
        Mechanism::Oidc(issuer) | Mechanism::JwtBearer(issuer) => {
            let linked = link(issuer, mechanism.kind(), observed);
            linked.into_iter().chain(issuer.is_gateway().then(|| api_key(client)).flatten()).collect()
        }
    }
}

fn bound(certificates: &[Certificate], observed: Option<&Observed>) -> Option<Change> {
    let wanted: BTreeSet<&String> = certificates.iter().map(|certificate| &certificate.facts.sha256).collect();
    let known = observed.is_some_and(|observed| {
        certificates.iter().all(|certificate| observed.knows(&certificate.facts))
            && observed.certificates.iter().all(|sha256| wanted.contains(sha256))
            && observed
                .registered
                .as_ref()
                .and_then(|registered| registered.subject.as_ref())
                .is_none_or(|subject| certificates.iter().any(|certificate| certificate.facts.subject == *subject))
    });
    let nothing = certificates.is_empty() && observed.is_none();
    (!known && !nothing).then(|| Change::BindCertificates(certificates.to_vec()))
}

/// The keys that a client signs its own assertions with (RFC 7523, section 2.2).
fn keys(issuer: &TokenIssuer, observed: Option<&Observed>) -> Option<Change> {
    let registered = observed.and_then(|observed| observed.registered.as_ref());
    let source = match &issuer.keys {
        IssuerKeys::Published(url) if registered.is_some_and(|registered| registered.keys_at.as_ref() == Some(url)) => {
            return None;
        }
        IssuerKeys::Published(url) => KeySource::Published(url.clone()),
        IssuerKeys::Certificate(certificate) => {
            let only = |observed: &Observed| observed.certificates == [certificate.facts.sha256.clone()];
            if observed.is_some_and(only) {
                return None;
            }
            KeySource::Certificates(vec![(**certificate).clone()])
        }
        IssuerKeys::Gateway => return None,
    };
    Some(Change::SetKeys(source))
}

/// What a client that signs for itself may ask for.
fn narrowed(scopes: &BTreeSet<ScopeName>, observed: Option<&Observed>) -> Option<Change> {
    let client = observed?.clients.iter().find(|client| client.mechanism == MechanismKind::JwtBearer)?;
    (client.scopes != *scopes).then(|| Change::SetScopes(client.remote.clone(), scopes.clone()))
}

fn link(issuer: &TokenIssuer, kind: MechanismKind, observed: Option<&Observed>) -> Option<Change> {
    let named = (!issuer.is_gateway()).then_some(&issuer.issuer);
    let fits = |client: &ObservedClient| {
        client.mechanism == kind
            && client.issuer.as_ref() == named
            && issuer.is_for(kind, client.audience.as_ref())
            && issuer.client_id.as_ref().is_none_or(|id| client.client_id.as_ref() == Some(id))
    };
    let told = |observed: &Observed| {
        let has = |(name, value): (&String, &String)| observed.claims.contains(&(name.clone(), value.clone()));
        let wanted = |(name, value): &(String, String)| {
            let by_itself = issuer.is_gateway() && name == "sub" && !issuer.claims.contains_key(name);
            // What a gateway may compare besides, and what holds for every token of the partner.
            let anyway = issuer.client_id.as_ref() == Some(value) || (name == "iss" && *value == issuer.issuer);
            by_itself || anyway || issuer.claims.get(name) == Some(value)
        };
        // A claim too many shuts the partner out; beside another mechanism's credential it may be that one's.
        let alone = observed.clients.iter().all(|client| client.mechanism == kind);
        let exact = !alone || observed.claims.iter().all(wanted);
        issuer.claims.iter().all(has) && exact && (kind == MechanismKind::Oidc || !observed.claims.is_empty())
    };
    let linked = observed.is_some_and(|observed| observed.clients.iter().any(fits) && told(observed));
    (!linked).then(|| Change::LinkSubject(issuer.clone(), kind))
}

/// The key by which the gateway knows who asks for a token; issued once.
fn api_key(client: Option<&RecordedClient>) -> Option<Change> {
    let order = SecretOrder { kind: SecretKind::ApiKey, scopes: BTreeSet::new(), overlap: Overlap::First };
    client.is_none().then_some(Change::IssueSecret(order))
}

fn secret(scopes: &BTreeSet<ScopeName>, observed: Option<&Observed>, client: Option<&RecordedClient>) -> Option<Change> {
    let clients = observed.map(|observed| observed.clients.as_slice()).unwrap_or_default();
    let clients: Vec<_> = clients.iter().filter(|known| known.mechanism == MechanismKind::Oauth2).collect();
    let used =
        clients.iter().find(|known| client.is_some_and(|client| client.remote == known.remote)).or(clients.last()).copied();
    match used {
        None => {
            let order = SecretOrder { kind: SecretKind::ClientSecret, scopes: scopes.clone(), overlap: Overlap::First };
            Some(Change::IssueSecret(order))
        }
        Some(known) if known.scopes != *scopes => Some(Change::SetScopes(known.remote.clone(), scopes.clone())),
        Some(_) => None,
    }
}

fn assignments(wanted: &Wanted, observed: Option<&Observed>) -> Vec<Change> {
    let none = BTreeSet::new();
    let has = observed.map_or(&none, |observed| &observed.apis);
    let missing: BTreeSet<_> = wanted.apis.difference(has).cloned().collect();
    let surplus: BTreeSet<_> = has.difference(&wanted.apis).cloned().collect();
    let assign = (!missing.is_empty()).then_some(Change::Assign(missing));
    let unassign = (!surplus.is_empty()).then_some(Change::Unassign(surplus));
    assign.into_iter().chain(unassign).collect()
}

fn findings(observed: Option<&Observed>) -> Vec<Finding> {
    let suspended = observed.filter(|observed| observed.state == State::Suspended);
    let note = |observed: &Observed| {
        let advice = "calls are refused until `partnerctl profile resume`; it is not resumed by itself";
        Finding::new(Level::Warn, "profile-suspended", observed.settings.name.clone(), advice)
    };
    suspended.map(note).into_iter().collect()
}

/// Credentials of another mechanism: they still open the door.
fn stale(kind: MechanismKind, observed: &Observed) -> Option<Finding> {
    let client = observed.clients.iter().find(|client| client.mechanism != kind).map(|client| client.mechanism);
    let certificate =
        observed.registered.is_none() && !observed.certificates.is_empty() && kind != MechanismKind::ClientCertificate;
    let other = client.or(certificate.then_some(MechanismKind::ClientCertificate))?;
    let advice =
        format!("the profile still has a credential of mechanism `{other}`: remove it when the partner no longer uses it");
    Some(Finding::new(Level::Warn, "other-credential", observed.settings.name.clone(), advice))
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "tests fail by panicking")]
mod tests;

//! The changes of one partner's profile.

use std::collections::BTreeSet;

use crate::{
    domain::{
        capability::Capabilities,
        change::{Change, FieldChange, Overlap, SecretOrder},
        finding::{Finding, Level},
        mechanism::Mechanism,
        name::ScopeName,
        profile::{Observed, Settings, State, Wanted},
        record::RecordedClient,
    },
    plan::{Plan, Planned, order},
};

/// What makes the observed profile as it is wanted. `client` is the credential in use as the record knows it.
#[must_use]
pub fn diff(wanted: &Wanted, observed: Option<&Observed>, client: Option<&RecordedClient>, able: &Capabilities) -> Plan {
    let mut changes = Vec::new();
    match observed {
        None => changes.push(Change::CreateProfile(wanted.settings.clone())),
        Some(observed) => changes.extend(update(&wanted.settings, observed)),
    }
    changes.extend(credential(&wanted.mechanism, observed, client));
    changes.extend(assignments(wanted, observed));
    let kind = wanted.mechanism.kind();
    let planned = |change: Change| Planned { support: able.support(change.operation(), kind), change };
    let mut items: Vec<Planned> = changes.into_iter().map(planned).collect();
    order::sort(&mut items);
    Plan { items, findings: findings(observed) }
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
        (before != after).then(|| FieldChange { field: field.to_owned(), before, after })
    };
    let fields: Vec<FieldChange> = rows.into_iter().filter_map(differs).collect();
    (!fields.is_empty()).then(|| Change::UpdateProfile(wanted.clone(), fields))
}

fn credential(mechanism: &Mechanism, observed: Option<&Observed>, client: Option<&RecordedClient>) -> Vec<Change> {
    match mechanism {
        Mechanism::Oauth2 { scopes } => secret(scopes, observed, client).into_iter().collect(),
        Mechanism::ClientCertificate { certificates } => vec![Change::BindCertificates(certificates.clone())],
        Mechanism::Oidc(issuer) | Mechanism::JwtBearer(issuer) => vec![Change::LinkSubject(issuer.clone(), mechanism.kind())],
    }
}

fn secret(scopes: &BTreeSet<ScopeName>, observed: Option<&Observed>, client: Option<&RecordedClient>) -> Option<Change> {
    let clients = observed.map(|observed| observed.clients.as_slice()).unwrap_or_default();
    let used = clients.iter().find(|known| client.is_some_and(|client| client.remote == known.remote)).or(clients.last());
    match used {
        None => Some(Change::IssueSecret(SecretOrder { scopes: scopes.clone(), overlap: Overlap::First })),
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

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "tests fail by panicking")]
mod tests {
    use super::*;
    use crate::domain::{
        capability::Support,
        change::Operation,
        mechanism::MechanismKind,
        name::ProfileKey,
        profile::{Marker, ObservedClient, RemoteRef},
    };

    fn wanted(apis: &[&str], scopes: &[&str]) -> Wanted {
        Wanted {
            key: ProfileKey { partner: "acme".parse().unwrap(), environment: "test".parse().unwrap() },
            settings: Settings {
                name: "acme-test".to_owned(),
                description: "Acme".to_owned(),
                contacts: vec!["dev@acme.example".to_owned()],
                application_id: Some("a1".parse().unwrap()),
                customer_source_id: None,
            },
            mechanism: Mechanism::Oauth2 { scopes: scopes.iter().map(|scope| scope.parse().unwrap()).collect() },
            apis: apis.iter().map(|api| api.parse().unwrap()).collect(),
            state: State::Active,
        }
    }

    fn observed(wanted: &Wanted) -> Observed {
        Observed {
            remote: RemoteRef::new("application", "1"),
            marker: Some(Marker { owner: "us".to_owned(), key: wanted.key.clone(), generation: 1 }),
            settings: wanted.settings.clone(),
            state: State::Active,
            clients: vec![ObservedClient {
                remote: RemoteRef::new("strategy", "2"),
                mechanism: MechanismKind::Oauth2,
                client_id: Some("c".to_owned()),
                scopes: wanted.mechanism.scopes(),
                issuer: None,
                audience: None,
            }],
            certificates: Vec::new(),
            claims: BTreeSet::new(),
            apis: wanted.apis.clone(),
            unknown_apis: BTreeSet::new(),
            token_endpoint: None,
        }
    }

    fn able() -> Capabilities {
        Operation::ALL.into_iter().fold(Capabilities::default(), |able, operation| able.with(operation, Support::Native))
    }

    fn operations(plan: &Plan) -> Vec<Operation> {
        plan.items.iter().map(|item| item.change.operation()).collect()
    }

    #[test]
    fn nothing_there_means_everything_in_order() {
        let plan = diff(&wanted(&["quote-api/1.0"], &["read"]), None, None, &able());
        assert_eq!(operations(&plan), [Operation::CreateProfile, Operation::IssueSecret, Operation::Assign]);
    }

    #[test]
    fn as_wanted_means_nothing() {
        let wanted = wanted(&["quote-api/1.0"], &["read"]);
        assert!(diff(&wanted, Some(&observed(&wanted)), None, &able()).is_empty());
    }

    #[test]
    fn only_the_fields_that_differ_are_named() {
        let wanted = wanted(&["quote-api/1.0"], &["read"]);
        let mut there = observed(&wanted);
        there.settings.description = "Old".to_owned();
        there.apis = ["old-api/1.0".parse().unwrap()].into();
        there.clients[0].scopes = BTreeSet::new();
        let plan = diff(&wanted, Some(&there), None, &able());
        assert_eq!(operations(&plan), [Operation::UpdateProfile, Operation::SetScopes, Operation::Assign, Operation::Unassign]);
        let Change::UpdateProfile(_, fields) = &plan.items[0].change else { unreachable!() };
        assert_eq!(fields.iter().map(|field| field.field.as_str()).collect::<Vec<_>>(), ["displayName"]);
    }

    #[test]
    fn a_suspended_profile_is_shown_and_left_alone() {
        let wanted = wanted(&["quote-api/1.0"], &["read"]);
        let mut there = observed(&wanted);
        there.state = State::Suspended;
        let plan = diff(&wanted, Some(&there), None, &able());
        assert!(plan.is_empty());
        assert_eq!(plan.findings[0].code, "profile-suspended");
    }

    #[test]
    fn what_the_gateway_cannot_do_blocks() {
        let plan = diff(&wanted(&["quote-api/1.0"], &[]), None, None, &Capabilities::default());
        assert_eq!(plan.blockers().count(), 3);
    }
}

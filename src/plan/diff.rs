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
    plan::{Plan, Planned, order},
};

/// What makes the observed profile as it is wanted. `client` is the credential in use as the record knows it.
#[must_use]
pub fn diff(wanted: &Wanted, observed: Option<&Observed>, client: Option<&RecordedClient>, able: &Capabilities) -> Plan {
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
    let planned = |change: Change| Planned { support: able.support(change.operation(), kind), change };
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
            && client.audience == issuer.audience
            && issuer.client_id.as_ref().is_none_or(|id| client.client_id.as_ref() == Some(id))
    };
    let told = |observed: &Observed| {
        let has = |(name, value): (&String, &String)| observed.claims.contains(&(name.clone(), value.clone()));
        let wanted = |(name, value): &(String, String)| {
            let by_itself = issuer.is_gateway() && name == "sub" && !issuer.claims.contains_key(name);
            by_itself || issuer.claims.get(name) == Some(value)
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
mod tests {
    use super::*;
    use crate::domain::{
        capability::Support,
        change::Operation,
        name::ProfileKey,
        profile::{Marker, Registered, RemoteRef},
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
            registered: None,
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

    fn certificate(sha256: &str) -> Certificate {
        let facts = crate::domain::certificate::CertificateFacts {
            subject: "CN=acme".to_owned(),
            issuer: "CN=acme".to_owned(),
            sha256: sha256.to_owned(),
            not_after: crate::domain::moment::Moment::new(time::OffsetDateTime::UNIX_EPOCH),
        };
        Certificate { facts, pem: String::new() }
    }

    fn issuer(keys: IssuerKeys, claims: &[(&str, &str)]) -> TokenIssuer {
        TokenIssuer {
            issuer: if keys == IssuerKeys::Gateway { String::new() } else { "https://idp.example".to_owned() },
            keys,
            client_id: Some("acme".to_owned()),
            audience: None,
            claims: claims.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect(),
            scopes: BTreeSet::new(),
        }
    }

    #[test]
    fn certificates_are_bound_until_they_are_exactly_those() {
        let mut wanted = wanted(&["quote-api/1.0"], &[]);
        wanted.mechanism =
            Mechanism::ClientCertificate { certificates: vec![certificate("aa"), certificate("bb")], authorities: Vec::new() };
        let mut there = observed(&wanted);
        there.clients.clear();
        for (has, planned) in [(vec!["aa"], true), (vec!["bb", "aa"], false), (vec!["aa", "bb", "cc"], true), (vec![], true)] {
            there.certificates = has.iter().map(|one| (*one).to_owned()).collect();
            let plan = diff(&wanted, Some(&there), None, &able());
            assert_eq!(operations(&plan) == [Operation::BindCertificates], planned, "{has:?}");
        }
    }

    #[test]
    fn tokens_are_linked_until_issuer_client_and_claims_fit() {
        let published = IssuerKeys::Published("https://idp.example/jwks".parse().unwrap());
        let mut wanted = wanted(&["quote-api/1.0"], &[]);
        wanted.mechanism = Mechanism::Oidc(issuer(published, &[("team", "blue")]));
        let mut there = observed(&wanted);
        there.clients[0] = ObservedClient {
            mechanism: MechanismKind::Oidc,
            client_id: Some("acme".to_owned()),
            issuer: Some("https://idp.example".to_owned()),
            ..there.clients[0].clone()
        };
        there.claims = BTreeSet::from([("team".to_owned(), "blue".to_owned())]);
        assert!(diff(&wanted, Some(&there), None, &able()).is_empty());
        let linked = |there: &Observed| operations(&diff(&wanted, Some(there), None, &able())) == [Operation::LinkSubject];
        let other = |change: &dyn Fn(&mut Observed)| {
            let mut there = there.clone();
            change(&mut there);
            there
        };
        assert!(linked(&other(&|there| there.claims.clear())));
        let more = |there: &mut Observed| there.claims.extend([("role".to_owned(), "admin".to_owned())]);
        assert!(linked(&other(&more)), "a claim too many");
        let beside = |there: &mut Observed| {
            more(there);
            there.clients.push(ObservedClient { mechanism: MechanismKind::JwtBearer, ..there.clients[0].clone() });
        };
        assert!(!linked(&other(&beside)), "it may be the other credential's");
        assert!(linked(&other(&|there| there.clients[0].issuer = None)));
        assert!(linked(&other(&|there| there.clients[0].client_id = Some("other".to_owned()))));
        assert!(linked(&other(&|there| there.clients[0].audience = Some("other".to_owned()))));
    }

    #[test]
    fn who_gets_tokens_from_the_gateway_gets_a_key_to_ask_with() {
        let mut wanted = wanted(&["quote-api/1.0"], &[]);
        wanted.mechanism = Mechanism::JwtBearer(TokenIssuer { client_id: None, ..issuer(IssuerKeys::Gateway, &[]) });
        let plan = diff(&wanted, None, None, &able());
        let expected = [Operation::CreateProfile, Operation::IssueSecret, Operation::LinkSubject, Operation::Assign];
        assert_eq!(operations(&plan), expected);
    }

    #[test]
    fn what_is_made_whole_is_one_change_that_holds_the_mechanism() {
        let wanted = wanted(&["quote-api/1.0"], &["read"]);
        let plan = diff(&wanted, None, None, &able().made_whole().without_apis());
        let [Planned { change: Change::Register(registration), .. }] = plan.items.as_slice() else { unreachable!() };
        assert_eq!((&registration.settings, &registration.mechanism), (&wanted.settings, &wanted.mechanism));
    }

    #[test]
    fn keys_of_the_partner_are_registered_until_they_are_exactly_those() {
        let mut wanted = wanted(&[], &[]);
        let url: url::Url = "https://acme.example/jwks".parse().unwrap();
        wanted.mechanism = Mechanism::JwtBearer(issuer(IssuerKeys::Published(url.clone()), &[]));
        let mut there = observed(&wanted);
        there.clients.clear();
        let able = able().without_apis();
        let planned = |there: &Observed| operations(&diff(&wanted, Some(there), None, &able)) == [Operation::SetKeys];
        assert!(planned(&there));
        there.registered = Some(Registered { keys_at: Some(url), ..Registered::default() });
        assert!(!planned(&there));
    }

    #[test]
    fn what_the_product_drops_is_no_difference() {
        let wanted = wanted(&[], &["read"]);
        let mut there = observed(&wanted);
        there.settings.description = String::new();
        there.registered = Some(Registered { unkept: BTreeSet::from(["displayName"]), ..Registered::default() });
        assert!(diff(&wanted, Some(&there), None, &able()).is_empty());
    }

    #[test]
    fn a_credential_of_another_mechanism_is_shown() {
        let mut wanted = wanted(&["quote-api/1.0"], &[]);
        let mut there = observed(&wanted);
        there.certificates = vec!["aa".to_owned()];
        assert_eq!(diff(&wanted, Some(&there), None, &able()).findings[0].code, "other-credential");
        wanted.mechanism = Mechanism::ClientCertificate { certificates: vec![certificate("aa")], authorities: Vec::new() };
        assert_eq!(diff(&wanted, Some(&there), None, &able()).findings[0].code, "other-credential");
    }

    #[test]
    fn what_the_gateway_cannot_do_blocks() {
        let plan = diff(&wanted(&["quote-api/1.0"], &[]), None, None, &Capabilities::default());
        assert_eq!(plan.blockers().count(), 3);
    }
}

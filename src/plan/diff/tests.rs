use super::*;
use crate::domain::{
    capability::Support,
    change::Operation,
    name::ProfileKey,
    profile::{Marker, Registered, RemoteRef, Usage},
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
            usage: Usage::default(),
        }],
        certificates: Vec::new(),
        claims: BTreeSet::new(),
        apis: wanted.apis.clone(),
        unknown_apis: BTreeSet::new(),
        token_endpoint: None,
        registered: None,
        halves: None,
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
    for anyway in [("azp", "acme"), ("iss", "https://idp.example")] {
        let shown = |there: &mut Observed| there.claims.extend([(anyway.0.to_owned(), anyway.1.to_owned())]);
        assert!(!linked(&other(&shown)), "{anyway:?}");
    }
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

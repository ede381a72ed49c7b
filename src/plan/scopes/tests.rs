use std::collections::BTreeMap;

use super::*;
use crate::domain::{
    api::{ApiDescription, ApiFormat},
    ground::KnownIssuer,
    mechanism::IssuerKeys,
    profile::{RemoteRef, State},
};

const IDP: &str = "https://idp.example";

fn names(names: &[&str]) -> BTreeSet<ScopeName> {
    names.iter().map(|name| name.parse().unwrap()).collect()
}

fn api(name: &str) -> ApiRef {
    name.parse().unwrap()
}

fn document(name: &str, scopes: &[&str]) -> Api {
    let description = ApiDescription { format: ApiFormat::OpenApi3, content: serde_json::json!({}) };
    Api { reference: api(name), description, upstream: None, scopes: names(scopes).into_iter().collect() }
}

fn issuer(scopes: &[&str]) -> TokenIssuer {
    TokenIssuer {
        issuer: IDP.to_owned(),
        keys: IssuerKeys::Published("https://idp.example/jwks".parse().unwrap()),
        client_id: None,
        audience: None,
        claims: BTreeMap::new(),
        scopes: names(scopes),
    }
}

fn scope(name: &str, apis: &[&str]) -> Scope {
    let apis = apis.iter().map(|name| api(name)).collect();
    Scope { name: name.parse().unwrap(), issuer: Some(IDP.to_owned()), apis }
}

fn published(admits: &[MechanismKind], local: &[&str], issued: &[(&str, &[&str])]) -> PublishedApi {
    PublishedApi {
        remote: RemoteRef::new("api", "1"),
        state: State::Active,
        endpoints: Vec::new(),
        admits: admits.iter().copied().collect(),
        foreign_rules: BTreeSet::new(),
        https_only: false,
        https: true,
        scopes: names(local),
        issuer_scopes: issued.iter().map(|(issuer, scopes)| ((*issuer).to_owned(), names(scopes))).collect(),
    }
}

/// An API `a/1` and what the gateway knows of the issuer, if it knows it.
fn ground(there: PublishedApi, known: Option<&[&str]>) -> Ground {
    let issuer = |scopes: &[&str]| {
        let remote = RemoteRef::new("alias", "1");
        (IDP.to_owned(), KnownIssuer { remote, jwks_uri: None, certificate: None, scopes: names(scopes) })
    };
    Ground { apis: [(api("a/1"), there)].into(), issuers: known.map(issuer).into_iter().collect(), ..Ground::default() }
}

#[test]
fn an_api_is_guarded_by_the_scopes_that_its_document_names_else_by_all() {
    let documents = [document("a/1", &["read", "write"]), document("b/1", &["other"]), document("c/1", &[])];
    let apis = ["a/1", "b/1", "c/1", "d/1"].map(api);
    let wanted = of_partner(&issuer(&["openid", "read"]), &apis, &documents);
    assert_eq!(wanted, [scope("read", &["a/1", "b/1", "c/1", "d/1"]), scope("openid", &["b/1", "c/1", "d/1"])]);
    assert!(of_partner(&issuer(&[]), &apis, &documents).is_empty());
    let own = TokenIssuer { keys: IssuerKeys::Gateway, ..issuer(&["read"]) };
    assert!(of_partner(&own, &apis, &documents).is_empty());
}

/// What is there: an API, and the scopes that the gateway knows of the issuer; and what comes of it.
type Row<T> = (&'static str, PublishedApi, Option<&'static [&'static str]>, T);

/// What is there, and the APIs that the scope is then mapped to.
#[test]
fn only_what_is_missing_is_mapped() {
    let jwt = &[MechanismKind::JwtBearer];
    let rows: [Row<&[&str]>; 6] = [
        ("nothing", published(jwt, &[], &[]), None, &["a/1", "b/1"]),
        ("the same scope of the gateway's own", published(jwt, &["read"], &[]), Some(&["read"]), &["a/1", "b/1"]),
        ("that of another issuer", published(jwt, &[], &[("https://other", &["read"])]), Some(&["read"]), &["a/1", "b/1"]),
        ("another scope", published(jwt, &[], &[(IDP, &["write"])]), Some(&["read"]), &["a/1", "b/1"]),
        ("one of two", published(jwt, &[], &[(IDP, &["read"])]), Some(&["read", "x"]), &["b/1"]),
        ("a scope that its server does not know", published(jwt, &[], &[(IDP, &["read"])]), Some(&[]), &["a/1", "b/1"]),
    ];
    let needs = Needs { scopes: vec![scope("read", &["a/1", "b/1"])], ..Needs::default() };
    for (what, there, known, expected) in rows {
        let changes = issued(&needs, &ground(there, known));
        assert_eq!(changes, [Change::EnsureScope(scope("read", expected))], "{what}");
    }
    let one = Needs { scopes: vec![scope("read", &["a/1"])], ..Needs::default() };
    let there = published(jwt, &[], &[(IDP, &["read", "write"])]);
    assert!(issued(&one, &ground(there, Some(&["read"]))).is_empty());
}

#[test]
fn a_scope_that_may_shut_others_out_is_said() {
    use MechanismKind::{ClientCertificate, JwtBearer, Oauth2};
    let rows: [Row<Option<bool>>; 6] = [
        ("nobody's tokens are let in", published(&[ClientCertificate], &[], &[]), Some(&[]), None),
        ("nobody has tokens of the issuer", published(&[Oauth2], &["read"], &[]), None, None),
        ("a second scope lets more in", published(&[JwtBearer], &[], &[(IDP, &["write"])]), Some(&["write"]), None),
        ("the first scope of the issuer", published(&[JwtBearer], &["read"], &[]), Some(&[]), Some(false)),
        ("the first scope at all", published(&[Oauth2], &[], &[]), None, Some(true)),
        ("both", published(&[JwtBearer], &[], &[]), Some(&[]), Some(true)),
    ];
    let needs = Needs { scopes: vec![scope("read", &["a/1"]), scope("more", &["a/1", "new/1"])], ..Needs::default() };
    for (what, there, known, expected) in rows {
        let findings = guarded_anew(&needs, &ground(there, known));
        assert_eq!(findings.len(), usize::from(expected.is_some()), "{what}: {findings:?}");
        for finding in &findings {
            assert_eq!((finding.code.as_str(), finding.subject.as_str()), ("scope-guards-api", "a/1"));
            assert!(finding.advice.contains("`read` or `more`") && finding.advice.contains(IDP), "{what}: {finding:?}");
            assert_eq!(Some(finding.advice.contains("no scope guarded")), expected, "{what}: {finding:?}");
        }
    }
}

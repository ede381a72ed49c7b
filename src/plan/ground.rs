//! The changes of what partners share: planned once, made serially, under a lock of their own.

use std::collections::BTreeSet;

use crate::{
    domain::{
        api::Api,
        capability::{Capabilities, Support},
        change::{Change, Operation, Scope},
        finding::{Finding, Level},
        ground::{Ground, Needs, PublishedApi},
        mechanism::{IssuerKeys, MechanismKind, TokenIssuer},
        name::{ApiRef, ScopeName},
        profile::State,
    },
    plan::{Plan, Planned, order},
};

/// What makes the ground carry what all partners need. Nothing that is there is taken away.
#[must_use]
pub fn diff_ground(needs: &Needs, ground: &Ground, able: &Capabilities) -> Plan {
    let mut plan = Plan::default();
    for (reference, mechanisms) in needs.apis.iter().filter(|_| able.knows_apis()) {
        let document = needs.published.iter().find(|api| api.reference == *reference);
        let there = ground.apis.get(reference);
        let kind = mechanisms.iter().next().copied().unwrap_or(MechanismKind::Oauth2);
        let mut add = |change: Change| plan.items.push(Planned { support: able.support(change.operation(), kind), change });
        match (there, document) {
            (None, None) => {
                plan.findings.push(unknown(reference));
                continue;
            }
            (None, Some(document)) => add(Change::PublishApi(Box::new(document.clone()))),
            _ => {}
        }
        admission(reference, mechanisms, there).into_iter().for_each(&mut add);
        plan.findings.extend(there.filter(|there| served_before(there)).map(|_| activated(reference)));
        scopes(document, there, ground).into_iter().for_each(&mut add);
        let guards = !matches!(able.support(Operation::EnsureScope, MechanismKind::Oauth2), Support::Unsupported { .. });
        if guards && document.is_some_and(|document| document.scopes.is_empty()) && mechanisms.contains(&MechanismKind::Oauth2) {
            plan.findings.push(open(reference));
        }
    }
    let known = |issuer: &&TokenIssuer| ground.issuers.contains_key(&issuer.issuer);
    let told_later = |issuer: &&TokenIssuer| able.knows_issuers_at_apis() && !issuer.is_gateway() && !known(issuer);
    for issuer in needs.issuers.iter().filter(|issuer| !registers_keys(issuer, able) && !told_later(issuer)) {
        let (change, finding) = trust(issuer, ground);
        let kind = if issuer.client_id.is_some() { MechanismKind::Oidc } else { MechanismKind::JwtBearer };
        plan.items.extend(change.map(|change| Planned { support: able.support(change.operation(), kind), change }));
        plan.findings.extend(finding);
    }
    // Which authorities an authorization server trusts is neither shown nor set by registration (RFC 8705, section 7.4).
    if able.knows_apis() {
        let kind = MechanismKind::ClientCertificate;
        let certificates = certificates(needs, ground).into_iter();
        plan.items.extend(certificates.map(|change| Planned { support: able.support(change.operation(), kind), change }));
    }
    merge_scopes(&mut plan.items);
    order::sort(&mut plan.items);
    plan
}

/// Whether the keys of an issuer are the partner's own, registered with its client: then nobody has to trust the issuer.
fn registers_keys(issuer: &TokenIssuer, able: &Capabilities) -> bool {
    let kind = if issuer.client_id.is_some() { MechanismKind::Oidc } else { MechanismKind::JwtBearer };
    able.takes_keys(kind) && !issuer.is_gateway()
}

fn admission(api: &ApiRef, mechanisms: &BTreeSet<MechanismKind>, there: Option<&PublishedApi>) -> Vec<Change> {
    let mut changes = Vec::new();
    if there.is_none_or(|there| !there.https) {
        changes.push(Change::RequireHttps(api.clone()));
    }
    let admitted = |mechanism: &&MechanismKind| there.is_none_or(|there| !there.admits.contains(mechanism));
    changes.extend(mechanisms.iter().filter(admitted).map(|mechanism| Change::Admit(api.clone(), *mechanism)));
    if there.is_none_or(|there| there.state == State::Suspended) {
        changes.push(Change::SetApiState(api.clone(), State::Active));
    }
    changes
}

/// Makes the gateway know an issuer; one that it knows with other keys is changed, and that is said.
fn trust(issuer: &TokenIssuer, ground: &Ground) -> (Option<Change>, Option<Finding>) {
    let change = || Some(Change::TrustIssuer(issuer.clone()));
    match (&issuer.keys, ground.issuers.get(&issuer.issuer)) {
        (IssuerKeys::Gateway, _) if ground.own_issuer.is_some() => (None, None),
        (IssuerKeys::Gateway, _) | (_, None) => (change(), None),
        (IssuerKeys::Published(url), Some(known)) if known.jwks_uri.as_ref() == Some(url) => (None, None),
        (IssuerKeys::Certificate(certificate), Some(known)) if known.certificate.as_ref() == Some(&certificate.facts.sha256) => {
            (None, None)
        }
        (_, Some(known)) => {
            let before = known.jwks_uri.as_ref().map_or_else(|| "a certificate".to_owned(), ToString::to_string);
            let advice = format!("its keys come from {before} so far; this changes for every partner with tokens of this issuer");
            (change(), Some(Finding::new(Level::Warn, "issuer-keys-change", issuer.issuer.clone(), advice)))
        }
    }
}

fn certificates(needs: &Needs, ground: &Ground) -> Vec<Change> {
    let missing: Vec<_> =
        needs.authorities.iter().filter(|authority| !ground.anchors.contains(&authority.facts.sha256)).cloned().collect();
    let admitted = || needs.apis.values().any(|mechanisms| mechanisms.contains(&MechanismKind::ClientCertificate));
    let asked = !needs.authorities.is_empty() || admitted();
    let trust = (!missing.is_empty()).then_some(Change::TrustChain(missing));
    let ask = (asked && !ground.asks_for_certificates).then_some(Change::AskForCertificates);
    trust.into_iter().chain(ask).collect()
}

fn scopes(document: Option<&Api>, there: Option<&PublishedApi>, ground: &Ground) -> Vec<Change> {
    let Some(document) = document else { return Vec::new() };
    let mapped = |scope: &&ScopeName| there.is_some_and(|there| there.scopes.contains(scope)) && ground.scopes.contains(scope);
    let missing = document.scopes.iter().filter(|scope| !mapped(scope));
    let ensure = |scope: &ScopeName| {
        Change::EnsureScope(Scope { name: scope.clone(), apis: BTreeSet::from([document.reference.clone()]) })
    };
    missing.map(ensure).collect()
}

/// One scope that several APIs need is one change.
fn merge_scopes(items: &mut Vec<Planned>) {
    let mut merged: Vec<Planned> = Vec::with_capacity(items.len());
    for item in items.drain(..) {
        let Change::EnsureScope(scope) = &item.change else {
            merged.push(item);
            continue;
        };
        let twin = merged.iter_mut().find_map(|known| match &mut known.change {
            Change::EnsureScope(known) if known.name == scope.name => Some(known),
            _ => None,
        });
        match twin {
            Some(twin) => twin.apis.extend(scope.apis.iter().cloned()),
            None => merged.push(item),
        }
    }
    *items = merged;
}

fn unknown(api: &ApiRef) -> Finding {
    let advice = format!(
        "the gateway has no API {api} and the workspace has no document to publish it from: `partnerctl api add FILE --name {} --version {}`",
        api.name, api.version
    );
    Finding::new(Level::Refuse, "api-unknown", api.to_string(), advice)
}

/// Whether an API is out of service although its callers were let in before.
fn served_before(there: &PublishedApi) -> bool {
    there.state == State::Suspended && !(there.admits.is_empty() && there.foreign_rules.is_empty())
}

fn activated(api: &ApiRef) -> Finding {
    let advice = "it was out of service and is activated: it serves all its partners again";
    Finding::new(Level::Warn, "api-activated", api.to_string(), advice)
}

fn open(api: &ApiRef) -> Finding {
    let advice = "no scope guards this API, so a valid token without scopes is enough: name scopes in its document";
    Finding::new(Level::Warn, "api-without-scope", api.to_string(), advice)
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "tests fail by panicking")]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::domain::{
        api::{ApiDescription, ApiFormat},
        profile::RemoteRef,
    };

    fn api(name: &str, scopes: &[&str]) -> Api {
        Api {
            reference: name.parse().unwrap(),
            description: ApiDescription { format: ApiFormat::OpenApi3, content: serde_json::json!({}) },
            upstream: None,
            scopes: scopes.iter().map(|scope| scope.parse().unwrap()).collect(),
        }
    }

    fn needs(apis: &[Api]) -> Needs {
        let admit = |api: &Api| (api.reference.clone(), BTreeSet::from([MechanismKind::Oauth2]));
        Needs { apis: apis.iter().map(admit).collect(), published: apis.to_vec(), ..Needs::default() }
    }

    fn able() -> Capabilities {
        Operation::ALL.into_iter().fold(Capabilities::default(), |able, operation| able.with(operation, Support::Native))
    }

    fn operations(plan: &Plan) -> Vec<Operation> {
        plan.items.iter().map(|item| item.change.operation()).collect()
    }

    #[test]
    fn an_unknown_api_is_published_guarded_and_served_last() {
        let plan = diff_ground(&needs(&[api("quote-api/1.0", &["read"])]), &Ground::default(), &able());
        let expected =
            [Operation::PublishApi, Operation::RequireHttps, Operation::EnsureScope, Operation::Admit, Operation::SetApiState];
        assert_eq!(operations(&plan), expected);
    }

    #[test]
    fn what_is_there_stays_and_needs_nothing() {
        let quote = api("quote-api/1.0", &["read"]);
        let published = PublishedApi {
            remote: RemoteRef::new("api", "1"),
            state: State::Active,
            endpoints: Vec::new(),
            admits: [MechanismKind::Oauth2, MechanismKind::Oidc].into(),
            foreign_rules: BTreeSet::from(["ipAddressRange".to_owned()]),
            https_only: false,
            https: true,
            scopes: BTreeSet::from(["read".parse().unwrap()]),
        };
        let ground = Ground {
            apis: BTreeMap::from([(quote.reference.clone(), published)]),
            scopes: BTreeSet::from(["read".parse().unwrap()]),
            ..Ground::default()
        };
        assert!(diff_ground(&needs(&[quote]), &ground, &able()).is_empty());
    }

    #[test]
    fn one_scope_for_two_apis_is_one_change() {
        let plan = diff_ground(&needs(&[api("a/1", &["read"]), api("b/1", &["read"])]), &Ground::default(), &able());
        let scopes = plan.items.iter().filter_map(|item| match &item.change {
            Change::EnsureScope(scope) => Some(scope.apis.len()),
            _ => None,
        });
        assert_eq!(scopes.collect::<Vec<_>>(), [2]);
    }

    #[test]
    fn where_issuers_are_known_to_apis_only_a_known_one_is_changed() {
        let keys = |url: &str| IssuerKeys::Published(url.parse().unwrap());
        let issuer = TokenIssuer {
            issuer: "https://idp.example".to_owned(),
            keys: keys("https://idp.example/new"),
            client_id: None,
            audience: None,
            claims: BTreeMap::new(),
            scopes: BTreeSet::new(),
        };
        let needs = Needs { issuers: vec![issuer.clone()], ..Needs::default() };
        let no_keys = Support::Unsupported { why: "keys are an issuer's".to_owned(), needs: "an issuer".to_owned() };
        let able = able().with(Operation::SetKeys, no_keys);
        let at_apis = able.clone().with_issuers_at_apis();
        assert_eq!(operations(&diff_ground(&needs, &Ground::default(), &able)), [Operation::TrustIssuer]);
        assert!(diff_ground(&needs, &Ground::default(), &at_apis).is_empty());
        let jwks_uri = "https://idp.example/old".parse().ok();
        let known = crate::domain::ground::KnownIssuer { remote: RemoteRef::new("endpoint", "1"), jwks_uri, certificate: None };
        let ground = Ground { issuers: BTreeMap::from([(issuer.issuer, known)]), ..Ground::default() };
        assert_eq!(operations(&diff_ground(&needs, &ground, &at_apis)), [Operation::TrustIssuer]);
    }

    #[test]
    fn an_api_that_nobody_describes_is_a_finding() {
        let mut needs = needs(&[api("a/1", &["read"])]);
        needs.published.clear();
        let plan = diff_ground(&needs, &Ground::default(), &able());
        assert!(plan.is_empty());
        assert_eq!(plan.findings[0].code, "api-unknown");
    }
}

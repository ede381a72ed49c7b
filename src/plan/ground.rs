//! The changes of what partners share: planned once, made serially, under a lock of their own.

use std::collections::BTreeSet;

use crate::{
    domain::{
        api::Api,
        capability::{Capabilities, Support},
        change::{Change, Operation},
        finding::{Finding, Level},
        ground::{Ground, Needs, PublishedApi},
        mechanism::{IssuerKeys, MechanismKind, TokenIssuer},
        name::ApiRef,
        profile::State,
    },
    plan::{Plan, Planned, order, scopes},
};

/// What makes the ground carry what all partners need. Nothing that is there is taken away.
#[must_use]
pub fn diff_ground(needs: &Needs, ground: &Ground, able: &Capabilities) -> Plan {
    let mut diff = Diff { needs, ground, able, plan: Plan::default() };
    diff.apis();
    diff.issuers();
    // In a pair the other half decides on scopes, where its tokens are asked for. Which authorities an authorization server
    // trusts is neither shown nor set by registration (RFC 8705, section 7.4).
    if able.knows_apis() && able.pair().is_none() {
        diff.certificates();
        diff.scopes();
    }
    let mut plan = diff.plan;
    scopes::merge(&mut plan.items);
    order::sort(&mut plan.items);
    plan
}

/// What is needed, what is there, and the plan between them so far.
struct Diff<'a> {
    needs: &'a Needs,
    ground: &'a Ground,
    able: &'a Capabilities,
    plan: Plan,
}

impl Diff<'_> {
    fn add(&mut self, changes: impl IntoIterator<Item = Change>, kind: MechanismKind) {
        let able = self.able;
        self.plan.items.extend(changes.into_iter().map(|change| Planned { support: able.support_of(&change, kind), change }));
    }

    fn apis(&mut self) {
        let needs = self.needs;
        for (reference, mechanisms) in needs.apis.iter().filter(|_| self.able.knows_apis()) {
            let document = needs.published.iter().find(|api| api.reference == *reference);
            match (self.ground.apis.get(reference), document) {
                (None, None) => self.plan.findings.push(unknown(reference)),
                (there, document) => self.api(reference, mechanisms, there, document),
            }
        }
    }

    /// One API that is there, or that a document can make.
    fn api(
        &mut self,
        reference: &ApiRef,
        mechanisms: &BTreeSet<MechanismKind>,
        there: Option<&PublishedApi>,
        document: Option<&Api>,
    ) {
        let kind = mechanisms.iter().next().copied().unwrap_or(MechanismKind::Oauth2);
        let missing = document.filter(|_| there.is_none());
        self.add(missing.map(|document| Change::PublishApi(Box::new(document.clone()))), kind);
        self.add(admission(reference, mechanisms, there), kind);
        self.plan.findings.extend(there.filter(|there| served_before(there)).map(|_| activated(reference)));
        if self.able.pair().is_none() {
            self.add(scopes::documented(document, there, self.ground), kind);
        }
        let is_open = self.guards_by_scope() && document.is_some_and(|document| document.scopes.is_empty());
        if is_open && mechanisms.contains(&MechanismKind::Oauth2) {
            self.plan.findings.push(scopes::open(reference));
        }
    }

    fn guards_by_scope(&self) -> bool {
        !matches!(self.able.support(Operation::EnsureScope, MechanismKind::Oauth2), Support::Unsupported { .. })
    }

    fn issuers(&mut self) {
        let (needs, able) = (self.needs, self.able);
        // The gateway half of a pair trusts the other half, whoever gets tokens there.
        let own = able.pair().filter(|_| needs.clients).map(|pair| pair.tokens.of(None));
        let trusted = needs.issuers.iter().filter(|issuer| !registers_keys(issuer, able)).chain(&own);
        for issuer in trusted {
            if self.is_told_later(issuer) {
                continue;
            }
            let (change, finding) = trust(issuer, self.ground);
            self.add(change, kind_of(issuer));
            self.plan.findings.extend(finding);
        }
    }

    /// Whether an issuer is told to APIs when partners get them. One that cannot be told is planned now all the same, so that
    /// nothing is done before that is said.
    fn is_told_later(&self, issuer: &TokenIssuer) -> bool {
        let support = self.able.support_of(&Change::TrustIssuer(issuer.clone()), kind_of(issuer));
        let is_known = self.ground.issuers.contains_key(&issuer.issuer);
        let fits = !matches!(support, Support::Unsupported { .. });
        self.able.knows_issuers_at_apis() && !issuer.is_gateway() && !is_known && fits
    }

    fn certificates(&mut self) {
        self.add(certificates(self.needs, self.ground), MechanismKind::ClientCertificate);
    }

    fn scopes(&mut self) {
        self.add(scopes::issued(self.needs, self.ground), MechanismKind::Oidc);
        self.plan.findings.extend(scopes::guarded_anew(self.needs, self.ground));
    }
}

/// Whether the keys of an issuer are the partner's own, registered with its client: then nobody has to trust the issuer.
fn registers_keys(issuer: &TokenIssuer, able: &Capabilities) -> bool {
    able.takes_keys(kind_of(issuer)) && !issuer.is_gateway()
}

/// The mechanism whose partners have tokens of an issuer.
const fn kind_of(issuer: &TokenIssuer) -> MechanismKind {
    if issuer.client_id.is_some() { MechanismKind::Oidc } else { MechanismKind::JwtBearer }
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

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "tests fail by panicking")]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::domain::{
        api::{Api, ApiDescription, ApiFormat},
        capability::Probe,
        pair::{Pair, Tokens},
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

    #[test]
    fn the_gateway_of_a_pair_trusts_the_identity_and_leaves_scopes_and_authorities_to_it() {
        let quote = api("quote-api/1.0", &["read"]);
        let kinds = [MechanismKind::Oauth2, MechanismKind::ClientCertificate, MechanismKind::JwtBearer];
        let keys: url::Url = "https://as.example/jwks".parse().unwrap();
        let tokens =
            Tokens { issuer: "https://as.example".to_owned(), keys: keys.clone(), audience: None, claim: "sub".to_owned() };
        let probe =
            |capabilities| Probe { product: String::new(), version: String::new(), capabilities, facts: Vec::new(), time: None };
        let pair = Pair { identity: probe(able().without_apis()), gateway: probe(able()), tokens };
        let needs = Needs {
            apis: BTreeMap::from([(quote.reference.clone(), BTreeSet::from(kinds))]),
            published: vec![quote],
            clients: true,
            ..Needs::default()
        };
        let able = Capabilities::of_pair(pair);
        let expected = [
            Operation::PublishApi,
            Operation::RequireHttps,
            Operation::TrustIssuer,
            Operation::Admit,
            Operation::Admit,
            Operation::Admit,
            Operation::SetApiState,
        ];
        assert_eq!(operations(&diff_ground(&needs, &Ground::default(), &able)), expected);
        let nobody = Needs { clients: false, ..needs };
        assert!(!operations(&diff_ground(&nobody, &Ground::default(), &able)).contains(&Operation::TrustIssuer));
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
            issuer_scopes: BTreeMap::new(),
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
        let remote = RemoteRef::new("endpoint", "1");
        let known = crate::domain::ground::KnownIssuer { remote, jwks_uri, certificate: None, scopes: BTreeSet::new() };
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

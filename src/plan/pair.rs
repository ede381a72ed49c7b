//! The changes of one partner's profile at a pair: those of its client at the one half, then those of the profile at the other, which
//! recognises the partner by the tokens of that client.

use std::collections::BTreeSet;

use crate::{
    domain::{
        change::{Change, FieldChange},
        finding::{Finding, Level},
        mechanism::Mechanism,
        pair::Pair,
        profile::{Observed, Wanted},
        record::RecordedClient,
    },
    plan::{Plan, Planned, diff, order},
};

/// What makes both halves as they are wanted.
pub(super) fn diff(wanted: &Wanted, observed: Option<&Observed>, client: Option<&RecordedClient>, pair: &Pair) -> Plan {
    let halves = observed.and_then(|observed| observed.halves.as_deref());
    let (there, here) = (halves.and_then(|halves| halves.identity.as_ref()), halves.and_then(|halves| halves.gateway.as_ref()));
    if !wanted.mechanism.has_client() {
        let mut plan = diff::alone(wanted, here, client, &pair.gateway.capabilities);
        plan.findings.extend(there.map(needless));
        return plan;
    }
    let id = there.and_then(|client| client.clients.last()).and_then(|client| client.client_id.as_deref());
    let known_by = Wanted { mechanism: Mechanism::JwtBearer(pair.tokens.of(id)), ..wanted.clone() };
    let mut plan = diff::alone(wanted, there, client, &pair.identity.capabilities);
    let profile = diff::alone(&known_by, here, None, &pair.gateway.capabilities);
    plan.items.extend(profile.items);
    plan.findings.extend(profile.findings);
    merge_updates(&mut plan.items);
    order::sort(&mut plan.items);
    plan
}

/// What the profile says about the partner is written to both halves by one change.
fn merge_updates(items: &mut Vec<Planned>) {
    let is_update = |item: &Planned| matches!(item.change, Change::UpdateProfile(..));
    let Some(first) = items.iter().position(is_update) else { return };
    let mut fields: Vec<FieldChange> = Vec::new();
    let mut seen = BTreeSet::new();
    for item in items.iter().filter(|item| is_update(item)) {
        let Change::UpdateProfile(_, own) = &item.change else { continue };
        fields.extend(own.iter().filter(|field| seen.insert(field.field.clone())).cloned());
    }
    let mut place = 0;
    items.retain(|item| {
        place += 1;
        !is_update(item) || place == first + 1
    });
    if let Some(Change::UpdateProfile(_, own)) = items.get_mut(first).map(|item| &mut item.change) {
        *own = fields;
    }
}

/// A client that the partner's mechanism has no use for.
fn needless(client: &Observed) -> Finding {
    let advice = "the partner no longer gets its tokens from the authorization server, and still has a client there: `profile delete` \
                  and `onboard` make an end of it";
    Finding::new(Level::Warn, "other-credential", client.settings.name.clone(), advice)
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "tests fail by panicking")]
mod tests {
    use super::*;
    use crate::{
        domain::{
            capability::{Capabilities, Probe, Support},
            change::Operation,
            mechanism::MechanismKind,
            pair::Tokens,
            profile::{Halves, Marker, ObservedClient, Registered, RemoteRef, Settings, State, Usage},
        },
        plan::diff::diff,
    };

    fn settings() -> Settings {
        Settings {
            name: "acme-test".to_owned(),
            description: "Acme".to_owned(),
            contacts: vec!["ops@acme.example".to_owned()],
            application_id: None,
            customer_source_id: None,
        }
    }

    fn wanted(mechanism: Mechanism) -> Wanted {
        let key = crate::domain::name::ProfileKey { partner: "acme".parse().unwrap(), environment: "test".parse().unwrap() };
        let apis = BTreeSet::from(["quote-api/1.0".parse().unwrap()]);
        Wanted { key, settings: settings(), mechanism, apis, state: State::Active }
    }

    fn tokens() -> Tokens {
        Tokens {
            issuer: "https://as.example".to_owned(),
            keys: "https://as.example/jwks".parse().unwrap(),
            audience: None,
            claim: "client_id".to_owned(),
        }
    }

    fn able() -> Capabilities {
        let all = || Operation::ALL.into_iter().fold(Capabilities::default(), |able, one| able.with(one, Support::Native));
        let no_keys = Support::Unsupported { why: "keys are an issuer's".to_owned(), needs: "an issuer".to_owned() };
        let probe =
            |capabilities| Probe { product: String::new(), version: String::new(), capabilities, facts: Vec::new(), time: None };
        let (identity, gateway) = (probe(all().without_apis().made_whole()), probe(all().with(Operation::SetKeys, no_keys)));
        Capabilities::of_pair(Pair { identity, gateway, tokens: tokens() })
    }

    fn seen(kind: &str, clients: Vec<ObservedClient>) -> Observed {
        Observed {
            remote: RemoteRef::new(kind, "1"),
            marker: Some("us/test/acme#1".parse::<Marker>().unwrap()),
            settings: settings(),
            state: State::Active,
            clients,
            certificates: Vec::new(),
            claims: BTreeSet::new(),
            apis: BTreeSet::new(),
            unknown_apis: BTreeSet::new(),
            token_endpoint: None,
            registered: None,
            halves: None,
        }
    }

    fn credential(mechanism: MechanismKind, client_id: Option<&str>, issuer: Option<&str>) -> ObservedClient {
        ObservedClient {
            remote: RemoteRef::new("client", "1"),
            mechanism,
            client_id: client_id.map(str::to_owned),
            scopes: BTreeSet::new(),
            issuer: issuer.map(str::to_owned),
            audience: None,
            usage: Usage::default(),
        }
    }

    fn client(id: &str) -> Observed {
        let unkept = BTreeSet::from(["displayName", "customerSourceId"]);
        let registered = Some(Registered { unkept, ..Registered::default() });
        Observed { registered, ..seen("client", vec![credential(MechanismKind::Oauth2, Some(id), None)]) }
    }

    fn profile(id: &str) -> Observed {
        let claims = BTreeSet::from([("client_id".to_owned(), id.to_owned())]);
        let apis = wanted(Mechanism::Oauth2 { scopes: BTreeSet::new() }).apis;
        let link = credential(MechanismKind::JwtBearer, None, Some("https://as.example"));
        Observed { claims, apis, ..seen("application", vec![link]) }
    }

    fn both(identity: Option<Observed>, gateway: Option<Observed>) -> Option<Observed> {
        let whole = gateway.clone().or_else(|| identity.clone())?;
        Some(Observed { halves: Some(Box::new(Halves { identity, gateway })), ..whole })
    }

    fn summaries(observed: Option<&Observed>) -> Vec<String> {
        let plan = diff(&wanted(Mechanism::Oauth2 { scopes: BTreeSet::new() }), observed, None, &able());
        plan.items.iter().map(|item| item.change.summary()).collect()
    }

    const REGISTER: &str = "register client `acme-test` with mechanism `oauth2`";
    const CREATE: &str = "create profile `acme-test`";
    const LINK: &str = "link tokens of `https://as.example`";
    const ASSIGN: &str = "assign quote-api/1.0";

    #[test]
    fn each_half_gets_what_it_lacks() {
        let rows: [(Option<Observed>, &[&str]); 6] = [
            (None, &[REGISTER, CREATE, LINK, ASSIGN]),
            (both(Some(client("1")), None), &[CREATE, LINK, ASSIGN]),
            (both(None, Some(profile("1"))), &[REGISTER, LINK]),
            (both(Some(client("2")), Some(profile("1"))), &[LINK]),
            (both(Some(client("1")), Some(profile("1"))), &[]),
            (both(Some(client("1")), Some(Observed { apis: BTreeSet::new(), ..profile("1") })), &[ASSIGN]),
        ];
        for (observed, expected) in rows {
            assert_eq!(summaries(observed.as_ref()), expected);
        }
    }

    #[test]
    fn what_is_said_about_the_partner_is_updated_once() {
        let old = Settings { contacts: vec!["old@acme.example".to_owned()], description: "Old".to_owned(), ..settings() };
        let (there, here) = (Observed { settings: old.clone(), ..client("1") }, Observed { settings: old, ..profile("1") });
        assert_eq!(summaries(both(Some(there), Some(here)).as_ref()), ["update profile: contacts, displayName"]);
    }

    #[test]
    fn tokens_of_a_foreign_issuer_are_the_gateways_matter_alone() {
        let keys = crate::domain::mechanism::IssuerKeys::Published("https://idp.example/jwks".parse().unwrap());
        let issuer = crate::domain::mechanism::TokenIssuer {
            issuer: "https://idp.example".to_owned(),
            keys,
            client_id: Some("acme".to_owned()),
            ..tokens().of(Some("x"))
        };
        let plan = diff(&wanted(Mechanism::Oidc(issuer)), both(Some(client("1")), None).as_ref(), None, &able());
        let operations: Vec<Operation> = plan.items.iter().map(|item| item.change.operation()).collect();
        assert_eq!(operations, [Operation::CreateProfile, Operation::LinkSubject, Operation::Assign]);
        assert_eq!(plan.findings[0].code, "other-credential");
    }
}

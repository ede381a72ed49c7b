//! Scopes of external issuers: mapped under the names of their aliases, and merged with what others mapped.

use std::collections::{BTreeMap, BTreeSet};

use partnerctl::{
    domain::{change::Change, ground::PublishedApi, mechanism::TokenIssuer},
    gateway::Error,
};
use serde_json::json;

use super::{made, scope, twice_ground};
use crate::wire::{
    pki::published,
    recorder::Habits,
    way::{Bench, api, scopes},
};

fn quote(bench: &Bench) -> PublishedApi {
    bench.gateway.ground().unwrap().apis.remove(&api()).unwrap()
}

fn guarding(issuer: &TokenIssuer, names: &[&str]) -> BTreeMap<String, BTreeSet<partnerctl::domain::name::ScopeName>> {
    BTreeMap::from([(issuer.issuer.clone(), scopes(names))])
}

#[test]
fn a_scope_of_an_issuer_guards_an_api_under_the_name_of_its_alias() {
    let mut bench = made(Habits::default());
    let issuer = published();
    let error = bench.try_ground(&Change::EnsureScope(scope("openid", &issuer))).unwrap_err();
    assert!(matches!(&error, Error::Missing { what, .. } if what.contains(&issuer.issuer)), "{error:?}");
    bench.ground(&Change::TrustIssuer(issuer.clone()));
    assert_eq!(quote(&bench).issuer_scopes, BTreeMap::new());
    twice_ground(&mut bench, &Change::EnsureScope(scope("openid", &issuer)));
    twice_ground(&mut bench, &Change::EnsureScope(scope("quotes", &issuer)));
    let seen = quote(&bench);
    assert_eq!((seen.issuer_scopes, seen.scopes), (guarding(&issuer, &["openid", "quotes"]), scopes(&["css-api-scope"])));
    assert_eq!(bench.gateway.ground().unwrap().issuers[&issuer.issuer].scopes, scopes(&["openid", "quotes"]));
    assert_eq!(bench.gateway.ground().unwrap().scopes, scopes(&["css-api-scope", "other"]), "the gateway's own are others");
    bench.recorder.with(|state| {
        let names: Vec<_> = state.scopes.values().map(|mapping| mapping["scopeName"].as_str().unwrap()).collect();
        assert_eq!(names, ["local:css-api-scope", "login.acme.example:openid", "login.acme.example:quotes"]);
        let id = state.apis.keys().next().unwrap().clone();
        let mapping = state.scopes.values().next_back().unwrap();
        let required = json!([{ "authServerAlias": "login.acme.example", "scopeName": "quotes" }]);
        assert_eq!((&mapping["requiredAuthScopes"], &mapping["apiScopes"]), (&required, &json!([id])));
    });
}

/// What others mapped stays, and what they asked for besides.
#[test]
fn a_mapping_of_others_is_completed() {
    let mut bench = made(Habits::default());
    let issuer = published();
    bench.ground(&Change::TrustIssuer(issuer.clone()));
    let asked = json!([{ "authServerAlias": "CorpIdP", "scopeName": "inventory", "odd": 1 }]);
    bench.recorder.with(|state| {
        let theirs = json!({ "id": "s-9", "scopeName": "login.acme.example:openid", "scopeDescription": "by hand",
            "apiScopes": ["another"], "requiredAuthScopes": asked, "odd": true });
        state.scopes.insert("s-9".to_owned(), theirs);
    });
    assert_eq!(quote(&bench).issuer_scopes, BTreeMap::new());
    twice_ground(&mut bench, &Change::EnsureScope(scope("openid", &issuer)));
    bench.recorder.with(|state| {
        let id = state.apis.keys().next().unwrap().clone();
        let mapping = &state.scopes["s-9"];
        assert_eq!((&mapping["scopeDescription"], &mapping["odd"]), (&json!("by hand"), &json!(true)));
        assert_eq!(mapping["apiScopes"], json!(["another", id]));
        assert_eq!(mapping["requiredAuthScopes"][0], asked[0]);
        assert_eq!(mapping["requiredAuthScopes"][1]["authServerAlias"], "login.acme.example");
        assert_eq!(state.scopes.len(), 2);
    });
    let seen = quote(&bench).issuer_scopes;
    assert_eq!(seen[&issuer.issuer], scopes(&["openid"]));
    assert_eq!(seen["https://idp.example"], scopes(&["inventory"]), "that of the other issuer is seen, too");
}

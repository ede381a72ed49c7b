//! Scopes of external issuers: they guard the partner's APIs, its tokens carry them, and nobody is shut out unsaid.

use partnerctl::sandbox::Quirks;
use serde_json::{Value, json};

use super::{
    Rig, changes,
    material::{MATERIAL, key, token},
    way::{ISSUER, Way},
};
use crate::support::tally::list;

/// A partner whose tokens carry scopes, before it is onboarded.
fn scoped(way: Way) -> Rig {
    let rig = Rig::new(way, Quirks::default());
    rig.set("authentication.scopes=[quote-read]");
    rig
}

/// The mappings of external issuers: name, APIs and what they ask for.
fn mapped(rig: &Rig) -> Vec<Value> {
    let all = list(&rig.sandbox, "/scopes", "scopes");
    all.into_iter().filter(|mapping| !mapping["scopeName"].as_str().unwrap().starts_with("local:")).collect()
}

fn codes(board: &Value) -> Vec<(String, String)> {
    let word = |value: &Value| value.as_str().unwrap().to_owned();
    let findings = board["partners"][0]["findings"].as_array().cloned().unwrap_or_default();
    findings.iter().map(|finding| (word(&finding["code"]), word(&finding["subject"]))).collect()
}

/// Calls the API with a token; says how the program ended.
fn calls(rig: &Rig, token: &str) -> (Option<i32>, String) {
    rig.place.write_private("call.jwt", token);
    let endpoint = rig.record("/status/apis/0/endpoints/0").as_str().unwrap().to_owned();
    let url = format!("{endpoint}/status");
    let output = rig.place.run(&["call", "GET", &url, "--token-file", "call.jwt", "--ca", "ca.pem"]);
    (output.status.code(), crate::support::told(&output))
}

/// A token that the partner signs, with a claim of these scopes.
fn signed(subject: &str, scopes: Option<(&str, Value)>) -> String {
    token(&key(&MATERIAL.signer), ISSUER, |order| {
        subject.clone_into(&mut order.subject);
        order.claims = scopes.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
    })
}

#[test]
fn the_scopes_of_an_issuer_guard_the_partners_apis_alone() {
    for way in [Way::SignerKeys, Way::SignerCertificate, Way::Oidc] {
        let rig = scoped(way);
        let planned = changes(&rig.does(&["onboard", "acme", "--dry-run"]));
        assert_eq!(planned.iter().filter(|operation| *operation == "ensure-scope").count(), 2, "{way:?}: {planned:?}");
        assert!(list(&rig.sandbox, "/scopes", "scopes").is_empty(), "{way:?}: only planned");
        let made = rig.onboards();
        let place = |operation: &str| made.iter().rposition(|known| known == operation).unwrap();
        assert!(place("trust-issuer") < place("ensure-scope") && place("ensure-scope") < place("admit"), "{way:?}: {made:?}");
        let [mapping] = mapped(&rig).try_into().unwrap();
        let server = mapping["requiredAuthScopes"][0]["authServerAlias"].as_str().unwrap().to_owned();
        assert_eq!(mapping["scopeName"], format!("{server}:quote-read"), "{way:?}");
        assert_eq!(mapping["apiScopes"].as_array().unwrap().len(), 1, "{way:?}: {mapping}");
        rig.onboards_without_a_write();
        rig.verifies();
        rig.does(&["call", "GET", "/status", "--partner", "acme"]);
        let handover = rig.place.read("handover/test/acme/handover.md");
        assert!(handover.contains("| scopes of which a token must carry one | `quote-read` |"), "{way:?}: {handover}");
        let shown = rig.does(&["api", "show", "quote-api/1.0"]);
        assert_eq!(shown["issuerScopes"].as_object().unwrap().values().next(), Some(&json!(["quote-read"])), "{way:?}");
    }
}

#[test]
fn a_token_without_the_scope_is_refused_and_with_it_served() {
    let rig = scoped(Way::SignerKeys);
    rig.onboards();
    let rows: [(Option<(&str, Value)>, bool); 6] = [
        (None, false),
        (Some(("scope", json!("quote-write"))), false),
        (Some(("scope", json!("quote-readings"))), false),
        (Some(("scope", json!("openid quote-read"))), true),
        (Some(("scp", json!(["quote-read"]))), true),
        (Some(("scp", json!("quote-read"))), true),
    ];
    for (scopes, served) in rows {
        let (code, told) = calls(&rig, &signed("acme", scopes.clone()));
        assert_eq!(code, Some(if served { 0 } else { 5 }), "{scopes:?}: {told}");
        assert!(served || told.contains("403"), "{scopes:?}: {told}");
    }
    let rig = scoped(Way::Oidc);
    rig.onboards();
    for (scope, code) in [("quote-write", 5), ("quote-read", 0)] {
        let order = ["token", "get", "--partner", "acme", "--no-cache", "--scope", scope];
        let got = rig.does(&order)["accessToken"].as_str().unwrap().to_owned();
        assert_eq!(calls(&rig, &got).0, Some(code), "{scope}");
    }
}

#[test]
fn a_mapping_is_merged_and_what_others_keep_there_stays() {
    let rig = scoped(Way::SignerKeys);
    rig.onboards();
    let [before] = mapped(&rig).try_into().unwrap();
    let mut theirs = before.clone();
    theirs["scopeDescription"] = json!("by hand");
    theirs["requiredAuthScopes"].as_array_mut().unwrap().push(json!({ "authServerAlias": "local", "scopeName": "quote-read" }));
    rig.sandbox.tell("PUT", &format!("/scopes/{}", before["id"].as_str().unwrap()), &theirs);
    rig.onboards_without_a_write();
    rig.set("apis=[quote-api/1.0, contract-api/1.0]");
    let made = rig.onboards();
    assert!(made.contains(&"ensure-scope".to_owned()), "{made:?}");
    let [after] = mapped(&rig).try_into().unwrap();
    assert_eq!((&after["id"], &after["scopeDescription"]), (&before["id"], &json!("by hand")));
    assert_eq!(after["requiredAuthScopes"], theirs["requiredAuthScopes"]);
    assert_eq!(after["apiScopes"].as_array().unwrap().len(), 2);
    assert!(after["apiScopes"].as_array().unwrap().contains(&before["apiScopes"][0]));
    rig.onboards_without_a_write();
    rig.verifies();
    rig.set("apis=[quote-api/1.0]");
    assert_eq!(rig.onboards(), ["unassign"], "what is mapped guards on");
}

/// Single commands map what `onboard` maps, and name no scope twice.
#[test]
fn an_api_that_is_assigned_by_hand_is_guarded_too() {
    let rig = scoped(Way::SignerKeys);
    rig.does(&["api", "create", "quote-api/1.0"]);
    let made = changes(&rig.does(&["profile", "create", "acme"]));
    assert!(!made.contains(&"ensure-scope".to_owned()) && mapped(&rig).is_empty(), "{made:?}");
    let made = changes(&rig.does(&["api", "assign", "acme", "quote-api/1.0"]));
    assert!(made.contains(&"ensure-scope".to_owned()), "{made:?}");
    assert_eq!(mapped(&rig).len(), 1);
    rig.onboards();
    rig.onboards_without_a_write();
}

/// Two partners with one issuer: the first scope shuts the other one out, which is said before and after.
#[test]
fn a_partner_that_a_new_scope_shuts_out_is_named() {
    let rig = Rig::new(Way::SignerKeys, Quirks::default());
    let other = rig.place.read("partners/acme.yaml").replace("name: acme", "name: globex").replace("sub: acme", "sub: globex");
    rig.place.write("partners/globex.yaml", &other.replace("ACME-T01", "GLOBEX-T01"));
    rig.does(&["onboard", "acme"]);
    rig.does(&["onboard", "globex"]);
    assert_eq!(calls(&rig, &signed("globex", None)).0, Some(0));
    rig.set("authentication.scopes=[quote-read]");
    let said = [("scope-guards-api", "quote-api/1.0"), ("partner-shut-out", "globex")]
        .map(|(code, subject)| (code.to_owned(), subject.to_owned()));
    let planned = codes(&rig.does(&["onboard", "acme", "--dry-run"]));
    assert!(said.iter().all(|finding| planned.contains(finding)), "{planned:?}");
    assert_eq!(calls(&rig, &signed("globex", None)).0, Some(0), "only planned");
    let made = rig.does(&["onboard", "acme"]);
    assert!(said.iter().all(|finding| codes(&made).contains(finding)), "{made}");
    assert_eq!(calls(&rig, &signed("globex", None)).0, Some(5));
    let again = codes(&rig.does(&["onboard", "acme"]));
    assert!(said.iter().all(|finding| !again.contains(finding)), "said once: {again:?}");
    let lacking = codes(&rig.does(&["onboard", "globex"]));
    assert!(lacking.contains(&("scope-missing".to_owned(), "quote-api/1.0".to_owned())), "{lacking:?}");
    let explained = rig.place.json(&["explain", "globex", "--no-calls"], 7);
    assert!(explained.to_string().contains("scope-missing"), "{explained}");
    rig.does(&["partner", "set", "globex", "spec.environments.test.authentication.scopes=[quote-read]"]);
    let board = rig.does(&["onboard", "globex"]);
    assert!(codes(&board).iter().all(|(code, _)| code != "scope-missing") && changes(&board).is_empty(), "{board}");
    assert_eq!(calls(&rig, &signed("globex", Some(("scope", json!("quote-read"))))).0, Some(0));
}

/// Another issuer's tokens are nobody's business: its partners call on.
#[test]
fn partners_of_other_issuers_call_on() {
    let rig = scoped(Way::SignerKeys);
    let oauth2 = crate::support::partner("wayne", &["test"]);
    rig.place.write("partners/wayne.yaml", &oauth2);
    rig.does(&["onboard", "wayne"]);
    rig.onboards();
    rig.does(&["verify", "wayne"]);
    rig.verifies();
}

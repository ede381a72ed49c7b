//! Faults of the server at each call, and what the next run makes of them.

use serde_json::json;

use super::workplace::Workplace;
use crate::{
    replies::Play,
    support::relay::{Meddling, Relay},
};

/// The server closes before it does anything; from here that is the same as an answer that was lost.
#[test]
fn a_registration_that_was_cut_off_is_said_and_healed_by_the_next_run() {
    let Some(at) = Workplace::start(true) else { return };
    at.server.fault("/reg", &json!({ "drop": true }));
    let failure = at.place.json(&["onboard", "acme"], 6);
    assert_eq!(failure["error"]["code"], "outcome-unknown", "{failure}");
    assert_eq!(at.managed(0), ["POST"], "never repeated");
    let report = at.onboard("acme");
    assert!(Workplace::codes(&report).contains(&"registration-unanswered".to_owned()), "{report:#}");
    assert_eq!(at.server.clients().len(), 1);
    at.verify("acme", None);
    let again = at.onboard("acme");
    assert!(!Workplace::codes(&again).contains(&"registration-unanswered".to_owned()), "said once: {again:#}");
}

/// The server does it, and nobody hears of it: the client that it made opens nothing, and the next run says that it may be there.
#[test]
fn a_registration_whose_answer_was_lost_leaves_a_client_and_says_so() {
    for rotates in [true, false] {
        let Some(at) = Workplace::start(rotates) else { return };
        let ca = std::fs::read(at.server.pki("server-ca.pem")).unwrap();
        let relay = Relay::before_tls(&at.server.issuer(), &ca);
        at.connected(&format!(", metadata: {{ registrationEndpoint: \"{}reg\" }}", relay.url()));
        relay.meddle(Meddling { to: 1, ..Meddling::after_write(1, Play::Close) });
        let failure = at.place.json(&["onboard", "acme"], 6);
        assert_eq!((&failure["error"]["code"], relay.met()), (&json!("outcome-unknown"), 1), "{failure}");
        assert_eq!((at.managed(0), at.server.clients().len()), (vec!["POST".to_owned()], 1), "carried out once");
        let report = at.onboard("acme");
        assert!(Workplace::codes(&report).contains(&"registration-unanswered".to_owned()), "{report:#}");
        assert_eq!(at.server.clients().len(), 2, "the one that nobody knows, and the partner's");
        at.verify("acme", None);
        let again = at.onboard("acme");
        assert!(!Workplace::codes(&again).contains(&"registration-unanswered".to_owned()), "said once: {again:#}");
        at.run(&["profile", "delete", "acme", "--confirm", "acme"], 0);
        assert_eq!(at.server.clients().len(), 1);
    }
}

#[test]
fn an_answer_that_comes_too_late_is_an_unknown_outcome_too() {
    let Some(at) = Workplace::start(true) else { return };
    at.server.fault("/reg", &json!({ "delayMs": 2500 }));
    let failure = at.place.json(&["onboard", "acme", "--timeout", "1s"], 6);
    assert_eq!(failure["error"]["code"], "outcome-unknown", "{failure}");
    let report = at.onboard("acme");
    assert!(Workplace::codes(&report).contains(&"registration-unanswered".to_owned()), "{report:#}");
    at.verify("acme", None);
}

#[test]
fn a_server_that_is_busy_says_nothing_was_done() {
    let Some(at) = Workplace::start(true) else { return };
    at.server.fault("/reg", &json!({ "status": 503, "headers": { "retry-after": "1" }, "times": 1 }));
    let failure = at.place.json(&["onboard", "acme"], 6);
    assert_eq!(failure["error"]["code"], "throttled", "{failure}");
    let report = at.onboard("acme");
    assert!(!Workplace::codes(&report).contains(&"registration-unanswered".to_owned()), "{report:#}");
    assert_eq!(at.server.clients().len(), 1);
}

#[test]
fn faults_at_every_other_call_are_waited_out_or_healed() {
    for rotates in [true, false] {
        let Some(at) = Workplace::start(rotates) else { return };
        let faults = [json!({ "drop": true }), json!({ "status": 503 }), json!({ "status": 502 }), json!({ "delayMs": 300 })];
        for fault in &faults {
            at.server.fault("/.well-known", fault);
            at.onboard("acme");
            at.server.fault("/reg/", fault);
            at.onboard("acme");
            // The second call below the endpoint is the update.
            at.partner("acme", "mechanism: oauth2, scopes: [partner:read, partner:write]");
            at.server.fault("/reg/", fault);
            at.onboard("acme");
            at.partner("acme", "mechanism: oauth2, scopes: [partner:read]");
            at.onboard("acme");
            at.server.fault("/token", fault);
            at.verify("acme", None);
        }
        at.server.heal();
        assert_eq!(at.server.clients().len(), 1);
        at.server.fault("/reg/", &json!({ "drop": true }));
        at.run(&["profile", "delete", "acme", "--confirm", "acme"], 0);
        assert_eq!(at.server.clients().len(), 0);
    }
}

/// Tokens that were signed with keys of before are refused; the next call gets another by itself.
#[test]
fn new_keys_of_the_server_end_old_tokens_and_nothing_else() {
    for rotates in [true, false] {
        let Some(at) = Workplace::start(rotates) else { return };
        at.onboard("acme");
        // Tokens for the API itself are JWTs; others the server looks up.
        let resource = format!("{}/api", at.server.issuer());
        let words = ["call", "POST", "/echo", "--partner", "acme", "--payload", "--resource", &resource];
        let called = || at.run(&words, 0).stdout;
        let answer: serde_json::Value = serde_json::from_slice(&called()).unwrap();
        assert_eq!(answer["ok"], true, "{answer}");
        let tokens = || at.server.calls().iter().filter(|call| call.starts_with("POST /token")).count();
        let before = tokens();
        called();
        assert_eq!(tokens(), before, "the token is kept");
        at.server.rotate(false);
        called();
        assert_eq!(tokens(), before + 1, "and got anew after a refusal");
        at.verify("acme", None);
        assert_eq!(Workplace::operations(&at.onboard("acme")), Vec::<String>::new());
        assert_eq!(at.server.clients().len(), 1);
    }
}

/// A server of many machines knows a new client everywhere only after a while.
#[test]
fn a_client_that_is_not_known_everywhere_yet_is_waited_for() {
    let Some(at) = Workplace::start(true) else { return };
    at.onboard("acme");
    let body = json!({ "error": "invalid_client", "error_description": "client is not known" }).to_string();
    at.server
        .fault("/token", &json!({ "status": 401, "body": body, "headers": { "content-type": "application/json" }, "times": 2 }));
    at.verify("acme", None);
}

#[test]
fn a_server_that_is_not_itself_is_not_trusted() {
    let Some(at) = Workplace::start(true) else { return };
    let page =
        json!({ "status": 200, "body": "<html><title>Sign in</title></html>", "headers": { "content-type": "text/html" } });
    at.server.fault("/.well-known", &page);
    assert_eq!(at.place.json(&["onboard", "acme"], 1)["error"]["code"], "unexpected");
    let other = json!({ "issuer": "https://other.example", "registration_endpoint": "https://other.example/reg" }).to_string();
    at.server.fault("/.well-known", &json!({ "status": 200, "body": other }));
    let failure = at.place.json(&["onboard", "acme"], 2);
    assert!(failure["error"]["message"].as_str().unwrap().contains("names another issuer"), "{failure}");
    at.server.fault("/.well-known", &json!({ "status": 404 }));
    // RFC 8414 puts its own path between host and path; this server answers there, too, or says that it does not.
    let code = at.place.run(&["gateway", "test"]).status.code();
    assert!(matches!(code, Some(0 | 3)), "{code:?}");
    assert_eq!(at.managed(0), Vec::<String>::new());
}

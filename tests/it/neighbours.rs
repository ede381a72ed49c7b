//! An API that others use already, in another way: onboarding a partner at it takes nothing away from them.

use std::{io::Write as _, process::Stdio};

use partnerctl::sandbox::{Quirks, Version};
use serde_json::{Value, json};

use crate::{
    sandbox::identify_action,
    support::{Place, Sandbox, told},
};

struct Rig {
    sandbox: Sandbox,
    place: Place,
}

impl Rig {
    /// The API is published and guarded by a rule for API keys, as somebody set it up in the console.
    fn with_keys(version: Version, lookup: &str) -> (Self, String) {
        let sandbox = Sandbox::start(Quirks { version, ..Quirks::default() });
        let place = Place::at(&sandbox.url(), &sandbox);
        let rig = Self { sandbox, place };
        rig.place.json(&["api", "create", "quote-api/1.0"], 0);
        let action = rig.raw("POST", "/policyActions", &identify_action(lookup, &["apiKey"]))["policyAction"]["id"].clone();
        let mut policy = rig.policy();
        let stage = json!({ "stageKey": "IAM", "enforcements": [{ "enforcementObjectId": action, "order": null }] });
        policy["policyEnforcements"].as_array_mut().unwrap().push(stage);
        rig.raw("PUT", &format!("/policies/{}", policy["id"].as_str().unwrap()), &json!({ "policy": policy }));
        let made = rig.raw("POST", "/applications", &json!({ "name": "neighbour", "newApisForAssociation": [rig.api()] }));
        rig.place.json(&["api", "activate", "quote-api/1.0"], 0);
        let key = made["accessTokens"]["apiAccessKey_credentials"]["apiAccessKey"].as_str().unwrap().to_owned();
        assert_eq!((rig.call(Some(&key)), rig.call(None)), (200, 401));
        (rig, key)
    }

    fn raw(&self, method: &str, path: &str, body: &Value) -> Value {
        let words = ["gateway", "raw", method, path, "--data", "-", "--reveal"];
        let mut child =
            self.place.command(&words).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        child.stdin.take().unwrap().write_all(body.to_string().as_bytes()).unwrap();
        let output = child.wait_with_output().unwrap();
        assert!(output.status.success(), "{words:?}: {}", told(&output));
        serde_json::from_slice(&output.stdout).unwrap()
    }

    fn api(&self) -> Value {
        self.sandbox.ask("/apis")["apiResponse"][0]["api"]["id"].clone()
    }

    fn policy(&self) -> Value {
        let api = self.sandbox.ask(&format!("/apis/{}", self.api().as_str().unwrap()));
        let id = api["apiResponse"]["api"]["policies"][0].as_str().unwrap();
        self.sandbox.ask(&format!("/policies/{id}"))["policy"].clone()
    }

    /// What the Identify & Authorize action says, without what the onboarding adds.
    fn rules(&self) -> (Value, Vec<Value>) {
        let actions = self.sandbox.ask("/policyActions")["policyAction"].as_array().unwrap().clone();
        let mut own = actions.into_iter().filter(|action| action["templateKey"] == "evaluatePolicy");
        let mut action = own.next().expect("the action is there");
        assert!(own.next().is_none(), "there is one action per API");
        let (ours, others) =
            action["parameters"].as_array().unwrap().iter().cloned().partition(|rule| rule.to_string().contains("oAuth2Token"));
        action["parameters"] = Value::Array(others);
        (action, ours)
    }

    fn call(&self, key: Option<&str>) -> u16 {
        let url = format!("{}gateway/quote-api/1.0/quotes", self.sandbox.url());
        crate::support::runtime().block_on(async {
            let client = reqwest::Client::builder().no_proxy().tls_certs_only([]).build().unwrap();
            let request = client.get(url);
            let request = if let Some(key) = key { request.header("x-Gateway-APIKey", key) } else { request };
            request.send().await.unwrap().status().as_u16()
        })
    }
}

#[test]
fn a_rule_for_api_keys_stays_and_its_callers_still_get_in() {
    for version in [Version::V10_11, Version::V10_15, Version::V11_0] {
        let (rig, key) = Rig::with_keys(version, "open");
        let (before, ours) = rig.rules();
        assert!(ours.is_empty());
        rig.place.json(&["onboard", "acme"], 0);
        assert_eq!(rig.rules().0, before, "the action is what it was but for one more rule");
        assert_eq!(rig.rules().1.len(), 1);
        assert_eq!((rig.call(Some(&key)), rig.call(Some("wrong")), rig.call(None)), (200, 401, 401));
        rig.place.json(&["verify", "acme"], 0);
        rig.place.json(&["profile", "delete", "acme", "--confirm", "acme"], 0);
        assert_eq!(rig.rules().0, before);
        assert_eq!((rig.call(Some(&key)), rig.call(None)), (200, 401));
        let shown = rig.place.json(&["api", "show", "quote-api/1.0"], 0);
        assert_eq!(shown["otherRules"], json!(["apiKey"]), "{shown}");
        assert!(rig.place.json(&["audit", "verify"], 0)["ok"] == true);
    }
}

#[test]
fn rules_that_must_all_hold_are_for_people_to_decide() {
    let (rig, key) = Rig::with_keys(Version::V10_15, "strict");
    let mut action = rig.rules().0;
    action["parameters"][0]["values"] = json!(["AND"]);
    rig.raw("PUT", &format!("/policyActions/{}", action["id"].as_str().unwrap()), &json!({ "policyAction": action }));
    let before = rig.rules();
    let refused = rig.place.json(&["onboard", "acme"], 4);
    assert!(refused["error"]["message"].as_str().unwrap().contains("AND"), "{refused}");
    assert_eq!(rig.rules(), before);
    assert_eq!((rig.call(Some(&key)), rig.call(None)), (200, 401));
    assert_eq!(rig.place.json(&["profile", "list"], 0)["profiles"], json!([]), "nothing was begun for the partner");
}

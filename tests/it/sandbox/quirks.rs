//! Each switch, seen from outside.

use partnerctl::sandbox::{Masked, Quirks, RegistrationOnPut, StrategyDelete, Version};
use serde_json::{Value, json};

use super::{Rig, openapi, strategy};

fn of(version: Version) -> Quirks {
    Quirks { version, ..Quirks::default() }
}

#[test]
fn versions_differ_where_the_contract_says() {
    for (version, word, bare, key_status) in
        [(Version::V10_11, "10.11", false, 200), (Version::V10_15, "10.15", true, 200), (Version::V11_0, "11.0", false, 201)]
    {
        let rig = Rig::with(of(version));
        assert_eq!(rig.get("/is/serverinfo")["version"], word);
        assert_eq!(rig.get("/strategies").is_array(), bare, "{word}");
        let application = rig.admin("POST", "/applications", &json!({ "name": "a" })).body["id"].clone();
        let path = format!("/applications/{}/accessTokens", application.as_str().unwrap());
        assert_eq!(rig.admin("POST", &path, &json!({ "type": "apiAccessKeyCredentials" })).status, key_status, "{word}");
        let id = rig.admin("POST", "/strategies", &strategy("a", &[])).body["strategy"]["id"].clone();
        let by_path = rig.admin("DELETE", &format!("/strategies/{}", id.as_str().unwrap()), &Value::Null).status;
        let by_query = rig.admin("DELETE", &format!("/strategies?ids={}", id.as_str().unwrap()), &Value::Null).status;
        assert_eq!((by_path, by_query), if bare { (405, 204) } else { (204, 405) }, "{word}");
    }
    let both = Rig::with(Quirks { strategy_delete: Some(StrategyDelete::Both), ..Quirks::default() });
    let id = both.admin("POST", "/strategies", &strategy("a", &[])).body["strategy"]["id"].clone();
    assert_eq!(both.admin("DELETE", &format!("/strategies/{}", id.as_str().unwrap()), &Value::Null).status, 204);
}

#[test]
fn secrets_are_masked_where_the_switch_says() {
    for (masked, single, list) in [(Masked::Never, false, false), (Masked::ListOnly, true, false), (Masked::Always, true, true)] {
        let rig = Rig::with(Quirks { masked_secrets: masked, ..Quirks::default() });
        let hidden = |found: &Value| found["clientRegistration"]["clientSecret"] == "*".repeat(32);
        let made = rig.admin("POST", "/strategies", &strategy("a", &[])).body["strategy"].clone();
        let one = rig.get(&format!("/strategies/{}", made["id"].as_str().unwrap()))["strategy"].clone();
        assert_eq!((hidden(&made), hidden(&one), hidden(&rig.get("/strategies")[0])), (single, single, list), "{masked:?}");
    }
    let rig = Rig::with(Quirks { registration_on_put: RegistrationOnPut::Stored, ..Quirks::default() });
    let made = rig.admin("POST", "/strategies", &strategy("a", &[])).body["strategy"].clone();
    rig.admin("PUT", &format!("/strategies/{}", made["id"].as_str().unwrap()), &made);
    assert_eq!(rig.secret(made["id"].as_str().unwrap()), "*".repeat(32), "a masked secret that is written back");
}

#[test]
fn an_api_key_is_for_its_owner_where_the_switch_says() {
    for (version, switch, hidden) in [
        (Version::V10_11, None, false),
        (Version::V10_15, None, false),
        (Version::V11_0, None, true),
        (Version::V11_0, Some(false), false),
        (Version::V10_15, Some(true), true),
    ] {
        let rig = Rig::with(Quirks { api_keys_of_owner: switch, ..of(version) });
        let ids = ["one", "two"].map(|name| rig.admin("POST", "/applications", &json!({ "name": name })).body["id"].clone());
        let path = format!("/applications/{}", ids[0].as_str().unwrap());
        let key = |record: &Value| record["apiAccessKey_credentials"]["apiAccessKey"].as_str().unwrap().to_owned();
        let read = || key(&rig.get(&path)["applications"][0]["accessTokens"]);
        let own = read();
        assert!(!own.contains('*'), "{version:?}: it is seen by who made it");
        let order =
            json!({ "assetType": "application", "assetIds": [ids[0]], "currentOwner": "Administrator", "newOwner": "jane" });
        assert_eq!(rig.admin("POST", "/assets/owner", &order).body["matchingAssets"]["application"]["ids"], json!([ids[0]]));
        let is_mask = |key: &str| key.bytes().all(|byte| byte == b'*');
        assert_eq!(is_mask(&read()), hidden, "{version:?}, {switch:?}");
        assert!(hidden || read() == own);
        let listed = rig.get("/applications")["applications"].clone();
        let masks = listed.as_array().unwrap().iter().filter(|one| is_mask(&key(&one["accessTokens"]))).count();
        assert_eq!(masks, usize::from(hidden), "the other one is still its maker's");
        let suspended = rig.admin("PATCH", &path, &json!({ "isSuspended": true })).body;
        assert_eq!(is_mask(&key(&suspended["accessTokens"])), hidden);
        let made = rig.admin("POST", &format!("{path}/accessTokens"), &json!({ "type": "apiAccessKeyCredentials" })).body;
        assert_eq!(is_mask(&key(&made["accessTokens"])), hidden);
        rig.admin("POST", "/assets/owner", &json!({ "assetType": "*", "currentOwner": "jane", "newOwner": "Administrator" }));
        assert!(!is_mask(&read()) && read() != own, "a new one, seen again");
        for wrong in [json!({ "newOwner": "x" }), json!({ "assetType": "*" }), json!({ "assetType": "moon", "newOwner": "x" })] {
            assert_eq!(rig.admin("POST", "/assets/owner", &wrong).status, 400, "{wrong}");
        }
    }
}

#[test]
fn the_other_switches() {
    let quirks = Quirks {
        custom_fields_in_lists: false,
        bare_strategy_list: Some(false),
        application_create_status: 200,
        api_key_post_refused: true,
        duplicate_application_names: false,
        duplicate_api_status: 409,
        api_post_replaces: true,
        search_needs_condition: false,
        search_partial: true,
        ..Quirks::default()
    };
    let rig = Rig::with(quirks);
    let made = rig.admin("POST", "/applications", &json!({ "name": "acme", "customFields": { "a": "b" } }));
    assert_eq!(made.status, 200);
    let path = format!("/applications/{}", made.body["id"].as_str().unwrap());
    assert_eq!(rig.get(&path)["applications"][0]["customFields"]["a"], "b");
    assert_eq!(rig.get("/applications")["applications"][0]["customFields"], Value::Null);
    assert_eq!(rig.get("/strategies")["strategies"], json!([]));
    let key = rig.admin("POST", &format!("{path}/accessTokens"), &json!({ "type": "apiAccessKeyCredentials" }));
    assert_eq!(key.status, 400);
    assert_eq!(rig.admin("POST", "/applications", &json!({ "name": "acme" })).status, 400);
    let (one, two) = (rig.import("one", "1.0"), rig.import("two", "1.0"));
    assert_eq!(rig.import_file("one", "1.0", "openapi", &openapi("3.0.3")).status, 409);
    rig.admin("POST", &format!("{path}/apis"), &json!({ "apiIDs": [one] }));
    rig.admin("POST", &format!("{path}/apis"), &json!({ "apiIDs": [two] }));
    assert_eq!(rig.get(&format!("{path}/apis"))["apiIDs"], json!([two]));
    let body = json!({ "types": ["APPLICATION"], "scope": [{ "attributeName": "name", "keyword": "cm" }] });
    assert_eq!(rig.admin("POST", "/search", &body).body["APPLICATION"].as_array().unwrap().len(), 1);
}

#[test]
fn every_third_call_is_throttled() {
    let rig = Rig::with(Quirks { throttle: Some(3), ..Quirks::default() });
    let statuses: Vec<_> = (0..6)
        .map(|_| rig.admin("GET", "/health", &Value::Null))
        .map(|got| (got.status, got.header("retry-after").to_owned()))
        .map(|(status, wait)| if status == 429 { wait } else { status.to_string() })
        .collect();
    assert_eq!(statuses, ["200", "200", "1", "200", "200", "1"]);
}

#[test]
fn switches_are_read_from_a_document() {
    let quirks: Quirks = serde_json::from_value(json!({ "version": "11.0", "maskedSecrets": "never", "throttle": 7 })).unwrap();
    assert_eq!(quirks, Quirks { masked_secrets: Masked::Never, throttle: Some(7), ..of(Version::V11_0) });
    assert!(serde_json::from_value::<Quirks>(json!({ "version": "9.0" })).is_err());
    assert!(serde_json::from_value::<Quirks>(json!({ "unknown": 1 })).is_err());
}

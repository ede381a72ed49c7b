//! Sign-in, tokens, areas, throttling.

use serde_json::{Value, json};
use time::Duration;

use super::rig::Rig;
use crate::twin::boomi::{AREA, Boomi, DeadToken, Habits, OTHER_AREA, Pace, SERVICE_USER};

#[test]
fn a_token_is_granted_renewed_and_ends() {
    let rig = Rig::new();
    let (user, password) = SERVICE_USER;
    let form = format!("grant_type=password&username={user}&password={password}&scope={AREA}");
    let granted = rig.token(&form).unwrap();
    assert_eq!(granted.header("cache-control"), "no-store");
    let granted = granted.json();
    assert_eq!((&granted["token_type"], &granted["expires_in"]), (&json!("bearer"), &json!(3600)));
    assert_eq!(granted["scope"], AREA);
    let renewal = format!("grant_type=refresh_token&refresh_token={}", granted["refresh_token"].as_str().unwrap());
    assert_eq!(rig.token(&renewal).unwrap().status, 200);
    let spent = rig.token(&renewal).unwrap();
    assert_eq!(spent.reason(), (400, "ERR_400_BAD_REQUEST"));
    assert_eq!(spent.header("cache-control"), "no-store");
    assert_eq!(spent.json(), json!({ "error": "invalid_grant", "error_description": "Expired refresh token" }));

    rig.boomi.advance(Duration::minutes(59));
    assert_eq!(rig.get("/members").status, 200);
    rig.boomi.advance(Duration::minutes(1));
    assert_eq!(rig.get("/members").reason(), (403, "ERR_403_DEVELOPER_INACTIVE"));
}

#[test]
fn it_starts_with_the_time_of_the_day() {
    let boomi = Boomi::start(Habits::default());
    let (status, member) = boomi.admin("POST", "/members", &json!({ "username": "a", "email": "a@b", "displayName": "A" }));
    assert!(status == 200 && member["created"].as_str().unwrap() > "2026", "{member}");
    assert_eq!(boomi.admin("GET", "/members/x", &Value::Null).0, 404);
}

#[test]
fn a_bad_sign_in_is_refused() {
    let rig = Rig::new();
    let (user, password) = SERVICE_USER;
    let rows = [
        (format!("grant_type=password&username={user}&password=wrong&scope={AREA}"), "invalid_grant"),
        (format!("grant_type=password&username={user}&password={password}&scope=elsewhere"), "invalid_scope"),
        (format!("grant_type=password&username={user}&password={password}"), "invalid_request"),
        ("grant_type=client_credentials".to_owned(), "unsupported_grant_type"),
        ("x=y".to_owned(), "invalid_request"),
    ];
    for (form, error) in rows {
        let reply = rig.token(&form).unwrap();
        assert_eq!((reply.reason(), &reply.json()["error"]), ((400, "ERR_400_BAD_REQUEST"), &json!(error)), "{form}");
    }
    let wrong = rig.send("POST", "/v3/token", &[("authorization", "Basic eDp5")], "").unwrap();
    assert_eq!((wrong.reason(), wrong.text.as_str()), ((403, "ERR_403_DEVELOPER_INACTIVE"), "<h1>Developer Inactive</h1>"));
    let none = rig.send("POST", "/v3/token", &[], "").unwrap();
    assert_eq!(none.reason(), (403, "ERR_403_NOT_AUTHORIZED"));
}

#[test]
fn a_dead_token_is_refused_in_three_ways() {
    let rows = [
        (DeadToken::Inactive, (403, "ERR_403_DEVELOPER_INACTIVE")),
        (DeadToken::NotAuthorized, (403, "ERR_403_NOT_AUTHORIZED")),
        (DeadToken::Unauthorized, (401, "ERR_401_NOT_AUTHORIZED")),
    ];
    for (dead_token, reason) in rows {
        let rig = Rig::with(Habits { dead_token, ..Habits::default() });
        rig.boomi.forget_tokens(false);
        let reply = rig.get("/members");
        assert_eq!(reply.reason(), reason);
        assert_eq!(reply.header("www-authenticate").is_empty(), reply.status != 401);
        rig.sign_in(AREA);
        assert_eq!(rig.get("/members").status, 200);
    }
}

#[test]
fn a_token_opens_one_area_and_user_names_are_of_all() {
    let rig = Rig::new();
    let (member, application) = rig.partner("acme");
    rig.delete(&format!("/applications/{application}"));
    rig.sign_in(OTHER_AREA);
    assert_eq!(rig.get("/members").json(), json!([]));
    assert_eq!(rig.get(&format!("/members/{member}")).status, 404);
    let again = json!({ "username": "acme", "email": "a@b.example", "displayName": "A" });
    assert_eq!(rig.post("/members", &again).json()["errorCode"], 1001);
    rig.sign_in(AREA);
    assert_eq!(rig.delete(&format!("/members/{member}")).status, 200);
    assert_eq!(rig.get("/members").json(), json!([]));
    assert_eq!(rig.post("/members", &again).json()["errorCode"], 1001, "a deleted name is never freed");
}

#[test]
fn too_many_calls_are_refused_with_a_page() {
    let rig = Rig::with(Habits { pace: Pace::PerSecond(2), retry_after: Some(1), ..Habits::default() });
    assert_eq!(rig.get("/members").status, 200, "after the sign-in");
    let refused = rig.get("/members");
    assert_eq!((refused.reason(), refused.text.as_str()), ((403, "ERR_403_DEVELOPER_OVER_QPS"), "<h1>Developer Over Qps</h1>"));
    assert_eq!(refused.header("retry-after"), "1");
    assert_eq!((refused.header("x-packagekey-qps-allotted"), refused.header("x-packagekey-qps-current")), ("2", "2"));
    assert_ne!(refused.header("x-mashery-responder"), "");
    rig.boomi.advance(Duration::SECOND);
    assert_eq!(rig.get("/members").status, 200);

    let rig = Rig::with(Habits { pace: Pace::RefusesEvery(3), ..Habits::default() });
    let statuses: Vec<_> = (0..5).map(|_| rig.get("/members").status).collect();
    assert_eq!(statuses, [200, 403, 200, 200, 403]);

    let rig = Rig::with(Habits { quota: Some(2), ..Habits::default() });
    assert_eq!(rig.get("/members").header("x-packagekey-quota-current"), "2");
    assert_eq!(rig.get("/members").reason(), (403, "ERR_403_DEVELOPER_OVER_RATE"));
    assert_eq!(rig.call("POST", "/members", &Value::Null).unwrap().header("x-plan-quota-reset"), "2026-11-22T00:00:00.000+0000");
    rig.boomi.reset_quota();
    assert_eq!(rig.get("/members").status, 200);
}

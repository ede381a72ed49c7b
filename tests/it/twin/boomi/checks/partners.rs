//! Members and applications.

use serde_json::{Value, json};

use super::rig::Rig;
use crate::twin::boomi::{Attributes, Codes, Duplicate, Habits, Kind, Removal};

fn acme() -> Value {
    json!({ "username": "acme", "email": "ops@acme.example", "displayName": "Acme" })
}

fn with(mut value: Value, name: &str, member: Value) -> Value {
    value[name] = member;
    value
}

#[test]
fn a_member_is_checked_by_field() {
    let habits = Habits { required_of_members: &["company"], attributes: Attributes::Known(&["ticket"]), ..Habits::default() };
    let rig = Rig::with(habits);
    let whole = with(with(acme(), "company", json!("Acme")), "ticket", json!("REQ-9"));
    let rows = [
        ("username", json!("")),
        ("email", Value::Null),
        ("email", json!("nowhere")),
        ("displayName", json!(1)),
        ("company", Value::Null),
        ("areaStatus", json!("gone")),
        ("ticket", json!(9)),
        ("other", json!("x")),
    ];
    for (name, value) in rows {
        let reply = rig.post("/members", &with(whole.clone(), name, value));
        assert_eq!(reply.reason(), (400, "ERR_400_BAD_REQUEST"), "{name}");
        assert_eq!(reply.json()["errors"][0]["property"], name);
    }
    let made = rig.post("/members", &whole).json();
    assert_eq!((&made["areaStatus"], &made["ticket"]), (&json!("waiting"), &json!("REQ-9")));
    let broken = rig.send("POST", "/v3/rest/members", &[], "{");
    assert_eq!(broken.unwrap().status, 403, "without a token nothing is read");
}

#[test]
fn a_change_merges_and_the_name_stays() {
    let rig = Rig::new();
    let id = rig.post("/members", &acme()).id();
    let path = format!("/members/{id}");
    let changed = rig.put(&path, &json!({ "id": "other", "areaStatus": "disabled", "passwdNew": "p" })).json();
    assert_eq!((&changed["id"], &changed["email"]), (&json!(id), &json!("ops@acme.example")));
    assert_eq!((&changed["areaStatus"], changed.get("passwdNew")), (&json!("disabled"), None));
    assert_eq!(rig.put(&path, &json!({ "username": "globex" })).json()["errors"][0]["property"], "username");
    assert_eq!(rig.put(&path, &json!({ "username": "acme" })).status, 200);
}

#[test]
fn a_duplicate_is_told_in_three_ways() {
    let rows = [
        (Duplicate::Number, json!({ "errorCode": 1001, "errorMessage": "Duplicate object" })),
        (Duplicate::Plain, json!({ "errorCode": 400, "errorMessage": "Duplicate object: username" })),
        (Duplicate::Field, json!({ "errors": [{ "property": "username", "message": "Already in use" }] })),
    ];
    for (duplicate, expected) in rows {
        let rig = Rig::with(Habits { duplicate, ..Habits::default() });
        rig.post("/members", &acme());
        let reply = rig.post("/members", &acme());
        assert_eq!((reply.status, reply.json()), (400, expected));
    }
}

#[test]
fn an_application_is_made_below_its_member_alone() {
    let rig = Rig::new();
    let (member, application) = rig.partner("acme");
    assert_eq!(rig.post("/applications", &json!({ "name": "a", "username": "acme" })).status, 405);
    assert_eq!(rig.get(&format!("/members/{member}/applications")).status, 405);
    let path = format!("/members/{member}/applications");
    assert_eq!(rig.post(&path, &json!({ "name": "a", "username": "globex" })).json()["errors"][0]["property"], "username");
    assert_eq!(rig.post("/members/nobody/applications", &json!({ "name": "a", "username": "acme" })).status, 404);
    let changed = rig.put(&format!("/applications/{application}"), &json!({ "onboarding_ticket": "REQ-9" })).json();
    assert_eq!((&changed["onboarding_ticket"], &changed["name"]), (&json!("REQ-9"), &json!("acme-orders")));
    assert_eq!(rig.put(&format!("/applications/{application}"), &json!({ "x": 1 })).status, 400);
    assert_eq!(rig.get("/nothing").status, 404);
}

#[test]
fn unknown_attributes_may_vanish() {
    let rig = Rig::with(Habits { attributes: Attributes::Kept(&["ticket"]), ..Habits::default() });
    let made = rig.post("/members", &with(with(acme(), "ticket", json!("a")), "other", json!("b"))).json();
    assert_eq!((&made["ticket"], made.get("other")), (&json!("a"), None));
}

#[test]
fn a_child_may_be_refused_for_a_moment() {
    let rig = Rig::with(Habits { unsettled: 2, ..Habits::default() });
    let member = rig.post("/members", &acme()).id();
    let path = format!("/members/{member}/applications");
    let statuses: Vec<_> = (0..3).map(|_| rig.post(&path, &json!({ "name": "a", "username": "acme" })).status).collect();
    assert_eq!(statuses, [400, 400, 200]);
    assert_eq!(rig.boomi.list(Kind::Application).len(), 1);
}

#[test]
fn a_call_out_changes_or_vetoes() {
    let callout = |kind, value: &mut serde_json::Map<String, Value>| {
        value.insert("areaStatus".into(), json!("waiting"));
        if kind == Kind::Application { Err("The application was vetoed".to_owned()) } else { Ok(()) }
    };
    let rig = Rig::with(Habits { callout: Some(callout), ..Habits::default() });
    let made = rig.post("/members", &with(acme(), "areaStatus", json!("active")));
    assert_eq!(made.json()["areaStatus"], "waiting");
    let reply = rig.post(&format!("/members/{}/applications", made.id()), &json!({ "name": "a", "username": "acme" }));
    assert_eq!((reply.status, &reply.json()["errorMessage"]), (400, &json!("The application was vetoed")));
}

#[test]
fn a_removal_takes_along_or_is_refused() {
    let rig = Rig::with(Habits { codes: Codes::Rest, ..Habits::default() });
    let (member, application) = rig.partner("acme");
    rig.key(&application, &rig.boomi.product(), &Value::Null);
    let gone = rig.delete(&format!("/members/{member}"));
    assert_eq!((gone.status, gone.text.as_str()), (204, ""));
    assert!(rig.boomi.list(Kind::Application).is_empty() && rig.boomi.list(Kind::PackageKey).is_empty());
    assert_eq!(rig.delete(&format!("/members/{member}")).status, 404);
    assert_eq!(rig.post("/members", &with(acme(), "username", json!("b"))).status, 201);

    let rig = Rig::with(Habits { removal: Removal::Refused, ..Habits::default() });
    let (member, application) = rig.partner("acme");
    assert_eq!(rig.delete(&format!("/members/{member}")).status, 400);
    assert_eq!(rig.delete(&format!("/applications/{application}")).status, 200);
    assert_eq!(rig.delete(&format!("/members/{member}")).status, 200);
}

//! Lists.

use serde_json::{Value, json};

use super::rig::Rig;
use crate::twin::boomi::{Habits, Kind, NestedFilter, Offsets};

fn names(value: &Value) -> Vec<String> {
    let text = |one: &Value| one["username"].as_str().or_else(|| one["name"].as_str()).unwrap_or_default().to_owned();
    value.as_array().into_iter().flatten().map(text).collect()
}

fn members(rig: &Rig) {
    for name in ["acme", "globex", "acme-2", "initech"] {
        let email = format!("ops@{name}.example");
        rig.boomi.plant(Kind::Member, None, &json!({ "username": name, "email": email, "areaStatus": "active" }));
    }
}

#[test]
fn a_list_is_filtered_sorted_and_cut() {
    let rig = Rig::new();
    members(&rig);
    let rows: [(&str, &[&str], &str); 9] = [
        ("", &["acme", "globex", "acme-2", "initech"], "4"),
        ("?filter=username:acme", &["acme", "acme-2"], "2"),
        ("?filter=username:ACME&filter=email:%40acme-2", &["acme-2"], "1"),
        ("?filter=company:x", &[], "0"),
        ("?sort=username", &["acme", "acme-2", "globex", "initech"], "4"),
        ("?sort=areaStatus,username:desc", &["initech", "globex", "acme-2", "acme"], "4"),
        ("?limit=3", &["acme", "globex", "acme-2"], "4"),
        ("?offset=1&limit=2", &["globex", "acme-2"], "4"),
        ("?offset=4", &[], "4"),
    ];
    for (query, expected, total) in rows {
        let reply = rig.get(&format!("/members{query}"));
        assert_eq!(
            (names(&reply.json()), reply.header("x-total-count")),
            (expected.iter().map(|&x| x.into()).collect(), total),
            "{query}"
        );
        let head = rig.call("HEAD", &format!("/members{query}"), &Value::Null).unwrap();
        assert_eq!((head.status, head.header("x-total-count"), head.text.as_str()), (200, total, ""), "{query}");
    }
    for query in ["?sort=a.b", "?sort=a:up", "?filter=x", "?limit=0", "?offset=-1"] {
        assert_eq!(rig.get(&format!("/members{query}")).reason(), (400, "ERR_400_BAD_REQUEST"), "{query}");
    }
}

#[test]
fn an_offset_counts_items_or_pages() {
    let rows = [(Offsets::Items, "/members", 1), (Offsets::Pages, "/members", 2), (Offsets::Pages, "/services", 1)];
    for (offsets, path, skipped) in rows {
        let rig = Rig::with(Habits { offsets, limit: 2, ..Habits::default() });
        members(&rig);
        for name in ["acme", "globex", "acme-2", "initech"] {
            rig.boomi.plant(Kind::Service, None, &json!({ "name": name }));
        }
        let all = ["acme", "globex", "acme-2", "initech"];
        assert_eq!(names(&rig.get(&format!("{path}?offset=1&limit=9")).json()), all[skipped..skipped + 2], "{path}");
    }
}

#[test]
fn fields_cut_an_object_down() {
    let rig = Rig::new();
    let product = rig.boomi.product();
    let (member, application) = rig.partner("acme");
    let key = rig.key(&application, &product, &json!({ "expires": "2027-11-30" })).id();
    let shown = rig.get(&format!("/applications/{application}")).json();
    assert!(shown.get("packageKeys").is_none() && shown["created"] == "2026-11-21T09:30:00.000+0000", "{shown}");
    let path = format!("/members/{member}?fields=username,applications.name,applications.packageKeys.id");
    let expected = json!({ "username": "acme", "applications": [{ "name": "acme-orders", "packageKeys": [{ "id": key }] }] });
    assert_eq!(rig.get(&path).json(), expected);
    let listed = rig.get("/applications?fields=packageKeys").json();
    assert_eq!(listed[0]["packageKeys"][0]["id"], json!(key));
    assert!(listed[0]["packageKeys"][0].get("expires").is_none());
    assert!(rig.get(&format!("/packageKeys/{key}")).json().get("expires").is_none());
    assert_eq!(rig.get(&format!("/packageKeys/{key}?fields=expires")).json(), json!({ "expires": "2027-11-30" }));
    let whole = rig.get("/packages?fields=plans.services.endpoints.name").json();
    assert_eq!(whole[0]["plans"][0]["services"][0]["endpoints"], json!([{ "name": "quotes" }, { "name": "token" }]));
}

#[test]
fn a_nested_filter_of_keys_may_not_work() {
    let rows = [(NestedFilter::Works, (200, 0)), (NestedFilter::Ignored, (200, 1)), (NestedFilter::Refused, (400, 0))];
    for (nested_filter, expected) in rows {
        let rig = Rig::with(Habits { nested_filter, ..Habits::default() });
        let (product, (_, application)) = (rig.boomi.product(), rig.partner("acme"));
        rig.key(&application, &product, &Value::Null);
        let reply = rig.get("/packageKeys?filter=package.id:nobody");
        assert_eq!((reply.status, reply.json().as_array().map_or(0, Vec::len)), expected);
    }
}

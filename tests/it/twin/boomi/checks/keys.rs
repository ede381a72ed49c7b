//! Package keys.

use serde_json::{Value, json};

use super::rig::Rig;
use crate::twin::boomi::{Habits, Kind, PackageShown, Review, SecretRule, SecretsShown};

#[test]
fn a_key_is_generated_or_imported() {
    let rig = Rig::new();
    let (product, (_, application)) = (rig.boomi.product(), rig.partner("acme"));
    let made = rig.key(&application, &product, &Value::Null).json();
    let length = |name: &str| made[name].as_str().unwrap().len();
    assert_eq!((length("apikey"), length("secret"), length("id")), (24, 10, 36));
    assert_eq!((&made["status"], &made["package"]), (&json!("active"), &json!({ "id": product.package, "name": "quotes" })));
    let own = json!({ "apikey": "partner-a.prod:2027_1", "secret": "s3cret", "expires": "2027-11-30" });
    let made = rig.key(&application, &product, &own).json();
    assert_eq!((&made["apikey"], &made["secret"]), (&own["apikey"], &own["secret"]));
    assert_eq!(rig.key(&application, &product, &own).json()["errorCode"], 1001);
    let rows = [
        ("apikey", json!("a b")),
        ("apikey", json!("a".repeat(256))),
        ("secret", json!("a".repeat(256))),
        ("expires", json!("soon")),
        ("status", json!("on")),
        ("package", Value::Null),
        ("plan", json!({ "id": product.package })),
        ("qpsLimitCeiling", json!("many")),
    ];
    for (name, value) in rows {
        let reply = rig.key(&application, &product, &json!({ name: value }));
        assert_eq!(reply.json()["errors"][0]["property"], name, "{reply:?}");
    }
}

#[test]
fn an_own_value_is_refused_where_a_service_is_shared() {
    let rig = Rig::new();
    let (first, (_, application)) = (rig.boomi.product(), rig.partner("acme"));
    let second = rig.boomi.product();
    let own = json!({ "apikey": "mine" });
    let id = rig.key(&application, &first, &own).id();
    assert_eq!(rig.key(&application, &second, &own).status, 200, "another package with another service");
    let third = rig.boomi.product();
    let path = format!("/packages/{}/plans/{}/services", third.package, third.plan);
    assert_eq!(rig.post(&path, &json!({ "id": first.service })).status, 200);
    assert_eq!(rig.key(&application, &third, &own).json()["errorCode"], 1001);
    rig.delete(&format!("/packageKeys/{id}"));
    assert_eq!(rig.key(&application, &third, &own).status, 200, "a removed value is free");
}

#[test]
fn a_secret_may_be_missing_or_hidden() {
    let rows = [(SecretRule::Generated, 200, 10), (SecretRule::Empty, 200, 0), (SecretRule::Required, 400, 0)];
    for (secret, status, length) in rows {
        let rig = Rig::with(Habits { secret, ..Habits::default() });
        let (product, (_, application)) = (rig.boomi.product(), rig.partner("acme"));
        let reply = rig.key(&application, &product, &Value::Null);
        assert_eq!((reply.status, reply.json()["secret"].as_str().map_or(0, str::len)), (status, length));
    }
    let rig = Rig::with(Habits { lengths: (64, 0), ..Habits::default() });
    let (product, (_, application)) = (rig.boomi.product(), rig.partner("acme"));
    let made = rig.key(&application, &product, &json!({ "secret": "x" })).json();
    assert_eq!((made["apikey"].as_str().unwrap().len(), made.get("secret")), (64, None));

    let rows = [
        (SecretsShown::Always, [true; 3]),
        (SecretsShown::Single, [true, true, false]),
        (SecretsShown::Once, [true, false, false]),
    ];
    for (secrets_shown, expected) in rows {
        let rig = Rig::with(Habits { secrets_shown, ..Habits::default() });
        let (product, (_, application)) = (rig.boomi.product(), rig.partner("acme"));
        let made = rig.key(&application, &product, &Value::Null);
        let (one, list) = (
            rig.get(&format!("/packageKeys/{}", made.id())),
            rig.get("/applications?fields=packageKeys.apikey,packageKeys.secret"),
        );
        let shown = [&made.json(), &one.json(), &list.json()[0]["packageKeys"][0]].map(|key| key.get("secret").is_some());
        assert_eq!(shown, expected);
    }
}

#[test]
fn a_key_changes_in_place() {
    let rig = Rig::new();
    let (product, (_, application)) = (rig.boomi.product(), rig.partner("acme"));
    let plans = format!("/packages/{}/plans", product.package);
    let gold = json!({ "name": "gold", "qpsLimitCeiling": 5, "rateLimitCeiling": 900, "rateLimitPeriod": "month" });
    let gold = rig.post(&plans, &gold).id();
    let id = rig.key(&application, &product, &json!({ "status": "waiting" })).id();
    let path = format!("/packageKeys/{id}");
    let rows = [
        (json!({ "status": "active" }), "status", json!("active")),
        (json!({ "status": "disabled" }), "status", json!("disabled")),
        (json!({ "secret": "n3w" }), "secret", json!("n3w")),
        (json!({ "apikey": "ignored", "plan": { "id": gold } }), "plan", json!({ "id": gold, "name": "gold" })),
        (
            json!({ "qpsLimitCeiling": 10 }),
            "limits",
            json!([{ "period": "second", "source": "plan", "ceiling": 10 }, { "period": "month", "source": "plan", "ceiling": 900 }]),
        ),
    ];
    for (body, name, value) in rows {
        assert_eq!(rig.put(&path, &body).json()[name], value, "{body}");
    }
    let refused = [("status", json!("waiting")), ("package", json!({ "id": gold })), ("plan", json!({ "id": "nobody" }))];
    for (name, value) in refused {
        assert_eq!(rig.put(&path, &json!({ name: value })).json()["errors"][0]["property"], name);
    }
    let nested = format!("/applications/{application}/packageKeys/{id}");
    assert_eq!(rig.put(&nested, &json!({ "status": "active" })).json()["status"], "active");
    assert_eq!(rig.delete(&nested).status, 405, "not described");
    let (_, other) = rig.partner("globex");
    assert_eq!(rig.get(&format!("/applications/{other}/packageKeys/{id}")).status, 404);
}

#[test]
fn a_plan_limits_and_reviews_keys() {
    for (review, expected) in [(Review::Binds, "waiting"), (Review::Yields, "active")] {
        let rig = Rig::with(Habits { review, ..Habits::default() });
        let (product, (member, application)) = (rig.boomi.product(), rig.partner("acme"));
        let plan = format!("/packages/{}/plans/{}", product.package, product.plan);
        rig.put(&plan, &json!({ "numKeysBeforeReview": 1, "maxNumKeysAllowed": 2 }));
        let first = rig.key(&application, &product, &Value::Null);
        assert_eq!(first.json()["status"], "active");
        rig.delete(&format!("/packageKeys/{}", first.id()));
        let second = rig.key(&application, &product, &Value::Null);
        assert_eq!(second.json()["status"], expected, "removed keys still count");
        assert_eq!(rig.put(&format!("/packageKeys/{}", second.id()), &json!({ "status": "active" })).status, 200);
        rig.key(&application, &product, &Value::Null).id();
        assert_eq!(rig.key(&application, &product, &Value::Null).status, 400, "as many as are allowed");
        let (_, other) = rig.partner("globex");
        assert_eq!(rig.key(&other, &product, &Value::Null).json()["status"], "active", "counted per developer");
        rig.put(&plan, &json!({ "maxNumKeysAllowed": null, "adminKeyProvisioningEnabled": false }));
        assert_eq!(rig.key(&application, &product, &Value::Null).status, 400, "the plan is closed to operators");
        rig.put(&plan, &json!({ "adminKeyProvisioningEnabled": true }));
        rig.put(&format!("/members/{member}"), &json!({ "areaStatus": "disabled" }));
        assert_eq!(rig.key(&application, &product, &Value::Null).status, 400, "the member is disabled");
    }
}

#[test]
fn a_key_may_be_read_without_its_package() {
    let rig = Rig::with(Habits { package: PackageShown::Null, ..Habits::default() });
    let (product, (_, application)) = (rig.boomi.product(), rig.partner("acme"));
    let id = rig.key(&application, &product, &Value::Null).id();
    assert_eq!(rig.get(&format!("/packageKeys/{id}")).json()["package"], Value::Null);
    assert_eq!(rig.boomi.list(Kind::PackageKey)[0]["package"]["id"], json!(product.package));
}

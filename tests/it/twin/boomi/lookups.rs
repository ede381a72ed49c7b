//! Domains, host names, roles and organizations.

use serde_json::{Value, json};

use super::{
    answer::{Outcome, Refusal},
    desk::{Desk, Shown, not_allowed, require},
    item::Kind,
};

/// `/domains` and what is below.
pub(super) fn domains(desk: &mut Desk<'_>, method: &str, rest: &[&str]) -> Outcome {
    match (method, rest) {
        ("GET", []) => desk.list(Kind::Domain),
        ("POST", []) => create(desk),
        ("GET", ["public", "hostnames"]) => {
            let approved = desk.area.of(Kind::Domain).filter(|domain| domain.text("status") == "active");
            let all: Vec<_> = approved.map(|domain| json!({ "address": domain.text("domain") })).collect();
            desk.page(Kind::Role, all, false)
        }
        ("GET", ["system", "hostnames"]) => {
            let mut all: Vec<Value> = Vec::new();
            for endpoint in desk.area.of(Kind::Endpoint) {
                let addresses = endpoint.value.get("systemDomains").and_then(Value::as_array).into_iter().flatten();
                all.extend(addresses.filter(|address| !all.contains(address)).cloned().collect::<Vec<_>>());
            }
            desk.page(Kind::Role, all, false)
        }
        (_, [] | ["public" | "system", "hostnames"]) => Err(not_allowed()),
        _ => Err(Refusal::missing()),
    }
}

/// `/roles` and `/organizations`, which are made elsewhere.
pub(super) fn fixed(desk: &Desk<'_>, method: &str, kind: Kind) -> Outcome {
    if method == "GET" { desk.list(kind) } else { Err(not_allowed()) }
}

/// A new domain waits for the vendor whatever status was sent.
fn create(desk: &mut Desk<'_>) -> Outcome {
    let mut body = desk.body(Kind::Domain)?;
    require(&body, &["domain"])?;
    if desk.area.of(Kind::Domain).any(|known| known.text("domain") == body["domain"]) {
        return Err(desk.duplicate("domain"));
    }
    body.insert("status".into(), json!("waiting"));
    let id = desk.create(Kind::Domain, None, body)?;
    desk.shown(Kind::Domain, &id, Shown::Created)
}

//! Packages, their plans, and what a plan exposes.

use serde_json::{Value, json};

use super::{
    answer::{Good, Outcome, Refusal},
    desk::{Desk, Shown, not_allowed, require},
    habits::PlanContent,
    item::{Content, Kind},
    view::reference,
};

/// `/packages` and what is below.
pub(super) fn packages(desk: &mut Desk<'_>, method: &str, rest: &[&str]) -> Outcome {
    if let [package, "plans", plan, ..] = rest
        && desk.find(Kind::Plan, plan)?.parent.as_deref() != Some(*package)
    {
        return Err(Refusal::missing());
    }
    match (method, rest) {
        ("GET", []) => desk.list(Kind::Package),
        ("POST", []) => create_package(desk),
        ("GET", [id]) => desk.shown(Kind::Package, id, Shown::Single),
        ("PUT", [id]) => update(desk, Kind::Package, id),
        ("DELETE", [id]) => desk.remove(Kind::Package, id),
        ("GET", [package, "plans"]) => {
            desk.find(Kind::Package, package)?;
            desk.list_below(Kind::Plan, package)
        }
        ("POST", [package, "plans"]) => create_plan(desk, package),
        ("GET", [_, "plans", id]) => desk.shown(Kind::Plan, id, Shown::Single),
        ("PUT", [_, "plans", id]) => update(desk, Kind::Plan, id),
        ("DELETE", [_, "plans", id]) => desk.remove(Kind::Plan, id),
        (_, [_, "plans", plan, "services", below @ ..]) => contents(desk, method, plan, below),
        (_, [] | [_] | [_, "plans"] | [_, "plans", _]) => Err(not_allowed()),
        _ => Err(Refusal::missing()),
    }
}

fn create_package(desk: &mut Desk<'_>) -> Outcome {
    let mut body = desk.body(Kind::Package)?;
    require(&body, &["name"])?;
    let (key, secret) = desk.habits.lengths;
    body.entry("keyLength").or_insert_with(|| json!(key));
    body.entry("sharedSecretLength").or_insert_with(|| json!(secret));
    let id = desk.create(Kind::Package, None, body)?;
    desk.shown(Kind::Package, &id, Shown::Created)
}

fn create_plan(desk: &mut Desk<'_>, package: &str) -> Outcome {
    desk.settle(Kind::Package, package)?;
    let mut body = desk.body(Kind::Plan)?;
    require(&body, &["name"])?;
    body.entry("status").or_insert_with(|| json!("active"));
    for name in ["adminKeyProvisioningEnabled", "selfServiceKeyProvisioningEnabled"] {
        body.entry(name).or_insert_with(|| json!(false));
    }
    let id = desk.create(Kind::Plan, Some(package), body)?;
    desk.shown(Kind::Plan, &id, Shown::Created)
}

fn update(desk: &mut Desk<'_>, kind: Kind, id: &str) -> Outcome {
    let body = desk.body(kind)?;
    desk.merge(kind, id, body)?;
    desk.shown(kind, id, Shown::Single)
}

/// `/packages/{p}/plans/{l}/services` and what is below.
fn contents(desk: &mut Desk<'_>, method: &str, plan: &str, rest: &[&str]) -> Outcome {
    if let [service, ..] = rest {
        desk.held(plan, service, None)?;
    }
    match (method, rest) {
        ("GET", []) => desk.exposed(plan, None),
        ("POST", []) => {
            desk.settle(Kind::Plan, plan)?;
            let service = desk.referred(Kind::Service)?;
            desk.expose(plan, &service, None)
        }
        ("GET", [service]) => Ok(Good::of(200, reference(desk.find(Kind::Service, service)?))),
        ("DELETE", [service]) => {
            desk.area.contents.retain(|content| content.plan != plan || content.service != *service);
            Ok(desk.removed())
        }
        ("GET", [service, "endpoints"]) => desk.exposed(plan, Some(service)),
        ("POST", [service, "endpoints"]) => {
            let endpoint = desk.referred(Kind::Endpoint)?;
            if desk.find(Kind::Endpoint, &endpoint)?.parent.as_deref() != Some(*service) {
                return Err(Refusal::field("id", "Not found in the service"));
            }
            desk.expose(plan, service, Some(&endpoint))
        }
        ("GET", [service, "endpoints", endpoint]) => {
            desk.held(plan, service, Some(endpoint))?;
            Ok(Good::of(200, reference(desk.find(Kind::Endpoint, endpoint)?)))
        }
        ("DELETE", [service, "endpoints", endpoint]) => {
            let content = desk.held(plan, service, Some(endpoint))?;
            desk.area.contents.retain(|known| *known != content);
            Ok(desk.removed())
        }
        (_, [] | [_] | [_, "endpoints"] | [_, "endpoints", _]) => Err(not_allowed()),
        _ => Err(Refusal::missing()),
    }
}

impl Desk<'_> {
    fn held(&self, plan: &str, service: &str, endpoint: Option<&str>) -> Result<Content, Refusal> {
        let wanted = content(plan, service, endpoint);
        if self.area.contents.contains(&wanted) { Ok(wanted) } else { Err(Refusal::missing()) }
    }

    /// The id in the body, which must be that of an object.
    fn referred(&self, kind: Kind) -> Result<String, Refusal> {
        let body = self.call.object()?;
        // Number 1002 of the older API.
        let missing = Refusal::Api { status: 400, code: 1002, message: "Missing id".to_owned() };
        let id = body.get("id").and_then(Value::as_str).ok_or(missing)?;
        self.area.find(kind, id).ok_or_else(|| Refusal::field("id", "Not found"))?;
        Ok(id.to_owned())
    }

    /// The services of a plan, or the endpoints of one of them.
    fn exposed(&self, plan: &str, service: Option<&str>) -> Outcome {
        let of_plan = self.area.contents.iter().filter(|content| content.plan == plan);
        let all = of_plan.filter_map(|content| match (service, &content.endpoint) {
            (None, None) => self.area.find(Kind::Service, &content.service),
            (Some(service), Some(endpoint)) if content.service == service => self.area.find(Kind::Endpoint, endpoint),
            _ => None,
        });
        let all = all.map(reference).collect();
        self.page(Kind::Role, all, false)
    }

    /// Puts a service or an endpoint into a plan.
    fn expose(&mut self, plan: &str, service: &str, endpoint: Option<&str>) -> Outcome {
        let new = content(plan, service, endpoint);
        if self.area.contents.contains(&new) {
            return Err(self.duplicate("id"));
        }
        self.area.contents.push(new);
        if endpoint.is_none() && self.habits.plan_content == PlanContent::WithEndpoints {
            let all: Vec<_> = self.area.below(Kind::Endpoint, service).map(|endpoint| endpoint.id.clone()).collect();
            self.area.contents.extend(all.iter().map(|endpoint| content(plan, service, Some(endpoint))));
        }
        let item = match endpoint {
            Some(endpoint) => self.find(Kind::Endpoint, endpoint)?,
            None => self.find(Kind::Service, service)?,
        };
        Ok(Good::of(self.made(), reference(item)))
    }
}

fn content(plan: &str, service: &str, endpoint: Option<&str>) -> Content {
    Content { plan: plan.to_owned(), service: service.to_owned(), endpoint: endpoint.map(str::to_owned) }
}

//! Objects as they are shown: whole, with what is below them, and then only what was asked for.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::{
    answer::Refusal,
    item::{Area, Item, Kind},
};

/// The names in `fields`, with the names below them.
#[derive(Debug, Default)]
pub(super) struct Fields(BTreeMap<String, Self>);

impl Fields {
    /// Reads `a,b.c`; `None` for nothing.
    pub(super) fn read(text: Option<&str>) -> Option<Self> {
        let text = text.filter(|text| !text.is_empty())?;
        let mut fields = Self::default();
        for path in text.split(',') {
            let mut at = &mut fields;
            for name in path.trim().split('.') {
                at = at.0.entry(name.to_owned()).or_default();
            }
        }
        Some(fields)
    }

    /// Cuts an object down to these names; without names, to what comes unasked.
    pub(super) fn cut(fields: Option<&Self>, kind: Option<Kind>, whole: &Value) -> Value {
        let Some(members) = whole.as_object() else { return whole.clone() };
        let unasked = |name: &str| kind.is_none_or(|kind| !kind.on_request().contains(&name));
        let named = |name: &str| fields.map_or_else(|| unasked(name), |fields| fields.0.contains_key(name));
        let kept = members.iter().filter(|(name, _)| named(name)).map(|(name, value)| {
            let below = fields.and_then(|fields| fields.0.get(name)).filter(|fields| !fields.0.is_empty());
            let kind = kind.and_then(|kind| kind.within(name));
            let value = match value {
                Value::Array(list) => list.iter().map(|one| Self::cut(below, kind, one)).collect(),
                one => Self::cut(below, kind, one),
            };
            (name.clone(), value)
        });
        Value::Object(kept.collect())
    }
}

/// An object with all that is below it.
pub(super) fn whole(area: &Area, item: &Item) -> Value {
    let mut value = item.value.clone();
    value.shift_remove("passwdNew");
    let list = |kind| area.below(kind, &item.id).map(|one| whole(area, one)).collect::<Value>();
    match item.kind {
        Kind::Member => {
            value.insert("applications".into(), list(Kind::Application));
            let keys = area.below(Kind::Application, &item.id).flat_map(|one| area.below(Kind::PackageKey, &one.id));
            value.insert("packageKeys".into(), keys.map(|one| whole(area, one)).collect());
            value.entry("roles").or_insert_with(|| json!([]));
        }
        Kind::Application => drop(value.insert("packageKeys".into(), list(Kind::PackageKey))),
        Kind::PackageKey => key(area, item, &mut value),
        Kind::Package => drop(value.insert("plans".into(), list(Kind::Plan))),
        Kind::Plan => drop(value.insert("services".into(), services(area, &item.id))),
        Kind::Service => drop(value.insert("endpoints".into(), list(Kind::Endpoint))),
        _ => {}
    }
    Value::Object(value)
}

/// A reference to an object.
pub(super) fn reference(item: &Item) -> Value {
    json!({ "id": item.id, "name": item.text("name") })
}

/// The value at a dotted path, through lists, contains this text.
pub(super) fn contains(value: &Value, path: &[&str], wanted: &str) -> bool {
    match (value, path) {
        (Value::Array(list), _) => list.iter().any(|one| contains(one, path, wanted)),
        (Value::Object(members), [first, rest @ ..]) => members.get(*first).is_some_and(|value| contains(value, rest, wanted)),
        (Value::String(text), []) => text.to_lowercase().contains(&wanted.to_lowercase()),
        (Value::Bool(flag), []) => wanted == if *flag { "true" } else { "false" },
        (Value::Number(number), []) => wanted.parse() == Ok(number.as_f64().unwrap_or_default()),
        _ => false,
    }
}

/// The services of a plan, each with the endpoints that the plan exposes.
fn services(area: &Area, plan: &str) -> Value {
    let held = |service: &str, endpoint: Option<&str>| {
        area.contents.iter().any(|one| one.plan == plan && one.service == service && one.endpoint.as_deref() == endpoint)
    };
    let services = area.of(Kind::Service).filter(|service| held(&service.id, None)).map(|service| {
        let mut shown = whole(area, service);
        let endpoints = area.below(Kind::Endpoint, &service.id).filter(|endpoint| held(&service.id, Some(&endpoint.id)));
        shown["endpoints"] = endpoints.map(|endpoint| Value::Object(endpoint.value.clone())).collect();
        shown
    });
    services.collect()
}

/// A key's limits come from itself, else from its plan.
fn key(area: &Area, item: &Item, value: &mut Map<String, Value>) {
    let plan = area.find(Kind::Plan, item.reference("plan"));
    let ceiling = |name: &str| item.value.get(name).or_else(|| plan?.value.get(name)).filter(|value| value.is_u64());
    let period = plan.map_or("day", |plan| plan.text("rateLimitPeriod"));
    let rows = [("second", ceiling("qpsLimitCeiling")), (period, ceiling("rateLimitCeiling"))];
    let limit = |(period, ceiling): (&str, Option<&Value>)| {
        Some(json!({ "period": if period.is_empty() { "day" } else { period }, "source": "plan", "ceiling": ceiling? }))
    };
    value.insert("limits".into(), rows.into_iter().filter_map(limit).collect());
    for (name, kind) in [("package", Kind::Package), ("plan", Kind::Plan)] {
        if let Some(other) = area.find(kind, item.reference(name)) {
            value.insert(name.into(), reference(other));
        }
    }
}

/// Sorts by `prop[:asc|:desc]`, several between commas, at the root level only.
pub(super) fn sort(list: &mut [Value], order: &str) -> Result<(), Refusal> {
    for part in order.split(',').rev() {
        let (name, direction) = part.split_once(':').unwrap_or((part, "asc"));
        if name.contains('.') || !matches!(direction, "asc" | "desc") {
            return Err(Refusal::bad(format!("Invalid sort: {part}")));
        }
        let text = |value: &Value| value[name].as_str().map_or_else(|| value[name].to_string(), str::to_owned);
        match direction {
            "asc" => list.sort_by_key(text),
            _ => list.sort_by_key(|value| std::cmp::Reverse(text(value))),
        }
    }
    Ok(())
}

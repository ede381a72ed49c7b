//! Package keys (section 5 and the facts below it).

use serde_json::{Map, Value, json};
use time::{Date, macros::format_description};

use super::{
    answer::{Outcome, Refusal},
    desk::{Desk, Shown, not_allowed, require},
    habits::{Review, SecretRule},
    item::{Area, Item, Kind},
};

/// `/applications/{a}/packageKeys` and what is below.
pub(super) fn of_application(desk: &mut Desk<'_>, method: &str, application: &str, rest: &[&str]) -> Outcome {
    if let [id] = rest
        && desk.find(Kind::PackageKey, id)?.parent.as_deref() != Some(application)
    {
        return Err(Refusal::missing());
    }
    match (method, rest) {
        ("GET", []) => desk.list_below(Kind::PackageKey, application),
        ("POST", []) => create(desk, application),
        ("GET", [id]) => desk.shown(Kind::PackageKey, id, Shown::Single),
        ("PUT", [id]) => update(desk, id),
        (_, [] | [_]) => Err(not_allowed()),
        _ => Err(Refusal::missing()),
    }
}

/// `/packageKeys` and what is below.
pub(super) fn all(desk: &mut Desk<'_>, method: &str, rest: &[&str]) -> Outcome {
    match (method, rest) {
        ("GET", []) => desk.list(Kind::PackageKey),
        ("GET", [id]) => desk.shown(Kind::PackageKey, id, Shown::Single),
        ("PUT", [id]) => update(desk, id),
        ("DELETE", [id]) => desk.remove(Kind::PackageKey, id),
        (_, [] | [_]) => Err(not_allowed()),
        _ => Err(Refusal::missing()),
    }
}

fn create(desk: &mut Desk<'_>, application: &str) -> Outcome {
    desk.settle(Kind::Application, application)?;
    let mut body = desk.body(Kind::PackageKey)?;
    require(&body, &["package", "plan"])?;
    check_values(&body)?;
    let member = desk.find(Kind::Application, application)?.parent.clone().unwrap_or_default();
    if desk.find(Kind::Member, &member)?.text("areaStatus") == "disabled" {
        return Err(Refusal::bad("The member is disabled"));
    }
    let (package, plan) = (id_in(&body, "package"), id_in(&body, "plan"));
    admit(desk, &member, &package, &plan)?;
    fill(desk, &mut body, &package)?;
    if taken(desk.area, body["apikey"].as_str().unwrap_or_default(), &package, &plan) {
        return Err(desk.duplicate("apikey"));
    }
    review(desk, &mut body, &member, &plan);
    let id = desk.create(Kind::PackageKey, Some(application), body)?;
    desk.area.issued.push((plan, member));
    desk.shown(Kind::PackageKey, &id, Shown::Created)
}

/// The plan must be of the package, open to operators, and have room for one more key of this member.
fn admit(desk: &Desk<'_>, member: &str, package: &str, plan: &str) -> Result<(), Refusal> {
    desk.area.find(Kind::Package, package).ok_or_else(|| Refusal::field("package", "Not found"))?;
    let found = desk.area.find(Kind::Plan, plan).filter(|found| found.parent.as_deref() == Some(package));
    let found = found.ok_or_else(|| Refusal::field("plan", "Not found in the package"))?;
    if found.value.get("adminKeyProvisioningEnabled") != Some(&json!(true)) {
        return Err(Refusal::bad("The plan does not let operators make keys"));
    }
    let most = found.value.get("maxNumKeysAllowed").and_then(Value::as_u64);
    let own = |key: &&Item| key.reference("plan") == plan && desk.area.developer(key).is_some_and(|one| one.id == member);
    let living = desk.area.of(Kind::PackageKey).filter(own).count();
    if most.is_some_and(|most| living as u64 >= most) {
        return Err(Refusal::bad("The member has as many keys of this plan as are allowed"));
    }
    Ok(())
}

/// Generates what was not sent.
fn fill(desk: &mut Desk<'_>, body: &mut Map<String, Value>, package: &str) -> Result<(), Refusal> {
    let package = desk.find(Kind::Package, package)?;
    let length = |name: &str| package.value.get(name).and_then(Value::as_u64).and_then(|number| usize::try_from(number).ok());
    let (key, secret) = (length("keyLength").unwrap_or(24), length("sharedSecretLength").unwrap_or(10));
    body.entry("apikey").or_insert_with(|| desk.mint.word(key).into());
    body.entry("status").or_insert_with(|| json!("active"));
    let sent = body.get("secret").is_some_and(|secret| secret != "");
    match desk.habits.secret {
        _ if secret == 0 => drop(body.shift_remove("secret")),
        _ if sent => {}
        SecretRule::Generated => drop(body.insert("secret".into(), desk.mint.word(secret).into())),
        SecretRule::Empty => drop(body.insert("secret".into(), json!(""))),
        SecretRule::Required => return Err(Refusal::field("secret", "Required")),
    }
    Ok(())
}

/// Lets a key wait when the member made as many of this plan as need no review.
fn review(desk: &Desk<'_>, body: &mut Map<String, Value>, member: &str, plan: &str) {
    let free = desk.area.find(Kind::Plan, plan).and_then(|plan| plan.value.get("numKeysBeforeReview")).and_then(Value::as_u64);
    let made = desk.area.issued.iter().filter(|(known, by)| known == plan && by == member).count();
    if desk.habits.review == Review::Binds && free.is_some_and(|free| made as u64 >= free) && body["status"] == "active" {
        body.insert("status".into(), json!("waiting"));
    }
}

fn update(desk: &mut Desk<'_>, id: &str) -> Outcome {
    let mut body = desk.body(Kind::PackageKey)?;
    body.shift_remove("apikey");
    check_values(&body)?;
    let key = desk.find(Kind::PackageKey, id)?;
    if body.get("status") == Some(&json!("waiting")) && key.text("status") != "waiting" {
        return Err(Refusal::field("status", "A key cannot go back to waiting"));
    }
    let package = key.reference("package");
    if body.contains_key("package") && id_in(&body, "package") != package {
        return Err(Refusal::field("package", "A key cannot change its package"));
    }
    let plan = id_in(&body, "plan");
    let fits = desk.area.find(Kind::Plan, &plan).is_some_and(|found| found.parent.as_deref() == Some(package));
    if body.contains_key("plan") && !fits {
        return Err(Refusal::field("plan", "Not found in the package"));
    }
    desk.merge(Kind::PackageKey, id, body)?;
    desk.shown(Kind::PackageKey, id, Shown::Single)
}

fn check_values(body: &Map<String, Value>) -> Result<(), Refusal> {
    let text = |name: &str| body.get(name).and_then(Value::as_str).unwrap_or_default();
    let own = |letter: char| letter.is_ascii_alphanumeric() || "_-.:".contains(letter);
    if text("apikey").len() > 255 || !text("apikey").chars().all(own) {
        return Err(Refusal::field("apikey", "Invalid value"));
    }
    if text("secret").len() > 255 {
        return Err(Refusal::field("secret", "Invalid value"));
    }
    if !text("expires").is_empty() && expiry(text("expires")).is_none() {
        return Err(Refusal::field("expires", "Invalid value"));
    }
    Ok(())
}

/// The day on which a key expires.
pub(super) fn expiry(text: &str) -> Option<Date> {
    Date::parse(text.get(..10)?, format_description!("[year]-[month]-[day]")).ok()
}

/// Whether the value is in use in this package, or in a plan that shares a service.
fn taken(area: &Area, value: &str, package: &str, plan: &str) -> bool {
    let services = |plan: &str| -> Vec<&str> {
        area.contents.iter().filter(|content| content.plan == plan).map(|content| content.service.as_str()).collect()
    };
    let own = services(plan);
    area.of(Kind::PackageKey).filter(|key| key.text("apikey") == value).any(|key| {
        key.reference("package") == package || services(key.reference("plan")).iter().any(|service| own.contains(service))
    })
}

fn id_in(body: &Map<String, Value>, name: &str) -> String {
    body.get(name).and_then(|reference| reference["id"].as_str()).unwrap_or_default().to_owned()
}

//! Members and their applications.

use super::{
    answer::{Outcome, Refusal},
    desk::{Desk, Shown, not_allowed, require},
    item::Kind,
    keys,
};

/// `/members` and what is below.
pub(super) fn members(desk: &mut Desk<'_>, method: &str, rest: &[&str]) -> Outcome {
    match (method, rest) {
        ("GET", []) => desk.list(Kind::Member),
        ("POST", []) => create_member(desk),
        ("GET", [id]) => desk.shown(Kind::Member, id, Shown::Single),
        ("PUT", [id]) => update_member(desk, id),
        ("DELETE", [id]) => desk.remove(Kind::Member, id),
        ("POST", [id, "applications"]) => create_application(desk, id),
        (_, [] | [_] | [_, "applications"]) => Err(not_allowed()),
        _ => Err(Refusal::missing()),
    }
}

/// `/applications` and what is below; nothing is created here.
pub(super) fn applications(desk: &mut Desk<'_>, method: &str, rest: &[&str]) -> Outcome {
    match (method, rest) {
        ("GET", []) => desk.list(Kind::Application),
        ("GET", [id]) => desk.shown(Kind::Application, id, Shown::Single),
        ("PUT", [id]) => update_application(desk, id),
        ("DELETE", [id]) => desk.remove(Kind::Application, id),
        (_, [id, "packageKeys", below @ ..]) => {
            desk.find(Kind::Application, id)?;
            keys::of_application(desk, method, id, below)
        }
        (_, [] | [_]) => Err(not_allowed()),
        _ => Err(Refusal::missing()),
    }
}

fn create_member(desk: &mut Desk<'_>) -> Outcome {
    let mut body = desk.body(Kind::Member)?;
    require(&body, &["username", "email", "displayName"])?;
    require(&body, desk.habits.required_of_members)?;
    let name = body["username"].as_str().unwrap_or_default().to_owned();
    if !body["email"].as_str().is_some_and(|email| email.contains('@')) {
        return Err(Refusal::field("email", "Invalid value"));
    }
    if desk.names.contains(&name) {
        return Err(desk.duplicate("username"));
    }
    body.entry("areaStatus").or_insert_with(|| desk.habits.member_status.into());
    let id = desk.create(Kind::Member, None, body)?;
    desk.names.insert(name);
    desk.shown(Kind::Member, &id, Shown::Created)
}

fn update_member(desk: &mut Desk<'_>, id: &str) -> Outcome {
    let body = desk.body(Kind::Member)?;
    let member = desk.find(Kind::Member, id)?;
    if body.get("username").is_some_and(|name| name != member.text("username")) {
        return Err(Refusal::field("username", "Cannot be changed"));
    }
    desk.merge(Kind::Member, id, body)?;
    desk.shown(Kind::Member, id, Shown::Single)
}

fn create_application(desk: &mut Desk<'_>, member: &str) -> Outcome {
    desk.settle(Kind::Member, member)?;
    let body = desk.body(Kind::Application)?;
    require(&body, &["name", "username"])?;
    if body["username"] != desk.find(Kind::Member, member)?.text("username") {
        return Err(Refusal::field("username", "Not the name of the member"));
    }
    let id = desk.create(Kind::Application, Some(member), body)?;
    desk.shown(Kind::Application, &id, Shown::Created)
}

fn update_application(desk: &mut Desk<'_>, id: &str) -> Outcome {
    let body = desk.body(Kind::Application)?;
    let application = desk.find(Kind::Application, id)?;
    if body.get("username").is_some_and(|name| name != application.text("username")) {
        return Err(Refusal::field("username", "Cannot be changed"));
    }
    desk.merge(Kind::Application, id, body)?;
    desk.shown(Kind::Application, id, Shown::Single)
}

//! What all resources share: one call in one area, carried out on objects of any kind.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};
use time::{OffsetDateTime, macros::format_description};

use super::{
    answer::{Good, Outcome, Refusal},
    call::Call,
    habits::{Attributes, Codes, Duplicate, Habits, PackageShown, Removal, SecretsShown},
    item::{Area, Item, Kind},
    mint::Mint,
    shape::Shape,
    view::{Fields, whole},
};

/// One call in one area.
pub(super) struct Desk<'a> {
    pub(super) area: &'a mut Area,
    /// Every user name that was ever taken, in all areas.
    pub(super) names: &'a mut BTreeSet<String>,
    pub(super) mint: &'a mut Mint,
    pub(super) habits: &'a Habits,
    pub(super) now: OffsetDateTime,
    pub(super) call: &'a Call,
}

/// How an object is shown.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Shown {
    Created,
    Single,
    Listed,
}

impl Desk<'_> {
    pub(super) fn find(&self, kind: Kind, id: &str) -> Result<&Item, Refusal> {
        self.area.find(kind, id).ok_or_else(Refusal::missing)
    }

    /// The body, its members checked against the kind, without those that nobody may write.
    pub(super) fn body(&self, kind: Kind) -> Result<Map<String, Value>, Refusal> {
        self.admitted(kind, self.call.object()?)
    }

    /// The same for an object inside the body.
    pub(super) fn admitted(&self, kind: Kind, mut body: Map<String, Value>) -> Result<Map<String, Value>, Refusal> {
        let shape = Shape::of(kind);
        shape.check(&body)?;
        let own = ["id", "created", "updated", "limits", "revisionNumber"];
        body.retain(|name, _| {
            !own.contains(&name.as_str()) && (shape.knows(name) || !kind.on_request().contains(&name.as_str()))
        });
        let custom: Vec<_> = body.keys().filter(|name| !shape.knows(name)).cloned().collect();
        for name in custom {
            if !self.keeps(kind, &name, &body[&name])? {
                body.shift_remove(&name);
            }
        }
        Ok(body)
    }

    /// Whether a member without a description is a custom attribute of the area.
    fn keeps(&self, kind: Kind, name: &str, value: &Value) -> Result<bool, Refusal> {
        if !matches!(kind, Kind::Member | Kind::Application) {
            return Ok(false);
        }
        let known = match self.habits.attributes {
            Attributes::Known(names) if !names.contains(&name) => return Err(Refusal::field(name, "Unknown attribute")),
            Attributes::Any | Attributes::Known(_) => true,
            Attributes::Kept(names) => names.contains(&name),
        };
        if known && !value.is_string() && !value.is_null() {
            return Err(Refusal::field(name, "Invalid value"));
        }
        Ok(known)
    }

    /// Refuses a creation below a parent that is too new.
    pub(super) fn settle(&mut self, kind: Kind, parent: &str) -> Result<(), Refusal> {
        let parent = self.area.find_mut(kind, parent).ok_or_else(Refusal::missing)?;
        if parent.unsettled > 0 {
            parent.unsettled -= 1;
            return Err(Refusal::bad("The parent object does not exist"));
        }
        Ok(())
    }

    /// Makes an object and tells its id.
    pub(super) fn create(&mut self, kind: Kind, parent: Option<&str>, mut value: Map<String, Value>) -> Result<String, Refusal> {
        if let Some(callout) = self.habits.callout.filter(|_| matches!(kind, Kind::Member | Kind::Application | Kind::PackageKey))
        {
            callout(kind, &mut value).map_err(Refusal::bad)?;
        }
        value.retain(|_, value| !value.is_null());
        let item = Item::new(kind, self.mint.id(kind), parent, value, self.now);
        let id = item.id.clone();
        self.area.items.push(Item { unsettled: self.habits.unsettled, ..item });
        Ok(id)
    }

    /// Merges a body into an object: omitted members stay, `null` takes one away.
    pub(super) fn merge(&mut self, kind: Kind, id: &str, body: Map<String, Value>) -> Result<(), Refusal> {
        let now = stamp(self.now);
        let item = self.area.find_mut(kind, id).ok_or_else(Refusal::missing)?;
        item.value.extend(body);
        item.value.retain(|_, value| !value.is_null());
        item.value.insert("updated".into(), json!(now));
        Ok(())
    }

    pub(super) fn remove(&mut self, kind: Kind, id: &str) -> Outcome {
        self.find(kind, id)?;
        if self.habits.removal == Removal::Refused && self.area.is_parent(id) {
            return Err(Refusal::bad("The object has other objects below it"));
        }
        self.area.remove(id);
        Ok(self.removed())
    }

    pub(super) const fn removed(&self) -> Good {
        let status = if matches!(self.habits.codes, Codes::Plain) { 200 } else { 204 };
        Good { status, body: None, total: None }
    }

    /// The status of a creation.
    pub(super) const fn made(&self) -> u16 {
        if matches!(self.habits.codes, Codes::Plain) { 200 } else { 201 }
    }

    pub(super) fn shown(&self, kind: Kind, id: &str, shown: Shown) -> Outcome {
        let value = self.whole(self.find(kind, id)?, shown);
        let status = if shown == Shown::Created { self.made() } else { 200 };
        let fields = Fields::read(self.call.parameter("fields"));
        Ok(Good::of(status, Fields::cut(fields.as_ref(), Some(kind), &value)))
    }

    /// An object with all that is below it, without secrets that are not shown here.
    pub(super) fn whole(&self, item: &Item, shown: Shown) -> Value {
        let mut value = whole(self.area, item);
        let hidden = match self.habits.secrets_shown {
            SecretsShown::Always => false,
            SecretsShown::Single => shown == Shown::Listed,
            SecretsShown::Once => shown != Shown::Created,
        };
        if hidden {
            hide(&mut value);
        }
        if item.kind == Kind::PackageKey && shown == Shown::Single && self.habits.package == PackageShown::Null {
            value["package"] = Value::Null;
        }
        value
    }

    /// The refusal of an object that is there already.
    pub(super) fn duplicate(&self, property: &str) -> Refusal {
        match self.habits.duplicate {
            Duplicate::Number => Refusal::Api { status: 400, code: 1001, message: "Duplicate object".to_owned() },
            Duplicate::Plain => Refusal::bad(format!("Duplicate object: {property}")),
            Duplicate::Field => Refusal::field(property, "Already in use"),
        }
    }
}

impl Item {
    /// A new object.
    pub(super) fn new(kind: Kind, id: String, parent: Option<&str>, sent: Map<String, Value>, now: OffsetDateTime) -> Self {
        let mut value = Map::new();
        value.insert("id".into(), json!(id));
        value.extend(sent);
        if !matches!(kind, Kind::Domain | Kind::Role | Kind::Organization) {
            value.insert("created".into(), json!(stamp(now)));
            value.insert("updated".into(), json!(stamp(now)));
        }
        Self { kind, id, parent: parent.map(str::to_owned), value, unsettled: 0 }
    }
}

/// Takes secrets out of keys, wherever they are.
fn hide(value: &mut Value) {
    match value {
        Value::Array(list) => list.iter_mut().for_each(hide),
        Value::Object(members) => {
            if members.contains_key("apikey") {
                members.shift_remove("secret");
            }
            members.values_mut().for_each(hide);
        }
        _ => {}
    }
}

/// Refuses a body without these members.
pub(super) fn require(body: &Map<String, Value>, names: &[&str]) -> Result<(), Refusal> {
    let empty = |name: &&&str| body.get(**name).is_none_or(|value| value.is_null() || value == "");
    names.iter().find(empty).map_or(Ok(()), |name| Err(Refusal::field(*name, "Required")))
}

pub(super) fn not_allowed() -> Refusal {
    Refusal::Api { status: 405, code: 405, message: "Method not allowed".to_owned() }
}

/// A date as the product writes it.
pub(super) fn stamp(time: OffsetDateTime) -> String {
    let form = format_description!("[year]-[month]-[day]T[hour]:[minute]:[second].[subsecond digits:3]+0000");
    time.format(form).unwrap()
}

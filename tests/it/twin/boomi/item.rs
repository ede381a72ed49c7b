//! What an area holds: objects of ten kinds, each below at most one other.

use serde_json::{Map, Value};

/// The kinds of objects.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Member,
    Application,
    PackageKey,
    Package,
    Plan,
    Service,
    Endpoint,
    Domain,
    Role,
    Organization,
}

impl Kind {
    /// Whether one client takes `offset` as a page number (section 4).
    pub(super) const fn paged(self) -> bool {
        !matches!(self, Self::Service | Self::Package)
    }

    /// Whether ids are 24 letters and digits instead of a UUID (section 4).
    pub(super) const fn short_id(self) -> bool {
        matches!(self, Self::Service | Self::Endpoint)
    }

    /// Members that come only when they are named in `fields`.
    pub(super) const fn on_request(self) -> &'static [&'static str] {
        match self {
            Self::Member => &["applications", "packageKeys", "roles"],
            Self::Application => &["packageKeys"],
            Self::PackageKey => &["expires"],
            Self::Package => &["plans"],
            Self::Plan => &["services"],
            Self::Service => &["endpoints", "securityProfile"],
            _ => &[],
        }
    }

    /// The kind of the objects in a member of that name.
    pub(super) fn within(self, member: &str) -> Option<Self> {
        match (self, member) {
            (Self::Member, "applications") => Some(Self::Application),
            (Self::Member | Self::Application, "packageKeys") => Some(Self::PackageKey),
            (Self::Package, "plans") => Some(Self::Plan),
            (Self::Plan, "services") => Some(Self::Service),
            (Self::Service, "endpoints") => Some(Self::Endpoint),
            _ => None,
        }
    }
}

/// One object.
#[derive(Debug, Clone)]
pub(crate) struct Item {
    pub(crate) kind: Kind,
    pub(crate) id: String,
    /// The id of the object that it is below.
    pub(crate) parent: Option<String>,
    pub(crate) value: Map<String, Value>,
    /// Creations below it that are still refused.
    pub(super) unsettled: u32,
}

/// A service in a plan, or one of its endpoints.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Content {
    pub(crate) plan: String,
    pub(crate) service: String,
    /// None for the service itself.
    pub(crate) endpoint: Option<String>,
}

/// What one area holds.
#[derive(Debug, Default)]
pub(crate) struct Area {
    pub(crate) items: Vec<Item>,
    pub(crate) contents: Vec<Content>,
    /// Plan and member of each key that was ever made; removed keys still count.
    pub(crate) issued: Vec<(String, String)>,
}

impl Area {
    pub(super) fn find(&self, kind: Kind, id: &str) -> Option<&Item> {
        self.items.iter().find(|item| item.kind == kind && item.id == id)
    }

    pub(super) fn find_mut(&mut self, kind: Kind, id: &str) -> Option<&mut Item> {
        self.items.iter_mut().find(|item| item.kind == kind && item.id == id)
    }

    pub(super) fn of(&self, kind: Kind) -> impl Iterator<Item = &Item> {
        self.items.iter().filter(move |item| item.kind == kind)
    }

    pub(super) fn below(&self, kind: Kind, parent: &str) -> impl Iterator<Item = &Item> {
        self.of(kind).filter(move |item| item.parent.as_deref() == Some(parent))
    }

    /// The member that a package key belongs to.
    pub(super) fn developer(&self, key: &Item) -> Option<&Item> {
        let application = self.find(Kind::Application, key.parent.as_deref()?)?;
        self.find(Kind::Member, application.parent.as_deref()?)
    }

    /// Whether anything hangs on an object.
    pub(super) fn is_parent(&self, id: &str) -> bool {
        self.items.iter().any(|item| item.hangs_on(id))
    }

    /// Takes an object away with everything that hangs on it.
    pub(super) fn remove(&mut self, id: &str) {
        self.items.retain(|item| item.id != id);
        self.contents.retain(|content| content.plan != id && content.service != id && content.endpoint.as_deref() != Some(id));
        let orphans: Vec<_> = self.items.iter().filter(|item| item.hangs_on(id)).map(|item| item.id.clone()).collect();
        for orphan in orphans {
            self.remove(&orphan);
        }
    }
}

impl Item {
    pub(super) fn text(&self, name: &str) -> &str {
        self.value.get(name).and_then(Value::as_str).unwrap_or_default()
    }

    /// The id in a reference such as `package`.
    pub(super) fn reference(&self, name: &str) -> &str {
        self.value.get(name).and_then(|reference| reference["id"].as_str()).unwrap_or_default()
    }

    fn hangs_on(&self, id: &str) -> bool {
        self.parent.as_deref() == Some(id) || (self.kind == Kind::PackageKey && self.reference("plan") == id)
    }
}

//! Lists: filtered, sorted, cut into pages, counted (section 4).

use serde_json::Value;

use super::{
    answer::{Good, Outcome, Refusal},
    desk::{Desk, Shown},
    habits::{NestedFilter, Offsets},
    item::{Item, Kind},
    view::{Fields, contains, sort},
};

impl Desk<'_> {
    /// The objects of a kind.
    pub(super) fn list(&self, kind: Kind) -> Outcome {
        self.listed(kind, |_| true)
    }

    /// The objects of a kind below another.
    pub(super) fn list_below(&self, kind: Kind, parent: &str) -> Outcome {
        self.listed(kind, |item| item.parent.as_deref() == Some(parent))
    }

    fn listed(&self, kind: Kind, here: impl Fn(&Item) -> bool) -> Outcome {
        let all = self.area.of(kind).filter(|item| here(item)).map(|item| self.whole(item, Shown::Listed)).collect();
        self.page(kind, all, self.habits.offsets == Offsets::Pages && kind.paged())
    }

    /// One page of these objects.
    pub(super) fn page(&self, kind: Kind, mut all: Vec<Value>, by_pages: bool) -> Outcome {
        for (_, filter) in self.call.query.iter().filter(|(name, _)| name == "filter") {
            self.filter(kind, &mut all, filter)?;
        }
        if let Some(order) = self.call.parameter("sort") {
            sort(&mut all, order)?;
        }
        let limit = self.number("limit", self.habits.limit)?.min(self.habits.limit);
        let offset = self.number("offset", 0)?;
        if limit == 0 {
            return Err(Refusal::bad("Invalid limit"));
        }
        let skipped = if by_pages { offset.saturating_mul(limit) } else { offset };
        let fields = Fields::read(self.call.parameter("fields"));
        let total = Some(all.len());
        let page = all.iter().skip(skipped).take(limit).map(|value| Fields::cut(fields.as_ref(), Some(kind), value));
        Ok(Good { status: 200, body: Some(page.collect()), total })
    }

    fn filter(&self, kind: Kind, all: &mut Vec<Value>, filter: &str) -> Result<(), Refusal> {
        let (path, wanted) = filter.split_once(':').ok_or_else(|| Refusal::bad(format!("Invalid filter: {filter}")))?;
        let path: Vec<&str> = path.split('.').collect();
        if kind == Kind::PackageKey && path.len() > 1 {
            match self.habits.nested_filter {
                NestedFilter::Works => {}
                NestedFilter::Ignored => return Ok(()),
                NestedFilter::Refused => return Err(Refusal::bad(format!("Invalid filter: {filter}"))),
            }
        }
        all.retain(|value| contains(value, &path, wanted));
        Ok(())
    }

    fn number(&self, name: &str, absent: usize) -> Result<usize, Refusal> {
        let Some(text) = self.call.parameter(name) else { return Ok(absent) };
        text.parse().map_err(|_| Refusal::bad(format!("Invalid {name}")))
    }
}

//! The one room that decides what to change: wanted, observed and capabilities in, a list of changes out. Pure.

pub mod diff;
pub mod ground;
pub mod order;
mod pair;
pub mod scopes;

use crate::domain::{capability::Support, change::Change, finding::Finding};

/// What is to be done, in order.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Plan {
    /// The changes.
    pub items: Vec<Planned>,
    /// What people should know before they agree.
    pub findings: Vec<Finding>,
}

/// One change and how well the gateway supports it.
#[derive(Debug, Clone, PartialEq)]
pub struct Planned {
    /// The change.
    pub change: Change,
    /// How well.
    pub support: Support,
}

impl Plan {
    /// Whether there is nothing to do.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.items.is_empty()
    }

    /// The changes that the tool cannot make itself.
    pub fn blockers(&self) -> impl Iterator<Item = &Planned> {
        self.items.iter().filter(|item| matches!(item.support, Support::Manual { .. } | Support::Unsupported { .. }))
    }
}

//! Whether a second credential can stand beside the first, so that one follows the other without a gap.

use crate::domain::{
    capability::{Capabilities, Support},
    change::Operation,
    mechanism::MechanismKind,
};

impl Capabilities {
    /// Says why a second secret cannot stand beside the first for a mechanism, though one can be issued.
    #[must_use]
    pub fn without_second(mut self, mechanism: MechanismKind, support: Support) -> Self {
        self.no_second.insert(mechanism, support);
        self
    }

    /// Says that a client is known by one subject, whatever certificates carry it.
    #[must_use]
    pub const fn knowing_one_subject(mut self) -> Self {
        self.one_subject = true;
        self
    }

    /// How well a second secret is issued beside the first.
    #[must_use]
    pub fn second_secret(&self, mechanism: MechanismKind) -> Support {
        let known = self.no_second.get(&mechanism).cloned();
        known.unwrap_or_else(|| self.support(Operation::IssueSecret, mechanism))
    }

    /// Whether certificates of several subjects identify one partner at the same time.
    #[must_use]
    pub const fn takes_several_subjects(&self) -> bool {
        !self.one_subject
    }
}

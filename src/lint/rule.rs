//! One line of a table of rules.

use crate::domain::finding::{Finding, Level};

/// A rule: its code, how bad a breach is, what it looks at, and what to do. `F` looks at a case and says what is so when it is a breach.
#[derive(Debug, Clone, Copy)]
pub struct Rule<F> {
    /// A stable word.
    pub code: &'static str,
    /// How bad a breach is.
    pub level: Level,
    /// Looks at a case.
    pub look: F,
    /// What to do.
    pub advice: &'static str,
}

impl<F: Copy> Rule<F> {
    /// A rule whose breach will not work, or is not safe.
    pub const fn refuse(code: &'static str, look: F, advice: &'static str) -> Self {
        Self { code, level: Level::Refuse, look, advice }
    }

    /// A rule whose breach works now, and may not later.
    pub const fn warn(code: &'static str, look: F, advice: &'static str) -> Self {
        Self { code, level: Level::Warn, look, advice }
    }

    /// The finding about what is so, when it is a breach.
    pub fn found(&self, subject: Option<String>) -> Option<Finding> {
        Some(Finding::new(self.level, self.code, subject?, self.advice))
    }
}

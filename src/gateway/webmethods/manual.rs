//! What a person has to do where the admin API does not, as an error.

use crate::{domain::capability::Support, gateway::Error};

/// The error that says which steps to take.
pub(super) fn manual(steps: impl Into<String>) -> Error {
    Error::Unsupported(Support::Manual { steps: steps.into() })
}

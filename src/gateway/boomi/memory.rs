//! What an area told during one command: so that a batch asks for it once. Holds no secret.

use std::sync::{Mutex, MutexGuard, PoisonError};

use super::wire::Service;

/// Everything that is remembered.
#[derive(Default)]
pub(super) struct Memory {
    services: Mutex<Option<Vec<Service>>>,
    package: Mutex<Option<String>>,
}

impl Memory {
    pub(super) fn services(&self) -> MutexGuard<'_, Option<Vec<Service>>> {
        self.services.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The id of our package.
    pub(super) fn package(&self) -> MutexGuard<'_, Option<String>> {
        self.package.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

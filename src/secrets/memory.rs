//! Secrets in memory: for tests, and for rehearsals that must leave nothing behind.

use std::{
    collections::BTreeMap,
    sync::{Mutex, MutexGuard, PoisonError},
};

use super::{Result, SecretStore, check_size};
use crate::domain::secret::{Secret, SecretRef};

/// Secrets that end with the process.
#[derive(Debug, Default)]
pub struct Memory(Mutex<BTreeMap<SecretRef, Secret>>);

impl Memory {
    fn kept(&self) -> MutexGuard<'_, BTreeMap<SecretRef, Secret>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl SecretStore for Memory {
    fn put(&self, at: &SecretRef, secret: &Secret) -> Result<()> {
        check_size(at, secret)?;
        self.kept().insert(at.clone(), secret.clone());
        Ok(())
    }

    fn get(&self, at: &SecretRef) -> Result<Option<Secret>> {
        Ok(self.kept().get(at).cloned())
    }

    fn remove(&self, at: &SecretRef) -> Result<()> {
        self.kept().remove(at);
        Ok(())
    }

    fn list(&self) -> Result<Vec<SecretRef>> {
        Ok(self.kept().keys().cloned().collect())
    }

    fn about(&self) -> String {
        "memory of this process".to_owned()
    }
}

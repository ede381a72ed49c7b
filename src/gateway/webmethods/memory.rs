//! What a gateway told during one command: so that a batch asks for it once. Holds no secret.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{Mutex, MutexGuard, PoisonError},
};

use url::Url;

use super::wire::{ListedApi, StrategySummary};

/// Everything that is remembered.
#[derive(Default)]
pub(super) struct Memory {
    strategies: Mutex<Option<Strategies>>,
    apis: Mutex<Option<Vec<ListedApi>>>,
    balancer: Mutex<Option<Balancer>>,
    token_endpoint: Mutex<Option<Url>>,
    issuers: Mutex<Option<BTreeMap<String, String>>>,
    home: Mutex<Home>,
}

/// Where the marker lives in an application.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum Home {
    /// Not known yet: it is written to both places, so that no profile stands without it, whatever happens next.
    #[default]
    Unknown,
    /// In `customFields`.
    Fields,
    /// In the last line of `description`: this server does not return `customFields`.
    Description,
}

/// The addresses that the gateway publishes for its callers (section 4, row "Endpoints").
#[derive(Debug, Clone, Default)]
pub(super) struct Balancer {
    pub(super) http: Vec<Url>,
    pub(super) https: Vec<Url>,
}

impl Memory {
    pub(super) fn strategies(&self) -> MutexGuard<'_, Option<Strategies>> {
        self.strategies.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn apis(&self) -> MutexGuard<'_, Option<Vec<ListedApi>>> {
        self.apis.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn balancer(&self) -> MutexGuard<'_, Option<Balancer>> {
        self.balancer.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn token_endpoint(&self) -> MutexGuard<'_, Option<Url>> {
        self.token_endpoint.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The `iss` of external issuers, by the name of their alias.
    pub(super) fn issuers(&self) -> MutexGuard<'_, Option<BTreeMap<String, String>>> {
        self.issuers.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn home(&self) -> Home {
        *self.home.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn set_home(&self, home: Home) {
        *self.home.lock().unwrap_or_else(PoisonError::into_inner) = home;
    }
}

/// The strategies of a gateway by id and by name.
#[derive(Default)]
pub(super) struct Strategies {
    by_id: BTreeMap<String, StrategySummary>,
    by_name: BTreeMap<String, BTreeSet<String>>,
}

impl Strategies {
    pub(super) fn new(all: Vec<StrategySummary>) -> Self {
        let mut index = Self::default();
        for summary in all {
            index.put(summary);
        }
        index
    }

    pub(super) fn get(&self, id: &str) -> Option<&StrategySummary> {
        self.by_id.get(id)
    }

    pub(super) fn put(&mut self, summary: StrategySummary) {
        self.remove(&summary.id.clone());
        self.by_name.entry(summary.name.clone()).or_default().insert(summary.id.clone());
        self.by_id.insert(summary.id.clone(), summary);
    }

    pub(super) fn remove(&mut self, id: &str) {
        let Some(gone) = self.by_id.remove(id) else { return };
        if let Some(ids) = self.by_name.get_mut(&gone.name) {
            ids.remove(id);
            if ids.is_empty() {
                self.by_name.remove(&gone.name);
            }
        }
    }

    /// The strategies named `BASE` or `BASE-N`, with their number; `BASE` counts as 1.
    pub(super) fn family<'a>(&'a self, base: &'a str) -> impl Iterator<Item = (u32, &'a StrategySummary)> {
        let names = self.by_name.range(base.to_owned()..).take_while(move |(name, _)| name.starts_with(base));
        let numbered = names.filter_map(move |(name, ids)| Some((number(name, base)?, ids)));
        let each = move |(number, ids): (u32, &'a BTreeSet<String>)| {
            ids.iter().filter_map(move |id| Some((number, self.by_id.get(id)?)))
        };
        numbered.flat_map(each)
    }
}

/// The number of a strategy's name in its family.
pub(super) fn number(name: &str, base: &str) -> Option<u32> {
    match name.strip_prefix(base)? {
        "" => Some(1),
        tail => tail.strip_prefix('-')?.parse().ok().filter(|number| *number > 1),
    }
}

//! What the gateway knows: records by kind, in the order of their creation, with the keys by which they are looked up.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    path::Path,
    sync::{Arc, PoisonError, RwLock, RwLockReadGuard},
};

use serde_json::Value;

use super::{
    Error, certificates,
    disk::{Disk, Entry},
};

/// The kinds of records.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Kind {
    Application,
    Strategy,
    Api,
    /// The description that an API was imported from.
    Source,
    Policy,
    Action,
    Scope,
    Alias,
    Configuration,
    Token,
    Truststore,
    Keystore,
    /// A private key of the sandbox, or of a key store.
    Key,
    /// A client of the identity provider.
    Client,
}

impl Kind {
    fn word(self) -> &'static str {
        match self {
            Self::Application => "application",
            Self::Strategy => "strategy",
            Self::Api => "api",
            Self::Source => "source",
            Self::Policy => "policy",
            Self::Action => "action",
            Self::Scope => "scope",
            Self::Alias => "alias",
            Self::Configuration => "configuration",
            Self::Token => "token",
            Self::Truststore => "truststore",
            Self::Keystore => "keystore",
            Self::Key => "key",
            Self::Client => "client",
        }
    }

    /// The keys under which a record can be found besides its id.
    fn keys(self, value: &Value) -> Vec<String> {
        let text = |name: &str| value[name].as_str().unwrap_or_default();
        let each = |prefix: &str, list: &Value| list_of(list).map(|item| format!("{prefix}:{item}")).collect::<Vec<_>>();
        match self {
            Self::Application => {
                let mut keys = each("api", &value["consumingAPIs"]);
                keys.extend(each("strategy", &value["authStrategyIds"]));
                keys.push(format!("name:{}", text("name")));
                if let Some(key) = value["accessTokens"]["apiAccessKey_credentials"]["apiAccessKey"].as_str() {
                    keys.push(format!("key:{key}"));
                }
                for identifier in list_of_objects(&value["identifiers"]) {
                    let key = identifier["key"].as_str().unwrap_or_default();
                    keys.push(format!("identifier:{key}"));
                    if key == "httpsCertificate" {
                        let values = list_of(&identifier["value"]).filter_map(certificates::fingerprint);
                        keys.extend(values.map(|print| format!("certificate:{print}")));
                    }
                }
                keys
            }
            Self::Strategy => vec![format!("client:{}", text("clientId")), format!("name:{}", text("name"))],
            Self::Api => vec![format!("ref:{}/{}", text("apiName"), text("apiVersion")), format!("name:{}", text("apiName"))],
            Self::Scope => {
                let mut keys = each("api", &value["apiScopes"]);
                keys.push(format!("name:{}", text("scopeName")));
                keys
            }
            Self::Alias => vec![format!("name:{}", text("name"))],
            Self::Policy => list_of_objects(&value["policyEnforcements"])
                .flat_map(|stage| list_of_objects(&stage["enforcements"]))
                .filter_map(|entry| entry["enforcementObjectId"].as_str())
                .map(|id| format!("action:{id}"))
                .collect(),
            Self::Source
            | Self::Action
            | Self::Configuration
            | Self::Token
            | Self::Truststore
            | Self::Keystore
            | Self::Key
            | Self::Client => Vec::new(),
        }
    }

    const ALL: [Self; 14] = [
        Self::Application,
        Self::Strategy,
        Self::Api,
        Self::Source,
        Self::Policy,
        Self::Action,
        Self::Scope,
        Self::Alias,
        Self::Configuration,
        Self::Token,
        Self::Truststore,
        Self::Keystore,
        Self::Key,
        Self::Client,
    ];
}

/// Everything, behind one lock: many read, one writes.
pub(super) struct World {
    shelves: RwLock<Shelves>,
    disk: Disk,
}

impl World {
    /// Opens the database of a state folder and takes everything into memory.
    pub(super) fn open(path: &Path) -> Result<Self, Error> {
        let (disk, found) = Disk::open(path)?;
        let mut shelves = Shelves::default();
        for record in found {
            let (word, id) = record.key.split_once('/').unwrap_or_default();
            if let Some(kind) = Kind::ALL.into_iter().find(|kind| kind.word() == word) {
                shelves.next = shelves.next.max(record.place.saturating_add(1));
                shelves.shelf_mut(kind).place(kind, record.place, id, Arc::new(record.value));
            }
        }
        Ok(Self { shelves: RwLock::new(shelves), disk })
    }

    /// The shelves to read from; they stand still meanwhile.
    pub(super) fn read(&self) -> RwLockReadGuard<'_, Shelves> {
        self.shelves.read().unwrap_or_else(PoisonError::into_inner)
    }

    /// Changes the shelves as one step that nobody sees in part. A refused change must have changed nothing.
    pub(super) fn write<T>(&self, change: impl FnOnce(&mut Shelves) -> T) -> T {
        let mut shelves = self.shelves.write().unwrap_or_else(PoisonError::into_inner);
        let result = change(&mut shelves);
        let changes = std::mem::take(&mut shelves.changes);
        if !changes.is_empty() {
            self.disk.write(changes);
        }
        result
    }
}

/// The records of all kinds.
#[derive(Default)]
pub(super) struct Shelves {
    by_kind: HashMap<Kind, Shelf>,
    empty: Shelf,
    next: u64,
    changes: Vec<Entry>,
}

impl Shelves {
    /// The record with this id.
    pub(super) fn get(&self, kind: Kind, id: &str) -> Option<&Arc<Value>> {
        let rack = self.shelf(kind);
        rack.places.get(id).and_then(|place| rack.rows.get(place)).map(|(_, value)| value)
    }

    /// All records of a kind, oldest first.
    pub(super) fn all(&self, kind: Kind) -> impl DoubleEndedIterator<Item = &Arc<Value>> {
        self.shelf(kind).rows.values().map(|(_, value)| value)
    }

    /// The records under a key such as `name:acme`, oldest first.
    pub(super) fn find<'s>(&'s self, kind: Kind, key: &str) -> impl Iterator<Item = &'s Arc<Value>> + use<'s> {
        let rack = self.shelf(kind);
        let places = rack.keys.get(key).into_iter().flatten();
        places.filter_map(|place| rack.rows.get(place)).map(|(_, value)| value)
    }

    /// How many records of a kind there are.
    pub(super) fn count(&self, kind: Kind) -> usize {
        self.shelf(kind).rows.len()
    }

    /// Puts a record under its id; one that was there keeps its place in the order.
    pub(super) fn put(&mut self, kind: Kind, id: &str, value: Value) -> Arc<Value> {
        let known = self.shelf(kind).places.get(id).copied();
        let place = known.unwrap_or(self.next);
        self.next = self.next.max(place.saturating_add(1));
        let value = Arc::new(value);
        let rack = self.shelf_mut(kind);
        rack.take(kind, id);
        rack.place(kind, place, id, Arc::clone(&value));
        self.changes.push(Entry { key: format!("{}/{id}", kind.word()), value: Some((place, Arc::clone(&value))) });
        value
    }

    /// Takes a record away.
    pub(super) fn remove(&mut self, kind: Kind, id: &str) -> Option<Arc<Value>> {
        let gone = self.shelf_mut(kind).take(kind, id)?;
        self.changes.push(Entry { key: format!("{}/{id}", kind.word()), value: None });
        Some(gone)
    }

    /// Takes away the records that a test picks.
    pub(super) fn remove_where(&mut self, kind: Kind, test: impl Fn(&Value) -> bool) {
        let picked = |(id, value): &(String, Arc<Value>)| test(value).then(|| id.clone());
        let ids: Vec<_> = self.shelf(kind).rows.values().filter_map(picked).collect();
        for id in ids {
            self.remove(kind, &id);
        }
    }

    fn shelf(&self, kind: Kind) -> &Shelf {
        self.by_kind.get(&kind).unwrap_or(&self.empty)
    }

    fn shelf_mut(&mut self, kind: Kind) -> &mut Shelf {
        self.by_kind.entry(kind).or_default()
    }
}

#[derive(Default)]
struct Shelf {
    rows: BTreeMap<u64, (String, Arc<Value>)>,
    places: HashMap<String, u64>,
    keys: HashMap<String, BTreeSet<u64>>,
}

impl Shelf {
    fn place(&mut self, kind: Kind, place: u64, id: &str, value: Arc<Value>) {
        for key in kind.keys(&value) {
            self.keys.entry(key).or_default().insert(place);
        }
        self.places.insert(id.to_owned(), place);
        self.rows.insert(place, (id.to_owned(), value));
    }

    fn take(&mut self, kind: Kind, id: &str) -> Option<Arc<Value>> {
        let place = self.places.remove(id)?;
        let (_, value) = self.rows.remove(&place)?;
        for key in kind.keys(&value) {
            if let Some(places) = self.keys.get_mut(&key) {
                places.remove(&place);
                if places.is_empty() {
                    self.keys.remove(&key);
                }
            }
        }
        Some(value)
    }
}

/// The texts of a list; nothing when it is none.
pub(super) fn list_of(value: &Value) -> impl Iterator<Item = &str> {
    list_of_objects(value).filter_map(Value::as_str)
}

/// The items of a list; nothing when it is none.
pub(super) fn list_of_objects(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}

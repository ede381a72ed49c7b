//! A desk that remembers, and the partner that these tests are about.

use std::{collections::BTreeMap, sync::Mutex};

use partnerctl::{
    domain::{
        moment::Span,
        name::ProfileKey,
        profile::{Marker, RemoteRef, Settings},
        secret::{Secret, SecretRef},
        workspace::Connection,
    },
    gateway::{Desk, Gateway, Opening, ProfileTarget, Result, registry::driver},
    http::Http,
};

/// Keeps secrets and notes in memory.
#[derive(Default)]
pub(crate) struct TestDesk {
    kept: Mutex<BTreeMap<SecretRef, String>>,
    notes: Mutex<Vec<RemoteRef>>,
}

impl TestDesk {
    /// The secret that was kept last under the partner's slot.
    pub(crate) fn kept(&self) -> Option<String> {
        self.kept.lock().unwrap().get(&target().slot).cloned()
    }

    /// All secrets with their slots.
    pub(crate) fn all(&self) -> BTreeMap<SecretRef, String> {
        self.kept.lock().unwrap().clone()
    }

    /// The slot whose name ends so.
    pub(crate) fn slot_ending(&self, end: &str) -> Option<SecretRef> {
        self.kept.lock().unwrap().keys().find(|slot| slot.as_str().ends_with(end)).cloned()
    }

    /// Every note, as it is written down.
    pub(crate) fn told(&self) -> Vec<String> {
        self.notes.lock().unwrap().iter().map(ToString::to_string).collect()
    }

    /// Forgets the secrets, as a run does that is ended before it writes them.
    pub(crate) fn forget(&self) {
        self.kept.lock().unwrap().clear();
    }

    pub(crate) fn noted(&self, kind: &str) -> Vec<String> {
        self.notes.lock().unwrap().iter().filter(|note| note.kind == kind).map(|note| note.id.clone()).collect()
    }
}

impl Desk for TestDesk {
    fn credential(&self, slot: &SecretRef) -> Result<Option<Secret>> {
        Ok(self.kept.lock().unwrap().get(slot).cloned().map(Secret::new))
    }

    fn keep(&self, slot: &SecretRef, secret: &Secret) -> Result<()> {
        self.kept.lock().unwrap().insert(slot.clone(), secret.reveal().to_owned());
        Ok(())
    }

    fn forget(&self, slot: &SecretRef) -> Result<()> {
        self.kept.lock().unwrap().remove(slot);
        Ok(())
    }

    fn note(&self, remote: &RemoteRef) -> Result<()> {
        self.notes.lock().unwrap().push(remote.clone());
        Ok(())
    }
}

/// The driver on a client.
pub(crate) fn open(http: Http) -> Box<dyn Gateway> {
    let connection = Connection { driver: "webmethods".to_owned(), url: Some(http.base().clone()), ..Connection::default() };
    let opening =
        Opening { connection, http, owner: "juniper-networks".to_owned(), password: None, secret_lifetime: Span::days(365) };
    (driver("webmethods").unwrap().open)(opening).unwrap()
}

pub(crate) fn settings() -> Settings {
    Settings {
        name: "acme-production".to_owned(),
        description: "ACME Ltd.".to_owned(),
        contacts: vec!["ops@acme.example".to_owned()],
        application_id: "acme-4711".parse().ok(),
        customer_source_id: Some("ACME SRC".to_owned()),
    }
}

pub(crate) fn target() -> ProfileTarget {
    let key = ProfileKey { partner: "acme".parse().unwrap(), environment: "production".parse().unwrap() };
    ProfileTarget {
        slot: SecretRef::credential(&key),
        marker: Marker { owner: "juniper-networks".to_owned(), key, generation: 1 },
        name: settings().name,
        remote: None,
        identity: None,
        adopt: false,
    }
}

//! The keyring of the operating system. It may hang behind a question that nobody sees, so every call has a time limit.
//!
//! Keyrings cannot list reliably: the names, never the values, are kept in a file of the state folder.

use std::{
    collections::BTreeSet,
    path::{Path, PathBuf},
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicBool, Ordering},
        mpsc,
    },
    thread,
    time::Duration,
};

use keyring::Entry;

use super::{Error, Result, SecretStore, check_size};
use crate::{
    domain::secret::{Secret, SecretRef},
    files::{self, Mode},
};

/// The secrets of one workspace in the OS keyring.
#[derive(Debug)]
pub struct Keyring {
    service: String,
    index: PathBuf,
    index_lock: Mutex<()>,
    silent: AtomicBool,
}

impl Keyring {
    /// The keyring of a workspace; its names are kept in `state`.
    #[must_use]
    pub fn new(owner: &str, state: &Path) -> Self {
        let (service, index) = (format!("partnerctl:{owner}"), state.join("keyring.json"));
        Self { service, index, index_lock: Mutex::default(), silent: AtomicBool::new(false) }
    }

    /// Whether there is a keyring and it answers in time.
    pub fn probe(&self) -> Result<()> {
        match self.call("workspace/probe", |entry| entry.get_password().map(drop)) {
            Err(keyring::Error::NoEntry) | Ok(()) => Ok(()),
            Err(other) => Err(self.failed(other)),
        }
        .and_then(|()| if self.silent.load(Ordering::Relaxed) { Err(silent()) } else { Ok(()) })
    }

    /// Runs a call in a thread of its own. After one that did not come back, no other is tried.
    fn call<T: Send + 'static>(
        &self,
        name: &str,
        work: impl FnOnce(&Entry) -> keyring::Result<T> + Send + 'static,
    ) -> keyring::Result<T> {
        let timed_out = || keyring::Error::NotSupportedByStore(SILENT.to_owned());
        if self.silent.load(Ordering::Relaxed) {
            return Err(timed_out());
        }
        let (service, name) = (self.service.clone(), name.to_owned());
        let (answer, answers) = mpsc::channel();
        let run = move || {
            // Nobody listens any more when the time is over.
            let _ = answer.send(Entry::new(&service, &name).and_then(|entry| work(&entry)));
        };
        thread::Builder::new()
            .name("keyring".to_owned())
            .spawn(run)
            .map_err(|error| keyring::Error::NotSupportedByStore(format!("no thread could be started: {error}")))?;
        answers.recv_timeout(TIME_LIMIT).unwrap_or_else(|_| {
            self.silent.store(true, Ordering::Relaxed);
            Err(timed_out())
        })
    }

    fn failed(&self, error: keyring::Error) -> Error {
        let why = match error {
            _ if self.silent.load(Ordering::Relaxed) => return silent(),
            keyring::Error::NoDefaultStore => "there is none on this machine, or it does not run".to_owned(),
            // These carry the bytes of the secret.
            keyring::Error::BadEncoding(_) | keyring::Error::BadDataFormat(..) => "it holds something that is no text".to_owned(),
            keyring::Error::TooLong(_, limit) => format!("it takes at most {limit} bytes"),
            other => other.to_string().chars().filter(|sign| !sign.is_control()).take(200).collect(),
        };
        Error::Unavailable { store: STORE.to_owned(), why, next: NEXT.to_owned() }
    }

    fn names(&self) -> Result<BTreeSet<SecretRef>> {
        let Some(bytes) = files::read_if_exists(&self.index, INDEX_LIMIT)? else { return Ok(BTreeSet::new()) };
        serde_json::from_slice(&bytes).map_err(|_| Error::Unavailable {
            store: STORE.to_owned(),
            why: format!("the list of its names in `{}` is damaged", self.index.display()),
            next: "remove that file; secrets can still be read by name".to_owned(),
        })
    }

    /// Changes the list of names, alone in this process and among others.
    fn note(&self, change: impl FnOnce(&mut BTreeSet<SecretRef>) -> bool) -> Result<()> {
        let _here = self.index_lock.lock().unwrap_or_else(PoisonError::into_inner);
        let _alone = files::hold(&self.index.with_extension("lock"))?;
        let mut names = self.names()?;
        if !change(&mut names) {
            return Ok(());
        }
        let text = serde_json::to_string_pretty(&names).unwrap_or_default();
        Ok(files::write_atomic(&self.index, text.as_bytes(), Mode::Private)?)
    }

    fn set(&self, at: &SecretRef, secret: &Secret) -> Result<()> {
        check_size(at, secret)?;
        let secret = secret.clone();
        self.call(at.as_str(), move |entry| entry.set_password(secret.reveal())).map_err(|error| self.failed(error))
    }
}

impl SecretStore for Keyring {
    /// The name is noted first: a secret without a name in the list would be forgotten, a name without one is harmless.
    fn put(&self, at: &SecretRef, secret: &Secret) -> Result<()> {
        check_size(at, secret)?;
        self.note(|names| names.insert(at.clone()))?;
        self.set(at, secret)
    }

    fn get(&self, at: &SecretRef) -> Result<Option<Secret>> {
        match self.call(at.as_str(), |entry| entry.get_password().map(Secret::new)) {
            Ok(secret) => Ok(Some(secret)),
            Err(keyring::Error::NoEntry) => Ok(None),
            Err(error) => Err(self.failed(error)),
        }
    }

    fn remove(&self, at: &SecretRef) -> Result<()> {
        match self.call(at.as_str(), Entry::delete_credential) {
            Ok(()) | Err(keyring::Error::NoEntry) => self.note(|names| names.remove(at)),
            Err(error) => Err(self.failed(error)),
        }
    }

    fn list(&self) -> Result<Vec<SecretRef>> {
        Ok(self.names()?.into_iter().collect())
    }

    fn put_all(&self, many: &[(SecretRef, Secret)]) -> Result<()> {
        many.iter().try_for_each(|(at, secret)| check_size(at, secret))?;
        self.note(|names| {
            names.extend(many.iter().map(|(at, _)| at.clone()));
            !many.is_empty()
        })?;
        many.iter().try_for_each(|(at, secret)| self.set(at, secret))
    }

    fn about(&self) -> String {
        format!("OS keyring, service `{}`", self.service)
    }
}

fn silent() -> Error {
    Error::Silent { store: STORE.to_owned(), seconds: TIME_LIMIT.as_secs() }
}

const STORE: &str = "keyring";
const SILENT: &str = "no answer in time";
const NEXT: &str = "unlock it, or keep secrets in sealed files: `secrets: { store: sealed }` in `partnerctl.yaml`";
const TIME_LIMIT: Duration = Duration::from_secs(3);
const INDEX_LIMIT: u64 = 16 << 20;

//! Sealed files: one age file per secret below `secrets/`, fit to be committed.
//!
//! Writing needs the recipient alone. Reading needs the identity, which is unlocked once per process. Nothing but the
//! secret in question is ever rewritten.

use std::{
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError},
};

use super::{
    Error, Result, SecretStore, check_size,
    identity::{Ask, IdentitySource},
};
use crate::{
    crypto::seal::{self, Identity, Recipient},
    domain::secret::{Secret, SecretRef},
    files::{self, Mode},
};

/// The sealed files of a workspace.
#[derive(Debug)]
pub struct Sealed {
    folder: PathBuf,
    recipient: Recipient,
    source: IdentitySource,
    ask: Option<Ask>,
    identity: Mutex<Option<Arc<Identity>>>,
}

impl Sealed {
    /// The files in a folder, sealed for a recipient.
    pub fn new(folder: &Path, recipient: &str, source: IdentitySource) -> Result<Self> {
        let recipient = recipient.parse().map_err(|error: seal::Error| Error::Unavailable {
            store: "sealed".to_owned(),
            why: format!("`secrets.recipient` in `partnerctl.yaml`: {error}"),
            next: "write the recipient of the workspace's identity there".to_owned(),
        })?;
        Ok(Self { folder: folder.to_owned(), recipient, source, ask: None, identity: Mutex::default() })
    }

    /// The same, with somebody to ask for the identity's passphrase.
    #[must_use]
    pub fn asking(mut self, ask: Option<Ask>) -> Self {
        self.ask = ask;
        self
    }

    fn path(&self, at: &SecretRef) -> PathBuf {
        self.folder.join(format!("{at}.{ENDING}"))
    }

    fn seal(&self, at: &SecretRef, secret: &Secret) -> Result<String> {
        check_size(at, secret)?;
        seal::seal(&self.recipient, secret.reveal().as_bytes()).map_err(|error| locked(at, &error.to_string()))
    }

    /// Threads that need the identity at the same time wait for the one that unlocks it.
    fn identity(&self, at: &SecretRef) -> Result<Arc<Identity>> {
        let mut known = self.identity.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(identity) = known.as_ref() {
            return Ok(Arc::clone(identity));
        }
        let identity = self.source.unlock(self.ask.as_ref()).map_err(|fault| fault.about(at.as_str()))?;
        if identity.recipient() != self.recipient {
            let why = format!(
                "the identity at hand is that of {}, and secrets are sealed for {}",
                identity.recipient(),
                self.recipient
            );
            return Err(locked(at, &why));
        }
        Ok(Arc::clone(known.insert(Arc::new(identity))))
    }

    fn collect(&self, below: &str, depth: usize, names: &mut Vec<SecretRef>) -> Result<()> {
        let folder = self.folder.join(below);
        let full = |name: &str| if below.is_empty() { name.to_owned() } else { format!("{below}/{name}") };
        for file in files::list(&folder)? {
            let name = file.strip_suffix(ENDING).and_then(|name| name.strip_suffix('.'));
            names.extend(name.and_then(|name| full(name).parse::<SecretRef>().ok()));
        }
        if depth < DEPTH {
            for inner in files::list_folders(&folder)? {
                self.collect(&full(&inner), depth + 1, names)?;
            }
        }
        Ok(())
    }
}

impl SecretStore for Sealed {
    fn put(&self, at: &SecretRef, secret: &Secret) -> Result<()> {
        Ok(files::write_atomic(&self.path(at), self.seal(at, secret)?.as_bytes(), Mode::Private)?)
    }

    fn get(&self, at: &SecretRef) -> Result<Option<Secret>> {
        let Some(sealed) = files::read_if_exists(&self.path(at), FILE_LIMIT)? else { return Ok(None) };
        let content = seal::open(&*self.identity(at)?, &sealed).map_err(|error| locked(at, &error.to_string()))?;
        let text = std::str::from_utf8(&content).map_err(|_| locked(at, "its content is not text"))?;
        Ok(Some(Secret::new(text.to_owned())))
    }

    fn remove(&self, at: &SecretRef) -> Result<()> {
        files::remove(&self.path(at))?;
        Ok(())
    }

    fn list(&self) -> Result<Vec<SecretRef>> {
        let mut names = Vec::new();
        self.collect("", 1, &mut names)?;
        names.sort_unstable();
        Ok(names)
    }

    fn put_all(&self, many: &[(SecretRef, Secret)]) -> Result<()> {
        let sealed = many.iter().map(|(at, secret)| Ok((self.path(at), self.seal(at, secret)?)));
        Ok(files::write_many(&sealed.collect::<Result<Vec<_>>>()?, Mode::Private)?)
    }

    fn about(&self) -> String {
        format!("sealed files in `{}`", self.folder.display())
    }
}

fn locked(at: &SecretRef, why: &str) -> Error {
    let next = "give the identity of this workspace, or put the secret again";
    Error::Locked { name: at.to_string(), why: why.to_owned(), next: next.to_owned() }
}

/// The names of secrets have at most three parts.
const DEPTH: usize = 3;
const ENDING: &str = "age";
const FILE_LIMIT: u64 = 1 << 20;

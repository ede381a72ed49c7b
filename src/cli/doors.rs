//! Opens the doors: the workspace, the secret store, connections to gateways. Each one only when it is asked for.

use std::{
    path::{Path, PathBuf},
    sync::{Mutex, OnceLock, PoisonError},
};

use crate::{
    cli::{settings::Env, strongbox},
    domain::{
        secret::{Secret, SecretRef},
        workspace::Workspace,
    },
    secrets::{self, Ask, SecretStore},
    store::{self, Store, WorkspaceFolder},
};

/// The workspace and the folder that it is in.
pub struct Opened {
    /// Its folder.
    pub root: PathBuf,
    /// The folder of its state.
    pub state: PathBuf,
    /// Its file, read once.
    pub workspace: Workspace,
    /// Its store.
    pub store: Box<dyn Store>,
}

/// Finds the workspace that a folder is in.
pub fn workspace(from: &Path, state: Option<PathBuf>) -> store::Result<Opened> {
    let folder = WorkspaceFolder::find(from, state)?;
    let workspace = folder.workspace()?;
    Ok(Opened { root: folder.root().to_owned(), state: folder.state().to_owned(), workspace, store: Box::new(folder) })
}

/// The secret store of a workspace; opened when it is first asked.
pub struct LateSecrets<'a> {
    open: &'a (dyn Fn() -> secrets::Result<Box<dyn SecretStore>> + Sync),
    store: OnceLock<Box<dyn SecretStore>>,
    opening: Mutex<()>,
}

impl<'a> LateSecrets<'a> {
    /// A store that `open` opens when it is needed.
    #[must_use]
    pub fn new(open: &'a (dyn Fn() -> secrets::Result<Box<dyn SecretStore>> + Sync)) -> Self {
        Self { open, store: OnceLock::new(), opening: Mutex::new(()) }
    }

    /// One thread opens it, so that nobody is asked twice for a passphrase.
    fn store(&self) -> secrets::Result<&dyn SecretStore> {
        let _turn = self.opening.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(store) = self.store.get() {
            return Ok(store.as_ref());
        }
        let opened = (self.open)()?;
        Ok(self.store.get_or_init(|| opened).as_ref())
    }
}

impl SecretStore for LateSecrets<'_> {
    fn put(&self, at: &SecretRef, secret: &Secret) -> secrets::Result<()> {
        self.store()?.put(at, secret)
    }

    fn get(&self, at: &SecretRef) -> secrets::Result<Option<Secret>> {
        self.store()?.get(at)
    }

    fn remove(&self, at: &SecretRef) -> secrets::Result<()> {
        self.store()?.remove(at)
    }

    fn list(&self) -> secrets::Result<Vec<SecretRef>> {
        self.store()?.list()
    }

    fn put_all(&self, many: &[(SecretRef, Secret)]) -> secrets::Result<()> {
        self.store()?.put_all(many)
    }

    fn about(&self) -> String {
        self.store().map_or_else(|error| error.to_string(), SecretStore::about)
    }
}

/// Opens the secret store of a workspace.
pub fn secrets(opened: &Opened, env: &Env, ask: Option<Ask>) -> secrets::Result<Box<dyn SecretStore>> {
    strongbox::open(opened, env, ask)
}

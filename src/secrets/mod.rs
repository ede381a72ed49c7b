//! The secret store: the OS keyring, sealed files, or an external program; chosen by configuration and by what is there.

mod choose;
mod command;
mod identity;
#[cfg(feature = "os-keyring")]
mod keyring;
mod memory;
mod sealed;

use thiserror::Error;

use crate::domain::secret::{Secret, SecretRef};

#[cfg(feature = "os-keyring")]
pub use self::keyring::Keyring;
pub use self::{
    choose::{Surroundings, choose},
    command::Command,
    identity::{Ask, IdentitySource, Question, create_identity, identity_needs_passphrase},
    memory::Memory,
    sealed::Sealed,
};

/// The result of every call to a secret store.
pub type Result<T> = std::result::Result<T, Error>;

/// Keeps secrets. Each call returns only when the secret is durable.
pub trait SecretStore: Send + Sync {
    /// Keeps a secret, replacing the one of that name.
    fn put(&self, at: &SecretRef, secret: &Secret) -> Result<()>;

    /// Reads a secret; `None` when there is none of that name.
    fn get(&self, at: &SecretRef) -> Result<Option<Secret>>;

    /// Removes a secret; removing what is not there is success.
    fn remove(&self, at: &SecretRef) -> Result<()>;

    /// The names of all secrets of this workspace, sorted.
    fn list(&self) -> Result<Vec<SecretRef>>;

    /// Keeps many secrets with as few syncs as the store can do.
    fn put_all(&self, many: &[(SecretRef, Secret)]) -> Result<()> {
        many.iter().try_for_each(|(at, secret)| self.put(at, secret))
    }

    /// The store's name and place, for people: `sealed files in secrets/`.
    fn about(&self) -> String;
}

/// What went wrong in a secret store.
#[derive(Debug, Error)]
pub enum Error {
    /// The store does not work here.
    #[error("the secret store ({store}) cannot be used: {why}")]
    Unavailable {
        /// Which store.
        store: String,
        /// Why not.
        why: String,
        /// What to do.
        next: String,
    },
    /// The store did not answer in time.
    #[error("the secret store ({store}) did not answer within {seconds} s")]
    Silent {
        /// Which store.
        store: String,
        /// How long it was waited for.
        seconds: u64,
    },
    /// The sealed files cannot be opened with the identity at hand.
    #[error("sealed secret `{name}` cannot be opened: {why}")]
    Locked {
        /// The secret's name.
        name: String,
        /// Why not.
        why: String,
        /// What to do.
        next: String,
    },
    /// The secret is larger than any secret should be.
    #[error("secret `{name}` is larger than {limit} bytes")]
    TooLarge {
        /// The secret's name.
        name: String,
        /// The limit, in bytes.
        limit: usize,
    },
    /// A file of the store could not be read or written.
    #[error(transparent)]
    File(#[from] crate::files::Error),
}

/// No secret is larger: the longest kept here are private keys with their chains.
const LIMIT: usize = 64 << 10;

fn check_size(at: &SecretRef, secret: &Secret) -> Result<()> {
    if secret.reveal().len() <= LIMIT {
        return Ok(());
    }
    Err(Error::TooLarge { name: at.to_string(), limit: LIMIT })
}

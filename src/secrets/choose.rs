//! Which secret store a workspace has: the configured one, else what is there.

use std::path::Path;

use super::{Ask, Command, Error, IdentitySource, Result, Sealed, SecretStore};
use crate::domain::workspace::{SecretSettings, SecretStoreKind, Workspace};

/// What a store needs besides the workspace file.
#[derive(Debug)]
pub struct Surroundings<'a> {
    /// The folder of the workspace.
    pub root: &'a Path,
    /// The folder of its state.
    pub state: &'a Path,
    /// Where the identity of sealed files comes from.
    pub identity: IdentitySource,
    /// Whom to ask for its passphrase.
    pub ask: Option<Ask>,
}

/// Opens the secret store of a workspace. Without a setting it is the OS keyring, when that answers.
pub fn choose(workspace: &Workspace, around: Surroundings<'_>) -> Result<Box<dyn SecretStore>> {
    let Some(settings) = &workspace.secrets else { return keyring(workspace, &around) };
    match settings.store {
        SecretStoreKind::Keyring => keyring(workspace, &around),
        SecretStoreKind::Sealed => sealed(settings, around),
        SecretStoreKind::Command => Ok(Box::new(Command::new(&settings.command)?)),
    }
}

fn sealed(settings: &SecretSettings, around: Surroundings<'_>) -> Result<Box<dyn SecretStore>> {
    let Some(recipient) = &settings.recipient else {
        return Err(Error::Unavailable {
            store: "sealed".to_owned(),
            why: "`secrets.recipient` is missing in `partnerctl.yaml`".to_owned(),
            next: "write the recipient of the workspace's identity there".to_owned(),
        });
    };
    let store = Sealed::new(&around.root.join("secrets"), recipient, around.identity)?;
    Ok(Box::new(store.asking(around.ask)))
}

#[cfg(feature = "os-keyring")]
fn keyring(workspace: &Workspace, around: &Surroundings<'_>) -> Result<Box<dyn SecretStore>> {
    let store = super::Keyring::new(&workspace.owner(), around.state);
    store.probe()?;
    Ok(Box::new(store))
}

#[cfg(not(feature = "os-keyring"))]
fn keyring(_: &Workspace, _: &Surroundings<'_>) -> Result<Box<dyn SecretStore>> {
    Err(Error::Unavailable {
        store: "keyring".to_owned(),
        why: "this program was built without it".to_owned(),
        next: "keep secrets in sealed files: `secrets: { store: sealed }` in `partnerctl.yaml`".to_owned(),
    })
}

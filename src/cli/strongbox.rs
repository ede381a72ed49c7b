//! Opens the secret store of a workspace, and makes the identity that opens sealed secrets.

use std::path::{Path, PathBuf};

use crate::{
    cli::{doors::Opened, failure::Failure, settings::Env},
    crypto::digest,
    domain::{name::EnvironmentName, secret::Secret},
    job,
    prompt::{self, Prompt, terminal::Terminal},
    secrets::{self, Ask, IdentitySource, SecretStore, Surroundings},
};

/// Opens the secret store of a workspace.
///
/// The identity of sealed secrets is `PARTNERCTL_SECRETS_IDENTITY` (itself, or the path of its file), else the user's own file for
/// this workspace; its passphrase is `PARTNERCTL_SECRETS_PASSPHRASE`, else a person is asked when there is something to open.
pub fn open(opened: &Opened, env: &Env, ask: Option<Ask>) -> secrets::Result<Box<dyn SecretStore>> {
    let given = env.secret("PARTNERCTL_SECRETS_IDENTITY").filter(|given| !given.reveal().is_empty()).map(IdentitySource::given);
    let own = || IdentitySource { file: identity_file(env, &opened.workspace.owner()), ..IdentitySource::default() };
    let identity = given.unwrap_or_else(own);
    let identity = IdentitySource { passphrase: env.secret(PASSPHRASE), ..identity };
    secrets::choose(&opened.workspace, Surroundings { root: &opened.root, state: &opened.state, identity, ask })
}

/// Asks the person at the terminal for the passphrase of the identity, after `pause` has ended all other talk there.
#[must_use]
pub fn asking(pause: impl Fn() + Send + Sync + 'static) -> Ask {
    Ask(Box::new(move |question| {
        pause();
        Terminal.secret(question, PASSPHRASE).ok()
    }))
}

/// Makes the identity of a new workspace in the user's configuration folder. A person is asked for a passphrase, and may leave it
/// empty; without a person it is protected by the file's mode alone. Returns the recipient and the file.
pub fn new_identity(env: &Env, owner: &str, prompt: &dyn Prompt) -> Result<(String, PathBuf), Failure> {
    let path = identity_file(env, owner)
        .ok_or_else(|| Failure::usage("there is no home folder for the identity").next("set HOME or XDG_CONFIG_HOME"))?;
    let given = env.secret(PASSPHRASE);
    let passphrase = match given {
        Some(given) => Some(given),
        None if prompt.can_ask() => Some(new_passphrase(prompt).map_err(|error| Failure::from(job::Error::from(error)))?),
        None => None,
    };
    let recipient = make_identity(&path, passphrase.filter(|passphrase| !passphrase.reveal().is_empty()).as_ref())?;
    Ok((recipient, path))
}

/// A passphrase that was typed the same way twice.
fn new_passphrase(prompt: &dyn Prompt) -> Result<Secret, prompt::Error> {
    let mut question = "Passphrase for its secrets (empty for none)";
    loop {
        let first = prompt.secret(question, PASSPHRASE)?;
        if first.reveal().is_empty() || digest::same(first.reveal(), prompt.secret("The same again", PASSPHRASE)?.reveal()) {
            return Ok(first);
        }
        question = "The two were not the same. Passphrase for its secrets (empty for none)";
    }
}

/// Makes an identity in a file of its own. Returns the recipient.
pub fn make_identity(path: &Path, passphrase: Option<&Secret>) -> Result<String, Failure> {
    let failed = |error: job::Error| Failure::from(error);
    if let Some(folder) = path.parent() {
        crate::files::create_dir_private(folder).map_err(|error| failed(error.into()))?;
    }
    secrets::create_identity(path, passphrase).map_err(|error| failed(error.into()))
}

/// Whether the keyring of this machine answers in time.
#[cfg(feature = "os-keyring")]
#[must_use]
pub fn keyring_answers(owner: &str) -> bool {
    secrets::Keyring::new(owner, Path::new(".partnerctl")).probe().is_ok()
}

/// Whether the keyring of this machine answers in time: this program was built without it.
#[cfg(not(feature = "os-keyring"))]
#[must_use]
pub fn keyring_answers(_: &str) -> bool {
    false
}

fn identity_file(env: &Env, owner: &str) -> Option<PathBuf> {
    let folder = env.user_config()?.parent()?.join("identities");
    Some(folder.join(format!("{}.txt", owner.parse::<EnvironmentName>().map_or_else(|_| "workspace".to_owned(), String::from))))
}

const PASSPHRASE: &str = "PARTNERCTL_SECRETS_PASSPHRASE";

//! The identity that opens a workspace's sealed secrets: where it comes from, and how a new one is kept.

use std::{fmt, path::Path, path::PathBuf};

use super::{Error, Result};
use crate::{
    crypto::seal::{self, Identity},
    domain::secret::Secret,
    files,
};

/// Where the identity comes from. A text is taken before a file.
#[derive(Debug, Clone, Default)]
pub struct IdentitySource {
    /// The identity itself, as pipelines give it; it may be sealed with the passphrase.
    pub text: Option<Secret>,
    /// The file that holds it, for its owner alone.
    pub file: Option<PathBuf>,
    /// What protects it, where something does.
    pub passphrase: Option<Secret>,
}

/// Asks a person for the passphrase of an identity; `None` where nobody can be asked.
pub struct Ask(pub Question);

/// What is asked goes in, and the answer comes out.
pub type Question = Box<dyn Fn(&str) -> Option<Secret> + Send + Sync>;

impl fmt::Debug for Ask {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("Ask")
    }
}

impl IdentitySource {
    /// The source that one setting names: an identity as text, else the path of its file.
    #[must_use]
    pub fn given(setting: Secret) -> Self {
        let text = setting.reveal();
        if text.contains("AGE-SECRET-KEY-") || text.contains("-----BEGIN AGE ") {
            return Self { text: Some(setting), ..Self::default() };
        }
        Self { file: Some(PathBuf::from(text)), ..Self::default() }
    }

    /// Reads the identity, asking for its passphrase when it has one that was not given.
    pub(super) fn unlock(&self, ask: Option<&Ask>) -> std::result::Result<Identity, Fault> {
        let bytes = self.bytes()?;
        if !seal::needs_passphrase(bytes.as_bytes()) {
            return Ok(Identity::parse(&Secret::new(bytes.to_string()))?);
        }
        let asked = || ask.and_then(|ask| ask.0("passphrase of the identity that opens the sealed secrets"));
        let passphrase = self.passphrase.clone().or_else(asked).ok_or(Fault::NoPassphrase)?;
        let opened = seal::open_with_passphrase(&passphrase, bytes.as_bytes())?;
        let text = std::str::from_utf8(&opened).map_err(|_| seal::Error::NoIdentity)?;
        Ok(Identity::parse(&Secret::new(text.to_owned()))?)
    }

    fn bytes(&self) -> std::result::Result<zeroize::Zeroizing<String>, Fault> {
        if let Some(text) = &self.text {
            return Ok(zeroize::Zeroizing::new(text.reveal().to_owned()));
        }
        let path = self.file.as_ref().ok_or(Fault::NoSource)?;
        files::check_private(path)?;
        Ok(zeroize::Zeroizing::new(files::read_text(path, FILE_LIMIT)?))
    }
}

/// Makes a new identity and keeps it in a file for its owner alone, sealed with a passphrase where one is given. An
/// identity that is there stays: without it the secrets that were sealed for it are lost. Returns its recipient.
pub fn create_identity(path: &Path, passphrase: Option<&Secret>) -> Result<String> {
    let identity = Identity::generate();
    let recipient = identity.recipient().to_string();
    let key = identity.reveal();
    let text = Secret::new(format!("# identity of partnerctl; its recipient is\n# {recipient}\n{}\n", key.reveal()));
    let content = match passphrase {
        Some(passphrase) => Secret::new(seal::seal_with_passphrase(passphrase, text.reveal().as_bytes()).map_err(unavailable)?),
        None => text,
    };
    files::write_new(path, content.reveal().as_bytes(), files::Mode::Private)?;
    Ok(recipient)
}

/// Whether the identity in a file is sealed with a passphrase.
pub fn identity_needs_passphrase(path: &Path) -> Result<bool> {
    files::check_private(path)?;
    Ok(seal::needs_passphrase(&files::read(path, FILE_LIMIT)?))
}

/// Why there is no identity.
#[derive(Debug, thiserror::Error)]
pub(super) enum Fault {
    /// No source was named.
    #[error("no identity was given")]
    NoSource,
    /// It has a passphrase, and nobody to ask for it.
    #[error("its identity has a passphrase, which was not given")]
    NoPassphrase,
    /// It is no identity, or the passphrase is another one.
    #[error("its identity cannot be read: {0}")]
    Sealed(#[from] seal::Error),
    /// Its file cannot be read.
    #[error(transparent)]
    File(#[from] files::Error),
}

impl Fault {
    /// The error for a secret that was to be opened.
    pub(super) fn about(self, name: &str) -> Error {
        let next = match &self {
            Self::File(files::Error::Missing { path }) => format!(
                "ask the person who made the workspace for its identity and put it into `{}`, or give it in \
                 PARTNERCTL_SECRETS_IDENTITY",
                path.display()
            ),
            Self::File(_) => return Error::from(self),
            Self::NoSource => "give the identity, or the path of its file, in PARTNERCTL_SECRETS_IDENTITY".to_owned(),
            Self::NoPassphrase => "run this in a terminal, or give the passphrase in PARTNERCTL_SECRETS_PASSPHRASE".to_owned(),
            Self::Sealed(seal::Error::OtherPassphrase) => "try again with the right passphrase".to_owned(),
            Self::Sealed(_) => "give an identity as `age-keygen` writes it".to_owned(),
        };
        Error::Locked { name: name.to_owned(), why: self.to_string(), next }
    }
}

impl From<Fault> for Error {
    fn from(fault: Fault) -> Self {
        match fault {
            Fault::File(error) => Self::File(error),
            other => unavailable(other),
        }
    }
}

fn unavailable(why: impl fmt::Display) -> Error {
    Error::Unavailable { store: "sealed".to_owned(), why: why.to_string(), next: "check the identity".to_owned() }
}

const FILE_LIMIT: u64 = 64 << 10;

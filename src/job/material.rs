//! What the jobs on keys, requests and tokens share: files that are given, files that are written, and words for faults.

use std::path::PathBuf;

use schemars::JsonSchema;
use serde::Serialize;
use zeroize::Zeroizing;

use crate::{
    crypto::{
        certificate::Certificate,
        chain,
        public::PublicKey,
        read::{self, Item, ReadError, Trouble},
    },
    domain::secret::Secret,
    files::{self, Mode},
    job::{Cause, Error, Result},
};

/// A file that was given, or what came from stdin.
pub struct Given {
    /// What it is called in messages.
    pub name: String,
    /// What it holds. Wiped on drop, for it may be a private key.
    pub bytes: Zeroizing<Vec<u8>>,
}

impl Given {
    /// The same once more.
    #[must_use]
    pub fn copy(&self) -> Self {
        Self { name: self.name.clone(), bytes: self.bytes.clone() }
    }

    /// Reads everything in it.
    pub fn items(&self, passphrase: Option<&Secret>) -> Result<Vec<Item>> {
        read::items(&self.bytes, passphrase.map(Secret::reveal)).map_err(|error| unreadable(&self.name, &error))
    }

    /// Reads the certificates in it, in their order.
    pub fn certificates(&self, passphrase: Option<&Secret>) -> Result<Vec<Vec<u8>>> {
        let items = self.items(passphrase)?;
        let word = items.first().map_or("nothing", Item::word);
        let found: Vec<Vec<u8>> = items
            .into_iter()
            .filter_map(|item| match item {
                Item::Certificate(der, _) => Some(der),
                _ => None,
            })
            .collect();
        if found.is_empty() {
            let what = format!("`{}` holds {word}, and a certificate is needed", self.name);
            return Err(usage(what, "give the file of the certificate"));
        }
        Ok(found)
    }
}

/// Where something is written: to a file, or back to the caller who puts it on stdout.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Target {
    /// The file.
    pub path: Option<PathBuf>,
    /// Whether a file that is there may be replaced.
    pub replace: bool,
}

impl Target {
    /// Refuses a file that is there, before any work is done for it.
    pub fn check(&self) -> Result<()> {
        match &self.path {
            Some(path) if !self.replace && files::exists(path) => Err(in_the_way(&path.display().to_string())),
            _ => Ok(()),
        }
    }

    /// Writes the file, when there is one; never replaces another unless that was wished.
    pub fn write(&self, bytes: &[u8], mode: Mode) -> Result<()> {
        let Some(path) = &self.path else { return Ok(()) };
        if self.replace {
            return Ok(files::write_atomic(path, bytes, mode)?);
        }
        match files::write_new(path, bytes, mode) {
            Err(files::Error::Exists { .. }) => Err(in_the_way(&path.display().to_string())),
            other => Ok(other?),
        }
    }

    /// The file's name.
    #[must_use]
    pub fn name(&self) -> Option<String> {
        self.path.as_ref().map(|path| path.display().to_string())
    }
}

/// What a file with several things is about: its private key, else its public key, its request, or the first certificate that
/// issued none of the others.
#[must_use]
pub fn main_item(items: &[Item]) -> Option<&Item> {
    let first = |is: fn(&Item) -> bool| items.iter().find(|item| is(item));
    first(|item| matches!(item, Item::Key(_)))
        .or_else(|| first(|item| matches!(item, Item::Public(_))))
        .or_else(|| first(|item| matches!(item, Item::Request(..))))
        .or_else(|| leaf(items))
}

fn leaf(items: &[Item]) -> Option<&Item> {
    let read = |item: &Item| match item {
        Item::Certificate(der, _) => Certificate::from_der(der).ok(),
        _ => None,
    };
    let all: Vec<Certificate> = items.iter().filter_map(read).collect();
    let leaf = chain::leaves(&all).first().map(|leaf| leaf.der().to_vec());
    let is_leaf = |item: &&Item| matches!(item, Item::Certificate(der, _) if Some(der) == leaf.as_ref());
    items.iter().find(is_leaf).or_else(|| items.first())
}

/// A key in a few words; equal for a key, its request and its certificate.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct KeyFacts {
    /// Its type, such as `rsa-3072`.
    #[serde(rename = "type")]
    pub kind: String,
    /// The SHA-256 of its `SubjectPublicKeyInfo`, in hex.
    pub public_key_sha256: String,
    /// Its thumbprint (RFC 7638).
    pub thumbprint: String,
    /// The file that it was written to or read from.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub file: Option<String>,
}

impl KeyFacts {
    /// The facts of a key.
    #[must_use]
    pub fn of(key: &PublicKey, file: Option<String>) -> Self {
        Self { kind: key.kind().to_string(), public_key_sha256: key.sha256(), thumbprint: key.thumbprint(), file }
    }
}

/// The error of a file that cannot be read: names the file, the fault and what to do.
#[must_use]
pub fn unreadable(name: &str, error: &ReadError) -> Error {
    let (what, next) = (format!("`{name}` {}", error.fault), error.advice_for(name));
    match error.trouble {
        Trouble::PassphraseWrong => Cause::Denied { what, next }.into(),
        _ => Cause::Usage { what, next }.into(),
    }
}

/// Wrong usage, with what to do.
pub fn usage(what: impl Into<String>, next: impl Into<String>) -> Error {
    Cause::Usage { what: what.into(), next: next.into() }.into()
}

fn in_the_way(name: &str) -> Error {
    let what = format!("`{name}` exists already, and nothing is overwritten");
    Cause::Conflict { what, next: "choose another name, or add `--replace` if the old one is not needed".to_owned() }.into()
}

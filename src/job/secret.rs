//! Secrets of the workspace: kept, read, listed, removed. What is told about one is its fingerprint.

use schemars::JsonSchema;
use serde::Serialize;

use crate::{
    crypto::{digest, random},
    domain::secret::{Fingerprint, Secret, SecretRef},
    job::{Cause, Context, Result},
};

/// A secret that was kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Kept {
    /// Its name in the secret store.
    pub stored: SecretRef,
    /// Its keyed digest.
    pub fingerprint: Fingerprint,
}

/// The secrets of a workspace.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct SecretList {
    /// By name.
    pub secrets: Vec<SecretLine>,
    /// Where they are kept, for people.
    pub store: String,
}

/// One secret.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct SecretLine {
    /// Its name.
    pub name: SecretRef,
}

/// A secret that is gone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Removed {
    /// Its name.
    pub removed: SecretRef,
    /// Whether there was one.
    pub existed: bool,
}

/// Keeps a secret; asks before another one of that name is lost.
pub fn keep(context: &Context<'_>, name: &SecretRef, secret: &Secret) -> Result<Kept> {
    must_not_be_the_key(name)?;
    if secret.reveal().is_empty() {
        let what = format!("the secret for `{name}` is empty");
        return Err(Cause::Usage { what, next: "give one that is not".to_owned() }.into());
    }
    let known = context.secrets.get(name)?;
    if known.is_some_and(|known| !digest::same(known.reveal(), secret.reveal()))
        && !context.prompt.confirm(&format!("Replace the secret `{name}`? The old one is lost"), "--yes")?
    {
        let what = format!("there is a secret `{name}` already");
        return Err(Cause::Conflict { what, next: "choose another name, or agree to replace it".to_owned() }.into());
    }
    let fingerprint = fingerprint(context, secret)?;
    context.secrets.put(name, secret)?;
    context.audit(None, None, format!("kept secret `{name}` ({fingerprint})"))?;
    Ok(Kept { stored: name.clone(), fingerprint })
}

/// Reads a secret in order to show it; the audit log says so.
pub fn reveal(context: &Context<'_>, name: &SecretRef) -> Result<Secret> {
    let secret = read(context, name)?;
    context.audit(None, None, format!("revealed secret `{name}`"))?;
    Ok(secret)
}

/// What can be told about a secret without showing it.
pub fn about(context: &Context<'_>, name: &SecretRef) -> Result<Kept> {
    let secret = read(context, name)?;
    Ok(Kept { stored: name.clone(), fingerprint: fingerprint(context, &secret)? })
}

/// The names of all secrets.
pub fn list(context: &Context<'_>) -> Result<SecretList> {
    let secrets = context.secrets.list()?.into_iter().map(|name| SecretLine { name }).collect();
    Ok(SecretList { secrets, store: context.secrets.about() })
}

/// Removes a secret after consent. Removing what is not there is success.
pub fn remove(context: &Context<'_>, name: &SecretRef) -> Result<Removed> {
    must_not_be_the_key(name)?;
    if context.secrets.get(name)?.is_none() {
        return Ok(Removed { removed: name.clone(), existed: false });
    }
    if !context.prompt.confirm(&format!("Remove the secret `{name}`? It cannot be brought back"), "--yes")? {
        let what = format!("the secret `{name}` was not removed");
        return Err(Cause::Usage { what, next: "agree to it, or leave it".to_owned() }.into());
    }
    context.secrets.remove(name)?;
    context.audit(None, None, format!("removed secret `{name}`"))?;
    Ok(Removed { removed: name.clone(), existed: true })
}

/// The fingerprint of a secret under the workspace's key, which is made once when there is none yet.
pub fn fingerprint(context: &Context<'_>, secret: &Secret) -> Result<Fingerprint> {
    Ok(Fingerprints::open(context)?.of(secret))
}

/// The workspace's key of fingerprints, opened once for many secrets.
#[derive(Debug)]
pub struct Fingerprints(Secret);

impl Fingerprints {
    /// Reads the key; makes it when there is none yet.
    pub fn open(context: &Context<'_>) -> Result<Self> {
        let slot = SecretRef::fingerprint_key();
        if let Some(key) = context.secrets.get(&slot)? {
            return Ok(Self(key));
        }
        let _alone = context.store.exclusive(slot.as_str())?;
        // Another process may have made it before the lock was ours, and told fingerprints under it.
        if let Some(key) = context.secrets.get(&slot)? {
            return Ok(Self(key));
        }
        let key = random::secret(KEY_BYTES)?;
        context.secrets.put(&slot, &key)?;
        Ok(Self(key))
    }

    /// The fingerprint of a secret.
    #[must_use]
    pub fn of(&self, secret: &Secret) -> Fingerprint {
        digest::fingerprint(&self.0, secret)
    }
}

/// Without the key that they were made with, fingerprints in records and audit log can no longer be compared.
fn must_not_be_the_key(name: &SecretRef) -> Result<()> {
    if *name != SecretRef::fingerprint_key() {
        return Ok(());
    }
    let what = format!("`{name}` is the key of all fingerprints of this workspace: it is neither replaced nor removed");
    Err(Cause::Denied { what, next: "choose another name".to_owned() }.into())
}

fn read(context: &Context<'_>, name: &SecretRef) -> Result<Secret> {
    let found = context.secrets.get(name)?;
    found.ok_or_else(|| {
        let what = format!("there is no secret `{name}`");
        Cause::NotFound { what, next: "see `partnerctl secret list`".to_owned() }.into()
    })
}

const KEY_BYTES: usize = 32;

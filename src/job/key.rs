//! Keys: made, shown, converted, compared.

use std::{
    num::NonZeroUsize,
    path::Path,
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
};

use schemars::JsonSchema;
use serde::Serialize;
use zeroize::Zeroizing;

use crate::{
    clock::Stop,
    crypto::{
        key::{Key, KeyType},
        pkcs12,
        public::PublicKey,
        read::Item,
    },
    domain::{
        finding::{Finding, Level},
        secret::Secret,
    },
    files::Mode,
    job::{
        Cause, Error, Result,
        material::{Given, KeyFacts, Target, main_item, usage},
    },
    lint,
};

/// A key that was made or converted, and its text when it was not written to a file.
pub struct Made {
    /// The key in a few words.
    pub facts: KeyFacts,
    /// The text; absent when it was written.
    pub text: Option<Secret>,
}

/// Makes one key.
pub fn generate(kind: KeyType, passphrase: Option<&Secret>, target: &Target) -> Result<Made> {
    target.check()?;
    let key = Key::generate(kind).map_err(cannot)?;
    let text = pkcs8(&key, passphrase)?;
    target.write(text.as_bytes(), Mode::Private)?;
    let text = target.path.is_none().then(|| Secret::new(text.to_string()));
    Ok(Made { facts: KeyFacts::of(key.public(), target.name()), text })
}

/// Many keys.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Keys {
    /// One after the other.
    pub keys: Vec<KeyFacts>,
}

/// What many keys have in common.
pub struct Batch<'a> {
    /// Their type.
    pub kind: KeyType,
    /// How many.
    pub count: usize,
    /// The folder that they are written to, as `key-0001.pem` and so on.
    pub folder: &'a Path,
    /// Their passphrase.
    pub passphrase: Option<&'a Secret>,
    /// Whether files that are there may be replaced.
    pub replace: bool,
}

/// Makes many keys on all cores. Every file is checked before the first key is made; the first failure ends the work.
pub fn generate_many(batch: &Batch<'_>, stop: &Stop) -> Result<Keys> {
    let width = batch.count.to_string().len().max(4);
    let file = |place: usize| batch.folder.join(format!("key-{:0width$}.pem", place + 1));
    let target = |place: usize| Target { path: Some(file(place)), replace: batch.replace };
    (0..batch.count).try_for_each(|place| target(place).check())?;
    let next = AtomicUsize::new(0);
    let done: Mutex<Vec<(usize, Result<KeyFacts>)>> = Mutex::default();
    let work = || {
        while let place @ 0.. = next.fetch_add(1, Ordering::Relaxed)
            && place < batch.count
            && !stop.is_set()
        {
            let made = generate(batch.kind, batch.passphrase, &target(place)).map(|made| made.facts);
            if made.is_err() {
                next.store(batch.count, Ordering::Relaxed);
            }
            done.lock().unwrap_or_else(PoisonError::into_inner).push((place, made));
        }
    };
    let cores = thread::available_parallelism().map_or(1, NonZeroUsize::get).min(batch.count);
    thread::scope(|scope| {
        for _ in 0..cores {
            scope.spawn(work);
        }
    });
    if stop.is_set() {
        return Err(Cause::Interrupted.into());
    }
    let mut done = done.into_inner().unwrap_or_else(PoisonError::into_inner);
    done.sort_by_key(|(place, _)| *place);
    Ok(Keys { keys: done.into_iter().map(|(_, made)| made).collect::<Result<_>>()? })
}

/// Everything that a file holds, key by key, and what is to be said about it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Shown {
    /// What it holds, in its order.
    pub keys: Vec<Holding>,
    /// What people should know.
    pub findings: Vec<Finding>,
}

/// One thing with a public key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Holding {
    /// What it is: `private key`, `public key`, `certificate`, `certificate request`.
    pub holds: String,
    /// The key.
    #[serde(flatten)]
    pub key: KeyFacts,
}

/// Shows what a file holds.
#[must_use]
pub fn show(given: &Given, items: &[Item]) -> Shown {
    let keys = items.iter().map(|item| holding(item, &given.name)).collect();
    let mut findings: Vec<Finding> = items.iter().flat_map(|item| lint::request::weak(item.public())).collect();
    let look = pkcs12::look(&given.bytes);
    if look.old {
        let subject = format!("`{}` is encrypted with {}", given.name, look.ciphers.join(", "));
        let advice = "today's OpenSSL and Java refuse it by default: write it anew with `partnerctl key convert --to pkcs12`";
        findings.push(Finding::new(Level::Warn, "old-cipher", subject, advice));
    }
    Shown { keys, findings }
}

/// Whether several files have one public key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Matched {
    /// Whether they do.
    pub ok: bool,
    /// The files, one line each.
    pub files: Vec<Holding>,
}

/// Compares the public keys of several files. Of a file with several, the private key counts, else the leaf.
#[must_use]
pub fn compare(files: &[(Given, Vec<Item>)]) -> Matched {
    let files: Vec<Holding> = files.iter().filter_map(|(given, items)| Some(holding(main_item(items)?, &given.name))).collect();
    let ok = files.windows(2).all(|pair| pair[0].key.public_key_sha256 == pair[1].key.public_key_sha256);
    Matched { ok, files }
}

/// The form that a key is converted to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// PKCS#8 in PEM.
    Pkcs8,
    /// PKCS#12.
    Pkcs12,
    /// A private JWK.
    Jwk,
    /// The public key in PEM.
    Spki,
}

/// A key to be converted.
pub struct Conversion<'a> {
    /// What the file holds.
    pub items: Vec<Item>,
    /// Its name.
    pub name: &'a str,
    /// The new form.
    pub form: Form,
    /// The passphrase of what is written.
    pub passphrase: Option<&'a Secret>,
    /// The certificates of a PKCS#12 file, the key's own first; those of the input when empty.
    pub certificates: Vec<Vec<u8>>,
    /// The name of the key in a PKCS#12 file.
    pub alias: &'a str,
    /// Where it goes.
    pub target: &'a Target,
}

/// Converts a key.
pub fn convert(order: &Conversion<'_>) -> Result<Made> {
    order.target.check()?;
    if order.form == Form::Spki {
        let public = main_item(&order.items).ok_or_else(|| nothing(order.name))?.public();
        return written(public, public.to_pem().as_bytes(), Mode::Public, order.target);
    }
    let inside = order.items.iter().filter_map(|item| match item {
        Item::Certificate(der, _) => Some(der.clone()),
        _ => None,
    });
    let certificates: Vec<Vec<u8>> = if order.certificates.is_empty() { inside.collect() } else { order.certificates.clone() };
    let key = order.items.iter().find_map(|item| match item {
        Item::Key(key) => Some(key),
        _ => None,
    });
    let key = key.ok_or_else(|| nothing(order.name))?;
    let bytes: Zeroizing<Vec<u8>> = Zeroizing::new(match order.form {
        Form::Jwk => [key.to_private_jwk().map_err(cannot)?.as_bytes(), b"\n"].concat(),
        Form::Pkcs12 => container(key, &certificates, order)?,
        _ => pkcs8(key, order.passphrase)?.as_bytes().to_vec(),
    });
    written(key.public(), &bytes, Mode::Private, order.target)
}

fn container(key: &Key, certificates: &[Vec<u8>], order: &Conversion<'_>) -> Result<Vec<u8>> {
    if order.target.path.is_none() {
        return Err(usage("a PKCS#12 file is binary and does not go to stdout", "name a file with `--out`"));
    }
    let passphrase = order
        .passphrase
        .ok_or_else(|| usage("a PKCS#12 file needs a passphrase, and none was given", "give it with `--new-passphrase-file`"))?;
    let written = pkcs12::write(key, certificates, passphrase.reveal(), order.alias);
    written.map_err(|error| usage(error.to_string(), "change it, then run the command again"))
}

fn written(public: &PublicKey, bytes: &[u8], mode: Mode, target: &Target) -> Result<Made> {
    target.write(bytes, mode)?;
    let text = target.path.is_none().then(|| Secret::new(String::from_utf8_lossy(bytes).into_owned()));
    Ok(Made { facts: KeyFacts::of(public, target.name()), text })
}

/// The key as PKCS#8 in PEM, under a passphrase when there is one.
fn pkcs8(key: &Key, passphrase: Option<&Secret>) -> Result<Zeroizing<String>> {
    match passphrase {
        None => Ok(key.to_pem()),
        Some(word) if word.reveal().is_empty() => Err(usage("the passphrase is empty", "give one, or say `--no-passphrase`")),
        Some(word) => Ok(Zeroizing::new(key.to_encrypted_pem(word.reveal()).map_err(cannot)?)),
    }
}

fn holding(item: &Item, file: &str) -> Holding {
    let holds = item.word().trim_start_matches("a ").to_owned();
    Holding { holds, key: KeyFacts::of(item.public(), Some(file.to_owned())) }
}

fn nothing(name: &str) -> Error {
    usage(format!("`{name}` holds no private key"), "give the file of the private key")
}

#[expect(clippy::needless_pass_by_value, reason = "it stands in `map_err`")]
fn cannot(error: crate::crypto::key::Error) -> Error {
    usage(error.to_string(), "choose another type of key")
}

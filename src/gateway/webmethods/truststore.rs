//! Truststores: Java key stores that the admin API reads and takes as whole files (section 7). A certificate is added by reading
//! the file, completing it and uploading it again; every entry that is there stays, in its order.
//!
//! The password of a file is not told by the API, and an upload carries one. Trusted certificates are public, so the file is read
//! without it; the new file gets a password of its own, made for this one upload and kept nowhere but at the gateway. Private keys in
//! the file stay under the passwords they have.

use std::collections::BTreeSet;

use serde::Deserialize;
use serde_json::Value;

use crate::{
    crypto::{
        digest::sha256,
        jks::{self, Body as Held, Entry, Jks},
        random,
    },
    domain::{
        certificate::Certificate,
        message::{Body, Method, Part},
        profile::RemoteRef,
        secret::Secret,
    },
    gateway::{Desk, Error, Result},
    http::segment,
};

use super::{
    WebMethods,
    admin::{Answer, request},
    identifiers::{base64, der},
    manual::manual,
    probe::date,
};

/// A truststore as it was read.
pub(super) struct Truststore {
    pub(super) name: String,
    description: String,
    file: String,
    store: Jks,
    /// The server's time in milliseconds since 1970: what new entries are dated with.
    now: u64,
}

impl WebMethods {
    /// Reads a truststore; `None` when there is none of that name.
    pub(super) fn truststore(&self, name: &str) -> Result<Option<Truststore>> {
        let Some(answer) = self.admin.find(&path(name))? else { return Ok(None) };
        let Some(record) = record(&answer, name)? else { return Ok(None) };
        if record.is_loaded == Some(false) {
            return Err(unreadable(name, record.message.as_deref().unwrap_or("the gateway did not load it")));
        }
        let file = record.file_content.as_deref().and_then(base64);
        let file = file.ok_or_else(|| unreadable(name, "the gateway does not show its content"))?;
        let store = jks::read(&file, None).map_err(|error| unreadable(name, &error.to_string()))?;
        Ok(Some(Truststore {
            name: name.to_owned(),
            description: record.key_store_description.unwrap_or_default(),
            file: record.upload_file_name.filter(|file| !file.is_empty()).unwrap_or_else(|| format!("{name}.jks")),
            store,
            now: milliseconds(&answer),
        }))
    }

    /// Adds certificates to a truststore besides those it holds; says whether anything was written.
    pub(super) fn complete(&self, known: &Truststore, wanted: &[Certificate], desk: &dyn Desk) -> Result<bool> {
        let store = known.with(wanted)?;
        if store == known.store {
            return Ok(false);
        }
        desk.note(&RemoteRef::new("truststore", known.name.clone()))?;
        let mut parts = parts(&store, &known.file, &known.description)?;
        parts.push(text("keyStoreProvider", "SUN"));
        let post = request(Method::Post, &path(&known.name)).body(Body::Multipart(parts)).repeatable();
        let answer = self.admin.send(&post, &format!("add certificates to truststore `{}`", known.name))?;
        self.check_upload(&known.name, &store, &answer)?;
        Ok(true)
    }

    /// Makes a truststore.
    pub(super) fn make_truststore(&self, name: &str, description: &str, wanted: &[Certificate], desk: &dyn Desk) -> Result<()> {
        let empty = Truststore {
            name: name.to_owned(),
            description: description.to_owned(),
            file: format!("{name}.jks"),
            store: Jks::default(),
            now: 0,
        };
        let store = empty.with(wanted)?;
        desk.note(&RemoteRef::new("new-truststore", name))?;
        let mut parts = parts(&store, &empty.file, description)?;
        parts.insert(0, text("keyStoreName", name));
        let post = request(Method::Post, "/is/truststore").body(Body::Multipart(parts));
        let answer = self.admin.send(&post, &format!("make truststore `{name}`"))?;
        self.check_upload(name, &store, &answer)
    }

    /// Reads back what was uploaded: nothing may be lost, neither ours nor what others put there.
    fn check_upload(&self, name: &str, wanted: &Jks, answer: &Answer) -> Result<()> {
        let after =
            self.truststore(name)?.ok_or_else(|| answer.unexpected("the truststore is not there after it was uploaded"))?;
        let same = |left: &Entry, right: &Entry| left.alias.eq_ignore_ascii_case(&right.alias) && left.body == right.body;
        let kept = wanted.entries.iter().all(|entry| after.store.entries.iter().any(|known| same(known, entry)));
        if kept { Ok(()) } else { Err(answer.unexpected("the truststore does not hold what was uploaded")) }
    }
}

impl Truststore {
    /// The certificates that it trusts, as SHA-256 of their DER in lower-case hex.
    pub(super) fn anchors(&self) -> BTreeSet<String> {
        self.store.certificates().map(|(_, der)| sha256(der)).collect()
    }

    /// The name of the entry of a certificate.
    pub(super) fn entry(&self, fingerprint: &str) -> Option<&str> {
        self.store.certificates().find(|(_, der)| sha256(der) == fingerprint).map(|(alias, _)| alias)
    }

    /// The certificate of an entry, as SHA-256 of its DER in lower-case hex. Java looks names up in lower case.
    pub(super) fn fingerprint(&self, alias: &str) -> Option<String> {
        let alias = alias.to_lowercase();
        self.store.certificates().find(|(known, _)| known.to_lowercase() == alias).map(|(_, der)| sha256(der))
    }

    /// The same with more certificates at its end.
    fn with(&self, wanted: &[Certificate]) -> Result<Jks> {
        let mut store = self.store.clone();
        for certificate in wanted {
            let der = der(certificate)?;
            if store.certificates().all(|(_, known)| known != der) {
                let alias = free_alias(&store, &sha256(&der));
                store.entries.push(Entry { alias, created: self.now, body: Held::Certificate(der) });
            }
        }
        Ok(store)
    }
}

/// `partnerctl-` and the beginning of the fingerprint; the whole of it where that name is taken.
fn free_alias(store: &Jks, fingerprint: &str) -> String {
    let short: String = fingerprint.chars().take(16).collect();
    let names = [format!("partnerctl-{short}"), format!("partnerctl-{fingerprint}")];
    let taken = |name: &String| store.entries.iter().any(|entry| entry.alias.eq_ignore_ascii_case(name));
    let [short, whole] = names;
    if taken(&short) { whole } else { short }
}

/// The parts that both forms of the upload have in common.
fn parts(store: &Jks, file: &str, description: &str) -> Result<Vec<Part>> {
    let password: Secret = random::secret(24).map_err(|error| Error::Settings(error.to_string()))?;
    let content = jks::write(store, &password);
    let mut parts = vec![
        text("keyStoreType", "JKS"),
        text("keyStorePassword", password.reveal()),
        text("isPwdBase64Encoded", "false"),
        text("uploadFileName", file),
        Part { name: "fileContent".to_owned(), file: Some(file.to_owned()), content },
    ];
    if !description.is_empty() {
        parts.push(text("keyStoreDescription", description));
    }
    Ok(parts)
}

fn text(name: &str, value: &str) -> Part {
    Part { name: name.to_owned(), file: None, content: value.as_bytes().to_vec() }
}

/// The record of a name: in a list in its envelope as the samples show it, in an envelope, or alone.
fn record(answer: &Answer, name: &str) -> Result<Option<Record>> {
    let whole: Value = answer.json()?;
    let inner = ["truststores", "truststore"].into_iter().find_map(|key| whole.get(key)).unwrap_or(&whole);
    let listed = match inner {
        Value::Array(items) => items.clone(),
        Value::Null => Vec::new(),
        other => vec![other.clone()],
    };
    let read = |item| serde_json::from_value::<Record>(item).map_err(|_| answer.unexpected("a truststore of another shape"));
    let found = listed.into_iter().map(read).collect::<Result<Vec<_>>>()?;
    Ok(found.into_iter().find(|record| record.key_store_name.as_deref().is_none_or(|known| known == name)))
}

fn unreadable(name: &str, why: &str) -> Error {
    manual(format!(
        "truststore `{name}` cannot be completed here ({}): add the certificate to the file with `keytool -importcert`, upload it in \
         the console under Administration, Security, Keystore/Truststore, then repeat the command",
        crate::http::redact::excerpt(why.as_bytes())
    ))
}

fn milliseconds(answer: &Answer) -> u64 {
    let seconds = date(&answer.reply).map_or(0, time::OffsetDateTime::unix_timestamp);
    u64::try_from(seconds).unwrap_or(0) * 1000
}

fn path(name: &str) -> String {
    format!("/is/truststore/{}", segment(name))
}

/// What is read of a truststore.
#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct Record {
    key_store_name: Option<String>,
    key_store_description: Option<String>,
    upload_file_name: Option<String>,
    file_content: Option<String>,
    is_loaded: Option<bool>,
    message: Option<String>,
}

//! PKCS#12: keys and certificates in one file, as Java and Windows keep them (RFC 7292).

use p12_keystore::{Certificate, KeyStore, KeyStoreEntry, Pkcs12Archive, PrivateKey, PrivateKeyChain, error::Error as Cause};
use pkcs8::der::{
    Decode as _, SliceReader, Tag, Tagged as _,
    asn1::{AnyRef, ObjectIdentifier},
};
use thiserror::Error as ThisError;

use super::{
    digest,
    key::Key,
    read::{Item, ReadError, Trouble, certified, key_from_der},
};

/// What can be seen of a PKCS#12 file without its passphrase.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Look {
    /// The ways in which its parts are encrypted, each once.
    pub ciphers: Vec<&'static str>,
    /// Whether one of them is so old that today's OpenSSL and Java refuse it by default.
    pub old: bool,
    /// The rounds of all derivations together.
    rounds: u64,
    /// Whether a seal shows a wrong passphrase before anything is decrypted.
    sealed: bool,
}

/// Why no PKCS#12 file can be written.
#[derive(Debug, Clone, PartialEq, Eq, ThisError)]
pub enum WriteError {
    /// Java's keytool opens no file with a passphrase under six characters.
    #[error("the passphrase has fewer than 6 characters, and Java's keytool refuses to open such a file")]
    ShortPassphrase,
    /// The first certificate is not the key's own.
    #[error("the first certificate does not belong to the key: its public key is another")]
    OtherCertificate,
    /// The library refused.
    #[error("the PKCS#12 file cannot be written: {0}")]
    Refused(String),
}

/// Reads the keys and certificates of a file, keys first. Old ciphers are read as well as new ones.
pub(crate) fn items(der: &[u8], passphrase: Option<&str>) -> Result<Vec<Item>, ReadError> {
    let archive = open(der, passphrase)?;
    let mut found = Vec::new();
    for bag in &archive.keys {
        found.push(Item::Key(Box::new(key_from_der(bag.key.as_der())?)));
    }
    for bag in &archive.certs {
        let der = bag.cert.as_der().to_vec();
        let public = certified(&der)?;
        found.push(Item::Certificate(der, public));
    }
    if found.is_empty() {
        return Err(ReadError::new(Trouble::Empty, "is a PKCS#12 file without keys and certificates", "export it anew"));
    }
    Ok(found)
}

/// Reads the private keys of a file, each with its name in it.
pub(crate) fn named_keys(der: &[u8], passphrase: &str) -> Result<Vec<(Option<String>, Key)>, ReadError> {
    let archive = open(der, Some(passphrase))?;
    archive.keys.iter().map(|bag| Ok((bag.friendly_name.clone(), key_from_der(bag.key.as_der())?))).collect()
}

fn open(der: &[u8], passphrase: Option<&str>) -> Result<Pkcs12Archive, ReadError> {
    let look = look(der);
    if look.rounds > MAX_ROUNDS {
        let fault = format!("asks for {} rounds to open, and {MAX_ROUNDS} are the most", look.rounds);
        return Err(ReadError::new(Trouble::Costly, fault, "export it anew with fewer"));
    }
    let archive = Pkcs12Archive::from_pkcs12(der, passphrase.unwrap_or_default());
    archive.map_err(|cause| refused(&cause, &look, passphrase.is_some()))
}

/// Writes the key with its certificates, its own first, under AES-256 and HMAC-SHA-256: OpenSSL from 1.1 and Java from 8u301
/// on open it.
pub fn write(key: &Key, certificates: &[Vec<u8>], passphrase: &str, alias: &str) -> Result<Vec<u8>, WriteError> {
    let refused = |cause: Cause| WriteError::Refused(cause.to_string());
    if passphrase.chars().count() < 6 {
        return Err(WriteError::ShortPassphrase);
    }
    if let Some(own) = certificates.first()
        && certified(own).is_ok_and(|public| public != *key.public())
    {
        return Err(WriteError::OtherCertificate);
    }
    let chain = certificates.iter().map(|der| Certificate::from_der(der)).collect::<Result<Vec<_>, _>>().map_err(refused)?;
    let private = PrivateKey::from_der(key.to_pkcs8_der()).map_err(refused)?;
    let id = digest::sha256(key.spki_der());
    let mut store = KeyStore::new();
    store.add_entry(alias, KeyStoreEntry::PrivateKeyChain(PrivateKeyChain::new(&id.as_bytes()[..40], private, chain)));
    store.writer(passphrase).encryption_iterations(ROUNDS).mac_iterations(ROUNDS).write().map_err(refused)
}

/// Looks at a file without opening it.
#[must_use]
pub fn look(der: &[u8]) -> Look {
    let mut look = Look::default();
    walk(der, 0, &mut look);
    look
}

/// Rounds when writing, once for the certificates, once for the key and once for the seal.
const ROUNDS: u32 = 200_000;

/// Rounds when reading, for the whole file.
const MAX_ROUNDS: u64 = 20_000_000;

/// Deeper than the format ever goes.
const MAX_DEPTH: usize = 24;

fn refused(cause: &Cause, look: &Look, given: bool) -> ReadError {
    const WHAT: &str = "a PKCS#12 file";
    let ciphers = look.ciphers.join(", ");
    match cause {
        Cause::MacError(_) | Cause::Pkcs5Error(_) | Cause::UnpadError if given => ReadError::passphrase_wrong(WHAT),
        Cause::MacError(_) | Cause::Pkcs5Error(_) | Cause::UnpadError => ReadError::passphrase_needed(WHAT),
        Cause::UnsupportedEncryptionScheme | Cause::UnsupportedMacAlgorithm => ReadError::unsupported(
            format!("is a PKCS#12 file encrypted in a way that is not known here ({ciphers})"),
            "write it anew: `openssl pkcs12 -legacy -in FILE -nodes | openssl pkcs12 -export -out NEW.p12`",
        ),
        Cause::InvalidParameters => {
            ReadError::new(Trouble::Costly, "asks for too many rounds to open", "export it anew with fewer")
        }
        // Without a seal, one wrong passphrase in 256 decrypts to something, which then is no key.
        _ if !look.sealed && !look.ciphers.is_empty() && given => ReadError::passphrase_wrong(WHAT),
        _ if !look.sealed && !look.ciphers.is_empty() => ReadError::passphrase_needed(WHAT),
        _ => ReadError::damaged("its PKCS#12 structure cannot be read"),
    }
}

/// Goes through the structure and takes note of every algorithm with its rounds. Encrypted parts are opaque and end the way.
fn walk(bytes: &[u8], depth: usize, look: &mut Look) {
    let Ok(mut reader) = SliceReader::new(bytes) else { return };
    let mut before: Option<ObjectIdentifier> = None;
    while let Ok(any) = AnyRef::decode(&mut reader) {
        if let (Some(oid), Tag::Sequence) = (before, any.tag()) {
            note(oid, any.value(), look);
        }
        before = if any.tag() == Tag::ObjectIdentifier { any.decode_as().ok() } else { None };
        let opens = any.tag().is_constructed() || any.tag() == Tag::OctetString;
        if opens && depth < MAX_DEPTH {
            walk(any.value(), depth + 1, look);
        }
        if any.tag() == Tag::Integer && depth == 2 {
            // The rounds of the seal stand alone at the end of `MacData`.
            look.rounds = look.rounds.saturating_add(any.decode_as::<u64>().unwrap_or(u64::MAX));
            look.sealed = true;
        }
    }
}

fn note(oid: ObjectIdentifier, parameters: &[u8], look: &mut Look) {
    let text = oid.to_string();
    let Some((_, name, old)) = CIPHERS.iter().find(|(known, ..)| *known == text) else { return };
    if !name.is_empty() && !look.ciphers.contains(name) {
        look.ciphers.push(name);
    }
    look.old |= *old;
    look.rounds = look.rounds.saturating_add(rounds(parameters));
}

/// The rounds in `SEQUENCE { salt, rounds, .. }`.
fn rounds(parameters: &[u8]) -> u64 {
    let Ok(mut reader) = SliceReader::new(parameters) else { return 0 };
    let salt = AnyRef::decode(&mut reader);
    match (salt, AnyRef::decode(&mut reader)) {
        (Ok(salt), Ok(rounds)) if salt.tag() == Tag::OctetString && rounds.tag() == Tag::Integer => {
            rounds.decode_as().unwrap_or(u64::MAX)
        }
        _ => 0,
    }
}

/// Object identifier, name, and whether it is old; derivations have no name of their own.
const CIPHERS: [(&str, &str, bool); 11] = [
    ("1.2.840.113549.1.12.1.1", "RC4-128", true),
    ("1.2.840.113549.1.12.1.2", "RC4-40", true),
    ("1.2.840.113549.1.12.1.3", "Triple-DES", true),
    ("1.2.840.113549.1.12.1.4", "Triple-DES with two keys", true),
    ("1.2.840.113549.1.12.1.5", "RC2-128", true),
    ("1.2.840.113549.1.12.1.6", "RC2-40", true),
    ("1.2.840.113549.1.5.13", "PBES2", false),
    ("1.2.840.113549.1.5.12", "", false),
    ("1.3.6.1.4.1.11591.4.11", "scrypt", false),
    ("1.2.840.113549.1.5.3", "DES with MD5", true),
    ("1.2.840.113549.1.5.10", "DES with SHA-1", true),
];

//! Java's key stores in their old form (JKS, version 2): trusted certificates read and written, keys kept as they are.
//!
//! The gateways take truststores in this form alone. Of the libraries at hand the one that reads it loses the order of the
//! entries, knows ASCII passwords only and ends the program on forged lengths; the format is short, and its one piece of
//! cryptography is a digest.

use thiserror::Error as ThisError;

use super::digest;
use crate::domain::secret::Secret;

/// A key store: its entries in the order of the file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Jks {
    /// The entries.
    pub entries: Vec<Entry>,
}

/// One entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Its name, which Java looks up in lower case.
    pub alias: String,
    /// When it was made, in milliseconds since 1970.
    pub created: u64,
    /// What it is.
    pub body: Body,
}

/// What an entry holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Body {
    /// A trusted certificate in DER.
    Certificate(Vec<u8>),
    /// A private key under a password of its own with its certificates: kept byte for byte, never opened.
    Opaque(Vec<u8>),
}

/// Why bytes are no key store that can be read.
#[derive(Debug, Clone, PartialEq, Eq, ThisError)]
pub enum Error {
    /// It begins otherwise.
    #[error("it is no Java key store (JKS)")]
    NotJks,
    /// It is of another version, or holds something that only newer forms have.
    #[error("it is a key store in a form that is not read here: {0}")]
    Unsupported(&'static str),
    /// The digest does not come out.
    #[error("the password is wrong, or the key store was changed")]
    WrongPassword,
    /// It is cut short or its lengths do not fit.
    #[error("the key store is damaged: {0}")]
    Damaged(&'static str),
    /// It is too large to be looked at.
    #[error("the key store is larger than {} MB", LARGEST >> 20)]
    TooLarge,
}

impl Jks {
    /// The trusted certificates with their names, in order.
    pub fn certificates(&self) -> impl Iterator<Item = (&str, &[u8])> {
        self.entries.iter().filter_map(|entry| match &entry.body {
            Body::Certificate(der) => Some((entry.alias.as_str(), der.as_slice())),
            Body::Opaque(_) => None,
        })
    }
}

impl Entry {
    /// The certificates in DER: the trusted one, or those that stand beside a key, its own first.
    #[must_use]
    pub fn certificates(&self) -> Vec<&[u8]> {
        match &self.body {
            Body::Certificate(der) => vec![der],
            Body::Opaque(bytes) => Reader(bytes).key().unwrap_or_default(),
        }
    }
}

/// Reads a key store. With a password the digest over everything is checked first; without one it is not, as in Java.
pub fn read(bytes: &[u8], password: Option<&Secret>) -> Result<Jks, Error> {
    if bytes.len() > LARGEST {
        return Err(Error::TooLarge);
    }
    if !bytes.starts_with(&MAGIC.to_be_bytes()) {
        let newer = bytes.starts_with(&[0xce; 4]);
        return Err(if newer { Error::Unsupported("JCEKS") } else { Error::NotJks });
    }
    let (content, seal) = bytes.split_last_chunk::<SEAL>().ok_or(Error::Damaged("it is cut short"))?;
    if password.is_some_and(|password| sealed(content, password) != *seal) {
        return Err(Error::WrongPassword);
    }
    let mut reader = Reader(content.get(4..).unwrap_or_default());
    if reader.number()? != VERSION {
        return Err(Error::Unsupported("version 1"));
    }
    let count = reader.number()?;
    // The count is a claim: the list grows only as entries are found.
    let entries = (0..count).map(|_| reader.entry()).collect::<Result<Vec<_>, _>>()?;
    if reader.0.is_empty() { Ok(Jks { entries }) } else { Err(Error::Damaged("bytes follow its last entry")) }
}

/// Writes a key store. Names are written in lower case, for Java finds no others, and cut at 65,535 bytes.
#[must_use]
pub fn write(store: &Jks, password: &Secret) -> Vec<u8> {
    let mut bytes = [MAGIC, VERSION, length(store.entries.len())].map(u32::to_be_bytes).concat();
    for entry in &store.entries {
        let tag = if matches!(entry.body, Body::Certificate(_)) { CERTIFICATE } else { KEY };
        bytes.extend(tag.to_be_bytes());
        bytes.extend(java_text(&entry.alias.to_lowercase()));
        bytes.extend(entry.created.to_be_bytes());
        match &entry.body {
            Body::Certificate(der) => {
                bytes.extend(java_text(X509));
                bytes.extend(length(der.len()).to_be_bytes());
                bytes.extend(der);
            }
            Body::Opaque(body) => bytes.extend(body),
        }
    }
    let seal = sealed(&bytes, password);
    bytes.extend(seal);
    bytes
}

/// What is left to be read.
struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
    fn take(&mut self, count: usize) -> Result<&'a [u8], Error> {
        let (taken, rest) = self.0.split_at_checked(count).ok_or(Error::Damaged("a length leads beyond its end"))?;
        self.0 = rest;
        Ok(taken)
    }

    fn number(&mut self) -> Result<u32, Error> {
        Ok(self.take(4)?.iter().fold(0, |number, byte| number << 8 | u32::from(*byte)))
    }

    /// Bytes with their length before them.
    fn bytes(&mut self) -> Result<&'a [u8], Error> {
        let count = self.number()?;
        self.take(usize::try_from(count).map_err(|_| Error::TooLarge)?)
    }

    fn text(&mut self) -> Result<String, Error> {
        let count = self.take(2)?.iter().fold(0, |number, byte| number << 8 | usize::from(*byte));
        from_java(self.take(count)?).ok_or(Error::Damaged("a name is no text"))
    }

    fn certificate(&mut self) -> Result<&'a [u8], Error> {
        let kind = self.text()?;
        let der = self.bytes()?;
        if kind == X509 { Ok(der) } else { Err(Error::Unsupported("a certificate that is not X.509")) }
    }

    /// A key under its password, passed over, and its certificates.
    fn key(&mut self) -> Result<Vec<&'a [u8]>, Error> {
        self.bytes()?;
        let count = self.number()?;
        (0..count).map(|_| self.certificate()).collect()
    }

    fn entry(&mut self) -> Result<Entry, Error> {
        let tag = self.number()?;
        let alias = self.text()?;
        let created = self.take(8)?.iter().fold(0, |number, byte| number << 8 | u64::from(*byte));
        let begin = self.0;
        let body = match tag {
            CERTIFICATE => Body::Certificate(self.certificate()?.to_vec()),
            KEY => {
                self.key()?;
                Body::Opaque(begin.get(..begin.len() - self.0.len()).unwrap_or_default().to_vec())
            }
            _ => return Err(Error::Unsupported("an entry that is neither key nor certificate")),
        };
        Ok(Entry { alias, created, body })
    }
}

/// The digest over password, a word of the format's makers, and content.
fn sealed(content: &[u8], password: &Secret) -> [u8; SEAL] {
    let password = zeroize::Zeroizing::new(password.reveal().encode_utf16().flat_map(u16::to_be_bytes).collect::<Vec<_>>());
    digest::sha1_of(&[&password, b"Mighty Aphrodite", content])
}

fn length(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

/// Text as Java writes it, length first: every UTF-16 unit for itself in one to three bytes, zero in two.
fn java_text(text: &str) -> Vec<u8> {
    let mut bytes = vec![0, 0];
    for unit in text.encode_utf16() {
        let part = |shift: u16, mark: u8| (unit >> shift & 0x3f).to_be_bytes()[1] | mark;
        let encoded = match unit {
            1..=0x7f => vec![part(0, 0) | (unit & 0x40).to_be_bytes()[1]],
            0 | 0x80..=0x7ff => vec![part(6, 0xc0), part(0, 0x80)],
            _ => vec![part(12, 0xe0), part(6, 0x80), part(0, 0x80)],
        };
        if bytes.len() + encoded.len() > 2 + usize::from(u16::MAX) {
            break;
        }
        bytes.extend(encoded);
    }
    let count = u16::try_from(bytes.len() - 2).unwrap_or(u16::MAX);
    bytes[..2].copy_from_slice(&count.to_be_bytes());
    bytes
}

fn from_java(mut bytes: &[u8]) -> Option<String> {
    let low = |byte: u8| (byte & 0xc0 == 0x80).then_some(u16::from(byte & 0x3f));
    let mut units = Vec::with_capacity(bytes.len());
    while let Some(first) = bytes.first() {
        let (unit, rest) = match (first >> 4, bytes) {
            (0..8, [one, rest @ ..]) => (u16::from(*one), rest),
            (12 | 13, [one, two, rest @ ..]) => (u16::from(one & 0x1f) << 6 | low(*two)?, rest),
            (14, [one, two, three, rest @ ..]) => (u16::from(one & 0xf) << 12 | low(*two)? << 6 | low(*three)?, rest),
            _ => return None,
        };
        units.push(unit);
        bytes = rest;
    }
    String::from_utf16(&units).ok()
}

const MAGIC: u32 = 0xfeed_feed;
const VERSION: u32 = 2;
const KEY: u32 = 1;
const CERTIFICATE: u32 = 2;
const X509: &str = "X.509";
const SEAL: usize = 20;
/// The largest key store that is looked at; all public authorities take a fifth of a megabyte.
const LARGEST: usize = 16 << 20;

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "tests fail by panicking")]
mod tests {
    use super::*;

    fn password() -> Secret {
        Secret::new("pässwörd 4711".to_owned())
    }

    fn store() -> Jks {
        let entry = |alias: &str, created, body| Entry { alias: alias.to_owned(), created, body };
        let opaque = [vec![0, 0, 0, 3, 1, 2, 3, 0, 0, 0, 1], java_text(X509), vec![0, 0, 0, 2, 0x30, 0]].concat();
        Jks {
            entries: vec![
                entry("zebra", 1_700_000_000_123, Body::Certificate(vec![0x30, 3, 1, 2, 3])),
                entry("schlüssel \u{1f511}\0", 7, Body::Opaque(opaque)),
                entry("apfel", 0, Body::Certificate(vec![0x30, 0])),
            ],
        }
    }

    #[test]
    fn order_names_dates_and_opaque_bytes_come_back() {
        let bytes = write(&store(), &password());
        assert_eq!(read(&bytes, Some(&password())), Ok(store()));
        assert_eq!(read(&bytes, None), Ok(store()), "without a password the digest is not looked at");
        assert_eq!(store().entries[1].certificates(), [[0x30, 0]]);
        assert_eq!(store().certificates().map(|(alias, _)| alias).collect::<Vec<_>>(), ["zebra", "apfel"]);
        assert_eq!(read(&write(&Jks::default(), &password()), Some(&password())), Ok(Jks::default()));
    }

    #[test]
    fn every_changed_byte_is_seen() {
        let good = write(&store(), &password());
        for place in 4..good.len() {
            let mut bad = good.clone();
            bad[place] ^= 1;
            assert_eq!(read(&bad, Some(&password())), Err(Error::WrongPassword), "{place}");
            // Without a password anything may come out, but something must.
            let _ = read(&bad, None);
        }
        assert_eq!(read(&good, Some(&Secret::new("other".to_owned()))), Err(Error::WrongPassword));
    }

    #[test]
    fn forged_lengths_and_cut_ends_are_refused() {
        let good = write(&store(), &password());
        for end in 0..good.len() {
            assert!(read(&good[..end], None).is_err(), "{end}");
        }
        for place in 8..good.len() - SEAL - 4 {
            let mut bad = good.clone();
            bad[place..place + 4].copy_from_slice(&[0xff; 4]);
            let _ = read(&bad, None);
        }
        let head = |version: u32, count: u32| [MAGIC, version, count].map(u32::to_be_bytes).concat();
        let forged = |head: Vec<u8>| read(&[head, vec![0; SEAL]].concat(), None);
        assert_eq!(forged(head(2, u32::MAX)), Err(Error::Damaged("a length leads beyond its end")));
        assert_eq!(forged(head(1, 0)), Err(Error::Unsupported("version 1")));
        assert_eq!(read(&[0xce; 40], None), Err(Error::Unsupported("JCEKS")));
        assert_eq!(read(b"", None), Err(Error::NotJks));
        assert_eq!(read(&vec![0; LARGEST + 1], None), Err(Error::TooLarge));
    }

    #[test]
    fn names_are_lower_case_and_bounded() {
        let entry = Entry { alias: "ÄX".repeat(40_000), created: 0, body: Body::Certificate(vec![0x30, 0]) };
        let bytes = write(&Jks { entries: vec![entry] }, &password());
        let alias = &read(&bytes, Some(&password())).unwrap().entries[0].alias;
        assert!(alias.starts_with("äxäx") && u16::try_from(alias.len()).is_ok());
    }
}

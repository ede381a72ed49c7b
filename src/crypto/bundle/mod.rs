//! What a file holds: certificates, revocation lists and whether a private key is among them. The container is recognised
//! by its content, never by the file's name. Work and memory are bounded by the size of the input.

mod foreign;
mod pem;
mod pkcs7;
mod sniff;

use thiserror::Error;

pub use self::pem::pem_block;
use super::{certificate::Certificate, revocation::RevocationList};
use crate::domain::secret::Secret;

/// What a file holds.
#[derive(Debug, Clone, Default)]
pub struct Bundle {
    /// The certificates in the order of the file, repetitions included.
    pub certificates: Vec<Certificate>,
    /// The revocation lists.
    pub revocations: Vec<RevocationList>,
    /// Where private keys stand: `line 12`, `the container`.
    pub private_keys: Vec<String>,
    /// How it is packed.
    pub container: Container,
    /// What else stands there and was passed over.
    pub skipped: Vec<String>,
}

/// How certificates are packed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Serialize, schemars::JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Container {
    /// Text blocks (RFC 7468).
    #[default]
    Pem,
    /// The bare encoding.
    Der,
    /// Base64 of the bare encoding, without the lines around it.
    Base64,
    /// PKCS#7 (RFC 5652), as text or bare.
    Pkcs7,
    /// PKCS#12 (RFC 7292).
    Pkcs12,
}

/// Why a file could not be read: which, what is wrong with it, and what to do.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("`{file}` {fault}; {advice}")]
pub struct Error {
    /// The file.
    pub file: String,
    /// What is wrong.
    pub fault: String,
    /// What to do.
    pub advice: String,
    /// Whether it is a passphrase that does not open it.
    pub denied: bool,
}

/// A fault whose file is not named yet.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(clippy::struct_field_names, reason = "the word of the error that it becomes")]
struct Fault {
    fault: String,
    advice: String,
    denied: bool,
}

impl Fault {
    fn new(fault: impl Into<String>, advice: impl Into<String>) -> Self {
        Self { fault: fault.into(), advice: advice.into(), denied: false }
    }
}

impl Bundle {
    /// Reads what `bytes` hold. `file` is only named in errors; `passphrase` opens PKCS#12.
    pub fn read(file: &str, bytes: &[u8], passphrase: Option<&Secret>) -> Result<Self, Error> {
        let named = |Fault { fault, advice, denied }: Fault| Error { file: file.to_owned(), fault, advice, denied };
        if bytes.len() > LARGEST {
            let fault = format!("is larger than {} MB", LARGEST >> 20);
            return Err(named(Fault::new(fault, "name the file that holds the partner's certificates alone")));
        }
        read_any(bytes, passphrase).map_err(named)
    }

    fn add(&mut self, more: Self) -> Result<(), Fault> {
        self.certificates.extend(more.certificates);
        self.revocations.extend(more.revocations);
        self.private_keys.extend(more.private_keys);
        self.skipped.extend(more.skipped);
        if self.certificates.len() > MOST {
            let fault = format!("holds more than {MOST} certificates");
            return Err(Fault::new(fault, "name the file that holds the partner's certificates alone"));
        }
        Ok(())
    }
}

fn read_any(bytes: &[u8], passphrase: Option<&Secret>) -> Result<Bundle, Fault> {
    if bytes.iter().all(u8::is_ascii_whitespace) {
        return Err(Fault::new("is empty", "get the file once more from where it was made"));
    }
    if let Some(text) = foreign::wide_text(bytes) {
        return read_text(text.as_bytes(), passphrase);
    }
    if bytes.first() == Some(&SEQUENCE) {
        return sniff::read(bytes, passphrase);
    }
    read_text(bytes, passphrase)
}

fn read_text(bytes: &[u8], passphrase: Option<&Secret>) -> Result<Bundle, Fault> {
    if pem::is_pem(bytes) {
        return pem::read(bytes, passphrase);
    }
    if let Some(der) = pem::bare_base64(bytes) {
        let bundle = sniff::read(&der, passphrase)?;
        let container = if bundle.container == Container::Der { Container::Base64 } else { bundle.container };
        return Ok(Bundle { container, ..bundle });
    }
    Err(foreign::explain(bytes))
}

/// The largest input that is looked at; a bundle of all public authorities takes a quarter of a megabyte.
pub const LARGEST: usize = 8 << 20;
const MOST: usize = 2_000;
/// The first byte of every DER structure that is read here.
const SEQUENCE: u8 = 0x30;

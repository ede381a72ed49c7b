//! Sealing in the age format (age-encryption.org/v1): to a recipient whose identity opens it, or with a passphrase.
//! What is sealed here, the programs `age` and `rage` can open.

use std::{fmt, io::Read as _, iter, str::FromStr};

use age::{
    Decryptor, Encryptor,
    armor::{ArmoredReader, ArmoredWriter, Format},
    secrecy::{ExposeSecret as _, SecretString},
    x25519,
};
use thiserror::Error;
use zeroize::Zeroizing;

use crate::domain::secret::Secret;

/// The result of sealing and opening.
pub type Result<T> = std::result::Result<T, Error>;

/// Whom something is sealed for: `age1...`. Public.
#[derive(Clone)]
pub struct Recipient(x25519::Recipient);

/// What opens that which is sealed for its recipient: `AGE-SECRET-KEY-1...`.
#[derive(Clone)]
pub struct Identity(x25519::Identity);

impl Identity {
    /// A new identity from the operating system's randomness.
    #[must_use]
    pub fn generate() -> Self {
        Self(x25519::Identity::generate())
    }

    /// Reads an identity: the key alone, or a file with comments around it as `age-keygen` writes it.
    pub fn parse(text: &Secret) -> Result<Self> {
        let mut keys = text.reveal().lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
        let key = keys.next().ok_or(Error::NoIdentity)?;
        if keys.next().is_some() {
            return Err(Error::NoIdentity);
        }
        key.parse().map(Self).map_err(|_| Error::NoIdentity)
    }

    /// The identity as text.
    #[must_use]
    pub fn reveal(&self) -> Secret {
        Secret::new(self.0.to_string().expose_secret().to_owned())
    }

    /// Whom others seal for.
    #[must_use]
    pub fn recipient(&self) -> Recipient {
        Recipient(self.0.to_public())
    }
}

impl fmt::Debug for Identity {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("Identity(***)")
    }
}

impl FromStr for Recipient {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        text.trim().parse().map(Self).map_err(|_| Error::NoRecipient)
    }
}

impl fmt::Display for Recipient {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}", self.0)
    }
}

impl fmt::Debug for Recipient {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "Recipient({})", self.0)
    }
}

impl PartialEq for Recipient {
    fn eq(&self, other: &Self) -> bool {
        self.0.to_string() == other.0.to_string()
    }
}

/// Seals bytes for a recipient, as text.
pub fn seal(recipient: &Recipient, content: &[u8]) -> Result<String> {
    wrap(&recipient.0, content)
}

/// Seals bytes with a passphrase, as text. Takes about a tenth of a second, on purpose.
pub fn seal_with_passphrase(passphrase: &Secret, content: &[u8]) -> Result<String> {
    let mut recipient = age::scrypt::Recipient::new(SecretString::from(passphrase.reveal().to_owned()));
    // Fixed: the library would measure this machine, and a slower one could then take minutes to open.
    recipient.set_work_factor(WORK_FACTOR);
    wrap(&recipient, content)
}

/// Opens what is sealed for the identity's recipient: text or binary, at most 16 MiB.
pub fn open(identity: &Identity, sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>> {
    unwrap(&identity.0, sealed, Error::OtherIdentity)
}

/// Opens what is sealed with a passphrase.
pub fn open_with_passphrase(passphrase: &Secret, sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>> {
    let mut identity = age::scrypt::Identity::new(SecretString::from(passphrase.reveal().to_owned()));
    identity.set_max_work_factor(MOST_WORK);
    unwrap(&identity, sealed, Error::OtherPassphrase)
}

/// Whether bytes are sealed with a passphrase.
#[must_use]
pub fn needs_passphrase(sealed: &[u8]) -> bool {
    Decryptor::new_buffered(ArmoredReader::new(sealed)).is_ok_and(|sealed| sealed.is_scrypt())
}

fn wrap(recipient: &dyn age::Recipient, content: &[u8]) -> Result<String> {
    let failed = |_| Error::NotSealed;
    let encryptor = Encryptor::with_recipients(iter::once(recipient)).map_err(|_| Error::NotSealed)?;
    let armor = ArmoredWriter::wrap_output(Vec::new(), Format::AsciiArmor).map_err(failed)?;
    let mut writer = encryptor.wrap_output(armor).map_err(failed)?;
    std::io::Write::write_all(&mut writer, content).map_err(failed)?;
    let bytes = writer.finish().and_then(ArmoredWriter::finish).map_err(failed)?;
    String::from_utf8(bytes).map_err(|_| Error::NotSealed)
}

fn unwrap(identity: &dyn age::Identity, sealed: &[u8], other: Error) -> Result<Zeroizing<Vec<u8>>> {
    let decryptor = Decryptor::new_buffered(ArmoredReader::new(sealed)).map_err(|_| Error::Damaged)?;
    let reader = decryptor.decrypt(iter::once(identity)).map_err(|error| match error {
        age::DecryptError::NoMatchingKeys | age::DecryptError::DecryptionFailed | age::DecryptError::KeyDecryptionFailed => other,
        age::DecryptError::ExcessiveWork { required, .. } => Error::TooMuchWork { required },
        _ => Error::Damaged,
    })?;
    let mut content = Zeroizing::new(Vec::new());
    reader.take(LIMIT + 1).read_to_end(&mut content).map_err(|_| Error::Damaged)?;
    if content.len() as u64 > LIMIT { Err(Error::TooLarge) } else { Ok(content) }
}

/// What went wrong while sealing or opening.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum Error {
    /// The text names no recipient.
    #[error("this is not an age recipient: it begins with `age1`")]
    NoRecipient,
    /// The text holds no identity, or several.
    #[error("this is not an age identity: one line that begins with `AGE-SECRET-KEY-1`")]
    NoIdentity,
    /// It is sealed for somebody else.
    #[error("it is sealed for another identity")]
    OtherIdentity,
    /// The passphrase is another one.
    #[error("the passphrase is not the right one")]
    OtherPassphrase,
    /// It was changed, cut off, or never sealed.
    #[error("it is damaged, or not an age file")]
    Damaged,
    /// Opening it would take unreasonably long.
    #[error("its passphrase protection (work factor {required}) would take too long to open")]
    TooMuchWork {
        /// The binary logarithm of the work.
        required: u8,
    },
    /// It is larger than anything that is sealed here.
    #[error("it is larger than 16 MiB")]
    TooLarge,
    /// It could not be sealed.
    #[error("it could not be sealed")]
    NotSealed,
}

/// The binary logarithm of the work of a passphrase: a tenth of a second and 64 MiB today.
const WORK_FACTOR: u8 = 16;
const MOST_WORK: u8 = 20;
const LIMIT: u64 = 16 << 20;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_sealed_opens_with_its_identity_alone() -> Result<()> {
        let (mine, other) = (Identity::generate(), Identity::generate());
        let large = vec![b'x'; 200_000];
        for content in [&b""[..], b"canary", &[0, 255, 10, 13], &large] {
            let sealed = seal(&mine.recipient(), content)?;
            assert!(!sealed.contains("canary"));
            assert_eq!(open(&mine, sealed.as_bytes())?.as_slice(), content);
            assert_eq!(open(&other, sealed.as_bytes()), Err(Error::OtherIdentity));
        }
        Ok(())
    }

    #[test]
    fn a_passphrase_opens_what_it_sealed() -> Result<()> {
        let secret = |text: &str| Secret::new(text.to_owned());
        let sealed = seal_with_passphrase(&secret("horse"), b"canary")?;
        assert!(needs_passphrase(sealed.as_bytes()));
        assert_eq!(open_with_passphrase(&secret("horse"), sealed.as_bytes())?.as_slice(), b"canary");
        assert_eq!(open_with_passphrase(&secret("cow"), sealed.as_bytes()), Err(Error::OtherPassphrase));
        assert_eq!(open(&Identity::generate(), sealed.as_bytes()), Err(Error::OtherIdentity));
        Ok(())
    }

    #[test]
    fn damage_is_an_error() -> Result<()> {
        let identity = Identity::generate();
        let sealed = seal(&identity.recipient(), b"canary")?;
        for cut in 0..sealed.len() - 1 {
            assert!(open(&identity, &sealed.as_bytes()[..cut]).is_err(), "{cut}");
        }
        assert_eq!(open(&identity, b"hello"), Err(Error::Damaged));
        Ok(())
    }

    #[test]
    fn identities_and_recipients_read_back() -> Result<()> {
        let identity = Identity::generate();
        let commented = format!("# made today\n\n{}\n", identity.reveal().reveal());
        assert_eq!(Identity::parse(&Secret::new(commented))?.recipient(), identity.recipient());
        assert_eq!(identity.recipient().to_string().parse::<Recipient>()?, identity.recipient());
        for bad in ["", "# only a comment", "age1nope", "AGE-SECRET-KEY-1NOPE"] {
            assert!(Identity::parse(&Secret::new(bad.to_owned())).is_err(), "{bad}");
            assert!(bad.parse::<Recipient>().is_err(), "{bad}");
        }
        Ok(())
    }
}

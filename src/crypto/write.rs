//! Private keys as text: PKCS#8 in PEM, in clear or under a passphrase.

use aws_lc_rs::rand;
use pkcs8::{PrivateKeyInfoRef, der::Decode as _, pkcs5::pbes2::Parameters};
use zeroize::Zeroizing;

use super::{
    key::{Error, Key},
    read::to_pem,
};

/// Rounds of PBKDF2 with SHA-256: the figure that OWASP advises since 2023.
const ROUNDS: u32 = 600_000;

impl Key {
    /// The key as PEM with the label `PRIVATE KEY`, not encrypted (RFC 7468 section 10).
    #[must_use]
    pub fn to_pem(&self) -> Zeroizing<String> {
        Zeroizing::new(to_pem("PRIVATE KEY", self.to_pkcs8_der()))
    }

    /// The key as PEM with the label `ENCRYPTED PRIVATE KEY`: AES-256-CBC under PBKDF2 with HMAC-SHA-256, which OpenSSL, Java
    /// and Windows read. Scrypt would be stronger and is unknown to Java.
    pub fn to_encrypted_pem(&self, passphrase: &str) -> Result<String, Error> {
        Ok(to_pem("ENCRYPTED PRIVATE KEY", &self.to_encrypted_der(passphrase)?))
    }

    /// The same in DER.
    pub fn to_encrypted_der(&self, passphrase: &str) -> Result<Vec<u8>, Error> {
        let failed = |error: &dyn std::fmt::Display| Error::Encoding(self.kind(), error.to_string());
        let (mut salt, mut start) = ([0; 16], [0; 16]);
        rand::fill(&mut salt).and_then(|()| rand::fill(&mut start)).map_err(|_| Error::Generation(self.kind()))?;
        let parameters = Parameters::generate_pbkdf2_sha256_aes256cbc(ROUNDS, &salt, start).map_err(|error| failed(&error))?;
        let info = PrivateKeyInfoRef::from_der(self.to_pkcs8_der()).map_err(|error| failed(&error))?;
        let sealed = info.encrypt_with_params(parameters, passphrase).map_err(|error| failed(&error))?;
        Ok(sealed.as_bytes().to_vec())
    }
}

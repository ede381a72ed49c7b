//! The certificate that a client shows in the TLS handshake, with its key.

use std::fmt;

use zeroize::Zeroizing;

use crate::{
    domain::secret::Secret,
    http::{Error, failure},
};

/// A certificate chain and its private key.
#[derive(Clone)]
pub struct Identity {
    /// The certificate with its intermediate certificates, leaf first, as PEM text.
    pub chain: String,
    /// The private key as PEM text (PKCS#8), without a passphrase.
    pub key: Secret,
}

impl Identity {
    /// The same in the client's own form. That chain and key belong together is found out when a connection is made ready.
    pub(super) fn built(&self) -> Result<reqwest::Identity, Error> {
        let text = Zeroizing::new(format!("{}\n{}", self.key.reveal().trim_end(), self.chain));
        let refused = |error: reqwest::Error| {
            Error::Settings(format!("the client certificate and its key cannot be used: {}", failure::root(&error)))
        };
        reqwest::Identity::from_pem(text.as_bytes()).map_err(refused)
    }
}

impl fmt::Debug for Identity {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("Identity(..)")
    }
}

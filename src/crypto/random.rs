//! Texts from the operating system's source of randomness.

use aws_lc_rs::rand;
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use thiserror::Error;
use zeroize::Zeroizing;

use crate::domain::secret::Secret;

/// The operating system gave no randomness.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("the operating system gave no random bytes")]
pub struct Error;

/// A secret of `bytes` random bytes, as base64url without padding (RFC 4648, section 5).
pub fn secret(bytes: usize) -> Result<Secret, Error> {
    let mut buffer = Zeroizing::new(vec![0; bytes]);
    rand::fill(&mut buffer).map_err(|_| Error)?;
    Ok(Secret::new(URL_SAFE_NO_PAD.encode(&buffer)))
}

/// 128 random bits as 32 hex digits: an identifier without marks, fit for every payload rule (`[0-9a-f]`).
#[must_use]
pub fn identifier() -> String {
    uuid::Uuid::new_v4().simple().to_string()
}

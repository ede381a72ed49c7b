//! Digests and keyed fingerprints.

use std::fmt::Write as _;

use aws_lc_rs::{digest, hmac};

use crate::domain::secret::{Fingerprint, Secret};

/// The SHA-256 of bytes, in lower-case hex.
#[must_use]
pub fn sha256(bytes: &[u8]) -> String {
    hex(digest::digest(&digest::SHA256, bytes).as_ref())
}

/// The SHA-1 of bytes, in lower-case hex: for `x5t` and for comparing with older tools, never for trust.
#[must_use]
pub fn sha1(bytes: &[u8]) -> String {
    hex(digest::digest(&digest::SHA1_FOR_LEGACY_USE_ONLY, bytes).as_ref())
}

/// The SHA-1 over parts, one after the other: for old file formats that are sealed with it, never for trust.
#[must_use]
pub(crate) fn sha1_of(parts: &[&[u8]]) -> [u8; 20] {
    let mut context = digest::Context::new(&digest::SHA1_FOR_LEGACY_USE_ONLY);
    for part in parts {
        context.update(part);
    }
    let mut bytes = [0; 20];
    // Both have the width of SHA-1.
    bytes.iter_mut().zip(context.finish().as_ref()).for_each(|(to, from)| *to = *from);
    bytes
}

/// The fingerprint of a secret under the workspace's key.
#[must_use]
pub fn fingerprint(key: &Secret, secret: &Secret) -> Fingerprint {
    let key = hmac::Key::new(hmac::HMAC_SHA256, key.reveal().as_bytes());
    let tag = hmac::sign(&key, secret.reveal().as_bytes());
    Fingerprint(hex(&tag.as_ref()[..8]))
}

/// Whether two texts are the same, in time that does not tell where they differ.
#[must_use]
pub fn same(left: &str, right: &str) -> bool {
    aws_lc_rs::constant_time::verify_slices_are_equal(left.as_bytes(), right.as_bytes()).is_ok()
}

/// The bytes behind hex digits; `None` when it is no such text.
#[must_use]
pub fn from_hex(text: &str) -> Option<Vec<u8>> {
    let digits = text.chars().map(|digit| digit.to_digit(16)).collect::<Option<Vec<_>>>()?;
    let pairs = digits.chunks_exact(2);
    let whole = pairs.remainder().is_empty();
    whole.then(|| pairs.filter_map(|pair| u8::try_from(pair[0] << 4 | pair[1]).ok()).collect())
}

/// Bytes as lower-case hex.
#[must_use]
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        // Writing into a String cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sha256_of_abc_is_the_published_one() {
        assert_eq!(sha256(b"abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    }

    #[test]
    fn fingerprints_depend_on_key_and_secret() {
        let secret = |text: &str| Secret::new(text.to_owned());
        let one = fingerprint(&secret("k"), &secret("a"));
        assert_eq!(one, fingerprint(&secret("k"), &secret("a")));
        assert_ne!(one, fingerprint(&secret("k"), &secret("b")));
        assert_ne!(one, fingerprint(&secret("l"), &secret("a")));
    }
}

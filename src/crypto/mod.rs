//! Keys, certificates and digests, on kept libraries. No cryptography of our own.

pub mod digest;
pub mod issue;
pub mod random;
pub mod seal;

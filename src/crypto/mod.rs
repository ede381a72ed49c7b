//! Keys, certificates and digests, on kept libraries. No cryptography of our own.

pub mod algorithm;
pub mod digest;
pub mod json;
pub mod jwk;
pub mod jwt;
pub mod key;
pub mod pkcs12;
pub mod public;
pub mod random;
pub mod read;
mod write;

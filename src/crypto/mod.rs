//! Keys, certificates and digests, on kept libraries. No cryptography of our own.

pub mod algorithm;
pub mod bundle;
pub mod certificate;
pub mod certify;
pub mod chain;
pub mod csr;
pub mod digest;
pub mod issue;
pub mod jks;
pub mod json;
pub mod jwk;
pub mod jws;
pub mod jwt;
pub mod key;
pub mod name;
pub mod pkcs12;
pub mod public;
pub mod random;
pub mod read;
pub mod revocation;
pub mod seal;
pub mod subject;
pub mod weak;
mod write;

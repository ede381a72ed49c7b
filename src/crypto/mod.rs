//! Keys, certificates and digests, on kept libraries. No cryptography of our own.

pub mod bundle;
pub mod certificate;
pub mod chain;
pub mod digest;
pub mod name;
pub mod random;
pub mod revocation;
pub mod weak;

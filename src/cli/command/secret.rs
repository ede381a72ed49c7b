//! `secret`: the secret store.

mod generate;
mod get;
mod list;
mod put;
mod remove;

use crate::{
    cli::{command::noun, failure::Failure, open::House, settings::Purpose},
    domain::secret::SecretRef,
};

noun! {
    /// Secrets: made, kept, listed, removed.
    { Generate(generate), Put(put), Get(get), List(list), Remove(remove) }
}

/// The name that is given; else that of the credential in a partner's workspace with one connection.
fn meant(house: &House, name: Option<SecretRef>) -> Result<SecretRef, Failure> {
    match name {
        Some(name) => Ok(name),
        None => house.work_on(Purpose::Read, None, |_, key| Ok(SecretRef::credential(key))),
    }
}

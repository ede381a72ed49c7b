//! `secret`: the secret store.

mod generate;
mod get;
mod list;
mod put;
mod remove;

use crate::cli::command::noun;

noun! {
    /// Secrets: made, kept, listed, removed.
    { Generate(generate), Put(put), Get(get), List(list), Remove(remove) }
}

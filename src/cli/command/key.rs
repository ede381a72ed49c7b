//! `key`: private and public keys.

mod convert;
mod generate;
mod r#match;
mod show;

use crate::cli::command::noun;

noun! {
    /// Keys: make, show, convert and compare them.
    { Generate(generate), Show(show), Convert(convert), Match(r#match) }
}

//! `token`: access tokens.

mod get;

use crate::cli::command::noun;

noun! {
    /// Access tokens, as partners get them.
    { Get(get) }
}

//! `app-id`: application IDs.

mod generate;

use crate::cli::command::noun;

noun! {
    /// Application IDs, which every request payload carries.
    { Generate(generate) }
}

//! `audit`: the audit log.

mod show;
mod verify;

use crate::cli::command::noun;

noun! {
    /// The audit log: who did what and when.
    { Show(show), Verify(verify) }
}

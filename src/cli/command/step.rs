//! `step`: the onboarding ledger.

mod done;
mod list;
mod reopen;

use crate::cli::command::noun;

noun! {
    /// Steps of the ledger: done by evidence, or open again.
    { List(list), Done(done), Reopen(reopen) }
}

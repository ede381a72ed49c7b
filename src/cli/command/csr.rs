//! `csr`: certificate requests.

mod create;
mod show;
mod verify;

use crate::cli::command::noun;

noun! {
    /// Certificate requests: make, show and check them.
    { Create(create), Show(show), Verify(verify) }
}

//! `jwt`: assertions and tokens.

mod assert;
mod decode;
mod verify;

use crate::cli::command::noun;

noun! {
    /// JSON Web Tokens: make assertions, decode and verify tokens.
    { Assert(assert), Decode(decode), Verify(verify) }
}

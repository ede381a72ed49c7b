//! `gateway login|test|capabilities|raw`

mod capabilities;
mod login;
mod raw;
mod test;

use crate::cli::command::noun;

noun! {
    /// The connection to the gateway of an environment.
    { Login(login), Test(test), Capabilities(capabilities), Raw(raw) }
}

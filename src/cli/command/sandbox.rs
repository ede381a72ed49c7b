//! `sandbox run|reset|idp-app`

mod idp_app;
mod reset;
mod run;

use std::path::PathBuf;

use crate::cli::{command::noun, failure::Failure, open::House};

noun! {
    /// The embedded gateway, for trying out and for tests.
    { Run(run), Reset(reset), IdpApp(idp_app) }
}

/// The folder of the sandbox's state: the one that is given, else the workspace's own.
fn folder(given: Option<PathBuf>, house: &House) -> Result<PathBuf, Failure> {
    match given {
        Some(folder) => Ok(folder),
        None => Ok(house.open()?.state.join("sandbox")),
    }
}

//! `version`: what this build is and can do.

use crate::cli::{
    command::Run,
    failure::{Outcome, Verdict},
    open::House,
    view::version::Build,
};

/// Shows the version, the drivers and the features.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {}

const EXAMPLES: &str = "\
Examples:
  For a support request:
    $ partnerctl version
  For a script that needs a driver:
    $ partnerctl version -o json";

impl Run for Args {
    type Answer = Build;

    fn run(self, house: &House) -> Outcome {
        house.show(&Build::this())?;
        Ok(Verdict::Done)
    }
}

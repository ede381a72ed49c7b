//! `audit verify`: whether the audit log was changed.

use crate::{
    cli::{
        command::Run,
        failure::{Outcome, Verdict},
        open::House,
    },
    job::audit::{self, ChainCheck},
};

/// Checks that no line of the audit log was changed.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {}

const EXAMPLES: &str = "\
Examples:
  Ends with 7 when a line does not fit the line before it:
    $ partnerctl audit verify
  For a script:
    $ partnerctl audit verify -o json";

impl Run for Args {
    type Answer = ChainCheck;

    fn run(self, house: &House) -> Outcome {
        let check = house.work(audit::verify)?;
        house.show(&check)?;
        Ok(if check.ok { Verdict::Done } else { Verdict::No })
    }
}

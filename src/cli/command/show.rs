//! `show FILE`

use crate::{
    cli::{
        command::{
            Run,
            material::{failed, given},
        },
        failure::Outcome,
        open::House,
    },
    job::exchange::show::{self, Shown},
};

/// Shows a signed file without trusting it.
///
/// Request, invitation, response, handover, or the result of `verify --report`: what it says, and the fingerprint of the key that it carries.
/// Nothing is taken from it, and no workspace is needed.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// The file
    #[arg(value_name = "FILE")]
    file: String,
}

const EXAMPLES: &str = "\
Examples:
  What an invitation asks for:
    $ partnerctl show acme.test.invitation.jws
  The fingerprint alone:
    $ partnerctl show acme.test.invitation.jws -o json | jq -r .key";

impl Run for Args {
    type Answer = Shown;

    fn run(self, house: &House) -> Outcome {
        let shown = show::run(&given(&self.file)?, house.clock().now()).map_err(failed)?;
        house.answer(&shown)
    }
}

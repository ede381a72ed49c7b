//! `secret list`: the names of all secrets.

use crate::{
    cli::{command::Run, failure::Outcome, open::House},
    job::secret::{self, SecretList},
};

/// Lists the names of all secrets.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {}

const EXAMPLES: &str = "\
Examples:
  For people:
    $ partnerctl secret list
  Names alone, one per line:
    $ partnerctl secret list -o name";

impl Run for Args {
    type Answer = SecretList;

    fn run(self, house: &House) -> Outcome {
        let list = house.work(secret::list)?;
        house.answer(&list)
    }
}

//! `partner list`: all partner files.

use crate::{
    cli::{command::Run, failure::Outcome, open::House},
    job::partner::{self, PartnerList},
};

/// Lists the partner files.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {}

const EXAMPLES: &str = "\
Examples:
  For people:
    $ partnerctl partner list
  Names alone, one per line:
    $ partnerctl partner list -o name";

impl Run for Args {
    type Answer = PartnerList;

    fn run(self, house: &House) -> Outcome {
        let list = house.work(partner::list)?;
        house.answer(&list)
    }
}

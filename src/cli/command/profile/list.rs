//! `profile list`

use crate::{
    cli::{command::Run, failure::Outcome, open::House, settings::Purpose},
    job::profile::{self, ProfileList},
};

/// Lists the profiles of this workspace on the gateway.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {}

const EXAMPLES: &str = "\
Examples:
  One line per profile:
    $ partnerctl profile list
  Names alone, for scripts:
    $ partnerctl profile list -e non-production -o name";

impl Run for Args {
    type Answer = ProfileList;

    fn run(self, house: &House) -> Outcome {
        let list = house.work_in(Purpose::Read, profile::list)?;
        house.answer(&list)
    }
}

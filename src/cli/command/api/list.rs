//! `api list`

use crate::{
    cli::{command::Run, failure::Outcome, open::House, settings::Purpose},
    job::api::{self, ApiList},
};

/// Lists the APIs on the gateway.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {}

const EXAMPLES: &str = "\
Examples:
  One line per API: state, whom it lets in, and its address:
    $ partnerctl api list
  Names alone, for scripts:
    $ partnerctl api list -o name";

impl Run for Args {
    type Answer = ApiList;

    fn run(self, house: &House) -> Outcome {
        let list = house.work_in(Purpose::Read, api::list)?;
        house.answer(&list)
    }
}

//! `record list`: all records in short.

use crate::{
    cli::{command::Run, failure::Outcome, open::House},
    job::record::{self, RecordList},
};

/// Lists the records of all environments, or of one.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {}

const EXAMPLES: &str = "\
Examples:
  Of all environments:
    $ partnerctl record list
  Of one, for a script:
    $ partnerctl record list -e non-production -o json";

impl Run for Args {
    type Answer = RecordList;

    fn run(self, house: &House) -> Outcome {
        let list = house.work(|context| record::list(context, house.settings.given_environment()))?;
        house.answer(&list)
    }
}

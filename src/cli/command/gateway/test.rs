//! `gateway test`

use crate::{
    cli::{command::Run, failure::Outcome, open::House, settings::Purpose},
    job::gateway::{self, TestReport},
};

/// Signs in at the admin API and compares clocks.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {}

const EXAMPLES: &str = "\
Examples:
  Says product and version of the default environment:
    $ partnerctl gateway test
  For monitoring: exits with 5 at a refused login, with 6 when nobody answers:
    $ partnerctl gateway test -e production -o json";

impl Run for Args {
    type Answer = TestReport;

    fn run(self, house: &House) -> Outcome {
        let report = house.work_in(Purpose::Read, gateway::test)?;
        house.answer(&report)
    }
}

//! `gateway capabilities`

use crate::{
    cli::{command::Run, failure::Outcome, open::House, settings::Purpose},
    job::gateway::{self, CapabilitiesReport},
};

/// Lists what can be done on the gateway, from a probe.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {}

const EXAMPLES: &str = "\
Examples:
  Native, emulated, manual or unsupported, with the reason:
    $ partnerctl gateway capabilities
  What is not native, for scripts:
    $ partnerctl gateway capabilities -o json | jq '.capabilities[] | select(.support != \"native\")'";

impl Run for Args {
    type Answer = CapabilitiesReport;

    fn run(self, house: &House) -> Outcome {
        let report = house.work_in(Purpose::Read, gateway::capabilities)?;
        house.answer(&report)
    }
}

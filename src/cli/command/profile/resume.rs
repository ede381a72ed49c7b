//! `profile resume NAME`

use crate::{
    cli::{command::Run, failure::Outcome, open::House},
    domain::{name::PartnerName, profile::State},
    job::{profile, report::Board},
};

/// Lets the calls of a suspended partner through again.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// The partner
    #[arg(value_name = "NAME")]
    partner: PartnerName,
}

const EXAMPLES: &str = "\
Examples:
  Calls are served again:
    $ partnerctl profile resume acme
  For pipelines:
    $ partnerctl profile resume acme -o json";

impl Run for Args {
    type Answer = Board;

    fn run(self, house: &House) -> Outcome {
        super::change(house, &self.partner, |ctx, key| profile::set_state(ctx, key, State::Active))
    }
}

//! `profile resume NAME`

use crate::{
    cli::{
        command::{Run, planned::PlanFile},
        failure::Outcome,
        open::House,
    },
    domain::{name::PartnerName, profile::State},
    job::{fleet::acts::Act, profile, report::Board},
};

/// Lets the calls of a suspended partner through again.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// The partner
    #[arg(value_name = "NAME")]
    partner: PartnerName,
    #[command(flatten)]
    plan: PlanFile,
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
        if self.plan.is_wanted() {
            return self.plan.act(house, &self.partner, Act::ProfileResume {});
        }
        super::change(house, &self.partner, |ctx, key| profile::set_state(ctx, key, State::Active))
    }
}

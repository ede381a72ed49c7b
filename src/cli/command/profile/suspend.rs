//! `profile suspend NAME`

use crate::{
    cli::{
        command::{Run, planned::PlanFile},
        failure::Outcome,
        open::House,
    },
    domain::{name::PartnerName, profile::State},
    job::{fleet::acts::Act, profile, report::Board},
};

/// Refuses the partner's calls until `profile resume`.
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
  Calls are refused from now on:
    $ partnerctl profile suspend acme
  With the ticket number in the audit log:
    $ partnerctl profile suspend acme -e production --change CHG0042
  Where changes go through saved plans; `apply` carries it out:
    $ partnerctl profile suspend acme -e production --plan suspend.json";

impl Run for Args {
    type Answer = Board;

    fn run(self, house: &House) -> Outcome {
        if self.plan.is_wanted() {
            return self.plan.act(house, &self.partner, Act::ProfileSuspend {});
        }
        super::change(house, &self.partner, |ctx, key| profile::set_state(ctx, key, State::Suspended))
    }
}

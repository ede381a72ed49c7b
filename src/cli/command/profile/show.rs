//! `profile show NAME`

use crate::{
    cli::{command::Run, failure::Outcome, open::House, settings::Purpose},
    domain::name::{PartnerName, ProfileKey},
    job::profile::{self, ProfileView},
};

/// Shows the partner's profile as the gateway has it.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// The partner
    #[arg(value_name = "NAME")]
    partner: PartnerName,
}

const EXAMPLES: &str = "\
Examples:
  Name, state, clients and APIs:
    $ partnerctl profile show acme
  The same as YAML:
    $ partnerctl profile show acme -o yaml";

impl Run for Args {
    type Answer = ProfileView;

    fn run(self, house: &House) -> Outcome {
        let view = house.work_in(Purpose::Read, |ctx, environment| {
            profile::show(ctx, &ProfileKey { partner: self.partner, environment: environment.clone() })
        })?;
        house.answer(&view)
    }
}

//! `audit show`: the lines of the audit log.

use crate::{
    cli::{command::Run, failure::Outcome, open::House},
    domain::name::PartnerName,
    job::audit::{self, ActList},
};

/// Shows who did what and when, oldest first.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// Only what was done about this partner.
    #[arg(value_name = "NAME")]
    partner: Option<PartnerName>,
}

const EXAMPLES: &str = "\
Examples:
  Everything:
    $ partnerctl audit show
  About one partner, for an auditor:
    $ partnerctl audit show acme -o json";

impl Run for Args {
    type Answer = ActList;

    fn run(self, house: &House) -> Outcome {
        let acts = house.work(|context| audit::show(context, self.partner.as_ref()))?;
        house.answer(&acts)
    }
}

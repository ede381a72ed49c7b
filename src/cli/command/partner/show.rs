//! `partner show`: one partner file.

use crate::{
    cli::{command::Run, failure::Outcome, open::House},
    domain::{name::PartnerName, partner::Partner},
    job::partner,
};

/// Shows one partner file.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// The partner.
    #[arg(value_name = "NAME")]
    partner: PartnerName,
}

const EXAMPLES: &str = "\
Examples:
  For people:
    $ partnerctl partner show acme
  For a script:
    $ partnerctl partner show acme -o json";

impl Run for Args {
    type Answer = Partner;

    fn run(self, house: &House) -> Outcome {
        let found = house.work(|context| partner::show(context, &self.partner))?;
        house.answer(&found)
    }
}

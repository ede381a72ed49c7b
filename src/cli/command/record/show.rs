//! `record show`: the metadata document of a partner.

use crate::{
    cli::{command::Run, failure::Outcome, open::House, settings::Purpose},
    domain::{name::PartnerName, record::Record},
    job::record,
};

/// Shows the record of a partner in an environment.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// The partner; may be left out in a partner's workspace with one connection.
    #[arg(value_name = "NAME")]
    partner: Option<PartnerName>,
}

const EXAMPLES: &str = "\
Examples:
  For people:
    $ partnerctl record show acme
  For a script:
    $ partnerctl record show acme -e non-production -o json";

impl Run for Args {
    type Answer = Record;

    fn run(self, house: &House) -> Outcome {
        let found = house.work_on(Purpose::Read, self.partner, record::show)?;
        house.answer(&found)
    }
}

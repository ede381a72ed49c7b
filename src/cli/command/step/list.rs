//! `step list`: the ledger of a partner.

use crate::{
    cli::{command::Run, failure::Outcome, open::House, settings::Purpose, view::step::Ledger},
    domain::name::PartnerName,
    job::step,
};

/// Lists the steps of a partner, and who must act next.
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
    $ partnerctl step list acme
  For a script, in another environment:
    $ partnerctl step list acme -e production -o json";

impl Run for Args {
    type Answer = Ledger;

    fn run(self, house: &House) -> Outcome {
        let report = house.work_on(Purpose::Read, self.partner, step::list)?;
        house.answer(&Ledger(report))
    }
}

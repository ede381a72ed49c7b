//! `step reopen`: a step that is open again.

use crate::{
    cli::{command::Run, failure::Outcome, open::House, settings::Purpose, view::step::Ledger},
    domain::name::{PartnerName, StepId},
    job::step::{self, Word},
};

/// Opens a step again, whatever the facts say.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES, allow_missing_positional = true)]
pub struct Args {
    /// The partner; may be left out in a partner's workspace with one connection.
    #[arg(value_name = "NAME")]
    partner: Option<PartnerName>,
    /// The step, such as `terms`.
    #[arg(value_name = "STEP")]
    step: StepId,
    /// Why.
    #[arg(long, value_name = "TEXT")]
    why: String,
}

const EXAMPLES: &str = "\
Examples:
  The partner has new addresses:
    $ partnerctl step reopen acme firewall --why 'new egress addresses'
  The terms have changed:
    $ partnerctl step reopen acme terms -e non-production --why 'version 3 of the terms'";

impl Run for Args {
    type Answer = Ledger;

    fn run(self, house: &House) -> Outcome {
        let (step, word) = (self.step, Word::Reopened { why: self.why });
        let report = house.work_on(Purpose::Write, self.partner, |context, key| step::say(context, key, &step, word))?;
        house.answer(&Ledger(report))
    }
}

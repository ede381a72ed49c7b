//! `api unassign NAME API...`

use crate::{
    cli::{command::Run, failure::Outcome, open::House, settings::Purpose, view::board::Onboarded},
    domain::name::{ApiRef, PartnerName, ProfileKey},
    job::{profile, report::Board},
};

/// No longer lets the partner call these APIs.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// The partner
    #[arg(value_name = "NAME")]
    partner: PartnerName,
    /// The APIs
    #[arg(value_name = "API", required = true)]
    apis: Vec<ApiRef>,
}

const EXAMPLES: &str = "\
Examples:
  Straight on the gateway; `onboard` follows the partner file:
    $ partnerctl api unassign acme quote-api/1.0
  Several at once, for pipelines:
    $ partnerctl api unassign acme quote-api/1.0 contract-api/1.0 -o json";

impl Run for Args {
    type Answer = Board;

    fn run(self, house: &House) -> Outcome {
        let board = house.work_in(Purpose::Write, |ctx, environment| {
            let key = ProfileKey { partner: self.partner, environment: environment.clone() };
            profile::assign(ctx, &key, &self.apis, false)
        })?;
        house.answer_board(board, Onboarded)
    }
}

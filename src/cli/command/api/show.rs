//! `api show`

use crate::{
    cli::{command::Run, failure::Outcome, open::House, settings::Purpose},
    domain::name::ApiRef,
    job::api::{self, ApiView},
};

/// Shows an API as the gateway has it.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// The API
    #[arg(value_name = "NAME/VERSION")]
    api: ApiRef,
}

const EXAMPLES: &str = "\
Examples:
  State, addresses, and whom it lets in:
    $ partnerctl api show quote-api/1.0
  The same as YAML:
    $ partnerctl api show quote-api/1.0 -o yaml";

impl Run for Args {
    type Answer = ApiView;

    fn run(self, house: &House) -> Outcome {
        let report = house.work_in(Purpose::Read, |ctx, environment| api::show(ctx, environment, &self.api))?;
        house.answer(&report)
    }
}

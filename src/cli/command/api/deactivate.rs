//! `api deactivate`

use crate::{
    cli::{command::Run, failure::Outcome, open::House, settings::Purpose},
    domain::{name::ApiRef, profile::State},
    job::api::{self, ApiChanged},
};

/// No longer serves an API; nothing of it is lost.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// The API
    #[arg(value_name = "NAME/VERSION")]
    api: ApiRef,
}

const EXAMPLES: &str = "\
Examples:
  Calls are refused from now on:
    $ partnerctl api deactivate quote-api/1.0
  With the ticket number in the audit log:
    $ partnerctl api deactivate quote-api/1.0 --change CHG0042";

impl Run for Args {
    type Answer = ApiChanged;

    fn run(self, house: &House) -> Outcome {
        let report = house
            .work_in(Purpose::Write, |ctx, environment| api::set_state(ctx, environment, &self.api, State::Suspended, false))?;
        house.answer(&report)
    }
}

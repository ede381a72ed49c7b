//! `api activate`

use crate::{
    cli::{command::Run, failure::Outcome, open::House, settings::Purpose},
    domain::{name::ApiRef, profile::State},
    job::api::{self, ApiChanged},
};

/// Serves an API. One that identifies nobody is refused.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// The API
    #[arg(value_name = "NAME/VERSION")]
    api: ApiRef,
    /// Serve it although it identifies nobody
    #[arg(long)]
    open_to_all: bool,
}

const EXAMPLES: &str = "\
Examples:
  Calls are served from now on:
    $ partnerctl api activate quote-api/1.0
  Serves an API that everyone may call:
    $ partnerctl api activate status-api/1.0 --open-to-all";

impl Run for Args {
    type Answer = ApiChanged;

    fn run(self, house: &House) -> Outcome {
        let report = house.work_in(Purpose::Write, |ctx, environment| {
            api::set_state(ctx, environment, &self.api, State::Active, self.open_to_all)
        })?;
        house.answer(&report)
    }
}

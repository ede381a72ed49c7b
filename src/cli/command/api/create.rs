//! `api create`

use crate::{
    cli::{command::Run, failure::Outcome, open::House, settings::Purpose},
    domain::name::ApiRef,
    job::api::{self, ApiChanged},
};

/// Publishes an API from its document.
///
/// It is guarded by its scopes and not active yet.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// The API
    #[arg(value_name = "NAME/VERSION")]
    api: ApiRef,
}

const EXAMPLES: &str = "\
Examples:
  Publishes what `apis/quote-api.yaml` describes:
    $ partnerctl api create quote-api/1.0
  For pipelines; what is there already is left as it is:
    $ partnerctl api create quote-api/1.0 -o json";

impl Run for Args {
    type Answer = ApiChanged;

    fn run(self, house: &House) -> Outcome {
        let report = house.work_in(Purpose::Write, |ctx, environment| api::create(ctx, environment, &self.api))?;
        house.answer(&report)
    }
}

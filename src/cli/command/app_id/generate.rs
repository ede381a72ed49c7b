//! `app-id generate`: new application IDs.

use crate::{
    cli::{command::Run, failure::Outcome, open::House, view::app_id::NewIds},
    crypto::random,
};

/// Makes application IDs of 128 random bits each, in hex.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// How many
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=100_000))]
    count: Option<u32>,
}

const EXAMPLES: &str = "\
Examples:
  One, alone on its line:
    $ partnerctl app-id generate
  Three, for a script:
    $ partnerctl app-id generate --count 3 -o json";

impl Run for Args {
    type Answer = NewIds;

    fn run(self, house: &House) -> Outcome {
        let ids = match self.count {
            None => NewIds::One { application_id: random::identifier() },
            Some(count) => NewIds::Many { application_ids: (0..count).map(|_| random::identifier()).collect() },
        };
        house.answer(&ids)
    }
}

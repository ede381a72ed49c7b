//! `jwt decode`: what a token says.

use crate::{
    cli::{
        command::{
            Run,
            material::{failed, given, tell},
        },
        failure::Outcome,
        open::House,
    },
    domain::finding::{Finding, Level},
    job::jwt::{self, Decoded},
};

/// Shows header and claims of a token without verifying it.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// The token in a file, or `-` for stdin.
    #[arg(value_name = "FILE|-")]
    token: String,
}

const EXAMPLES: &str = "\
Examples:
  For people:
    $ partnerctl jwt decode token.jwt
  When it ends, for a script:
    $ partnerctl jwt decode token.jwt -o json | jq .claims.exp";

impl Run for Args {
    type Answer = Decoded;

    fn run(self, house: &House) -> Outcome {
        let given = given(&self.token)?;
        let decoded = jwt::decode(&given.name, &String::from_utf8_lossy(&given.bytes)).map_err(failed)?;
        let advice = "do not rely on what it says: `partnerctl jwt verify` checks it";
        tell(house, &[Finding::new(Level::Inform, "not-verified", "the token is not verified", advice)]);
        house.answer(&decoded)
    }
}

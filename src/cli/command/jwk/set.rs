//! `jwk set`: several public keys.

use super::Saying;
use crate::{
    cli::{
        command::{
            Run,
            material::{Opening, Out, failed, tell},
        },
        failure::{Failure, Outcome},
        open::House,
    },
    job::jwk::{self, Published},
};

/// Makes a set of public keys, ready to be published.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// Keys, certificates, requests, JWKs or sets.
    #[arg(value_name = "FILE", required = true)]
    files: Vec<String>,
    #[command(flatten)]
    saying: Saying,
    #[command(flatten)]
    out: Out,
    #[command(flatten)]
    opening: Opening,
}

const EXAMPLES: &str = "\
Examples:
  One key, to be published:
    $ partnerctl jwk set acme.key --use sig --out published.json
  The old key and the new one, while a key is rotated:
    $ partnerctl jwk set acme.key acme-jwt.key --use sig";

impl Run for Args {
    type Answer = Published;

    fn run(self, house: &House) -> Outcome {
        let read = |path: &String| self.opening.items(house, path);
        let files = self.files.iter().map(read).collect::<Result<Vec<_>, Failure>>()?;
        let set = jwk::set(&files, &self.saying.wish(), &self.out.target()).map_err(failed)?;
        tell(house, &jwk::doubts(&files));
        house.answer(&set)
    }
}

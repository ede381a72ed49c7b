//! `key show`: what a file holds.

use crate::{
    cli::{
        command::{Run, material::Opening},
        failure::Outcome,
        open::House,
    },
    job::key::{self, Shown},
};

/// Shows the keys in a file, whatever its format; nothing private.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// A key, request, certificate, JWK or PKCS#12 file, or `-` for stdin.
    #[arg(value_name = "FILE")]
    file: String,
    #[command(flatten)]
    opening: Opening,
}

const EXAMPLES: &str = "\
Examples:
  Type, digest and thumbprint:
    $ partnerctl key show acme.key
  The digest alone, for a script:
    $ partnerctl key show acme.csr -o json | jq -r '.keys[0].publicKeySha256'";

impl Run for Args {
    type Answer = Shown;

    fn run(self, house: &House) -> Outcome {
        let (given, items) = self.opening.items(house, &self.file)?;
        house.answer(&key::show(&given, &items))
    }
}

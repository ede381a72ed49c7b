//! `jwk thumbprint`: the name that a key has by itself.

use crate::{
    cli::{
        command::{
            Run,
            material::{Opening, failed},
        },
        failure::Outcome,
        open::House,
    },
    job::jwk::{self, Thumbprint},
};

/// Shows the thumbprint of the key in a file (RFC 7638).
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// A key, certificate, request or JWK, or `-` for stdin.
    #[arg(value_name = "FILE")]
    file: String,
    #[command(flatten)]
    opening: Opening,
}

const EXAMPLES: &str = "\
Examples:
  Of a private key; nothing private is shown:
    $ partnerctl jwk thumbprint acme.key
  Of a certificate, for a script:
    $ partnerctl jwk thumbprint acme-client.pem -o json";

impl Run for Args {
    type Answer = Thumbprint;

    fn run(self, house: &House) -> Outcome {
        let (given, items) = self.opening.items(house, &self.file)?;
        house.answer(&jwk::thumbprint(&given, &items).map_err(failed)?)
    }
}

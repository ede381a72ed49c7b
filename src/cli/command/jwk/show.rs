//! `jwk show`: one public key.

use super::Saying;
use crate::{
    cli::{
        command::{
            Run,
            material::{Opening, failed},
        },
        failure::Outcome,
        open::House,
    },
    job::jwk::{self, Published},
};

/// Shows the public key of a file as JWK.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// A key, certificate, request or JWK, or `-` for stdin.
    #[arg(value_name = "FILE")]
    file: String,
    #[command(flatten)]
    saying: Saying,
    #[command(flatten)]
    opening: Opening,
}

const EXAMPLES: &str = "\
Examples:
  Under its thumbprint:
    $ partnerctl jwk show acme.key --use sig
  With its certificate, for `self_signed_tls_client_auth`:
    $ partnerctl jwk show acme-client.pem --x5c";

impl Run for Args {
    type Answer = Published;

    fn run(self, house: &House) -> Outcome {
        let (given, items) = self.opening.items(house, &self.file)?;
        house.answer(&jwk::show(&given, &items, &self.saying.wish()).map_err(failed)?)
    }
}

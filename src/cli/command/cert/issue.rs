//! `cert issue`: a certificate from a test authority.

use super::{given, self_sign::deliver};
use crate::{
    cli::{
        command::{
            Run,
            material::{Opening, Out},
        },
        failure::Outcome,
        open::House,
    },
    job::cert::make::{self, ForRequest, Made},
};

/// Issues a client certificate for a request, for non-production.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// The authority's certificate.
    #[arg(long, value_name = "FILE")]
    ca: String,
    /// The authority's private key.
    #[arg(long, value_name = "FILE")]
    ca_key: String,
    /// The request.
    #[arg(long, value_name = "FILE")]
    csr: String,
    /// How many days it lives.
    #[arg(long, value_name = "N", default_value_t = 365, value_parser = clap::value_parser!(u32).range(1..=3650))]
    days: u32,
    #[command(flatten)]
    opening: Opening,
    #[command(flatten)]
    out: Out,
}

const EXAMPLES: &str = "\
Examples:
  To a file:
    $ partnerctl cert issue --ca certs/ca.pem --ca-key certs/ca.key --csr certs/acme-2026.csr --out acme.pem
  To stdout, for 30 days:
    $ partnerctl cert issue --ca certs/ca.pem --ca-key certs/ca.key --csr certs/acme-2026.csr --days 30";

impl Run for Args {
    type Answer = Made;

    fn run(self, house: &House) -> Outcome {
        let order = ForRequest {
            authority: given(&self.ca)?,
            key: self.opening.key(house, &self.ca_key)?,
            request: given(&self.csr)?,
            days: self.days,
        };
        deliver(&make::for_request(&order, house.clock().now())?, &self.out, house)
    }
}

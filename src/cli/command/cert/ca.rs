//! `cert ca`: a test authority.

use super::self_sign::deliver;
use crate::{
    cli::{
        command::{
            Run,
            material::{Opening, Out},
        },
        failure::Outcome,
        open::House,
    },
    crypto::certify::Use,
    job::cert::make::{self, Made, Own},
};

/// Makes the certificate of a test authority, for non-production.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// The authority's private key.
    #[arg(long, value_name = "FILE")]
    key: String,
    /// Whose it is: `CN=Acme test authority,O=Acme`.
    #[arg(long, value_name = "NAME", default_value = "CN=Test authority")]
    subject: String,
    /// How many days it lives.
    #[arg(long, value_name = "N", default_value_t = 1825, value_parser = clap::value_parser!(u32).range(1..=7300))]
    days: u32,
    #[command(flatten)]
    opening: Opening,
    #[command(flatten)]
    out: Out,
}

const EXAMPLES: &str = "\
Examples:
  To a file:
    $ partnerctl cert ca --key certs/ca.key --subject 'CN=Acme test authority,O=Acme' --out test-ca.pem
  To stdout, for ten years:
    $ partnerctl cert ca --key certs/ca.key --days 3650";

impl Run for Args {
    type Answer = Made;

    fn run(self, house: &House) -> Outcome {
        let (key, usage) = (self.opening.key(house, &self.key)?, Use::Authority);
        let own = Own { key, subject: self.subject, names: Vec::new(), usage, days: self.days };
        deliver(&make::own(&own, house.clock().now())?, &self.out, house)
    }
}

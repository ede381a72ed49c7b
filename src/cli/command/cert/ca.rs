//! `cert ca`: a test authority.

use super::{given_key, secret, self_sign::deliver};
use crate::{
    cli::{
        command::{Run, out::Out, source::SecretSource},
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
    /// Opens the key, when it is protected: a file, `-`, or `env:NAME`.
    #[arg(long, value_name = "FILE")]
    passphrase_file: Option<SecretSource>,
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
        let passphrase = secret(self.passphrase_file.as_ref(), house)?;
        let (key, usage) = (given_key(&self.key, house)?, Use::Authority);
        let own = Own { key, passphrase, subject: self.subject, names: Vec::new(), usage, days: self.days };
        deliver(&make::own(&own, house.clock().now())?, &self.out, house)
    }
}

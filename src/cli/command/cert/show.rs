//! `cert show`: what certificates say.

use super::{given, place, secret};
use crate::{
    cli::{
        command::{Run, source::SecretSource},
        failure::{Failure, Outcome},
        open::House,
    },
    job::cert::show::{self, CertificateList},
};

/// Shows certificates from a file or from a TLS server.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// PEM, DER, PKCS#7 or PKCS#12, `-` for stdin, or a server's address.
    #[arg(value_name = "FILE|https://HOST")]
    target: String,
    /// Opens PKCS#12: a file, `-`, or `env:NAME`.
    #[arg(long, value_name = "FILE")]
    passphrase_file: Option<SecretSource>,
}

const EXAMPLES: &str = "\
Examples:
  Every certificate of a file, whatever its format:
    $ partnerctl cert show certs/acme-2026.pem
  From stdin, for a script:
    $ partnerctl cert show - -o json < certs/acme-2026.pem";

impl Run for Args {
    type Answer = CertificateList;

    fn run(self, house: &House) -> Outcome {
        let now = house.clock().now();
        let list = match place(&self.target, house)? {
            Some(place) => show::server(&place, now).map_err(Failure::from)?,
            None => show::file(&given(&self.target)?, secret(self.passphrase_file.as_ref(), house)?.as_ref(), now)?,
        };
        house.answer(&list)
    }
}

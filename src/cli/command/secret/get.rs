//! `secret get`: a secret, or what can be told about it.

use crate::{
    cli::{
        command::{Run, secret::meant},
        failure::Outcome,
        open::House,
        view::secret::ShownSecret,
    },
    domain::secret::SecretRef,
    job::secret,
};

/// Shows a secret, or its fingerprint.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// Its name; may be left out for the credential of a partner's workspace with one connection.
    name: Option<SecretRef>,
    /// Show the secret itself; the audit log says so.
    #[arg(long)]
    reveal: bool,
}

const EXAMPLES: &str = "\
Examples:
  Its fingerprint, to compare:
    $ partnerctl secret get non-production/acme
  The secret, alone on stdout:
    $ partnerctl secret get non-production/acme --reveal";

impl Run for Args {
    type Answer = ShownSecret;

    fn run(self, house: &House) -> Outcome {
        let Self { name, reveal } = self;
        let name = meant(house, name)?;
        let shown = if reveal {
            let secret = house.work(|context| secret::reveal(context, &name))?;
            ShownSecret { name, secret: Some(secret.reveal().to_owned()), fingerprint: None }
        } else {
            let about = house.work(|context| secret::about(context, &name))?;
            ShownSecret { name, secret: None, fingerprint: Some(about.fingerprint) }
        };
        house.answer(&shown)
    }
}

//! `secret put`: a secret that exists already goes into the store.

use crate::{
    cli::{
        command::{Run, secret::meant, source::SecretSource},
        failure::Outcome,
        fault,
        open::House,
    },
    domain::secret::SecretRef,
    job::secret::{self, Kept},
    prompt::Prompt as _,
};

/// Keeps a secret that exists already.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// Its name, such as `non-production/acme`; may be left out for the credential of a partner's workspace with one connection.
    name: Option<SecretRef>,
    /// Where it is: a file, `-` for stdin, or `env:NAME`; asked for when absent.
    #[arg(long, value_name = "PATH|-|env:NAME")]
    secret_file: Option<SecretSource>,
}

const EXAMPLES: &str = "\
Examples:
  From stdin:
    $ partnerctl secret put non-production/acme.webhook --secret-file -
  From a file:
    $ partnerctl secret put non-production/acme.webhook --secret-file webhook.txt";

impl Run for Args {
    type Answer = Kept;

    fn run(self, house: &House) -> Outcome {
        let name = meant(house, self.name)?;
        let secret = if let Some(source) = &self.secret_file {
            source.read(house)?
        } else {
            let question = format!("secret `{name}`");
            house.prompt().secret(&question, "--secret-file").map_err(|error| fault::at_terminal(&error))?
        };
        let kept = house.work(|context| secret::keep(context, &name, &secret))?;
        house.answer(&kept)
    }
}

//! `secret put`: a secret that exists already goes into the store.

use crate::{
    cli::{
        command::{Run, source::SecretSource},
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
    /// Its name, such as `non-production/acme`.
    name: SecretRef,
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
        let secret = if let Some(source) = &self.secret_file {
            source.read(house)?
        } else {
            let question = format!("secret `{}`", self.name);
            house.prompt().secret(&question, "--secret-file").map_err(|error| fault::at_terminal(&error))?
        };
        let kept = house.work(|context| secret::keep(context, &self.name, &secret))?;
        house.answer(&kept)
    }
}

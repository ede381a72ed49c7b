//! `secret generate`: a new secret from the operating system.

use crate::{
    cli::{
        command::Run,
        failure::{Failure, Outcome},
        open::House,
        view::secret::NewSecret,
    },
    crypto::random,
    domain::secret::SecretRef,
    job::{self, secret},
};

/// Makes a secret; keeps it, shows it, or both.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// How many random bytes it has, at least 32.
    #[arg(long, value_name = "N", default_value_t = 32, value_parser = clap::value_parser!(u16).range(32..=1024))]
    bytes: u16,
    /// Keep it under this name in the secret store.
    #[arg(long, value_name = "NAME", required_unless_present = "reveal")]
    store: Option<SecretRef>,
    /// Show it.
    #[arg(long)]
    reveal: bool,
}

const EXAMPLES: &str = "\
Examples:
  Kept, and never shown:
    $ partnerctl secret generate --store non-production/acme.webhook
  Shown and not kept, 48 bytes long:
    $ partnerctl secret generate --bytes 48 --reveal";

impl Run for Args {
    type Answer = NewSecret;

    fn run(self, house: &House) -> Outcome {
        let made = random::secret(usize::from(self.bytes)).map_err(|error| Failure::from(job::Error::from(error)))?;
        let kept = match &self.store {
            Some(name) => Some(house.work(|context| secret::keep(context, name, &made))?),
            None => None,
        };
        let shown = self.reveal.then(|| made.reveal().to_owned());
        house.answer(&NewSecret { secret: shown, kept })
    }
}

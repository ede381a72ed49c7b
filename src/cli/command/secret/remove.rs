//! `secret remove`: a secret that is no longer needed.

use crate::{
    cli::{
        command::{Run, secret::meant},
        failure::Outcome,
        open::House,
    },
    domain::secret::SecretRef,
    job::secret::{self, Removed},
};

/// Removes a secret after consent.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// Its name; may be left out for the credential of a partner's workspace with one connection.
    name: Option<SecretRef>,
}

const EXAMPLES: &str = "\
Examples:
  Asks before it does:
    $ partnerctl secret remove non-production/acme.webhook
  In a script:
    $ partnerctl secret remove non-production/acme.webhook --yes";

impl Run for Args {
    type Answer = Removed;

    fn run(self, house: &House) -> Outcome {
        let name = meant(house, self.name)?;
        let removed = house.work(|context| secret::remove(context, &name))?;
        house.answer(&removed)
    }
}

//! `open FILE`

use crate::{
    cli::{
        command::{
            Run,
            material::{failed, given},
            source::SecretSource,
        },
        failure::{Outcome, Verdict},
        open::House,
    },
    domain::exchange::Handover,
    job::exchange::{
        letter::{self, Signed},
        open::{self, Opened, Order},
    },
};

/// Opens a handover, as a partner, and makes the first call.
///
/// Runs in the workspace where the invitation was accepted. Addresses and identifiers go into the record, the credential into the secret
/// store. From then on `verify`, `token get`, `call` and `status` work here without a name. Exits with 7 when the first call is refused.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// The handover
    #[arg(value_name = "FILE")]
    file: String,
    /// Where the passphrase is that the operator told you
    #[arg(long, value_name = "PATH|-|env:NAME")]
    passphrase_file: Option<SecretSource>,
    /// A file with an ID token for the first call (`oidc`)
    #[arg(long, value_name = "PATH|-|env:NAME")]
    token_file: Option<SecretSource>,
    /// Make no call
    #[arg(long)]
    offline: bool,
}

const EXAMPLES: &str = "\
Examples:
  In the folder where you accepted the invitation:
    $ partnerctl open acme.test.handover.jws
  For a script, without a call:
    $ partnerctl open acme.test.handover.jws --offline -o json";

impl Run for Args {
    type Answer = Opened;

    fn run(self, house: &House) -> Outcome {
        let letter: Signed<Handover> = letter::read(&given(&self.file)?).map_err(failed)?;
        let read = |source: &Option<SecretSource>| source.as_ref().map(|source| source.read(house)).transpose();
        let order = Order { passphrase: read(&self.passphrase_file)?, id_token: read(&self.token_file)?, offline: self.offline };
        let opened = house.work(|ctx| open::run(ctx, &letter, &order))?;
        house.show(&opened)?;
        let refused = opened.call.as_ref().is_some_and(|call| call.ran && !call.ok);
        Ok(if refused { Verdict::No } else { Verdict::Done })
    }
}

//! `token get`: an access token.

use crate::{
    cli::{
        command::{Run, holding::Holding},
        failure::{Failure, Outcome},
        open::House,
        settings::Purpose,
    },
    domain::finding::{Finding, Level},
    files,
    job::{
        Event,
        token::{self, Obtained},
    },
};

/// Gets an access token, and prints it alone.
///
/// By the partner's record a token is kept in the secret store as `ENVIRONMENT/NAME.token` and used again until shortly before its end (60
/// seconds, or a tenth of its life where that is less); ID tokens are never kept. By hand nothing is kept. A credential that is not in the
/// secret store can be given with `--client-secret-file`, `--key` or `--api-key-file` beside `--partner`.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    #[command(flatten)]
    holding: Holding,
}

const EXAMPLES: &str = "\
Examples:
  By the partner's record:
    $ partnerctl token get --partner acme
  For a script, with a scope and a new token each time:
    $ partnerctl token get --partner acme --scope quote-read --no-cache -o json
  By hand, with a client secret; an `--issuer` names the token endpoint, too:
    $ partnerctl token get --token-url $TOKEN_URL --client-id $CLIENT_ID --client-secret-file secret.txt";

impl Run for Args {
    type Answer = Obtained;

    fn run(self, house: &House) -> Outcome {
        let obtained = self.holding.act(house, (Purpose::Read, None, "token get"), |ready| {
            let badge = ready.badge.as_ref().ok_or_else(nothing)?;
            Ok(token::get(badge, &ready.http, ready.clock, ready.cache.as_ref())?)
        })?;
        if let Some(mode) = files::shared_stdout() {
            house.tell(&Event::Note(open_to_others(mode)));
        }
        house.answer(&obtained)
    }
}

/// The token goes into a file that others can read as well.
fn open_to_others(mode: u32) -> Finding {
    let advice = "a token opens the door to everybody who has it: `chmod 600` the file, and write the next one below `umask 077`";
    Finding::new(Level::Warn, "token-readable", format!("the file of the token has mode {mode:04o}"), advice)
}

fn nothing() -> Failure {
    let next = "give `--partner`, or `--token-url` or `--issuer` with `--client-id` and a credential";
    Failure::usage("it is not said who wants a token, and where").next(next)
}

//! `key match`: whether files belong together.

use crate::{
    cli::{
        command::{Run, material::Opening},
        failure::{Failure, Outcome, Verdict},
        open::House,
    },
    job::key::{self, Matched},
};

/// Says whether keys, requests and certificates belong together.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// Two or more files: keys, requests, certificates, JWKs, in any mix.
    #[arg(value_name = "FILE", required = true, num_args = 2..)]
    files: Vec<String>,
    #[command(flatten)]
    opening: Opening,
}

const EXAMPLES: &str = "\
Examples:
  A key and the request made for it:
    $ partnerctl key match acme.key acme.csr
  For a script, which looks at the exit code: 0 or 7:
    $ partnerctl key match acme.key acme-client.pem acme.csr -q";

impl Run for Args {
    type Answer = Matched;

    fn run(self, house: &House) -> Outcome {
        let read = |path: &String| self.opening.items(house, path);
        let files = self.files.iter().map(read).collect::<Result<Vec<_>, Failure>>()?;
        let matched = key::compare(&files);
        house.show(&matched)?;
        Ok(if matched.ok { Verdict::Done } else { Verdict::No })
    }
}

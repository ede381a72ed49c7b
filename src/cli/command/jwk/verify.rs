//! `jwk verify`: whether a set can be published.

use url::Url;

use crate::{
    cli::{
        command::{
            Run,
            material::{failed, fetch, given, is_address},
            source,
        },
        failure::{Failure, Outcome, Verdict},
        open::House,
    },
    job::{
        jwk::{self, CheckedSet},
        jwt,
    },
};

/// Checks a set of keys: nothing private, distinct names, reachable.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// The set: a file, `-` for stdin, or the address where it is published.
    #[arg(value_name = "FILE|URL")]
    set: String,
    /// Authorities to trust besides the system's, as PEM.
    #[arg(long, value_name = "FILE")]
    ca: Option<String>,
}

const EXAMPLES: &str = "\
Examples:
  Before it is published:
    $ partnerctl jwk verify jwks.json
  For a script, which looks at the exit code: 0 or 7:
    $ partnerctl jwk verify jwks.json -o json";

impl Run for Args {
    type Answer = CheckedSet;

    fn run(self, house: &House) -> Outcome {
        let set = if is_address(&self.set) {
            let authorities = self.ca.as_deref().map(|path| source::input(path, 1 << 20)).transpose()?;
            let url = Url::parse(&self.set).map_err(|error| Failure::usage(format!("`{}` is not a URL: {error}", self.set)))?;
            jwt::keys_at(&url, &|url| fetch(house, url, authorities.clone())).map_err(failed)?
        } else {
            let given = given(&self.set)?;
            jwk::read_set(&given.name, &given.bytes).map_err(failed)?
        };
        let checked = jwk::verify(&set);
        house.show(&checked)?;
        Ok(if checked.ok { Verdict::Done } else { Verdict::No })
    }
}

//! `gateway login`

use crate::{
    cli::{
        command::{Run, source::SecretSource},
        failure::Outcome,
        open::House,
        settings::Purpose,
    },
    job::gateway::{self, TestReport},
};

/// Tries the admin API's password and keeps it as a secret.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// Where the password comes from: a file, `-` for stdin, or `env:NAME`
    #[arg(long, value_name = "SOURCE")]
    secret_file: Option<SecretSource>,
}

const EXAMPLES: &str = "\
Examples:
  Asks for the password:
    $ partnerctl gateway login -e non-production
  Reads it from stdin, for pipelines:
    $ partnerctl gateway login --secret-file - < password.txt";

impl Run for Args {
    type Answer = TestReport;

    fn run(self, house: &House) -> Outcome {
        let given = self.secret_file.map(|source| source.read(house)).transpose()?;
        let report = house.work_in(Purpose::Read, |ctx, environment| {
            let password = match &given {
                Some(given) => given.clone(),
                None => ctx.prompt.secret(&format!("Password of the admin API of `{environment}`"), "--secret-file")?,
            };
            gateway::login(ctx, environment, &password)
        })?;
        house.answer(&report)
    }
}

//! `gateway login`

use crate::{
    cli::{
        command::{Run, source::SecretSource},
        connect::PASSWORD_VARIABLE,
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
        let password = match self.secret_file {
            Some(source) => source.read(house)?,
            None => house.work_in(Purpose::Read, |ctx, environment| {
                Ok(ctx.prompt.secret(&format!("Password of the admin API of `{environment}`"), "--secret-file")?)
            })?,
        };
        // What is tried is what was given, whatever else is known.
        let house = house.with_variable(PASSWORD_VARIABLE, password.reveal());
        let report = house.work_in(Purpose::Read, |ctx, environment| gateway::login(ctx, environment, &password))?;
        house.answer(&report)
    }
}

//! `gateway login`

use crate::{
    cli::{
        command::{Run, source::SecretSource},
        failure::Outcome,
        open::House,
        settings::Purpose,
    },
    domain::{name::EnvironmentName, pair::Half},
    job::gateway::{self, TestReport},
};

/// Tries the admin API's password and keeps it as a secret.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// Where the password comes from: a file, `-` for stdin, or `env:NAME`
    #[arg(long, value_name = "SOURCE")]
    secret_file: Option<SecretSource>,
    /// Sign in at the environment's `identity`, not at its gateway
    #[arg(long)]
    identity: bool,
}

const EXAMPLES: &str = "\
Examples:
  Asks for the password:
    $ partnerctl gateway login -e non-production
  Reads it from stdin, for pipelines:
    $ partnerctl gateway login --secret-file - < password.txt
  The initial access token of the environment's authorization server:
    $ partnerctl gateway login -e staging --identity --secret-file token.txt";

fn question(half: Half, environment: &EnvironmentName) -> String {
    match half {
        Half::Gateway => format!("Password of the admin API of `{environment}`"),
        Half::Identity => format!("Token or password of the authorization server of `{environment}`"),
    }
}

impl Run for Args {
    type Answer = TestReport;

    fn run(self, house: &House) -> Outcome {
        let given = self.secret_file.map(|source| source.read(house)).transpose()?;
        let half = if self.identity { Half::Identity } else { Half::Gateway };
        let report = house.work_in(Purpose::Read, |ctx, environment| {
            let password = match &given {
                Some(given) => given.clone(),
                None => ctx.prompt.secret(&question(half, environment), "--secret-file")?,
            };
            gateway::login(ctx, environment, half, &password)
        })?;
        house.answer(&report)
    }
}

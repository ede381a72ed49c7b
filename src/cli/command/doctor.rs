//! `doctor`

use crate::{
    cli::{
        command::Run,
        failure::{Outcome, Verdict},
        open::House,
    },
    job::doctor::{self, Diagnosis},
};

/// Says what is missing or unsafe here.
///
/// Looks at documents, secret store and audit log, and at each gateway's login, TLS and clock. Exits with 7 when something must be
/// mended.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {}

const EXAMPLES: &str = "\
Examples:
  Looks at everything; exits with 7 when something must be mended:
    $ partnerctl doctor
  Looks at one gateway only, for monitoring:
    $ partnerctl doctor -e non-production -o json";

impl Run for Args {
    type Answer = Diagnosis;

    fn run(self, house: &House) -> Outcome {
        let only = house.settings.given_environment().cloned();
        let diagnosis = house.work(|ctx| -> crate::job::Result<_> { Ok(doctor::run(ctx, only.as_ref())) })?;
        house.show(&diagnosis)?;
        Ok(if diagnosis.ok { Verdict::Done } else { Verdict::No })
    }
}

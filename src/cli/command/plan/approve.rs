//! `plan approve FILE`

use std::path::Path;

use super::show::read;
use crate::{
    cli::{
        command::{Run, material::Opening},
        failure::{Failure, Outcome},
        open::House,
        view::fleet::Approved,
    },
    files::{self, Mode},
    job::fleet::approve,
};

/// Signs a saved plan as the second person who agrees to it.
///
/// The key is your own; `approvers` in `partnerctl.yaml` says whose thumbprint it has. Whoever made the plan cannot approve it.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// The saved plan; the signature is added to it
    #[arg(value_name = "FILE")]
    file: String,
    /// The file with your private key
    #[arg(long, value_name = "FILE")]
    key: String,
    #[command(flatten)]
    opening: Opening,
}

const EXAMPLES: &str = "\
Examples:
  Agrees to a plan, with the key whose thumbprint stands in `approvers`:
    $ partnerctl plan approve change.json --key maria.key
  A second approver does the same with another key:
    $ partnerctl plan approve change.json --key joe.key";

impl Run for Args {
    type Answer = Approved;

    fn run(self, house: &House) -> Outcome {
        let mut saved = read(&self.file)?;
        let key = self.opening.key(house, &self.key)?;
        let approval = house.work(|ctx| -> Result<_, Failure> {
            let approval = approve::sign(ctx, &mut saved, &key)?;
            files::write_atomic(Path::new(&self.file), saved.text()?.as_bytes(), Mode::Public)
                .map_err(crate::job::Error::from)?;
            ctx.audit(None, Some(&saved.metadata.environment), format!("approved plan {}", approval.plan))?;
            Ok(approval)
        })?;
        house.answer(&Approved { approval, file: self.file })
    }
}

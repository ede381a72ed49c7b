//! `profile delete NAME`

use crate::{
    cli::{
        command::{Run, planned::PlanFile},
        failure::{Failure, Outcome},
        open::House,
    },
    domain::name::PartnerName,
    job::{fleet::acts::Act, profile, report::Board},
    prompt::{self, Prompt as _},
};

/// Removes the partner's profile with its credentials.
///
/// The record is kept. Asks for the name to be typed. Scripts give `--confirm NAME`; `--yes` is not enough.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// The partner
    #[arg(value_name = "NAME")]
    partner: PartnerName,
    /// The name once more, in place of typing it
    #[arg(long, value_name = "NAME")]
    confirm: Option<String>,
    #[command(flatten)]
    plan: PlanFile,
}

const EXAMPLES: &str = "\
Examples:
  Removes it from the default environment:
    $ partnerctl profile delete acme --confirm acme
  Removes it from production, with the ticket number in the audit log:
    $ partnerctl profile delete acme --confirm acme -e production --change CHG0042";

impl Run for Args {
    type Answer = Board;

    fn run(self, house: &House) -> Outcome {
        typed(house, &self.partner, self.confirm.as_deref(), "to remove its profile and credentials")?;
        if self.plan.is_wanted() {
            return self.plan.act(house, &self.partner, Act::ProfileDelete {});
        }
        super::change(house, &self.partner, profile::delete)
    }
}

/// Makes sure that the partner is meant: its name was given once more, or is typed now.
pub(crate) fn typed(house: &House, partner: &PartnerName, given: Option<&str>, purpose: &str) -> Result<(), Failure> {
    let typed = match given {
        Some(name) => name.to_owned(),
        None => asked(house, partner, purpose).map_err(|error| Failure::from(crate::job::Error::from(error)))?,
    };
    if typed == partner.as_str() {
        return Ok(());
    }
    Err(Failure::usage(format!("`{typed}` is not `{partner}`: nothing was removed")))
}

fn asked(house: &House, partner: &PartnerName, purpose: &str) -> Result<String, prompt::Error> {
    let (prompt, flag) = (house.prompt(), format!("--confirm {partner}"));
    let question = format!("The name `{partner}` once more, {purpose}");
    if prompt.can_ask() { prompt.text(&question, None, &flag) } else { Err(prompt::Error::Unconfirmed { question, flag }) }
}

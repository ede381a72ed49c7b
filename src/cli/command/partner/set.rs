//! `partner set`: one value of a partner file changes, comments and order stay.

use crate::{
    cli::{command::Run, failure::Outcome, open::House},
    domain::name::PartnerName,
    job::partner::{self, PartnerSet, Setting},
};

/// Changes values of a partner file; comments and order stay.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// The partner.
    #[arg(value_name = "NAME")]
    partner: PartnerName,
    /// Where the value stands and what it is to be, in YAML; an empty value removes the key.
    #[arg(value_name = "PATH=VALUE", required = true, value_parser = setting)]
    settings: Vec<Setting>,
}

const EXAMPLES: &str = "\
Examples:
  The identifier that both sides agreed on:
    $ partnerctl partner set acme spec.environments.non-production.customerSourceId=ACME-T01
  Two values at once:
    $ partnerctl partner set acme 'spec.displayName=Acme Inc' metadata.labels.region=emea";

impl Run for Args {
    type Answer = PartnerSet;

    fn run(self, house: &House) -> Outcome {
        let set = house.work(|context| partner::set(context, &self.partner, self.settings))?;
        house.answer(&set)
    }
}

fn setting(text: &str) -> Result<Setting, String> {
    let (path, value) = text.split_once('=').ok_or_else(|| "write PATH=VALUE, such as `spec.displayName=Acme`".to_owned())?;
    Ok(Setting { path: path.to_owned(), value: value.to_owned() })
}

//! `profile create NAME`

use crate::{
    cli::{command::Run, failure::Outcome, open::House},
    domain::name::PartnerName,
    job::{profile, report::Board},
};

/// Makes the partner's profile, or brings it up to date.
///
/// With it comes the credential of its mechanism: client id and secret, certificate, or the link to the issuer of its tokens. APIs are
/// left alone: `api assign` and `onboard` bring those.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// The partner
    #[arg(value_name = "NAME")]
    partner: PartnerName,
    /// Take over a profile that this workspace did not make
    #[arg(long)]
    adopt: bool,
}

const EXAMPLES: &str = "\
Examples:
  Makes the profile alone; `onboard` would do the rest, too:
    $ partnerctl profile create acme
  Takes over a profile of that name that this tool did not make:
    $ partnerctl profile create acme --adopt";

impl Run for Args {
    type Answer = Board;

    fn run(self, house: &House) -> Outcome {
        super::change(house, &self.partner, |ctx, key| profile::create(ctx, key, self.adopt))
    }
}

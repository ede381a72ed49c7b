//! `cert register NAME FILE..`

use crate::{
    cli::{
        command::{Run, profile},
        failure::Outcome,
        open::House,
    },
    domain::name::PartnerName,
    job::{cert::bound, report::Board},
};

/// Registers certificates on a partner's profile.
///
/// They are judged by the rules of the environment's class first, and stand beside those that are there, so that an old and a new one
/// are good at the same time. The authorities of their chains are trusted.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// The partner
    #[arg(value_name = "NAME")]
    partner: PartnerName,
    /// Files with certificates and their chains
    #[arg(value_name = "FILE", required = true)]
    files: Vec<String>,
}

const EXAMPLES: &str = "\
Examples:
  The successor of a certificate that ends soon, beside it:
    $ partnerctl cert register initech certs/initech-2027.pem
  Leaf and chain in two files:
    $ partnerctl cert register initech leaf.pem chain.pem";

impl Run for Args {
    type Answer = Board;

    fn run(self, house: &House) -> Outcome {
        let files = super::all_given(&self.files).map_err(|failure| profile::about(failure, &self.partner))?;
        profile::change(house, &self.partner, |ctx, key| bound::register(ctx, key, &files))
    }
}

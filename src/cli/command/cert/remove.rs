//! `cert remove NAME SHA256`

use crate::{
    cli::{
        command::{Run, profile},
        failure::Outcome,
        open::House,
    },
    domain::name::PartnerName,
    job::{cert::bound, report::Board},
};

/// Removes a certificate from a partner's profile.
///
/// The last one stays: without it nobody knows the partner.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// The partner
    #[arg(value_name = "NAME")]
    partner: PartnerName,
    /// The first digits of its SHA-256, eight or more
    #[arg(value_name = "SHA256")]
    fingerprint: String,
}

const EXAMPLES: &str = "\
Examples:
  An old one, by the first digits of its fingerprint:
    $ partnerctl cert remove initech $SHA256
  With the ticket number in the audit log:
    $ partnerctl cert remove initech $SHA256 --change CHG0042";

impl Run for Args {
    type Answer = Board;

    fn run(self, house: &House) -> Outcome {
        profile::change(house, &self.partner, |ctx, key| bound::remove(ctx, key, &self.fingerprint))
    }
}

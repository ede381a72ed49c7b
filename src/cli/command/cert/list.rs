//! `cert list NAME`

use crate::{
    cli::{command::Run, failure::Outcome, open::House, settings::Purpose},
    domain::name::PartnerName,
    job::cert::bound::{self, BoundCertificates},
};

/// Lists the certificates of a partner's profile.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// The partner
    #[arg(value_name = "NAME")]
    partner: PartnerName,
}

const EXAMPLES: &str = "\
Examples:
  By fingerprint, with the days that are left:
    $ partnerctl cert list initech
  The fingerprints alone:
    $ partnerctl cert list initech -o name";

impl Run for Args {
    type Answer = BoundCertificates;

    fn run(self, house: &House) -> Outcome {
        house.answer(&house.work_on(Purpose::Read, self.partner, bound::list)?)
    }
}

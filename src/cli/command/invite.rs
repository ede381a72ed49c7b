//! `invite NAME`

use crate::{
    cli::{command::Run, failure::Outcome, open::House, settings::Purpose},
    domain::{moment::Span, name::PartnerName},
    job::exchange::{
        invite::{self, Invited},
        letter::life,
    },
};

/// Writes an invitation for a partner.
///
/// A signed file, the mail that goes with it, and a page for partners without this tool.
///
/// It says what the partner needs: mechanism, rules for key and certificate, firewall lines, terms of use with their hash, and the key of
/// this workspace. Nothing in it is secret. The fingerprint in the mail is to be compared by another way, such as the telephone.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// The partner
    #[arg(value_name = "NAME")]
    partner: PartnerName,
    /// How long it is good [default: 30d, or as long as the one that is out]
    #[arg(long, value_name = "SPAN", value_parser = life)]
    valid: Option<Span>,
}

const EXAMPLES: &str = "\
Examples:
  The files to send, below `handover/`:
    $ partnerctl invite acme
  The fingerprint to read out on the telephone, for a script:
    $ partnerctl invite acme --valid 14d -o json";

impl Run for Args {
    type Answer = Invited;

    fn run(self, house: &House) -> Outcome {
        let life = self.valid;
        let invited = house.work_on(Purpose::Write, self.partner, |ctx, key| invite::run(ctx, key, life))?;
        house.answer(&invited)
    }
}

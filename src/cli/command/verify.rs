//! `verify NAME`

use crate::{
    cli::{
        command::Run,
        failure::{Outcome, Verdict},
        open::House,
        settings::Purpose,
        view::board::Verified,
    },
    domain::name::PartnerName,
    job::{
        report::Board,
        verify::{self, Order},
    },
};

/// Makes the partner's calls as the partner.
///
/// The token, each assigned API, and the calls that must be refused. Runs where the credential is. Exits with 7 when a call comes out otherwise than it should, and when the partner holds the
/// credential; then it gives the line to send.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// The partner
    #[arg(value_name = "NAME")]
    partner: PartnerName,
}

const EXAMPLES: &str = "\
Examples:
  Makes the calls in the default environment:
    $ partnerctl verify acme
  For pipelines: each call is one entry in `checks`:
    $ partnerctl verify acme -e non-production -o json";

impl Run for Args {
    type Answer = Board;

    fn run(self, house: &House) -> Outcome {
        let board = house.work_in(Purpose::Read, |ctx, environment| {
            verify::run(ctx, &Order { name: self.partner, environment: environment.clone() })
        })?;
        let good = board.partners.iter().flat_map(|line| &line.checks).all(|check| check.ok || !check.ran);
        house.show(&Verified(board))?;
        Ok(if good { Verdict::Done } else { Verdict::No })
    }
}

//! `status [NAME...]`

use crate::{
    cli::{command::Run, failure::Outcome, open::House, settings::Purpose, view::board::Status},
    domain::{name::PartnerName, step::Owner},
    job::{
        exchange::only_partner,
        report::Board,
        status::{self, Order},
    },
};

/// Shows who owes which step.
///
/// The board of all partners, or the ledger of those named.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// The partners [default: all of the environment]
    #[arg(value_name = "NAME")]
    partners: Vec<PartnerName>,
    /// Only those that wait for this side
    #[arg(long, value_name = "SIDE")]
    waiting_on: Option<Side>,
}

/// A side that may be waited for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Side {
    /// The side that calls the APIs
    Partner,
    /// The side that runs the gateway
    Operator,
}

const EXAMPLES: &str = "\
Examples:
  One line per partner: how far it is, whose move it is, what ends when:
    $ partnerctl status
  Every step of `acme` with its owner and evidence:
    $ partnerctl status acme
  The partners that wait for us:
    $ partnerctl status --waiting-on operator -o name";

impl Run for Args {
    type Answer = Board;

    fn run(self, house: &House) -> Outcome {
        let named = !self.partners.is_empty();
        let (board, alone) = house.work_in(Purpose::Read, |ctx, environment| {
            let waiting_on = self.waiting_on.map(|side| match side {
                Side::Partner => Owner::Partner,
                Side::Operator => Owner::Operator,
            });
            // A partner's own workspace has one connection as a rule: its ledger is what is wanted.
            let alone = only_partner(ctx).is_ok();
            let board = status::run(ctx, &Order { names: self.partners, environment: environment.clone(), waiting_on })?;
            Ok((board, alone))
        })?;
        let detailed = named || alone;
        house.answer_board(board, |board| Status { board, detailed })
    }
}

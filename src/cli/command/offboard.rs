//! `offboard NAME`

use crate::{
    cli::{
        command::{Run, planned::PlanFile, profile::delete::typed},
        failure::Outcome,
        open::House,
        settings::Purpose,
        view::board::Onboarded,
    },
    domain::{
        moment::Span,
        name::{PartnerName, ProfileKey},
    },
    job::{
        fleet::acts::Act,
        offboard::{self, Wish},
        report::Board,
    },
};

/// Lets a partner go: suspends it, and withdraws it later.
///
/// The first run refuses the partner's calls; a run after the wait removes profile and credentials. Until then `--undo` takes it
/// back. The record is kept, and the partner file is not needed. Asks for the name to be typed; `--yes` is not enough.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// The partner
    #[arg(value_name = "NAME")]
    partner: PartnerName,
    /// The name once more, in place of typing it
    #[arg(long, value_name = "NAME")]
    confirm: Option<String>,
    /// How long it stays suspended before it is withdrawn
    #[arg(long, value_name = "SPAN", default_value = "14d", conflicts_with_all = ["now", "undo"])]
    wait: Span,
    /// Withdraw at once
    #[arg(long, conflicts_with = "undo")]
    now: bool,
    /// Take it back, as long as nothing was withdrawn
    #[arg(long)]
    undo: bool,
    #[command(flatten)]
    plan: PlanFile,
}

const EXAMPLES: &str = "\
Examples:
  Suspends it, and withdraws it when run again after two weeks:
    $ partnerctl offboard acme --confirm acme
  Takes it back meanwhile:
    $ partnerctl offboard acme --undo
  Ends everything today, with the ticket number in the audit log:
    $ partnerctl offboard acme --confirm acme --now -e production --change CHG0042";

impl Run for Args {
    type Answer = Board;

    fn run(self, house: &House) -> Outcome {
        let wish = match (self.undo, self.now) {
            (true, _) => Wish::Undo,
            (false, true) => Wish::Now,
            (false, false) => Wish::Leave(self.wait),
        };
        if wish != Wish::Undo {
            typed(house, &self.partner, self.confirm.as_deref(), "to let it go")?;
        }
        if self.plan.is_wanted() {
            return self.plan.act(house, &self.partner, Act::of(wish));
        }
        let board = house.work_in(Purpose::Write, |ctx, environment| {
            let key = ProfileKey { partner: self.partner.clone(), environment: environment.clone() };
            offboard::run(ctx, &key, wish)
        })?;
        house.answer_board(board, Onboarded)
    }
}

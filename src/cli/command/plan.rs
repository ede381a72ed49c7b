//! `plan [NAME...]`, `plan show FILE`, `plan approve FILE`

mod approve;
mod show;

use crate::{
    cli::{
        command::{Run, material, verbs},
        failure::{Outcome, Verdict, settle_all},
        open::House,
        settings::Purpose,
        view::fleet::Planned,
    },
    domain::name::PartnerName,
    files::Mode,
    job::fleet::{Order, plan},
};

/// Shows what differs between partner files and gateway.
///
/// Looks at all partners of the environment, or at those that are named, and writes nothing to the gateway. A partner named like one
/// of the commands below is written after `--`.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES, args_conflicts_with_subcommands = true)]
pub struct Args {
    /// What to do with a saved plan
    #[command(subcommand)]
    verb: Option<Verb>,
    #[command(flatten)]
    draw: Draw,
}

/// What to plan.
#[derive(Debug, clap::Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of its own")]
struct Draw {
    /// The partners [default: all of the environment]
    #[arg(value_name = "NAME")]
    partners: Vec<PartnerName>,
    /// Show every change with the fields that differ
    #[arg(long)]
    full: bool,
    /// Exit with 8 when something differs
    #[arg(long)]
    exit_code: bool,
    /// Refuse partners whose changes the gateway has no operation of its own for
    #[arg(long)]
    native_only: bool,
    /// Take over profiles that this workspace did not make
    #[arg(long)]
    adopt: bool,
    #[command(flatten)]
    out: material::Out,
}

const EXAMPLES: &str = "\
Examples:
  What differs in the default environment, one line for each partner:
    $ partnerctl plan
  The same for one partner with every field that differs:
    $ partnerctl plan acme --full
  In a pipeline: exit code 8 when something differs:
    $ partnerctl plan --exit-code || echo 'something differs'
  Saves it, to be shown, approved and carried out later:
    $ partnerctl plan -e production --out change.json";

verbs!(Verb { Show(show), Approve(approve) });

impl Run for Args {
    type Answer = Planned;

    fn run(self, house: &House) -> Outcome {
        match self.verb {
            Some(verb) => verb.run(house),
            None => self.draw.run(house),
        }
    }

    fn answers(path: &str) -> Vec<super::Answer> {
        let mut all = vec![super::Answer { command: path.to_owned(), schema: || schemars::schema_for!(Planned).to_value() }];
        all.extend(Verb::answers(&format!("{path}-")));
        all
    }
}

impl Draw {
    fn run(self, house: &House) -> Outcome {
        let target = self.out.target();
        target.check()?;
        let (mut fleet, saved) = house.work_in(Purpose::Read, |ctx, environment| {
            let order = Order {
                names: self.partners.clone(),
                environment: environment.clone(),
                adopt: self.adopt,
                replace_lost_secret: false,
                native_only: self.native_only,
            };
            plan::run(ctx, &order)
        })?;
        let verdict = settle_all(&mut fleet.partners, fleet.summary.partners)?;
        if target.path.is_some() {
            fleet.hash = Some(saved.hash()?);
            target.write(saved.text()?.as_bytes(), Mode::Public)?;
        }
        let differs = fleet.summary.changes > 0 || !fleet.shared.is_empty();
        let verdict = if verdict == Verdict::Done && self.exit_code && differs { Verdict::Differs } else { verdict };
        house.show(&Planned { fleet, full: self.full, file: target.name() })?;
        Ok(verdict)
    }
}

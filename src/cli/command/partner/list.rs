//! `partner list`: all partner files.

use crate::{
    cli::{
        command::Run,
        failure::{Failure, Outcome, Verdict},
        open::House,
    },
    job::partner::{self, PartnerList},
};

/// Lists the partner files.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {}

const EXAMPLES: &str = "\
Examples:
  For people:
    $ partnerctl partner list
  Names alone, one per line:
    $ partnerctl partner list -o name";

impl Run for Args {
    type Answer = PartnerList;

    fn run(self, house: &House) -> Outcome {
        let mut list = house.work(partner::list)?;
        let verdict = settle(&mut list)?;
        house.show(&list)?;
        Ok(verdict)
    }
}

/// The fault of the only partner is the command's own; of several, each line has its own.
fn settle(list: &mut PartnerList) -> Outcome {
    let alone = list.partners.len() == 1;
    let mut verdict = Verdict::Done;
    for line in &mut list.partners {
        let Some(failure) = line.failure.take().map(Failure::from) else { continue };
        if alone {
            return Err(failure);
        }
        line.error = Some(failure.report());
        verdict = Verdict::Partly;
    }
    Ok(verdict)
}

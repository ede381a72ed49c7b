//! `plan show FILE`

use clap::ValueEnum;

use crate::{
    cli::{
        command::{Run, material::given},
        failure::{Failure, Outcome, Verdict},
        open::House,
        output,
        view::fleet::Shown,
    },
    job::fleet::{approve, saved::Saved, ticket},
};

/// Shows a saved plan, and who agreed to it.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// The saved plan, or `-`
    #[arg(value_name = "FILE")]
    file: String,
    /// The text of a change ticket instead
    #[arg(long, value_enum, value_name = "markdown")]
    format: Option<TicketFormat>,
}

/// How a saved plan is shown for a ticket.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum TicketFormat {
    /// Markdown with before, after and the way back.
    Markdown,
}

const EXAMPLES: &str = "\
Examples:
  What a saved plan would do, and its hash:
    $ partnerctl plan show change.json
  The text of a change ticket:
    $ partnerctl plan show change.json --format markdown > ticket.md";

impl Run for Args {
    type Answer = Shown;

    fn run(self, house: &House) -> Outcome {
        let saved = read(&self.file)?;
        let (agreed, hash) = house.work(|ctx| -> Result<_, Failure> { Ok((approve::agreed(ctx, &saved)?, saved.hash()?)) })?;
        if self.format == Some(TicketFormat::Markdown) {
            output::write(&ticket::markdown(&saved, &agreed)?)?;
            return Ok(Verdict::Done);
        }
        house.answer(&Shown { plan: saved, hash, agreed })
    }
}

/// Reads a saved plan from a file, or from stdin for `-`.
pub(super) fn read(file: &str) -> Result<Saved, Failure> {
    let text = String::from_utf8_lossy(&given(file)?.bytes).into_owned();
    Ok(Saved::read(&text)?)
}

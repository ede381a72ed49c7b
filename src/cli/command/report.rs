//! `report`: one page for operators.

use crate::{
    cli::{
        command::{Run, material::Out},
        failure::Outcome,
        open::House,
        output::Format,
        view::overview::Published,
    },
    files::Mode,
    job::overview,
};

/// Makes one HTML page for operators: board, expiry, counts.
///
/// Every partner with its steps, whose move it is and since when; what ends when; and how many there are of each. The page needs no
/// script, no network and no other file. All environments stand in it unless one is named; with `-o json` the answer is the data.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    #[command(flatten)]
    out: Out,
}

const EXAMPLES: &str = "\
Examples:
  A page to look at or to print:
    $ partnerctl report --out report.html
  The same data for a program:
    $ partnerctl report -o json";

impl Run for Args {
    type Answer = overview::Overview;

    fn run(self, house: &House) -> Outcome {
        let target = self.out.target();
        target.check()?;
        let wants_page = target.path.is_some() || house.settings.style.format == Format::Table;
        let environment = house.settings.given_environment().cloned();
        let (overview, html) = house.work(|ctx| -> crate::job::Result<_> {
            let overview = overview::run(ctx, environment.as_ref())?;
            let html = if wants_page { overview::page(ctx, &overview)? } else { String::new() };
            Ok((overview, html))
        })?;
        target.write(html.as_bytes(), Mode::Public)?;
        house.answer(&Published { overview, html, file: target.name() })
    }
}

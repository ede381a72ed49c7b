//! `due`

use clap::ValueEnum;

use crate::{
    cli::{
        command::Run,
        failure::{Outcome, Verdict},
        open::House,
        output,
        view::due::{calendar, metrics},
    },
    domain::{moment::Span, name::PartnerName},
    job::due::{self, Due, Order},
};

/// Shows secrets, certificates and keys that end soon.
///
/// Looks at all environments unless `-e` names one; exits with 8 when something ends in time. What ended already is shown, too.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// The partners [default: all]
    #[arg(value_name = "NAME")]
    partners: Vec<PartnerName>,
    /// How soon
    #[arg(long, value_name = "SPAN", default_value = "60d")]
    within: Span,
    /// Look at gateways and published keys, too
    #[arg(long)]
    online: bool,
    /// A calendar (RFC 5545), or text for Prometheus, on stdout
    #[arg(long, value_enum, value_name = "ics|prometheus", hide_possible_values = true)]
    format: Option<Form>,
}

/// Other forms of the answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Form {
    /// One event for each end, with alarms on the days of the notices.
    Ics,
    /// One gauge for each end.
    Prometheus,
}

const EXAMPLES: &str = "\
Examples:
  What ends within two months, in all environments:
    $ partnerctl due || echo 'something ends soon'
  Every certificate and secret with its end, for monitoring:
    $ partnerctl due --within 3650d --format prometheus || true
  A calendar to subscribe to:
    $ partnerctl due --within 365d --format ics || true";

impl Run for Args {
    type Answer = Due;

    fn run(self, house: &House) -> Outcome {
        let order = Order {
            names: self.partners,
            environment: house.settings.given_environment().cloned(),
            within: self.within,
            online: self.online,
        };
        let due = house.work(|ctx| due::run(ctx, &order))?;
        let verdict = if due.due.is_empty() { Verdict::Done } else { Verdict::Differs };
        match self.format {
            None => house.show(&due)?,
            Some(Form::Ics) => output::write(&calendar(&due, &due.notices, house.clock().now()))?,
            Some(Form::Prometheus) => output::write(&metrics(&due))?,
        }
        Ok(verdict)
    }
}

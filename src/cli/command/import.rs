//! `import`

use crate::{
    cli::{
        command::{Run, material::given},
        failure::Outcome,
        open::House,
        settings::Purpose,
    },
    job::import::{self, Intake},
};

/// Makes partner files and records of partners on a gateway.
///
/// Nothing is written to the gateway: `plan` then shows the change that marks the profiles as ours, and `apply` makes it. Application
/// IDs, customer source identifiers and dates of secrets that the gateway does not know come from a table; what nobody knows stays
/// unknown, and no secret is read. A second run fills in what was unknown and changes nothing else.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// A CSV file with the columns profile, name, application-id, customer-source-id, secret-issued, secret-expires
    #[arg(long, value_name = "FILE")]
    ids: Option<String>,
}

const EXAMPLES: &str = "\
Examples:
  Partners on the gateway of the default environment:
    $ partnerctl import
  With what the gateway does not know:
    $ partnerctl import -e production --ids ids.csv";

impl Run for Args {
    type Answer = Intake;

    fn run(self, house: &House) -> Outcome {
        let ids = self.ids.as_deref().map(given).transpose()?;
        let intake = house.work_in(Purpose::Write, |ctx, environment| import::run(ctx, environment, ids.as_ref()))?;
        house.answer(&intake)
    }
}

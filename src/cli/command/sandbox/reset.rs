//! `sandbox reset`

use std::path::PathBuf;

use schemars::JsonSchema;
use serde::Serialize;

use crate::{
    cli::{
        command,
        failure::{Failure, Outcome, Verdict},
        open::House,
        output::Report,
        page::Page,
    },
    job::sandbox,
};

/// Removes everything that the sandbox has stored.
///
/// Its ports, certificates and password stay.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// The folder of its state [default: of the workspace]
    #[arg(long, value_name = "DIR")]
    state: Option<PathBuf>,
}

/// What was emptied.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Emptied {
    /// The folder of the sandbox's state.
    pub state: String,
}

impl Report for Emptied {
    fn human(&self, page: &mut Page) {
        page.line(format!("emptied the sandbox in {}", self.state));
    }

    fn names(&self) -> Vec<String> {
        vec![self.state.clone()]
    }
}

const EXAMPLES: &str = "\
Examples:
  Empties the workspace's own sandbox:
    $ partnerctl sandbox reset
  Empties another one:
    $ partnerctl sandbox reset --state /tmp/gateway";

impl command::Run for Args {
    type Answer = Emptied;

    fn run(self, house: &House) -> Outcome {
        let state = super::folder(self.state, house)?;
        sandbox::reset(&state).map_err(Failure::from)?;
        house.show(&Emptied { state: state.display().to_string() })?;
        Ok(Verdict::Done)
    }
}

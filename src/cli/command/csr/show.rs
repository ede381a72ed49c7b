//! `csr show`: a request in full.

use crate::{
    cli::{
        command::{
            Run,
            material::{failed, given},
        },
        failure::Outcome,
        open::House,
    },
    job::csr::{self, ShownRequest},
};

/// Shows a request: subject in three forms, names, purposes, key.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// The request, or `-` for stdin.
    #[arg(value_name = "FILE")]
    file: String,
}

const EXAMPLES: &str = "\
Examples:
  For people:
    $ partnerctl csr show acme.csr
  The subject alone:
    $ partnerctl csr show acme.csr -o name";

impl Run for Args {
    type Answer = ShownRequest;

    fn run(self, house: &House) -> Outcome {
        house.answer(&csr::show(&given(&self.file)?).map_err(failed)?)
    }
}

//! `sandbox idp-app NAME`

use std::path::PathBuf;

use crate::{
    cli::{command::Run, failure::Outcome, open::House, output::Report, page::Page, settings::Purpose},
    domain::name::PartnerName,
    job::idp_app::{self, IdpApp},
};

/// Registers the gateway at the sandbox's identity provider.
///
/// Plays an `oidc` partner at the test provider: writes issuer and client id into the partner file, and keeps the application's secret
/// in the secret store, as if this were the partner's own machine.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// The partner
    #[arg(value_name = "NAME")]
    partner: PartnerName,
    /// The folder of the sandbox's state [default: of the workspace]
    #[arg(long, value_name = "DIR")]
    state: Option<PathBuf>,
}

impl Report for IdpApp {
    fn human(&self, page: &mut Page) {
        page.pairs(&[
            ("issuer", self.issuer.clone()),
            ("client id", self.client_id.clone()),
            ("its secret", format!("kept as {}", self.secret)),
        ]);
    }

    fn names(&self) -> Vec<String> {
        vec![self.client_id.clone()]
    }
}

const EXAMPLES: &str = "\
Examples:
  Then the partner can be onboarded:
    $ partnerctl sandbox idp-app umbrella
  The client id alone, for scripts:
    $ partnerctl sandbox idp-app umbrella -o name";

impl Run for Args {
    type Answer = IdpApp;

    fn run(self, house: &House) -> Outcome {
        let state = super::folder(self.state, house)?;
        let made = house.work_on(Purpose::Write, self.partner, |ctx, key| idp_app::run(ctx, key, &state));
        house.answer(&made?)
    }
}

//! `sandbox idp-app NAME`

use std::path::PathBuf;

use crate::{
    cli::{command::Run, failure::Outcome, open::House, output::Report, page::Page, settings::Purpose},
    domain::name::PartnerName,
    job::idp_app::{self, IdpApp},
};

/// Registers the gateway at the sandbox's identity provider.
///
/// Plays a partner at the test provider, of mechanism `oidc`, or of `jwt-bearer` with tokens of an issuer: writes the issuer and what its
/// tokens are known by into the partner file, and keeps the application's secret in the secret store, as if this were the partner's own
/// machine.
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
        let mut pairs = vec![
            ("issuer", self.issuer.clone()),
            ("client id", self.client_id.clone()),
            ("its secret", format!("kept as {}", self.secret)),
        ];
        pairs.extend(self.instead_of.iter().map(|before| ("instead of", format!("{before}, which the partner file named"))));
        page.pairs(&pairs);
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

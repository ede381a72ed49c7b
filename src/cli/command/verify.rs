//! `verify NAME`

use std::path::PathBuf;

use crate::{
    cli::{
        command::{Run, source::SecretSource},
        failure::{Outcome, Verdict},
        open::House,
        settings::Purpose,
        view::board::Verified,
    },
    domain::{moment::Span, name::PartnerName},
    job::{
        badge::Given,
        exchange::only_partner,
        material::Target,
        report::Board,
        verify::{self, Order},
    },
};

/// Makes the partner's calls as the partner.
///
/// The token, each assigned API, and the calls that must be refused. Runs where the credential is. Exits with 7 when a call comes out otherwise than it should, and when the partner holds the
/// credential; then it gives the line to send.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// The partner; may be left out in a partner's workspace with one connection
    #[arg(value_name = "NAME")]
    partner: Option<PartnerName>,
    /// A file with the credential, instead of the secret store: client secret, API key or private key; `-` or `env:NAME`, too
    #[arg(long, value_name = "SOURCE")]
    secret_file: Option<SecretSource>,
    /// A file with an ID token (`oidc`)
    #[arg(long, value_name = "SOURCE")]
    token_file: Option<SecretSource>,
    /// How long to wait for the partner's token to end, to see that an ended one is refused
    #[arg(long, value_name = "SPAN")]
    wait: Option<Span>,
    /// Writes a signed result here, which the other side takes as evidence
    #[arg(long, value_name = "FILE")]
    report: Option<PathBuf>,
    /// Replaces the file of the result when it is there
    #[arg(long, requires = "report")]
    replace: bool,
}

const EXAMPLES: &str = "\
Examples:
  Makes the calls in the default environment:
    $ partnerctl verify acme
  For pipelines: each call is one entry in `checks`:
    $ partnerctl verify acme -e non-production -o json
  Waits for a short token to end, and calls with it once more:
    $ partnerctl verify acme --wait 5s
  A signed result for the other side:
    $ partnerctl verify acme --report acme.result.jws";

impl Run for Args {
    type Answer = Board;

    fn run(self, house: &House) -> Outcome {
        let read = |source: Option<SecretSource>| source.map(|source| source.read(house)).transpose();
        let given = Given {
            credential: read(self.secret_file)?,
            id_token: read(self.token_file)?,
            patience: self.wait,
            ..Given::default()
        };
        let report = self.report.map(|path| Target { path: Some(path), replace: self.replace });
        let board = house.work_in(Purpose::Read, |ctx, environment| {
            let name = self.partner.map_or_else(|| only_partner(ctx), Ok)?;
            verify::run(ctx, &Order { name, environment: environment.clone(), given, report })
        })?;
        let good = board.partners.iter().flat_map(|line| &line.checks).all(|check| check.ok || !check.ran);
        house.show(&Verified(board))?;
        Ok(if good { Verdict::Done } else { Verdict::No })
    }
}

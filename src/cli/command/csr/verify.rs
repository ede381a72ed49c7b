//! `csr verify`: whether an issuer will take a request.

use crate::{
    cli::{
        command::{
            Run,
            material::{failed, given},
        },
        failure::{Failure, Outcome, Verdict},
        open::House,
    },
    job::csr::{self, CheckedRequest},
    lint::subject::Template,
};

/// Checks a request: signature, key, lengths, subject.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// The request, or `-` for stdin.
    #[arg(value_name = "FILE")]
    file: String,
    /// What its subject must be, such as `CN=4711-key,O=Acme*,C=*` [default: that of the environment given with `-e`].
    #[arg(long, value_name = "TEMPLATE")]
    subject: Option<Template>,
}

const EXAMPLES: &str = "\
Examples:
  Whether it is fit to be sent:
    $ partnerctl csr verify acme.csr
  Against the subject that the gateway's operator asked for:
    $ partnerctl csr verify acme.csr --subject 'CN=acme,O=Acme*,C=*'
  Against the template of an environment of the workspace:
    $ partnerctl csr verify acme.csr -e non-production";

impl Run for Args {
    type Answer = CheckedRequest;

    fn run(self, house: &House) -> Outcome {
        let template = match (self.subject, house.settings.given_environment()) {
            (Some(template), _) => Some(template),
            (None, Some(environment)) => {
                house.work(|context| -> Result<_, Failure> { Ok(csr::template(context, environment)?) })?
            }
            (None, None) => None,
        };
        let checked = csr::verify(&given(&self.file)?, template.as_ref()).map_err(failed)?;
        house.show(&checked)?;
        Ok(if checked.ok { Verdict::Done } else { Verdict::No })
    }
}

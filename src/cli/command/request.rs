//! `request`

use std::path::PathBuf;

use crate::{
    cli::{
        command::{Run, partner::contact},
        failure::{Failure, Outcome},
        open::House,
    },
    domain::{
        exchange::RequestSpec,
        finding::{Finding, Level},
        mechanism::MechanismKind,
        name::{ApiRef, EnvironmentName, PartnerName},
        partner::Contact,
    },
    job::{
        self, Event,
        exchange::request::{self, Requested, Wish},
        material::Target,
    },
    prompt::{self, Prompt as _},
};

/// Asks an operator for access, as a partner.
///
/// Explains the four ways to authenticate, asks what is wanted, and writes a file that the operator's `receive` makes a partner file of.
/// It holds nothing secret, and needs no workspace.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// A short name for you: lower-case letters, digits and hyphens
    #[arg(value_name = "NAME")]
    partner: Option<PartnerName>,
    /// How you want to authenticate
    #[arg(long, value_name = "oidc|oauth2|client-certificate|jwt-bearer")]
    mechanism: Option<MechanismKind>,
    /// The name that people use
    #[arg(long, value_name = "TEXT")]
    display_name: Option<String>,
    /// An API that you want to call; repeat it for several
    #[arg(long = "api", value_name = "NAME/VERSION")]
    apis: Vec<ApiRef>,
    /// Whom to write to; repeat it for several
    #[arg(long = "contact", value_name = "ROLE=EMAIL", value_parser = contact)]
    contacts: Vec<Contact>,
    /// The issuer of your tokens (`oidc`, `jwt-bearer`)
    #[arg(long, value_name = "ISS")]
    issuer: Option<String>,
    /// The client id at the issuer (`oidc`)
    #[arg(long, value_name = "ID")]
    client_id: Option<String>,
    /// Where it is written [default: NAME.ENV.request.jws]
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// Replace the file if it is there
    #[arg(long)]
    replace: bool,
}

const EXAMPLES: &str = "\
Examples:
  Asked step by step, or all at once:
    $ partnerctl request acme-eu --mechanism oauth2 --api quote-api/1.0 --contact technical=dev@acme.example
  For production, with a certificate:
    $ partnerctl request acme-eu -e production --mechanism client-certificate --display-name 'Acme Europe' --api quote-api/1.0";

impl Run for Args {
    type Answer = Requested;

    fn run(self, house: &House) -> Outcome {
        let partner = match &self.partner {
            Some(partner) => partner.clone(),
            None => prompt::value(&house.prompt(), "a short name for you", "NAME").map_err(asked)?,
        };
        let environment = environment(house)?;
        let mechanism = self.mechanism.map_or_else(|| mechanism(house), Ok)?;
        let issuer = self.issuer(house, mechanism)?;
        let own = PathBuf::from(format!("{partner}.{environment}.request.jws"));
        let target = Target { path: Some(self.out.unwrap_or(own)), replace: self.replace };
        let spec = RequestSpec {
            display_name: self.display_name.unwrap_or_else(|| partner.to_string()),
            mechanism,
            apis: self.apis,
            contacts: self.contacts,
            issuer,
            client_id: self.client_id,
        };
        let now = house.clock().now();
        let requested = request::write(Wish { partner, environment, spec }, now, &target).map_err(Failure::from)?;
        house.answer(&requested)
    }
}

impl Args {
    fn issuer(&self, house: &House, mechanism: MechanismKind) -> Result<Option<String>, Failure> {
        if self.issuer.is_some() || !matches!(mechanism, MechanismKind::Oidc | MechanismKind::JwtBearer) {
            return Ok(self.issuer.clone());
        }
        house.prompt().text("issuer of your tokens (exactly their `iss`)", None, "--issuer").map(Some).map_err(asked)
    }
}

fn environment(house: &House) -> Result<EnvironmentName, Failure> {
    let given = house.settings.given_environment().cloned();
    given.map_or_else(
        || "non-production".parse().map_err(|error: crate::domain::name::NameError| Failure::usage(error.to_string())),
        Ok,
    )
}

/// Explains the four, and asks for one.
fn mechanism(house: &House) -> Result<MechanismKind, Failure> {
    for (kind, about) in ABOUT {
        house.tell(&Event::Note(Finding::new(Level::Inform, "mechanism", kind.to_string(), about)));
    }
    let words: Vec<String> = MechanismKind::ALL.iter().map(ToString::to_string).collect();
    let chosen = house.prompt().choose("how do you want to authenticate", &words, "--mechanism").map_err(asked)?;
    Ok(MechanismKind::ALL.get(chosen).copied().unwrap_or(MechanismKind::Oauth2))
}

fn asked(error: prompt::Error) -> Failure {
    Failure::from(job::Error::from(error))
}

const ABOUT: [(MechanismKind, &str); 4] = [
    (
        MechanismKind::Oidc,
        "your identity provider issues ID tokens, and the gateway takes them; you register an application there",
    ),
    (MechanismKind::Oauth2, "the operator gives you client id and secret; you get a token with them and call with that"),
    (MechanismKind::ClientCertificate, "you show a certificate in the TLS handshake; an authority issues it in production"),
    (MechanismKind::JwtBearer, "you sign a short-lived JWT with a key of your own and call with that"),
];

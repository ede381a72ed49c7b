//! `jwt assert`: a signed assertion.

use clap::ValueEnum;
use serde_json::Value;

use crate::{
    cli::{
        command::{
            Run,
            material::{Opening, failed, given, tell},
        },
        failure::{Failure, Outcome},
        open::House,
    },
    crypto::{
        algorithm::Algorithm,
        jwt::{self as tokens, AssertionError, Kid, Order},
        random,
    },
    domain::moment::Span,
    job::jwt::{self, Asserted},
};

/// Signs an assertion for a token endpoint (RFC 7523).
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// The private key.
    #[arg(long, value_name = "FILE")]
    key: String,
    /// `iss`: the client id at most servers.
    #[arg(long, value_name = "ISSUER")]
    issuer: String,
    /// `sub` [default: the issuer].
    #[arg(long, value_name = "SUBJECT")]
    subject: Option<String>,
    /// `aud`: the server's issuer identifier; repeat it for several.
    #[arg(long, value_name = "AUDIENCE", required = true)]
    audience: Vec<String>,
    /// How long it is good.
    #[arg(long, value_name = "SPAN", default_value = "300s")]
    ttl: Span,
    /// What it is for: `grant` or `client-authentication`.
    #[arg(long, value_name = "PURPOSE", default_value = "grant", hide_possible_values = true)]
    purpose: Purpose,
    /// The algorithm [default: by the type of the key].
    #[arg(long, value_name = "ALGORITHM")]
    alg: Option<Algorithm>,
    /// How the key is named: `auto` (thumbprint), `none`, or a text.
    #[arg(long, value_name = "auto|none|TEXT", default_value = "auto")]
    kid: String,
    /// The certificate for `x5t` and `x5t#S256`.
    #[arg(long, value_name = "FILE")]
    x5t: Option<String>,
    /// The certificates for `x5c`, leaf first.
    #[arg(long, value_name = "FILE")]
    x5c: Option<String>,
    /// A further claim; repeat it for several.
    #[arg(long = "claim", value_name = "NAME=JSON", value_parser = tokens::claim)]
    claim: Vec<(String, Value)>,
    /// `typ`, when it must be another than the purpose's.
    #[arg(long, value_name = "TYPE")]
    typ: Option<String>,
    /// Sign it although a server will refuse it.
    #[arg(long)]
    anyway: bool,
    #[command(flatten)]
    opening: Opening,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Purpose {
    Grant,
    ClientAuthentication,
}

const EXAMPLES: &str = "\
Examples:
  For the JWT bearer grant:
    $ partnerctl jwt assert --key acme.key --issuer 4711 --audience https://as.example
  For client authentication, with a shorter life:
    $ partnerctl jwt assert --key acme.key --issuer 4711 --audience https://as.example --purpose client-authentication --ttl 60s
  With a claim of one's own:
    $ partnerctl jwt assert --key acme.key --issuer 4711 --audience https://as.example --claim 'scope=\"quote-read\"'";

impl Run for Args {
    type Answer = Asserted;

    fn run(self, house: &House) -> Outcome {
        let key = self.opening.key(house, &self.key)?;
        let order = self.order(house)?;
        let made = jwt::assert(&key, &order, self.anyway).map_err(failed)?;
        tell(house, &made.findings);
        house.answer(&made)
    }
}

impl Args {
    fn order(&self, house: &House) -> Result<Order, Failure> {
        let certificates = |file: &Option<String>| match file {
            Some(file) => given(file)?.certificates(None).map_err(failed),
            None => Ok(Vec::new()),
        };
        let lifetime = self.ttl.duration().as_secs();
        let too_long = || Failure::usage(AssertionError::Lifetime(i64::MAX).to_string());
        Ok(Order {
            purpose: match self.purpose {
                Purpose::Grant => tokens::Purpose::Grant,
                Purpose::ClientAuthentication => tokens::Purpose::ClientAuthentication,
            },
            issuer: self.issuer.clone(),
            subject: self.subject.clone().unwrap_or_else(|| self.issuer.clone()),
            audience: self.audience.clone(),
            now: house.clock().time().unix_timestamp(),
            lifetime: i64::try_from(lifetime).map_err(|_| too_long())?,
            id: random::identifier(),
            algorithm: self.alg,
            kid: match self.kid.as_str() {
                "auto" => Kid::Thumbprint,
                "none" => Kid::None,
                text => Kid::Named(text.to_owned()),
            },
            typ: self.typ.clone(),
            certificate: certificates(&self.x5t)?.into_iter().next(),
            chain: certificates(&self.x5c)?,
            claims: self.claim.clone(),
        })
    }
}

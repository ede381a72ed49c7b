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
        settings::Purpose as Deed,
    },
    crypto::{
        algorithm::Algorithm,
        jwt::{self as tokens, AssertionError, Kid, Order},
        key::Key,
        random,
    },
    domain::{moment::Span, name::PartnerName, secret::Secret},
    job::{
        badge::{Given, Signer},
        jwt::{self, Asserted},
    },
};

/// Signs an assertion for a token endpoint (RFC 7523).
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// The partner: its record and the secret store say what the flags leave open.
    #[arg(long, value_name = "NAME")]
    partner: Option<PartnerName>,
    /// The private key.
    #[arg(long, value_name = "FILE", required_unless_present = "partner")]
    key: Option<String>,
    /// `iss`: the client id at most servers.
    #[arg(long, value_name = "ISSUER", required_unless_present = "partner", allow_hyphen_values = true)]
    issuer: Option<String>,
    /// `sub` [default: the issuer].
    #[arg(long, value_name = "SUBJECT", allow_hyphen_values = true)]
    subject: Option<String>,
    /// `aud`: the server's issuer identifier; repeat it for several.
    #[arg(long, value_name = "AUDIENCE", required_unless_present = "partner")]
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
    $ partnerctl jwt assert --key acme.key --issuer 4711 --audience https://as.example --claim 'scope=\"quote-read\"'
  For a partner that signs its own JWTs, as its record says:
    $ partnerctl jwt assert --partner initech --key acme-jwt.key";

impl Run for Args {
    type Answer = Asserted;

    fn run(self, house: &House) -> Outcome {
        let made = match &self.partner {
            Some(partner) => self.by_record(house, partner)?,
            None => jwt::assert(&self.key(house)?.ok_or_else(no_key)?, &self.order(house)?, self.anyway).map_err(failed)?,
        };
        tell(house, &made.findings);
        house.answer(&made)
    }
}

impl Args {
    fn key(&self, house: &House) -> Result<Option<Key>, Failure> {
        self.key.as_deref().map(|file| self.opening.key(house, file)).transpose()
    }

    /// What the record says, with what the flags say instead.
    fn by_record(&self, house: &House, partner: &PartnerName) -> Result<Asserted, Failure> {
        let own = self.order(house)?;
        let credential = self.key(house)?.map(|key| Secret::new(key.to_pem().to_string()));
        house.work_on(Deed::Read, partner.clone(), |ctx, key| {
            let line = format!("partnerctl jwt assert --partner {} -e {}", key.partner, key.environment);
            let signer = Signer::open(ctx, key, &Given { credential, line: Some(line), ..Given::default() })?;
            let known = signer.order(ctx.clock);
            let mut claims = own.claims.clone();
            claims.extend(known.claims.into_iter().filter(|(name, _)| own.claims.iter().all(|(own, _)| own != name)));
            let order = Order {
                issuer: self.issuer.clone().unwrap_or(known.issuer),
                subject: self.subject.clone().unwrap_or(known.subject),
                audience: if own.audience.is_empty() { known.audience } else { own.audience.clone() },
                claims,
                ..own
            };
            jwt::assert(&signer.key.0, &order, self.anyway)
        })
    }

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
            issuer: self.issuer.clone().unwrap_or_default(),
            subject: self.subject.clone().or_else(|| self.issuer.clone()).unwrap_or_default(),
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

fn no_key() -> Failure {
    Failure::usage("no key is given").next("give it with `--key`, or name a partner with `--partner`")
}
